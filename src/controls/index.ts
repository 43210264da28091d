export { createWriter, notDetected, type Writer, type WriterContext } from './writer.js';
export type { ApplyOptions } from './workshop.js';
export type { JobStatus } from './jobKeeper.js';
export { ControlFailed } from './report.js';
export {
  controlNames,
  describeControl,
  findControl,
  understand,
  writesNothing,
  type Description,
  type FieldDescription,
} from './controls.js';
export { noTariff, rateOutcome } from './switchRate.js';
export { phrases } from './phrases.js';
export { examplePayload } from './example.js';
export type { Offer } from './offer.js';
export type { Outcome, RegisterOutcome, Result } from './outcome.js';
export type { PlantState } from './permission.js';
export {
  volatileStore,
  type Job,
  type Memory,
  type MemoryNews,
  type MemoryStore,
} from './memory.js';
export {
  compareSettings,
  exportSettings,
  type SettingChange,
  type SettingsFile,
} from './settings.js';
