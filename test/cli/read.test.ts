import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFunctions } from '../../src/index.js';
import { PASSWORD, startAedes, USER } from '../publish/brokers.js';
import { listen } from '../publish/listener.js';
import { until } from '../support/until.js';
import { at, documentFrom, givtcp, simulated, start, within } from './console.js';

const INVERTER = 0x11;
// With nothing absent there is nothing to wait for.
const whole = { model: 'hybridGen3', packs: 6, meters: 8 } as const;

describe('read', () => {
  for (const name of readFunctions)
    test(`${name} prints one message as JSON`, async () => {
      const simulator = await simulated(whole);
      const { code, document } = await documentFrom('read', name, ...at(simulator));
      equal(code, 0);
      equal(within(document, 'topic'), `givenergy/${simulator.serial}/${name}`);
      equal(within(document, 'givtcp.function'), name);
      deepEqual(within(document, 'givtcp.missing'), []);
      ok(Object.keys(Object(within(document, 'payload'))).length > 1);
    });

  test('as text, one value a line with its unit', async () => {
    const simulator = await simulated();
    const level = simulator.read(INVERTER, 'input', 59);
    const { code, out, err } = await givtcp('read', 'getCombinedStats', ...at(simulator));
    deepEqual([code, err], [0, '']);
    match(out, new RegExp(`^battery\\.stateOfCharge +${level} %$`, 'm'));
    match(out, /^power\.grid +-?\d+ W$/m);
  });

  test('one line for each topic', async () => {
    const simulator = await simulated();
    const reserve = simulator.read(INVERTER, 'holding', 110);
    const { out } = await givtcp('read', 'getModes', '--leaves', ...at(simulator));
    match(out, new RegExp(`^givenergy/${simulator.serial}/modes/batteryReserve +${reserve}$`, 'm'));
  });

  test('the original names, under a root of my own', async () => {
    const simulator = await simulated();
    const style = ['--naming', 'original', '--leaves', '--topic-root', 'Home'];
    const { document } = await documentFrom('read', 'getModes', ...style, ...at(simulator));
    const topics = Array.isArray(document) ? document.map((one) => within(one, 'topic')) : [];
    ok(topics.includes(`Home/${simulator.dongle}/Control/Target SOC`), topics.join(', '));
  });

  test('bare registers are the words of the wire', async () => {
    const simulator = await simulated();
    const query = ['--bank', 'holding', '--base', '110', '--count', '3'];
    const { document } = await documentFrom('read', 'getRaw', ...query, ...at(simulator));
    const words = [110, 111, 112].map((address) => [
      String(address),
      simulator.read(INVERTER, 'holding', address),
    ]);
    deepEqual(within(document, 'payload.registers'), Object.fromEntries(words));
  });

  test('as another model, when told so', async () => {
    const simulator = await simulated(whole);
    const model = ['--model', 'acCoupled'];
    const { document } = await documentFrom('read', 'getPlant', ...model, ...at(simulator));
    equal(within(document, 'payload.family'), 'acCoupled');
  });

  test('what did not answer is named on standard error and left out', async () => {
    const simulator = await simulated({ model: 'ems' });
    simulator.faults.silentBank(INVERTER, 'holding', 2040, 36);
    const { code, err } = await givtcp('read', 'getModes', ...at(simulator));
    equal(code, 0);
    match(err, /no answer for holding 2040-2075/);
  });

  test('a terminal sees progress that leaves nothing behind', async () => {
    const simulator = await simulated({ model: 'ems' });
    const running = start(['read', 'getInverterInfo', ...at(simulator)], { terminal: true });
    equal(await running.exit, 0);
    match(running.err, /connecting to 127\.0\.0\.1/);
    ok(running.err.endsWith('\r\u001B[K'));
  });

  test('a plant that is new needs one request a bank, two a battery, and no more', async () => {
    const simulator = await simulated({ model: 'hybridGen1', packs: 2 });
    await givtcp('read', 'runAll', ...at(simulator));
    const asked = simulator.queries.map((query) => JSON.stringify(query));
    const again = asked.filter((query, index) => asked.indexOf(query) < index);
    // A battery page is believed once a second one agrees.
    deepEqual(again, asked.slice(-2), asked.join('\n'));
    equal(asked.length, 10);
  });

  test('--verbose tells the same in lines', async () => {
    const simulator = await simulated({ model: 'ems' });
    const { err } = await givtcp('read', 'getInverterInfo', '--verbose', ...at(simulator));
    match(err, /^givtcp: connecting to .*\ngivtcp: asking /);
    match(err, /^givtcp: reading an? EMS.*: input 2040-2\d+, \d+ of \d+$/m);
  });
});

describe('an inverter that does not answer', () => {
  const refusing = async (): Promise<{ host: string; port: number }> => {
    const { host, port, close } = await listening();
    await close();
    return { host, port };
  };

  test('nobody listens there: said at once, with 3', async () => {
    const { code, err } = await givtcp('read', 'runAll', ...at(await refusing()));
    equal(code, 3);
    match(err, /refuses the connection: check that this is the dongle's address and port \(8899\)/);
    ok(!err.includes('next try'));
  });

  test('the same as JSON', async () => {
    const { code, document } = await documentFrom('read', 'runAll', ...at(await refusing()));
    equal(code, 3);
    equal(within(document, 'error.code'), 'NOT_CONNECTED');
  });

  test('one that takes the call and keeps silent is given up after the timeout', async () => {
    const silent = await listening();
    const { code, err } = await givtcp('read', 'runAll', '--timeout', '0.2', ...at(silent));
    equal(code, 3);
    match(err, /given up after 0\.2 s.*--timeout/);
  });

  test('one that keeps most of it to itself: what is known by then is shown, and that there may be more', async () => {
    const simulator = await simulated();
    for (const base of [60, 120, 180, 240])
      simulator.faults.silentBank(INVERTER, 'holding', base, 60);
    const level = simulator.read(INVERTER, 'input', 59);
    const { code, out, err } = await givtcp('read', 'runAll', '--timeout', '3', ...at(simulator));
    equal(code, 5);
    match(out, new RegExp(`^battery\\.stateOfCharge +${level} %$`, 'm'));
    match(err, /not all was read within 3 s.*--timeout/);
  });

  test('Ctrl-C ends the waiting and the connection', async () => {
    const silent = await listening();
    const running = start(['read', 'runAll', ...at(silent)]);
    await until(() => silent.clients() === 1);
    running.interrupt();
    equal(await running.exit, 130);
    match(running.err, /interrupted/);
    await until(() => silent.clients() === 0);
  });
});

describe('read --mqtt', () => {
  const address = (port: number, password = PASSWORD) => [
    '--mqtt',
    `mqtt://${USER}:${password}@127.0.0.1:${port}`,
  ];

  test('publishes every value on its topic, retained if asked, and prints as before', async () => {
    const broker = await startAedes();
    onTestFinished(() => broker.close());
    const simulator = await simulated();
    const argv = ['read', 'getModes', '--naming', 'original', ...address(broker.port)];
    const { code, document } = await documentFrom(...argv, '--retain', ...at(simulator));
    equal(code, 0);
    equal(within(document, 'givtcp.function'), 'getModes');
    const listener = await listen(broker.port, 'GivEnergy/#');
    onTestFinished(() => listener.close());
    const reserve = await listener.until(({ topic }) => topic.endsWith('/Control/Target SOC'));
    deepEqual(
      [reserve.topic, reserve.payload, reserve.retain],
      [
        `GivEnergy/${simulator.dongle}/Control/Target SOC`,
        String(simulator.read(INVERTER, 'holding', 116)),
        true,
      ],
    );
  });

  test('a broker that refuses the password ends it with 3, and prints no password', async () => {
    const broker = await startAedes();
    onTestFinished(() => broker.close());
    const simulator = await simulated({ model: 'ems' });
    const argv = ['read', 'getInverterInfo', ...address(broker.port, 'wr0ng'), ...at(simulator)];
    const { code, err, out } = await givtcp(...argv);
    equal(code, 3);
    match(err, /refused the user name or password/);
    ok(!`${err}${out}`.includes('wr0ng'));
  });
});

/** Takes connections and says nothing. */
const listening = async () => {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    // Without a reader the end of a connection would not be seen.
    socket.resume();
  });
  const sockets = new Set<Socket>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { host: '127.0.0.1', port, clients: () => sockets.size, close };
};
