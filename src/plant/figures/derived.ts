import type { Family, Layout } from '../../registers/families.js';
import type { Model } from '../../registers/models.js';
import type {
  BatteryFigures,
  BatteryMode,
  EnergyFigures,
  Figures,
  FlowFigures,
  PowerFigures,
} from './figures.js';
import { batteryFigures } from './capacity.js';
import { energyToday, energyTotal } from './energies.js';
import { presentOnly, rounded, sum, type Maybe } from '../optional.js';
import type { InverterReadings, Pack, Stack } from '../snapshot.js';

/** What figures are made of. */
export interface Sources {
  readonly model: Model;
  readonly family: Family;
  readonly inverter: InverterReadings;
  readonly packs: readonly Pack[];
  readonly stacks: readonly Stack[];
}

/** Pure arithmetic on readings (derived reference). Whatever it needs and does not find stays absent. */
export const figuresOf = (sources: Sources): Figures => {
  const hasBattery = sources.family.name !== 'pvOnly';
  const power = powerFigures(sources.family.layout, sources.inverter, hasBattery);
  const today = energyToday(sources);
  const battery: BatteryFigures = batteryFigures(sources, power);
  const mode = hasBattery ? modeOf(sources.inverter) : undefined;
  return {
    power,
    // Where the battery has not told yet, nobody knows what it takes or gives.
    flows: hasBattery && power.battery === undefined ? {} : flowFigures(power),
    battery,
    energy: { today, total: energyTotal(sources) },
    share: shares(today),
    ...(mode === undefined ? {} : { mode }),
  };
};

const positive = (watts: Maybe): Maybe => (watts === undefined ? undefined : Math.max(0, watts));
const negative = (watts: Maybe): Maybe => (watts === undefined ? undefined : Math.max(0, -watts));
const minus = (a: Maybe, b: Maybe): Maybe =>
  a === undefined || b === undefined ? undefined : a - b;
const whole = (watts: Maybe): Maybe => (watts === undefined ? undefined : rounded(watts, 0));

interface Raw {
  readonly pv?: Maybe;
  readonly load?: Maybe;
  readonly grid?: Maybe;
  readonly battery?: Maybe;
  readonly inverter?: Maybe;
  readonly acCharge?: Maybe;
  readonly eps?: Maybe;
}

const singlePhase = (r: InverterReadings): Raw => ({
  pv: sum([r.pv1Power, r.pv2Power]),
  load: r.loadPower,
  grid: r.gridPower,
  battery: r.batteryPower,
  inverter: r.inverterOutputPower,
  acCharge: negative(r.inverterOutputPower),
  eps: r.epsPower,
});

/** Where each layout keeps its powers, all turned to our signs (derived reference, section 5). */
const rawPowers: Readonly<Record<Layout, (r: InverterReadings) => Raw>> = {
  hybrid: singlePhase,
  acCoupled: singlePhase,
  allInOne: singlePhase,
  threePhase: (r) => ({
    // PV with an inverter of its own is seen by meter 2; load and PV energies include it too.
    // Where meter 2 has no bank, its mirror beside the strings tells, if there is such a meter at all.
    pv: sum([r.pv1Power, r.pv2Power, positive(r.meter2Power ?? r.meter2PowerMirror)]),
    load: r.loadPower,
    grid: minus(r.gridExportPower, r.gridImportPower),
    battery: minus(r.batteryDischargePower, r.batteryChargePower),
    inverter: r.inverterOutputPower,
    acCharge: r.acChargePower,
    eps: sum([r.epsPowerL1, r.epsPowerL2, r.epsPowerL3]),
  }),
  ems: (r) => ({
    pv: r.generationPower,
    load: r.calculatedLoadPower,
    grid: minus(0, r.gridMeterPower),
    battery: r.batteryPower,
  }),
  gateway: (r) => ({
    pv: r.pvPower,
    load: r.loadPower,
    grid: r.gridPower,
    battery: minus(0, r.aioPower),
    inverter: minus(0, r.aioPower),
  }),
};

const powerFigures = (
  layout: Layout,
  readings: InverterReadings,
  hasBattery: boolean,
): PowerFigures => {
  const raw = rawPowers[layout](readings);
  const grid = whole(raw.grid);
  const battery = hasBattery ? whole(raw.battery) : undefined;
  const load = whole(raw.load);
  const bought = negative(grid);
  return presentOnly({
    pv: whole(raw.pv),
    load,
    grid,
    import: bought,
    export: positive(grid),
    battery,
    charge: negative(battery),
    discharge: positive(battery),
    inverter: whole(raw.inverter),
    acCharge: hasBattery ? whole(raw.acCharge) : undefined,
    eps: whole(raw.eps),
    selfConsumption: positive(minus(load, bought)),
  });
};

/**
 * Balanced flows: never negative; house flows add up to the load. Measuring errors and inverter
 * losses end in none of them.
 */
export const flowFigures = (power: PowerFigures): FlowFigures => {
  const { pv, load, charge = 0, discharge = 0, export: sold } = power;
  if (pv === undefined || load === undefined) return {};
  const solarToHouse = Math.min(pv, load);
  const batteryToHouse = Math.min(discharge, load - solarToHouse);
  const gridToHouse = Math.max(0, load - solarToHouse - batteryToHouse);
  const solarToBattery = Math.min(charge, pv - solarToHouse);
  const gridToBattery = Math.max(0, charge - solarToBattery);
  const inside = { solarToHouse, batteryToHouse, gridToHouse, solarToBattery, gridToBattery };
  if (sold === undefined) return inside;
  const batteryToGrid = Math.min(Math.max(0, discharge - batteryToHouse), sold);
  const surplus = Math.max(0, pv - solarToHouse - solarToBattery);
  const solarToGrid = Math.min(surplus, Math.max(0, sold - batteryToGrid));
  return Object.assign(inside, { batteryToGrid, solarToGrid });
};

const share = (part: Maybe, of: Maybe): Maybe =>
  part === undefined || of === undefined || of <= 0
    ? undefined
    : rounded(Math.min(100, Math.max(0, (100 * part) / of)), 1);

const shares = (today: EnergyFigures): Figures['share'] =>
  presentOnly({
    selfSufficiency: share(minus(today.load, today.import), today.load),
    selfUse: share(today.selfConsumption, today.pv),
  });

const STOPPED = 100;

/** Battery mode from the three settings that make it (controls reference, section 5). */
export const modeOf = (readings: InverterReadings): BatteryMode | undefined => {
  const { ecoModeEnabled: eco, dischargeEnabled: timed, batteryReserve: reserve } = readings;
  if (eco === undefined || timed === undefined) return undefined;
  if (!eco) return timed ? 'Timed Export' : 'Export (Paused)';
  if (timed) return 'Timed Demand';
  if (reserve === undefined) return undefined;
  return reserve === STOPPED ? 'Eco (Paused)' : 'Eco';
};
