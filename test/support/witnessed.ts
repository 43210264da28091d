import { isDeepStrictEqual } from 'node:util';
import type { Snapshot } from '../../src/plant/snapshot.js';
import { tableFor } from '../../src/plant/polling/plan.js';
import type { Family } from '../../src/registers/families.js';
import type { RegisterTable } from '../../src/registers/register.js';
import { witness as ac } from '../witness/ac.js';
import { witness as aio } from '../witness/aio.js';
import { witness as ems } from '../witness/ems.js';
import { witness as gateway } from '../witness/gateway.js';
import { witness as gen1 } from '../witness/gen1.js';
import { witness as threePhase } from '../witness/threePhase.js';
import type { ExpectedFigures, Value, Witness } from '../witness/witness.js';

/** What was worked out by hand from each recording, and how to compare a snapshot with it. */
export const witnesses: readonly Witness[] = [gen1, ac, aio, gateway, ems, threePhase];
export { ac, aio, threePhase };

const BANKS = { HR: 'holding', IR: 'input', MR: 'meter' } as const;

/** Where a witnessed device is found in a snapshot. */
export const deviceFor = (witness: Witness, device: number): number =>
  witness === ac && device === 0x31 ? 0x11 : device;

export type Row = RegisterTable[string];

/** The table row of a register, unless the tables keep it out of snapshots. */
export const rowFor = (
  family: Family,
  witness: Witness,
  value: Value,
): [string, Row] | undefined => {
  const table: RegisterTable = tableFor(
    deviceFor(witness, value.device),
    BANKS[value.space],
    family,
  );
  const found = Object.entries(table).find(
    ([, row]) =>
      row.bank === BANKS[value.space] &&
      row.address === value.address &&
      partOf(row) === (value.part ?? ''),
  );
  if (found === undefined || found[1].doubt !== undefined || value.raw === true) return undefined;
  return family.suppressed.includes(found[0]) ? undefined : found;
};

/** What a snapshot says of a register. */
export const said = (snapshot: Snapshot, device: number, name: string): unknown => {
  const readings = Object.assign({}, ...readingsOf(snapshot, device)) as Record<string, unknown>;
  return readings[name];
};

const partOf = ({ codec }: RegisterTable[string]): string => {
  if (codec.type === 'duo8-high') return 'high';
  if (codec.type === 'duo8-low') return 'low';
  return codec.bits === undefined
    ? ''
    : `bits${codec.bits[0] + codec.bits[1] - 1}-${codec.bits[0]}`;
};

const readingsOf = (snapshot: Snapshot | undefined, device: number): object[] => {
  if (snapshot === undefined) return [];
  if (device === 0x11) return [snapshot.inverter];
  if (device === 0x90) return [snapshot.aggregator ?? {}];
  if (device === 0xa0) return [snapshot.configuration ?? {}];
  const parts = [
    ...snapshot.packs,
    ...snapshot.meters,
    ...snapshot.stacks,
    ...snapshot.stacks.flatMap(({ modules }) => modules),
  ];
  return parts.filter((part) => part.device === device).map(({ readings }) => readings);
};

// Labels differ in spelling; the pause modes carry GivTCP's names.
const PAUSE: Readonly<Record<string, string>> = {
  disabled: 'notpaused',
  pausecharge: 'pausecharge',
  pausedischarge: 'pausedischarge',
  pauseboth: 'pauseboth',
};
const plain = (label: string): string => {
  const bare = label.toLowerCase().replaceAll(/[^a-z0-9.]/g, '');
  return PAUSE[bare] ?? bare;
};

// Some switches are enumerations or bytes in the reference.
const sameSwitch = (on: boolean, expected: unknown): boolean =>
  expected === (on ? 1 : 0) ||
  (typeof expected === 'string' && expected.startsWith(on ? 'self consumption' : 'export'));

export const agrees = (row: Row, actual: unknown, expected: unknown): boolean => {
  if (typeof actual === 'number' && typeof expected === 'number')
    return Math.abs(actual - expected) < 1e-6;
  if (typeof actual === 'boolean' && typeof expected !== 'boolean')
    return sameSwitch(actual, expected);
  const named = typeof expected === 'number' ? row.codec.labels?.[expected] : expected;
  if (typeof actual === 'string' && typeof named === 'string')
    return plain(named).includes(plain(actual));
  return isDeepStrictEqual(actual, expected);
};

const figure = (snapshot: Snapshot, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (part, key) =>
        typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined,
      snapshot.figures,
    );

// Readings that the reference settles differently, or leaves open; see `unsettled` of each witness.
const isSettled = (witness: Witness, key: string): boolean =>
  !witness.unsettled.some((one) => one.key === key);

/** Settled figures of a snapshot that are not as worked out by hand. */
export const differing = (
  witness: Witness,
  snapshot: Snapshot,
  expected: ExpectedFigures,
): unknown[] =>
  Object.entries(expected).flatMap(([key, value]) => {
    const actual = figure(snapshot, key);
    const near =
      typeof actual === 'number' &&
      typeof value === 'number' &&
      Math.abs(actual - value) <= tolerance(key);
    return near || actual === value || !isSettled(witness, key)
      ? []
      : [{ key, actual, expected: value }];
  });
// Watts are whole, energies have two decimals, shares one.
const tolerance = (key: string): number =>
  key.startsWith('power') || key.startsWith('flows') ? 0.5 : 0.051;

/** Last values that differ from those worked out by hand, and how many were compared. */
export const compareEnd = (
  snapshot: Snapshot,
  family: Family,
  witness: Witness,
): { wrong: readonly unknown[]; compared: number } => {
  let compared = 0;
  const wrong = witness.end.flatMap((expected) => {
    const [name, row] = rowFor(family, witness, expected) ?? [];
    if (name === undefined || row === undefined) return [];
    compared++;
    const actual = said(snapshot, deviceFor(witness, expected.device), name);
    return agrees(row, actual, expected.value) ? [] : [{ ...expected, actual, as: name }];
  });
  return { wrong, compared };
};
