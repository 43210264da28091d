import type { Scalar } from '../report/fields.js';

/** What somebody has been told already, by topic, and when they were told everything. */
export interface Told {
  readonly values: ReadonlyMap<string, Scalar>;
  readonly allAt: number;
}

/** The state to start from, and to return to when the listener may have forgotten: everything is news. */
export const nothingTold: Told = { values: new Map(), allAt: -Infinity };

export interface Topic {
  readonly topic: string;
  readonly payload: Scalar;
}

export interface News<T extends Topic> {
  readonly news: readonly T[];
  readonly told: Told;
}

/** What of `now` is worth telling: everything first and every `refreshEvery` ms, else what changed. */
export const newsOf = <T extends Topic>(
  told: Told,
  topics: readonly T[],
  now: number,
  refreshEvery = Infinity,
): News<T> => {
  const everything = now - told.allAt >= refreshEvery || told.allAt === -Infinity;
  const news = everything
    ? topics
    : topics.filter(({ topic, payload }) => told.values.get(topic) !== payload);
  return { news, told: { values: remember(told, topics), allAt: everything ? now : told.allAt } };
};

/** A topic that is absent for once keeps its last value: its return with the same value is no news. */
const remember = (told: Told, topics: readonly Topic[]): ReadonlyMap<string, Scalar> => {
  const values = new Map(told.values);
  for (const { topic, payload } of topics) values.set(topic, payload);
  return values;
};

/** The same, but as though these topics had never been told. */
export const forget = (told: Told, topics: readonly string[]): Told => {
  const values = new Map(told.values);
  for (const topic of topics) values.delete(topic);
  return { ...told, values };
};
