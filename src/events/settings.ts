import type { Outcome } from '../controls/writing/outcome.js';
import { families, type FamilyName } from '../registers/families.js';
import type { Said } from './event.js';
import type { Track } from './track.js';
import type { Watch } from './watch.js';

/** Our own writes are read back bit by bit: until their outcome is there nobody else is blamed. */
const OWN_WRITES_TAKE = 60_000;

/** What changes by itself, or is no setting but a trigger. */
const moving = new Set(['systemTime', 'inverterRestart', 'batteryCalibrationStage']);

interface Setting {
  readonly name: string;
  readonly unit: string | undefined;
}

/** What people may set, and others too, by family: the rows that may be written. */
const settingsOf: ReadonlyMap<FamilyName, readonly Setting[]> = new Map(
  families.map(({ name, table }) => [
    name,
    Object.entries(table)
      .filter(([name, row]) => row.writable && row.doubt === undefined && !moving.has(name))
      .map(([name, { codec }]) => ({ name, unit: codec.unit })),
  ]),
);

/** Settings that somebody else has changed, by whatever way. */
export const settings: Watch = {
  settle: () => OWN_WRITES_TAKE,
  look: ({ snapshot }) => {
    const told = new Map<string, unknown>(Object.entries(snapshot.inverter));
    return (settingsOf.get(snapshot.model.family) ?? []).flatMap(({ name, unit }) => {
      const value = saidIn(told.get(name));
      if (value === undefined) return [];
      return [{ subject: name, is: stateOf(value), value, ...(unit && { detail: unit }) }];
    });
  },
  tell: ({ sight }) => [{ event: 'settingChanged', ...(sight.detail && { detail: sight.detail }) }],
};

const stateOf = (value: Said): string => JSON.stringify(value);

const saidIn = (value: unknown): Said | undefined => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return isSlot(value) ? { start: value.start, end: value.end } : undefined;
};

const isSlot = (value: unknown): value is { readonly start: string; readonly end: string } =>
  typeof value === 'object' &&
  value !== null &&
  'start' in value &&
  'end' in value &&
  typeof value.start === 'string' &&
  typeof value.end === 'string';

/** What we have set ourselves is no news. Where it is not known what came of it, the next look decides. */
export const ownSettings = ({
  registers,
  confirmed,
  at,
  duration,
}: Outcome): readonly (readonly [name: string, track: Track | undefined])[] => {
  // "chargeSlot1 start" is a part of chargeSlot1.
  const names = registers
    .filter(({ written }) => written)
    .map(({ name }) => name.replace(/ .*/, ''));
  return [...new Set(names)].map((name) => {
    const value = saidIn(confirmed[name]);
    if (value === undefined) return [name, undefined];
    return [name, { is: stateOf(value), value, since: at + duration }];
  });
};
