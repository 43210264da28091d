import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { until } from '../support/until.js';
import { at, documentFrom, givtcp, simulated, start, within, type Running } from './console.js';

/** Starts a command that serves, and waits until it says where. */
const serving = async (...argv: readonly string[]) => {
  const running = start([...argv, '--port', '0', '--json']);
  onTestFinished(async () => {
    running.interrupt();
    await running.exit;
  });
  await until(() => running.out !== '');
  const told: unknown = JSON.parse(running.out);
  return { running, told, where: whereIn(told) };
};

const whereIn = (told: unknown) => ({
  host: String(within(told, 'host')),
  port: Number(within(told, 'port')),
});

const ended = async (running: Running): Promise<number> => {
  running.interrupt();
  return running.exit;
};

describe('simulate', () => {
  test('can be read, obeys, and ends on Ctrl-C', async () => {
    const { running, told, where } = await serving(
      'simulate',
      '--model',
      'hybridGen3',
      '--meters',
      '8',
    );
    const { document } = await documentFrom('read', 'getPlant', ...at(where));
    equal(within(document, 'payload.family'), 'hybridGen3');
    equal(within(document, 'payload.serial'), within(told, 'serial'));
    equal((await givtcp('write', 'setBatteryReserve', '20', ...at(where))).code, 0);
    equal(await ended(running), 0);
    equal((await givtcp('read', 'getModes', ...at(where))).code, 3);
  });

  test('as large and as full as asked for', async () => {
    const house = [
      '--packs',
      '6',
      '--meters',
      '8',
      '--charge',
      '40',
      '--serial',
      'WF1111G222',
      '--seed',
      '3',
    ];
    const pace = ['--start', '2026-01-15T00:30', '--latency', '1', '--speed', '1'];
    const { where } = await serving('simulate', ...house, ...pace);
    const plant = await documentFrom('read', 'getPlant', ...at(where));
    deepEqual(within(plant.document, 'payload.packs'), [1, 2, 3, 4, 5, 6]);
    const stats = await documentFrom('read', 'getCombinedStats', ...at(where));
    equal(within(stats.document, 'payload.battery.stateOfCharge'), 40);
    equal(within(stats.document, 'payload.power.pv'), 0);
  });

  test('a port that is taken is said to be', async () => {
    const { port } = await simulated();
    const { code, err } = await givtcp('simulate', '--port', String(port));
    equal(code, 2);
    match(err, /cannot listen on .*the port may be in use, choose another/);
  });

  test('as text it says where it is and what to try', async () => {
    const running = start(['simulate', '--port', '0']);
    await until(() => running.err !== '');
    match(running.out, /^a simulated Hybrid Gen 1 listens on 127\.0\.0\.1:\d+; Ctrl-C ends it\n$/);
    match(running.err, /^try: givtcp read runAll --host 127\.0\.0\.1 --port \d+\n$/);
    equal(await ended(running), 0);
  });
});

const recording = join(
  process.env['GIVTCP_CAPTURES'] ?? '../shared/captures',
  'hybrid_gen1_arm449_0x11_poll_10min.log',
);
if (!existsSync(recording))
  console.log(`the recording ${recording} is not here: its replay is not tested`);

describe.skipIf(!existsSync(recording))('replay', () => {
  test('serves the registers of the recording, and obeys', async () => {
    const { told, where } = await serving('replay', recording);
    const { document } = await documentFrom('read', 'getCombinedStats', ...at(where));
    equal(within(document, 'givtcp.serial'), within(told, 'serial'));
    ok(typeof within(document, 'payload.power.pv') === 'number');
    equal((await givtcp('write', 'setChargeTarget', '33', ...at(where))).code, 0);
  });
});
