import * as fc from 'fast-check';
import { controlNames } from '../../src/controls/index.js';
import { aliases } from '../../src/controls/aliases.js';
import type { RoomOptions } from './controlRoom.js';

/** What may be written at most, as the reference has it: register by register, with its bounds. */
const level: Bounds = [4, 100];
const flag: Bounds = [0, 1];
const time: Bounds = [0, 2359];
export type Bounds = readonly [number, number];

const series = (first: number, step: number, count: number, bounds: Bounds): [number, Bounds][] =>
  Array.from({ length: count }, (_, index) => [first + step * index, bounds]);

const hybrid: readonly (readonly [number, Bounds])[] = [
  ...[20, 27, 59, 96, 166].map((register): [number, Bounds] => [register, flag]),
  ...[31, 32, 44, 45, 56, 57, 94, 95].map((register): [number, Bounds] => [register, time]),
  ...[110, 114, 116].map((register): [number, Bounds] => [register, level]),
  ...[35, 36, 37, 38, 39, 40].map((register): [number, Bounds] => [register, [0, 99]]),
  [29, [0, 3]],
  [50, [0, 100]],
  [111, [0, 50]],
  [112, [0, 50]],
  [163, [100, 100]],
];

const laterSlots: readonly (readonly [number, Bounds])[] = [
  ...series(248, 3, 8, level),
  ...series(278, 3, 8, level),
  ...series(246, 3, 8, time),
  ...series(247, 3, 8, time),
  ...series(276, 3, 8, time),
  ...series(277, 3, 8, time),
];

const firstTargets: readonly (readonly [number, Bounds])[] = [
  ...series(242, 3, 2, level),
  ...series(272, 3, 2, level),
];

export const plants: readonly (readonly [string, RoomOptions, ReadonlyMap<number, Bounds>])[] = [
  ['Gen 1', { code: '2001', arm: 449, capacity: 17.7 }, new Map([...hybrid, [318, [0, 3]]])],
  [
    'All-in-One',
    { code: '8001', arm: 612, capacity: 16, maxPower: 6000 },
    new Map([
      ...hybrid,
      ...firstTargets,
      ...laterSlots,
      [311, [0, 2]],
      [313, [1, 100]],
      [314, [1, 100]],
      [317, flag],
      [318, [0, 3]],
      [319, time],
      [320, [0, 2400]],
    ]),
  ],
  [
    'three-phase',
    { code: '4004', maxPower: 12_000 },
    new Map<number, Bounds>([
      ...hybrid.filter(([register]) =>
        [20, 27, 29, 35, 36, 37, 38, 39, 40, 50, 59, 163, 166].includes(register),
      ),
      ...laterSlots,
      [1078, level],
      [1108, [1, 100]],
      [1109, level],
      [1110, [1, 100]],
      [1111, level],
      [1112, flag],
      ...[1113, 1114, 1115, 1116, 1118, 1119, 1120, 1121].map((register): [number, Bounds] => [
        register,
        time,
      ]),
      [1122, flag],
      [1123, flag],
    ]),
  ],
  [
    'EMS',
    { code: '5001', words: { 2071: 9500 } },
    new Map<number, Bounds>([
      [2040, flag],
      ...[2044, 2047, 2050, 2053, 2056, 2059, 2062, 2065, 2068].flatMap(
        (slot): [number, Bounds][] => [
          [slot, time],
          [slot + 1, time],
          [slot + 2, [0, 100]],
        ],
      ),
      [2071, [0, 9500]],
    ]),
  ],
  ['an unknown model', { code: '9901' }, new Map()],
];

const names = [...controlNames, ...aliases.keys()];

/** Values as they come from flows: right, nearly right, and nonsense. */
const value = fc.oneof(
  fc.integer({ min: -5, max: 2500 }),
  fc.integer({ min: -5, max: 2500 }).map(String),
  fc.constantFrom<unknown>(
    '01:30',
    '0130',
    '23:59',
    '24:00',
    '01:60',
    60,
    2400,
    163,
    101,
    65_536,
    -1,
    1e9,
    NaN,
    '',
    ' ',
    null,
    undefined,
    true,
    'enable',
    'disable',
    'Eco',
    'Timed Export',
    '2',
    'PauseBoth',
    'Cancel',
    'Start',
    'now',
    '1e3',
    '0x10',
    [],
    {},
    '{"start":',
    '[]',
    '2027-01-01T00:00:00',
  ),
  fc.anything(),
);

const fieldNames = [
  'start',
  'finish',
  'end',
  'slot',
  'chargeToPercent',
  'dischargeToPercent',
  'reservePercent',
  'exportToPercent',
  'state',
  'mode',
  'enable',
  'chargeRate',
  'dischargeRate',
  'percent',
  'activePowerRate',
  'minutes',
  'duration',
  'dateTime',
  'boost',
  'periods',
  'settings',
  'write',
  'extended',
  'register',
  '__proto__',
  'constructor',
];
const object = fc.dictionary(fc.constantFrom(...fieldNames), value, { maxKeys: 6 });
/** What a flow may hand over, and nonsense. */
export const payload = fc.oneof(
  value,
  object,
  object.map((given) => JSON.stringify(given)),
  fc.array(object, { maxLength: 4 }),
);
export const message = fc.record({ name: fc.constantFrom(...names), payload, force: fc.boolean() });

/** Why a word may not stand in a register; undefined if it may. */
export const objection = (
  allowed: ReadonlyMap<number, Bounds>,
  address: number,
  word: number,
): string | undefined => {
  const [low, high] = allowed.get(address) ?? [1, 0];
  const said = `${address} = ${word}`;
  if (word < low || word > high) return `${said} is not between ${low} and ${high}`;
  if (high === 2359 && word % 100 > 59) return `${said} is no time`;
  return address === 29 && word === 2 ? `${said} is no calibration` : undefined;
};
