import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { heapInUse } from '../support/heap.js';
import { Days } from './days.js';
import { noteCrashes } from './observer.js';
import { Ordeal } from './ordeal.js';
import { full } from './table.js';

const HOUR = 3_600_000;
const GROWTH = 3_000_000;

/** Nights worth living through; the inverter's own clock is all that tells a plant its day. */
const nights = [
  { name: 'the year ends', startAt: new Date(2026, 11, 31, 22, 40), hours: full ? 8 : 2 },
  ...(full
    ? [
        { name: 'summer time begins', startAt: new Date(2026, 2, 28, 21), hours: 8, sets: 5 },
        { name: 'summer time ends', startAt: new Date(2026, 9, 24, 21), hours: 8, sets: 3 },
        { name: 'the clock is years behind', startAt: new Date(2001, 1, 28, 22), hours: 8 },
      ]
    : []),
];

for (const { name, startAt, hours, sets } of nights)
  test(
    `a night in which ${name}, with cuts, redeploys and kills, leaves everything as flat as it was`,
    {
      timeout: 900_000,
    },
    async () => {
      const days = new Days();
      const ordeal = new Ordeal('hybridGen1', 17, { startAt, follows: days });
      const { clock, observer } = ordeal;
      const end = noteCrashes(observer.crashes);
      let [heap, set] = [0, false];
      while (clock.elapsed < hours * HOUR) {
        await clock.run(12 * 60_000);
        await ordeal.strike();
        if (heap === 0 && clock.elapsed > (hours * HOUR) / 3) heap = await heapInUse();
        if (sets !== undefined && !set && clock.elapsed > 5 * HOUR) ordeal.setHour(sets);
        set ||= clock.elapsed > 5 * HOUR;
      }
      const grown = (await heapInUse()) - heap;
      await ordeal.close();
      end();
      if (full)
        process.stdout.write(
          `\nSoak, ${name}: ${hours} h, ${observer.snapshots} snapshots, ${observer.wrong.length} wrong, ${days.wrong.length} counters fell, resets ${JSON.stringify(days.resets)}, heap grew by ${Math.round(grown / 1024)} KiB, ${clock.pending} timers left\n`,
        );
      deepEqual(observer.wrong.slice(0, 1), []);
      deepEqual(observer.crashes, []);
      deepEqual(days.wrong, []);
      equal(days.resets.import, 1);
      equal(days.resets.load, 1);
      equal(clock.pending, 0);
      ok(grown < GROWTH, `the heap grew by ${grown} bytes`);
    },
  );
