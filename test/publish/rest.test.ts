import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, onTestFinished, test } from 'vitest';
import { command } from '../../src/publish/commands.js';
import { serveRest, type Rest } from '../../src/publish/rest.js';
import { until } from '../support/until.js';
import { portOf } from './brokers.js';
import { openPlant, type OpenPlant } from './plants.js';

let plant: OpenPlant;
let rest: Rest;
beforeEach(async () => {
  plant = await openPlant({ model: 'hybridGen1', packs: 1 });
  rest = await serveRest(plant.inverter, { port: 0, zone: 'Europe/London' });
});
afterEach(async () => {
  await rest.close();
  await plant.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, Record<string, Record<string, unknown>>> & { result?: string };
}

const call = (method: string, path: string, body?: string, headers = {}): Promise<Answer> =>
  callAt(rest.port, method, path, body, headers);
const callAt = async (
  port: number,
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const asked = request({ host: '127.0.0.1', port, method, path, headers });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  let text = '';
  for await (const piece of answer) text += String(piece);
  return { status: Number(answer.statusCode), body: JSON.parse(text) };
};
const get = (path: string, headers = {}) => call('GET', path, undefined, headers);
const post = (path: string, body?: unknown) => call('POST', path, JSON.stringify(body));

for (const path of ['/readData', '/runAll', '/getCache', '/getData', '/REST1/readData'])
  test(`GET ${path} answers the tree`, async () => {
    const { status, body } = await get(path);
    equal(status, 200);
    const { snapshot } = plant.inverter;
    equal(body['Power']?.['Power']?.['SOC'], snapshot?.figures.battery.stateOfCharge);
    equal(body['Control']?.['Mode'], 'Eco');
  });

/** All that Predbat reads, by our reference of it. */
test('Predbat finds all that it reads', async () => {
  const { body } = await get('/readData');
  const serial = String(body['raw']?.['invertor']?.['serial_number']);
  const missing = [
    'Stats.GivTCP_Version',
    ...[
      'serial_number',
      'firmware_version',
      'battery_nominal_capacity',
      'model',
      'soc_force_adjust',
    ].map((name) => `raw.invertor.${name}`),
    ...[
      'Battery_Capacity_kWh',
      'Invertor_Max_Bat_Rate',
      'Invertor_Max_Inv_Rate',
      'Invertor_Time',
    ].map((name) => `${serial}.${name}`),
    ...[
      'Enable_Charge_Schedule',
      'Enable_Discharge_Schedule',
      'Enable_Charge_Target',
      'Battery_Power_Reserve',
      'Battery_Discharge_Rate',
      'Battery_Charge_Rate',
      'Target_SOC',
      'Mode',
      'Battery_Calibration',
    ].map((name) => `Control.${name}`),
    ...['SOC_kWh', 'Battery_Power', 'PV_Power', 'Grid_Power', 'Load_Power', 'Battery_Voltage'].map(
      (name) => `Power.Power.${name}`,
    ),
    ...['Charge', 'Discharge'].flatMap((kind) => [
      `Timeslots.${kind}_start_time_slot_1`,
      `Timeslots.${kind}_end_time_slot_1`,
    ]),
    'Battery_Details.Battery_Stack_1.BMS_Temperature',
  ].filter(
    (path) =>
      path.split('.').reduce<unknown>((value, key) => Object(value)[key], body) === undefined,
  );
  deepEqual(missing, []);
  match(JSON.stringify(body['Stats']?.['GivTCP_Version']), /^"3/);
  equal(typeof body['Power']?.['Power']?.['SOC_kWh'], 'number');
});

/** Predbat's order of events: it posts, reads at once, and compares. */
for (const [name, payload, path, expected] of [
  ['setChargeTarget', { chargeToPercent: 71 }, 'Control.Target_SOC', 71],
  ['enableChargeTarget', { state: 'enable' }, 'Control.Enable_Charge_Target', 'enable'],
  ['setBatteryReserve', { reservePercent: '9' }, 'Control.Battery_Power_Reserve', 9],
  ['setBatteryMode', { mode: 'Timed Export' }, 'Control.Mode', 'Timed Export'],
  ['enableChargeSchedule', { state: 'enable' }, 'Control.Enable_Charge_Schedule', 'enable'],
  ['enableDischargeSchedule', { state: 'enable' }, 'Control.Enable_Discharge_Schedule', 'enable'],
  ['setChargeRate', { chargeRate: 0 }, 'Control.Battery_Charge_Rate', 0],
  ['setDischargeRate', { dischargeRate: 9999 }, 'Control.Battery_Discharge_Rate', 2600],
  [
    'setChargeSlot1',
    { start: '01:30', finish: '04:30' },
    'Timeslots.Charge_start_time_slot_1',
    '01:30:00',
  ],
  [
    'setDischargeSlot1',
    { start: '16:00', finish: '19:00' },
    'Timeslots.Discharge_end_time_slot_1',
    '19:00:00',
  ],
] as const)
  test(`after POST /${name} the next read shows it`, async () => {
    const { status, body } = await post(`/${name}`, payload);
    match(String(body.result), /was a success/);
    equal(status, 200);
    const after = await get('/runAll');
    equal(
      path.split('.').reduce<unknown>((value, key) => Object(value)[key], after.body),
      expected,
    );
  });

test('a payload may ask to be tried only', async () => {
  const { body } = await post('/setChargeTarget', { chargeToPercent: 61, dryRun: 'true' });
  match(String(body.result), /^Setting setChargeTarget was only tried: Nothing was written/);
  equal(plant.simulator.writes.length, 0);
});

test('of a restart it is said that it was sent, not that it failed', async () => {
  const { body } = await post('/reboot');
  match(String(body.result), /^Setting reboot is not confirmed: The restart was sent\./);
  equal(body['ok'], false);
  equal(body['outcome'], 'unconfirmed');
});

describe('what is not understood', () => {
  test('a bad value: 200 as GivTCP, a sentence, and nothing written', async () => {
    const { status, body } = await post('/setChargeTarget', { chargeToPercent: 'abc' });
    equal(status, 200);
    match(String(body.result), /failed: chargeToPercent is "abc"/);
    equal(plant.simulator.writes.length, 0);
  });

  test('an unknown function', async () => equal((await post('/setNothing', {})).status, 404));
  test('an unknown page', async () => equal((await get('/index.html')).status, 404));
  test('another method', async () => equal((await call('DELETE', '/readData')).status, 405));
  test('a body without end', async () =>
    equal((await call('POST', '/setChargeTarget', 'x'.repeat(70_000))).status, 413));
});

test('a payload of a book’s length is refused, whoever brings it', async () => {
  const apply = () => Promise.reject(new Error('it was read'));
  const { code, message } = await command(apply, 'setChargeTarget', ' '.repeat(65_537));
  deepEqual(
    [code, message],
    ['BAD_INPUT', 'the payload has 65537 characters, and at most 65536 are understood: send less'],
  );
});

describe('who may call', () => {
  test('a web page from elsewhere may not', async () =>
    equal((await get('/readData', { origin: 'https://example.com' })).status, 403));
  test('a name that leads here by a trick may not', async () =>
    equal((await get('/readData', { host: 'evil.example:6345' })).status, 403));
  test('nor a page whose name leads here by a trick, where the whole network may call', async () => {
    const open = await serveRest(plant.inverter, { port: 0, host: '0.0.0.0' });
    onTestFinished(() => open.close());
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await callAt(open.port, 'POST', '/setChargeTarget', '{"chargeToPercent":66}', headers))
        .status;
    const name = 'evil.example:6345';
    equal(await status({ host: name, origin: `http://${name}` }), 403);
    // Who is no page says so by saying nothing.
    equal(await status({ host: 'nas.home:6345' }), 200);
    equal(await status({ host: '127.0.0.1:6345', origin: 'http://127.0.0.1:1880' }), 200);
  });
  test('with a token nobody without it', async () => {
    await rest.close();
    rest = await serveRest(plant.inverter, { port: 0, token: 's3cret' });
    equal((await get('/readData')).status, 401);
    equal((await get('/readData', { authorization: 'Bearer wrong!' })).status, 401);
    equal((await get('/readData', { authorization: 'Bearer s3cret' })).status, 200);
  });
});

describe('at the end', () => {
  test('a command under way is still answered', async () => {
    const asked = plant.simulator.asked;
    const answer = post('/setChargeTarget', { chargeToPercent: 72 });
    await until(() => plant.simulator.asked > asked);
    await rest.close();
    const { body } = await answer;
    match(String(body.result), /was a success/);
  });

  test('callers that keep their connection, or never come to the end of a call, hold nothing up', async () => {
    const agent = new Agent({ keepAlive: true });
    const first = request({ host: '127.0.0.1', port: rest.port, path: '/api', agent });
    first.end();
    const [kept] = await once(first, 'response');
    for await (const _ of kept);
    const slow = connect(rest.port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('POST /setChargeTarget HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"c');
    await once(slow, 'connect');
    const gone = new Promise((resolve) => slow.once('close', resolve));
    await rest.close();
    await gone;
    agent.destroy();
    equal(plant.simulator.writes.length, 0);
  });

  test('a slow caller keeps no other one waiting', async () => {
    const slow = connect(rest.port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write(
      'POST /setChargeTarget HTTP/1.1\r\nHost: localhost\r\nContent-Length: 21\r\n\r\n{"charge',
    );
    await once(slow, 'connect');
    match(String((await post('/setChargeTarget', { chargeToPercent: 73 })).body.result), /success/);
    slow.write('ToPercent":7}');
    const [answer] = await once(slow, 'data');
    match(String(answer), /200 OK/);
    slow.destroy();
  });
});

test('a port in use is one clear sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  await rejects(serveRest(plant.inverter, { port: portOf(other) }), {
    code: 'BAD_CONFIG',
    message: /another program has this port.*choose another port/,
  });
  other.close();
  ok(true);
});
