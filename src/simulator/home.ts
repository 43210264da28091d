import type { Orders } from './orders.js';
import type { Conditions } from './weather.js';

/** W, whole numbers that add up: see `balance`. */
export interface Powers {
  readonly pv1: number;
  readonly pv2: number;
  readonly load: number;
  /** + export, - import. */
  readonly grid: number;
  /** + discharge, - charge. */
  readonly battery: number;
  /** + to house and grid, - from the AC side. */
  readonly inverter: number;
}

/** Wh moved; registers show whole tenths of a kWh of them. */
export interface Energies {
  readonly pv1: number;
  readonly pv2: number;
  readonly load: number;
  readonly import: number;
  readonly export: number;
  readonly charge: number;
  readonly discharge: number;
  /** Inverter AC output, and what it took from the AC side. */
  readonly output: number;
  readonly acCharge: number;
}

/** A simulated household at one moment. */
export interface Home {
  /** Local wall clock, as ms since 1970 if it were UTC. The sun follows this one. */
  readonly wall: number;
  /** What the inverter's own clock is ahead of it, in ms: people set it. */
  readonly clockAhead: number;
  readonly conditions: Conditions;
  readonly power: Powers;
  /** Wh in the battery. */
  readonly stored: number;
  readonly today: Energies;
  readonly total: Energies;
  /** Hours the inverter has run. */
  readonly hours: number;
}

/** What never changes about it. */
export interface House {
  /** PV comes in before the inverter (hybrids), or beside it on the AC side. */
  readonly pv: 'dc' | 'ac';
  /** Wh when full; 0 without a battery. */
  readonly capacity: number;
  /** W of AC the inverter can take or give. */
  readonly ratedPower: number;
}

/** The inverter's own clock, as ms since 1970 if it were UTC. */
export const inverterClock = (home: Home): number => home.wall + home.clockAhead;

export const stateOfCharge = (home: Home, house: House): number =>
  house.capacity === 0 ? 0 : Math.round((100 * home.stored) / house.capacity);

// What conversion costs: a constant and a share.
const STANDBY = 20;
const LOSS = 0.03;
// The last percents go slowly, as cells near full cannot take full current.
const KNEE = 95;

/** One step of `ms` of household time under these conditions and orders. */
export const step = (
  home: Home,
  house: House,
  conditions: Conditions,
  orders: Orders,
  ms: number,
): Home => {
  const hours = ms / 3_600_000;
  const power = balance(house, conditions, orders, home.stored, hours);
  const moved = energies(power, hours);
  const next = { ...home, wall: home.wall + ms };
  const newDay = dayOf(inverterClock(next)) !== dayOf(inverterClock(home));
  return {
    ...next,
    conditions,
    power,
    stored: Math.min(house.capacity, Math.max(0, home.stored - power.battery * hours)),
    today: newDay ? moved : sum(home.today, moved),
    total: sum(home.total, moved),
    hours: home.hours + hours,
  };
};

/**
 * Who gives and who takes. With PV on the DC side: inverter = load + grid, pv + battery = inverter +
 * losses. With PV on the AC side: load = pv + inverter - grid, battery = inverter + losses.
 */
const balance = (
  house: House,
  conditions: Conditions,
  orders: Orders,
  stored: number,
  hours: number,
): Powers => {
  const { pv1, pv2, load } = conditions;
  const sun = pv1 + pv2;
  const [onDc, onAc] = house.pv === 'dc' ? [sun, 0] : [0, sun];
  const output = Math.min(orders.outputLimit, house.ratedPower);
  const most = Math.min(output, load - onAc + orders.exportLimit);
  const range = batteryRange(house, orders, stored, hours);
  const wanted = wish(orders.task, dcFor(load - onAc) - onDc, range);
  const throttled = Math.min(wanted, Math.max(range.low, dcFor(most) - onDc));
  const battery = whole(Math.max(throttled, dcFor(-house.ratedPower) - onDc));
  const share = onDc === 0 ? 1 : Math.min(1, Math.max(0, dcFor(most) - battery) / onDc);
  const strings = { pv1: Math.floor(pv1 * share), pv2: Math.floor(pv2 * share) };
  const given = house.pv === 'dc' ? strings.pv1 + strings.pv2 : 0;
  const inverter = whole(acFrom(given + battery));
  return { ...strings, load, battery, inverter, grid: onAc + inverter - load };
};

// Adding 0 turns -0 into 0.
const whole = (watts: number): number => Math.round(watts) + 0;

interface Range {
  /** W, the most it may charge (negative) and discharge. */
  readonly low: number;
  readonly high: number;
}

const wish = (task: Orders['task'], missing: number, { low, high }: Range): number => {
  switch (task) {
    case 'match':
      return Math.min(high, Math.max(low, missing));
    case 'save':
      return Math.min(0, Math.max(low, missing));
    case 'charge':
      return low;
    case 'discharge':
      return high;
  }
};

const batteryRange = (house: House, orders: Orders, stored: number, hours: number): Range => {
  const percent = house.capacity === 0 ? 0 : (100 * stored) / house.capacity;
  const taper = percent < KNEE ? 1 : Math.max(0.05, (100 - percent) / (100 - KNEE));
  const room = (house.capacity * orders.top) / 100 - stored;
  const above = stored - (house.capacity * orders.floor) / 100;
  return {
    low: -Math.max(0, Math.min(orders.chargeLimit * taper, room / hours)),
    high: Math.max(0, Math.min(orders.dischargeLimit, above / hours)),
  };
};

/** W of AC that come of W of DC; negative ones are taken from the AC side. Nothing in, nothing out: it sleeps. */
const acFrom = (dc: number): number =>
  dc === 0 ? 0 : (dc > 0 ? dc * (1 - LOSS) : dc * (1 + LOSS)) - STANDBY;

const dcFor = (ac: number): number => {
  const before = ac + STANDBY;
  return before > 0 ? before / (1 - LOSS) : before / (1 + LOSS);
};

const energies = (power: Powers, hours: number): Energies => ({
  pv1: power.pv1 * hours,
  pv2: power.pv2 * hours,
  load: power.load * hours,
  import: Math.max(0, -power.grid) * hours,
  export: Math.max(0, power.grid) * hours,
  charge: Math.max(0, -power.battery) * hours,
  discharge: Math.max(0, power.battery) * hours,
  output: Math.max(0, power.inverter) * hours,
  acCharge: Math.max(0, -power.inverter) * hours,
});

const sum = (a: Energies, b: Energies): Energies => ({
  pv1: a.pv1 + b.pv1,
  pv2: a.pv2 + b.pv2,
  load: a.load + b.load,
  import: a.import + b.import,
  export: a.export + b.export,
  charge: a.charge + b.charge,
  discharge: a.discharge + b.discharge,
  output: a.output + b.output,
  acCharge: a.acCharge + b.acCharge,
});

export const noEnergy: Energies = {
  pv1: 0,
  pv2: 0,
  load: 0,
  import: 0,
  export: 0,
  charge: 0,
  discharge: 0,
  output: 0,
  acCharge: 0,
};

const dayOf = (clock: number): number => Math.floor(clock / 86_400_000);
