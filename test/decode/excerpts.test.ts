import { deepEqual, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { test } from 'vitest';
import { decodeRecording, type DecodedRecording } from '../../src/index.js';
import { runs } from '../support/frames.js';
import { logOf } from '../support/handMade.js';
import * as plants from '../support/handMadePlants.js';
import { recordings } from '../support/recordings.js';

const INVERTER = 0x11;

/** Whatever is shown at the end, by device and name, that none of the answers has told. */
const untold = ({ answers, snapshot }: DecodedRecording): readonly string[] => {
  const told = new Set(
    answers.flatMap(({ device, values }) =>
      values.map(({ name, value }) => JSON.stringify([device, name, value])),
    ),
  );
  const { packs, meters, stacks } = snapshot;
  const attached = [...packs, ...meters, ...stacks, ...stacks.flatMap(({ modules }) => modules)];
  return [{ device: INVERTER, readings: snapshot.inverter }, ...attached]
    .flatMap(({ device, readings }) =>
      Object.entries(readings).map(([name, value]) => JSON.stringify([device, name, value])),
    )
    .filter((shown) => !told.has(shown));
};

/** Some of the lines, in their order. */
const excerptOf = (lines: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(), fc.nat()).map(([length, from, step]) =>
    lines
      .slice(from % lines.length)
      .filter((_, index) => index % (1 + (step % 5)) === 0)
      .slice(0, 4 * length)
      .join('\n'),
  );

const sources = [
  ...Object.entries(plants).map(
    ([name, { pages, serial }]) => [name, logOf(pages, serial)] as const,
  ),
  ...recordings().map(
    ({ name, chunks }) =>
      [
        name,
        chunks.map(({ from, bytes }) => `${from} ${bytes.toString('hex')}\n`).join(''),
      ] as const,
  ),
];

for (const [name, text] of sources)
  test(`an excerpt of ${name} tells nothing that is not in it`, () => {
    const lines = text.trim().split('\n');
    ok(lines.length > 1);
    fc.assert(
      fc.property(excerptOf(lines), (excerpt) => deepEqual(untold(decodeRecording(excerpt)), [])),
      runs(20),
    );
  });
