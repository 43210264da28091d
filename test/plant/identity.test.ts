import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, onTestFinished, test } from 'vitest';
import { encodeAnswer, HEADER } from '../../src/protocol/frame.js';
import type { Words } from '../../src/protocol/messages.js';
import { Identity } from '../../src/plant/detection/identity.js';
import { household } from '../chaos/plants.js';
import { DONGLE, SERIAL } from '../support/frames.js';
import { virtualInverter, type VirtualInverter } from '../support/virtualInverter.js';

const OTHER = 'SA9999G999';
const known = { serial: SERIAL, code: '2001' };

const answer = (
  bank: 'holding' | 'input',
  carried: string,
  words: readonly number[],
  device = 0x11,
): Words => {
  const bytes = encodeAnswer({ kind: 'words', device, bank, base: 0, words }, DONGLE, carried);
  return {
    kind: 'words',
    device,
    bank,
    base: 0,
    count: words.length,
    bytes,
    start: HEADER.innerAt + 16,
  };
};

const asWords = (text: string): number[] =>
  [0, 2, 4, 6, 8].map((at) => text.charCodeAt(at) * 256 + text.charCodeAt(at + 1));

/** Live values that carry this serial; registers 0-17 that tell it; a battery's page. */
const live = (carried: string): Words => answer('input', carried, [1, 2]);
const told = (serial: string, code = 0x2001, carried = serial): Words =>
  answer('holding', carried, [code, ...Array<number>(12).fill(0), ...asWords(serial)]);
const zeros = answer('holding', SERIAL, Array<number>(60).fill(0));
const pack = (carried: string): Words => answer('input', carried, [1, 2], 0x32);

interface Story {
  readonly answers: readonly Words[];
  readonly believed: readonly boolean[];
  readonly replaced?: boolean;
}

const stories: Readonly<Record<string, Story>> = {
  'the inverter itself': { answers: [live(SERIAL), told(SERIAL)], believed: [true, true] },
  'a blank name once it is known': { answers: [told(SERIAL), live('')], believed: [true, true] },
  'another name': { answers: [told(SERIAL), live(OTHER)], believed: [true, false] },
  'another name three times': {
    answers: [live(SERIAL), live(OTHER), live(OTHER), told(OTHER)],
    believed: [true, false, false, false],
    replaced: true,
  },
  'three different names': {
    answers: [live(SERIAL), live(OTHER), live('SA9999G998'), live('SA9999G997')],
    believed: [true, false, false, false],
  },
  'another type by the same name': {
    answers: [told(SERIAL), told(SERIAL, 0x8001), told(SERIAL)],
    believed: [true, false, true],
  },
  'registers 0-59 of nothing but zeros, however often': {
    answers: [told(SERIAL), zeros, zeros, zeros, zeros],
    believed: [true, false, false, false, false],
  },
  'answers that carry another serial than the registers, from the first on': {
    answers: [told(SERIAL, 0x2001, OTHER), live(OTHER), live(OTHER)],
    believed: [true, true, true],
  },
};

const judged = ({ answers }: Story): { identity: Identity; believed: boolean[] } => {
  const identity = new Identity();
  return { identity, believed: answers.map((words) => identity.isKnown(words, known)) };
};

describe('who answers', () => {
  for (const [name, story] of Object.entries(stories))
    test(name, () => {
      const { identity, believed } = judged(story);
      deepEqual(believed, story.believed);
      equal(identity.replaced, story.replaced ?? false);
    });

  test('on a new line packs are believed once the inverter has told its name', () => {
    const { identity } = judged({ answers: [live(SERIAL)], believed: [] });
    identity.doubt();
    equal(identity.isKnown(pack(SERIAL), known), false);
    equal(identity.isKnown(live(SERIAL), known), true);
    equal(identity.isKnown(pack(SERIAL), known), true);
  });
});

/** Two inverters of one model on one network. */
const twoInverters = (lines: readonly number[]): VirtualInverter => {
  const scene = virtualInverter({
    others: (clock) => [
      household('hybridGen1', 2, () => clock.elapsed, { serial: OTHER, dongle: 'WF9999G999' }),
    ],
    mischief: { line: ({ line }) => ({ plant: lines[line - 1] ?? 0 }) },
  });
  onTestFinished(() => scene.close());
  return scene;
};

describe('when the address goes to another inverter', () => {
  test('none of its values is shown as ours, and soon it is known for itself', async () => {
    const { clock, dongle, inverter, snapshots } = twoInverters([0, 1, 1, 1]);
    await clock.run(60_000);
    const reserve = inverter.snapshot?.inverter.batteryReserve;
    dongle.plants[1]?.poke(0x11, 'holding', 110, 77);
    dongle.cut();
    await clock.run(60_000);
    equal(inverter.snapshot?.serial, OTHER);
    equal(inverter.snapshot?.complete, true);
    ok(
      snapshots.every(
        ({ serial, inverter: { batteryReserve } }) =>
          batteryReserve === undefined || batteryReserve === (serial === OTHER ? 77 : reserve),
      ),
    );
  });

  test('nothing is written before it is known by its own name', async () => {
    const { clock, dongle, inverter, plant, settle } = twoInverters([0, 1]);
    await clock.run(60_000);
    dongle.cut();
    await clock.runUntil(() => dongle.connected, 10_000);
    const outcome = await settle(inverter.apply('setBatteryReserve', 44));
    equal(outcome.serial, OTHER);
    equal(dongle.plants[1]?.word(0x11, 'holding', 110), 44);
    ok(plant.word(0x11, 'holding', 110) !== 44);
  });

  test('and back, all is as before at once, packs and all', async () => {
    const { clock, dongle, inverter, plant } = twoInverters([0, 1, 0]);
    await clock.run(60_000);
    dongle.cut();
    await clock.run(1500);
    dongle.cut();
    await clock.run(20_000);
    equal(inverter.snapshot?.serial, plant.serial);
    equal(inverter.snapshot?.packs.length, 2);
    equal(inverter.snapshot?.complete, true);
  });
});
