import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { GivError } from '../../src/errors.js';
import { differences, type Difference } from '../../scripts/write-differences.mjs';
import { controlRoom, type Room, type RoomOptions } from '../support/controlRoom.js';
import { givtcpWrites, type GivtcpWrite } from '../support/givtcpWrites.js';

/** The plants of the recorded calls, as they were before each (controls reference, 11). */
const plants: Readonly<Record<string, RoomOptions>> = {
  hybrid_gen1: {
    code: '2001',
    arm: 449,
    capacity: 17.7152,
    words: { 20: 1, 27: 1, 32: 4, 94: 2330, 95: 530, 96: 1, 110: 4, 111: 50, 112: 50, 116: 29 },
  },
  all_in_one: {
    code: '8001',
    arm: 612,
    capacity: 15.96,
    words: { 27: 1, 31: 1, 95: 530, 110: 4, 111: 50, 112: 50, 116: 100, 242: 100 },
  },
  hybrid_3ph: {
    code: '4004',
    arm: 11,
    maxPower: 12_000,
    // Its recording holds no slots 3 to 10.
    silent: Array.from({ length: 60 }, (_, index) => 240 + index),
    words: {
      20: 1,
      27: 1,
      1108: 95,
      1109: 10,
      1110: 90,
      1111: 80,
      1112: 1,
      1113: 30,
      1114: 430,
      1118: 1500,
      1119: 1900,
    },
  },
  ems: {
    code: '5001',
    arm: 1036,
    words: { 2040: 1, 2044: 1900, 2045: 2359, 2071: 9500 },
    largestExportLimit: 9500,
  },
};

/** The clock of the recordings stood at noon. */
const noon = { 35: 26, 36: 6, 37: 15, 38: 12, 39: 0, 40: 0 };

const plantOf = ({ model }: GivtcpWrite): Room => {
  const plant = plants[model];
  ok(plant, model);
  return controlRoom({ ...plant, words: { ...plant.words, ...noon }, spacing: 0, rest: 0 });
};

/** A revert job of GivTCP is, with us, the end of the job it reverts. */
const ended = /^after (\w+) (\d+)$/;

const act = async ({ writer, machine }: Room, { call, payload }: GivtcpWrite): Promise<void> => {
  const [, job, minutes] = ended.exec(payload) ?? [];
  if (job === undefined) {
    await writer.apply(call, payload, { force: true });
    return;
  }
  await writer.apply(job, minutes);
  machine.sent.length = 0;
  await writer.apply(job, 'Cancel');
};

/** Our writes in order, or undefined where the call is refused. */
const ours = async (row: GivtcpWrite): Promise<string | undefined> => {
  const room = plantOf(row);
  try {
    await act(room, row);
  } catch (error) {
    ok(error instanceof GivError);
    ok(['NOT_SUPPORTED', 'NOT_ALLOWED'].includes(error.code), error.message);
    equal(room.machine.story, '', 'what is refused writes nothing');
    return undefined;
  }
  for (const { address, word } of room.machine.sent) equal(room.machine.memory.get(address), word);
  return room.machine.story;
};

/** GivTCP's writes, `<read>` being what was there. */
const recorded = ({ model, writes, outcome }: GivtcpWrite): string | undefined => {
  if (outcome.startsWith('error') && writes === '') return undefined;
  const words: Readonly<Record<string, number>> = plants[model]?.words ?? {};
  return writes.replaceAll(
    /(\d+)=<read>/g,
    (_, address: string) => `${address}=${words[address] ?? 0}`,
  );
};

const rows = givtcpWrites();
const used = new Set<Difference>();

const differenceFor = (row: GivtcpWrite): Difference | undefined =>
  differences.find(
    ({ calls, models, payload }) =>
      calls.test(row.call) && models.includes(row.model) && (payload?.test(row.payload) ?? true),
  );

/** The one we gave a reason for, unless both do the same. */
const wanted = (row: GivtcpWrite, got: string | undefined): string | undefined => {
  const theirs = recorded(row);
  if (got === theirs) return theirs;
  const difference = differenceFor(row);
  if (difference === undefined) return theirs;
  used.add(difference);
  return difference.ours(row.writes, row.call, row.payload);
};

describe('every call that GivTCP 3.6 recorded writes the same here, or something else for a stated reason', () => {
  for (const row of rows)
    test(`${row.line}: ${row.model} ${row.via} ${row.call} ${row.payload}`, async () => {
      const got = await ours(row);
      equal(got, wanted(row, got));
    });

  test('no stated difference has become pointless', () =>
    deepEqual(
      differences.filter((difference) => !used.has(difference)).map(({ title }) => title),
      [],
    ));

  test('all the reference is there', () => equal(rows.length, 653));
});
