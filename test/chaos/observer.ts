import { GivError } from '../../src/errors.js';
import type { Inverter, Outcome } from '../../src/index.js';
import type { Snapshot } from '../../src/plant/snapshot.js';
import { INVERTER } from '../../src/protocol/messages.js';
import { wrongIn, type Truth, type Wrong } from './truth.js';

export interface ObserverOptions {
  readonly now: () => number;
  /** Everyone who may have answered. */
  readonly truths: readonly Truth[];
  /** How long an answer may have been under way, in ms. */
  readonly slack: () => number;
  /** Looks at each snapshot beside the one before. */
  follows?(snapshot: Snapshot, before: Snapshot | undefined): void;
  /** The holding register of the plant of this serial, looked up without the wire. */
  register(serial: string, address: number): number | undefined;
}

const FORGET = 20 * 60_000;
export const CONTROL = 'setBatteryReserve';

/** Compares what an inverter shows, and what it says of writes, with what is there. */
export class Observer {
  readonly wrong: (Wrong & { at: number })[] = [];
  readonly crashes: string[] = [];
  snapshots = 0;
  /** Confirmed writes, and those of them that are not there. */
  writes = 0;
  lostWrites = 0;
  last: Snapshot | undefined;
  readonly #options: ObserverOptions;
  #wanted: number | undefined;
  #set: { readonly serial: string; readonly percent: number } | undefined;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** When the newest live bank arrived. */
  get newest(): number {
    return this.last?.takenAt ?? 0;
  }

  /** What was confirmed last, unless another value has been sent since. */
  get confirmed(): number | undefined {
    return this.#set?.percent;
  }

  watch(inverter: Inverter): void {
    inverter.on('snapshot', (snapshot) => this.#check(snapshot));
  }

  async write(inverter: Inverter, percent: number): Promise<void> {
    this.writing(percent);
    try {
      this.outcome(await inverter.apply(CONTROL, percent));
    } catch (error) {
      if (!(error instanceof GivError)) this.crashes.push(String(error));
    }
  }

  /** Another value is on its way. */
  writing(percent: number): void {
    this.#set = undefined;
    this.#wanted = percent;
  }

  /** What a write is said to have come to. */
  outcome({ result, registers, serial }: Outcome): void {
    if (result !== 'confirmed' && result !== 'unchanged') return;
    this.writes++;
    const [reserve] = registers;
    // A newer value may be on its way, or there already.
    if (reserve === undefined || reserve.requested !== this.#wanted) return;
    if (this.#options.register(serial, reserve.register) !== reserve.requested) this.lostWrites++;
    else this.#set = { serial, percent: reserve.requested };
  }

  #check(snapshot: Snapshot): void {
    this.snapshots++;
    const before = this.last;
    this.last = snapshot;
    this.#options.follows?.(snapshot, before);
    const now = this.#options.now();
    for (const wrong of [...this.#wrongIn(snapshot, now), ...this.#unset(snapshot)])
      this.wrong.push({ at: now, ...wrong });
    for (const one of this.#options.truths) one.forget(now - FORGET);
  }

  #wrongIn(snapshot: Snapshot, now: number): readonly Wrong[] {
    const truth = this.#options.truths.find(({ serial }) => serial === snapshot.serial);
    return truth === undefined
      ? [{ reading: 'serial', shown: snapshot.serial, held: [] }]
      : wrongIn(snapshot, truth, now, this.#options.slack());
  }

  // What was confirmed stays until the next write.
  #unset({ serial, inverter: { batteryReserve } }: Snapshot): readonly Wrong[] {
    const set = this.#set;
    if (set === undefined || serial !== set.serial || batteryReserve === undefined) return [];
    return batteryReserve === set.percent
      ? []
      : [{ reading: 'batteryReserve', shown: batteryReserve, held: [set.percent] }];
  }
}

/** Notes whatever the process itself complains of, until the result is called. */
export const noteCrashes = (crashes: string[]): (() => void) => {
  const crash = (error: unknown): void => void crashes.push(String(error));
  process.on('unhandledRejection', crash).on('warning', crash);
  return () => void process.off('unhandledRejection', crash).off('warning', crash);
};

/** One plant's holding registers among several plants. */
export const registersOf =
  (
    plants: readonly {
      readonly serial: string;
      word(device: number, bank: 'holding', address: number): number | undefined;
    }[],
  ) =>
  (serial: string, address: number): number | undefined =>
    plants.find((one) => one.serial === serial)?.word(INVERTER, 'holding', address);
