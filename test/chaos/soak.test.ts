import { deepEqual, equal, ok } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'vitest';
import type { Inverter } from '../../src/index.js';
import { heapInUse } from '../support/heap.js';
import { runningClock } from '../support/runningClock.js';
import { Days } from './days.js';
import { Faces } from './faces.js';
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

/** Sockets and timers of the process, by kind. */
const busy = (): Readonly<Record<string, number>> => {
  const count: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) count[kind] = (count[kind] ?? 0) + 1;
  return count;
};

/** Kinds of which there are more than before; something may just be on its way out. */
const added = async (before: ReturnType<typeof busy>): Promise<readonly string[]> => {
  const more = (): readonly string[] =>
    Object.entries(busy()).flatMap(([kind, count]) => (count > (before[kind] ?? 0) ? kind : []));
  for (let turn = 0; turn < 10_000 && more().length > 0; turn++) await setImmediate();
  return more();
};

/** A broker dies in one of so many blows. */
const EVERY = 4;

for (const { name, startAt, hours, sets } of nights)
  test(
    `a night in which ${name}, with cuts, redeploys, kills and brokers that die, leaves everything as flat as it was`,
    {
      timeout: 900_000,
    },
    async () => {
      const days = new Days();
      const clock = runningClock();
      const faces = await Faces.open(() => clock.now());
      const opened = (inverter: Inverter): void => faces.opened(inverter);
      const ordeal = new Ordeal('hybridGen1', 17, { clock, startAt, follows: days, opened });
      const { observer } = ordeal;
      const end = noteCrashes(observer.crashes);
      const settled = async (): Promise<number> => {
        await ordeal.recover();
        await faces.compare();
        return heapInUse();
      };
      let early: { readonly heap: number; readonly busy: ReturnType<typeof busy> } | undefined;
      let set = false;
      for (let blow = 0; clock.elapsed < hours * HOUR; blow++) {
        await clock.run(12 * 60_000);
        const brokerDies = blow % EVERY === 0;
        if (brokerDies) await faces.kill();
        await ordeal.strike();
        if (brokerDies) await faces.revive();
        if (brokerDies) await ordeal.recover();
        if (brokerDies) await faces.compare();
        if (clock.elapsed > (hours * HOUR) / 3) early ??= { heap: await settled(), busy: busy() };
        if (sets !== undefined && !set && clock.elapsed > 5 * HOUR) ordeal.setHour(sets);
        set ||= clock.elapsed > 5 * HOUR;
      }
      const grown = (await settled()) - (early?.heap ?? 0);
      const more = await added(early?.busy ?? {});
      await ordeal.close();
      await faces.close();
      end();
      if (full)
        process.stdout.write(
          `\nSoak, ${name}: ${hours} h, ${observer.snapshots} snapshots, ${observer.wrong.length} wrong, ${days.wrong.length} counters fell, resets ${JSON.stringify(days.resets)}, ${faces.restarts} brokers died, ${faces.wrong.length} topics wrong in ${faces.compared} looks, heap grew by ${Math.round(grown / 1024)} KiB, ${clock.pending} timers left\n`,
        );
      deepEqual(observer.wrong.slice(0, 1), []);
      deepEqual(observer.crashes, []);
      deepEqual(days.wrong, []);
      deepEqual(faces.wrong, []);
      equal(days.resets.import, 1);
      equal(days.resets.load, 1);
      equal(clock.pending, 0);
      deepEqual(more, []);
      ok(grown < GROWTH, `the heap grew by ${grown} bytes`);
    },
  );
