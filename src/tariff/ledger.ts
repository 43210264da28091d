import type { RateName } from '../plant/figures/figures.js';
import { firstPrice, pricedAt, type BatteryPrice } from './battery.js';
import {
  awaitsSecondLook,
  climbsOf,
  riseOf,
  seenIn,
  type CounterName,
  type SeenCounters,
  type Sight,
} from './counters.js';
import { phaseAt, portionsOf, type Portion, type Switched } from './portions.js';
import type { SettledTariff } from './tariff.js';

export type Account = RateName | 'export';

/** kWh, and the money they came to. */
export interface Tally {
  readonly energy: number;
  readonly money: number;
}
export type Tallies = Readonly<Record<Account, Tally>>;

/** All that is remembered of what energy came to, of one plant. Plain JSON that does not grow. */
export interface Ledger {
  readonly serial: string;
  /** ms since 1970. */
  readonly at: number;
  /** The local day that `today` is about. */
  readonly day: string;
  readonly rate: RateName;
  /** The latest switches by hand, oldest first: the counters may have been out of sight for some. */
  readonly switched?: readonly Switched[];
  readonly seen: SeenCounters;
  readonly today: Tallies;
  readonly total: Tallies;
  /** The import counter when each rate last began. */
  readonly began: { readonly [R in RateName]?: number };
  readonly battery: BatteryPrice;
}

const none: Tally = { energy: 0, money: 0 };
const empty: Tallies = { day: none, night: none, export: none };

/** The ledger after a look at the counters. The first look of a plant opens it: nothing is known of before. */
export const looked = (before: Ledger | undefined, tariff: SettledTariff, sight: Sight): Ledger =>
  before === undefined || before.serial !== sight.serial
    ? opened(tariff, sight)
    : continued(before, tariff, sight);

const opened = (tariff: SettledTariff, sight: Sight): Ledger => {
  const { serial, at, stored } = sight;
  const { day, rate } = phaseAt(tariff, [], at);
  const seen = seenIn({}, sight);
  return {
    serial,
    at,
    day,
    rate,
    seen,
    today: empty,
    total: empty,
    began: beginnings({ began: {}, rate, seen: {} }, rate, seen),
    battery: firstPrice(at, stored),
  };
};

const DAY = 86_400_000;

const continued = (last: Ledger, tariff: SettledTariff, sight: Sight): Ledger => {
  const { at, stored } = sight;
  const before = at < last.at ? putBack(last, at) : last;
  const { day: date, rate: byTime } = phaseAt(tariff, before.switched ?? [], at);
  // The counters may have been read a moment before the switch: it holds all the same.
  const rate = tariff.byHand ? (before.switched?.at(-1)?.rate ?? byTime) : byTime;
  // A clock that is put back does not take the day back, unless it was days ahead: they will take long to come.
  const day = date > before.day || before.at - at >= DAY ? date : before.day;
  const entries = entriesOf(before, tariff, sight);
  const seen = seenIn(before.seen, sight);
  return {
    ...before,
    at,
    day,
    rate,
    seen,
    today: booked(
      day === before.day ? before.today : empty,
      entries.filter((entry) => entry.day >= day || date < day),
    ),
    total: booked(before.total, entries),
    began: beginnings(before, rate, seen),
    battery: pricedAt(
      before.battery,
      flowsOf(before, sight, entries),
      at,
      // What came in is not known yet.
      awaitsSecondLook(seen, sight) ? undefined : stored,
    ),
  };
};

/** What was switched by hand still holds when the clock is put back to before that. */
const putBack = (ledger: Ledger, at: number): Ledger => ({
  ...ledger,
  ...(ledger.switched && {
    switched: ledger.switched.map((one) => (one.at > at ? { ...one, at } : one)),
  }),
});

interface Entry extends Tally {
  readonly account: Account;
  readonly day: string;
}

const entriesOf = (before: Ledger, tariff: SettledTariff, sight: Sight): readonly Entry[] => {
  const { rates, exportRate = 0 } = tariff;
  return [
    ...shared(before, tariff, sight, 'import').map(({ day, rate, energy }) => ({
      account: rate,
      day,
      energy,
      money: energy * rates[rate],
    })),
    ...shared(before, tariff, sight, 'export').map(({ day, energy }) => ({
      account: 'export' as const,
      day,
      energy,
      money: energy * exportRate,
    })),
  ];
};

/** What a counter rose by, spread evenly over the time since it was last seen. */
const shared = (
  { seen, switched = [] }: Ledger,
  tariff: SettledTariff,
  sight: Sight,
  name: CounterName,
): readonly (Portion & { readonly energy: number })[] => {
  return climbsOf(seen[name], sight.counters[name], sight).flatMap(({ from, to, rise }) =>
    portionsOf(tariff, switched, from, to).map((portion) => ({
      ...portion,
      energy: rise * portion.share,
    })),
  );
};

const booked = (before: Tallies, entries: readonly Entry[]): Tallies => {
  if (entries.length === 0) return before;
  const after = (account: Account): Tally =>
    entries
      .filter((entry) => entry.account === account)
      .reduce(
        (sum, { energy, money }) => ({ energy: sum.energy + energy, money: sum.money + money }),
        before[account],
      );
  return { day: after('day'), night: after('night'), export: after('export') };
};

/** Where the import counter stood when each rate last began: at the first look, for both. */
const beginnings = (
  { began, rate: last, seen }: Pick<Ledger, 'began' | 'rate' | 'seen'>,
  rate: RateName,
  now: SeenCounters,
): Ledger['began'] => {
  const bought = now.import?.value;
  if (bought === undefined) return began;
  if (seen.import === undefined) return { day: bought, night: bought };
  return rate === last ? began : { ...began, [rate]: bought };
};

const flowsOf = ({ seen }: Ledger, sight: Sight, entries: readonly Entry[]) => {
  const { counters } = sight;
  const rise = (name: CounterName): number => riseOf(seen[name], counters[name], sight);
  const bought = entries.filter(({ account }) => account !== 'export');
  const sum = (of: keyof Tally): number => bought.reduce((total, entry) => total + entry[of], 0);
  // Once a total is known it counts, also while it is not told: it will tell of that time as well.
  const through = (name: 'charge' | 'discharge'): number =>
    rise(seen[name] === undefined ? `${name}Today` : name);
  const charged = through('charge');
  return {
    charged,
    fromAc: counters.acCharge === undefined ? charged : rise('acCharge'),
    discharged: through('discharge'),
    imported: sum('energy'),
    paid: sum('money'),
  };
};

/** Ten days of one in the morning and one in the evening. */
const SWITCHES = 20;

// What seems to come later was switched before the clock was put back.
const earlier = ({ switched = [] }: Ledger, at: number): readonly Switched[] =>
  switched.filter((one) => one.at < at).slice(1 - SWITCHES);

/** The rate is another one from now on. */
export const switchedTo = (ledger: Ledger, rate: RateName, at: number): Ledger =>
  ledger.rate === rate
    ? ledger
    : {
        ...ledger,
        rate,
        switched: [...earlier(ledger, at), { rate, at }],
        began: beginnings(ledger, rate, ledger.seen),
      };
