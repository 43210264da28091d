import { deepEqual, equal, ok } from 'node:assert/strict';
import { test, type TestContext } from 'vitest';
import { openInverter, type Snapshot } from '../src/index.js';
import { familyNamed } from '../src/registers/families.js';
import { startSimulator } from '../src/simulator/index.js';
import { recordingPath } from './support/recordings.js';
import { compareEnd, differing, threePhase, witnesses } from './support/witnessed.js';

/** Banks of the plan that were not recorded, as a snapshot names them. */
const MISSING: Readonly<Record<string, readonly string[]>> = {
  allInOne: ['holding 120-179'],
  threePhase: [
    'holding 0-59',
    'holding 1000-1059',
    'holding 1060-1119',
    'holding 1120-1124',
    ...[1, 2, 3, 4, 5, 6].map((module) => `module ${module} input 60-119`),
  ],
};

/** A recording as a dongle on the network: found out, searched and read through TCP. */
const readOverTcp = async (
  { onTestFinished }: TestContext,
  file: string,
  model?: string,
): Promise<Snapshot | undefined> => {
  const capture = recordingPath(file);
  if (capture === undefined) return undefined;
  const simulator = await startSimulator({ capture });
  onTestFinished(() => simulator.close());
  const inverter = openInverter({
    host: '127.0.0.1',
    port: simulator.port,
    pace: 0,
    polling: false,
    ...(model === undefined ? {} : { model }),
  });
  onTestFinished(() => inverter.close());
  return inverter.refresh('plant');
};

for (const witness of witnesses)
  // They mostly wait for banks that were not recorded: they may do so side by side.
  test.concurrent(
    `${witness.file} is detected, searched and decoded over TCP as worked out by hand`,
    { timeout: 120_000 },
    async (context) => {
      // No register 0 was recorded of the three-phase plant: its model must be told.
      const told = witness === threePhase ? '4004' : undefined;
      const snapshot = await readOverTcp(context, witness.file, told);
      if (snapshot === undefined) return context.skip('the recordings are not here');
      equal(snapshot.model.family, witness.family);
      if (told === undefined) equal(snapshot.model.code, witness.code);
      const { wrong, compared } = compareEnd(snapshot, familyNamed(snapshot.model.family), witness);
      deepEqual(wrong, []);
      ok(compared >= 100);
      deepEqual(differing(witness, snapshot, witness.derived), []);
      const { packs, meters, stacks = [] } = witness.present;
      deepEqual(
        snapshot.packs.map(({ device }) => device),
        packs,
      );
      deepEqual(
        snapshot.meters.map(({ device }) => device),
        meters,
      );
      deepEqual(
        snapshot.stacks.map(({ device }) => device),
        stacks,
      );
      deepEqual([...snapshot.missing].sort(), [...(MISSING[witness.family] ?? [])].sort());
      console.log(
        `${witness.file}: ${compared} values over TCP, missing: ${snapshot.missing.join(', ') || 'nothing'}`,
      );
    },
  );
