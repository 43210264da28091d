import { deepEqual, ok } from 'node:assert/strict';
import dns from 'node:dns';
import net from 'node:net';
import { afterAll, beforeAll, test } from 'vitest';
import { freePort } from '../publish/brokers.js';
import { broker, brokerOf, credentials } from '../nodes/mqtt.js';
import {
  box,
  deploy,
  house,
  logged,
  reader,
  send,
  simulator,
  tab,
  until,
  useNodeRed,
  writer,
} from '../nodes/support.js';

useNodeRed();

/** Every place that this process connected to or asked a name server about. */
const places: string[] = [];
const looks = ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveSrv', 'resolveTxt'] as const;
const before = {
  connect: Reflect.get(net.Socket.prototype, 'connect'),
  looks: looks.map((name) => [name, Reflect.get(dns, name)] as const),
};

const noted = (note: (args: readonly unknown[]) => void, usual: unknown) =>
  function noting(this: unknown, ...args: unknown[]): unknown {
    note(args);
    return typeof usual === 'function' ? Reflect.apply(usual, this, args) : undefined;
  };

const noteSocket = (args: readonly unknown[]): void => {
  // Node's own callers hand over one list of their arguments.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const asked: { host?: unknown; port?: unknown } =
    typeof first === 'object' && first !== null ? first : { port: first, host: second };
  places.push(`${String(asked.host ?? 'localhost')}:${String(asked.port)}`);
};

// An address is no question to a name server.
const noteName = ([host]: readonly unknown[]): void => {
  if (net.isIP(String(host)) === 0) places.push(`name ${String(host)}`);
};

beforeAll(() => {
  Reflect.set(net.Socket.prototype, 'connect', noted(noteSocket, before.connect));
  for (const [name, usual] of before.looks) Reflect.set(dns, name, noted(noteName, usual));
});
afterAll(() => {
  Reflect.set(net.Socket.prototype, 'connect', before.connect);
  for (const [name, usual] of before.looks) Reflect.set(dns, name, usual);
});

test('nothing is called but the inverter and the broker, with everything switched on', async () => {
  const [dongle, mqtt] = [await simulator({ packs: 1 }), await broker()];
  const restPort = await freePort();
  places.length = 0;
  const everything = {
    ...brokerOf(mqtt),
    publish: 'true',
    commands: 'true',
    discovery: 'device',
    rest: 'true',
    restPort: String(restPort),
    liveEvery: '5',
  };
  const nodes = [...reader({ function: 'runAll', trigger: 'poll' }), ...writer()];
  await deploy([tab, house(dongle, everything), ...nodes], credentials);
  await box('readings').next();
  send('write', { function: 'setChargeTarget', payload: 71 });
  await box('outcomes').next();
  await until(() => logged().includes('Connected to the MQTT broker'));
  // The second poll, with whatever a start had put off.
  await box('readings').next();
  ok(places.length >= 2);
  const known = new Set([`127.0.0.1:${dongle.port}`, `127.0.0.1:${mqtt.port}`]);
  deepEqual(
    [...new Set(places)].filter((place) => !known.has(place)),
    [],
  );
  ok(known.size === new Set(places).size);
});
