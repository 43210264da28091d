import type { Slot } from '../registers/codecs.js';
import type { EventKind, Level } from './kinds.js';

/** What an event speaks of: a reading, a setting, or a word for a state. */
export type Said = string | number | boolean | Slot | readonly string[];

/** Something that happened to a plant. Plain JSON. */
export interface PlantEvent {
  readonly event: EventKind;
  readonly level: Level;
  /** A sentence for people. */
  readonly label: string;
  /** Absent as long as the inverter has not told it. */
  readonly serial?: string;
  /** What it is about, where there is more than one: "pack 2", "charge slot 1", "chargeTarget". */
  readonly what?: string;
  /** The last value before. Absent where nothing was known before. */
  readonly old?: Said;
  readonly new: Said;
  /** When the new state was first seen (ms since 1970). */
  readonly since: number;
  /** What was passed, in the unit of the value: W, %, °C or mV. */
  readonly limit?: number;
  /** ms that the state before lasted, as far as it was seen. */
  readonly lasted?: number;
}

/** Where events begin, and how long that must last. Times are ms. */
export interface Limits {
  /** % */
  readonly full: number;
  readonly low: number;
  /** W, and how long they must be passed. */
  readonly importPower: number;
  readonly exportPower: number;
  readonly powerFor: number;
  /** °C */
  readonly inverterHeat: number;
  readonly batteryHeat: number;
  /** mV between the highest and the lowest cell. */
  readonly cellSpread: number;
  readonly offlineFor: number;
  readonly disobeyedFor: number;
}

export const usualLimits: Limits = {
  full: 100,
  low: 20,
  importPower: 5000,
  exportPower: 3680,
  powerFor: 60_000,
  inverterHeat: 65,
  batteryHeat: 45,
  cellSpread: 200,
  offlineFor: 120_000,
  disobeyedFor: 600_000,
};
