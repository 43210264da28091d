/** The names of the places in a sentence: "has {slots} slots" has one. */
type Places<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Places<Rest>
  : never;

type Told<Sentence extends string> = [Places<Sentence>] extends [never]
  ? readonly []
  : readonly [Readonly<Record<Places<Sentence>, string | number>>];

/** A sentence of the program, taken apart for those who have words of their own. */
export interface Said {
  /** The book and the sentence in it: "control.readOnly". */
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | Said>>;
}

type Sentences = Readonly<Record<string, string>>;

export interface Phrasebook<S extends Sentences = Sentences> {
  readonly name: string;
  readonly sentences: S;
  /** A sentence with its places filled in. */
  readonly say: <K extends keyof S & string>(kind: K, ...facts: Told<S[K]>) => string;
}

/** What others need of a book. */
export type Book = Pick<Phrasebook, 'name' | 'sentences'>;

/**
 * Sentences by kind, with places for facts. They are said in English; what shows them in another
 * language finds kind and facts again with `saidIn`.
 */
export const phrasebook = <const S extends Sentences>(
  name: string,
  sentences: S,
): Phrasebook<S> => ({
  name,
  sentences,
  say: (kind, ...[facts]) => filledIn(sentences[kind], facts),
});

const PLACE = /\{(\w+)\}/g;

/** A sentence with its places filled in, where no compiler knows which they are. */
export const filledIn = (
  sentence = '',
  facts: Readonly<Record<string, string | number>> = {},
): string => sentence.replaceAll(PLACE, (_, name: string) => String(facts[name]));

/** What stands in a place, where that is not just anything: an age follows words without a mark between. */
const SHAPES: Readonly<Partial<Record<string, string>>> = {
  age: String.raw`\d+ (?:s|min|h|d)`,
  number: String.raw`\d+`,
};

interface Pattern {
  readonly kind: string;
  readonly names: readonly string[];
  readonly fits: RegExp;
}

/**
 * Finds the sentence that a text is, and those within its facts; undefined where it is none of them.
 * `parts` are no sentences of their own: they are looked for within facts only.
 */
export const saidIn = (
  books: readonly Book[],
  parts: readonly Book[] = [],
): ((text: string) => Said | undefined) => {
  const whole = patternsIn(books);
  const within = patternsIn([...books, ...parts]);
  const find = (patterns: readonly Pattern[], text: string): Said | undefined => {
    for (const { kind, names, fits } of patterns) {
      const values = fits.exec(text)?.slice(1);
      if (values === undefined) continue;
      const facts = names.map((name, index) => {
        const value = values[index] ?? '';
        return [name, find(within, value) ?? value] as const;
      });
      return { kind, facts: Object.fromEntries(facts) };
    }
    return undefined;
  };
  return (text) => find(whole, text);
};

/** What leaves nothing open comes first; of the others two may fit, and the first is meant. */
const patternsIn = (books: readonly Book[]): readonly Pattern[] => {
  const all = books.flatMap(({ name, sentences }) =>
    Object.entries(sentences).map(([kind, sentence]) => patternOf(`${name}.${kind}`, sentence)),
  );
  const isFixed = ({ names }: Pattern): boolean => names.length === 0;
  return [...all.filter(isFixed), ...all.filter((pattern) => !isFixed(pattern))];
};

const patternOf = (kind: string, sentence: string): Pattern => {
  const parts = sentence.split(PLACE);
  const names = parts.filter((_, index) => index % 2 === 1);
  const source = parts
    .map((part, index) =>
      index % 2 === 1
        ? `(${SHAPES[part] ?? '.+'})`
        : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('');
  return { kind, names, fits: new RegExp(`^${source}$`, 's') };
};
