/** The names of the places in a sentence: "has {slots} slots" has one. */
type Places<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Places<Rest>
  : never;

type Told<Sentence extends string> = [Places<Sentence>] extends [never]
  ? readonly []
  : readonly [Readonly<Record<Places<Sentence>, string | number>>];

/** A sentence of the program, taken apart for those who have words of their own. */
export interface Said {
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | Said>>;
}

export interface Phrasebook<Sentences extends Readonly<Record<string, string>>> {
  readonly sentences: Sentences;
  /** A sentence with its places filled in. */
  readonly say: <K extends keyof Sentences & string>(
    kind: K,
    ...facts: Told<Sentences[K]>
  ) => string;
}

/**
 * Sentences by kind, with places for facts. They are said in English; what shows them in another
 * language finds kind and facts again with `saidIn`.
 */
export const phrasebook = <const S extends Readonly<Record<string, string>>>(
  sentences: S,
): Phrasebook<S> => ({
  sentences,
  say: (kind, ...[facts]) => filled(sentences[kind], new Map(Object.entries(facts ?? {}))),
});

const PLACE = /\{(\w+)\}/g;

const filled = (sentence = '', facts: ReadonlyMap<string, unknown>): string =>
  sentence.replaceAll(PLACE, (_, name: string) => String(facts.get(name)));

interface Pattern {
  readonly kind: string;
  readonly names: readonly string[];
  readonly fits: RegExp;
}

/** Finds the sentence that a text is, also within its facts; undefined where it is none of them. */
export const saidIn = (
  books: readonly Pick<Phrasebook<Readonly<Record<string, string>>>, 'sentences'>[],
): ((text: string) => Said | undefined) => {
  const patterns = books.flatMap(({ sentences }) => Object.entries(sentences).map(patternOf));
  const find = (text: string): Said | undefined => {
    for (const { kind, names, fits } of patterns) {
      const values = fits.exec(text)?.slice(1);
      if (values === undefined) continue;
      const facts = names.map((name, index) => {
        const value = values[index] ?? '';
        return [name, find(value) ?? value] as const;
      });
      return { kind, facts: Object.fromEntries(facts) };
    }
    return undefined;
  };
  return find;
};

const patternOf = ([kind, sentence]: readonly [string, string]): Pattern => {
  const parts = sentence.split(PLACE);
  const names = parts.filter((_, index) => index % 2 === 1);
  const source = parts
    .map((part, index) =>
      index % 2 === 1 ? '(.+)' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return { kind, names, fits: new RegExp(`^${source}$`, 's') };
};
