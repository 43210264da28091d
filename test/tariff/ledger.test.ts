import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { looked, switchedTo, type Ledger } from '../../src/tariff/ledger.js';
import { isLedger } from '../../src/tariff/isLedger.js';
import { after, london, rounded, sight } from './sights.js';

const JAN = (time: string): string => `2026-01-15T${time}:00Z`;
const tariff = london();

/** Energies by rate and what they came to: today, and in all. */
const sums = ({ today, total }: Ledger) =>
  [today, total].map(({ day, night, export: sold }) =>
    [day.energy, day.money, night.energy, night.money, sold.energy, sold.money].map(rounded),
  );

describe('what the import counter rises by', () => {
  for (const [what, counts, day, night] of [
    [
      'is booked at the rate that holds',
      [
        ['12:00', 100],
        ['12:01', 100.1],
      ],
      0.1,
      0,
    ],
    [
      'at night, at the night rate',
      [
        ['02:00', 100],
        ['02:01', 100.1],
      ],
      0,
      0.1,
    ],
    [
      'over a change, by the time',
      [
        ['07:00', 100],
        ['08:00', 104],
      ],
      2,
      2,
    ],
    ['begins with the first look', [['12:00', 28_657.3]], 0, 0],
    [
      'is nothing while it does not move',
      [
        ['12:00', 100],
        ['12:01', 100],
        ['18:00', 100],
      ],
      0,
      0,
    ],
    [
      'does not come from a small dip',
      [
        ['12:00', 100],
        ['12:01', 99.8],
        ['12:02', 100.1],
      ],
      0.1,
      0,
    ],
    [
      'begins anew after a fall',
      [
        ['12:00', 100],
        ['12:01', 3],
        ['12:02', 3.5],
      ],
      0.5,
      0,
    ],
    [
      'is nothing where it jumped',
      [
        ['12:00', 100],
        ['12:01', 200],
        ['12:02', 200.5],
      ],
      0.5,
      0,
    ],
    [
      'is not lost by a look without it',
      [
        ['12:00', 100],
        ['12:01', undefined],
        ['12:02', 100.2],
      ],
      0.2,
      0,
    ],
    [
      'is spread over the time it was not told',
      [
        ['07:00', 100],
        ['07:20', undefined],
        ['07:40', undefined],
        ['08:00', 104],
      ],
      2,
      2,
    ],
  ] as const)
    test(what, () => {
      const sights = counts.map(([time, value]) =>
        sight(JAN(time), value === undefined ? {} : { import: value }),
      );
      const [today, total] = sums(after(tariff, sights));
      deepEqual(today, [day, day * 0.3, night, night * 0.1, 0, 0].map(rounded));
      deepEqual(total, today);
    });

  test('is much after a long gap, and believed', () => {
    const ledger = after(tariff, [
      sight('2026-01-10T12:00:00Z', { import: 100 }),
      sight('2026-01-15T12:00:00Z', { import: 220 }),
    ]);
    // Five days of 24 kWh: of today 0:30 and 4:30 by day, 7:00 by night.
    deepEqual(sums(ledger), [
      [5, 1.5, 7, 0.7, 0, 0],
      [85, 25.5, 35, 3.5, 0, 0],
    ]);
  });

  test('is not booked after a long gap until a second look agrees', () => {
    const rise = (...told: readonly (readonly [string, number, string?])[]): number => {
      let ledger = after(tariff, [sight('2026-01-14T12:00:00Z', { import: 100 })]);
      for (const [time, value, readSince = time] of told)
        ledger = looked(
          ledger,
          tariff,
          sight(JAN(time), { import: value, readSince: JAN(readSince) }),
        );
      return rounded(ledger.total.day.energy + ledger.total.night.energy);
    };
    equal(rise(['12:00', 900]), 0);
    // Told again, and not read again.
    equal(rise(['12:00', 108], ['12:10', 108, '12:00']), 0);
    equal(rise(['12:00', 108, '11:58'], ['12:10', 108, '11:59'], ['12:11', 108, '12:10']), 8);
    equal(rise(['12:00', 900], ['12:03', 108]), 0);
    equal(rise(['12:00', 900], ['12:03', 108], ['12:06', 108.2]), 8.2);
    equal(rise(['12:00', 108], ['12:03', 108.1], ['12:04', 108.2, '12:03']), 8.2);
    // Much lower is no reason to begin from there.
    equal(rise(['12:00', 1], ['12:03', 108], ['12:06', 108]), 8);
  });

  test('is nothing after more than a month', () => {
    const sights = [
      sight('2026-01-01T12:00Z', { import: 5 }),
      sight('2026-02-02T12:00Z', { import: 9 }),
    ];
    equal(after(tariff, sights).total.day.energy, 0);
  });

  test('is nothing where the counter was doubted and then stayed: it jumped', () => {
    const doubted = sight(JAN('12:01'), { doubted: ['import'] });
    const from = [sight(JAN('12:00'), { import: 100 }), doubted];
    equal(after(tariff, [...from, sight(JAN('12:02'), { import: 110 })]).total.day.energy, 0);
    const back = after(tariff, [...from, sight(JAN('12:02'), { import: 100.2 })]);
    equal(rounded(back.total.day.energy), 0.2);
  });
});

test('export earns, at whatever time', () => {
  const sights = [sight(JAN('07:00'), { export: 10 }), sight(JAN('08:00'), { export: 12 })];
  deepEqual(sums(after(tariff, sights))[0], [0, 0, 0, 0, 2, 0.3]);
});

test('a day ends at midnight, what is counted in all does not', () => {
  const evening = after(tariff, [
    sight('2026-01-14T23:20:00Z', { import: 100, export: 5 }),
    sight('2026-01-14T23:30:00Z', { import: 101, export: 6 }),
  ]);
  deepEqual(sums(evening)[0], [1, 0.3, 0, 0, 1, 0.15]);
  const next = after(tariff, [sight('2026-01-15T00:30:00Z', { import: 103, export: 6 })], evening);
  deepEqual(sums(next), [
    [1, 0.3, 0, 0, 0, 0],
    [3, 0.9, 0, 0, 1, 0.15],
  ]);
  equal(next.day, '2026-01-15');
});

test('a day ends at midnight also where nothing is bought', () => {
  const first = [
    sight('2026-01-14T12:00Z', { import: 100 }),
    sight('2026-01-14T13:00Z', { import: 101 }),
  ];
  deepEqual(sums(after(tariff, [...first, sight('2026-01-15T00:00Z', {})]))[0], [0, 0, 0, 0, 0, 0]);
});

test('a clock that is put back over midnight takes nothing away', () => {
  const ledger = after(tariff, [
    sight('2026-01-15T00:10:00Z', { import: 100 }),
    sight('2026-01-15T00:20:00Z', { import: 101 }),
    sight('2026-01-14T23:50:00Z', { import: 101.5 }),
    sight('2026-01-15T00:10:00Z', { import: 102 }),
  ]);
  equal(ledger.day, '2026-01-15');
  equal(rounded(ledger.total.day.energy), 2);
  equal(rounded(ledger.today.day.energy), 1.75);
});

test('a clock that was years ahead does not stop the days from ending', () => {
  const ledger = after(tariff, [
    sight(JAN('12:00'), { import: 100 }),
    sight('2036-01-15T12:00:00Z', { import: 100 }),
    sight(JAN('12:00'), { import: 101 }),
    sight('2026-01-16T12:00:00Z', { import: 102 }),
    sight('2026-01-16T12:10:00Z', { import: 103 }),
  ]);
  equal(ledger.day, '2026-01-16');
  equal(rounded(ledger.total.day.energy + ledger.total.night.energy), 3);
  equal(rounded(ledger.today.day.energy + ledger.today.night.energy), 1.5);
});

test('another inverter has a ledger of its own', () => {
  const ledger = after(tariff, [
    sight(JAN('12:00'), { import: 100 }),
    sight(JAN('12:01'), { import: 101 }),
    sight(JAN('12:02'), { import: 101.1, serial: 'SA2' }),
  ]);
  equal(ledger.serial, 'SA2');
  equal(ledger.total.day.energy, 0);
});

test('another price holds from now on, and changes no cost of before', () => {
  const before = after(tariff, [
    sight(JAN('12:00'), { import: 1 }),
    sight(JAN('13:00'), { import: 2 }),
  ]);
  const dearer = after(london({ dayRate: 0.5 }), [sight(JAN('14:00'), { import: 3 })], before);
  equal(rounded(dearer.total.day.money), 0.8);
});

describe('by hand', () => {
  const byHand = london({ byHand: true });
  const start = after(byHand, [sight(JAN('02:00'), { import: 100 })]);

  test('it is day until somebody switches', () => equal(start.rate, 'day'));

  test('what rose before the switch is of the rate before', () => {
    const night = switchedTo(start, 'night', Date.parse(JAN('02:15')));
    deepEqual([night.rate, night.began.night], ['night', 100]);
    const ledger = after(byHand, [sight(JAN('03:00'), { import: 104 })], night);
    deepEqual(sums(ledger)[0], [1, 0.3, 3, 0.3, 0, 0]);
    // Seen last at 03:03.
    const back = switchedTo(ledger, 'day', Date.parse(JAN('03:33')));
    deepEqual(
      sums(after(byHand, [sight(JAN('04:03'), { import: 106 })], back))[0],
      [2, 0.6, 4, 0.4, 0, 0],
    );
  });

  test('a clock that is put back does not take the switch back', () => {
    const night = switchedTo(start, 'night', Date.parse(JAN('02:05')));
    const ledger = after(
      byHand,
      [
        sight(JAN('02:10'), { import: 101 }),
        sight(JAN('02:00'), { import: 101 }),
        sight(JAN('02:04'), { import: 102 }),
      ],
      night,
    );
    equal(ledger.rate, 'night');
    deepEqual(sums(ledger)[0], [0.5, 0.15, 1.5, 0.15, 0, 0]);
  });

  test('each switch counts of several while the inverter was out of sight', () => {
    const night = switchedTo(start, 'night', Date.parse(JAN('04:00')));
    const day = switchedTo(night, 'day', Date.parse(JAN('05:00')));
    const ledger = after(byHand, [sight(JAN('06:00'), { import: 104 })], day);
    deepEqual(sums(ledger)[0], [3, 0.9, 1, 0.1, 0, 0]);
  });

  test('however often it is switched, the ledger stays small', () => {
    let ledger = start;
    for (let i = 1; i <= 500; i++)
      ledger = switchedTo(ledger, i % 2 === 1 ? 'night' : 'day', start.at + i * 60_000);
    equal(ledger.switched?.length, 20);
    equal(ledger.switched.at(-1)?.at, start.at + 500 * 60_000);
    equal(isLedger(JSON.parse(JSON.stringify(ledger))), true);
  });

  test('a switch under a clock that was ahead is forgotten with the next one', () => {
    const ahead = switchedTo(start, 'night', Date.parse('2036-01-15T02:15:00Z'));
    const back = switchedTo(ahead, 'day', Date.parse(JAN('03:00')));
    deepEqual(
      sums(after(byHand, [sight(JAN('04:00'), { import: 102 })], back))[0],
      [1, 0.3, 1, 0.1, 0, 0],
    );
  });

  test('what holds already is not switched', () =>
    equal(switchedTo(start, 'day', Date.parse(JAN('02:15'))), start));
});

test('where the counter stood when a rate last began', () => {
  const at = (...sights: readonly (readonly [string, number | undefined])[]) =>
    after(
      tariff,
      sights.map(([time, value]) => sight(time, value === undefined ? {} : { import: value })),
    ).began;
  deepEqual(at([JAN('06:00'), undefined]), {});
  deepEqual(at([JAN('06:00'), undefined], [JAN('06:01'), 28_657.3]), {
    day: 28_657.3,
    night: 28_657.3,
  });
  deepEqual(at([JAN('07:20'), 10], [JAN('07:29'), 12], [JAN('07:30'), 13], [JAN('07:40'), 14]), {
    day: 13,
    night: 10,
  });
});

/** A week at a poll a minute: 0.5 kW by day, 3 kW by night, in the counter's steps of 0.1 kWh. */
test('a week in which the clock is put forward adds up', () => {
  const [from, to] = [Date.parse('2026-03-26T00:00:00Z'), Date.parse('2026-04-02T00:00:00Z')];
  let ledger: Ledger | undefined;
  let bought = 0;
  for (let at = from; at <= to; at += 60_000) {
    const shown = Math.floor((1000 + bought) * 10 + 1e-6) / 10;
    ledger = after(tariff, [sight(new Date(at).toISOString(), { import: shown })], ledger);
    bought += (ledger.rate === 'night' ? 3 : 0.5) / 60;
    // Again and again it is kept and found, as over a restart.
    if (at % 7_200_000 === 0) ledger = JSON.parse(JSON.stringify(ledger));
  }
  const { day, night } = ledger?.total ?? {};
  // Seven nights of seven hours less one, half an hour of the eighth, and the rest of the week.
  equal(Math.abs((night?.energy ?? 0) - 48.5 * 3) < 0.8, true, `${night?.energy}`);
  equal(Math.abs((day?.energy ?? 0) - 119.5 * 0.5) < 0.8, true, `${day?.energy}`);
  equal(rounded((day?.energy ?? 0) + (night?.energy ?? 0)), rounded(Math.floor(bought * 10) / 10));
  equal(isLedger(ledger), true);
  equal(JSON.stringify(ledger).length < 1200, true);
});

describe('what is found on the disk', () => {
  const good = after(tariff, [
    sight(JAN('12:00'), { import: 1, stored: 4 }),
    sight(JAN('12:30'), { import: 2, charge: 3, stored: 4 }),
  ]);
  test('is taken as it was written', () => equal(isLedger(JSON.parse(JSON.stringify(good))), true));
  test('is taken after a switch', () => equal(isLedger(switchedTo(good, 'night', 5)), true));

  for (const [what, bad] of [
    ['nothing', undefined],
    ['a list', []],
    ['no serial', { ...good, serial: 5 }],
    ['a time that is none', { ...good, at: null }],
    ['a day that is none', { ...good, day: 'Monday' }],
    ['a rate that is none', { ...good, rate: 'peak' }],
    ['a switch without a time', { ...good, switched: [{ rate: 'day' }] }],
    ['counters that are none', { ...good, seen: { import: { value: '5', at: 1 } } }],
    ['an account that is missing', { ...good, today: { day: good.today.day } }],
    ['money that is none', { ...good, total: { ...good.total, day: { energy: 1, money: null } } }],
    ['no battery', { ...good, battery: undefined }],
    ['flows that are none', { ...good, battery: { ...good.battery, flows: {} } }],
  ] as const)
    test(`is refused: ${what}`, () => equal(isLedger(bad), false));
});
