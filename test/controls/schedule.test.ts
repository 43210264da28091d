import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { assign, joined, overlapOf, type Period } from '../../src/controls/catalogue/periods.js';
import { controlRoom, type RoomOptions } from '../support/controlRoom.js';

const hybrid: RoomOptions = { capacity: 17.7, maxPower: 2600, words: { 20: 1, 96: 1, 116: 50 } };
const aio: RoomOptions = { code: '8001', arm: 612, words: { 20: 1, 96: 1, 116: 100, 242: 100 } };

const night = { start: '00:30', finish: '04:30' };
const noon = { start: '12:00', finish: '13:00' };

describe('a list of periods', () => {
  test('fills the slots and clears the others', async () => {
    const { machine, writer } = controlRoom({
      ...hybrid,
      words: { ...hybrid.words, 31: 500, 32: 600 },
    });
    await writer.apply('setChargeSlots', [night]);
    equal(machine.story, '94=30 95=430 31=0 32=0');
  });

  test('may come as JSON text or as a field', async () => {
    for (const payload of [
      JSON.stringify([night]),
      { periods: [night] },
      JSON.stringify({ periods: [night] }),
    ]) {
      const { machine, writer } = controlRoom(hybrid);
      await writer.apply('setChargeSlots', payload);
      equal(machine.story, '94=30 95=430');
    }
  });

  test('that is empty clears all slots', async () => {
    const { machine, writer } = controlRoom({ ...hybrid, words: { 94: 100, 95: 200 } });
    await writer.apply('setChargeSlots', []);
    equal(machine.story, '94=0 95=0');
  });

  test('longer than the slots says what found no place', async () => {
    const { writer } = controlRoom(hybrid);
    const { warnings } = await writer.apply('setChargeSlots', [
      night,
      noon,
      { start: '20:00', finish: '21:00', target: 80 },
    ]);
    match(
      warnings.join(),
      /No slot is left for 20:00-21:00 \(80 %\): this Hybrid Gen 1 has 2 of them/,
    );
  });

  test('leaves a period where it already is', async () => {
    const { machine, writer } = controlRoom({ ...hybrid, words: { 96: 1, 31: 30, 32: 430 } });
    await writer.apply('setChargeSlots', [noon, night]);
    equal(machine.story, '94=1200 95=1300');
  });

  test('crosses midnight in one slot', async () => {
    const { machine, writer } = controlRoom(hybrid);
    await writer.apply('setChargeSlots', [{ start: '23:30', finish: '05:30' }]);
    equal(machine.story, '94=2330 95=530');
  });

  test('knows the end of the day', async () => {
    const evening = controlRoom(hybrid);
    await evening.writer.apply('setChargeSlots', [{ start: '22:00', finish: '24:00' }]);
    equal(evening.machine.story, '94=2200');
    const always = controlRoom(hybrid);
    await always.writer.apply('setChargeSlots', [{ start: '00:00', finish: '24:00' }]);
    equal(always.machine.story, '95=2359');
  });

  test('gives each slot its own target where slots have one', async () => {
    const { machine, writer } = controlRoom(aio);
    await writer.apply('setChargeSlots', [
      { ...night, target: 80 },
      { ...noon, target: 90 },
    ]);
    equal(machine.story, '94=30 95=430 116=80 242=80 31=1200 32=1300 245=90');
  });

  test('does not leave an old target in a slot that asks for none, and no other than the common one', async () => {
    const { machine, writer } = controlRoom({ ...aio, words: { ...aio.words, 242: 60, 116: 70 } });
    await writer.apply('setChargeSlots', [night]);
    equal(machine.story, '94=30 95=430 242=100');
  });

  test('shares one target and one rate where there is only one, and says so', async () => {
    const { machine, writer } = controlRoom(hybrid);
    const { warnings } = await writer.apply('setChargeSlots', [
      { ...night, target: 80, power: 1000 },
      { ...noon, target: 90, power: 2500 },
    ]);
    equal(machine.story, '94=30 95=430 31=1200 32=1300 116=90 111=14');
    match(
      warnings.join(),
      /One charge target serves all slots.*90 %.*One charge rate serves all slots: 2500 W/,
    );
  });

  test('of discharging takes the highest target for the reserve', async () => {
    const { machine, writer } = controlRoom({ words: { 59: 1, 110: 4 } });
    await writer.apply('setDischargeSlots', {
      periods: [{ start: '16:00', finish: '19:00', target: 20 }],
      enable: true,
    });
    equal(machine.story, '56=1600 57=1900 110=20');
  });

  test('switches the schedule on last when asked to', async () => {
    const { machine, writer } = controlRoom({ words: { 96: 0 } });
    await writer.apply('setChargeSlots', { periods: [night], enable: true });
    equal(machine.story, '94=30 95=430 96=1');
  });

  test('on an EMS goes to its three slots', async () => {
    const { machine, writer } = controlRoom({ code: '5001' });
    const { warnings } = await writer.apply('setDischargeSlots', [
      { start: '16:00', finish: '19:00', target: 30, power: 1000 },
    ]);
    equal(machine.story, '2044=1600 2045=1900 2046=30');
    match(warnings.join(), /An EMS has no rate/);
  });
});

describe('refused', () => {
  for (const [payload, said] of [
    ['tomorrow', /must be a list/],
    [{ periods: { start: '01:00' } }, /must be a list/],
    [[{ start: '01:00' }], /periods\[0\]\.finish is missing/],
    [[night, { start: '25:00', finish: '04:00' }], /periods\[1\]\.start is "25:00"/],
    [[{ start: '01:00', finish: '01:00' }], /periods\[0\]\.finish.*must differ/],
    [[{ ...night, target: 3 }], /periods\[0\]\.target is 3/],
    [
      [
        { ...night, target: 80 },
        { start: '04:00', finish: '05:00', target: 90 },
      ],
      /overlap/,
    ],
    [Array.from({ length: 49 }, () => night), /at most 48/],
    [[null], /periods\[0\]\.start is missing/],
  ] as const)
    test(`list ${JSON.stringify(payload).slice(0, 80)}`, async () => {
      const { machine, writer } = controlRoom(hybrid);
      await rejects(writer.apply('setChargeSlots', payload), { code: 'BAD_INPUT', message: said });
      equal(machine.story, '');
    });
});

describe('periods', () => {
  test('that touch and ask for the same become one, over midnight too', () =>
    deepEqual(
      joined([
        { start: '22:00', finish: '00:00' },
        { start: '00:00', finish: '02:00' },
        { start: '02:00', finish: '03:00', target: 80 },
        { start: '01:00', finish: '01:30' },
      ]),
      [
        { start: '22:00', finish: '02:00' },
        { start: '02:00', finish: '03:00', target: 80 },
      ],
    ));

  const times = fc
    .integer({ min: 0, max: 47 })
    .map(
      (half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`,
    );
  const anyPeriod: fc.Arbitrary<Period> = fc
    .record({ start: times, finish: times }, { noNullPrototype: true })
    .filter(({ start, finish }) => start !== finish);

  const minute = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const covers = (periods: readonly Period[], at: number): boolean =>
    periods.some(({ start, finish }) => {
      const [first, last] = [minute(start), minute(finish)];
      return first < last ? at >= first && at < last : at >= first || at < last;
    });

  test('joined cover the same minutes as before', () =>
    fc.assert(
      fc.property(fc.array(anyPeriod, { maxLength: 12 }), (periods) => {
        const result = joined(periods);
        for (let at = 0; at < 1440 - 1; at++)
          equal(covers(result, at), covers(periods, at), String(at));
        equal(overlapOf(periods), undefined);
      }),
      { numRuns: 200 },
    ));

  test('assigned keep their order where they may, and none is lost', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(anyPeriod, {
          maxLength: 12,
          selector: ({ start, finish }) => start + finish,
        }),
        fc.integer({ min: 1, max: 10 }),
        (wanted, count) => {
          const { slots, left } = assign(wanted, Array.from({ length: count }));
          const placed = slots.filter((period) => period !== undefined);
          deepEqual([...placed, ...left], wanted);
        },
      ),
    ));
});
