import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { costsOf } from '../../src/tariff/costs.js';
import { after, london, rounded, sight } from './sights.js';

const tariff = london();

type Flow = Partial<
  Record<'import' | 'charge' | 'acCharge' | 'discharge' | 'stored', number | undefined>
>;

/** What a kWh in the battery costs after half hours from 02:00 on, at 0.10 each. */
const priceAfter = (...halfHours: readonly Flow[]): number => {
  const sights = halfHours.map((flow, index) =>
    sight(new Date(Date.UTC(2026, 0, 15, 2, 30 * index)).toISOString(), {
      import: 100,
      charge: 50,
      acCharge: 20,
      discharge: 40,
      ...flow,
    }),
  );
  return rounded(after(tariff, sights).battery.price);
};

describe('what a kWh in the battery was paid with', () => {
  for (const [what, halfHours, price] of [
    ['is nothing at the start', [{ stored: 4 }], 0],
    ['is nothing as long as nothing comes in', [{ stored: 4 }, { stored: 4, import: 105 }], 0],
    [
      'is the rate in an empty one',
      [{ stored: 0 }, { stored: 2, import: 103, charge: 52, acCharge: 22 }],
      0.1,
    ],
    ['mixes', [{ stored: 2 }, { stored: 4, import: 103, charge: 52, acCharge: 22 }], 0.05],
    ['is nothing for sun', [{ stored: 0 }, { stored: 2, charge: 52 }], 0],
    [
      'is nothing for sun while the house buys',
      [{ stored: 0 }, { stored: 2, import: 102, charge: 52 }],
      0,
    ],
    [
      'is that of no more than was bought',
      [{ stored: 0 }, { stored: 2, import: 101, charge: 52, acCharge: 22 }],
      0.05,
    ],
    [
      'is that of the new where the old has gone',
      [{ stored: 2 }, { stored: 2, import: 102, charge: 52, acCharge: 22, discharge: 42 }],
      0.1,
    ],
    [
      'waits until the charge is known',
      [
        { stored: 0 },
        { import: 101, charge: 51, acCharge: 21 },
        { stored: 2, import: 102, charge: 52, acCharge: 22 },
      ],
      0.1,
    ],
    [
      'is that of all that comes in where nobody counts the AC side',
      [
        { stored: 0, acCharge: undefined },
        { stored: 2, import: 102, charge: 52, acCharge: undefined },
      ],
      0.1,
    ],
  ] as const)
    test(what, () => equal(priceAfter(...halfHours), price));
});

test('the counter of the day does until that of all days is known, and the two are never mixed', () => {
  const at = (minutes: number, charge: number | undefined, chargeToday: number) =>
    sight(new Date(Date.UTC(2026, 0, 15, 2, minutes)).toISOString(), {
      import: 100 + minutes / 10,
      stored: 10,
      charge,
      chargeToday,
    });
  const charged = (...sights: readonly ReturnType<typeof at>[]): number =>
    rounded(after(tariff, sights).battery.flows.charged);
  equal(charged(at(0, undefined, 1), at(10, undefined, 2)), 1);
  equal(charged(at(0, undefined, 1), at(10, 20, 2), at(20, 21, 3)), 2);
  equal(charged(at(0, 20, 1), at(5, undefined, 2), at(10, 22, 3)), 2);
});

test('figures say what the ledger holds', () => {
  const ledger = after(tariff, [
    sight('2026-01-15T02:00:00Z', { import: 100, export: 0, charge: 5, stored: 0 }),
    sight('2026-01-15T02:30:00Z', { import: 102, export: 0, charge: 7, stored: 2 }),
    sight('2026-01-15T12:00:00Z', { import: 102, export: 1, charge: 7, stored: 2 }),
    sight('2026-01-15T12:30:00Z', { import: 103, export: 1, charge: 7, stored: 1.5 }),
  ]);
  const { byRate, ...cost } = costsOf(ledger, tariff, 1.5);
  deepEqual(cost, {
    currency: 'GBP',
    byHand: false,
    rate: 'day',
    currentRate: 0.3,
    dayRate: 0.3,
    nightRate: 0.1,
    importToday: 0.5,
    importTotal: 0.5,
    exportRate: 0.15,
    exportToday: 0.15,
    exportTotal: 0.15,
    averageToday: 0.166667,
    batteryRate: 0.1,
    batteryValue: 0.15,
  });
  deepEqual(byRate, {
    day: { energyToday: 1, costToday: 0.3, energyTotal: 1, costTotal: 0.3, startedAt: 102 },
    night: { energyToday: 2, costToday: 0.2, energyTotal: 2, costTotal: 0.2, startedAt: 100 },
  });
});

test('what is not known is not told', () => {
  const ledger = after(london({}), [sight('2026-01-15T02:00:00Z', {})]);
  const { exportRate: _, ...unsold } = london();
  const cost = costsOf(ledger, { ...unsold, exportRate: undefined }, undefined);
  deepEqual(
    [
      'averageToday',
      'exportRate',
      'exportToday',
      'exportTotal',
      'batteryRate',
      'batteryValue',
    ].filter((name) => name in cost),
    [],
  );
});
