import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import type { Read } from '../../src/protocol/messages.js';
import {
  startSimulator,
  type Corruption,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { answerTimes } from '../../src/simulator/latency.js';
import { movableClock } from '../support/movableClock.js';
import { connectRaw, type RawClient } from '../support/rawClient.js';
import { until } from '../support/until.js';

const live: Read = { kind: 'read', device: 0x11, bank: 'input', base: 0, count: 60 };
const target: Read = { kind: 'read', device: 0x11, bank: 'holding', base: 116, count: 1 };

const scene = async (
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; client: RawClient }> => {
  const simulator = await startSimulator({ clock: movableClock(), ...options });
  onTestFinished(() => simulator.close());
  const client = await connectRaw(simulator.port);
  onTestFinished(() => client.close());
  return { simulator, client };
};

describe('answers', () => {
  test('that are lost were still obeyed, and the next one comes', async () => {
    const { simulator, client } = await scene();
    simulator.faults.loseNextAnswers(2);
    client.send({ kind: 'write', device: 0x11, address: 116, word: 66 });
    client.send(live);
    deepEqual(await client.words(0x11, 'holding', 116, 1), [66]);
    equal(client.frames.length, 1);
  });

  test('that are late are overtaken by those after them', async () => {
    const clock = movableClock();
    const { simulator, client } = await scene({ clock });
    simulator.faults.answerLate(3000);
    const late = client.ask(live);
    await client.ask(target);
    clock.pass(3000);
    await late;
    deepEqual(
      client.frames.map((frame) => (frame.kind === 'words' ? frame.bank : frame.kind)),
      ['holding', 'input'],
    );
  });

  for (const [kind, frames, bad] of [
    ['crc', 1, ['crc']],
    ['innerLength', 1, ['length']],
    ['garbage', 2, ['garbage']],
    ['null', 1, ['null']],
    ['zeroTail', 1, ['crc']],
    ['twice', 3, []],
    ['foreign', 2, []],
    ['serial', 2, []],
  ] as const satisfies readonly (readonly [Corruption, number, readonly string[]])[])
    test(`that are spoilt by ${kind} do not harm the next one`, async () => {
      const { simulator, client } = await scene();
      simulator.faults.corruptNext(kind);
      client.send(live);
      await client.ask(target);
      equal(client.frames.length, frames);
      for (const reason of bad) ok(client.bad.includes(reason), `${kind}: ${client.bad.join()}`);
      if (bad.length === 0) deepEqual(client.bad, []);
    });

  test('that are cut short cost no more than themselves', async () => {
    const { simulator, client } = await scene();
    simulator.faults.corruptNext('truncated');
    client.send(live);
    client.send(live);
    await client.ask(target);
    equal(client.frames.length, 2);
  });

  test('in pieces of one byte say the same', async () => {
    const { simulator, client } = await scene();
    const whole = await client.words(0x11, 'input', 0, 60);
    simulator.faults.splitEvery(1);
    deepEqual(await client.words(0x11, 'input', 0, 60), whole);
    deepEqual(client.bad, []);
  });

  test('of a silent bank never come, of others they do', async () => {
    const { simulator, client } = await scene();
    simulator.faults.silentBank(0x11, 'input', 0, 60);
    client.send(live);
    await client.ask(target);
    equal(client.frames.length, 1);
    simulator.faults.clear();
    equal((await client.ask(live)).kind, 'words');
  });

  test('of a zeroed page hold nothing but zeros', async () => {
    const { simulator, client } = await scene();
    simulator.faults.zeroPage(0x11, 'input', 0, 60);
    deepEqual(await client.words(0x11, 'input', 0, 60), Array(60).fill(0));
    ok((simulator.read(0x11, 'input', 42) ?? 0) > 0);
  });

  test('stop altogether when it hangs, heartbeats too, and come back', async () => {
    const clock = movableClock();
    const { simulator, client } = await scene({ clock });
    simulator.faults.hang();
    client.send(live);
    await until(() => simulator.asked === 1);
    clock.pass(600_000);
    equal(client.frames.length, 0);
    simulator.faults.hang(false);
    equal((await client.ask(live)).kind, 'words');
  });
});

describe('writes', () => {
  test('are acknowledged and forgotten', async () => {
    const { simulator, client } = await scene();
    simulator.faults.ignoreWrites();
    equal((await client.write(116, 66)).kind, 'written');
    equal(simulator.read(0x11, 'holding', 116), 100);
  });

  test('are refused and obeyed', async () => {
    const { simulator, client } = await scene();
    simulator.faults.error86ThenObey();
    equal((await client.write(318, 2)).kind, 'refused');
    equal(simulator.read(0x11, 'holding', 318), 2);
  });

  for (const [word, stored] of [
    [150, 100],
    [0, 4],
    [50, 50],
  ] as const)
    test(`are bent into range: ${word} is stored as ${stored}`, async () => {
      const { simulator, client } = await scene();
      simulator.faults.clampWrite();
      deepEqual(await client.write(116, word), {
        kind: 'written',
        device: 0x11,
        address: 116,
        word: stored,
      });
      equal(simulator.read(0x11, 'holding', 116), stored);
    });

  test('lose their acknowledgement, reads do not', async () => {
    const { simulator, client } = await scene();
    simulator.faults.ackLost();
    client.send({ kind: 'write', device: 0x11, address: 116, word: 66 });
    deepEqual(await client.words(0x11, 'holding', 116, 1), [66]);
    equal((await client.write(116, 67)).kind, 'written');
  });

  test('have another register acknowledged', async () => {
    const { simulator, client } = await scene();
    simulator.faults.ackOther();
    client.send({ kind: 'write', device: 0x11, address: 110, word: 20 });
    deepEqual(await client.next((frame) => frame.kind === 'written'), {
      kind: 'written',
      device: 0x11,
      address: 111,
      word: 20,
    });
    equal(simulator.read(0x11, 'holding', 110), 20);
    equal(simulator.read(0x11, 'holding', 111), 50);
  });

  test('are obeyed before the connection is cut at the second', async () => {
    const { simulator, client } = await scene();
    simulator.faults.dropAfterWrite(2);
    equal((await client.write(94, 100)).kind, 'written');
    client.send({ kind: 'write', device: 0x11, address: 95, word: 500 });
    await client.ended;
    equal(simulator.read(0x11, 'holding', 95), 500);
  });
});

test('a dongle that refuses connections takes them again in time, at the same port', async () => {
  const clock = movableClock();
  const { simulator, client } = await scene({ clock });
  const { port } = simulator;
  simulator.refuseConnections(30_000);
  await client.ended;
  await rejects(connectRaw(port), { code: 'ECONNREFUSED' });
  clock.pass(30_000);
  const again = await connectRaw(port);
  equal((await again.ask(live)).kind, 'words');
  again.close();
});

test('a poked register stays as it is until it is written', async () => {
  const { simulator, client } = await scene();
  simulator.poke(0x11, 'input', 59, 0);
  simulator.advance(3_600_000);
  deepEqual(await client.words(0x11, 'input', 59, 1), [0]);
  simulator.poke(0x11, 'holding', 110, 100);
  simulator.advance(60_000);
  equal(simulator.home.power.battery <= 0, true);
  await client.write(110, 10);
  deepEqual(await client.words(0x11, 'holding', 110, 1), [10]);
});

describe('captured latency', () => {
  const times = Array.from({ length: 4000 }, answerTimes('captured', 7)).sort((a, b) => a - b);
  for (const [share, from, to] of [
    [0, 130, 140],
    [0.5, 240, 252],
    [0.9, 290, 345],
    [0.99, 1000, 1400],
    [0.9997, 2000, 2800],
  ] as const)
    test(`of ${share} of the answers is ${from} to ${to} ms`, () => {
      const time = times[Math.floor(share * times.length)] ?? 0;
      ok(time >= from && time <= to, String(time));
    });

  test('is the same for the same seed', () => {
    const [one, two] = [answerTimes('captured', 1), answerTimes('captured', 1)];
    deepEqual([one(), one(), one()], [two(), two(), two()]);
  });
});
