import { equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { openInverter } from '../../src/index.js';
import { runningClock } from '../support/runningClock.js';
import { diceOf } from './dice.js';
import { ChaosDongle } from './dongle.js';
import type { LineFate } from './mischief.js';
import { household } from './plants.js';
import { Truth } from './truth.js';

const HOUR = 3_600_000;

interface Cost {
  /** Connections begun, and frames sent, in an hour. */
  readonly lines: number;
  readonly frames: number;
}

/** What an hour on such a line asks of dongle and network. */
const anHourOf = async (fate: LineFate): Promise<Cost> => {
  const clock = runningClock();
  const dice = diceOf(3);
  const plant = household('hybridGen1', 3, () => clock.elapsed);
  const dongle = new ChaosDongle({
    clock,
    dice,
    plants: [plant],
    truths: [new Truth(plant.serial)],
  });
  dongle.mischief = { line: () => fate };
  let frames = 0;
  const inverter = openInverter({
    host: 'chaos',
    findAgain: false,
    clock,
    random: () => dice.next(),
    connect: (events) => {
      const line = dongle.connect(events);
      const write = (bytes: Uint8Array): void => {
        frames++;
        line.write(bytes);
      };
      return { ...line, write };
    },
  });
  await clock.run(HOUR);
  const cost = { lines: dongle.lines, frames };
  dongle.rest();
  let closed = false;
  void inverter.close().then(() => (closed = true));
  ok(await clock.runUntil(() => closed, HOUR));
  return cost;
};

// Soon at first, after five minutes once a minute.
test('an hour of refused connections is about one try a minute, and nothing sent', async () => {
  const { lines, frames } = await anHourOf({ refused: true });
  ok(lines >= 60 && lines <= 80, `${lines} connections`);
  equal(frames, 0);
});

test('an hour of a dongle that lets in and never answers is about seven frames a minute', async () => {
  const { lines, frames } = await anHourOf({ deaf: true });
  ok(lines >= 40 && lines <= 60, `${lines} connections`);
  ok(frames <= 8 * lines, `${frames} frames on ${lines} connections`);
});
