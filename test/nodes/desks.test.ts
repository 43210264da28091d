import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import {
  at,
  box,
  ask,
  deploy,
  house,
  reader,
  send,
  simulator,
  tab,
  useNodeRed,
  writer,
} from './support.js';
import { keyOf } from '../../nodes/common/said.js';

useNodeRed();

const INVERTER = 0x11;
const TARGET = 116;

describe('the dry run of the write dialog', () => {
  test('says what would change, and writes nothing', async () => {
    const dongle = await simulator({ model: 'hybridGen3' });
    await deploy([tab, house(dongle), ...reader(), ...writer()]);
    send('read');
    await box('readings').next();
    const before = dongle.read(INVERTER, 'holding', TARGET);
    const answer = await ask('post', '/givtcp/dry-run/house', {
      control: 'setChargeTarget',
      source: 'fixed',
      values: { chargeToPercent: '57' },
    });
    equal(at(answer.body, 'outcome.result'), 'dryRun');
    const registers = at(answer.body, 'outcome.registers');
    const target = Array.isArray(registers)
      ? registers.find((row) => at(row, 'register') === TARGET)
      : undefined;
    deepEqual([at(target, 'was'), at(target, 'meaning')], [`${before} %`, '57 %']);
    deepEqual(dongle.writes, []);
  });

  test('says why something would be refused', async () => {
    const dongle = await simulator({ model: 'hybridGen3' });
    await deploy([tab, house(dongle), ...writer()]);
    const form = { control: 'setChargeTarget', source: 'message', payload: 700 };
    const { body } = await ask('post', '/givtcp/dry-run/house', form);
    equal(at(body, 'refused.code'), 'BAD_INPUT');
    match(String(at(body, 'refused.message')), /chargeToPercent is 700: must be .* from 4 to 100/);
    deepEqual(at(body, 'said'), {
      key: keyOf('input.bad'),
      facts: {
        field: 'chargeToPercent',
        value: '700',
        expected: { key: keyOf('writing.wholeWithin'), facts: { low: '4', high: '100 %' } },
      },
    });
  });

  test('warns where the settings are read only', async () => {
    const dongle = await simulator({ model: 'hybridGen3' });
    await deploy([tab, house(dongle, { readOnly: 'true' }), ...writer()]);
    const form = { control: 'setBatteryReserve', source: 'message', payload: 33 };
    const { body } = await ask('post', '/givtcp/dry-run/house', form);
    match(String(at(body, 'outcome.warnings')), /Read only/);
    deepEqual(at(body, 'said'), [{ key: keyOf('writing.wouldBeReadOnly'), facts: {} }]);
  });

  test('of settings that are not deployed says so', async () => {
    await deploy([tab]);
    const answer = await ask('post', '/givtcp/dry-run/nowhere', {});
    deepEqual([answer.status, answer.body], [404, { reason: 'not-deployed' }]);
  });
});

test('the write dialog learns what this plant makes of each control', async () => {
  const dongle = await simulator({ model: 'threePhase' });
  await deploy([tab, house(dongle), ...reader(), ...writer()]);
  send('read');
  await box('readings').next();
  const { body } = await ask('get', '/givtcp/controls/house');
  const offers = Object.values(Object(at(body, 'offers')));
  const named = (name: string): unknown => offers.find((offer) => at(offer, 'name') === name);
  match(String(at(named('setBatteryCutoff'), 'refused')), /no setting "battery cutoff"/);
  equal(at(named('setChargeTarget'), 'refused'), undefined);
});

describe('a value of the write node', () => {
  for (const [type, value, message] of [
    ['msg', 'wish.target', { wish: { target: 71 } }],
    ['json', '71', {}],
    ['str', '71', {}],
  ] as const)
    test(`may come from ${type}`, async () => {
      const dongle = await simulator();
      const control = { control: 'setChargeTarget', source: 'fixed' };
      const values = { values: { chargeToPercent: value }, valueTypes: { chargeToPercent: type } };
      await deploy([tab, house(dongle), ...writer({ ...control, ...values })]);
      send('write', message);
      equal(at(await box('outcomes').next(), 'payload.result'), 'confirmed');
      equal(dongle.read(INVERTER, 'holding', TARGET), 71);
    });
});

describe('the read dialog', () => {
  const form = { function: 'getCombinedStats', trigger: 'poll', fields: ['power.pv'] };

  test('lists what this plant tells, with the values of now', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader()]);
    send('read');
    await box('readings').next();
    const { body } = await ask('post', '/givtcp/readings/house', { function: 'getCombinedStats' });
    equal(at(body, 'live'), true);
    const rows = Object.values(Object(at(body, 'readings')));
    const charge = rows.find((row) => at(row, 'path') === 'battery.stateOfCharge');
    deepEqual(charge, {
      path: 'battery.stateOfCharge',
      unit: '%',
      what: 'Charge',
      value: dongle.read(INVERTER, 'input', 59),
      count: 1,
    });
  });

  test('has the general list before the first deploy', async () => {
    await deploy([tab]);
    const { body } = await ask('post', '/givtcp/readings/_ADD_', { function: 'getModes' });
    equal(at(body, 'live'), false);
    ok(Object.values(Object(at(body, 'readings'))).length > 20);
  });

  test('shows the message that the node sends', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ fields: ['power.pv'], maxAge: '60' })]);
    send('read');
    const sent = await box('readings').next();
    deepEqual(Object.keys(Object(sent.payload)), ['time', 'power']);
    const { body } = await ask('post', '/givtcp/preview/house', { ...form, trigger: 'input' });
    deepEqual(at(body, 'messages.0.payload'), sent.payload);
    deepEqual(at(body, 'messages.0.topic'), sent.topic);
  });

  test('says what is wrong with a form', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader()]);
    const { body } = await ask('post', '/givtcp/preview/house', { ...form, output: 'song' });
    match(String(at(body, 'problem')), /As is "song"/);
  });
});
