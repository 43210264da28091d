import { meterProduct, meterTables } from '../../registers/meter.js';
import type { Readings } from '../../registers/register.js';
import { amps, kwh, tenths, wrapped } from '../electrics.js';
import { fill } from '../encode.js';
import type { Home } from '../home.js';
import type { Memory } from '../memory.js';
import type { Installation } from '../installation.js';
import { phases } from '../phases.js';

type Page = Readings<(typeof meterTables)['hundredths']>;

const MOST = 8;
const GRID = 1;
const GENERATION = 2;
// As much as the finest of their registers holds, in tenths of a VA.
const MOST_APPARENT = 6553.5;

/** Makes the pages of meters, and of places without one where this model answers zeros there. */
export const furnishMeters = (memory: Memory, site: Installation): void => {
  const answering = site.facts.absentMeters === undefined ? site.meters : MOST;
  for (let device = 1; device <= answering; device++) memory.open(device, 'input', 60, 60);
  for (let device = 1; device <= site.meters; device++) {
    memory.open(device, 'meter', 60, 9);
    fill(memory, device, meterProduct, {
      serialNumber: `0012d6${(0x80 + device).toString(16)}`,
      factoryCode: 'EST',
      typeCode: 136,
      hardwareVersion: 1,
      softwareVersion: 1,
      modbusId: device,
      baudRate: 9600,
    });
  }
};

/** Meter 1 stands at the grid, meter 2 at a PV system beside the inverter; others measure nothing. */
export const presentMeters = (memory: Memory, home: Home, site: Installation): void => {
  const table = meterTables[site.family.meters];
  for (let device = 1; device <= site.meters; device++)
    fill(memory, device, table, meterPage(home, site, device));
};

const meterPage = (home: Home, site: Installation, device: number): Page => {
  const { conditions, total } = home;
  const { watts, taken, given } = measured(home, site, device);
  return {
    ...(site.family.phases === 3
      ? threePhases(watts, conditions.voltage)
      : onePhase(home, site, watts)),
    frequency: conditions.frequency,
    importTotalLow: wrapped(taken(total)),
    exportTotalLow: wrapped(given(total)),
  };
};

interface Measured {
  /** Grid: + import. Generation: + generation. */
  readonly watts: number;
  /** kWh */
  readonly taken: (energy: Home['total']) => number;
  readonly given: (energy: Home['total']) => number;
}

const none = (): number => 0;

const measured = ({ power }: Home, site: Installation, device: number): Measured => {
  if (device === GRID)
    return {
      watts: -power.grid,
      taken: (energy) => kwh(energy.import),
      given: (energy) => kwh(energy.export),
    };
  if (device === GENERATION && site.pv === 'ac')
    return {
      watts: power.pv1 + power.pv2,
      taken: (energy) => tenths(kwh(energy.pv1) + kwh(energy.pv2)),
      given: none,
    };
  return { watts: 0, taken: none, given: none };
};

// Only external meters were seen to fill the totals; a Gateway's leave out apparent power too.
const onePhase = ({ conditions }: Home, site: Installation, watts: number): Page => {
  const current = amps(Math.abs(watts), conditions.voltage);
  const external = site.family.meters === 'external';
  const apparent = site.family.layout === 'gateway' ? 0 : Math.min(MOST_APPARENT, Math.abs(watts));
  return {
    voltageL1: conditions.voltage,
    currentL1: current,
    activePowerL1: watts,
    apparentPowerL1: apparent,
    powerFactorL1: watts < 0 ? -1 : 1,
    ...(external
      ? {
          currentTotal: current,
          activePowerTotal: watts,
          apparentPowerTotal: apparent,
          powerFactorTotal: watts < 0 ? -1 : 1,
        }
      : {}),
  };
};

const threePhases = (watts: number, volts: number): Page => {
  const [l1, l2, l3] = phases(watts);
  const current = (phase: number): number => amps(Math.abs(phase), volts);
  return {
    voltageL1: volts,
    voltageL2: volts + 0.7,
    voltageL3: volts - 0.5,
    currentL1: current(l1),
    currentL2: current(l2),
    currentL3: current(l3),
    currentTotal: current(l1) + current(l2) + current(l3),
    activePowerL1: l1,
    activePowerL2: l2,
    activePowerL3: l3,
    activePowerTotal: watts,
    apparentPowerL1: Math.abs(l1),
    apparentPowerL2: Math.abs(l2),
    apparentPowerL3: Math.abs(l3),
    apparentPowerTotal: Math.abs(l1) + Math.abs(l2) + Math.abs(l3),
    // Here its sign is the opposite of the power's.
    powerFactorTotal: watts < 0 ? 1 : -1,
  };
};
