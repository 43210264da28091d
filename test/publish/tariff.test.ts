import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';
import type { Tariff } from '../../src/index.js';
import type { PublisherOptions } from '../../src/publish/mqtt/publisher.js';
import { serveRest } from '../../src/publish/rest.js';
import { startBroker, type TestBroker } from './brokers.js';
import { problemsOf } from './discoveryRules.js';
import { listen } from './listener.js';
import { published, retained } from './virtual.js';

let server: TestBroker;
beforeAll(async () => {
  server = await startBroker();
});
afterAll(() => server.close());

const prices = { dayRate: 0.3, nightRate: 0.07, exportRate: 0.15, zone: 'Europe/London' };
const MINUTES = 60_000;
let plants = 0;

/** A plant of its own on the broker, read for some minutes. */
const plantWith = async (tariff: Tariff | undefined, publishing: PublisherOptions = {}) => {
  const serial = `SA1234G6${String((plants += 1)).padStart(2, '0')}`;
  const options = { serial, model: 'hybridGen1', startAt: new Date('2026-01-15T18:00') } as const;
  const scene = published(server, options, publishing, tariff && { tariff });
  onTestFinished(() => scene.close());
  await scene.clock.run(30 * MINUTES);
  // What is acknowledged comes last: then the broker has all the rest.
  scene.broker.publish('marker', serial, { qos: 1 });
  await scene.sent();
  return { ...scene, serial, kept: () => retained(server, serial) };
};

const ratesIn = (kept: ReadonlyMap<string, string>, serial: string) =>
  new Map(
    [...kept].flatMap(([topic, payload]) => {
      const [, leaf] = topic.split(`GivEnergy/${serial}/Energy/Rates/`);
      return leaf === undefined ? [] : [[leaf, payload] as const];
    }),
  );

// The names of the contract, section 2.5.
const leaves = [
  'Battery_Value',
  'Battery_ppkwh',
  'Current_Rate',
  'Current_Rate_Type',
  'Day_Cost',
  'Day_Energy_Total_kWh',
  'Day_Energy_kWh',
  'Day_Rate',
  'Day_Start_Energy_kWh',
  'Export_Rate',
  'Import_ppkwh_Today',
  'Night_Cost',
  'Night_Energy_Total_kWh',
  'Night_Energy_kWh',
  'Night_Rate',
  'Night_Start_Energy_kWh',
];

describe('topics', () => {
  test('are those of GivTCP, and add up', async () => {
    const { serial, kept, snapshots } = await plantWith(prices);
    const rates = ratesIn(await kept(), serial);
    deepEqual([...rates.keys()].toSorted(), leaves);
    // The virtual clock begins at noon of a summer's day.
    deepEqual(
      ['Current_Rate_Type', 'Current_Rate', 'Day_Rate', 'Night_Rate', 'Export_Rate'].map((leaf) =>
        rates.get(leaf),
      ),
      ['Day', '0.3', '0.3', '0.07', '0.15'],
    );
    const number = (leaf: string) => Number(rates.get(leaf));
    const bought = snapshots.at(-1)?.figures.energy.total.import ?? 0;
    ok(number('Day_Energy_kWh') > 0);
    equal(
      number('Day_Energy_kWh').toFixed(1),
      (bought - number('Day_Start_Energy_kWh')).toFixed(1),
    );
    equal(number('Day_Cost'), Math.round(number('Day_Energy_kWh') * 300) / 1000);
    deepEqual([rates.get('Night_Energy_kWh'), rates.get('Night_Cost')], ['0.0', '0.0']);
  });

  test('the snapshot topic has costs in clear names', async () => {
    const { serial, kept } = await plantWith({ ...prices, currency: 'EUR' });
    const { cost } = JSON.parse((await kept()).get(`GivEnergy/${serial}/snapshot`) ?? '{}');
    deepEqual(
      [cost.currency, cost.rate, cost.currentRate, cost.byRate.night.costToday],
      ['EUR', 'day', 0.3, 0],
    );
    equal(cost.importToday, cost.byRate.day.costToday);
  });

  test('there are none without a tariff', async () => {
    const { serial, kept } = await plantWith(undefined, { control: true });
    const all = await kept();
    equal(ratesIn(all, serial).size, 0);
    equal('cost' in JSON.parse(all.get(`GivEnergy/${serial}/snapshot`) ?? '{}'), false);
  });

  test('REST answers the same', async () => {
    const { inverter, serial } = await plantWith(prices);
    const rest = await serveRest(inverter, { port: 0 });
    onTestFinished(() => rest.close());
    const answer = await fetch(`http://127.0.0.1:${rest.port}/runAll`);
    const { Energy } = JSON.parse(await answer.text());
    deepEqual(Object.keys(Energy.Rates).toSorted(), leaves);
    deepEqual([Energy.Rates.Current_Rate, Energy.Rates.Current_Rate_Type], [0.3, 'Day'], serial);
  });
});

const discovery = { form: 'entity', version: '1' } as const;

describe('Home Assistant', () => {
  const configsOf = async (tariff: Tariff) => {
    const { serial, kept } = await plantWith(tariff, { discovery, control: true, readOnly: true });
    const all = [...(await kept())].filter(([topic]) => topic.endsWith('/config'));
    deepEqual(
      all.flatMap(([topic, payload]) => problemsOf(topic, payload)),
      [],
    );
    const own = all.filter(([, payload]) => payload.includes('/Energy/Rates/'));
    return new Map(
      own.map(([topic, payload]) => {
        const { unique_id: id, ...config } = JSON.parse(payload);
        const [, component] = topic.split('/');
        return [String(id).replace(`GivTCP_${serial}_`, ''), { component, ...config }] as const;
      }),
    );
  };

  test("has GivTCP's unique ids, and the units of the tariff", async () => {
    const configs = await configsOf({ ...prices, currency: 'EUR' });
    deepEqual([...configs.keys()].toSorted(), leaves);
    for (const [leaf, kind, unit, state] of [
      ['Day_Cost', 'monetary', 'EUR', undefined],
      ['Night_Cost', 'monetary', 'EUR', undefined],
      ['Battery_Value', 'monetary', 'EUR', undefined],
      ['Day_Rate', undefined, 'EUR/kWh', 'measurement'],
      ['Current_Rate', undefined, 'EUR/kWh', 'measurement'],
      ['Battery_ppkwh', undefined, 'EUR/kWh', 'measurement'],
      ['Import_ppkwh_Today', undefined, 'EUR/kWh', 'measurement'],
      ['Day_Energy_kWh', 'energy', 'kWh', 'total_increasing'],
      ['Night_Energy_Total_kWh', 'energy', 'kWh', 'total_increasing'],
    ] as const) {
      const config = configs.get(leaf);
      deepEqual(
        [config?.component, config?.device_class, config?.unit_of_measurement, config?.state_class],
        ['sensor', kind, unit, state],
        leaf,
      );
    }
  });

  test('shows the rate where the clock changes it, and lets choose it where a hand does', async () => {
    const byClock = (await configsOf(prices)).get('Current_Rate_Type');
    deepEqual([byClock?.component, byClock?.command_topic], ['sensor', undefined]);
    const byHand = (await configsOf({ ...prices, byHand: true })).get('Current_Rate_Type');
    equal(byHand?.component, 'select');
    deepEqual(byHand?.options, ['Day', 'Night']);
    match(byHand?.command_topic, /^GivEnergy\/control\/\w+\/switchRate$/);
  });
});

describe('the command switchRate', () => {
  const ordered = async (tariff: Tariff | undefined, publishing: PublisherOptions = {}) => {
    const scene = await plantWith(tariff, { control: true, ...publishing });
    const listener = await listen(server.port, `GivEnergy/${scene.serial}/#`);
    onTestFinished(() => listener.close());
    const order = async (rate: string) => {
      const seen = listener.heard.length;
      await listener.send(`GivEnergy/control/${scene.serial}/switchRate`, rate);
      const reply = await listener.until(
        (message) =>
          message.topic.endsWith('/Response/switchRate') && listener.heard.indexOf(message) >= seen,
      );
      return JSON.parse(reply.payload);
    };
    return { ...scene, order };
  };

  test('switches the rate, also of a plant that is only read', async () => {
    const { order, sent, kept, serial } = await ordered(
      { ...prices, byHand: true },
      { readOnly: true },
    );
    const { ok: done, result, confirmed } = await order('night');
    deepEqual([done, result, confirmed], [true, 'confirmed', {}]);
    await sent();
    const rates = ratesIn(await kept(), serial);
    deepEqual([rates.get('Current_Rate_Type'), rates.get('Current_Rate')], ['Night', '0.07']);
    equal((await order('NIGHT')).result, 'unchanged');
  });

  test('is refused with a reason where the clock does it, and without a tariff', async () => {
    for (const tariff of [prices, undefined]) {
      const { order } = await ordered(tariff);
      const { ok: done, code, message } = await order('Day');
      deepEqual([done, code], [false, 'NOT_SUPPORTED']);
      match(message, /no tariff that is switched by hand/);
    }
  });
});
