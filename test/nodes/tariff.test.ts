import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { settingsFrom } from '../../nodes/config/settings.js';
import {
  ask,
  at,
  box,
  deploy,
  directory,
  house,
  logged,
  reader,
  redeploy,
  send,
  simulator,
  tab,
  useNodeRed,
  watchers,
  writer,
} from './support.js';

useNodeRed();

const prices = { dayRate: '0,30', nightRate: '0.07', exportRate: '0.15' };
const byHand = { ...prices, rateChange: 'hand' };

describe('what the dialog holds', () => {
  const told = (more: object) => settingsFrom({ host: '10.0.0.1', ...more }).tariff;

  test('is a tariff once there is a day rate', () => {
    equal(told({ dayRate: '', nightRate: '', currency: 'GBP', dayStart: '07:30' }), undefined);
    deepEqual(told({ dayRate: '0.3' }), {
      dayRate: 0.3,
      dayStart: '07:30',
      nightStart: '00:30',
      byHand: false,
    });
    deepEqual(told({ ...prices, currency: 'EUR', dayStart: '6:00', nightStart: '22:00' }), {
      dayRate: 0.3,
      nightRate: 0.07,
      exportRate: 0.15,
      currency: 'EUR',
      dayStart: '06:00',
      nightStart: '22:00',
      byHand: false,
    });
  });

  test('by hand, whatever times are left over do not matter', () =>
    equal(told({ ...byHand, dayStart: '00:30', nightStart: '00:30' })?.byHand, true));

  for (const [wrong, sentence] of [
    [{ dayRate: '28,64p' }, /^Day rate is "28,64p": use money a kWh.*not pence/],
    [{ dayRate: '0.3', nightRate: 'cheap' }, /^Night rate is "cheap"/],
    [{ dayRate: '0.3', exportRate: '1e3' }, /^Export rate is "1e3"/],
    [{ nightRate: '0.07' }, /^Day rate is missing/],
    [{ dayRate: '0.3', currency: '£' }, /^Currency is "£": use three letters/],
    [{ dayRate: '0.3', dayStart: '25:00' }, /^Day from is "25:00": use a time/],
    [
      { dayRate: '0.3', dayStart: '0:30', nightStart: '00:30' },
      /^Night from is 00:30, as Day from/,
    ],
    [{ dayRate: '0.3', rateChange: 'never' }, /^Rates change is "never"/],
    [{ dayRate: '${NO_SUCH_RATE}' }, /^Day rate takes the environment variable NO_SUCH_RATE/],
  ] as const)
    test(`is refused with a reason: ${JSON.stringify(wrong)}`, () => {
      try {
        told(wrong);
      } catch (error) {
        return match(String(at(error, 'message')), sentence);
      }
      ok(false, 'it was taken');
    });
});

test('a read node tells costs, by rates from the environment', async () => {
  process.env['TEST_DAY_RATE'] = '0.25';
  const dongle = await simulator();
  const rates = { ...byHand, dayRate: '${TEST_DAY_RATE}' };
  await deploy([tab, house(dongle, rates), ...reader({ trigger: 'poll' })]);
  const reading = await box('readings').until(
    (message) => at(message, 'payload.cost') !== undefined,
  );
  deepEqual(
    ['currency', 'rate', 'dayRate', 'nightRate', 'importToday'].map((name) =>
      at(reading, `payload.cost.${name}`),
    ),
    ['GBP', 'day', 0.25, 0.07, 0],
  );
});

const rateTold = (rate: string) =>
  box('readings').until((message) => at(message, 'payload.cost.rate') === rate);

describe('switchRate', () => {
  const flowOf = (dongle: { readonly host: string; readonly port: number }, settings: object) => [
    tab,
    house(dongle, settings),
    ...reader({ trigger: 'poll' }),
    ...writer({ control: 'switchRate' }),
    ...watchers,
  ];

  test('from a write node holds at once, also where the inverter is only read, and outlives a restart', async () => {
    const dongle = await simulator();
    const flow = flowOf(dongle, { ...byHand, readOnly: 'true' });
    await deploy(flow);
    await rateTold('day');
    send('write', { payload: 'night' });
    const outcome = await box('outcomes').next();
    deepEqual([at(outcome, 'payload.result'), at(outcome, 'payload.registers')], ['confirmed', []]);
    await rateTold('night');
    equal(dongle.writes.length, 0);
    await redeploy([tab]);
    const folder = join(directory(), 'givtcp');
    const file = readdirSync(folder).find((name) => name.startsWith('tariff-'));
    equal(file, `tariff-${dongle.serial}.json`);
    equal(JSON.parse(readFileSync(join(folder, file), 'utf8')).rate, 'night');
    const before = box('readings').heard.length;
    await redeploy(flow);
    const first = await box('readings').until(
      (message) =>
        box('readings').heard.indexOf(message) >= before &&
        at(message, 'payload.cost') !== undefined,
    );
    equal(at(first, 'payload.cost.rate'), 'night');
  });

  test('is refused to a Catch node where the clock changes the rate', async () => {
    const dongle = await simulator();
    await deploy(flowOf(dongle, prices));
    await box('readings').next();
    send('write', { payload: 'Night' });
    const failure = await box('errors').next();
    equal(at(failure, 'error.code'), 'NOT_SUPPORTED');
    match(String(at(failure, 'error.message')), /no tariff that is switched by hand.*tab Tariff/);
  });

  test('is offered by the dialog of the write node where it works, and tried there without doing it', async () => {
    const dongle = await simulator();
    await deploy(flowOf(dongle, byHand));
    await rateTold('day');
    const { body } = await ask('get', '/givtcp/controls/house');
    const offers = at(body, 'offers');
    ok(Array.isArray(offers));
    deepEqual(
      offers.find((offer) => at(offer, 'name') === 'switchRate'),
      { name: 'switchRate' },
    );
    const tried = await ask('post', '/givtcp/dry-run/house', {
      control: 'switchRate',
      payload: 'Night',
    });
    equal(at(tried.body, 'outcome.result'), 'dryRun');
    equal(at(box('readings').heard.at(-1), 'payload.cost.rate'), 'day');
  });
});

test('a file that cannot be used is told of, and the count begins anew', async () => {
  const dongle = await simulator();
  const flow = [tab, house(dongle, byHand), ...reader({ trigger: 'poll' })];
  await deploy(flow);
  await rateTold('day');
  await redeploy([tab]);
  const path = join(directory(), 'givtcp', `tariff-${dongle.serial}.json`);
  writeFileSync(path, '{"rate":"night"}');
  const before = box('readings').heard.length;
  await redeploy(flow);
  const first = await box('readings').until(
    (message) =>
      box('readings').heard.indexOf(message) >= before && at(message, 'payload.cost') !== undefined,
  );
  equal(at(first, 'payload.cost.rate'), 'day');
  match(logged().join('\n'), /tariff-\w+\.json cannot be used/);
});
