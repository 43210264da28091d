import type { Readings, RegisterTable, ValueOf } from '../registers/register.js';
import type { singlePhase } from '../registers/singlePhase.js';
import type { threePhase } from '../registers/threePhase.js';
import type { ems } from '../registers/ems.js';
import type { gateway } from '../registers/gateway.js';
import type { lowVoltageControl, lowVoltagePack } from '../registers/battery.js';
import type {
  aggregator,
  batteryControl,
  batteryModule,
  configuration,
} from '../registers/highVoltage.js';
import type { meter, meterProduct } from '../registers/meter.js';
import type { Model } from '../registers/models.js';
import type { CostFigures, Figures } from './figures/figures.js';
import type { Topology } from './detection/topology.js';

/** Whatever the device at 0x11 can say, over all families; a name means the same on each of them. */
export interface InverterReadings
  extends
    Readings<typeof singlePhase>,
    Readings<typeof threePhase>,
    Readings<typeof ems>,
    Readings<typeof gateway> {}

export type ReadingName = keyof InverterReadings;
export type PackReadings = Readings<typeof lowVoltagePack>;
export type ModuleReadings = Readings<typeof batteryModule>;
export type StackReadings = Readings<typeof batteryControl>;
export type LowVoltageControlReadings = Readings<typeof lowVoltageControl>;
export type ConfigurationReadings = Readings<typeof configuration>;
export type AggregatorReadings = Readings<typeof aggregator>;
export type MeterReadings = Readings<typeof meter> & Readings<typeof meterProduct>;

/** One low-voltage pack. `age`-able by `at`, the time (ms) of its last accepted page. */
export interface Pack {
  readonly kind: 'pack';
  readonly device: number;
  readonly at: number;
  readonly readings: PackReadings;
}

/** One high-voltage stack with its modules. */
export interface Stack {
  readonly kind: 'stack';
  readonly device: number;
  readonly at: number;
  readonly readings: StackReadings;
  readonly modules: readonly Module[];
}
export interface Module {
  readonly kind: 'module';
  readonly device: number;
  readonly at: number;
  readonly readings: ModuleReadings;
}

export interface Meter {
  readonly kind: 'meter';
  /** 1 to 8, as on the bus. */
  readonly device: number;
  readonly at: number;
  readonly readings: MeterReadings;
}

/** A value that was refused as implausible: the last good one stands in until the wire makes sense again. */
export interface Held {
  /** "batteryPower", or "pack 2: stateOfCharge". */
  readonly reading: string;
  readonly rule: string;
  /** When the value that is still shown was read (ms since 1970). */
  readonly since: number;
}

/**
 * All that is known of a plant at one moment. Immutable, shared by everyone, plain JSON values.
 * What was not read, or makes no sense, is absent; `missing` names banks that did not answer.
 */
export interface Snapshot {
  /** When the newest bank in it arrived (ms since 1970). */
  readonly takenAt: number;
  /** True once every bank of the plan has answered or is named in `missing`. */
  readonly complete: boolean;
  readonly serial: string;
  readonly model: Model;
  readonly inverter: InverterReadings;
  readonly figures: Figures;
  /** Where there is a tariff. */
  readonly cost?: CostFigures;
  readonly packs: readonly Pack[];
  readonly stacks: readonly Stack[];
  readonly meters: readonly Meter[];
  readonly lowVoltageControl?: LowVoltageControlReadings;
  readonly configuration?: ConfigurationReadings;
  readonly aggregator?: AggregatorReadings;
  readonly topology: Topology;
  /** When each bank was last read, by label such as "input 0-59" (ms since 1970). */
  readonly readAt: Readonly<Record<string, number>>;
  /** Labels of banks of the plan without a usable answer by now. */
  readonly missing: readonly string[];
  readonly held: readonly Held[];
}

/** All readings of a table that may be written, by name. */
export type SettingOf<Table extends RegisterTable> = {
  readonly [K in keyof Table as Table[K] extends { writable: true } ? K : never]?: ValueOf<
    Table[K]
  >;
};
export interface InverterSettings
  extends
    SettingOf<typeof singlePhase>,
    SettingOf<typeof threePhase>,
    SettingOf<typeof ems>,
    SettingOf<typeof gateway> {}
export type SettingName = keyof InverterSettings;
