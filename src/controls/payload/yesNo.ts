const WORDS_FOR: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...['enable', 'enabled', 'on', 'true', 'yes', '1', 1, true].map((word) => [word, true] as const),
  ...['disable', 'disabled', 'off', 'false', 'no', '0', 0, false].map(
    (word) => [word, false] as const,
  ),
]);

/** On or off, whatever word it came in; undefined for anything else. */
export const yesNo = (value: unknown): boolean | undefined =>
  WORDS_FOR.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
