import type { Memory } from '../controls/index.js';

type Spent = NonNullable<Memory['spent']>;

/**
 * The writes of a day as several programs count them: what is kept, and what one of them has written since it `knew`.
 * Of two days the later one counts.
 */
export const spentTogether = (
  kept: Spent | undefined,
  knew: Spent | undefined,
  now: Spent | undefined,
): Spent | undefined => {
  if (kept === undefined || now === undefined) return now ?? kept;
  if (kept.day > now.day) return kept;
  const [others, own] = [on(now.day, kept), on(now.day, knew)];
  const added = (count: 'lasting' | 'passing'): number =>
    others[count] + Math.max(0, now[count] - own[count]);
  return { day: now.day, lasting: added('lasting'), passing: added('passing') };
};

const on = (day: string, spent: Spent | undefined): Omit<Spent, 'day'> =>
  spent?.day === day ? spent : { lasting: 0, passing: 0 };
