import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, onTestFinished, test } from 'vitest';
import { encodeAnswer } from '../../src/protocol/frame.js';
import type { InverterOptions, Snapshot } from '../../src/index.js';
import type { Mischief } from '../chaos/mischief.js';
import { deviceOf } from '../chaos/spoil.js';
import {
  virtualInverter,
  type VirtualInverter,
  type VirtualOptions,
} from '../support/virtualInverter.js';

const opened = (
  options: VirtualOptions = {},
  more: Partial<InverterOptions> = {},
): VirtualInverter => {
  const scene = virtualInverter(options, more);
  onTestFinished(() => scene.close());
  return scene;
};

const ageOf = ({ takenAt }: Snapshot, now: number): number => now - takenAt;

for (const [how, ms] of [
  ['back by an hour', -3_600_000],
  ['on by a year', 365 * 86_400_000],
] as const)
  test(`polling goes on when the clock is set ${how}`, async () => {
    const { clock, inverter } = opened();
    await clock.run(60_000);
    clock.set(clock.now() + ms);
    await clock.run(150_000);
    ok(inverter.snapshot !== undefined);
    ok(Math.abs(ageOf(inverter.snapshot, clock.now())) <= 16_000);
    const ages = Object.values(inverter.snapshot.readAt).map((at) => clock.now() - at);
    ok(ages.every((age) => age >= 0 && age < 130_000));
  });

test('a clock set back makes no storm of requests', async () => {
  const { clock, dongle } = opened();
  await clock.run(600_000);
  const usual = dongle.requests;
  clock.set(clock.now() - 3_600_000);
  await clock.run(600_000);
  ok(dongle.requests - usual <= usual);
});

test('what is asked for anew is read anew, even if it was read this very millisecond', async () => {
  const { dongle, inverter, settle } = opened();
  await settle(inverter.refresh());
  const before = dongle.requests;
  await settle(inverter.refresh());
  equal(dongle.requests - before, 1);
});

test('a setting that another program writes is read again at once, with its bank alone', async () => {
  const { clock, dongle, inverter, plant } = opened();
  await clock.run(67_000);
  const before = dongle.requests;
  plant.store({ kind: 'write', device: 0x11, address: 110, word: 61 });
  dongle.say(encodeAnswer({ kind: 'written', device: 0x11, address: 110, word: 9 }, 'WF', 'SA'));
  await clock.run(1000);
  equal(inverter.snapshot?.inverter.batteryReserve, 61);
  equal(dongle.requests - before, 1);
});

/** Days of polls are all computing, on a machine that may have other things to do. */
const DAYS = { timeout: 120_000 };

describe('hardware that was not found at once is found later', () => {
  /** Loses the first answers of these devices. */
  const losing = (devices: readonly number[], most: number): Mischief => {
    let lost = 0;
    return {
      answer: (bytes) => {
        if (!devices.includes(deviceOf(bytes)) || lost >= most) return [{ after: 0, bytes }];
        lost++;
        return [];
      },
    };
  };
  const packsIn = (snapshot: Snapshot | undefined): number[] =>
    snapshot?.packs.map(({ device }) => device) ?? [];
  const modulesIn = (snapshot: Snapshot | undefined): number[][] =>
    snapshot?.stacks.map(({ modules }) => modules.map(({ device }) => device)) ?? [];

  test('a pack', async () => {
    const { clock, inverter } = opened({ mischief: losing([0x33], 2) });
    await clock.run(60_000);
    deepEqual(packsIn(inverter.snapshot), [0x32]);
    await clock.run(30 * 60_000);
    deepEqual(packsIn(inverter.snapshot), [0x32, 0x33]);
  });

  test('a meter', async () => {
    const { clock, inverter } = opened({ model: 'hybridGen2', mischief: losing([1], 2) });
    await clock.run(60_000);
    deepEqual(inverter.snapshot?.meters, []);
    await clock.run(30 * 60_000);
    equal(inverter.snapshot?.meters.length, 1);
  });

  test('a whole stack', async () => {
    const { clock, inverter } = opened({ model: 'allInOne', mischief: losing([0x70, 0x50], 4) });
    await clock.run(60_000);
    deepEqual(modulesIn(inverter.snapshot), []);
    await clock.run(30 * 60_000);
    deepEqual(modulesIn(inverter.snapshot), [[0x50, 0x51, 0x52, 0x53]]);
  });

  test('a bank of settings', async () => {
    let lost = 0;
    const { clock, inverter } = opened({
      mischief: {
        request: (bytes) =>
          bytes[27] === 3 && bytes.readUInt16BE(28) === 120 && lost++ < 4 ? [] : [bytes],
      },
    });
    await clock.run(150_000);
    deepEqual(inverter.snapshot?.missing, ['holding 120-179']);
    await clock.run(30 * 60_000);
    deepEqual(inverter.snapshot?.missing, []);
  });

  test('what is really not there is asked for less and less often', DAYS, async () => {
    const { clock, dongle } = opened({ model: 'polar' });
    await clock.run(3_600_000);
    const first = dongle.requests;
    await clock.run(23 * 3_600_000);
    const hourly = (dongle.requests - first) / 23;
    const polls = 3600 / 15 + (3600 / 120) * 6;
    ok(hourly < polls * 1.05, `${hourly} requests an hour for ${polls} polls`);
  });
});

test('modules keep to their stack when an earlier stack is silent at first', async () => {
  let lost = 0;
  const { clock, inverter } = opened({
    model: 'threePhase',
    sizes: { stacks: 2, modulesPerStack: 3 },
    mischief: {
      answer: (bytes) => (deviceOf(bytes) === 0x70 && lost++ < 4 ? [] : [{ after: 0, bytes }]),
    },
  });
  await clock.run(60_000);
  const early = inverter.snapshot?.topology.stacks ?? [];
  ok(early.every(({ device, modules }) => device !== 0x71 || modules[0] === 0x53));
  await clock.run(30 * 60_000);
  deepEqual(inverter.snapshot?.topology.stacks, [
    { device: 0x70, modules: [0x50, 0x51, 0x52] },
    { device: 0x71, modules: [0x53, 0x54, 0x55] },
  ]);
});

describe('a battery that changes', () => {
  const later = 40 * 60_000;

  test('modules put into a stack are found, and those of the next stack keep their place', async () => {
    const { clock, inverter, plant } = opened({
      model: 'threePhase',
      sizes: { stacks: 2, modulesPerStack: 3 },
    });
    plant.poke(0x70, 'input', 64, 2);
    await clock.run(60_000);
    deepEqual(
      inverter.snapshot?.topology.stacks.map(({ modules }) => modules),
      [
        [0x50, 0x51],
        [0x52, 0x53, 0x54],
      ],
    );
    plant.release(0x70, 'input', 64);
    await clock.run(later);
    deepEqual(
      inverter.snapshot?.stacks.map(({ modules }) => modules.map(({ device }) => device)),
      [
        [0x50, 0x51, 0x52],
        [0x53, 0x54, 0x55],
      ],
    );
  });

  test('a pack put in is found soon, however long nothing was missing', async () => {
    let silent = true;
    const { clock, inverter, plant } = opened({
      mischief: {
        answer: (bytes) => (silent && deviceOf(bytes) === 0x33 ? [] : [{ after: 0, bytes }]),
      },
    });
    plant.poke(0x11, 'holding', 55, 160);
    await clock.run(3 * 3_600_000);
    equal(inverter.snapshot?.packs.length, 1);
    plant.release(0x11, 'holding', 55);
    silent = false;
    await clock.run(10 * 60_000);
    equal(inverter.snapshot?.packs.length, 2);
  });

  test(
    'a pack that was taken out is forgotten after a day, when the inverter does not count it',
    DAYS,
    async () => {
      let silent = false;
      const { clock, inverter, plant } = opened({
        mischief: {
          answer: (bytes) => (silent && deviceOf(bytes) === 0x33 ? [] : [{ after: 0, bytes }]),
        },
      });
      await clock.run(3_600_000);
      silent = true;
      await clock.run(later);
      deepEqual(inverter.snapshot?.topology.packs, [0x32, 0x33]);
      deepEqual(inverter.snapshot.missing, ['pack 2 input 60-119']);
      plant.poke(0x11, 'holding', 55, 160);
      await clock.run(3 * 86_400_000);
      deepEqual(inverter.snapshot.topology.packs, [0x32]);
      deepEqual(inverter.snapshot.missing, []);
    },
  );
});
