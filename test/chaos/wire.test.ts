import { deepEqual } from 'node:assert/strict';
import { test } from 'vitest';
import { openInverter } from '../../src/index.js';
import { systemClock, wait } from '../../src/time/clock.js';
import { families } from '../../src/registers/families.js';
import { BadWire, type WireScenario } from './badWire.js';
import { modeNames } from './modes.js';
import { useHurry } from './hurried.js';
import type { Report } from './run.js';
import { faultsIn, full, print, rowsOf } from './table.js';

const FACTOR = 20;
const BAD_FOR = full ? 180_000 : 90_000;
const WRITE_EVERY = 30_000;
/** Families that each mode is tried on. */
const EACH = full ? 2 : 1;
const TOGETHER = 16;

const crashes = useHurry(FACTOR);

const scenarios: readonly WireScenario[] = Array.from({ length: EACH }, (_, round) =>
  modeNames.flatMap((mode, index) => {
    const { name } = families[(index + round * 5) % families.length] ?? {};
    return name === undefined
      ? []
      : { title: name, mode, seed: round + 1, simulator: { model: name, seed: 3 } };
  }),
).flat();

const suffer = async (scenario: WireScenario): Promise<Report> => {
  const bad = await BadWire.open(scenario);
  const inverter = openInverter({
    host: '127.0.0.1',
    port: bad.port,
    random: () => bad.dice.next(),
  });
  bad.observer.watch(inverter);
  for (let time = 0, percent = 4; time < BAD_FOR; time += WRITE_EVERY) {
    await wait(systemClock, WRITE_EVERY);
    percent = 4 + ((percent + 7) % 90);
    void bad.observer.write(inverter, percent);
  }
  const recovered = await bad.recover(inverter);
  await inverter.close();
  return bad.report(recovered);
};

test(
  'over real sockets no bad line makes a wrong value, a second connection or a leak',
  {
    timeout: 900_000,
  },
  async () => {
    const reports: Report[] = [];
    for (let from = 0; from < scenarios.length; from += TOGETHER)
      reports.push(...(await Promise.all(scenarios.slice(from, from + TOGETHER).map(suffer))));
    print('Over real TCP: the facade', rowsOf(reports));
    deepEqual(
      reports.flatMap(({ scenario: { title, mode }, wrong }) =>
        wrong.slice(0, 1).map((one) => [title, mode, one]),
      ),
      [],
    );
    deepEqual(
      reports.flatMap((one) => one.crashes),
      [],
    );
    deepEqual(faultsIn(rowsOf(reports)), []);
    deepEqual(crashes, []);
  },
);
