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
};

/** The counters at a moment; what is not said is not known. */
export const sight = (time: string, { serial = 'SA1', doubted = [], ...told }: Counted): Sight => ({
  serial,
  at: Date.parse(time),
  counters: {
    import: told.import,
    export: told.export,
    charge: told.charge,
    discharge: told.discharge,
    acCharge: told.acCharge,
  },
  doubted: new Set(doubted),
  stored: told.stored,
});

/** The ledger after some looks. */
export const after = (tariff: SettledTariff, sights: readonly Sight[], before?: Ledger): Ledger => {
  let ledger = before;
  for (const one of sights) ledger = looked(ledger, tariff, one);
  if (ledger === undefined) throw new Error('nothing was looked at');
  return ledger;
};

export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
