import { equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, test } from 'vitest';
import { tryBroker, type BrokerTrial } from '../../src/index.js';
import { freePort, PASSWORD, portOf, startBroker, USER, type TestBroker } from './brokers.js';

let broker: TestBroker;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(() => broker.close());

const login = { username: USER, password: PASSWORD };
const fails = (result: BrokerTrial, kind: string, words: RegExp): void => {
  equal(result.ok, false);
  if (result.ok) return;
  equal(result.kind, kind);
  match(result.reason, words);
};

test('a broker that lets us in', async () => {
  equal((await tryBroker({ host: '127.0.0.1', port: broker.port, ...login })).ok, true);
  const tls = { ca: broker.ca };
  equal((await tryBroker({ host: 'localhost', port: broker.tlsPort, tls, ...login })).ok, true);
});

test('a wrong password', async () => {
  const wrong = { ...login, password: 'guess' };
  fails(
    await tryBroker({ host: '127.0.0.1', port: broker.port, ...wrong }),
    'login',
    /refused the user name or password: correct them/,
  );
});

test('a certificate from an authority that is not known', async () => {
  fails(
    await tryBroker({ host: 'localhost', port: broker.tlsPort, tls: {}, ...login }),
    'unknownCa',
    /add its CA certificate to the TLS settings/,
  );
});

test('nobody there', async () => {
  fails(
    await tryBroker({ host: '127.0.0.1', port: await freePort(), ...login }),
    'refused',
    /check that it runs/,
  );
});

test('a name that is not known', async () => {
  fails(await tryBroker({ host: 'no-broker.invalid' }), 'unknownName', /check the spelling/);
});

test('TLS where none is spoken, and none where it is', async () => {
  const tls = { ca: broker.ca };
  fails(
    await tryBroker({ host: 'localhost', port: broker.port, tls, ...login }),
    broker.kind === 'mosquitto' ? 'closed' : 'noTls',
    /./,
  );
  fails(
    await tryBroker({ host: 'localhost', port: broker.tlsPort, ...login }),
    'closed',
    /if it expects TLS on this port, switch TLS on/,
  );
});

test('a web server', async () => {
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const result = await tryBroker({ host: '127.0.0.1', port: portOf(server) });
  server.close();
  fails(result, 'noBroker', /something else than a broker listens/);
});
