import { deepEqual, equal } from 'node:assert/strict';
import { afterAll, test } from 'vitest';
import { modeNames, type ModeName } from './modes.js';
import { run, type Report } from './run.js';
import { recordedPlants, simulatedPlants, type Subject } from './scenarios.js';
import { faultsIn, full, print, rowsOf } from './table.js';

const SEED = 1;
const subjects = [...simulatedPlants, ...recordedPlants()];
const reports: Report[] = [];
afterAll(() => print('In virtual time: every family and every recording', rowsOf(reports)));

/** One after the other, so that a short round has everyone in it. */
const subjectsFor = (mode: ModeName, index: number): readonly Subject[] =>
  (full ? subjects : subjects.slice(index % subjects.length).slice(0, 1)).filter(
    ({ nameless }) => nameless !== true || mode !== 'wrongSerial',
  );

const sufferAll = async (mode: ModeName, index: number): Promise<readonly Report[]> => {
  const all: Report[] = [];
  for (const subject of subjectsFor(mode, index))
    all.push(await run({ ...subject, mode, seed: SEED }));
  reports.push(...all);
  return all;
};

for (const [index, mode] of modeNames.entries())
  test(
    `a line that is bad in the manner of ${mode} shows nothing wrong and recovers`,
    {
      timeout: 600_000,
    },
    async () => {
      const all = await sufferAll(mode, index);
      deepEqual(
        all.flatMap(({ scenario, wrong }) => wrong.slice(0, 1).map((one) => [scenario.title, one])),
        [],
      );
      deepEqual(faultsIn(rowsOf(all)), []);
    },
  );

test('the same seed does the same', async () => {
  const [subject] = simulatedPlants;
  if (subject === undefined) throw new Error('no family is simulated');
  const once = await run({ ...subject, mode: 'everything', seed: 9 });
  const again = await run({ ...subject, mode: 'everything', seed: 9 });
  equal(again.requests, once.requests);
  equal(again.faults, once.faults);
  deepEqual(again.last, once.last);
});
