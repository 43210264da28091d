import type { CounterName, Sight } from '../../src/tariff/counters.js';
import { looked, type Ledger } from '../../src/tariff/ledger.js';
import { settleTariff, type SettledTariff, type Tariff } from '../../src/tariff/tariff.js';

export const london = (more: Partial<Tariff> = {}): SettledTariff =>
  settleTariff({
    dayRate: 0.3,
    nightRate: 0.1,
    exportRate: 0.15,
    zone: 'Europe/London',
    ...more,
  });

type Counted = Partial<Record<CounterName | 'stored', number | undefined>> & {
  readonly serial?: string;
  readonly doubted?: readonly CounterName[];
  /** Default: all of it was read just then. */
  readonly readSince?: string;
};

/** The counters at a moment; what is not said is not known. */
export const sight = (
  time: string,
  { serial = 'SA1', doubted = [], readSince = time, ...told }: Counted,
): Sight => ({
  serial,
  at: Date.parse(time),
  readSince: Date.parse(readSince),
  counters: {
    import: told.import,
    export: told.export,
    charge: told.charge,
    discharge: told.discharge,
    acCharge: told.acCharge,
    chargeToday: told.chargeToday,
    dischargeToday: told.dischargeToday,
  },
  doubted: new Set(doubted),
  stored: told.stored,
});

const MINUTE = 60_000;
const LONG = 15 * MINUTE;
const SOON = 3 * MINUTE;

const again = (one: Sight): Sight => ({
  ...one,
  at: one.at + SOON,
  readSince: one.readSince + SOON,
});

/** The ledger after some looks, each of which is confirmed where it comes after a long time. */
export const after = (tariff: SettledTariff, sights: readonly Sight[], before?: Ledger): Ledger => {
  let ledger = before;
  for (const one of sights) {
    const isLong = one.at - (ledger?.at ?? one.at) > LONG;
    ledger = looked(ledger, tariff, one);
    // Only what is seen again is believed.
    if (isLong) ledger = looked(ledger, tariff, again(one));
  }
  if (ledger === undefined) throw new Error('nothing was looked at');
  return ledger;
};

export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
