export { assertMayWrite, createWriter, notDetected, type Writer } from './writing/writer.js';
export type { ApplyOptions } from './writing/workshop.js';
export type { JobStatus } from './jobs/jobKeeper.js';
export { ControlFailed } from './writing/report.js';
export {
  controlNames,
  describeControl,
  findControl,
  understand,
  type Description,
  type FieldDescription,
} from './catalogue/index.js';
export { noTariff, rateOutcome } from './catalogue/switchRate.js';
export { controlBooks, controlParts } from './books.js';
export { failurePhrases } from './writing/phrases.js';
export { examplePayload } from './payload/example.js';
export type { Offer } from './writing/offer.js';
export type { Outcome, RegisterOutcome, Result } from './writing/outcome.js';
export { volatileStore, type Memory, type MemoryNews, type MemoryStore } from './jobs/memory.js';
export {
  compareSettings,
  exportSettings,
  type SettingChange,
  type SettingsFile,
} from './catalogue/settings.js';
