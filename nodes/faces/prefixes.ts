/** Config nodes that announce to Home Assistant, by broker and device prefix: id and name of each. */
const announcing = new Map<string, Map<string, string>>();

export interface Claim {
  /** Another that took the same prefix on the same broker before. */
  readonly other: string | undefined;
  release(): void;
}

/** Two plants with one prefix would take each other's entities. */
export const claim = (
  place: readonly unknown[],
  prefix: string,
  id: string,
  name: string,
): Claim => {
  const key = JSON.stringify([...place, prefix]).toLowerCase();
  const all = announcing.get(key) ?? new Map<string, string>();
  announcing.set(key, all);
  const other = [...all].find(([known]) => known !== id)?.[1];
  all.set(id, name);
  return {
    other,
    release: () => {
      all.delete(id);
      if (all.size === 0) announcing.delete(key);
    },
  };
};
