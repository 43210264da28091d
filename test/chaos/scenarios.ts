import { readFileSync } from 'node:fs';
import type { InverterOptions } from '../../src/index.js';
import { families, type FamilyName } from '../../src/registers/families.js';
import { recordingPath } from '../support/recordings.js';
import { household, recordedPlant } from './plants.js';
import type { Scenario } from './run.js';

type Simulated = Exclude<FamilyName, 'unknown'>;
type Plants = Scenario['plants'];

/** Something that can stand behind a bad line. */
export interface Subject {
  readonly title: string;
  readonly plants: Plants;
  readonly options?: Partial<InverterOptions>;
  /** Who carries another name is taken for that one: nothing else tells. */
  readonly nameless?: boolean;
}

const simulated = (model: Simulated): Subject => ({
  title: model,
  plants: (clock) => [
    household(model, 3, () => clock.elapsed),
    household(model, 4, () => clock.elapsed, { serial: 'SA9999G998', dongle: 'WF9999G998' }),
  ],
});

export const simulatedPlants: readonly Subject[] = families.flatMap(({ name }) =>
  name === 'unknown' ? [] : simulated(name),
);

const RECORDED = [
  'ac_arm282_2x_givbat52_30min.log',
  'aio_arm612_5min.log',
  'ems_arm1036_60s.log',
  'gateway_gaaa0014_10min_daylight.log',
  'giv3hy11_hass174_180s.txt',
  'hybrid_gen1_arm449_0x11_poll_10min.log',
];

/** The recordings of real inverters that are there. */
export const recordedPlants = (): readonly Subject[] =>
  RECORDED.flatMap((name) => {
    const path = recordingPath(name);
    if (path === undefined) return [];
    const text = readFileSync(path, 'utf8');
    const plants: Plants = (clock) => [
      recordedPlant(text, clock),
      household('hybridGen3', 4, () => clock.elapsed, { serial: 'SA9999G998' }),
    ];
    // This one holds nothing that tells its model, or its name but what answers carry.
    const nameless = name.startsWith('giv3hy11');
    const options = nameless ? { nameless, options: { model: '4004' } } : {};
    return [{ title: name.replace(/\..*$/, ''), plants, ...options }];
  });
