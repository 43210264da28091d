// Many plants in one process, and processes that share plants out among themselves.
export { Fleet, openFleet, type FleetOptions, type GroupOptions } from './fleet.js';
export { plantsIn } from './file.js';
export type { FleetPlant, PlantOptions, RunningPlant } from './plant.js';
export { summaryLine, type Summary } from './summary.js';
