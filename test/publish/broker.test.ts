import { deepEqual, equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import {
  openBroker,
  type Broker,
  type BrokerOptions,
  type BrokerState,
} from '../../src/publish/mqtt/broker.js';
import { brokerBackoff, matches } from '../../src/publish/mqtt/brokerOptions.js';
import { freePort, PASSWORD, portOf, startAedes, startBroker, USER, wireTo } from './brokers.js';
import { listen, type Heard, type Listener } from './listener.js';

const retry = { first: 20, most: 100 };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

const opened = (options: Partial<BrokerOptions> & { port: number }): Broker => {
  const broker = openBroker({
    host: '127.0.0.1',
    username: USER,
    password: PASSWORD,
    retry,
    ...options,
  });
  open.push(broker);
  return broker;
};
const listening = async (port: number, filter: string, options = {}): Promise<Listener> => {
  const listener = await listen(port, filter, options);
  open.push(listener);
  return listener;
};
const becomes = (broker: Broker, state: BrokerState): Promise<void> =>
  new Promise((resolve) => {
    if (broker.status.state === state) return resolve();
    const stop = broker.onStatus((status) => {
      if (status.state !== state) return;
      stop();
      resolve();
    });
  });
const is =
  (topic: string, payload?: string) =>
  (message: Heard): boolean =>
    message.topic === topic && (payload === undefined || message.payload === payload);

for (const [name, start] of [
  ['mosquitto, where it is installed', startBroker],
  ['aedes', startAedes],
] as const)
  describe(`with ${name}`, () => {
    let server: Awaited<ReturnType<typeof startBroker>>;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.close());

    test('what is published before the connection stands arrives', async () => {
      const listener = await listening(server.port, 'early/#');
      const broker = opened({ port: server.port });
      broker.publish('early/one', '1');
      const { payload, retain } = await listener.until(is('early/one'));
      deepEqual([payload, retain], ['1', false]);
    });

    test('says online at birth and offline when closed, both retained', async () => {
      const broker = opened({ port: server.port, availability: 'birth/status' });
      await becomes(broker, 'online');
      const listener = await listening(server.port, 'birth/#');
      equal((await listener.until(is('birth/status', 'online'))).retain, true);
      await broker.close();
      await listener.until(is('birth/status', 'offline'));
      equal(broker.status.state, 'closed');
    });

    test('announces its availability later, and the will covers it', async () => {
      const broker = opened({ port: server.port });
      await becomes(broker, 'online');
      const listener = await listening(server.port, 'later/#');
      broker.announce('later/status');
      await listener.until(is('later/status', 'online'));
      deepEqual(
        listener.heard.map(({ payload }) => payload),
        ['online'],
      );
    });

    test('comes back to a broker that has forgotten everything, and loses nothing', async () => {
      const wire = await wireTo(server.port);
      open.push(wire);
      const broker = opened({ port: wire.port, availability: 'back/status' });
      await becomes(broker, 'online');
      // Not QoS 0: aedes 1.2 may keep a retained one from listeners when others come in between.
      const state = { retain: true, qos: 1 } as const;
      broker.publish('back/state', '1', state);
      broker.publish('back/gone', '1', state);
      wire.cut();
      await server.stop();
      await becomes(broker, 'offline');
      broker.publish('back/state', '2', state);
      broker.publish('back/gone', '', state);
      broker.publish('back/result', 'a', { qos: 1 });
      broker.publish('back/result', 'b', { qos: 1 });
      await server.start();
      const listener = await listening(server.port, 'back/#');
      wire.mend();
      await listener.until(is('back/result', 'b'));
      await listener.until(is('back/status', 'online'));
      await listener.until(is('back/state', '2'));
      const of = (topic: string) => listener.heard.filter(is(topic)).map(({ payload }) => payload);
      deepEqual(of('back/result'), ['a', 'b']);
      const late = await listening(server.port, 'back/#');
      await late.until(is('back/state', '2'));
      equal(late.heard.some(is('back/gone')), false);
    });

    test('of a value that nobody keeps only the latest waits for the broker', async () => {
      const wire = await wireTo(server.port);
      open.push(wire);
      wire.cut();
      const broker = opened({ port: wire.port });
      for (const value of ['1', '2', '3']) broker.publish('value/of', value);
      const listener = await listening(server.port, 'value/#');
      wire.mend();
      await listener.until(is('value/of', '3'));
      equal(listener.heard.length, 1);
    });

    test('hears what it subscribed to, again after every connection', async () => {
      const broker = opened({ port: server.port });
      const heard: string[] = [];
      const arrival = new Promise<void>((resolve) => {
        broker.subscribe('ask/+/it', ({ topic, payload, retained }) => {
          heard.push(`${topic}=${payload}${retained ? ' retained' : ''}`);
          if (payload === '2') resolve();
        });
      });
      await becomes(broker, 'online');
      await server.stop();
      await becomes(broker, 'offline');
      await server.start();
      const other = await listening(server.port, 'none');
      await other.send('ask/b/it', '1', { retain: true });
      await becomes(broker, 'online');
      await other.send('ask/a/it', '2');
      await arrival;
      // What was retained may come before it or after.
      equal(heard.filter((text) => text === 'ask/a/it=2').length, 1);
    });

    test('a wrong password is one clear sentence, and not tried too often', async () => {
      const broker = opened({ port: server.port, password: 'wrong' });
      const sentences: (string | undefined)[] = [];
      broker.onStatus(({ error }) => sentences.push(error?.message));
      await becomes(broker, 'offline');
      match(broker.status.error?.message ?? '', /refused the user name or password/);
      equal(broker.status.error?.code, 'BROKER');
      deepEqual(sentences.length, 1);
    });

    test('over TLS with the right authority', async () => {
      const broker = opened({
        host: 'localhost',
        port: server.tlsPort,
        tls: { ca: server.ca },
      });
      await becomes(broker, 'online');
      equal(broker.counters.connections, 1);
    });

    test('over TLS with an unknown authority says what to do', async () => {
      const broker = opened({ host: 'localhost', port: server.tlsPort, tls: {} });
      await becomes(broker, 'offline');
      match(broker.status.error?.message ?? '', /add its CA certificate/);
    });

    test('TLS spoken to a plain port says what to do', async () => {
      const broker = opened({ port: server.port, tls: { ca: server.ca } });
      await becomes(broker, 'offline');
      match(broker.status.error?.message ?? '', /use its TLS port .*or switch TLS off/);
    });

    test('MQTT 5 where the broker knows it, else a sentence', async () => {
      const broker = opened({ port: server.port, protocolVersion: 5 });
      if (server.kind === 'aedes') {
        await becomes(broker, 'offline');
        match(broker.status.error?.message ?? '', /choose MQTT 3.1.1/);
        return;
      }
      const listener = await listening(server.port, 'five/#', { protocolVersion: 5 });
      const correlationData = Buffer.from('c1');
      broker.publish('five/answer', '{}', { qos: 1, properties: { correlationData } });
      const { packet } = await listener.until(is('five/answer'));
      deepEqual(packet.properties?.correlationData, correlationData);
    });
  });

describe('without a broker', () => {
  test('refused', async () => {
    const broker = opened({ port: await freePort() });
    await becomes(broker, 'offline');
    match(broker.status.error?.message ?? '', /refused the connection: check that it runs/);
  });

  test('unknown host', async () => {
    const broker = opened({ host: 'broker.invalid', port: 1883 });
    await becomes(broker, 'offline');
    match(broker.status.error?.message ?? '', /cannot be found: check the spelling/);
  });

  test('a server that closes at once', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const broker = opened({ port: portOf(server) });
    await becomes(broker, 'offline');
    match(broker.status.error?.message ?? '', /closed the connection/);
    server.close();
  });

  test('a server that never answers does not keep close() waiting', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection');
    const broker = opened({ port: portOf(server) });
    await accepted;
    await broker.close();
    equal(broker.status.state, 'closed');
    server.close();
  });

  test('memory stays bounded', async () => {
    const broker = opened({ port: await freePort() });
    for (let i = 0; i < 5000; i++) {
      broker.publish('state/one', String(i), { retain: true });
      broker.publish('result', String(i), { qos: 1 });
    }
    deepEqual(broker.counters.waiting, 1001);
    deepEqual(broker.counters.dropped, 4000);
  });
});

test('the will fires when the process dies', async () => {
  const server = await startBroker();
  open.push(server);
  const wire = await wireTo(server.port);
  open.push(wire);
  const broker = opened({ port: wire.port, availability: 'dies/status' });
  const listener = await listening(server.port, 'dies/#');
  await listener.until(is('dies/status', 'online'));
  wire.cut();
  await listener.until(is('dies/status', 'offline'));
  wire.mend();
  await listener.until((message) => message.payload === 'online' && message !== listener.heard[0]);
  equal(broker.counters.connections, 2);
});

test('attempts come slower and slower, never at once', () => {
  deepEqual(
    [0, 1, 2, 10].map((attempt) => brokerBackoff(attempt, 0.5)),
    [1000, 2000, 4000, 60_000],
  );
  equal(brokerBackoff(0, 0), 800);
  equal(Math.round(brokerBackoff(0, 1)), 1200);
});

for (const [filter, topic, fits] of [
  ['a/b', 'a/b', true],
  ['a/+/c', 'a/b/c', true],
  ['a/#', 'a/b/c', true],
  ['a/#', 'a', true],
  ['a/+', 'a/b/c', false],
  ['a/b', 'a', false],
] as const)
  test(`${filter} ${fits ? 'covers' : 'does not cover'} ${topic}`, () =>
    equal(matches(filter, topic), fits));
