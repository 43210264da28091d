import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, test } from 'vitest';
import {
  openInverter,
  type Inverter,
  type InverterOptions,
  type Snapshot,
  type Status,
} from '../src/index.js';
import { INVERTER } from '../src/protocol/messages.js';
import { families, type FamilyName } from '../src/registers/families.js';
import type { RegisterTable } from '../src/registers/register.js';
import { movableClock } from './support/movableClock.js';
import { until } from './support/until.js';
import { startSimulator, type Simulator, type SimulatorOptions } from '../src/simulator/index.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

const simulate = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  // Time stands still, so that what was read can be compared with what is there.
  const simulator = await startSimulator({
    speed: 0,
    startAt: new Date(2026, 5, 15, 13, 5),
    ...options,
  });
  open.push(simulator);
  return simulator;
};

const connect = (simulator: { port: number }, options: Partial<InverterOptions> = {}): Inverter => {
  const inverter = openInverter({
    host: '127.0.0.1',
    port: simulator.port,
    pace: 0,
    polling: false,
    ...options,
  });
  open.push(inverter);
  return inverter;
};

const once = (inverter: Inverter, wanted: (status: Status) => boolean): Promise<Status> =>
  new Promise((resolve) => {
    if (wanted(inverter.status)) return resolve(inverter.status);
    const end = inverter.on('status', (status) => {
      if (!wanted(status)) return;
      end();
      resolve(status);
    });
  });

const nextSnapshot = (inverter: Inverter, wanted: (snapshot: Snapshot) => boolean = () => true) =>
  new Promise<Snapshot>((resolve) => {
    const end = inverter.on('snapshot', (snapshot) => {
      if (!wanted(snapshot)) return;
      end();
      resolve(snapshot);
    });
  });

/** Every reading of the inverter itself, decoded from the simulator's memory without the wire. */
const truth = (simulator: Simulator, table: RegisterTable): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, row]) => {
      const words = Array.from({ length: row.codec.size }, (_, i) =>
        simulator.read(INVERTER, row.bank, row.address + i),
      );
      const known = words.every((word): word is number => word !== undefined);
      const value = known && row.doubt === undefined ? row.codec.decode(words, 0) : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );

describe('each simulated family comes through as it is', () => {
  for (const family of families)
    test(family.title, async () => {
      const simulator = await simulate({ model: family.name, meters: 1 });
      const snapshot = await connect(simulator).refresh('all');
      equal(snapshot.model.family, family.name);
      equal(snapshot.complete, true);
      deepEqual(snapshot.missing, []);
      const there = truth(simulator, family.table);
      const wrong = Object.entries(snapshot.inverter).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(there[name]),
      );
      deepEqual(wrong, []);
      ok(Object.keys(snapshot.inverter).length > 40);
      const { power } = simulator.home;
      equal(snapshot.figures.power.load, power.load);
      equal(snapshot.figures.power.grid, power.grid);
      equal(snapshot.figures.power.pv, power.pv1 + power.pv2);
      if (family.name !== 'pvOnly' && family.name !== 'ems' && family.name !== 'gateway')
        equal(snapshot.figures.power.battery, power.battery);
    });
});

test('packs, stacks, modules and meters are found, whatever slot they are in', async () => {
  const low = await connect(await simulate({ model: 'hybridGen2', packs: 3, meters: 2 })).refresh(
    'all',
  );
  deepEqual(
    low.packs.map(({ device }) => device),
    [0x32, 0x33, 0x34],
  );
  ok(low.packs.every(({ readings }) => readings.cell16Voltage !== undefined));
  const high = await connect(
    await simulate({ model: 'threePhase', stacks: 2, modulesPerStack: 3 }),
  ).refresh('all');
  deepEqual(
    high.stacks.map(({ modules }) => modules.length),
    [3, 3],
  );
  ok(
    high.stacks.every(({ modules }) =>
      modules.every(({ readings }) => readings.cell24Voltage !== undefined),
    ),
  );
});

/** Requests to the inverter itself: packs and meters are still being searched for beside. */
const polls = (simulator: Simulator): number =>
  simulator.queries.filter(({ device }) => device === INVERTER).length;

test('a fast refresh is one request', async () => {
  const simulator = await simulate();
  const inverter = connect(simulator);
  await inverter.refresh('all');
  const before = polls(simulator);
  const snapshot = await inverter.refresh('live');
  equal(polls(simulator) - before, 1);
  ok(
    snapshot.figures.power.load !== undefined &&
      snapshot.figures.battery.stateOfCharge !== undefined,
  );
});

test('the first figures come with the second answer, before the plant is known whole', async () => {
  const simulator = await simulate();
  const inverter = connect(simulator);
  const first = nextSnapshot(inverter);
  const whole = inverter.refresh('all');
  const snapshot = await first;
  equal(snapshot.complete, false);
  equal(snapshot.figures.power.load, simulator.home.power.load);
  equal((await whole).complete, true);
});

test('a remembered plant is not searched again', async () => {
  const simulator = await simulate({ model: 'allInOne' });
  const first = connect(simulator);
  const topology = new Promise<Snapshot['topology']>((resolve) => {
    first.on('topology', (found) => {
      if (found.foundAt > 0) resolve(found);
    });
  });
  await first.refresh('all');
  const remembered = await topology;
  await first.close();
  const before = simulator.asked;
  const again = await connect(simulator, { remembered }).refresh('all');
  equal(again.complete, true);
  equal(again.stacks[0]?.modules.length, 4);
  const probes = simulator.queries
    .slice(-(simulator.asked - before))
    .filter((query) => query.kind === 'read' && query.device < 0x11);
  deepEqual(probes, []);
});

test('another inverter at the address is noticed before a value of it is believed', async () => {
  const simulator = await simulate();
  const known = await connect(simulator).refresh('all');
  const remembered = { ...known.topology, serial: 'SA9999G999', foundAt: Date.now() };
  const inverter = connect(simulator, { remembered });
  await rejects(inverter.refresh('all'), { code: 'NOT_DETECTED' });
  const snapshot = await inverter.refresh('all');
  equal(snapshot.serial, simulator.serial);
});

test('a cut is mended at once, without detecting again', async () => {
  const simulator = await simulate();
  const inverter = connect(simulator);
  await inverter.refresh('all');
  const before = simulator.asked;
  simulator.drop();
  const snapshot = await inverter.refresh('live');
  equal(snapshot.complete, true);
  ok(simulator.asked - before <= 2);
  equal(inverter.counters['cuts'], 1);
});

test('an inverter that goes away is said to be offline, and comes back by itself', async () => {
  const simulator = await simulate();
  const inverter = connect(simulator, { polling: true, liveEvery: 5000 });
  await once(inverter, ({ state }) => state === 'online');
  simulator.refuseConnections(1500);
  simulator.drop();
  const down = await once(inverter, ({ state }) => state === 'offline');
  ok(down.reason?.includes('127.0.0.1'));
  const back = nextSnapshot(inverter);
  equal((await once(inverter, ({ state }) => state === 'online')).state, 'online');
  await back;
});

test('an address where nothing listens fails fast and says what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const inverter = connect({ port });
  await rejects(inverter.refresh('live'), {
    code: 'NOT_CONNECTED',
    message: /refuses the connection: check/,
  });
});

test('closing while connecting, detecting or reading always ends, and leaves no socket', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as AddressInfo;
  const inverter = connect({ port }, { polling: true });
  await once(inverter, ({ state }) => state === 'detecting');
  await inverter.close();
  equal(inverter.status.state, 'closed');
  await new Promise((resolve) => silent.close(resolve));
  equal(sockets.size, 0);
});

test('answers to another program are used instead of asking again', async () => {
  const simulator = await simulate();
  const inverter = connect(simulator);
  await inverter.refresh('all');
  const heard = polls(simulator);
  simulator.advance(60_000);
  simulator.overhear({ kind: 'read', device: INVERTER, bank: 'input', base: 0, count: 60 });
  const done = inverter.readRegisters({ bank: 'input', base: 59, count: 1 });
  await done;
  const snapshot = await inverter.refresh('live', { maxAge: 5000 });
  equal(polls(simulator) - heard, 1);
  equal(snapshot.figures.power.load, simulator.home.power.load);
});

test('what another program reads is told as soon as it is heard', async () => {
  const simulator = await simulate();
  const finder = connect(simulator);
  const { topology } = await finder.refresh('all');
  await finder.close();
  const remembered = { ...topology, foundAt: Date.now() };
  const inverter = connect(simulator, { polling: true, remembered });
  await nextSnapshot(inverter, ({ complete }) => complete);
  const asked = polls(simulator);
  simulator.poke(INVERTER, 'input', 59, 42);
  simulator.overhear({ kind: 'read', device: INVERTER, bank: 'input', base: 0, count: 60 });
  const next = await nextSnapshot(inverter);
  equal(next.inverter.stateOfCharge, 42);
  equal(polls(simulator), asked);
});

for (const [field, options] of [
  ['host', { host: ' ' }],
  ['port', { port: 70_000 }],
  ['liveEvery', { liveEvery: 100 }],
  ['model', { model: 'toaster' }],
] as const)
  test(`a wrong ${field} is refused with its limits`, () => {
    let thrown: unknown;
    try {
      openInverter({ host: '127.0.0.1', ...options });
    } catch (error) {
      thrown = error;
    }
    ok(thrown instanceof Error && thrown.message.startsWith(field));
  });

test('a model set by hand reads, and writes nothing where register 0 disagrees', async () => {
  const simulator = await simulate({ model: 'hybridGen1' satisfies FamilyName });
  const inverter = connect(simulator, { model: 'acCoupled' });
  equal((await inverter.refresh('all')).model.family, 'acCoupled');
  await rejects(inverter.apply('setChargeTarget', 80));
  deepEqual(simulator.writes, []);
});

test('a bank that turns out to be shorter costs nothing of what was read before', async () => {
  const simulator = await simulate({ model: 'allInOne' });
  const snapshot = await connect(simulator).refresh('all');
  deepEqual(snapshot.missing, []);
  ok(snapshot.topology.absent.includes('holding 300-359'));
  for (const label of ['holding 0-59', 'holding 60-119', 'holding 240-299', 'holding 300-320'])
    ok(snapshot.readAt[label] !== undefined, label);
  ok(snapshot.figures.mode !== undefined);
});

test('while a dongle is away nothing else is said, and the first connection brings data', async () => {
  const clock = movableClock(Date.now());
  const simulator = await simulate();
  const inverter = connect(simulator, { polling: true, clock });
  await nextSnapshot(inverter, ({ complete }) => complete);
  const { port } = simulator;
  await simulator.close();
  await until(() => {
    clock.pass(1000);
    return inverter.status.state === 'offline';
  });
  const said: string[] = [];
  inverter.on('status', ({ state }) => said.push(state));
  for (let second = 0; second < 60; second++) {
    clock.pass(1000);
    await setImmediate();
  }
  deepEqual(
    [...new Set(said)].filter((state) => state !== 'offline'),
    [],
  );
  await simulate({ port });
  const back = nextSnapshot(inverter);
  await until(() => {
    clock.pass(1000);
    return inverter.status.state === 'online';
  });
  ok((await back).figures.power.load !== undefined);
});

test('a control that cannot be understood is refused before anything is asked', async () => {
  const inverter = connect({ port: 1 });
  await rejects(inverter.apply('setChargeTarget', 'abc'), { code: 'BAD_INPUT' });
  await rejects(inverter.apply('toast', 1), { code: 'UNKNOWN_FUNCTION' });
});

test('reading registers never writes, whatever the caller hands in', async () => {
  const simulator = await simulate();
  const inverter = connect(simulator, { readOnly: true });
  const query = {
    bank: 'holding',
    base: 116,
    count: 1,
    kind: 'write',
    address: 116,
    word: 42,
  } as const;
  equal((await inverter.readRegisters(query)).length, 1);
  deepEqual(simulator.writes, []);
});

test('a firmware update is noticed, and with it what the inverter can do', async () => {
  const simulator = await simulate({ model: 'hybridGen3' });
  const inverter = connect(simulator, { polling: true });
  const first = await nextSnapshot(inverter, ({ complete }) => complete);
  simulator.poke(INVERTER, 'holding', 21, first.model.armFirmware + 1);
  await inverter.refresh('all').catch(() => undefined);
  await until(() => inverter.snapshot?.complete === true);
  equal((await inverter.refresh('all')).model.armFirmware, first.model.armFirmware + 1);
});

test('what goes wrong without anybody waiting for it is told as a complaint', async () => {
  const memory = {
    load: () => Promise.reject(new Error('the disk is gone')),
    save: async (serial: string) => ({ serial, jobs: [] }),
  };
  const inverter = connect(await simulate(), { memory });
  const complaint = new Promise<Error>((resolve) => inverter.on('complaint', resolve));
  await inverter.refresh('all');
  match((await complaint).message, /the disk is gone/);
});

test('the largest export limit ever read of an EMS is remembered', async () => {
  const simulator = await simulate({ model: 'ems' });
  const inverter = connect(simulator, { writeSpacing: 0, writeRest: 0 });
  const { exportPowerLimit = 0 } = (await inverter.refresh('all')).inverter;
  ok(exportPowerLimit > 1000);
  await inverter.apply('setExportLimit', 1000);
  equal((await inverter.apply('setExportLimit', exportPowerLimit)).result, 'confirmed');
  await rejects(inverter.apply('setExportLimit', exportPowerLimit + 1), { code: 'NOT_ALLOWED' });
});

test('a load that only a cooker, a car and a shower can make is shown', async () => {
  const simulator = await simulate();
  const inverter = connect(simulator);
  await inverter.refresh('all');
  simulator.poke(INVERTER, 'input', 42, 17_200);
  equal((await inverter.refresh('live')).figures.power.load, 17_200);
});

for (const host of ['', '192.168.1.20:8899', 'http://192.168.1.20', 'two words'])
  test(`"${host}" is no address`, () => {
    throws(() => openInverter({ host }), { code: 'BAD_CONFIG', message: /^host is .*address/ });
  });

for (const host of ['127.0.0.1', 'localhost', '::1'])
  test(`"${host}" is an address`, async () => {
    await openInverter({ host, port: 1 }).close();
  });

test('what is asked for later is written later, though the first had to wait until the plant was known', async () => {
  const simulator = await simulate();
  const options = { polling: true, writeSpacing: 0, writeRest: 0 };
  const inverter = connect(simulator, options);
  const first = inverter.apply('setBatteryReserve', 15);
  await nextSnapshot(inverter, ({ complete }) => complete);
  const second = inverter.apply('setBatteryReserve', 37);
  await Promise.all([first, second]);
  equal(simulator.read(INVERTER, 'holding', 110), 37);
});
