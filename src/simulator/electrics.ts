import { inverterClock, stateOfCharge, type Home } from './home.js';
import { CELL_VOLTS, MODULE_CELLS, PACK_CELLS, type Installation } from './installation.js';
import { chance } from './random.js';

/** V of one cell: it rises with charge, and under a charging current, and no two cells are alike. */
export const cellVoltage = (home: Home, site: Installation, cell: number): number => {
  const charge = (stateOfCharge(home, site) - 50) / 100;
  const effort = site.batteryPower === 0 ? 0 : -home.power.battery / site.batteryPower;
  const own = (chance(site.seed + 7, cell) - 0.5) * 0.006;
  return toStep(CELL_VOLTS + 0.06 + 0.12 * charge + 0.02 * effort + own, 1000);
};

/** V of a string of cells, numbered through from `first`. */
export const stringVoltage = (
  home: Home,
  site: Installation,
  cells: number,
  first: number,
): number =>
  toStep(
    Array.from({ length: cells }, (_, i) => cellVoltage(home, site, first + i)).reduce(
      (all, volts) => all + volts,
      0,
    ),
    1000,
  );

/** V at the inverter's battery terminals: one pack, or one stack. */
export const batteryVoltage = (home: Home, site: Installation): number => {
  if (site.packs > 0) return stringVoltage(home, site, PACK_CELLS, 0);
  return stringVoltage(home, site, site.modulesPerStack * MODULE_CELLS, 0);
};

export const amps = (watts: number, volts: number): number => (volts === 0 ? 0 : watts / volts);

/** °C: it warms with work. */
export const batteryTemperature = (home: Home, site: Installation): number =>
  toStep(indoors(home) + 8 * load(home.power.battery, site.batteryPower), 10);

export const inverterTemperature = (home: Home, site: Installation): number =>
  toStep(indoors(home) + 6 + 22 * load(home.power.inverter, site.ratedPower), 10);

const indoors = (home: Home): number => 14 + home.conditions.outdoors / 3;
const load = (watts: number, most: number): number => (most === 0 ? 0 : Math.abs(watts) / most);

/** kWh in whole tenths, as registers hold them. */
export const kwh = (wattHours: number): number => Math.floor(wattHours / 100 + 1e-9) / 10;

/** What a register of tenths shows of a greater number: its low 16 bits. */
export const wrapped = (value: number): number => (Math.round(value * 10) % 0x10000) / 10;

export const tenths = (kilowattHours: number): number => Math.round(kilowattHours * 10) / 10;

/** The inverter's clock as its registers hold it. */
export const clockText = (home: Home): string =>
  new Date(inverterClock(home)).toISOString().slice(0, 19);

const toStep = (value: number, steps: number): number => Math.round(value * steps) / steps;
