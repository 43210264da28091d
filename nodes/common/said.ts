import {
  books,
  composed,
  parts,
  saidByError,
  saidIn,
  type Book,
  type Said,
} from '../../src/index.js';
import { fieldPhrases } from './fields.js';
import {
  badgePhrases,
  configPhrases,
  eventPhrases,
  messagePhrases,
  nodePhrases,
  refusalPhrases,
  resultPhrases,
  usePhrases,
} from './phrases.js';

// Badges come last: "... now" would fit much.
const sentences = (): readonly Book[] => [
  ...books,
  configPhrases,
  messagePhrases,
  nodePhrases,
  badgePhrases,
];
const pieces = (): readonly Book[] => [
  fieldPhrases,
  usePhrases,
  eventPhrases(),
  resultPhrases,
  refusalPhrases,
  ...parts,
];

/** All that the editor can show of what the program says. */
export const allBooks = (): readonly Book[] => [...sentences(), ...pieces(), ...composed];

type Find = (text: string) => Said | undefined;
// Every book takes part: they are opened when a dialog, or a runtime in another language, first asks for words.
let [whole, part]: readonly [Find?, Find?] = [];
const find: Find = (text) => (whole ??= saidIn(sentences(), pieces()))(text);
const findPiece: Find = (text) => (part ??= saidIn(pieces()))(text);

/** A sentence by its key in the catalogues of this package: alike in the runtime and in the editor. */
export interface Worded {
  readonly key: string;
  readonly facts: Readonly<Record<string, string | Worded>>;
}

/** Names of controls and what can go wrong with them are in the catalogue of their own dialog. */
const homes: Readonly<Partial<Record<string, string>>> = {
  control: 'givtcp-write',
  risk: 'givtcp-write',
};

export const keyOf = (kind: string): string => {
  const dialog = homes[kind.replace(/\..*/, '')] ?? 'givtcp-config';
  return `node-red-contrib-givtcp/${dialog}:${dialog}.${kind}`;
};

const worded = ({ kind, facts }: Said): Worded => ({
  key: keyOf(kind),
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'string' ? fact : worded(fact),
    ]),
  ),
});

const whereFound = (said: Said | undefined): Worded | undefined => said && worded(said);

/** A text for a dialog or a runtime in another language; undefined where it is no sentence of ours. */
export const wordsOf = (text: string): Worded | undefined => whereFound(find(text));

/** The same of what is only a part of sentences: a setting, a value. */
export const wordsOfPiece = (text: string): Worded | undefined => whereFound(findPiece(text));

/** A reason, also for dialogs in another language. */
export const withWords = <T extends object>(told: T): T & { readonly said?: Worded } => {
  const reason = 'reason' in told ? told.reason : undefined;
  const said = typeof reason === 'string' ? wordsOf(reason) : undefined;
  return { ...told, ...(said && { said }) };
};

/** The same of an error. */
export const wordsOfError = (error: Error): Worded | undefined =>
  whereFound(saidByError(error, find));
