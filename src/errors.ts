import { phrasebook } from './phrasebook.js';

/** What went wrong, for machines. Stable: flows and catch nodes compare these. */
export type ErrorCode =
  | 'NO_REPLY'
  | 'NOT_CONNECTED'
  | 'CONNECTION_LOST'
  | 'REFUSED_BY_INVERTER'
  | 'BAD_INPUT'
  | 'UNKNOWN_FUNCTION'
  | 'NOT_SUPPORTED'
  | 'NOT_ALLOWED'
  | 'READ_ONLY'
  | 'BUDGET_SPENT'
  | 'NOT_VERIFIED'
  | 'NOT_DETECTED'
  | 'NO_DATA'
  | 'BAD_CONFIG'
  | 'BROKER'
  | 'CLOSED';

/**
 * The one base of every error this package throws on purpose: a `code` for machines, a sentence for
 * people (what happened, why, what to do) and the facts in `detail`.
 */
export class GivError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'GivError';
  }

  /** What people read: Node-RED shows errors so. */
  override toString(): string {
    return this.message;
  }
}

/** How it is said that something handed in cannot be used. */
export const inputPhrases = phrasebook('input', {
  missing: '{field} is missing: {expected}',
  bad: '{field} is {value}: {expected}',
});

/** Something a person or a flow handed in cannot be used; nothing was written. */
export class BadInput extends GivError {
  constructor(
    readonly field: string,
    value: unknown,
    expected: string,
  ) {
    const facts = { field, value: show(value), expected };
    super('BAD_INPUT', inputPhrases.say(value === undefined ? 'missing' : 'bad', facts), {
      field,
      value,
      expected,
    });
  }
}

/** Whatever was thrown, as an Error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/** A short, safe rendering of any value for an error sentence. */
export const show = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? `"${value}"` : render(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const render = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
};
