import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import type { Simulator } from '../../src/simulator/index.js';
import {
  at,
  box,
  deploy,
  directory,
  house,
  redeploy,
  send,
  simulator,
  statusOf,
  tab,
  useNodeRed,
  watchers,
  writer,
} from './support.js';

useNodeRed();

const INVERTER = 0x11;
const CHARGE_TARGET = 116;
const RESERVE = 110;
const CHARGE_SLOT_START = 94;
const CHARGE_SLOT_END = 95;

const written = ({ writes }: Simulator) => writes.map(({ address, word }) => [address, word]);

describe('a write', () => {
  test('is done, read back and reported, and the message is kept', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' })]);
    send('write', { payload: { chargeToPercent: '55' }, colour: 'blue' });
    const outcome = await box('outcomes').next();
    equal(at(outcome, 'payload.result'), 'confirmed');
    deepEqual(at(outcome, 'payload.requested'), { chargeToPercent: 55 });
    equal(at(outcome, 'colour'), 'blue');
    equal(at(outcome, 'givtcp.function'), 'setChargeTarget');
    equal(dongle.read(INVERTER, 'holding', CHARGE_TARGET), 55);
  });

  for (const [form, payload] of [
    ['an object', { chargeToPercent: 61 }],
    ['JSON text', '{"chargeToPercent":"61"}'],
    ['a number', 61],
    ['text', '61'],
  ] as const)
    test(`takes its value as ${form}`, async () => {
      const dongle = await simulator();
      await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' })]);
      send('write', { payload });
      await box('outcomes').next();
      equal(dongle.read(INVERTER, 'holding', CHARGE_TARGET), 61);
    });

  for (const [where, message] of [
    ['msg.function', { function: 'setBatteryReserve' }],
    ['the end of msg.topic', { topic: 'home/control/setBatteryReserve' }],
  ] as const)
    test(`finds its control in ${where}`, async () => {
      const dongle = await simulator();
      await deploy([tab, house(dongle), ...writer()]);
      send('write', { ...message, payload: { dischargeToPercent: '12' } });
      await box('outcomes').next();
      equal(dongle.read(INVERTER, 'holding', RESERVE), 12);
    });

  test('with the values of the dialog does not look at the payload', async () => {
    const dongle = await simulator();
    const values = { start: '01:30', finish: '04:45', chargeToPercent: '' };
    const fixed = { control: 'setChargeSlot1', source: 'fixed', values };
    await deploy([tab, house(dongle), ...writer(fixed)]);
    send('write', { payload: 1_795_000_000_000 });
    await box('outcomes').next();
    equal(dongle.read(INVERTER, 'holding', CHARGE_SLOT_START), 130);
    equal(dongle.read(INVERTER, 'holding', CHARGE_SLOT_END), 445);
  });

  test('of what is there already writes nothing', async () => {
    const dongle = await simulator();
    dongle.poke(INVERTER, 'holding', CHARGE_TARGET, 70);
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' })]);
    send('write', { payload: 70 });
    equal(at(await box('outcomes').next(), 'payload.result'), 'unchanged');
    deepEqual(written(dongle), []);
  });

  test('of what is there already is written when forced', async () => {
    const dongle = await simulator();
    dongle.poke(INVERTER, 'holding', CHARGE_TARGET, 70);
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget', force: true })]);
    send('write', { payload: 70 });
    equal(at(await box('outcomes').next(), 'payload.result'), 'confirmed');
    deepEqual(written(dongle), [[CHARGE_TARGET, 70]]);
  });

  test('may be tried: by the node or by the message', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' })]);
    send('write', { payload: 42, dryRun: true });
    const outcome = await box('outcomes').next();
    equal(at(outcome, 'payload.result'), 'dryRun');
    equal(at(outcome, 'payload.registers.0.register'), CHARGE_TARGET);
    equal(at(outcome, 'payload.registers.0.requested'), 42);
    for (const yes of ['true', 1, ' On ']) {
      send('write', { payload: 42, dryRun: yes });
      equal(at(await box('outcomes').next(), 'payload.result'), 'dryRun');
    }
    deepEqual(written(dongle), []);
  });

  test('shows on the node, with its age', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' }), ...watchers]);
    await statusOf('write', /^ready$/);
    send('write', { payload: 55 });
    const { status } = await statusOf('write', /^confirmed/);
    deepEqual([at(status, 'fill'), at(status, 'text')], ['green', 'confirmed now']);
  });
});

describe('nothing is written', () => {
  for (const [what, message, code, words] of [
    ['a value out of range', { payload: 101 }, 'BAD_INPUT', /chargeToPercent is 101.*4 to 100/],
    ['text that is no number', { payload: 'abc' }, 'BAD_INPUT', /chargeToPercent is "abc"/],
    ['a dry run or none', { payload: 55, dryRun: 'maybe' }, 'BAD_INPUT', /dryRun is "maybe": use/],
    ['a fraction', { payload: 50.5 }, 'BAD_INPUT', /chargeToPercent is 50\.5/],
    ['an empty text', { payload: '' }, 'BAD_INPUT', /chargeToPercent is missing/],
    ['broken JSON', { payload: '{"chargeToPercent":' }, 'BAD_INPUT', /JSON/],
    ['an empty object', { payload: {} }, 'BAD_INPUT', /chargeToPercent is missing/],
  ] as const)
    test(`for ${what}, and a catch node hears why`, async () => {
      const dongle = await simulator();
      await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' }), ...watchers]);
      send('write', message);
      const failure = await box('errors').next();
      equal(at(failure, 'error.code'), code);
      match(String(at(failure, 'error.message')), words);
      equal(at(failure, 'error.source.id'), 'write');
      deepEqual(written(dongle), []);
      equal(box('outcomes').heard.length, 0);
      equal(box('completed').heard.length, 0);
    });

  for (const [what, message] of [
    ['a control that does not exist', { function: 'setEverything', payload: 1 }],
    ['a message that names none', { payload: 1 }],
  ] as const)
    test(`for ${what}`, async () => {
      const dongle = await simulator();
      await deploy([tab, house(dongle), ...writer(), ...watchers]);
      send('write', message);
      equal(at(await box('errors').next(), 'error.code'), 'UNKNOWN_FUNCTION');
      deepEqual(written(dongle), []);
    });

  test('for a control in the dialog that does not exist: the badge says so at once', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...writer({ control: 'setEverything' }), ...watchers]);
    await statusOf('write', /^not configured$/);
    send('write', { payload: 1 });
    equal(at(await box('errors').next(), 'error.code'), 'UNKNOWN_FUNCTION');
    equal(dongle.arrivals, 0);
  });

  test('while the inverter settings are read only, except that it may be tried', async () => {
    const dongle = await simulator();
    const readOnly = house(dongle, { readOnly: 'true' });
    await deploy([tab, readOnly, ...writer({ control: 'setChargeTarget' }), ...watchers]);
    send('write', { payload: 55 });
    equal(at(await box('errors').next(), 'error.code'), 'READ_ONLY');
    for (const tried of [
      { payload: 55, dryRun: true },
      { payload: { chargeToPercent: 55, dryRun: 'true' } },
    ]) {
      send('write', tried);
      const outcome = await box('outcomes').next();
      equal(at(outcome, 'payload.result'), 'dryRun');
      match(String(at(outcome, 'payload.warnings')), /without a dry run nothing would be written/);
    }
    deepEqual(written(dongle), []);
  });

  test('by a deploy, however often', async () => {
    const dongle = await simulator();
    const values = { chargeToPercent: 55 };
    const fixed = writer({ control: 'setChargeTarget', source: 'fixed', values });
    const flow = [tab, house(dongle), ...fixed, ...watchers];
    await deploy(flow);
    for (let count = 0; count < 3; count++) {
      await statusOf('write', /^ready$/);
      await redeploy(flow);
    }
    deepEqual(written(dongle), []);
  });

  test('while there is no connection: the message fails, and the badge says both', async () => {
    const nowhere = house({ host: '127.0.0.1', port: 9 });
    await deploy([tab, nowhere, ...writer({ control: 'setChargeTarget' }), ...watchers]);
    await statusOf('write', /^offline/);
    send('write', { payload: 55 });
    equal(at(await box('errors').next(), 'error.code'), 'NOT_CONNECTED');
    await statusOf('write', /^not connected now$/);
  });
});

describe('a job for some minutes', () => {
  test('is kept in the user directory, so that a restart can end it', async () => {
    const dongle = await simulator({ stateOfCharge: 40 });
    const before = dongle.read(INVERTER, 'holding', CHARGE_SLOT_START);
    const flow = [tab, house(dongle), ...writer(), ...watchers];
    await deploy(flow);
    send('write', { function: 'forceCharge', payload: 30 });
    equal(at(await box('outcomes').next(), 'payload.result'), 'confirmed');
    const file = join(directory(), 'givtcp', `controls-${dongle.serial}.json`);
    deepEqual(jobsIn(file), ['forceCharge']);
    notEqual(dongle.read(INVERTER, 'holding', CHARGE_SLOT_START), before);
    await redeploy(flow);
    send('write', { function: 'cancelJob', payload: 'forceCharge' });
    await box('outcomes').next();
    equal(dongle.read(INVERTER, 'holding', CHARGE_SLOT_START), before);
    deepEqual(jobsIn(file), []);
  });
});

const jobsIn = (file: string): string[] =>
  JSON.parse(readFileSync(file, 'utf8')).jobs.map(({ name }: { name: string }) => name);

describe('a write that does not come about', () => {
  test('goes to the catch node with what was done, and no outcome is sent', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...writer({ control: 'setChargeTarget' }), ...watchers]);
    dongle.faults.ignoreWrites();
    send('write', { payload: 55 });
    const failure = await box('errors').next();
    equal(at(failure, 'error.code'), 'NOT_VERIFIED');
    equal(at(failure, 'givtcp.outcome.result'), 'failed');
    ok(String(at(failure, 'givtcp.outcome.state')).length > 0);
    equal(box('outcomes').heard.length, 0);
  });
});
