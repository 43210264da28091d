import { deepEqual, equal, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import {
  judgePage,
  type Page,
  type PageTrack,
  type BatteryRule,
} from '../../src/plant/belief/batteryGuard.js';
import { runs } from '../support/frames.js';

const POLL = 120_000;

/** A pack of four cells as it is read on a good day. */
const good: Page = {
  serialNumber: 'BG1234G567',
  cellCount: 4,
  bmsFirmwareVersion: 3009,
  designCapacity: 160,
  cell1Voltage: 3.3,
  cell2Voltage: 3.31,
  cell3Voltage: 3.3,
  cell4Voltage: 3.29,
  cellVoltageSum: 13.2,
  packVoltage: 13.2,
  cells1To4Temperature: 21,
  cells5To8Temperature: 21.5,
  mosfetTemperature: 25,
  stateOfCharge: 60,
  remainingCapacity: 96,
};

interface Read {
  /** What is different from the good page. */
  readonly with?: Page;
  /** ms since the read before. */
  readonly after?: number;
}

interface Seen {
  readonly rules: readonly (BatteryRule | undefined)[];
  /** The page that is shown in the end; absent before two have agreed. */
  readonly shown: Page | undefined;
}

const read = (reads: readonly Read[]): Seen => {
  let track: PageTrack | undefined;
  let now = Date.UTC(2026, 5, 15);
  const rules = reads.map(({ with: change = {}, after = POLL }) => {
    now += after;
    const verdict = judgePage({ ...good, ...change }, track, now);
    track = verdict.track;
    return verdict.rule;
  });
  return { rules, shown: track?.agreed === true ? track.page : undefined };
};

const ok2: readonly Read[] = [{}, {}];
const charge = (stateOfCharge: number): Read => ({ with: { stateOfCharge } });
const spliced = { stateOfCharge: 10, mosfetTemperature: 60 };

const frost = {
  cells1To4Temperature: 0,
  cells5To8Temperature: 0,
  maxCellTemperature: 0.2,
  minCellTemperature: -0.1,
  mosfetTemperature: 3,
};

interface Story {
  readonly reads: readonly Read[];
  /** Of the reads after the first two. */
  readonly rules: readonly (BatteryRule | undefined)[];
  readonly shown: Page;
}

const stories: Readonly<Record<string, Story>> = {
  'small changes are believed': {
    reads: [charge(65), charge(71)],
    rules: [undefined, undefined],
    shown: { stateOfCharge: 71 },
  },
  'one value that moved too far waits to be seen again': {
    reads: [charge(75)],
    rules: ['step'],
    shown: { stateOfCharge: 60 },
  },
  'and is believed then': {
    reads: [charge(75), charge(76)],
    rules: ['step', undefined],
    shown: { stateOfCharge: 76 },
  },
  'or forgotten': {
    reads: [charge(75), charge(61)],
    rules: ['step', undefined],
    shown: { stateOfCharge: 61 },
  },
  'other values of that page are shown': {
    reads: [{ with: { stateOfCharge: 75, remainingCapacity: 100 } }],
    rules: ['step'],
    shown: { stateOfCharge: 60, remainingCapacity: 100 },
  },
  'a battery that finds its true charge is believed when it says so again': {
    reads: [
      { with: { stateOfCharge: 75, remainingCapacity: 120 } },
      { with: { stateOfCharge: 75, remainingCapacity: 120 } },
    ],
    rules: ['step', undefined],
    shown: { stateOfCharge: 75, remainingCapacity: 120 },
  },
  'a full battery that rests loses volts in sum and outside': {
    reads: [
      { with: { cellVoltageSum: 17.4, packVoltage: 17.4, cellCount: undefined }, after: 400_000 },
      {},
      {},
    ],
    rules: [undefined, 'step', undefined],
    shown: { cellVoltageSum: 13.2, packVoltage: 13.2 },
  },
  'two values that moved too far spoil the page': {
    reads: [{ with: spliced }],
    rules: ['spliced'],
    shown: { stateOfCharge: 60, mosfetTemperature: 25 },
  },
  'a cell of 0.3 V more is believed, of 0.31 V more is not': {
    reads: [{ with: { cell1Voltage: 3.31, cell2Voltage: 3.0 } }],
    rules: ['step'],
    shown: { cell2Voltage: 3.31 },
  },
  'near full, cells climb steeply': {
    reads: [{ with: { cell1Voltage: 3.3 } }, { with: { cell1Voltage: 3.6, cell2Voltage: 3.6 } }],
    rules: [undefined, undefined],
    shown: { cell1Voltage: 3.6 },
  },
  'another serial is another battery': {
    reads: [{ with: { serialNumber: 'BG9999G999' } }],
    rules: ['constants'],
    shown: { serialNumber: 'BG1234G567' },
  },
  'a real exchange is believed in the end': {
    reads: Array.from({ length: 11 }, () => ({ with: { serialNumber: 'BG9999G999' } })),
    rules: [
      ...Array.from({ length: 8 }, (): BatteryRule => 'constants'),
      undefined,
      undefined,
      undefined,
    ],
    shown: { serialNumber: 'BG9999G999' },
  },
  'cells that do not add up': {
    reads: [{ with: { cellVoltageSum: 16 } }],
    rules: ['impossible'],
    shown: { cellVoltageSum: 13.2 },
  },
  'a pack with a name and a size but no cell': {
    reads: [
      {
        with: {
          cell1Voltage: undefined,
          cell2Voltage: undefined,
          cell3Voltage: undefined,
          cell4Voltage: undefined,
          cellVoltageSum: undefined,
        },
      },
    ],
    rules: ['impossible'],
    shown: { cell1Voltage: 3.3 },
  },
  'a pack that is not as high as its cells': {
    reads: [{ with: { packVoltage: 15.3 } }],
    rules: ['impossible'],
    shown: { packVoltage: 13.2 },
  },
  'two groups of cells at 0 °C sharp': {
    reads: [{ with: { cells1To4Temperature: 0, cells5To8Temperature: 0 } }],
    rules: ['impossible'],
    shown: { cells1To4Temperature: 21 },
  },
  'two groups at 0 °C sharp, in a frost that all sensors feel': {
    reads: [frost, frost].map((page) => ({ with: page, after: 301_000 })),
    rules: [undefined, undefined],
    shown: { cells1To4Temperature: 0, cells5To8Temperature: 0 },
  },
  'the same where the extremes know nothing of a frost': {
    reads: [{ with: { ...frost, maxCellTemperature: 21 }, after: 301_000 }],
    rules: ['impossible'],
    shown: { cells1To4Temperature: 21 },
  },
  'the same where the MOSFETs are at 0 °C sharp, too': {
    reads: [{ with: { ...frost, mosfetTemperature: 0 }, after: 301_000 }],
    rules: ['impossible'],
    shown: { cells1To4Temperature: 21 },
  },
  'after five minutes without a page anything may have happened': {
    reads: [{ with: spliced, after: 301_000 }],
    rules: [undefined],
    shown: spliced,
  },
};

describe('pages of one battery', () => {
  for (const [name, { reads, rules, shown }] of Object.entries(stories))
    test(name, () => {
      const seen = read([...ok2, ...reads]);
      deepEqual(seen.rules.slice(2), rules);
      for (const [reading, value] of Object.entries(shown)) equal(seen.shown?.[reading], value);
    });

  for (const [name, reads, shown] of [
    ['one page is not enough', [{}], undefined],
    ['two pages that agree are', [{}, {}], 60],
    ['two that disagree are not', [{ with: spliced }, {}], undefined],
    ['the one that is told again wins', [{ with: spliced }, {}, {}], 60],
    [
      'two that are ten minutes apart agree on nothing',
      [{ with: spliced }, { after: 600_000 }],
      undefined,
    ],
  ] as const)
    test(`to begin with, ${name}`, () => equal(read(reads).shown?.['stateOfCharge'], shown));
});

const change = fc.record(
  {
    stateOfCharge: fc.integer({ min: 0, max: 100 }),
    mosfetTemperature: fc.integer({ min: -20, max: 90 }),
    cell1Voltage: fc.integer({ min: 2500, max: 3700 }).map((mv) => mv / 1000),
    packVoltage: fc.integer({ min: 100, max: 160 }).map((dv) => dv / 10),
    serialNumber: fc.constantFrom('BG1234G567', 'BG9999G999'),
  },
  { requiredKeys: [] },
);
const anyReads = fc.array(
  fc.record({ with: change, after: fc.constantFrom(300, POLL, POLL, 400_000, -60_000) }),
  { maxLength: 30 },
);

test('whatever is read, only what was read is shown, and a steady battery is shown in the end', () => {
  fc.assert(
    fc.property(anyReads, (reads) => {
      const { shown } = read(reads);
      const told = (name: string): unknown[] => [
        good[name],
        ...reads.map((one) => one.with[name as keyof typeof one.with]),
      ];
      for (const [name, value] of Object.entries(shown ?? {})) ok(told(name).includes(value));
      const steady = Array.from({ length: 12 }, () => ({}));
      deepEqual(read([...reads, ...steady]).shown, good);
    }),
    runs(300),
  );
});
