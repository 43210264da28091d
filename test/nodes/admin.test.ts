import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeEach, describe, test } from 'vitest';
import { serveDialog } from '../../nodes/dialogs/admin.js';
import { PASSWORD, USER } from '../publish/brokers.js';
import { broker, brokerOf, credentials } from './mqtt.js';
import {
  at,
  box,
  closing,
  deploy,
  house,
  lookingIn,
  reader,
  request,
  send,
  simulator,
  tab,
  useNodeRed,
} from './support.js';

useNodeRed();

const NETWORK = '127.84.0.0/28:18914';
const there = { host: '127.84.0.3', port: 18_914 };

beforeEach(() => lookingIn(NETWORK));

const search = async (): Promise<unknown> => {
  equal((await request().post('/givtcp/search').send({})).status, 202);
  for (;;) {
    const { body } = await request().get('/givtcp/search');
    if (at(body, 'running') === false) return body;
  }
};

const inverterTest = async (fields: object): Promise<unknown> =>
  (await request().post('/givtcp/test-inverter').send({ id: 'house', fields })).body;

describe('looking for inverters', () => {
  test('finds them before anything is deployed', async () => {
    const { serial, dongle } = await simulator(there);
    await deploy([]);
    const result = await search();
    equal(at(result, 'found.length'), 1);
    equal(at(result, 'found.0.serial'), serial);
    equal(at(result, 'found.0.dongle'), dongle);
    equal(at(result, 'found.0.host'), there.host);
    deepEqual([at(result, 'done'), at(result, 'of')], [14, 14]);
  });

  test('tells of an inverter in use without another connection', async () => {
    const simulated = await simulator(there);
    await deploy([tab, house(there), ...reader()]);
    send('read');
    await box('readings').next();
    const result = await search();
    equal(at(result, 'found.0.serial'), simulated.serial);
    equal(simulated.arrivals, 1);
  });

  test('says what is wrong with the network that settings.js names', async () => {
    lookingIn(['8.8.8.0/24']);
    await deploy([]);
    match(String(at(await search(), 'reason')), /must be a private network/);
  });

  test('can be stopped', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined).resume());
    silent.listen(there.port, there.host);
    await once(silent, 'listening');
    closing({ close: () => new Promise((resolve) => silent.close(resolve)) });
    await deploy([]);
    const arrived = once(silent, 'connection');
    equal(at((await request().post('/givtcp/search').send({})).body, 'running'), true);
    await arrived;
    equal((await request().delete('/givtcp/search')).status, 204);
    while (at((await request().get('/givtcp/search')).body, 'running') === true);
  });
});

test('a form that a strange web page sends sets nothing off', async () => {
  const [there] = [await simulator()];
  await deploy([tab, house(there), ...reader()]);
  for (const path of ['search', 'test-inverter', 'test-broker', 'dry-run/house'])
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'])
      equal(
        (
          await request()
            .post(`/givtcp/${path}`)
            .set('content-type', type)
            .send(`fields[host]=${there.host}&fields[port]=${there.port}`)
        ).status,
        415,
        `${path} ${type}`,
      );
  equal(at((await request().get('/givtcp/search')).body, 'running'), false);
});

describe('the test of an inverter', () => {
  test('tells what is there, by what the dialog holds', async () => {
    const { host, port } = await simulator({ model: 'allInOne' });
    await deploy([]);
    const result = await inverterTest({ host, port: String(port), pace: '0' });
    deepEqual([at(result, 'ok'), at(result, 'model')], [true, 'All-in-One']);
  });

  test('uses the connection there is', async () => {
    const simulated = await simulator();
    await deploy([tab, house(simulated), ...reader()]);
    send('read');
    await box('readings').next();
    const { host, port } = simulated;
    equal(at(await inverterTest({ host, port: String(port) }), 'ok'), true);
    equal(simulated.arrivals, 1);
  });

  test('says why it cannot be', async () => {
    const simulated = await simulator();
    const { host, port } = simulated;
    await simulated.close();
    await deploy([]);
    const refused = await inverterTest({ host, port: String(port) });
    equal(at(refused, 'kind'), 'refused');
    const empty = await inverterTest({ host: '' });
    match(String(at(empty, 'reason')), /Address is missing: fill in the IP address/);
    const variable = await inverterTest({ host: '${NOWHERE_SET}' });
    match(String(at(variable, 'reason')), /NOWHERE_SET, which is not set/);
  });

  test('takes environment variables', async () => {
    const { host, port } = await simulator();
    await deploy([]);
    process.env['GIVTCP_TEST_ADDRESS'] = host;
    const result = await inverterTest({ host: '${GIVTCP_TEST_ADDRESS}', port: String(port) });
    delete process.env['GIVTCP_TEST_ADDRESS'];
    equal(at(result, 'ok'), true);
  });

  test('comes one at a time', async () => {
    const { host, port } = await simulator();
    await deploy([]);
    const answers = await Promise.all(
      [1, 2].map(() =>
        request()
          .post('/givtcp/test-inverter')
          .send({ fields: { host, port: String(port) } }),
      ),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    deepEqual(
      [...statuses].toSorted((a, b) => a - b),
      [200, 409],
    );
  });

  test('bears whatever is posted', async () => {
    await deploy([]);
    for (const body of [{}, { fields: 'x' }, { fields: { host: { a: 1 } }, stored: 'yes' }, []])
      equal(at((await request().post('/givtcp/test-inverter').send(body)).body, 'ok'), false);
  });
});

describe('the test of a broker', () => {
  const post = async (body: object): Promise<unknown> =>
    (await request().post('/givtcp/test-broker').send(body)).body;
  const login = { username: USER, password: PASSWORD };

  test('tells whether it lets us in', async () => {
    const fields = brokerOf(await broker());
    await deploy([]);
    equal(at(await post({ fields, credentials: login }), 'ok'), true);
    const wrong = await post({ fields, credentials: { ...login, password: 'guess' } });
    equal(at(wrong, 'kind'), 'login');
    match(String(at(await post({ fields: {} }), 'reason')), /Broker is missing/);
  });

  test('takes the stored password if it was not touched', async () => {
    const fields = brokerOf(await broker());
    await deploy([tab, house({ host: '127.0.0.1', port: 1 }, fields)], credentials);
    const form = { id: 'house', credentials: { username: USER }, stored: true };
    equal(at(await post({ ...form, fields }), 'ok'), true);
  });

  test('sends a stored password to no other broker', async () => {
    const [fields, other] = [brokerOf(await broker()), await broker()];
    await deploy([tab, house({ host: '127.0.0.1', port: 1 }, fields)], credentials);
    const form = { id: 'house', credentials: { username: USER }, stored: true };
    const result = await post({ ...form, fields: brokerOf(other) });
    equal(at(result, 'ok'), false);
    match(String(at(result, 'reason')), /fill the password in again/);
  });

  test('wants TLS settings to be deployed', async () => {
    await deploy([]);
    const result = await post({ fields: { broker: '127.0.0.1', tls: 'new' } });
    match(String(at(result, 'reason')), /TLS settings are not deployed yet/);
  });
});

test('a dialog sees the plant as a tree, live values with units, and what is the matter', async () => {
  const simulated = await simulator({ model: 'hybridGen2', packs: 2, meters: 1 });
  await deploy([tab, house(simulated, { serial: 'WF0000G000' }), ...reader()]);
  send('read');
  await box('readings').next();
  const read = async (): Promise<unknown> => (await request().get('/givtcp/house/info')).body;
  let info = await read();
  while (at(info, 'tree.0.branches.length') !== 3) info = await read();
  equal(at(info, 'tree.0.model'), 'Hybrid Gen 2');
  deepEqual(
    [0, 1, 2].map((index) => at(info, `tree.0.branches.${index}.kind`)),
    ['pack', 'pack', 'meter'],
  );
  equal(typeof at(info, 'tree.0.branches.0.charge'), 'number');
  deepEqual([at(info, 'live.0.path'), at(info, 'live.0.unit')], ['power.pv', 'W']);
  ok(JSON.stringify(info).includes('otherSerial'));
  ok(!JSON.stringify(info).includes(simulated.serial));
});

test('the support bundle can be had without serials, once there is something to tell', async () => {
  const simulated = await simulator();
  await deploy([tab, house(simulated), ...reader()]);
  send('read');
  await box('readings').next();
  const { body, status } = await request().get('/givtcp/house/bundle');
  equal(status, 200);
  equal(at(body, 'versions.node'), process.version);
  match(String(at(body, 'versions.nodeRed')), /^\d+\.\d+/);
  ok(String(at(body, 'recording')).includes(' rx '));
  ok(!JSON.stringify(body).includes(simulated.serial));
  equal((await request().get('/givtcp/nobody/bundle')).status, 404);
});

test('find again and wrong checksums are yes or no', async () => {
  await deploy([]);
  for (const [field, label] of [
    ['findAgain', 'Find it again'],
    ['acceptBadCrc', 'Wrong checksums'],
  ] as const)
    match(
      String(at(await inverterTest({ host: '127.0.0.1', [field]: 'maybe' }), 'reason')),
      new RegExp(`${label} is "maybe": use true or false`),
    );
});

test('each question of the dialog needs permission: to read, or to write where something is done', () => {
  const guarded: string[] = [];
  const route =
    (method: string) =>
    (path: string, permission: unknown): void =>
      void guarded.push(`${method} ${path} ${String(permission)}`);
  serveDialog(
    Object.assign(Object.create(null), {
      httpAdmin: { get: route('get'), post: route('post'), delete: route('delete') },
      auth: { needsPermission: (permission: string) => permission },
    }),
  );
  deepEqual(guarded, [
    'get /givtcp/search givtcp-config.write',
    'post /givtcp/search givtcp-config.write',
    'delete /givtcp/search givtcp-config.write',
    'post /givtcp/test-inverter givtcp-config.write',
    'post /givtcp/test-broker givtcp-config.write',
    'get /givtcp/:id/info givtcp-config.read',
    'get /givtcp/:id/bundle givtcp-config.read',
  ]);
});
