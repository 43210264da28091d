import { randomBytes } from 'node:crypto';
import type { Broker, Clock } from '../index.js';
import {
  alone,
  beatEvery,
  beatFrom,
  beating,
  hear,
  mayBegin,
  settled,
  shareOf,
  type Membership,
} from './membership.js';

export interface MemberOptions {
  readonly broker: Broker;
  /** Beats go to <topic>/<name>/beat. */
  readonly topic: string;
  readonly name: string;
  /** ms */
  readonly lease: number;
  readonly clock: Clock;
  /** Every plant there is. All members have the same list. */
  readonly plants: readonly string[];
  /** The share is another one, or more of it may be begun with. Stops what is no longer in it. */
  changed(): void;
  /** What it has not let go of yet, although it is not in its share. */
  keeps(): readonly string[];
}

const LOOKS_A_BEAT = 4;

/** One of several processes that share out the plants, by beats over the broker that all of them use. */
export class Member {
  readonly #options: MemberOptions;
  readonly #stopListening: () => void;
  #state: Membership;
  #mine: ReadonlySet<string> = new Set();
  #beatAt = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => undefined;

  constructor(options: MemberOptions) {
    this.#options = options;
    // A process that is started again is another member: it holds nothing that the former one held.
    const id = `${options.name}-${randomBytes(4).toString('hex')}`;
    this.#state = alone(id, options.lease);
    this.#stopListening = options.broker.subscribe(`${options.topic}/+/beat`, ({ payload }) =>
      this.#hear(payload),
    );
  }

  /** The plants to look after. */
  get mine(): ReadonlySet<string> {
    return this.#mine;
  }

  /** Everyone who takes part, as this member sees it. */
  get members(): readonly string[] {
    return this.#state.view;
  }

  start(): void {
    this.#look();
  }

  mayBegin(plant: string): boolean {
    return mayBegin(this.#state, plant, this.#options.clock.now());
  }

  /** Tells the others how things stand, at once. */
  beat(): void {
    const { broker, clock, topic, name, keeps } = this.#options;
    const [beat, state] = beating(this.#state, keeps(), clock.now());
    this.#state = state;
    this.#beatAt = clock.now();
    // One that waits for a broker gives way to the next: an old beat is of no use.
    broker.publish(`${topic}/${name}/beat`, JSON.stringify(beat));
  }

  /** To be called when everything is let go of: the others need not wait for the lease to end. */
  close(): void {
    this.#cancel();
    this.#stopListening();
    this.#state = { ...this.#state, view: [] };
    this.beat();
  }

  #look(): void {
    const { clock, lease } = this.#options;
    const every = beatEvery(lease);
    this.#cancel = clock.after(every / LOOKS_A_BEAT, () => this.#look());
    this.#settle();
    if (clock.now() - this.#beatAt >= every) this.beat();
  }

  #hear(text: string): void {
    const beat = beatFrom(text);
    if (beat === undefined) return;
    // First what the time has done: a process that slept must not wake up to a lease it has lost.
    this.#settle();
    this.#state = hear(this.#state, beat, this.#options.clock.now());
    this.#settle();
  }

  #settle(): void {
    const { view } = this.#state;
    this.#state = settled(this.#state, this.#options.clock.now());
    const news = view !== this.#state.view;
    if (news) this.#mine = shareOf(this.#state, this.#options.plants);
    this.#options.changed();
    // What it has given up it says at once, and only after it has stopped.
    if (news) this.beat();
  }
}
