import { deepEqual } from 'node:assert/strict';
import { test } from 'vitest';
import { choosable, picked, pickedLeaves } from '../../src/publish/report/pick.js';

const payload = {
  power: { pv: 1200, load: 300 },
  packs: [
    { serial: 'AA', voltage: 51, cells: [3.3, 3.4] },
    { serial: 'BB', voltage: 52 },
  ],
};

for (const [fields, expected] of [
  [['power.pv'], { power: { pv: 1200 } }],
  [['power'], { power: payload.power }],
  [
    ['packs[].voltage'],
    {
      packs: [
        { serial: 'AA', voltage: 51 },
        { serial: 'BB', voltage: 52 },
      ],
    },
  ],
  [['packs[].cells'], { packs: [{ serial: 'AA', cells: [3.3, 3.4] }] }],
  [['battery.gone'], {}],
] as const)
  test(`of a payload ${fields.join()} is taken, with what names an entry`, () =>
    deepEqual(picked(payload, fields), expected));

test('leaves are taken by their whole names', () => {
  const leaves = [
    { path: ['Power', 'PV_Power'], value: 1 },
    { path: ['Power', 'Load_Power'], value: 2 },
  ];
  deepEqual(pickedLeaves(leaves, ['Power/PV_Power']), leaves.slice(0, 1));
});

test('everything can be chosen once, with its first value and how many there are', () => {
  const found = choosable(payload, (path) => path.endsWith('cells'));
  deepEqual(
    found.map(({ path, count }) => [path, count]),
    [
      ['power.pv', 1],
      ['power.load', 1],
      ['packs[].serial', 2],
      ['packs[].voltage', 2],
      ['packs[].cells', 1],
    ],
  );
});
