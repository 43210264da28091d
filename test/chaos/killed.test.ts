import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { heapInUse } from '../support/heap.js';
import { noteCrashes } from './observer.js';
import { Ordeal } from './ordeal.js';
import { full } from './table.js';

const BLOWS = full ? 1000 : 120;
/** Bytes: what compiled code and caches grow by; one inverter that is kept has more than this. */
const GROWTH = 3_000_000;

test(
  `struck ${BLOWS} times at any moment: no wrong value, no lost confirmed write, no leak`,
  {
    timeout: 900_000,
  },
  async () => {
    const ordeal = new Ordeal('hybridGen1', 11);
    const { observer } = ordeal;
    const end = noteCrashes(observer.crashes);
    let heap = 0;
    for (let blow = 0; blow < BLOWS; blow++) {
      if (blow === BLOWS / 4) heap = await heapInUse();
      await ordeal.strike();
      const { held, confirmed } = ordeal.reserve;
      if (confirmed !== undefined) equal(held, confirmed, `after blow ${blow}`);
    }
    const grown = (await heapInUse()) - heap;
    await ordeal.close();
    end();
    if (full)
      process.stdout.write(
        `\n### Struck ${BLOWS} times\n\n${JSON.stringify({
          ...ordeal.dealt,
          writesConfirmed: observer.writes,
          lostWrites: observer.lostWrites,
          snapshots: observer.snapshots,
          wrong: observer.wrong.length,
          crashes: observer.crashes.length,
          slowestRecovery: Math.max(...ordeal.recoveries) / 1000,
          heapGrownKiB: Math.round(grown / 1024),
          timersLeft: ordeal.clock.pending,
        })}\n`,
      );
    deepEqual(observer.wrong.slice(0, 1), []);
    deepEqual(observer.crashes, []);
    deepEqual(ordeal.dongle.manners.complaints, []);
    equal(observer.lostWrites, 0);
    equal(ordeal.clock.pending, 0);
    ok(observer.writes > BLOWS / 5);
    ok(grown < GROWTH, `the heap grew by ${grown} bytes`);
  },
);
