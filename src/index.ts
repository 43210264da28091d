/**
 * GivEnergy inverters on the local network, without Node-RED: `openInverter` reads a plant and
 * writes settings that are read back. Without a connection, `decodeRecording` tells every value of a recording with
 * its time, `framesIn` makes frames of bytes, `modelIn` a model of holding registers, `decoderFor` values of
 * registers. Everything else here is types and the names of things.
 */
export { asError, BadInput, GivError, show, type ErrorCode } from './errors.js';
export * from './decode/index.js';
export * from './discovery/index.js';
export { findingsIn, ledgerIn, memoryIn, type Findings } from './disk/keepsakes.js';
export * from './events/index.js';
export * from './publish/index.js';
export { Inverter, openInverter } from './inverter.js';
export { Dongles } from './link/dongles.js';
export { systemClock, type Clock } from './time/clock.js';
export type * from './inverterTypes.js';
export {
  complaintKinds,
  complaintsOf,
  type Complaint,
  type ComplaintKind,
  type Examined,
} from './complaints.js';
export {
  batteriesIn,
  examine,
  tryInverter,
  type Trial,
  type TrialFacts,
  type TrialFailure,
} from './trial.js';
export { books, composed, parts, saidByError } from './said.js';
export { phrasebook, saidIn, type Book, type Said } from './phrasebook.js';
export { plainHost, type InverterOptions } from './inverterOptions.js';
export type * from './plant/snapshot.js';
export type * from './plant/figures/figures.js';
export type { Reading } from './plant/polling/progress.js';
export type { Topology } from './plant/detection/topology.js';
export {
  readRecording,
  recordingTextOf,
  type Chunk,
  type OddLine,
  type RecordedText,
} from './protocol/recording.js';
export { redact, type SupportBundle } from './recorder/index.js';
export {
  compareSettings,
  ControlFailed,
  controlNames,
  describeControl,
  examplePayload,
  exportSettings,
  findControl,
  type ApplyOptions,
  type Description,
  type FieldDescription,
  type JobStatus,
  type Memory,
  type MemoryNews,
  type MemoryStore,
  type Offer,
  type Outcome,
  type RegisterOutcome,
  type Result,
  type SettingChange,
  type SettingsFile,
} from './controls/index.js';
export type { Ledger, LedgerStore, Tariff } from './tariff/index.js';
export type { Slot } from './registers/codecs.js';
export { families, type FamilyName } from './registers/families.js';
export { modelNamed, type Model } from './registers/models.js';
