import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, onTestFinished, test } from 'vitest';
import { complaintKinds, complaintsOf, openInverter, type Examined } from '../src/index.js';
import type { Snapshot } from '../src/plant/snapshot.js';
import { startSimulator } from '../src/simulator/index.js';

const well: Examined = {
  now: Date.UTC(2026, 5, 15, 12),
  counters: { requests: 1000, foreign: 3, timeouts: 4, cuts: 1, 'bad.crc': 2, latency: 300 },
  writesToday: 3,
  budget: { warnAt: 100, stopAt: 400 },
};
const said = (more: Partial<Examined>): readonly string[] =>
  complaintsOf({ ...well, ...more }).map(({ text }) => text);
const counted = (more: Record<string, number>) => ({ counters: { ...well.counters, ...more } });

/** A snapshot of a plant whose clock is as many minutes ahead of this computer's. */
const snapshotOf = async (minutes: number): Promise<Snapshot> => {
  const startAt = new Date(Date.now() + minutes * 60_000);
  const simulator = await startSimulator({ seed: 7, startAt });
  const { host, port } = simulator;
  const inverter = openInverter({ host, port, pace: 0, polling: false });
  onTestFinished(async () => {
    await inverter.close();
    await simulator.close();
  });
  return inverter.refresh('all');
};

describe('what an owner can mend is said in words', () => {
  for (const [more, words] of [
    [counted({ latency: 2100 }), /^The dongle answers slowly \(2100 ms\)/],
    [counted({ timeouts: 80 }), /^8 of 100 requests stay without an answer/],
    [counted({ 'bad.crc': 900 }), /^90 of 100 answers arrive damaged/],
    [counted({ cuts: 12 }), /^The connection was cut 12 times/],
    [counted({ foreign: 250 }), /^Another program polls this inverter too: 250/],
    [{ writesToday: 130 }, /^130 of 400 writes of today are spent/],
    [{ writesToday: 400 }, /^All 400 writes of today are spent.*until midnight/],
    [{ serial: 'WF2114G001', heard: 'WF2114G002' }, /^The dongle that answers has another serial/],
    [{ movedTo: '192.168.1.77:8899' }, /^The dongle has moved to 192\.168\.1\.77:8899/],
  ] as const)
    test(String(words), () => {
      const texts = said(more);
      equal(texts.length, 1);
      match(texts[0] ?? '', words);
    });
});

test('a plant that is well gives no cause for complaint', async () => {
  deepEqual(said({}), []);
  deepEqual(said({ snapshot: await snapshotOf(0) }), []);
  deepEqual(said({ serial: 'WF2114G001', heard: 'WF2114G001' }), []);
  deepEqual(said({ serial: 'WF2114G001' }), []);
});

test('too few requests say nothing about their share', () => {
  deepEqual(said({ counters: { requests: 20, timeouts: 10 } }), []);
});

for (const [minutes, words] of [
  [7, /clock is 7 minutes ahead of this computer's.*syncDateTime/],
  [-9, /clock is 9 minutes behind/],
] as const)
  test(`a clock that is ${minutes} minutes off`, async () => {
    const texts = said({ snapshot: await snapshotOf(minutes) });
    equal(texts.length, 1);
    match(texts[0] ?? '', words);
  });

test('values held back, banks missing, faults and strange models are told', async () => {
  const snapshot = await snapshotOf(0);
  const odd: Snapshot = {
    ...snapshot,
    held: [
      { reading: 'batteryPower', rule: 'jump', since: 0 },
      { reading: 'pack 2: stateOfCharge', rule: 'jump', since: 0 },
    ],
    missing: ['input 240-299'],
    inverter: { ...snapshot.inverter, inverterStatus: 'fault' },
    model: { ...snapshot.model, overridden: true },
  };
  const texts = said({ snapshot: odd });
  match(texts[0] ?? '', /^The inverter reports a fault: fault/);
  ok(
    texts.some((text) =>
      /the last good ones are shown \(batteryPower, pack 2: stateOfCharge/.test(text),
    ),
  );
  ok(texts.some((text) => /does not answer .*\(input 240-299/.test(text)));
  ok(texts.some((text) => /named by hand/.test(text)));
});

test('the German dialog has words for each complaint', () => {
  const catalogue: { 'givtcp-config': { complaint: object } } = JSON.parse(
    readFileSync('nodes/locales/de/givtcp-config.json', 'utf8'),
  );
  deepEqual(
    Object.keys(catalogue['givtcp-config'].complaint).toSorted(),
    [...complaintKinds].toSorted(),
  );
});
