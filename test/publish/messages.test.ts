import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { newsOf, nothingTold } from '../../src/publish/mqtt/changes.js';
import { leafMessages, readMessage } from '../../src/publish/report/messages.js';
import { leavesOf, topicOf } from '../../src/publish/report/leaves.js';
import { sample, snapshotWith, TAKEN_AT } from './snapshots.js';

const extras = { now: TAKEN_AT };
const topics = (messages: readonly { topic: string; payload: unknown }[]) =>
  Object.fromEntries(messages.map(({ topic, payload }) => [topic, payload]));

describe('one message', () => {
  test('has a topic that says what it is', () =>
    equal(
      readMessage('getCombinedStats', sample, extras).topic,
      'givenergy/SA1234G567/getCombinedStats',
    ));

  test('can be flat', () => {
    const { payload } = readMessage('getTimeslots', sample, extras, { flat: true });
    deepEqual(payload, {
      'timeslots/charge/1/start': '23:30',
      'timeslots/charge/1/end': '05:30',
      'timeslots/discharge/1/start': '00:00',
      'timeslots/discharge/1/end': '00:00',
      'timeslots/discharge/2/start': '16:00',
      'timeslots/discharge/2/end': '19:05',
    });
  });

  test('in the original names has their groups and values', () => {
    const { topic, payload } = readMessage('runAll', sample, extras, {
      naming: 'original',
      dongle: 'WF1234G567',
    });
    equal(topic, 'GivEnergy/WF1234G567/runAll');
    deepEqual(payload, {
      Energy: {
        Total: {
          'Battery Throughput Total kWh': 29628.5,
          'Load Energy Total kWh': 30.6,
          'PV Energy Total kWh': 21146.3,
          'Battery Charge Energy Total kWh': 1.1,
        },
        Today: {
          'PV Energy Today kWh': 6.1,
          'Import Energy Today kWh': 2.3,
          'Export Energy Today kWh': 0.4,
          'Load Energy Today kWh': 5.9,
          'Battery Charge Energy Today kWh': 3.2,
          'Battery Discharge Energy Today kWh': 1.1,
        },
      },
      Power: {
        'PV Power': 1840,
        'Grid Power': 310,
        'Import Power': 0,
        'Export Power': 310,
        'EPS Power': 0,
        'Invertor Power': 930,
        'Load Power': 620,
        'Battery Power': -910,
        'Charge Power': 910,
        'Discharge Power': 0,
        SOC: 67,
      },
      Control: {
        Mode: 1,
        'Battery Power Reserve': 4,
        'Target SOC': 80,
        'Battery Capacity': 8.2,
        'Charge Schedule State': 'Active',
        'Discharge Schedule State': 'Paused',
      },
      Timeslots: {
        'Discharge start time slot2(44)': '1600',
        'Discharge end time slot2(45)': '1905',
        'Discharge start time slot1(56)': '0000',
        'Discharge end time slot1(57)': '0000',
        'Charge start time slot1(94)': '2330',
        'Charge end time slot1(95)': '0530',
      },
    });
  });
});

describe('in the names of GivTCP 3', () => {
  const style = { naming: 'v3' } as const;

  test('a read function has its groups of the tree', () => {
    const { topic, payload } = readMessage('getTimeslots', sample, extras, style);
    equal(topic, 'GivEnergy/SA1234G567/getTimeslots');
    deepEqual(payload, {
      Timeslots: {
        Charge_start_time_slot_1: '23:30:00',
        Charge_end_time_slot_1: '05:30:00',
        Discharge_start_time_slot_1: '00:00:00',
        Discharge_end_time_slot_1: '00:00:00',
        Discharge_start_time_slot_2: '16:00:00',
        Discharge_end_time_slot_2: '19:05:00',
      },
    });
  });

  test('every value has GivTCP’s topic', () => {
    const all = topics(leafMessages('runAll', sample, extras, style));
    equal(all['GivEnergy/SA1234G567/Power/Power/Battery_Power'], -910);
    equal(all['GivEnergy/SA1234G567/Control/Enable_Charge_Target'], 'enable');
    equal(all['GivEnergy/SA1234G567/SA1234G567/Invertor_Type'], 'Hybrid_gen1');
  });

  test('can be flat', () => {
    const { payload } = readMessage('getModes', sample, extras, { ...style, flat: true });
    equal(Object(payload)['Control/Mode'], 'Eco');
  });
});

describe('one message for every value', () => {
  test('has the same topic whichever function brought it', () => {
    const all = topics(leafMessages('runAll', sample, extras));
    const modes = topics(leafMessages('getModes', sample, extras));
    equal(modes['givenergy/SA1234G567/modes/chargeTarget'], 80);
    for (const [topic, payload] of Object.entries(modes)) equal(all[topic], payload, topic);
  });

  test('keeps the blanks of the original names', () => {
    const messages = topics(leafMessages('getModes', sample, extras, { naming: 'original' }));
    equal(messages['GivEnergy/SA1234G567/Control/Battery Power Reserve'], 4);
  });

  test('never has blanks or wildcards in a clean topic', () => {
    const plant = snapshotWith({ missing: [], readAt: { 'pack 2 input 60-119': TAKEN_AT } });
    for (const { topic } of leafMessages('getStats', plant, extras))
      equal(/[\s+#]/.test(topic), false, topic);
  });
});

test('entries of a list go by their slot or number', () =>
  deepEqual(leavesOf({ cells: [{ number: 3, voltage: 3.3 }], list: ['a'] }), [
    { path: ['cells', '3', 'voltage'], value: 3.3 },
    { path: ['list', '1'], value: 'a' },
  ]));

for (const [path, topic] of [
  [['a b', 'c'], 'a_b/c'],
  [['a/b', '+', '#', '$SYS'], 'a_b/_/_/_SYS'],
] as const)
  test(`${JSON.stringify(path)} is the topic ${topic}`, () => equal(topicOf(path), topic));

describe('changes', () => {
  const pv = (payload: number) => ({ topic: 'power/pv', payload });
  const soc = { topic: 'battery/stateOfCharge', payload: 67 };

  test('at first everything is news, then what changed', () => {
    const first = newsOf(nothingTold, [pv(1), soc], 0);
    deepEqual(first.news, [pv(1), soc]);
    deepEqual(newsOf(first.told, [pv(2), soc], 1).news, [pv(2)]);
    deepEqual(newsOf(first.told, [pv(1), soc], 1).news, []);
  });

  test('everything again after the refresh time', () => {
    const { told } = newsOf(nothingTold, [pv(1), soc], 1000, 600);
    deepEqual(newsOf(told, [pv(1), soc], 1599, 600).news, []);
    deepEqual(newsOf(told, [pv(1), soc], 1600, 600).news, [pv(1), soc]);
  });

  test('a value that was absent for once is no news when it returns unchanged', () => {
    const first = newsOf(nothingTold, [pv(1), soc], 0);
    const second = newsOf(first.told, [soc], 1);
    deepEqual(newsOf(second.told, [pv(1), soc], 2).news, []);
  });
});
