import type { InverterReadings, Snapshot } from '../plant/snapshot.js';
import type { Limits } from './event.js';
import { atLeast, condition, TWICE, type Watch } from './watch.js';

/** V. No grid is this low: below, a switch is open somewhere. */
const DEAD = 50;

/** Whether the grid is there, by the inverter's own word and by its voltage; undefined where neither tells. */
export const gridIsThere = ({ inverter }: Snapshot): boolean | undefined => {
  const { systemMode, workMode } = inverter;
  if (systemMode === 'off grid' || workMode === 'off grid') return false;
  const volts = voltages(inverter);
  if (volts.length > 0) return Math.max(...volts) >= DEAD;
  return systemMode === 'grid tied' || workMode === 'on grid' ? true : undefined;
};

const voltages = (inverter: InverterReadings): readonly number[] =>
  [
    inverter.gridVoltage,
    inverter.gridVoltageL1,
    inverter.gridVoltageL2,
    inverter.gridVoltageL3,
  ].filter((volts) => volts !== undefined);

export const grid = condition('gridLost', 'gridRestored', TWICE, ({ snapshot }) => {
  const there = gridIsThere(snapshot);
  return there === undefined ? [] : [{ holds: !there, value: there ? 'on grid' : 'off grid' }];
});

const SLACK = 0.1;

const powerLimit = (
  begins: 'importHigh' | 'exportHigh',
  ends: 'importNormal' | 'exportNormal',
  direction: 'import' | 'export',
  limitOf: (limits: Limits) => number,
): Watch => {
  const settle = ({ powerFor }: Limits): number => powerFor;
  return condition(begins, ends, settle, ({ snapshot, limits }, held) => {
    const limit = limitOf(limits);
    return atLeast(snapshot.figures.power[direction], limit, limit * SLACK, held());
  });
};

export const importPower = powerLimit(
  'importHigh',
  'importNormal',
  'import',
  (limits) => limits.importPower,
);
export const exportPower = powerLimit(
  'exportHigh',
  'exportNormal',
  'export',
  (limits) => limits.exportPower,
);
