/**
 * GivEnergy inverters on the local network, without Node-RED: `openInverter` reads a plant and
 * writes settings that are read back. Everything else here is types and the names of things.
 */
export { asError, BadInput, GivError, show, type ErrorCode } from './errors.js';
export * from './publish/index.js';
export {
  Inverter,
  openInverter,
  type Counters,
  type InverterEvents,
  type InverterOptions,
  type RegisterQuery,
  type Status,
  type StatusState,
} from './inverter.js';
export type * from './plant/snapshot.js';
export type * from './plant/figures.js';
export type { Topology } from './plant/topology.js';
export {
  controlNames,
  describeControl,
  findControl,
  type ApplyOptions,
  type Description,
  type FieldDescription,
  type Memory,
  type MemoryStore,
  type Outcome,
  type RegisterOutcome,
  type Result,
} from './controls/index.js';
export type { Slot } from './registers/codecs.js';
export { families, modelNamed, type FamilyName, type Model } from './registers/families.js';
