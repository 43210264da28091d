import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { Heartbeat, Read } from '../../src/protocol/messages.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { movableClock } from '../support/movableClock.js';
import { until } from '../support/until.js';
import { connectRaw, type Heard, type RawClient } from '../support/rawClient.js';

const noon = new Date(2026, 5, 15, 12);

const simulated = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const simulator = await startSimulator({ startAt: noon, clock: movableClock(), ...options });
  onTestFinished(() => simulator.close());
  return simulator;
};

const clientOf = async ({ port }: Simulator): Promise<RawClient> => {
  const client = await connectRaw(port);
  onTestFinished(() => client.close());
  return client;
};

const read = (base: number, count: number, more: Partial<Read> = {}): Read => ({
  kind: 'read',
  device: 0x11,
  bank: 'input',
  base,
  count,
  ...more,
});

const isHeartbeat = (frame: Heard): frame is Heartbeat => frame.kind === 'heartbeat';

describe('reads', () => {
  for (const [base, count] of [
    [0, 60],
    [0, 1],
    [59, 1],
    [13, 7],
    [190, 50],
  ] as const)
    test(`any stretch of what is there is answered: ${count} from ${base}`, async () => {
      const simulator = await simulated();
      const client = await clientOf(simulator);
      const words = await client.words(0x11, 'input', base, count);
      deepEqual(
        words,
        Array.from({ length: count }, (_, i) => simulator.read(0x11, 'input', base + i)),
      );
    });

  test('answers carry the serials of dongle and inverter, and checksums that hold', async () => {
    const simulator = await simulated({ dongle: 'WF1234G567', serial: 'SA1234G567' });
    const client = await clientOf(simulator);
    await client.words(0x11, 'input', 0, 60);
    equal(client.bytes().toString('latin1', 8, 18), 'WF1234G567');
    equal(client.bytes().toString('latin1', 28, 38), 'SA1234G567');
    deepEqual(client.bad, []);
  });

  test('what a unit does not have it is silent about, and it still answers the next question', async () => {
    const simulator = await simulated();
    const client = await clientOf(simulator);
    client.send(read(540, 60, { bank: 'holding' }));
    client.send(read(300, 60, { bank: 'holding' }));
    await client.words(0x11, 'input', 0, 1);
    equal(client.frames.length, 1);
  });

  test('a stretch that runs past the end is refused, with its first register and count', async () => {
    const client = await clientOf(await simulated({ model: 'allInOne' }));
    deepEqual(await client.ask(read(300, 60, { bank: 'holding' })), {
      kind: 'refused',
      device: 0x11,
      of: 'holding',
      address: 300,
      value: 60,
    });
    equal((await client.words(0x11, 'holding', 300, 21)).length, 21);
  });

  test('an All-in-One refuses the registers of three-phase inverters', async () => {
    const client = await clientOf(await simulated({ model: 'allInOne' }));
    equal((await client.ask(read(1100, 60, { bank: 'holding' }))).kind, 'refused');
  });

  for (const [model, bank, base, count] of [
    ['hybridGen1', 'input', 120, 60],
    ['acCoupled', 'holding', 180, 60],
    ['hvHybrid', 'input', 1000, 60],
    ['threePhase', 'input', 0, 60],
    ['threePhase', 'input', 180, 60],
    ['ems', 'input', 180, 60],
    ['gateway', 'input', 0, 60],
  ] as const)
    test(`${model} answers ${bank} ${base} with zeros`, async () => {
      const client = await clientOf(await simulated({ model }));
      const words = await client.words(0x11, bank, base, count);
      equal(
        words.every((word) => word === 0),
        true,
      );
    });

  test('Gen 1 answers at 0x31 as at 0x11, but for the battery page', async () => {
    const client = await clientOf(await simulated());
    deepEqual(
      await client.words(0x31, 'holding', 0, 60),
      await client.words(0x11, 'holding', 0, 60),
    );
    deepEqual(await client.words(0x31, 'input', 60, 60), Array(60).fill(0));
  });

  test('places without a pack mirror the counters of the whole battery, with no serial', async () => {
    const client = await clientOf(await simulated({ packs: 1 }));
    const first = await client.words(0x32, 'input', 60, 60);
    const absent = await client.words(0x33, 'input', 60, 60);
    deepEqual(absent.slice(45, 47), first.slice(45, 47));
    deepEqual(absent.slice(50, 55), [0, 0, 0, 0, 0]);
  });

  test('meter product data has its own function', async () => {
    const client = await clientOf(await simulated({ model: 'hybridGen2' }));
    const words = await client.words(1, 'meter', 60, 9);
    deepEqual(words.slice(2, 4), [0x4553, 0x5400]);
    equal(words[8], 9600);
  });
});

describe('writes', () => {
  test('a setting is stored, echoed and seen in a later read', async () => {
    const simulator = await simulated();
    const client = await clientOf(simulator);
    const echo = await client.write(116, 80);
    deepEqual(echo, { kind: 'written', device: 0x11, address: 116, word: 80 });
    deepEqual(await client.words(0x11, 'holding', 116, 1), [80]);
    deepEqual(
      simulator.writes.map(({ address, word }) => [address, word]),
      [[116, 80]],
    );
  });

  for (const [what, address, word, model] of [
    ['a target above 100 %', 116, 101, 'hybridGen1'],
    ['a target below 4 %', 116, 3, 'hybridGen1'],
    ['a rate above 50', 111, 51, 'hybridGen1'],
    ['61 minutes past one', 94, 161, 'hybridGen1'],
    ['a flag of 2', 96, 2, 'hybridGen1'],
    ['a restart with another word', 163, 1, 'hybridGen1'],
    ['a calibration stage that is only reported', 29, 5, 'hybridGen1'],
    ['the grid code', 63, 2000, 'hybridGen1'],
    ['the serial number', 13, 0x4141, 'hybridGen1'],
    ['a register that does not exist', 700, 1, 'hybridGen1'],
    ['an EPS switch it does not have', 317, 1, 'hybridGen1'],
    ['a charge power of 0 %', 313, 0, 'acCoupled'],
    ['a single-phase twin', 116, 50, 'threePhase'],
    ['a discharge power of 0 %', 1108, 0, 'threePhase'],
    ['anything on an unverified map', 1111, 50, 'aioHybrid'],
    ['the clock of an EMS', 35, 26, 'ems'],
    ['a charge slot of a PV inverter', 94, 100, 'pvOnly'],
  ] as const)
    test(`${model} refuses ${what} and keeps what it had`, async () => {
      const simulator = await simulated({ model });
      const client = await clientOf(simulator);
      const before = simulator.read(0x11, 'holding', address);
      const answer = await client.write(address, word);
      deepEqual(answer, { kind: 'refused', device: 0x11, of: 'write', address, value: word });
      equal(simulator.read(0x11, 'holding', address), before);
    });

  for (const [model, address, word] of [
    ['hybridGen1', 318, 2],
    ['hybridGen3', 320, 2400],
    ['hybridGen3', 246, 130],
    ['allInOne', 313, 40],
    ['allInOne', 299, 20],
    ['gateway', 242, 90],
    ['threePhase', 1111, 60],
    ['threePhase', 1123, 1],
    ['ems', 2053, 130],
    ['pvOnly', 50, 80],
  ] as const)
    test(`${model} takes ${word} in register ${address}`, async () => {
      const simulator = await simulated({ model });
      const client = await clientOf(simulator);
      equal((await client.write(address, word)).kind, 'written');
      equal(simulator.read(0x11, 'holding', address), word);
    });

  test('only the inverter itself is written to', async () => {
    const client = await clientOf(await simulated());
    const answer = await client.ask({ kind: 'write', device: 0x32, address: 116, word: 50 });
    equal(answer.kind, 'refused');
  });

  test('a restart is acknowledged, cuts the connection and keeps the dongle away for a while', async () => {
    const clock = movableClock();
    const simulator = await simulated({ clock, restartTakes: 5000 });
    const client = await clientOf(simulator);
    equal((await client.write(163, 100)).kind, 'written');
    await client.ended;
    await rejects(connectRaw(simulator.port), { code: 'ECONNREFUSED' });
    clock.pass(5000);
    const again = await clientOf(simulator);
    equal((await again.words(0x11, 'input', 0, 1)).length, 1);
  });
});

describe('the dongle', () => {
  test('lets every client hear every answer', async () => {
    const simulator = await simulated();
    const [asking, listening] = [await clientOf(simulator), await clientOf(simulator)];
    const [heard] = await Promise.all([
      listening.next((frame) => frame.kind === 'words'),
      asking.words(0x11, 'input', 50, 10),
    ]);
    ok(heard.kind === 'words');
    equal(heard.base, 50);
    equal(simulator.connections, 2);
  });

  test('lets all clients hear what another program asks and changes', async () => {
    const simulator = await simulated();
    const client = await clientOf(simulator);
    simulator.overhear(read(0, 60));
    equal((await client.next((frame) => frame.kind === 'words')).kind, 'words');
    simulator.overhear({ kind: 'write', device: 0x11, address: 110, word: 20 });
    deepEqual(await client.next((frame) => frame.kind === 'written'), {
      kind: 'written',
      device: 0x11,
      address: 110,
      word: 20,
    });
    deepEqual(simulator.writes, []);
  });

  test('sends heartbeats at its interval and drops who leaves three unanswered', async () => {
    const clock = movableClock();
    const simulator = await simulated({ clock });
    const [polite, mute] = [await clientOf(simulator), await clientOf(simulator)];
    for (let beat = 0; beat < 4; beat++) {
      clock.pass(180_000);
      const heartbeat = await polite.next(isHeartbeat);
      if (isHeartbeat(heartbeat)) polite.beat(heartbeat);
      await polite.words(0x11, 'input', 0, 1); // The dongle has read the answer by now.
    }
    await mute.ended;
    equal(mute.frames.filter(isHeartbeat).length, 3);
    equal(simulator.connections, 1);
  });

  test('of an EMS beats every minute', async () => {
    const clock = movableClock();
    const client = await clientOf(await simulated({ clock, model: 'ems' }));
    clock.pass(60_000);
    deepEqual(await client.next(isHeartbeat), {
      kind: 'heartbeat',
      adapterSerial: 'FO2522G114',
      adapterType: 1,
    });
  });

  test('answers one question at a time, each after its latency', async () => {
    const clock = movableClock();
    const simulator = await simulated({ clock, latency: 250 });
    const client = await clientOf(simulator);
    const answers = Promise.all([
      client.ask(read(0, 10)),
      client.ask(read(10, 10)),
      client.ask(read(20, 10)),
    ]);
    await until(() => simulator.asked === 3);
    clock.pass(249);
    equal(client.frames.length, 0);
    clock.pass(501);
    const bases = (await answers).map((frame) => (frame.kind === 'words' ? frame.base : -1));
    deepEqual(bases, [0, 10, 20]);
  });

  test('ignores garbage between questions', async () => {
    const client = await clientOf(await simulated());
    client.socket.write(Buffer.from('ffff59590001ffffffff5959', 'hex'));
    equal((await client.words(0x11, 'input', 0, 2)).length, 2);
  });

  test('says where it cannot listen', async () => {
    const simulator = await simulated();
    await rejects(startSimulator({ port: simulator.port }), { code: 'BAD_CONFIG' });
  });

  test('closes with clients connected, questions waiting, and while it is away', async () => {
    const simulator = await startSimulator({ latency: 60_000 });
    const client = await connectRaw(simulator.port);
    client.send(read(0, 60));
    simulator.refuseConnections(60_000);
    await simulator.close();
    await client.ended;
    equal(simulator.connections, 0);
    await simulator.close();
    await rejects(once(connect(simulator.port, '127.0.0.1'), 'connect'));
  });

  test('drops everybody on demand and takes them back', async () => {
    const simulator = await simulated();
    const client = await clientOf(simulator);
    simulator.drop();
    await client.ended;
    await clientOf(simulator);
    notEqual(simulator.connections, 0);
    equal(simulator.arrivals, 2);
  });
});
