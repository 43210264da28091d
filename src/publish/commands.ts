import { asError, GivError } from '../errors.js';
import { phrasebook } from '../phrasebook.js';
import type { Outcome } from '../controls/writing/outcome.js';

/** What became of a command, for the topic or the caller that wants to know. */
export interface CommandResult {
  /** The name that was called, and the control it meant. */
  readonly function: string;
  readonly control?: string;
  readonly result: Outcome['result'] | 'refused';
  readonly ok: boolean;
  /** One sentence: what state the inverter is in, or why nothing was done. */
  readonly message: string;
  readonly code?: string;
  readonly requested?: Outcome['requested'];
  readonly confirmed?: Outcome['confirmed'];
  readonly warnings?: readonly string[];
  /** ISO time. */
  readonly time: string;
}

export type Apply = (control: string, payload: unknown) => Promise<Outcome>;

/** Calls a control and says how it went; never rejects. */
export const command = async (
  apply: Apply,
  name: string,
  payload: unknown,
): Promise<CommandResult> => {
  try {
    if (typeof payload === 'string' && payload.length > LONGEST_PAYLOAD) throw tooLong(payload);
    return succeeded(name, await apply(name, payload));
  } catch (thrown) {
    return failed(name, asError(thrown));
  }
};

export const commandPhrases = phrasebook('command', {
  tooLong: 'the payload has {length} characters, and at most {most} are understood: send less',
});

/** No control needs a tenth of this; brokers pass on thousands of times as much. */
const LONGEST_PAYLOAD = 65_536;
const tooLong = ({ length }: string): GivError =>
  new GivError('BAD_INPUT', commandPhrases.say('tooLong', { length, most: LONGEST_PAYLOAD }));

/** The function in a control topic: its last part, whatever stands before it. */
export const functionOf = (topic: string): string =>
  (topic.split('/').at(-1) ?? '').slice(0, LONGEST_NAME);

/** A command as it came: the id that its sender gave it in its JSON, and the rest for the control. */
export const orderIn = (payload: string): { readonly id?: string; readonly rest: unknown } => {
  const given = jsonIn(payload);
  if (typeof given !== 'object' || given === null || !('id' in given)) return { rest: payload };
  const { id, ...rest } = given;
  if (typeof id !== 'string' && typeof id !== 'number') return { rest: payload };
  return { id: String(id).slice(0, LONGEST_NAME), rest };
};

const jsonIn = (text: string): unknown => {
  if (text.length > LONGEST_PAYLOAD || !/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Names come back in the topic of the answer, which must not be longer than topics may be. */
const LONGEST_NAME = 100;

/** May an answer go there? What a broker does not take would be sent again for ever. */
export const mayAnswerOn = (topic: string | undefined): topic is string =>
  topic !== undefined && /^[^+#\0]{1,500}$/.test(topic);

const worked: ReadonlySet<Outcome['result']> = new Set(['confirmed', 'unchanged', 'dryRun']);

const succeeded = (name: string, outcome: Outcome): CommandResult => ({
  function: name,
  control: outcome.control,
  result: outcome.result,
  ok: worked.has(outcome.result),
  message: outcome.state,
  requested: outcome.requested,
  confirmed: outcome.confirmed,
  warnings: outcome.warnings,
  time: new Date(outcome.at).toISOString(),
});

const failed = (name: string, error: Error): CommandResult => ({
  function: name,
  result: error instanceof GivError && 'outcome' in error.detail ? 'failed' : 'refused',
  ok: false,
  message: error.message,
  ...(error instanceof GivError && { code: error.code }),
  time: new Date().toISOString(),
});
