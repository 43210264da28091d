import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { describe, onTestFinished, test } from 'vitest';
import type { InverterOptions, Ledger, LedgerStore } from '../../src/index.js';
import { virtualInverter, type VirtualInverter } from '../support/virtualInverter.js';

const HOUR = 3_600_000;
const tariff = {
  dayRate: 0.3,
  nightRate: 0.1,
  exportRate: 0.15,
  // The virtual clock begins at noon of a summer's day in London.
  dayStart: '14:00',
  nightStart: '23:00',
  zone: 'Europe/London',
};

const shelf = (): LedgerStore => {
  const kept = new Map<string, Ledger>();
  return {
    load: async (serial) => kept.get(serial),
    save: async (ledger) => void kept.set(ledger.serial, ledger),
  };
};

const opened = (more: Partial<InverterOptions>, startAt = new Date('2026-01-15T12:00')) => {
  const scene = virtualInverter(
    { model: 'hybridGen1', startAt },
    { liveEvery: 60_000, tariff, ...more },
  );
  onTestFinished(() => scene.close());
  return scene;
};

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Nothing is bought that is not booked at one of the rates, nor paid that was not bought. */
const addsUp = ({ snapshots }: VirtualInverter, hours: number): void => {
  const priced = snapshots.filter(({ cost }) => cost !== undefined);
  const first = priced.find(({ figures }) => figures.energy.total.import !== undefined);
  const last = priced.at(-1);
  const cost = last?.cost;
  ok(first && last && cost);
  ok(last.takenAt - first.takenAt > (hours - 1) * HOUR);
  const rise = (name: 'import' | 'export'): number =>
    (last.figures.energy.total[name] ?? 0) - (first.figures.energy.total[name] ?? 0);
  const { day, night } = cost.byRate;
  ok(rise('import') > 5);
  equal(rounded(day.energyTotal + night.energyTotal), rounded(rise('import')));
  equal(rounded(cost.importTotal), rounded(day.energyTotal * 0.3 + night.energyTotal * 0.1));
  equal(rounded(cost.exportTotal ?? 0), rounded(rise('export') * 0.15));
  ok(day.energyTotal > 0 && night.energyTotal > 0);
};

test('a day and a half of a household adds up', async () => {
  const scene = opened({});
  await scene.clock.run(36 * HOUR);
  addsUp(scene, 36);
});

test('costs are told in each snapshot, also in those somebody asks for', async () => {
  const scene = opened({});
  await scene.clock.run(10 * 60_000);
  equal(scene.inverter.snapshot?.cost?.currency, 'GBP');
  equal((await scene.settle(scene.inverter.refresh('live'))).cost?.rate, 'night');
  equal(Object.isFrozen(scene.inverter.snapshot), true);
});

test('without a tariff there are none', async () => {
  const scene = virtualInverter();
  onTestFinished(() => scene.close());
  await scene.clock.run(5 * 60_000);
  ok(scene.snapshots.length > 3);
  equal(
    scene.snapshots.some((snapshot) => 'cost' in snapshot),
    false,
  );
});

test('a tariff that cannot be used is refused before anything is connected', () => {
  const wrong = { ...tariff, currency: 'pounds' };
  throws(() => virtualInverter({}, { tariff: wrong }), { code: 'BAD_CONFIG' });
});

describe('switchRate', () => {
  const byHand = { ...tariff, byHand: true };

  test('holds at once, writes nothing, and is not stopped by read only or the budget', async () => {
    const budget = { warnAt: 0, stopAt: 0 };
    const scene = opened({ tariff: byHand, readOnly: true, budget });
    await scene.clock.run(5 * 60_000);
    const { inverter } = scene;
    equal(inverter.snapshot?.cost?.rate, 'day');
    const outcome = await scene.settle(inverter.apply('switchRate', 'NIGHT'));
    deepEqual(
      [outcome.result, outcome.registers, outcome.warnings, outcome.requested],
      ['confirmed', [], [], { rate: 'Night' }],
    );
    match(outcome.state, /The night rate holds from now on/);
    equal(inverter.snapshot?.cost?.rate, 'night');
    equal(inverter.counters['writes'], 0);
    equal(inverter.writesToday, 0);
    equal(
      (await scene.settle(inverter.apply('switchRate', { rate: 'night' }))).result,
      'unchanged',
    );
  });

  test('is refused as long as nobody knows whose rate it would be', () => {
    const { inverter } = opened({ tariff: byHand });
    return rejects(inverter.apply('switchRate', 'Night'), { code: 'NOT_DETECTED' });
  });

  test('is only shown by a dry run', async () => {
    const scene = opened({ tariff: byHand });
    await scene.clock.run(5 * 60_000);
    const dry = await scene.settle(scene.inverter.apply('switchRate', 'Night', { dryRun: true }));
    equal(dry.result, 'dryRun');
    equal(scene.inverter.snapshot?.cost?.rate, 'day');
  });

  test('works while the inverter is away', async () => {
    const scene = opened({ tariff: byHand });
    await scene.clock.run(5 * 60_000);
    scene.dongle.mischief = { request: () => [], line: () => ({ refused: true }) };
    await scene.clock.run(10 * 60_000);
    equal(scene.inverter.status.state, 'offline');
    equal((await scene.settle(scene.inverter.apply('switchRate', 'Night'))).result, 'confirmed');
  });

  test('leaves a plant that has been away for an hour its age, and the day its costs', async () => {
    const scene = opened({ tariff: byHand });
    await scene.clock.run(9 * HOUR);
    const { takenAt = 0, cost: paid } = scene.inverter.snapshot ?? {};
    ok((paid?.importToday ?? 0) > 0);
    scene.dongle.mischief = { request: () => [], line: () => ({ refused: true }) };
    await scene.clock.run(HOUR);
    await scene.settle(scene.inverter.apply('switchRate', 'Night'));
    const { takenAt: after, cost, inverter } = scene.inverter.snapshot ?? {};
    equal(inverter?.stateOfCharge, undefined);
    ok(after !== undefined && after >= takenAt && after < takenAt + 60_000, `${after}`);
    deepEqual([cost?.rate, cost?.importToday], ['night', paid?.importToday]);
  });

  test('is refused where there is no tariff, where the clock does it, and for rates that are none', async () => {
    for (const [more, payload, code] of [
      [{ tariff: undefined }, 'Day', 'NOT_SUPPORTED'],
      [{}, 'Day', 'NOT_SUPPORTED'],
      [{ tariff: byHand }, 'peak', 'BAD_INPUT'],
    ] as const) {
      const { tariff: told, ...scene } = { tariff, ...more };
      const plant = opened({ ...scene, ...(told && { tariff: told }) });
      await plant.clock.run(5 * 60_000);
      await rejects(plant.inverter.apply('switchRate', payload), { code });
    }
  });

  test('is offered where it can be done, and said to be refused where not', async () => {
    for (const [told, refused] of [
      [tariff, true],
      [byHand, false],
    ] as const) {
      const scene = opened({ tariff: told });
      await scene.clock.run(5 * 60_000);
      const offer = scene.inverter.offers.find(({ name }) => name === 'switchRate');
      equal(offer?.refused !== undefined, refused);
    }
  });
});

test('costs and rate outlive a restart', async () => {
  const ledger = shelf();
  const byHand = { ...tariff, byHand: true };
  const first = virtualInverter(
    { startAt: new Date('2026-01-15T17:00') },
    { tariff: byHand, ledger },
  );
  await first.clock.run(2 * HOUR);
  await first.settle(first.inverter.apply('switchRate', 'Night'));
  await first.clock.run(HOUR);
  const before = first.inverter.snapshot?.cost;
  await first.close();
  ok(before !== undefined && before.importTotal > 0);
  const next = virtualInverter(
    { startAt: new Date('2026-01-15T17:00') },
    { tariff: byHand, ledger },
  );
  onTestFinished(() => next.close());
  await next.clock.run(3 * 60_000);
  const { cost } = next.inverter.snapshot ?? {};
  deepEqual([cost?.rate, cost?.importTotal], ['night', before.importTotal]);
});
