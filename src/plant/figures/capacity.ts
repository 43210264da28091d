import type { Sources } from './derived.js';
import type { BatteryFigures, PowerFigures } from './figures.js';
import { presentOnly, rounded, type Maybe } from '../optional.js';
import type { Stack } from '../snapshot.js';

/** Capacity, energy and times of the battery (derived reference, section 4; detection reference, sections 7 and 8). */
const LOW_VOLTAGE = 51.2;
const MODULE_VOLTAGE = 76.8;
const MODULE_CURRENT = 25;
const AIO_KWH = 13.5;
const AIO_WATTS = 6000;
const IDLE_WATTS = 10;
const LONGEST = 5999;

export const batteryFigures = (sources: Sources, power: PowerFigures): BatteryFigures => {
  const { inverter: r } = sources;
  const stateOfCharge = chargeOf(sources);
  const capacity = capacityOf(sources);
  const maxPower = mostPower(sources);
  if (sources.model.family === 'pvOnly') return {};
  return presentOnly({
    stateOfCharge,
    energy: energyOf(sources, stateOfCharge, capacity),
    capacity: capacity === undefined ? undefined : rounded(capacity, 4),
    voltage: r.batteryVoltage,
    current: r.batteryCurrent,
    temperature: r.batteryTemperature ?? meanTemperature(sources),
    state: stateOf(power),
    ...times(sources, power, stateOfCharge, capacity),
    ...limits(sources, capacity, maxPower),
    maxPower,
  });
};

const chargeOf = ({ family, inverter: r, stacks }: Sources): Maybe => {
  if (family.layout === 'threePhase') return chargeOfStacks(stacks) ?? r.stateOfCharge;
  if (family.layout !== 'gateway') return r.stateOfCharge;
  const known = [r.aio1StateOfCharge, r.aio2StateOfCharge, r.aio3StateOfCharge].filter(isCharged);
  return known.length === 0 ? undefined : Math.round(mean(known));
};

// Each stack has its own charge: the plant's is their mean by capacity, once all have told (quirks reference, section 8).
const chargeOfStacks = (stacks: readonly Stack[]): Maybe => {
  if (stacks.length < 2) return undefined;
  const each = stacks.map(({ readings: { stateOfCharge, fullCapacity, moduleCount = 0 } }) => ({
    stateOfCharge,
    size: stackCapacity(fullCapacity, moduleCount),
  }));
  const whole = each.reduce((sum, { size }) => sum + size, 0);
  const held = each.map(({ stateOfCharge: soc, size }) => (soc === undefined ? NaN : soc * size));
  const charge = held.reduce((a, b) => a + b, 0) / whole;
  return each.every(({ size }) => size > 0) && !Number.isNaN(charge)
    ? Math.round(charge)
    : undefined;
};
const isCharged = (value: Maybe): value is number => value !== undefined && value > 0;
const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** kWh when full; undefined where the plant does not tell. */
const capacityOf = ({ family, inverter: r, stacks, model }: Sources): Maybe => {
  if (family.layout === 'gateway')
    return r.aioCount === undefined || r.aioCount === 0 ? undefined : AIO_KWH * r.aioCount;
  const ampHours = r.batteryNominalCapacity;
  if (family.battery === 'lowVoltage')
    return ampHours === undefined || ampHours === 0 ? undefined : (ampHours * LOW_VOLTAGE) / 1000;
  if (family.battery !== 'highVoltage') return undefined;
  const modules = stacks.map(({ readings }) => readings.moduleCount ?? 0);
  const whole = stacks.map(({ readings }, index) =>
    stackCapacity((ampHours ?? 0) > 0 ? ampHours : readings.fullCapacity, modules[index] ?? 0),
  );
  if (whole.length > 0 && whole.every((kWh) => kWh > 0)) return whole.reduce((a, b) => a + b, 0);
  // An All-in-One always has four modules, whether its stack has answered yet or not.
  return model.family === 'allInOne' && ampHours !== undefined && ampHours > 0
    ? stackCapacity(ampHours, 4)
    : undefined;
};

const stackCapacity = (ampHours: Maybe, modules: number): number =>
  ((ampHours ?? 0) * MODULE_VOLTAGE * modules) / 1000;

const energyOf = ({ family, inverter: r }: Sources, soc: Maybe, capacity: Maybe): Maybe => {
  if (family.layout === 'ems')
    return r.batteryRemainingEnergy === undefined
      ? undefined
      : rounded(r.batteryRemainingEnergy / 1000, 2);
  return soc === undefined || capacity === undefined
    ? undefined
    : rounded((soc * capacity) / 100, 2);
};

/** Most W into or out of the battery: the model's, or what its stacks can carry. */
const mostPower = ({ family, model, inverter: r, stacks }: Sources): Maybe => {
  if (family.layout === 'gateway') return r.aioCount ? r.aioCount * AIO_WATTS : undefined;
  const modules = stacks.reduce((total, { readings }) => total + (readings.moduleCount ?? 0), 0);
  if (model.family === 'allInOne' || modules === 0) return model.maxBatteryPower;
  const ofStacks = Math.round(MODULE_CURRENT * MODULE_VOLTAGE * modules);
  return Math.min(model.maxBatteryPower ?? model.ratedPower ?? Infinity, ofStacks);
};

// A Gateway holds rate limits of 0 while its All-in-Ones work: only the power rate counts there.
const limits = (
  { family, inverter: r }: Sources,
  capacity: Maybe,
  most: Maybe,
): { chargeLimit: Maybe; dischargeLimit: Maybe } => {
  const rates = family.layout !== 'gateway';
  return {
    chargeLimit: limit(
      capacity,
      most,
      rates ? r.batteryChargeRateLimit : undefined,
      r.chargePowerRate,
    ),
    dischargeLimit: limit(
      capacity,
      most,
      rates ? r.batteryDischargeRateLimit : undefined,
      r.dischargePowerRate,
    ),
  };
};

// The rate is percent of capacity per hour; the power rate percent of the most. The lowest counts.
const limit = (capacity: Maybe, most: Maybe, rate: Maybe, powerRate: Maybe): Maybe => {
  const byRate = rate === undefined || capacity === undefined ? undefined : rate * 10 * capacity;
  const byPower = most === undefined || !powerRate ? undefined : (most * powerRate) / 100;
  if (byRate === undefined && byPower === undefined) return undefined;
  return Math.round(Math.min(byRate ?? Infinity, byPower ?? Infinity, most ?? Infinity));
};

const stateOf = ({ battery }: PowerFigures): BatteryFigures['state'] | undefined => {
  if (battery === undefined) return undefined;
  if (battery > IDLE_WATTS) return 'discharging';
  return battery < -IDLE_WATTS ? 'charging' : 'idle';
};

const times = (
  { inverter: r }: Sources,
  power: PowerFigures,
  soc: Maybe,
  capacity: Maybe,
): { timeToFull: Maybe; timeToEmpty: Maybe } => {
  const target = r.chargeTargetEnabled === true ? (r.chargeTarget ?? 100) : 100;
  return {
    timeToFull: minutes(capacity, soc === undefined ? undefined : target - soc, power.charge),
    timeToEmpty: minutes(
      capacity,
      soc === undefined ? undefined : soc - (r.batteryReserve ?? 0),
      power.discharge,
    ),
  };
};

const minutes = (capacity: Maybe, percent: Maybe, watts: Maybe): Maybe => {
  if (capacity === undefined || percent === undefined || watts === undefined || watts < IDLE_WATTS)
    return undefined;
  const needed = (Math.max(0, percent) / 100) * capacity;
  return Math.min(LONGEST, Math.round((needed * 60_000) / watts));
};

const meanTemperature = ({ packs, stacks }: Sources): Maybe => {
  const ofPacks = packs.flatMap(({ readings: p }) => [
    p.cells1To4Temperature,
    p.cells5To8Temperature,
    p.cells9To12Temperature,
    p.cells13To16Temperature,
  ]);
  const ofModules = stacks.flatMap(({ modules }) =>
    modules.flatMap(({ readings: m }) =>
      Array.from({ length: 12 }, (_, i) => Reflect.get(m, `temperature${i + 1}`) as unknown),
    ),
  );
  const known = [...ofPacks, ...ofModules].filter(
    (value): value is number => typeof value === 'number',
  );
  return known.length === 0 ? undefined : rounded(mean(known), 1);
};
