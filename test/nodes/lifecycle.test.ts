import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { portOf } from '../publish/brokers.js';
import {
  ask,
  at,
  box,
  closing,
  deploy,
  directory,
  house,
  logged,
  reader,
  redeploy,
  request,
  send,
  simulator,
  statusOf,
  tab,
  undeploy,
  until,
  useNodeRed,
  watchers,
  writer,
  type FlowItem,
} from './support.js';

useNodeRed();

const polling = reader({ trigger: 'poll' });
/** Sockets and timers that keep the process busy, by kind. */
const busy = (): Record<string, number> => {
  const count: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) count[kind] = (count[kind] ?? 0) + 1;
  return count;
};

describe('one connection', () => {
  test('serves all nodes with the same settings', async () => {
    const dongle = await simulator();
    const second = reader({ id: 'read2', trigger: 'poll' })[0];
    ok(second);
    await deploy([tab, house(dongle), ...polling, second, ...writer()]);
    await box('readings').next();
    equal(dongle.connections, 1);
    equal(dongle.arrivals, 1);
  });

  test('is not made for settings that nobody uses', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle)]);
    await request().get('/givtcp/house/info').expect(200);
    equal(dongle.arrivals, 0);
  });

  test('serves two config nodes with the same address, and they are told', async () => {
    const dongle = await simulator();
    const twin = house(dongle, { id: 'twin', name: 'Twin' });
    const other = reader({ id: 'read2', inverter: 'twin', wires: [['readings2']] })[0];
    ok(other);
    const sink = { id: 'readings2', z: 't1', type: 'collector', wires: [] };
    await deploy([tab, house(dongle), twin, ...polling, other, sink]);
    send('read2');
    await box('readings2').next();
    equal(dongle.arrivals, 1);
    match(logged().join('\n'), /inverter settings "House" too/);
  });

  test('is all that a dongle gets whose address is written differently, and the second is told', async () => {
    const dongle = await simulator();
    const twin = house({ host: 'localhost', port: dongle.port }, { id: 'twin', name: 'Twin' });
    const other = reader({ id: 'read2', inverter: 'twin', wires: [] })[0];
    ok(other);
    await deploy([tab, house(dongle), twin, ...polling, other, ...watchers]);
    await statusOf('read', /%/);
    await statusOf('read2', /offline/);
    equal(dongle.arrivals, 1);
    match(logged().join('\n'), /is the one at 127.0.0.1.*let all nodes use the same/);
    const form = { id: 'twin', fields: { host: 'localhost', port: String(dongle.port) } };
    const { body } = await ask('post', '/givtcp/test-inverter', form);
    equal(at(body, 'ok'), true);
    equal(dongle.arrivals, 1);
  });

  test('of a config node that is read only refuses, though its twin may write', async () => {
    const dongle = await simulator();
    const twin = house(dongle, { id: 'twin', name: 'Twin', readOnly: 'true' });
    const [first, sink] = writer({ control: 'setChargeTarget' });
    const [second] = writer({ id: 'write2', inverter: 'twin', control: 'setChargeTarget' });
    ok(first && sink && second);
    await deploy([tab, house(dongle), twin, first, sink, second, ...watchers]);
    send('write2', { payload: 55 });
    equal(at(await box('errors').next(), 'error.code'), 'READ_ONLY');
    send('write', { payload: 56 });
    equal(at(await box('outcomes').next(), 'payload.result'), 'confirmed');
  });
});

describe('a deploy', () => {
  test('ten times over leaves one socket, and in the end nothing', async () => {
    const dongle = await simulator();
    await deploy([tab, ...watchers]);
    const before = busy();
    const flow = [tab, house(dongle), ...polling, ...writer(), ...watchers];
    for (let count = 1; count <= 10; count++) {
      await redeploy(flow);
      await box('readings').next();
      equal(dongle.connections, 1);
      equal(dongle.arrivals, count);
    }
    await redeploy([tab, ...watchers]);
    await until(() =>
      Object.entries(busy()).every(([kind, count]) => count <= (before[kind] ?? 0)),
    );
  });

  test('of a single node keeps the connection', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...polling]);
    await box('readings').next();
    await redeploy([tab, house(dongle), ...reader({ trigger: 'poll', name: 'new' })], 'nodes');
    await box('readings').next();
    equal(dongle.arrivals, 1);
  });

  test('of the only node tells its first reading again, though nothing has changed', async () => {
    const dongle = await simulator();
    const [, sink] = reader();
    const changed = { function: 'getTimeslots', trigger: 'poll', only: 'changed' };
    await deploy([tab, house(dongle), ...reader(changed)]);
    await box('readings').next();
    ok(sink);
    await redeploy([tab, house(dongle), ...reader({ ...changed, name: 'new' })], 'nodes');
    await box('readings').next();
  });

  test('of changed settings moves to the new address', async () => {
    const [old, fresh] = [await simulator(), await simulator({ serial: 'SA2114G999' })];
    await deploy([tab, house(old), ...polling]);
    await box('readings').next();
    await redeploy([tab, house(fresh), ...polling], 'nodes');
    const reading = await box('readings').until(
      (message) => at(message, 'givtcp.serial') === 'SA2114G999',
    );
    ok(reading);
    await until(() => old.connections === 0);
    equal(fresh.connections, 1);
  });

  test('that takes the nodes away closes the connection at once', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...polling]);
    await box('readings').next();
    await undeploy();
    const closed = Date.now();
    await until(() => dongle.connections === 0);
    ok(Date.now() - closed < 1000);
  });

  test('that takes only the users away closes it after a moment', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...polling]);
    await box('readings').next();
    const began = Date.now();
    await redeploy([tab, house(dongle)], 'nodes');
    equal(dongle.connections, 1);
    await until(() => dongle.connections === 0);
    ok(Date.now() - began >= 1900);
  });

  test('while the connection is being made leaves nothing behind', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
      socket.resume();
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    closing({
      close: async () => {
        silent.close();
        for (const socket of sockets) socket.destroy();
        await once(silent, 'close');
      },
    });
    const nobody = house({ host: '127.0.0.1', port: portOf(silent) });
    await deploy([tab, nobody, ...polling, ...writer()]);
    await until(() => sockets.size === 1);
    await undeploy();
    await until(() => sockets.size === 0);
    equal(silent.listening, true);
  });

  test('takes the status away with the node', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...polling, ...watchers]);
    await statusOf('read', /%/);
    await redeploy([tab, house(dongle), ...watchers], 'nodes');
    const last = box('statuses').heard.findLast(
      (message) => at(message, 'status.source.id') === 'read',
    );
    equal(at(last, 'status.text'), undefined);
  });
});

describe('a write that is half done', () => {
  const slot = { start: '01:00', finish: '04:00', chargeToPercent: 80, enable: true };
  for (const [what, happens] of [
    ['a full deploy', (flow) => redeploy(flow)],
    ['a deploy of the settings', (flow) => redeploy(withHouse(flow, { liveEvery: '20' }), 'nodes')],
    ['a deploy without its node', (flow) => redeploy(without(flow, 'write'), 'nodes')],
    ['a deploy without its settings', (flow) => redeploy(without(flow, 'house'), 'nodes')],
    ['the end of Node-RED', () => undeploy()],
  ] as const satisfies readonly (readonly [string, (flow: readonly FlowItem[]) => unknown])[])
    test(`comes to its end, whatever comes between: ${what}`, async () => {
      const dongle = await simulator({ latency: 100 });
      const flow = [tab, house(dongle), ...writer({ control: 'setChargeSlot1' }), ...polling];
      await deploy(flow);
      await box('readings').next();
      send('write', { payload: slot });
      await until(() => dongle.writes.length === 1);
      await happens(flow);
      await until(() => dongle.writes.length === 4);
      deepEqual(
        dongle.writes.map(({ address, word }) => `${address}=${word}`),
        ['94=100', '95=400', '116=80', '96=1'],
      );
    });
});

const without = (flow: readonly FlowItem[], gone: string): readonly FlowItem[] =>
  flow.filter(({ id }) => id !== gone);
const withHouse = (flow: readonly FlowItem[], more: object): readonly FlowItem[] =>
  flow.map((item) => (item.id === 'house' ? { ...item, ...more } : item));

describe('what was found', () => {
  test('is kept in the user directory and used at the next start', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...polling]);
    const file = join(directory(), 'givtcp', `plant-127.0.0.1-${dongle.port}.json`);
    await until(() => existsSync(file));
    equal(JSON.parse(readFileSync(file, 'utf8')).serial, dongle.serial);
    // Nothing half-written stays behind, whatever else is being kept at this moment.
    await until(() =>
      readdirSync(join(directory(), 'givtcp')).every((name) => !name.endsWith('.new')),
    );
  });

  test('is done without when the file is spoilt, and somebody is told', async () => {
    const dongle = await simulator();
    const flow = [tab, house(dongle), ...polling];
    await deploy(flow);
    const file = join(directory(), 'givtcp', `plant-127.0.0.1-${dongle.port}.json`);
    await until(() => existsSync(file));
    writeFileSync(file, '{"serial":');
    await redeploy(flow);
    await box('readings').next();
    match(logged().join('\n'), /plant-127\.0\.0\.1-\d+\.json cannot be used/);
  });
});

test('an outage is told in the log once, however often the dongle is tried', async () => {
  let tries = 0;
  const dead = createServer((socket) => {
    tries++;
    socket.destroy();
  });
  dead.listen(0, '127.0.0.1');
  await once(dead, 'listening');
  closing({ close: () => new Promise((resolve) => dead.close(resolve)) });
  await deploy([tab, house({ host: '127.0.0.1', port: portOf(dead) }), ...polling, ...watchers]);
  await until(() => tries >= 4);
  equal(logged().filter((line) => /dongle/.test(line)).length, 1);
});

describe('settings that cannot be used', () => {
  for (const [what, settings, words] of [
    ['no address', { host: '' }, /Address is missing/],
    [
      'a port in the address',
      { host: '10.0.0.9:8899' },
      /Address is "10.0.0.9:8899".*without a port/,
    ],
    ['a port that is none', { port: 'abc' }, /Port is "abc": use a whole number from 1 to 65535/],
    ['polls that are too quick', { liveEvery: '4' }, /Read power every is "4"/],
    ['a variable that is not set', { host: '${NOT_SET}' }, /variable NOT_SET, which is not set/],
  ] as const)
    test(`(${what}) are said to Catch nodes at the start, on the badge, and to every message`, async () => {
      await deploy([tab, house({ host: 'x', port: 1 }, settings), ...reader(), ...watchers]);
      const { status } = await statusOf('read', /^not configured$/);
      equal(at(status, 'fill'), 'red');
      await until(() => box('errors').heard.length === 1);
      send('read');
      await until(() => box('errors').heard.length === 2);
      const [start, answer] = box('errors').heard;
      deepEqual(at(start, 'error.source.type'), 'givtcp-config');
      for (const failure of [start, answer]) {
        equal(at(failure, 'error.code'), 'BAD_CONFIG');
        match(String(at(failure, 'error.message')), words);
      }
    });

  test('are said in the log, once, where nobody catches them', async () => {
    await deploy([tab, house({ host: 'x', port: 1 }, { host: '' }), ...reader()]);
    equal(logged().filter((line) => line.startsWith('Address is missing')).length, 1);
  });

  test('of many nodes are said without a warning of a leak', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): unknown => warnings.push(name);
    process.on('warning', note);
    closing({ close: async () => process.off('warning', note) });
    const ids = Array.from({ length: 12 }, (_, index) => `write${index}`);
    const many = ids.map((id) => ({ id, z: 't1', type: 'givtcp-write', inverter: '', wires: [] }));
    await deploy([tab, ...many, ...watchers]);
    await until(() => box('errors').heard.length === 12);
    deepEqual(warnings, []);
  });

  test('of the node itself, too', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ output: 'poem' }), ...watchers]);
    await until(() => box('errors').heard.length === 1);
    send('read');
    await until(() => box('errors').heard.length === 2);
    for (const failure of box('errors').heard)
      match(String(at(failure, 'error.message')), /^As is "poem": use one of object, flat, leaves/);
    equal(dongle.arrivals, 0);
  });

  test('a node without settings says so', async () => {
    await deploy([tab, ...writer({ inverter: '' }), ...watchers]);
    send('write', { payload: 1 });
    match(String(at(await box('errors').next(), 'error.message')), /Inverter is missing/);
  });
});

describe('environment variables', () => {
  test('stand for any field', async () => {
    const dongle = await simulator();
    process.env['TEST_GIVTCP_HOST'] = dongle.host;
    process.env['TEST_GIVTCP_PORT'] = String(dongle.port);
    process.env['TEST_GIVTCP_READ_ONLY'] = 'true';
    const fields = {
      host: '${TEST_GIVTCP_HOST}',
      port: '${TEST_GIVTCP_PORT}',
      readOnly: '${TEST_GIVTCP_READ_ONLY}',
    };
    await deploy([
      tab,
      house(dongle, fields),
      ...polling,
      ...writer({ control: 'setChargeTarget' }),
      ...watchers,
    ]);
    await box('readings').next();
    send('write', { payload: 50 });
    equal(at(await box('errors').next(), 'error.code'), 'READ_ONLY');
  });
});

describe('inside a subflow', () => {
  test('settings come from the environment of the instance', async () => {
    const dongle = await simulator();
    const env = [
      { name: 'HOST', type: 'str', value: dongle.host },
      { name: 'PORT', type: 'str', value: String(dongle.port) },
    ];
    const [node] = reader({ z: 'sub', trigger: 'poll', wires: [[]] });
    ok(node);
    const settings = house(dongle, { z: 'sub', host: '${HOST}', port: '${PORT}' });
    const out = [{ x: 0, y: 0, wires: [{ id: 'read', port: 0 }] }];
    await deploy([
      tab,
      { id: 'sub', type: 'subflow', name: 'House', in: [], out, env },
      settings,
      node,
      { id: 'instance', z: 't1', type: 'subflow:sub', env, wires: [['readings']] },
      { id: 'readings', z: 't1', type: 'collector', wires: [] },
    ]);
    equal(at(await box('readings').next(), 'givtcp.serial'), dongle.serial);
  });
});

describe('the admin endpoints', () => {
  test('tell the dialog what was found, without serial numbers', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: 'getBatteryStats', trigger: 'poll' })]);
    await box('readings').until((message) => at(message, 'payload.packs.length') === 2);
    const { body } = await request().get('/givtcp/house/info').expect(200);
    equal(body.model, 'Hybrid Gen 1');
    equal(body.batteries, 2);
    equal(JSON.stringify(body).includes(dongle.serial), false);
  });

  test('say that a node is not deployed', async () => {
    await deploy([tab]);
    const { body } = await request().get('/givtcp/nowhere/info').expect(404);
    deepEqual(body, { reason: 'not-deployed' });
  });

  test('describe every control with its fields and limits', async () => {
    await deploy([tab]);
    const { body } = await request().get('/givtcp/controls').expect(200);
    const target = body.find(({ name }: { name: string }) => name === 'setChargeTarget');
    deepEqual(target.fields, [
      {
        name: 'chargeToPercent',
        kind: 'percent',
        label: 'Charge to',
        unit: '%',
        limits: [4, 100],
        optional: false,
      },
    ]);
  });
});
