import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'vitest';
import { GivError } from '../../src/errors.js';
import { newCounters } from '../../src/link/counters.js';
import { Queue } from '../../src/link/queue.js';
import { asAnswer, type Query, type Read } from '../../src/protocol/messages.js';
import { movableClock } from '../support/movableClock.js';

const read = (base: number, count = 1): Read => ({
  kind: 'read',
  device: 0x11,
  bank: 'input',
  base,
  count,
});
const write = (address: number, word: number) =>
  ({ kind: 'write', device: 0x11, address, word }) as const;
const answer = (query: Read, ...words: number[]) => asAnswer(query, Uint16Array.from(words));
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A queue whose wire is a list of what was sent, and when. */
const line = (pace = 250) => {
  const clock = movableClock();
  const start = clock.now();
  const sent: { query: Query; at: number }[] = [];
  const gaveUp: boolean[] = [];
  const counters = newCounters();
  const queue = new Queue({
    clock,
    pace,
    counters,
    send: (query) => sent.push({ query, at: clock.now() - start }),
    gaveUp: (_, silent) => gaveUp.push(silent),
  });
  return {
    clock,
    queue,
    sent,
    gaveUp,
    counters,
    bases: () =>
      sent.map(({ query }) => (query.kind === 'read' ? query.base : `w${query.address}`)),
  };
};

test('one request flies at a time, 250 ms between starts', async () => {
  const { clock, queue, sent } = line();
  queue.opened();
  const [first, second] = [queue.read(read(0)), queue.read(read(60))];
  equal(sent.length, 1);
  clock.pass(100);
  queue.reply(answer(read(0), 7));
  deepEqual([...(await first)], [7]);
  equal(sent.length, 1);
  clock.pass(150);
  deepEqual(
    sent.map(({ at }) => at),
    [0, 250],
  );
  queue.reply(answer(read(60), 9));
  deepEqual([...(await second)], [9]);
});

test('a read that is asked without words ends with the answer all the same', async () => {
  const { queue, counters } = line(0);
  queue.opened();
  const first = queue.read(read(0), { wordless: true });
  queue.reply(answer(read(0), 7));
  deepEqual([...(await first)], []);
  equal(counters.answers, 1);
});

test('a write goes ahead of waiting reads and waits at most for the request in flight', async () => {
  const { clock, queue, bases } = line(0);
  queue.opened();
  const reads = [queue.read(read(0)), queue.read(read(60))];
  const written = queue.write(write(116, 80));
  queue.reply(answer(read(0), 1));
  clock.pass(0);
  deepEqual(bases(), [0, 'w116']);
  queue.reply({ kind: 'written', device: 0x11, address: 116, word: 80 });
  equal(await written, 80);
  clock.pass(0);
  queue.reply(answer(read(60), 2));
  await Promise.all(reads);
});

test('a write does not wait for the repeats of an unanswered read', async () => {
  const { clock, queue, bases } = line();
  queue.opened();
  const lost = queue.read(read(0));
  const written = queue.write(write(27, 1));
  clock.pass(2000);
  deepEqual(bases(), [0, 'w27']);
  queue.reply({ kind: 'written', device: 0x11, address: 27, word: 1 });
  equal(await written, 1);
  clock.pass(250);
  queue.reply(answer(read(0), 3));
  deepEqual([...(await lost)], [3]);
});

test('an unanswered read is repeated at once, then half a second apart, four times in all', async () => {
  const { clock, queue, sent, counters } = line();
  queue.opened();
  const refused = rejects(queue.read(read(0)), { code: 'NO_REPLY' });
  clock.pass(20_000);
  await refused;
  deepEqual(
    sent.map(({ at }) => at),
    [0, 2000, 4500, 7000],
  );
  equal(counters.timeouts, 4);
  equal(counters.retries, 3);
});

test('a late answer to the first try satisfies the repeated request', async () => {
  const { clock, queue } = line();
  queue.opened();
  const late = queue.read(read(0));
  clock.pass(2100);
  queue.reply(answer(read(0), 42));
  deepEqual([...(await late)], [42]);
});

for (const [name, foreign] of [
  ['of another bank', answer(read(60), 1)],
  ['of another length', answer(read(0, 2), 1, 2)],
  ['of another device', answer({ ...read(0), device: 0x32 }, 1)],
  ['of another space', answer({ ...read(0), bank: 'holding' }, 1)],
] as const)
  test(`an answer ${name} does not satisfy a request`, async () => {
    const { queue } = line();
    queue.opened();
    const pending = queue.read(read(0));
    equal(queue.reply(foreign), false);
    equal(queue.reply(answer(read(0), 5)), true);
    deepEqual([...(await pending)], [5]);
  });

test('a refusal ends the request with its own code', async () => {
  const { queue } = line();
  queue.opened();
  const pending = rejects(queue.write(write(313, 0)), { code: 'REFUSED_BY_INVERTER' });
  queue.reply({ kind: 'refused', device: 0x11, of: 'write', address: 313, value: 0 });
  await pending;
});

test('a read cut off is asked again on the next line, a write is not: nobody knows whether it arrived', async () => {
  const { clock, queue, bases } = line(0);
  queue.opened();
  const pending = queue.read(read(0));
  queue.lost();
  queue.opened();
  clock.pass(0);
  deepEqual(bases(), [0, 0]);
  queue.reply(answer(read(0), 6));
  deepEqual([...(await pending)], [6]);
  const cut = rejects(queue.write(write(96, 1)), { code: 'CONNECTION_LOST' });
  clock.pass(0);
  queue.lost();
  await cut;
});

test('without a line everything that waits and comes is refused with the reason', async () => {
  const { queue } = line();
  const waiting = rejects(queue.read(read(0)), { code: 'NOT_CONNECTED' });
  queue.unavailable(new GivError('NOT_CONNECTED', 'gone'));
  await waiting;
  await rejects(queue.read(read(0)), /gone/);
});

test('a request can be given up, and the next one goes on', async () => {
  const { clock, queue, bases } = line(0);
  queue.opened();
  const giveUp = new AbortController();
  const dropped = rejects(queue.read(read(0), { signal: giveUp.signal }), { code: 'CLOSED' });
  const next = queue.read(read(60));
  giveUp.abort();
  await dropped;
  clock.pass(0);
  deepEqual(bases(), [0, 60]);
  queue.reply(answer(read(60), 1));
  await next;
});

test('patience follows this dongle: three times its usual answer, never under 0.75 s', async () => {
  const { clock, queue, sent } = line(0);
  queue.opened();
  for (let i = 0; i < 6; i++) {
    const pending = queue.read(read(i));
    clock.pass(400);
    queue.reply(answer(read(i), 0));
    await pending;
  }
  const lost = queue.read(read(99));
  clock.pass(1199);
  equal(sent.length, 7);
  clock.pass(1);
  equal(sent.length, 8);
  queue.reply(answer(read(99), 0));
  await lost;
});

test('silence to a probe is no sign of a dead line, silence to a request is', async () => {
  const { clock, queue, gaveUp } = line();
  queue.opened();
  const probe = rejects(queue.read(read(0), { probe: true, attempts: 1, patience: 500 }), {
    code: 'NO_REPLY',
  });
  clock.pass(500);
  await probe;
  deepEqual(gaveUp, []);
  const request = rejects(queue.read(read(0), { attempts: 1 }), { code: 'NO_REPLY' });
  clock.pass(3000);
  await request;
  deepEqual(gaveUp, [true]);
  await settled();
  equal(clock.pending, 0);
});

test('an urgent read goes ahead of waiting polls, and every frame of a write is told', async () => {
  const { clock, queue, bases } = line(0);
  queue.opened();
  const polls = [queue.read(read(0)), queue.read(read(60))];
  const urgent = queue.read(read(110), { urgent: true });
  queue.reply(answer(read(0), 1));
  clock.pass(0);
  deepEqual(bases(), [0, 110]);
  queue.reply(answer(read(110), 4));
  await urgent;
  let frames = 0;
  const written = queue.write(write(110, 5), { sent: () => void frames++ });
  clock.pass(0);
  queue.reply(answer(read(60), 1));
  clock.pass(3000);
  queue.reply({ kind: 'written', device: 0x11, address: 110, word: 5 });
  await Promise.all([...polls, written]);
  equal(frames, 2);
});

test('idle questions wait until the line has been quiet for a second', async () => {
  const { clock, queue, bases } = line(0);
  queue.opened();
  const poll = queue.read(read(0));
  const idle = queue.read(read(500), { idle: true });
  queue.reply(answer(read(0), 1));
  await poll;
  clock.pass(900);
  const next = queue.read(read(60));
  queue.reply(answer(read(60), 1));
  await next;
  clock.pass(999);
  deepEqual(bases(), [0, 60]);
  clock.pass(1);
  deepEqual(bases(), [0, 60, 500]);
  queue.reply(answer(read(500), 1));
  await idle;
});
