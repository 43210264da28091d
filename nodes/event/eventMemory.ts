import { nothingSeen, type EventState } from '../../src/index.js';

interface Kept {
  readonly state: EventState;
  readonly at: number;
}

/** A deploy takes moments. What was seen longer ago says nothing of what happens now. */
const KEPT_FOR = 600_000;

/** What event nodes had seen when they were closed, so that a deploy hides nothing that happens meanwhile. */
const memory = new Map<string, Kept>();

export const keep = (key: string, state: EventState, now: number): void => {
  for (const [other, { at }] of memory) if (now - at > KEPT_FOR) memory.delete(other);
  memory.set(key, { state, at: now });
};

/** What was kept, once. */
export const takeUp = (key: string, now: number): EventState => {
  const kept = memory.get(key);
  memory.delete(key);
  return kept === undefined || now - kept.at > KEPT_FOR ? nothingSeen : kept.state;
};
