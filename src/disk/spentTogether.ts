import type { Memory } from '../controls/index.js';

type Spent = NonNullable<Memory['spent']>;

/**
 * The writes of a day as several programs count them: what is kept, and what one of them has written since it `knew`.
 * What is kept of any other day counts no more, also of a later one: the clock was ahead then.
 */
export const spentTogether = (
  kept: Spent | undefined,
  knew: Spent | undefined,
  now: Spent | undefined,
): Spent | undefined => {
  if (kept === undefined || kept.day !== now?.day) return now ?? kept;
  const own = knew?.day === now.day ? knew : { lasting: 0, passing: 0 };
  const added = (count: 'lasting' | 'passing'): number =>
    kept[count] + Math.max(0, now[count] - own[count]);
  return { day: now.day, lasting: added('lasting'), passing: added('passing') };
};
