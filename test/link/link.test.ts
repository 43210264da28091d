import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { GivError } from '../../src/errors.js';
import { Link, type LinkState } from '../../src/link/link.js';
import type { TransportEvents } from '../../src/link/transport.js';
import { encodeAnswer } from '../../src/protocol/frame.js';
import { wordAt, type Read } from '../../src/protocol/messages.js';
import { runningClock } from '../support/runningClock.js';
import { answer, DONGLE, SERIAL } from '../support/frames.js';

const live: Read = { kind: 'read', device: 0x11, bank: 'input', base: 0, count: 2 };

/** A link whose sockets are in the test's hand. */
const linkOf = () => {
  const clock = runningClock();
  const sockets: TransportEvents[] = [];
  const sent: number[] = [];
  const states: LinkState[] = [];
  const ended: string[] = [];
  const heard: number[] = [];
  const foreign: boolean[] = [];
  const link = new Link({
    connect: (events) => {
      sockets.push(events);
      const end = (how: string) => () => {
        ended.push(how);
        clock.after(0, () => events.closed());
      };
      return { write: () => sent.push(clock.elapsed), close: end('close'), abort: end('abort') };
    },
    clock,
    random: () => 0.5,
    address: () => 'here:8899',
    adapter: '',
    pace: 250,
    checkCrc: true,
    recording: 1000,
    words: (words) => heard.push(wordAt(words, 0)) > 0,
    foreignWrite: (_, certain) => foreign.push(certain),
    state: (state) => states.push(state),
  });
  link.start();
  return { clock, link, sockets, sent, states, ended, heard, foreign };
};

test('closing twice ends twice', async () => {
  const { clock, link, sockets } = linkOf();
  sockets[0]?.open();
  let ends = 0;
  const count = () => ends++;
  void link.close().then(count);
  void link.close().then(count);
  await clock.run(1000);
  equal(ends, 2);
  equal(clock.pending, 0);
});

test('a clock set back by an hour holds no request back', async () => {
  const { clock, link, sockets, sent } = linkOf();
  sockets[0]?.open();
  const first = link.ask.read(live);
  sockets[0]?.chunk(answer([1, 2]));
  await first;
  clock.set(clock.now() - 3_600_000);
  const second = link.ask.read(live);
  await clock.run(250);
  equal(sent.length, 2);
  sockets[0]?.chunk(answer([3, 4]));
  deepEqual([...(await second)], [3, 4]);
});

test('a dongle that accepts and never answers is told apart from one that hangs up', async () => {
  const { clock, link, sockets, states, ended } = linkOf();
  sockets[0]?.open();
  const failed: unknown[] = [];
  for (let i = 0; i < 2; i++) link.ask.read(live).catch((error: unknown) => failed.push(error));
  await clock.run(60_000);
  deepEqual(ended, ['abort']);
  equal(failed.length, 2);
  const down = states.find((state) => state.kind === 'down');
  ok(down?.error instanceof GivError && /does not answer: .*restart/.test(down.error.message));
});

test('a clock set back by an hour keeps no dead line alive', async () => {
  const { clock, link, sockets, ended } = linkOf();
  sockets[0]?.open();
  const first = link.ask.read(live);
  sockets[0]?.chunk(answer([1, 2]));
  await first;
  clock.set(clock.now() - 3_600_000);
  for (let i = 0; i < 2; i++) link.ask.read(live).catch(() => undefined);
  await clock.run(60_000);
  deepEqual(ended, ['abort']);
});

describe('an answer asked for before a setting was written', () => {
  const setting: Read = { kind: 'read', device: 0x11, bank: 'holding', base: 110, count: 1 };
  const held = (word: number) =>
    encodeAnswer({ ...setting, kind: 'words', words: [word] }, DONGLE, SERIAL);
  const written = (word: number) =>
    encodeAnswer({ kind: 'written', device: 0x11, address: 110, word }, DONGLE, SERIAL);

  /** Read 4, of which the first answer is late; then written 50. */
  const changed = async () => {
    const scene = linkOf();
    const { clock, link, sockets } = scene;
    sockets[0]?.open();
    const before = link.ask.read(setting);
    await clock.run(2000);
    sockets[0]?.chunk(held(4));
    await before;
    const write = link.ask.write({ kind: 'write', device: 0x11, address: 110, word: 50 });
    await clock.run(300);
    sockets[0]?.chunk(written(50));
    await write;
    return scene;
  };

  test('is not taken for the one asked for after it', async () => {
    const { clock, link, sockets, heard } = await changed();
    const after = link.ask.read(setting);
    await clock.run(250);
    sockets[0]?.chunk(held(4));
    await clock.run(3000);
    sockets[0]?.chunk(held(50));
    deepEqual([...(await after)], [50]);
    sockets[0]?.chunk(held(4));
    deepEqual(heard, [4, 50]);
    equal(link.counters.late, 2);
  });

  test('is not believed when a newer one has overtaken it', async () => {
    const { clock, link, sockets, heard } = await changed();
    const after = link.ask.read(setting);
    await clock.run(250);
    sockets[0]?.chunk(held(50));
    deepEqual([...(await after)], [50]);
    await clock.run(1500);
    sockets[0]?.chunk(held(4));
    deepEqual(heard, [4, 50]);
    equal(link.counters.late, 1);
  });

  test('is not believed when it comes unasked, nor is a late acknowledgement', async () => {
    const { clock, sockets, heard, foreign } = await changed();
    sockets[0]?.chunk(held(4));
    sockets[0]?.chunk(written(49));
    deepEqual(heard, [4]);
    deepEqual(foreign, [false]);
    await clock.run(5000);
    sockets[0]?.chunk(held(60));
    sockets[0]?.chunk(written(61));
    deepEqual(heard, [4, 60]);
    deepEqual(foreign, [false, true]);
  });
});
