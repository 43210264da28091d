import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, test } from 'vitest';
import { freePort } from '../publish/brokers.js';
import {
  at,
  box,
  closing,
  deploy,
  house,
  logged,
  reader,
  redeploy,
  simulator,
  statusOf,
  tab,
  until,
  useNodeRed,
  watchers,
} from './support.js';

useNodeRed();

/** Settings that answer calls, and how to call. */
const serving = async (more: object = {}) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const call = async (path: string, options: RequestInit = {}) => {
    const response = await fetch(`${url}${path}`, options);
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  return {
    port,
    settings: { rest: 'true', restPort: String(port), ...more },
    get: (path: string, headers: Record<string, string> = {}) => call(path, { headers }),
    post: (path: string, body: object) =>
      call(path, { method: 'POST', body: JSON.stringify(body) }),
  };
};
const listens = () => until(() => logged().some((line) => /Web calls are answered/.test(line)));
/** Something has been read, and all of it. */
const whole = async (get: Awaited<ReturnType<typeof serving>>['get']): Promise<void> => {
  await listens();
  while (at((await get('/runAll')).body, 'Control.Target_SOC') === undefined);
};

describe('REST calls to a config node without any other node', () => {
  for (const path of ['/readData', '/runAll', '/getCache'])
    test(`GET ${path} is the tree of GivTCP`, async () => {
      const [dongle, { settings, get }] = [await simulator(), await serving()];
      await deploy([tab, house(dongle, settings)]);
      await whole(get);
      const { status, body } = await get(path);
      equal(status, 200);
      equal(at(body, 'Power.Power.SOC'), dongle.read(0x11, 'input', 59));
      equal(at(body, 'raw.invertor.serial_number'), dongle.serial);
      equal(dongle.connections, 1);
    });

  test('set the charge target, and the next read shows it, as Predbat wants', async () => {
    const [dongle, { settings, get, post }] = [await simulator(), await serving()];
    await deploy([tab, house(dongle, settings)]);
    await whole(get);
    const { status, body } = await post('/setChargeTarget', { chargeToPercent: 83 });
    deepEqual([status, at(body, 'ok')], [200, true]);
    equal(at((await get('/runAll')).body, 'Control.Target_SOC'), 83);
    equal(dongle.read(0x11, 'holding', 116), 83);
  });

  test('that write are refused while the settings say read only', async () => {
    const [dongle, { settings, get, post }] = [
      await simulator(),
      await serving({ readOnly: 'true' }),
    ];
    await deploy([tab, house(dongle, settings)]);
    await whole(get);
    const { body } = await post('/setChargeTarget', { chargeToPercent: 83 });
    deepEqual([at(body, 'ok'), at(body, 'code')], [false, 'READ_ONLY']);
    deepEqual(dongle.writes, []);
  });

  test('need the token where there is one', async () => {
    const [dongle, { settings, get }] = [await simulator(), await serving()];
    await deploy([tab, house(dongle, settings)], { house: { restToken: 'sesame' } });
    await listens();
    equal((await get('/runAll')).status, 401);
    equal((await get('/runAll', { authorization: 'Bearer open' })).status, 401);
    const { status } = await get('/readData', { authorization: 'Bearer sesame' });
    equal([200, 503].includes(status), true);
    equal(logged().join('\n').includes('sesame'), false);
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
  test.skipIf(outside === undefined)('are heard on this computer only', async () => {
    const [dongle, { settings, port }] = [await simulator(), await serving()];
    await deploy([tab, house(dongle, settings)]);
    await listens();
    await rejects(fetch(`http://${outside?.address}:${port}/runAll`));
  });

  test('from a whole network without a token are worth a warning', async () => {
    const [dongle, { settings }] = [await simulator(), await serving({ restHost: '0.0.0.0' })];
    await deploy([tab, house(dongle, settings)]);
    await listens();
    match(logged().join('\n'), /answered at 0\.0\.0\.0 without a token/);
  });

  test('find the port again after ten deploys, and nobody in the end', async () => {
    const [dongle, { settings, get }] = [await simulator(), await serving()];
    const flow = [tab, house(dongle, settings)];
    await deploy(flow);
    for (let count = 1; count <= 10; count++) {
      await redeploy(flow);
      await whole(get);
      equal(dongle.connections, 1);
    }
    equal(
      logged().some((line) => /another program has this port/.test(line)),
      false,
    );
    await redeploy([tab]);
    await rejects(get('/runAll'));
    await until(() => dongle.connections === 0);
  });
});

describe('a port that is in use', () => {
  const taken = async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing({ close: async () => void (server.listening && server.close()) });
    const address = server.address();
    return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
  };

  test('is a status and one line in the log, and polling goes on', async () => {
    const [dongle, { port }] = [await simulator(), await taken()];
    const settings = { rest: 'true', restPort: String(port) };
    await deploy([tab, house(dongle, settings), ...reader({ trigger: 'poll' }), ...watchers]);
    const { status } = await statusOf('house', /^web calls offline$/);
    match(String(at(status, 'reason')), /another program has this port/);
    await box('readings').next();
    equal(logged().filter((line) => /another program has this port/.test(line)).length, 1);
  });

  test('is taken as soon as it is free', async () => {
    const [dongle, { port, server }] = [await simulator(), await taken()];
    const settings = { rest: 'true', restPort: String(port) };
    await deploy([tab, house(dongle, settings), ...reader(), ...watchers]);
    await statusOf('house', /^web calls offline$/);
    server.close();
    await listens();
    await statusOf('house', new RegExp(`web calls :${port}`));
  });
});
