import {
  detectEvents,
  noteOutcome,
  nothingSeen,
  usualEventLimits,
  watchNames,
  type EventLimits,
  type EventState,
  type PlantEvent,
  type Snapshot,
  type Status,
  type WatchName,
} from '../../src/index.js';
import type { Outcome } from '../../src/controls/writing/outcome.js';
import { snapshotWith, TAKEN_AT } from '../publish/snapshots.js';

export type Scene = Parameters<typeof snapshotWith>[0];

export interface LifeOptions {
  readonly watch?: readonly WatchName[];
  readonly limits?: Partial<EventLimits>;
  readonly tellAtStart?: boolean;
}

/** A plant that is looked at again and again. Times are seconds since the first look. */
export class Life {
  readonly told: PlantEvent[] = [];
  readonly #options: LifeOptions;
  state: EventState = nothingSeen;
  due: number | undefined;
  #snapshot: Snapshot | undefined;

  constructor(options: LifeOptions = {}) {
    this.#options = options;
  }

  /** A snapshot comes in; what it tells of is returned. */
  see(second: number, scene: Scene): readonly PlantEvent[] {
    const takenAt = TAKEN_AT + second * 1000;
    this.#snapshot = snapshotWith({ readAt: { 'holding 0-59': takenAt }, ...scene, takenAt });
    return this.look(second, 'online');
  }

  /** Nothing new comes in but the state of the connection. */
  look(second: number, state: Status['state'], reason?: string): readonly PlantEvent[] {
    const { watch = watchNames, limits = {}, tellAtStart = false } = this.#options;
    const status = { state, since: 0, ...(reason !== undefined && { reason }) };
    const {
      state: next,
      events,
      due,
    } = detectEvents(
      this.state,
      this.#snapshot,
      status,
      { watch, limits: { ...usualEventLimits, ...limits }, tellAtStart },
      TAKEN_AT + second * 1000,
    );
    this.state = next;
    this.due = due === undefined ? undefined : (due - TAKEN_AT) / 1000;
    this.told.push(...events);
    return events;
  }

  note(outcome: Outcome): void {
    this.state = noteOutcome(this.state, outcome);
  }
}

/** "12 gridLost": when it was told, in seconds, and what. */
export const story = (
  steps: readonly (readonly [second: number, scene: Scene])[],
  options: LifeOptions = {},
): readonly string[] => {
  const life = new Life(options);
  return steps.flatMap(([second, scene]) =>
    life
      .see(second, scene)
      .map(({ event, what }) => [second, event, what].filter(Boolean).join(' ')),
  );
};

export const onlyEvent = (events: readonly PlantEvent[]): PlantEvent => {
  const [event, ...others] = events;
  if (event === undefined || others.length > 0)
    throw new Error(`one event was expected, not ${events.map((one) => one.event).join(', ')}`);
  return event;
};
