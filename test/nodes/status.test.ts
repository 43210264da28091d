import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import {
  headlineOf,
  lasting,
  linkStatus,
  outcomeStatus,
  readStatus,
} from '../../nodes/common/status.js';
import type { Outcome, Snapshot, Status } from '../../src/index.js';
import { snapshotWith } from '../publish/snapshots.js';

const NOW = Date.UTC(2026, 5, 15, 12);
const before = (ms: number): number => NOW - ms;
const MINUTE = 60_000;

const told = (power: Snapshot['figures']['power'], stateOfCharge?: number): Snapshot => {
  const battery = stateOfCharge === undefined ? {} : { stateOfCharge };
  return snapshotWith({ takenAt: NOW, figures: { power, battery } });
};
const is = (state: Status['state'], since = NOW, code?: Status['code']): Status => ({
  state,
  since,
  ...(code !== undefined && { code }),
});

describe('the headline', () => {
  for (const [power, charge, text] of [
    [{ pv: 1240, load: 500 }, 57, '57 % · 1.2 kW PV'],
    [{ pv: 0 }, 57, '57 % · 0 W PV'],
    [{ pv: 999.6 }, 57.4, '57 % · 1.0 kW PV'],
    [{ load: 640 }, 8, '8 % · 640 W load'],
    [{}, 57, '57 %'],
    [{ pv: 310 }, undefined, '310 W PV'],
    [{}, undefined, undefined],
  ] as const)
    test(`says "${text}" of ${JSON.stringify(power)} and ${charge} %`, () =>
      equal(headlineOf(told(power, charge)), text));
});

describe('how long', () => {
  for (const [ms, text] of [
    [-5, '0 s'],
    [400, '0 s'],
    [59_999, '59 s'],
    [MINUTE, '1 min'],
    [59 * MINUTE, '59 min'],
    [60 * MINUTE, '1 h'],
    [47 * 60 * MINUTE, '47 h'],
    [48 * 60 * MINUTE, '2 d'],
  ] as const)
    test(`${ms} ms is ${text}`, () => equal(lasting(ms), text));
});

describe('the badge of a read node', () => {
  const known = told({ pv: 310 }, 57);
  for (const [status, snapshot, fill, text] of [
    [is('connecting'), undefined, 'yellow', 'connecting'],
    [is('detecting'), undefined, 'yellow', 'finding out what is there'],
    [is('online'), undefined, 'green', 'online'],
    [is('online'), known, 'green', '57 % · 310 W PV'],
    [
      is('stale'),
      { ...known, takenAt: before(3 * MINUTE) },
      'yellow',
      '57 % · 310 W PV · 3 min old',
    ],
    [is('offline', before(2 * 60 * MINUTE)), known, 'red', 'offline 2 h'],
    [is('offline', NOW, 'BAD_CONFIG'), undefined, 'red', 'not configured'],
    [is('closed'), known, 'grey', 'closed'],
  ] as const)
    test(`${status.state}${snapshot ? ', with a reading' : ''}: "${text}"`, () => {
      const shown = readStatus(status, snapshot, NOW);
      deepEqual([shown.fill, shown.text], [fill, text]);
    });
});

describe('the badge of a write node', () => {
  test('is ready while there is a connection', () =>
    deepEqual(linkStatus(is('online'), NOW), { fill: 'green', shape: 'ring', text: 'ready' }));

  for (const [result, ms, fill, text] of [
    ['confirmed', 0, 'green', 'confirmed now'],
    ['unchanged', 40_000, 'green', 'unchanged 40 s ago'],
    ['dryRun', 2 * MINUTE, 'blue', 'dry run 2 min ago'],
    ['unconfirmed', 0, 'yellow', 'unconfirmed now'],
    ['superseded', 0, 'grey', 'superseded now'],
  ] as const)
    test(`shows ${result} and its age`, () => {
      const outcome: Outcome = {
        control: 'setChargeTarget',
        serial: 'SA1234G567',
        result,
        requested: {},
        registers: [],
        confirmed: {},
        warnings: [],
        state: '',
        at: before(ms),
        duration: 0,
      };
      const shown = outcomeStatus(outcome, NOW);
      deepEqual([shown.fill, shown.text], [fill, text]);
    });
});
