import type { Node, NodeAPI } from 'node-red';
import { GivError, type Outcome } from '../../src/index.js';
import { keyOf, wordsOf, wordsOfError, type Worded } from './said.js';

/** The language that Node-RED itself runs in. Where it has no words of ours, they stay English. */
export interface Language {
  text(english: string): string;
  error(error: Error): Error;
  /** Sentences only: names and values are for flows, in every language the same. */
  outcome(outcome: Outcome): Outcome;
}

type Lookup = Pick<NodeAPI, '_'>;

export const languageOf = (RED: Lookup): Language => {
  // Asked each time: catalogues come after the nodes are known. Without them no book need be opened.
  const hasWords = (): boolean => lookedUp(RED, keyOf('badge.ready'), {}) !== undefined;
  const text = (english: string): string =>
    (hasWords() ? spoken(RED, wordsOf(english)) : undefined) ?? english;
  return {
    text,
    error: (error) => inWords(error, hasWords() ? spoken(RED, wordsOfError(error)) : undefined),
    outcome: (outcome) => ({
      ...outcome,
      state: text(outcome.state),
      warnings: outcome.warnings.map(text),
      ...(outcome.risk !== undefined && { risk: text(outcome.risk) }),
    }),
  };
};

/** From now on all that a node logs, answers with or shows below itself is in that language. */
export const speakOwnLanguage = (RED: Lookup, node: Node): void => {
  const { text, error } = languageOf(RED);
  const told = (said: unknown): unknown => {
    if (typeof said === 'string') return text(said);
    return said instanceof Error ? error(said) : said;
  };
  for (const level of ['log', 'warn', 'error'] as const) {
    const tell = node[level].bind(node);
    node[level] = (said: unknown, ...more: []) => tell(told(said), ...more);
  }
  const show = node.status.bind(node);
  node.status = (status) => show(typeof status === 'string' ? text(status) : worded(status, text));
};

const worded = <S extends object>(status: S, text: (english: string) => string): S =>
  Object.assign(
    {},
    status,
    ...Object.entries(status)
      .filter(([name]) => name === 'text' || name === 'reason')
      .map(([name, said]) => ({ [name]: typeof said === 'string' ? text(said) : said })),
  );

/** Undefined as soon as one of its words is missing: half a sentence helps nobody. */
const spoken = (RED: Lookup, words: Worded | undefined): string | undefined => {
  if (words === undefined) return undefined;
  const facts: Record<string, string> = {};
  for (const [name, fact] of Object.entries(words.facts)) {
    const own = typeof fact === 'string' ? fact : spoken(RED, fact);
    if (own === undefined) return undefined;
    facts[name] = own;
  }
  return lookedUp(RED, words.key, facts);
};

const lookedUp = (
  RED: Lookup,
  key: string,
  facts: Readonly<Record<string, string>>,
): string | undefined => {
  const found: unknown = RED._(key, { defaultValue: '', ...facts });
  const none: readonly unknown[] = ['', key, key.replace(/.*:/, '')];
  return typeof found === 'string' && !none.includes(found) ? found : undefined;
};

/** The same error for flows: its code, its details and where it arose do not change. */
const inWords = (error: Error, message: string | undefined): Error => {
  if (message === undefined || !(error instanceof GivError)) return error;
  const { code, detail, cause, stack } = error;
  const told = new GivError(code, message, detail, cause === undefined ? undefined : { cause });
  if (stack !== undefined) told.stack = stack;
  return told;
};
