import { describe, test } from 'vitest';
import { deepEqual, equal, match } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, documentFrom, givtcp, simulated, state, within } from './console.js';

const INVERTER = 0x11;
const CHARGE_TARGET = 116;

describe('write', () => {
  test('writes, reads back and says so', async () => {
    const simulator = await simulated();
    const payload = '{"chargeToPercent":"50"}';
    const { code, out } = await givtcp('write', 'setChargeTarget', payload, ...at(simulator));
    equal(code, 0);
    match(out, /^setChargeTarget: confirmed\. The inverter now shows charge target at 50 %/);
    match(out, /charge target +\d+ % -> 50 % +written, read back +\(register 116: \d+ -> 50\)/);
    equal(simulator.read(INVERTER, 'holding', CHARGE_TARGET), 50);
  });

  test('what is already so is not written again, unless forced', async () => {
    const simulator = await simulated();
    simulator.poke(INVERTER, 'holding', CHARGE_TARGET, 60);
    const argv = ['write', 'setChargeTarget', '60', ...at(simulator)];
    const { code, out } = await givtcp(...argv);
    equal(code, 0);
    match(out, /^setChargeTarget: unchanged/);
    deepEqual(simulator.writes, []);
    equal((await givtcp(...argv, '--force')).code, 0);
    equal(simulator.writes.length, 1);
  });

  test('the runs of a day are counted together, for each inverter by itself', async () => {
    const [simulator, other] = [
      await simulated({ serial: 'SA2114G301' }),
      await simulated({ serial: 'SA2114G303' }),
    ];
    const to = (percent: number, ...argv: readonly string[]) =>
      givtcp('write', 'setChargeTarget', String(percent), '--budget', '2', ...argv);
    equal((await to(61, ...at(simulator))).code, 0);
    equal((await to(62, ...at(simulator))).code, 0);
    const { code, err } = await to(63, ...at(simulator));
    equal(code, 4);
    match(err, /2 of 2 writes a day are spent/);
    deepEqual(
      simulator.writes.map(({ word }) => word),
      [61, 62],
    );
    equal((await to(63, ...at(other))).code, 0);
  });

  test('a count that cannot be read is begun anew, and that is said', async () => {
    const simulator = await simulated({ serial: 'SA2114G302' });
    writeFileSync(join(state, 'controls-SA2114G302.json'), '{"spent":');
    const { code, err } = await givtcp('write', 'setChargeTarget', '64', ...at(simulator));
    equal(code, 0);
    match(err, /controls-SA2114G302\.json cannot be used/);
  });

  test('a dry run tells and does not do', async () => {
    const simulator = await simulated();
    const argv = ['write', 'setChargeTarget', '70', '--dry-run', ...at(simulator)];
    const { code, document } = await documentFrom(...argv);
    deepEqual([code, within(document, 'result')], [0, 'dryRun']);
    deepEqual(simulator.writes, []);
  });

  test('as JSON it prints the outcome and nothing else', async () => {
    const simulator = await simulated();
    const slot = '{"start":"0100","finish":"05:30"}';
    const argv = ['write', 'setChargeSlot1', slot, ...at(simulator)];
    const { code, document } = await documentFrom(...argv);
    equal(code, 0);
    equal(within(document, 'result'), 'confirmed');
    deepEqual(within(document, 'confirmed.chargeSlot1'), { start: '01:00', end: '05:30' });
    equal(simulator.read(INVERTER, 'holding', 94), 100);
  });

  test('a setting this inverter does not have ends with 4, and nothing is written', async () => {
    const simulator = await simulated({ model: 'pvOnly' });
    const argv = ['write', 'setChargeTarget', '50', ...at(simulator)];
    const { code, document } = await documentFrom(...argv);
    equal(code, 4);
    equal(within(document, 'error.code'), 'NOT_SUPPORTED');
    deepEqual(simulator.writes, []);
  });

  test('an inverter that forgets what it was told ends with 4 and shows how far it came', async () => {
    const simulator = await simulated();
    simulator.faults.ignoreWrites();
    const { code, out, err } = await givtcp('write', 'setChargeTarget', '55', ...at(simulator));
    deepEqual([code, out], [4, '']);
    match(err, /Charge target: .*does not show it afterwards/);
    match(err, /charge target .* written, but it shows \d+ +\(register 116/);
  });

  test('what somebody would have to end later is not begun', async () => {
    const { code, err } = await givtcp('write', 'forceCharge', '30', '--host', '127.0.0.1');
    equal(code, 4);
    match(err, /has to be ended after 30 minutes.*write node/);
  });

  test('a name that GivTCP takes without effect is refused with the reason', async () => {
    const { code, err } = await givtcp('write', 'rebootAddon', '--host', '127.0.0.1');
    equal(code, 4);
    match(err, /restarts GivTCP's own computer/);
  });

  test('the rate of a tariff is refused: none is kept here', async () => {
    const { code, err } = await givtcp('write', 'switchRate', 'day', '--host', '127.0.0.1');
    equal(code, 4);
    match(err, /keeps none: use the write node/);
  });
});
