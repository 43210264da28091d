import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { describe, test } from 'vitest';
import {
  choice,
  minutes,
  number,
  onOff,
  percent,
  time,
  watts,
} from '../../src/controls/payload/fields.js';
import {
  alsoCalled,
  optional,
  parsePayload,
  type Field,
} from '../../src/controls/payload/payload.js';

const level = percent('Level', 4);

/** What each field makes of what comes in; undefined is a refusal. */
const rows: readonly (readonly [Field, unknown, unknown])[] = [
  [level, 50, 50],
  [level, '50', 50],
  [level, ' 50 ', 50],
  [level, '50.0', 50],
  [level, 4, 4],
  [level, 100, 100],
  [level, 3, undefined],
  [level, 101, undefined],
  [level, '50 %', 50],
  [level, '50%', 50],
  [level, '%', undefined],
  [level, '50 W', undefined],
  [watts('Power', 9000), '2500 w', 2500],
  [watts('Power', 9000), '2.5 kW', undefined],
  [number('Any', [-5, 5]), '5 %', undefined],
  [level, '1e2', undefined],
  [level, '0x32', undefined],
  [level, 'abc', undefined],
  [level, '', undefined],
  [level, ' ', undefined],
  [level, '50,5', undefined],
  [level, 50.5, undefined],
  [level, NaN, undefined],
  [level, Infinity, undefined],
  [level, true, undefined],
  [level, [50], undefined],
  [level, { value: 50 }, undefined],
  [level, 50n, undefined],
  [level, () => 50, undefined],
  [number('Any', [-5, 5]), '-0', 0],
  [number('Any', [-5, 5]), -5, -5],
  [time('Time'), '01:30', '01:30'],
  [time('Time'), '1:30', '01:30'],
  [time('Time'), '0130', '01:30'],
  [time('Time'), '130', '01:30'],
  [time('Time'), '01:30:00', '01:30'],
  [time('Time'), '01:30:45.5', '01:30'],
  [time('Time'), 130, '01:30'],
  [time('Time'), 0, '00:00'],
  [time('Time'), '23:59', '23:59'],
  [time('Time'), '24:00', undefined],
  [time('Time', '24:00'), '24:00', '24:00'],
  [time('Time', '24:00'), 2400, '24:00'],
  [time('Time', '24:00'), '24:01', undefined],
  [time('Time'), '01:60', undefined],
  [time('Time'), '0160', undefined],
  [time('Time'), 30, undefined],
  [time('Time'), '30', undefined],
  [time('Time'), 160, undefined],
  [time('Time'), -100, undefined],
  [time('Time'), '1.30', undefined],
  [time('Time'), 'noon', undefined],
  [time('Time'), '', undefined],
  [onOff('Flag'), 'enable', true],
  [onOff('Flag'), 'Enable', true],
  [onOff('Flag'), ' ON ', true],
  [onOff('Flag'), true, true],
  [onOff('Flag'), 1, true],
  [onOff('Flag'), '1', true],
  [onOff('Flag'), 'disable', false],
  [onOff('Flag'), 'off', false],
  [onOff('Flag'), 'false', false],
  [onOff('Flag'), 0, false],
  [onOff('Flag'), 2, undefined],
  [onOff('Flag'), 'maybe', undefined],
  [onOff('Flag'), '', undefined],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), 'eco (paused)', 'Eco (Paused)'],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), 'ECO_PAUSED', 'Eco (Paused)'],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), 1, 'Eco'],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), '1', 'Eco'],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), 2, undefined],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), '', undefined],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), -1, undefined],
  [choice('Mode', ['Eco', 'Eco (Paused)'], { 1: 'Eco' }), ' - 1', undefined],
  [choice('Mode', ['Eco']), 'constructor', undefined],
  [minutes('How long'), 30, 30],
  [minutes('How long'), '1439', 1439],
  [minutes('How long'), '30 min', 30],
  [minutes('How long'), 'Cancel', 'cancel'],
  [minutes('How long'), 'normal', 'cancel'],
  [minutes('How long'), 0, 'cancel'],
  [minutes('How long'), '0', 'cancel'],
  [minutes('How long'), 1440, undefined],
  [minutes('How long'), -1, undefined],
  [minutes('How long'), 'Running', undefined],
];

describe('what fields understand', () => {
  for (const [field, value, told] of rows)
    test(`a ${field.kind} takes ${String(value)} of type ${typeof value} for ${String(told)}`, () => {
      if (told === undefined) throws(() => field.parse(value, 'field'), { code: 'BAD_INPUT' });
      else equal(field.parse(value, 'field'), told);
    });
});

describe('payloads', () => {
  const fields = {
    chargeToPercent: level,
    finish: optional(alsoCalled(time('End'), 'end')),
  } as const;
  const read = (payload: unknown, fixed?: Readonly<Record<string, unknown>>) =>
    parsePayload(fields, 'chargeToPercent', payload, fixed);

  for (const payload of [50, '50', { chargeToPercent: 50 }, '{"chargeToPercent": "50"}', '"50"'])
    test(`${JSON.stringify(payload)} is understood`, () =>
      deepEqual(read(payload).payload, { chargeToPercent: 50 }));

  test('a field may have other names', () =>
    deepEqual(read({ chargeToPercent: 50, end: '0400' }).payload, {
      chargeToPercent: 50,
      finish: '04:00',
    }));

  test('names of fields may be in any case, like those of controls', () => {
    const { payload, warnings } = read({ CHARGETOPERCENT: 50, End: '0400' });
    deepEqual(payload, { chargeToPercent: 50, finish: '04:00' });
    deepEqual(warnings, []);
  });

  for (const yes of [true, 'true', 1, 'on'])
    test(`a dry run may be asked for by ${JSON.stringify(yes)} in any payload`, () => {
      const { dryRun, warnings } = read({ chargeToPercent: 50, dryRun: yes });
      deepEqual([dryRun, warnings], [true, []]);
    });
  test('no dry run is asked for by no, null or nothing', () => {
    for (const no of [false, 'no', 0, null, undefined])
      equal(read({ chargeToPercent: 50, dryRun: no }).dryRun, false);
  });
  test('a dry run that is not understood is not passed over', () =>
    throws(() => read({ chargeToPercent: 50, dryrun: 'maybe' }), { code: 'BAD_INPUT' }));

  test('null and undefined leave an optional field out, empty text does not', () => {
    deepEqual(read({ chargeToPercent: 50, finish: null }).payload, { chargeToPercent: 50 });
    throws(() => read({ chargeToPercent: 50, finish: '' }), { code: 'BAD_INPUT' });
  });

  test('what is no field is ignored and said', () => {
    const { payload, warnings } = read({ chargeToPercent: 50, EMS: true });
    deepEqual(payload, { chargeToPercent: 50 });
    deepEqual(warnings, ['This control has no such field, so it was passed over: EMS']);
  });

  test('an object made in a function node is an object', () =>
    deepEqual(read(runInNewContext('({ chargeToPercent: 50 })')).payload, { chargeToPercent: 50 }));

  test('what a name has settled, a payload does not change', () =>
    deepEqual(read({ chargeToPercent: 50 }, { chargeToPercent: 80 }).payload, {
      chargeToPercent: 80,
    }));

  test('fields that were only inherited do not count, and nothing is inherited from a payload', () => {
    const heir: unknown = Object.create({ chargeToPercent: 50 });
    throws(() => read(heir), { code: 'BAD_INPUT' });
    read('{"chargeToPercent": 50, "__proto__": {"polluted": true}}');
    ok(!('polluted' in {}));
  });
});
