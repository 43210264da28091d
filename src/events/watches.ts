import { charging, discharging, full, low, reserve } from './battery.js';
import { cells } from './cells.js';
import { fault, warning } from './faults.js';
import { exportPower, grid, importPower } from './grid.js';
import { plan } from './plan.js';
import { settings } from './settings.js';
import { slots } from './slots.js';
import { batteryHeat, inverterHeat } from './warmth.js';
import type { Watch } from './watch.js';

/** What can be watched of a plant, apart from the connection to it. */
export const watches = {
  grid,
  importPower,
  exportPower,
  low,
  full,
  reserve,
  charging,
  discharging,
  slots,
  plan,
  fault,
  warning,
  inverterHeat,
  batteryHeat,
  cells,
  settings,
} as const satisfies Readonly<Record<string, Watch>>;

export type PlantWatch = keyof typeof watches;
export type WatchName = PlantWatch | 'connection';

export const plantWatches = Object.keys(watches).filter(
  (name): name is PlantWatch => name in watches,
);
export const watchNames: readonly WatchName[] = [...plantWatches, 'connection'];
