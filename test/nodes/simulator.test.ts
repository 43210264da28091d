import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { beforeEach, describe, test } from 'vitest';
import type { NodeMessage } from 'node-red';
import { commandNames } from '../../nodes/simulator/simulatorCommands.js';
import { simulatorOptionsFrom } from '../../nodes/simulator/simulatorOptions.js';
import { families } from '../../src/index.js';
import { freePort } from '../publish/brokers.js';
import {
  at,
  box,
  caught,
  closing,
  deploy,
  house,
  logged,
  reader,
  redeploy,
  request,
  send,
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

let port = 0;
beforeEach(async () => {
  port = await freePort();
});

const simulated = (more: object = {}): readonly FlowItem[] => [
  {
    id: 'sim',
    z: 't1',
    type: 'givtcp-simulator',
    simulates: 'hybridGen1',
    season: 'summer',
    startTime: '12:00',
    startCharge: '60',
    port: String(port),
    wires: [['states']],
    ...more,
  },
  { id: 'states', z: 't1', type: 'collector', wires: [] },
];
const own = (more: object = {}): FlowItem => house({ host: '127.0.0.1', port }, more);

/** Sends a command and waits for the state after it. */
const order = async (payload: unknown): Promise<NodeMessage> => {
  const known = box('states').heard.length;
  send('sim', { payload });
  await box('states').until(() => box('states').heard.length > known);
  return box('states').heard[known] ?? {};
};

/** A read node that is connected already. */
const deployReader = async (more: object): Promise<void> => {
  await deploy([tab, own(), ...simulated(), ...reader(more), ...watchers]);
  await statusOf('read', /%/);
};

/** A client of its own that says nothing. */
const visit = async (host = '127.0.0.1'): Promise<Socket> => {
  const socket = connect(port, host);
  closing({ close: async () => void socket.destroy() });
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
};
const isFree = async (): Promise<boolean> => {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  const [heard] = await Promise.race([
    once(server, 'listening').then(() => ['listening']),
    once(server, 'error').catch((error: unknown) => [error]),
  ]);
  server.close();
  return heard === 'listening';
};

describe('a simulated inverter', () => {
  test('is read and written like a real one', async () => {
    await deploy([
      tab,
      own(),
      ...simulated(),
      ...reader({ trigger: 'poll' }),
      ...writer({ control: 'setChargeTarget' }),
    ]);
    const reading = await box('readings').next();
    equal(at(reading, 'payload.battery.stateOfCharge'), 60);
    ok(Number(at(reading, 'payload.power.pv')) > 100);
    send('write', { payload: 70 });
    equal(at(await box('outcomes').next(), 'payload.result'), 'confirmed');
    const { payload } = await order('state');
    const [write] = Object(at(payload, 'writes'));
    deepEqual([write.register, write.word], [116, 70]);
    equal(at(payload, 'connections'), 1);
  });

  test('is waited for: it may begin after those who ask it', async () => {
    await deploy([tab, own(), ...reader({ trigger: 'poll' }), ...simulated()]);
    await box('readings').next();
    deepEqual(
      logged().filter((line) => /refuses the connection/.test(line)),
      [],
    );
  });

  test('is an inverter of its own: two of one model are read side by side', async () => {
    const second = await freePort();
    const other = house({ host: '127.0.0.1', port: second }, { id: 'other' });
    const beside = simulated({ id: 'sim2', port: String(second) })[0];
    const reading = reader({ id: 'read2', inverter: 'other', trigger: 'poll' })[0];
    ok(beside && reading);
    const both = [...simulated(), beside, own(), other, reading];
    await deploy([tab, ...both, ...reader({ trigger: 'poll' }), ...watchers]);
    await Promise.all(['read', 'read2'].map((id) => statusOf(id, /%/)));
  });

  test('tells how things stand, and keeps what the message carried', async () => {
    await deploy([tab, ...simulated({ inverterSerial: 'SA1234G567', batteries: '3' })]);
    send('sim', { payload: Date.now(), colour: 'blue' });
    const state = await box('states').next();
    deepEqual(
      ['host', 'port', 'model', 'serial', 'connections', 'queries', 'writes'].map((key) =>
        at(state, `payload.${key}`),
      ),
      ['127.0.0.1', port, 'Hybrid Gen 1', 'SA1234G567', 0, 0, []],
    );
    match(String(at(state, 'payload.clock')), /^\d{4}-06-21T12:00:/);
    deepEqual(at(state, 'payload.battery'), { stateOfCharge: 60, energy: 14.75, capacity: 24.58 });
    const { pv, load, grid, battery } = Object(at(state, 'payload.power'));
    for (const watts of [pv, load, grid, battery]) equal(typeof watts, 'number');
    equal(state.topic, 'givenergy/SA1234G567/simulator');
    deepEqual(at(state, 'givtcp'), { serial: 'SA1234G567', function: 'state', source: 'input' });
    equal(at(state, 'colour'), 'blue');
  });

  test('shows its port, its time and its charge', async () => {
    await deploy([tab, ...simulated(), ...watchers]);
    const { status } = await statusOf('sim', /^:/);
    equal(at(status, 'fill'), 'green');
    match(String(at(status, 'text')), new RegExp(`^:${port} · 12:0\\d · 60 %$`));
  });

  test('takes any free port where that is wished, and shows which', async () => {
    await deploy([tab, ...simulated({ port: '0' }), ...watchers]);
    const { status } = await statusOf('sim', /^:/);
    equal(String(at(await order(''), 'payload.port')), /\d+/.exec(String(at(status, 'text')))?.[0]);
  });

  test('is one of the models there are', async () => {
    await deploy([tab]);
    const { body } = await request().get('/givtcp/models').expect(200);
    deepEqual(
      body,
      families.map(({ name, title }) => ({ name, title })),
    );
    for (const { name } of families) {
      await redeploy([tab, ...simulated({ simulates: name })]);
      equal(
        at(await order('state'), 'payload.model'),
        families.find((one) => one.name === name)?.title,
      );
    }
  });
});

describe('a command', () => {
  test('advance lets time pass at once', async () => {
    await deploy([tab, ...simulated()]);
    match(String(at(await order({ command: 'advance', minutes: 90 }), 'payload.clock')), /T13:30:/);
    match(String(at(await order('advance'), 'payload.clock')), /T14:30:/);
  });

  test('grid takes the grid away and brings it back', async () => {
    await deployReader({ function: 'getRaw' });
    const mode = async (): Promise<unknown> => {
      send('read', { payload: { bank: 'input', base: 49, count: 1 } });
      return at(await box('readings').next(), 'payload.registers.49');
    };
    await order({ command: 'grid', on: false });
    equal(await mode(), 0);
    await order({ command: 'grid', on: true });
    equal(await mode(), 1);
  });

  test('hold and poke hold a reading, release lets it go', async () => {
    await deployReader({ maxAge: '0' });
    const charge = async (): Promise<unknown> => {
      send('read');
      return at(await box('readings').next(), 'payload.battery.stateOfCharge');
    };
    await order({ command: 'hold', reading: 'stateOfCharge', value: 61 });
    equal(await charge(), 61);
    await order({ command: 'poke', bank: 'input', register: 59, word: 62 });
    equal(await charge(), 62);
    await order({ command: 'release', reading: 'stateOfCharge' });
    equal(await charge(), 60);
  });

  test('drop cuts all connections', async () => {
    await deploy([tab, ...simulated()]);
    await order('state');
    const client = await visit();
    equal(at(await order('state'), 'payload.connections'), 1);
    const closed = once(client, 'close');
    await order('drop');
    await closed;
    equal(at(await order('state'), 'payload.connections'), 0);
  });

  test('refuse keeps everybody away, and a deploy meanwhile does not wait for it', async () => {
    await deploy([tab, ...simulated()]);
    await order({ command: 'refuse', seconds: 3600 });
    const socket = connect(port, '127.0.0.1');
    const [error] = await once(socket, 'error').catch((error: unknown) => [error]);
    equal(at(error, 'code'), 'ECONNREFUSED');
    await redeploy([tab, ...simulated({ name: 'new' })]);
    await order('state');
    await visit();
  });

  test('hang keeps it from answering, and mend heals it', async () => {
    await deployReader({ function: 'getRaw' });
    await order({ command: 'hang', on: true });
    const asked = at(await order('state'), 'payload.queries');
    send('read', { payload: { bank: 'input', base: 0, count: 2 } });
    let queries = asked;
    while (queries === asked) queries = at(await order('state'), 'payload.queries');
    deepEqual(box('readings').heard, []);
    await order('mend');
    ok(at(await box('readings').next(), 'payload.registers'));
  });

  for (const [what, payload, words] of [
    ['a name that nobody knows', 'explode', /command is "explode": use one of state, advance/],
    ['an object without a name', { minutes: 5 }, /command is missing: use one of/],
    [
      'more time than a week',
      { command: 'advance', minutes: 10_081 },
      /minutes is 10081: use a whole number from 1 to 10080/,
    ],
    ['no time at all', { command: 'advance', minutes: 0 }, /minutes is 0/],
    ['a refusal for a day', { command: 'refuse', seconds: 86_400 }, /seconds is 86400/],
    [
      'a register beyond the last',
      { command: 'poke', register: 65_536, word: 1 },
      /register is 65536/,
    ],
    ['a poke without a register', { command: 'poke', word: 1 }, /register is missing/],
    [
      'a word of more than 16 bits',
      { command: 'poke', register: 1, word: 65_536 },
      /word is 65536/,
    ],
    [
      'a bank that is none',
      { command: 'poke', bank: 'attic', register: 1, word: 1 },
      /bank is "attic"/,
    ],
    [
      'a reading that is none',
      { command: 'hold', reading: 'beer', value: 1 },
      /reading is "beer": must be the name of a reading of this Hybrid Gen 1/,
    ],
    ['a hold without a reading', { command: 'hold', value: 1 }, /reading is missing/],
    [
      'a value that does not fit',
      { command: 'hold', reading: 'stateOfCharge', value: {} },
      /value is \{\}/,
    ],
    [
      'a grid that is maybe there',
      { command: 'grid', on: 'maybe' },
      /on is "maybe": use true or false/,
    ],
    ['very many lost answers', { command: 'lose', count: 1e9 }, /count is 1000000000/],
    ['an hour of delay', { command: 'late', ms: 3_600_000 }, /ms is 3600000/],
    ['a damage nobody has seen', { command: 'spoil', kind: 'burnt' }, /kind is "burnt"/],
  ] as const)
    test(`is refused and nothing done: ${what}`, async () => {
      await deploy([tab, ...simulated(), ...watchers]);
      send('sim', { payload });
      const failure = await box('errors').next();
      equal(at(failure, 'error.code'), 'BAD_INPUT');
      match(String(at(failure, 'error.message')), words);
      deepEqual(box('states').heard, []);
    });

  test('of every sort is understood by its name alone, or says what it lacks', async () => {
    await deploy([tab, ...simulated(), ...watchers]);
    for (const name of commandNames.filter((one) => !['hold', 'poke', 'silence'].includes(one))) {
      equal(at(await order(name), 'givtcp.function'), name);
    }
    deepEqual(box('errors').heard, []);
  });
});

const busy = (): Record<string, number> => {
  const count: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) count[kind] = (count[kind] ?? 0) + 1;
  return count;
};

describe('a deploy', () => {
  test('ten times over finds its port free each time, and leaves nothing behind', async () => {
    await deploy([tab, ...watchers]);
    const before = busy();
    const flow = [tab, own(), ...simulated(), ...reader({ trigger: 'poll' }), ...watchers];
    for (let count = 0; count < 10; count++) {
      await redeploy(flow);
      await box('readings').next();
    }
    deepEqual(
      logged().filter((line) => /cannot listen/.test(line)),
      [],
    );
    await redeploy([tab, ...watchers]);
    equal(await isFree(), true);
    await until(() =>
      Object.entries(busy()).every(([kind, count]) => count <= (before[kind] ?? 0)),
    );
  });

  test('that ends it at once, while it is still starting, frees the port', async () => {
    await deploy([tab, ...simulated()]);
    await undeploy();
    equal(await isFree(), true);
  });

  test('begins its day anew', async () => {
    await deploy([tab, ...simulated()]);
    match(String(at(await order('advance'), 'payload.clock')), /T13:00/);
    await redeploy([tab, ...simulated({ name: 'new' })], 'nodes');
    match(String(at(await order('state'), 'payload.clock')), /T12:00/);
  });
});

describe('a port that somebody else has', () => {
  test('is said once, and taken as soon as it is free', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await deploy([tab, ...simulated(), ...watchers]);
    const { status } = await statusOf('sim', /in use$/);
    deepEqual([at(status, 'text'), at(status, 'fill')], [`port ${port} in use`, 'red']);
    await caught(/cannot listen on 127\.0\.0\.1/);
    send('sim', { payload: 'state' });
    await until(() => box('errors').heard.length === 2);
    match(String(at(box('errors').heard[1], 'error.message')), /cannot listen on 127\.0\.0\.1/);
    other.close();
    await statusOf('sim', /^:/);
    equal(at(await order('state'), 'payload.port'), port);
  });

  test('may be that of another simulator node', async () => {
    const [second] = simulated({ id: 'sim2', wires: [] });
    ok(second);
    await deploy([tab, ...simulated(), second, ...watchers]);
    const { status } = await box('statuses').until((message) =>
      String(at(message, 'status.text')).endsWith('in use'),
    );
    equal(at(status, 'source.type'), 'givtcp-simulator');
  });

  test('may be left to another address of this computer', async () => {
    const [second] = simulated({ id: 'sim2', simulatorHost: '127.0.0.2', wires: [['states']] });
    ok(second);
    await deploy([tab, ...simulated(), second]);
    send('sim2');
    equal(at(await box('states').next(), 'payload.host'), '127.0.0.2');
    equal(at(await order('state'), 'payload.host'), '127.0.0.1');
  });
});

describe('other computers', () => {
  test('cannot reach it unless that is wished', async () => {
    await deploy([tab, ...simulated({ simulatorHost: '0.0.0.0' }), ...watchers]);
    await statusOf('sim', /^not configured$/);
    await caught(/Address is "0\.0\.0\.0".*tick "Network"/);
    equal(await isFree(), true);
  });

  test('can where it is', async () => {
    await deploy([tab, ...simulated({ lan: true })]);
    equal(at(await order('state'), 'payload.host'), '0.0.0.0');
  });
});

describe('settings', () => {
  const NOW = new Date(2026, 10, 23, 8, 15, 30);
  const options = (fields: object) => simulatorOptionsFrom({ ...fields }, NOW);

  for (const [fields, month, day, hour, minute] of [
    [{}, 10, 23, 8, 15],
    [{ startTime: '07:30' }, 10, 23, 7, 30],
    [{ season: 'summer' }, 5, 21, 8, 15],
    [{ season: 'winter', startTime: '0:05' }, 11, 21, 0, 5],
    [{ season: 'spring', startTime: '23:59' }, 2, 20, 23, 59],
    [{ season: 'autumn' }, 8, 22, 8, 15],
  ] as const)
    test(`${JSON.stringify(fields)} begin at ${day}.${month + 1}. ${hour}:${minute}`, () => {
      deepEqual(options(fields).startAt, new Date(2026, month, day, hour, minute));
    });

  test('that are left out are the usual ones', () => {
    const { startAt, ...usual } = options({});
    ok(startAt);
    const plain = { host: '127.0.0.1', port: 8899, speed: 1, latency: 0, sky: 'usual' };
    deepEqual(usual, { model: 'hybridGen3', dongle: 'WF00008899', ...plain });
  });

  test('may all come from the environment', async () => {
    process.env['TEST_GIVTCP_SIM_PORT'] = String(port);
    process.env['TEST_GIVTCP_SIM_SPEED'] = '60';
    await deploy([
      tab,
      ...simulated({ port: '${TEST_GIVTCP_SIM_PORT}', speed: '${TEST_GIVTCP_SIM_SPEED}' }),
    ]);
    equal(at(await order('state'), 'payload.port'), port);
  });

  for (const [fields, words] of [
    [{ simulates: 'teapot' }, /Model is "teapot": use one of hybridGen3/],
    [{ port: '70000' }, /Port is "70000"/],
    [{ speed: '0' }, /Speed is "0": use a whole number from 1 to 3600/],
    [{ batteries: '9' }, /Batteries is "9"/],
    [{ startCharge: '101' }, /Charge is "101"/],
    [{ startTime: '24:00' }, /Time is "24:00": use a time such as 07:30/],
    [{ season: 'monsoon' }, /Day is "monsoon"/],
    [{ sky: 'purple' }, /is "purple": use one of usual, clear, changeable, grey/],
    [{ inverterSerial: 'short' }, /Serial is "short": use ten capitals and digits/],
    [{ simulatorHost: 'example.org' }, /Address is "example.org"/],
  ] as const)
    test(`${JSON.stringify(fields)} are refused`, async () => {
      await deploy([tab, ...simulated(fields), ...watchers]);
      await statusOf('sim', /^not configured$/);
      send('sim');
      const failure = await box('errors').next();
      equal(at(failure, 'error.code'), 'BAD_CONFIG');
      match(String(at(failure, 'error.message')), words);
    });
});
