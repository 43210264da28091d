import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { encodeAnswer, encodeHeartbeat, encodeQuery } from '../../src/protocol/frame.js';
import { captureOf, startSimulator, type Simulator } from '../../src/simulator/index.js';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import type { SeenWords } from '../../src/simulator/capture.js';
import { answer, DONGLE, SERIAL } from '../support/frames.js';
import { movableClock } from '../support/movableClock.js';
import { connectRaw, type RawClient } from '../support/rawClient.js';
import { recordings } from '../support/recordings.js';
import { until } from '../support/until.js';

/** Lines of a made-up log, one second apart. */
const logOf = (chunks: readonly Uint8Array[]): string =>
  chunks
    .map((bytes, i) => {
      const time = new Date(Date.UTC(2026, 5, 15, 12) + 1000 * i).toISOString();
      return `${time} rx ${Buffer.from(bytes).toString('hex')}`;
    })
    .join('\n');

const fileWith = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'givtcp-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'made-up.log');
  await writeFile(path, text);
  return path;
};

const replayOf = async (
  text: string,
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; client: RawClient }> => {
  const capture = await fileWith(text);
  const simulator = await startSimulator({ clock: movableClock(), ...options, capture });
  onTestFinished(() => simulator.close());
  const client = await connectRaw(simulator.port);
  onTestFinished(() => client.close());
  return { simulator, client };
};

const refusal = encodeAnswer(
  { kind: 'refused', device: 0x11, of: 'holding', address: 1100, value: 60 },
  DONGLE,
  SERIAL,
);
const facade = (base: number, words: readonly number[], device = 0x31): Buffer =>
  answer(words, base, device);

describe('a recording', () => {
  test('is served as it ended, whatever its chunks were', async () => {
    const bytes = Buffer.concat([answer([1, 2, 3]), answer([4, 5, 6])]);
    const pieces = [bytes.subarray(0, 20), bytes.subarray(20, 75), bytes.subarray(75)];
    const { simulator, client } = await replayOf(logOf(pieces));
    deepEqual(await client.words(0x11, 'input', 0, 3), [4, 5, 6]);
    equal(simulator.serial, SERIAL);
    equal(simulator.dongle, DONGLE);
  });

  test('answers other lengths where all words are there, and is silent else', async () => {
    const { client } = await replayOf(logOf([answer([1, 2, 3]), answer([4, 5], 3)]));
    client.send({ kind: 'read', device: 0x11, bank: 'input', base: 0, count: 6 });
    client.send({ kind: 'read', device: 0x11, bank: 'holding', base: 0, count: 3 });
    client.send({ kind: 'read', device: 0x32, bank: 'input', base: 0, count: 3 });
    deepEqual(await client.words(0x11, 'input', 1, 4), [2, 3, 4, 5]);
    equal(client.frames.length, 1);
  });

  test('refuses what the recorded one refused', async () => {
    const { client } = await replayOf(logOf([answer([1]), refusal]));
    const reply = await client.ask({
      kind: 'read',
      device: 0x11,
      bank: 'holding',
      base: 1100,
      count: 60,
    });
    equal(reply.kind, 'refused');
  });

  test('can be walked through in the order of time', async () => {
    const chunks = [answer([1]), refusal, answer([2]), encodeHeartbeat(DONGLE, 1), answer([3])];
    const { simulator, client } = await replayOf(logOf(chunks), { position: 0 });
    const { recording } = simulator;
    ok(recording !== undefined);
    equal(recording.length, 3);
    const seen: number[] = [];
    while (recording.next()) seen.push(...(await client.words(0x11, 'input', 0, 1)));
    deepEqual(seen, [1, 2, 3]);
    recording.seek(1);
    deepEqual(await client.words(0x11, 'input', 0, 1), [1]);
    deepEqual([...(recording.current?.words ?? [])], [1]);
  });

  test('goes on by itself at its own pace', async () => {
    const clock = movableClock();
    const log = logOf([answer([1]), answer([2]), answer([3])]);
    const { client } = await replayOf(log, { clock, playThrough: true, speed: 10 });
    const seen: number[] = [];
    for (let i = 0; i < 4; i++) {
      seen.push(...(await client.words(0x11, 'input', 0, 1)));
      clock.pass(100);
    }
    deepEqual(seen, [1, 2, 3, 3]);
  });

  test('takes what a program asked of the old address 0 for the inverter, whatever the bank', async () => {
    const { client } = await replayOf(logOf([facade(60, [9], 0), facade(1600, [1, 2], 0)]));
    deepEqual(await client.words(0x11, 'input', 60, 1), [9]);
    deepEqual(await client.words(0x11, 'input', 1600, 2), [1, 2]);
  });

  test('takes what was seen at the facade for the inverter, the newest first', async () => {
    const { client } = await replayOf(
      logOf([answer([1, 2]), facade(0, [3, 4]), facade(0, [5, 6], 0x32), facade(200, [7])]),
    );
    deepEqual(await client.words(0x11, 'input', 0, 2), [5, 6]);
    deepEqual(await client.words(0x11, 'input', 200, 1), [7]);
    deepEqual(await client.words(0x31, 'input', 0, 2), [3, 4]);
  });

  test('never takes a battery page for the inverter', async () => {
    const { client } = await replayOf(logOf([answer([1]), facade(60, [9, 9], 0x32)]));
    client.send({ kind: 'read', device: 0x11, bank: 'input', base: 60, count: 2 });
    await client.words(0x11, 'input', 0, 1);
    equal(client.frames.length, 1);
    deepEqual(await client.words(0x32, 'input', 60, 2), [9, 9]);
  });

  test('leaves out frames that fail their checks', async () => {
    const spoilt = answer([9, 9, 9]);
    spoilt[43] = 0x77;
    const { client } = await replayOf(logOf([answer([1, 2, 3]), spoilt]));
    deepEqual(await client.words(0x11, 'input', 0, 3), [1, 2, 3]);
  });

  test('whose serials were all changed by hand is served all the same', async () => {
    const changed = [1, 2, 3].map((word) => {
      const frame = answer([word], word);
      frame.write('XX0000X000', 28, 'latin1');
      return frame;
    });
    const { client } = await replayOf(logOf(changed));
    deepEqual(await client.words(0x11, 'input', 1, 3), [1, 2, 3]);
  });

  test('of several dongles is served as that of the busiest', async () => {
    const other = encodeAnswer(
      { kind: 'words', device: 0x11, bank: 'input', base: 0, words: [7, 8, 9] },
      'WK9999G999',
      'CE9999G999',
    );
    const { simulator, client } = await replayOf(logOf([answer([1, 2, 3]), answer([4]), other]));
    deepEqual(await client.words(0x11, 'input', 0, 3), [4, 2, 3]);
    deepEqual([simulator.serial, simulator.dongle], [SERIAL, DONGLE]);
  });

  test('takes writes as its family would, on top of what was recorded', async () => {
    const holding = (base: number, words: readonly number[]): Buffer =>
      encodeAnswer({ kind: 'words', device: 0x11, bank: 'holding', base, words }, DONGLE, SERIAL);
    const identity = Array.from({ length: 60 }, (_, i) => (i === 0 ? 0x2001 : i === 21 ? 449 : 0));
    const { client } = await replayOf(logOf([holding(0, identity), holding(110, [4, 50, 50])]));
    equal((await client.write(110, 30)).kind, 'written');
    deepEqual(await client.words(0x11, 'holding', 110, 3), [30, 50, 50]);
    equal((await client.write(110, 101)).kind, 'refused');
    equal((await client.write(116, 50)).kind, 'refused');
  });

  test('has no household', async () => {
    const { simulator } = await replayOf(logOf([answer([1])]));
    let thrown: unknown;
    try {
      thrown = simulator.home;
    } catch (error) {
      thrown = error;
    }
    equal(thrown instanceof Error && 'code' in thrown && thrown.code, 'NOT_SUPPORTED');
  });

  test('in the format without times is read too, and requests in it are passed over', async () => {
    const request = encodeQuery(
      { kind: 'read', device: 0x11, bank: 'input', base: 0, count: 1 },
      DONGLE,
    );
    const hex = (bytes: Buffer): string => bytes.toString('hex');
    const { client } = await replayOf(
      `tx: ${hex(request)}\r\nrx: ${hex(answer([5]))}\r\n\r\n# end\n`,
    );
    deepEqual(await client.words(0x11, 'input', 0, 1), [5]);
  });

  test('played back raw sends every byte as it came, once a client listens', async () => {
    const clock = movableClock();
    const spoilt = answer([9]);
    spoilt[30] = 0;
    const chunks = [answer([1]).subarray(0, 11), answer([1]).subarray(11), spoilt, Buffer.of(1, 2)];
    const { simulator, client } = await replayOf(logOf(chunks), { clock, rawPlayback: true });
    const sent = Buffer.concat(chunks);
    await until(() => clock.pending > 0);
    clock.pass(5000);
    await until(() => client.bytes().length === sent.length);
    deepEqual(client.bytes(), sent);
    equal(simulator.asked, 0);
  });
});

test('a file that is missing or holds no frames is refused with a reason', async () => {
  await rejects(startSimulator({ capture: '/nowhere/at/all.log' }), { code: 'BAD_INPUT' });
  await rejects(startSimulator({ capture: await fileWith('hello\n') }), {
    code: 'BAD_INPUT',
    message: /holds no answers of an inverter/,
  });
});

const isServed = async (client: RawClient, seen: SeenWords | undefined, name: string) => {
  ok(seen !== undefined, name);
  const { device, bank, base, words } = seen;
  deepEqual(await client.words(device, bank, base, words.length), [...words], name);
};

describe('recordings of real inverters', () => {
  const found = recordings();
  test('are served word for word, step by step', async (context) => {
    if (found.length === 0) context.skip('no recordings: set GIVTCP_CAPTURES');
    for (const { name, chunks } of found) {
      const text = chunks.map(({ from, bytes }) => `${from}: ${bytes.toString('hex')}`).join('\n');
      const { simulator, client } = await replayOf(text, { position: 0 });
      const { recording } = simulator;
      ok(recording !== undefined && recording.length > 10, name);
      while (recording.next()) {
        await isServed(client, recording.current, name);
      }
      deepEqual(client.bad, [], name);
      console.log(`${name}: ${recording.length} answers served as they were`);
    }
  });

  test('that know the inverter at 0x31 only answer for it at 0x11', async (context) => {
    const recorded = found.find(({ name }) => name.startsWith('ac_'));
    if (recorded === undefined) return context.skip('no recording of an AC coupled inverter');
    const chunks = recorded.chunks.map(({ from, bytes }) => ({ at: 0, direction: from, bytes }));
    const capture = captureOf(chunks);
    const text = recorded.chunks.map(({ bytes }) => `rx: ${bytes.toString('hex')}`).join('\n');
    const { client } = await replayOf(text);
    for (const base of [60, 120, 300]) {
      const last = capture.seen.findLast(
        (seen) => seen.kind === 'words' && seen.bank === 'holding' && seen.base === base,
      );
      ok(last?.kind === 'words');
      deepEqual(await client.words(0x11, 'holding', base, 60), [...last.words]);
    }
  });
});
