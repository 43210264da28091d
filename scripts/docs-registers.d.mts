import type { RegisterTable } from '../src/registers/register.js';

/** All tables by the names they have in src/registers. */
export type Tables = Readonly<
  Record<
    | 'singlePhase'
    | 'threePhase'
    | 'ems'
    | 'gateway'
    | 'lowVoltagePack'
    | 'lowVoltageControl'
    | 'batteryControl'
    | 'batteryModule'
    | 'configuration'
    | 'aggregator'
    | 'meter'
    | 'meterTenths'
    | 'meterExternal'
    | 'meterProduct',
    RegisterTable
  >
>;

/** The text of docs/registers.md. */
export const registersDocument: (tables: Tables) => string;
/** The files below src that it is written from. */
export const parts: readonly string[];
