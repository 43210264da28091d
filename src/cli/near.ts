const FEW = 3;
/** No name is nearly as long; comparing takes the longer, the longer the word is. */
const LONGEST = 100;

/** The known names that a misspelt one was probably meant for, likeliest first. */
const near = (given: string, names: readonly string[]): readonly string[] => {
  if (given.length > LONGEST) return [];
  const wanted = given.toLowerCase();
  return [...new Set(names)]
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.ceil(Math.min(given.length, name.length) / 3))
    .sort((one, other) => one.far - other.far)
    .slice(0, FEW)
    .map(({ name }) => name);
};

/** "; did you mean a or b?", or nothing. */
export const meant = (given: string, names: readonly string[]): string => {
  const likely = near(given, names);
  return likely.length === 0 ? '' : `; did you mean ${likely.join(' or ')}?`;
};

/** How many letters must change; part of a longer word counts as nearly the same. */
const distance = (one: string, other: string): number => {
  if (one === other) return 0;
  if (one.length >= FEW && other.includes(one)) return 1;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split('').entries())
    row = nextRow(row, letter, other, index + 1);
  return row.at(-1) ?? 0;
};

const nextRow = (above: readonly number[], letter: string, other: string, first: number) => {
  const row = [first];
  for (const [index, theirs] of other.split('').entries()) {
    const changed = (above[index] ?? 0) + (letter === theirs ? 0 : 1);
    row.push(Math.min(changed, (above[index + 1] ?? 0) + 1, (row[index] ?? 0) + 1));
  }
  return row;
};
