import type { Broker, Clock, Received } from '../../src/index.js';
import { Member } from '../../src/fleet/member.js';
import { diceOf } from '../chaos/dice.js';
import { movableClock } from '../support/movableClock.js';

const plants = Array.from({ length: 30 }, (_, index) => `house ${index}`);
const BROKER = { published: 0, dropped: 0, waiting: 0, connections: 1 } as const;

export interface Villager {
  /** What it polls now. */
  readonly running: ReadonlySet<string>;
  /** How often it has begun with a plant. */
  readonly begun: number;
  readonly awake: boolean;
  /** Without broker, or with it again. */
  cutOff(away: boolean): void;
  /** As a process that the system stops, and lets go on. */
  freeze(still: boolean): void;
  die(): void;
  leave(): void;
}

interface Circumstances {
  readonly seed?: number;
  /** ms that a message takes at most. */
  readonly delay?: number;
  /** ms that closing a plant takes. */
  readonly closing?: number;
}

type Listener = (message: Received) => void;

/** Members on one broker, in a time that tests move. */
export const village = (
  lease: number,
  { seed = 1, delay = 10, closing = 0 }: Circumstances = {},
) => {
  const clock = movableClock(0);
  const { next: random } = diceOf(seed);
  const listeners = new Set<Listener>();
  const members: Villager[] = [];
  let doubles = 0;
  const look = (): void => {
    doubles += Object.values(owners(members)).filter((some) => some.length > 1).length;
  };
  const member = (name: string): Villager => {
    const one = villager({ name, lease, clock, random, delay, closing, listeners, look });
    members.push(one);
    return one;
  };
  const pass = (ms: number): void => {
    for (let rest = ms; rest > 0; rest -= 50) {
      clock.pass(Math.min(50, rest));
      look();
    }
  };
  return { member, pass, random, doubles: () => doubles };
};

/** Who polls each plant now. */
export const owners = (
  members: readonly Villager[],
): Readonly<Record<string, readonly Villager[]>> => {
  const found: Record<string, Villager[]> = {};
  for (const one of members)
    for (const plant of one.awake ? one.running : []) (found[plant] ??= []).push(one);
  return found;
};

interface Surroundings extends Required<Omit<Circumstances, 'seed'>> {
  readonly name: string;
  readonly lease: number;
  readonly clock: Clock;
  readonly listeners: Set<Listener>;
  random(): number;
  look(): void;
}

const villager = ({
  name,
  lease,
  clock,
  random,
  delay,
  closing,
  listeners,
  look,
}: Surroundings) => {
  const [running, leaving] = [new Set<string>(), new Set<string>()];
  const is = { away: false, still: false, dead: false };
  let begun = 0;
  let missed: (() => void)[] = [];
  let unsent: (() => void) | undefined;
  let lastArrival = 0;

  // Whatever happens to a process that stands still happens when it goes on.
  const awake = (happens: () => void): void => {
    if (is.dead) return;
    if (is.still) missed.push(happens);
    else happens();
  };
  const own: Clock = { now: clock.now, after: (ms, then) => clock.after(ms, () => awake(then)) };
  const arrive = (message: Received, heard: Listener): void => {
    if (is.away) return;
    // Messages to one client keep their order.
    lastArrival = Math.max(clock.now() + random() * delay, lastArrival);
    clock.after(lastArrival - clock.now(), () => awake(() => is.away || heard(message)));
  };
  const broker: Broker = {
    status: { state: 'online', since: 0 },
    counters: BROKER,
    remembers: false,
    publish: (topic, payload) => {
      const message = { topic, payload, retained: false, properties: {} };
      const send = (): void => {
        for (const listener of listeners) listener(message);
      };
      if (is.away) unsent = send;
      else send();
    },
    subscribe: (_, heard) => {
      const listener: Listener = (message) => arrive(message, heard);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce: () => undefined,
    onStatus: () => () => undefined,
    close: () => Promise.resolve(),
  };
  const stop = (plant: string): void => {
    running.delete(plant);
    if (closing === 0) return;
    leaving.add(plant);
    clock.after(closing, () => {
      leaving.delete(plant);
      look();
    });
  };
  const changed = (): void => {
    for (const plant of running) if (!member.mine.has(plant)) stop(plant);
    for (const plant of member.mine) {
      if (running.has(plant) || leaving.has(plant) || !member.mayBegin(plant)) continue;
      running.add(plant);
      begun += 1;
    }
    look();
  };
  const topic = 'fleet/village';
  const keeps = () => [...leaving];
  const member = new Member({ broker, topic, name, lease, clock: own, plants, changed, keeps });
  member.start();

  const wake = (): void => {
    const all = missed;
    missed = [];
    for (const happens of all) awake(happens);
  };
  const end = (): void => {
    running.clear();
    is.dead = true;
  };
  return {
    // What is being let go of is polled until that is done.
    get running() {
      return new Set([...running, ...leaving]);
    },
    get begun() {
      return begun;
    },
    get awake() {
      return !is.still && !is.dead;
    },
    cutOff: (away: boolean) => {
      is.away = away;
      if (!away && !is.dead) unsent?.();
      unsent = undefined;
    },
    freeze: (still: boolean) => {
      is.still = still;
      if (!still) wake();
    },
    die: end,
    leave: () => {
      if (is.still || is.dead) return;
      running.clear();
      member.close();
      end();
    },
  };
};
