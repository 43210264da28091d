/** "0001 fb50" as words; blanks are for the eye. */
export const wordsOf = (hex: string): number[] =>
  (hex.match(/[0-9a-f]{4}/gi) ?? []).map((word) => Number.parseInt(word, 16));
