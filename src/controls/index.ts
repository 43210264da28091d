export { createWriter, type ApplyOptions, type Writer, type WriterContext } from './writer.js';
export {
  controlNames,
  describeControl,
  findControl,
  type Description,
  type FieldDescription,
} from './controls.js';
export type { Outcome, RegisterOutcome, Result } from './outcome.js';
export type { PlantState } from './permission.js';
export { volatileStore, type Job, type Memory, type MemoryStore } from './memory.js';
