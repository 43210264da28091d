import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest';
import type { Snapshot, Topology } from '../../src/index.js';
import { startSimulator } from '../../src/simulator/index.js';
import { openBroker, type Broker } from '../../src/publish/mqtt/broker.js';
import type { PlantSource } from '../../src/publish/plantView.js';
import { Publisher, type PublisherOptions } from '../../src/publish/mqtt/publisher.js';
import { mosquittoIsHere, PASSWORD, startBroker, USER, type TestBroker } from './brokers.js';
import { listen, type Heard, type Listener } from './listener.js';
import { openPlant, topologyOf, type OpenPlant } from './plants.js';

let server: TestBroker;
let plant: OpenPlant;
let broker: Broker;
let listener: Listener;
let publisher: Publisher | undefined;

const home = { model: 'hybridGen1', packs: 1 } as const;
let topology: Topology;
beforeAll(async () => {
  server = await startBroker();
  topology = await topologyOf(home);
});
afterAll(() => server.close());

beforeEach(async () => {
  plant = await openPlant(home, topology);
  broker = openBroker({
    host: '127.0.0.1',
    port: server.port,
    username: USER,
    password: PASSWORD,
    retry: { first: 20, most: 100 },
    ...(server.kind === 'mosquitto' && { protocolVersion: 5 }),
  });
  const version = server.kind === 'mosquitto' ? { protocolVersion: 5 as const } : {};
  listener = await listen(server.port, '#', version);
});
afterEach(async () => {
  await publisher?.close();
  await broker.close();
  await listener.close();
  await plant.close();
  // Nothing of one plant is to be found by the next test. What is retained comes before what is sent.
  const cleaner = await listen(server.port, '#');
  await cleaner.send('cleaner', 'is here');
  await cleaner.until(is('cleaner'));
  for (const { topic, retain } of cleaner.heard)
    if (retain) await cleaner.send(topic, '', { retain: true, qos: 1 });
  await cleaner.close();
});

const publish = (options: PublisherOptions = {}): void => {
  publisher = new Publisher(plant.inverter, broker, options);
};
const serial = (): string => plant.simulator.serial;
const at = (path: string): string => `GivEnergy/${serial()}/${path}`;
const is =
  (topic: string, payload?: string) =>
  (message: Heard): boolean =>
    message.topic === topic && (payload === undefined || message.payload === payload);
const payloads = (topic: string): readonly string[] =>
  listener.heard.filter(is(topic)).map(({ payload }) => payload);
const order = (name: string, payload: string, options = {}) =>
  listener.send(`GivEnergy/control/${serial()}/${name}`, payload, options);
const reply = async (name: string) => {
  const { payload } = await listener.until(is(at(`Response/${name}`)));
  const result: unknown = JSON.parse(payload);
  return typeof result === 'object' && result !== null ? { ...result } : {};
};

/** A plant in the test's own hands. */
const handled = (snapshot: Snapshot | undefined) => {
  const events = new EventEmitter();
  const source: PlantSource = {
    snapshot,
    status: { state: 'online' },
    counters: {},
    on: (event: string, listener: unknown) => {
      const call = (value: unknown): unknown =>
        typeof listener === 'function' ? Reflect.apply(listener, undefined, [value]) : undefined;
      events.on(event, call);
      return () => events.off(event, call);
    },
    apply: () => Promise.reject(new Error('nothing is written here')),
  };
  return {
    source,
    emit: (event: 'status' | 'snapshot', value: unknown) => events.emit(event, value),
  };
};

describe('publishing', () => {
  test('GivTCP’s topics, retained, and everything as one text', async () => {
    publish();
    const soc = plant.inverter.snapshot?.figures.battery.stateOfCharge;
    await listener.until(is(at('Power/Power/SOC'), String(soc)));
    await listener.until(is(at('Stats/status'), 'online'));
    const { payload } = await listener.until(is(at('snapshot')));
    equal(JSON.parse(payload).battery.stateOfCharge, soc);
    const late = await listen(server.port, at('Power/Power/SOC'));
    equal((await late.until(is(at('Power/Power/SOC')))).retain, true);
    await late.close();
  });

  test('only what changed', async () => {
    publish({ snapshotTopic: false });
    await listener.until(is(at('Control/Target_SOC')));
    const before = plant.simulator.read(0x11, 'holding', 116);
    plant.simulator.poke(0x11, 'holding', 116, 77);
    await plant.inverter.refresh('all');
    await listener.until(is(at('Control/Target_SOC'), '77'));
    deepEqual(payloads(at('Control/Target_SOC')), [String(before), '77']);
    equal(payloads(`GivEnergy/${serial()}/${serial()}/Invertor_Serial_Number`).length, 1);
  });

  test('under a root with slashes, in the original names', async () => {
    publish({ root: 'home/energy', naming: 'original', dongle: () => 'WF1234G567' });
    await listener.until(is('home/energy/WF1234G567/Power/Battery Power'));
    await listener.until(is(`home/energy/${serial()}/Stats/status`, 'online'));
    ok(true);
  });

  test('offline when the inverter goes', async () => {
    publish();
    await listener.until(is(at('Stats/status'), 'online'));
    await plant.simulator.close();
    await plant.inverter.refresh('live').catch(() => undefined);
    await listener.until(is(at('Stats/status'), 'offline'));
    equal(broker.status.state, 'online');
  });

  test('an inverter that leaves polls unanswered is offline after some patience, not at once', async () => {
    const { source, emit } = handled(plant.inverter.snapshot);
    const become = (state: string) => emit('status', { state });
    publisher = new Publisher(source, broker, { staleAfter: 50 });
    await listener.until(is(at('Stats/status'), 'online'));
    become('stale');
    become('online');
    become('stale');
    await listener.until(is(at('Stats/status'), 'offline'));
    become('online');
    await listener.until(() => payloads(at('Stats/status')).at(-1) === 'online');
    deepEqual(payloads(at('Stats/status')), ['online', 'online', 'offline', 'online']);
  });
});

/** The battery does nothing, or charges for some minutes. */
const resting = (snapshot: Snapshot, minutes?: number): Snapshot => {
  const { power, battery } = snapshot.figures;
  const { timeToFull: _, timeToEmpty: __, ...rest } = battery;
  const watts = { charge: minutes === undefined ? 0 : 1000, discharge: 0 };
  const figures = {
    ...snapshot.figures,
    power: { ...power, ...watts },
    battery: { ...rest, ...(minutes !== undefined && { timeToFull: minutes }) },
  };
  return { ...snapshot, figures };
};

test('a battery at rest has no time when it will be full: that is said, and not its last one', async () => {
  const { snapshot } = plant.inverter;
  if (snapshot === undefined) throw new Error('nothing was read');
  const { source, emit } = handled(resting(snapshot));
  const discovery = { form: 'entity', version: '1.0.0' } as const;
  publisher = new Publisher(source, broker, { discovery });
  const topic = at('Power/Power/Charge_Completion_Time');
  const first = await listener.until(is(topic));
  await listener.until(
    is(`homeassistant/sensor/GivEnergy/${serial()}_Charge_Completion_Time/config`),
  );
  emit('snapshot', resting(snapshot, 30));
  const charging = await listener.until((message) => is(topic)(message) && message !== first);
  emit('snapshot', resting(snapshot));
  await listener.until((message) => is(topic, 'None')(message) && message !== first);
  equal(first.payload, 'None');
  match(charging.payload, /^\d{4}-\d\d-\d\dT\d\d:\d\d:00[+-]\d\d:\d\d$/);
});

test('the same in clear names: the time until it is full is gone', async () => {
  const { snapshot } = plant.inverter;
  if (snapshot === undefined) throw new Error('nothing was read');
  const { source, emit } = handled(resting(snapshot, 30));
  publisher = new Publisher(source, broker, { naming: 'clean', root: 'givenergy' });
  const topic = `givenergy/${serial()}/battery/timeToFull`;
  await listener.until(is(topic, '30'));
  emit('snapshot', resting(snapshot));
  equal((await listener.until(is(topic, ''))).retain, false);
  await listener.send('mark', '1');
  await listener.until(is('mark'));
  const late = await listen(server.port, `givenergy/${serial()}/battery/#`);
  await late.until(is(`givenergy/${serial()}/battery/stateOfCharge`));
  equal(late.heard.some(is(topic)), false);
  await late.close();
});

test('what a new search does not find again is cleared, here and in Home Assistant', async () => {
  const { snapshot } = plant.inverter;
  if (snapshot === undefined) throw new Error('nothing was read');
  const { source, emit } = handled(snapshot);
  const discovery = { form: 'entity', version: '1.0.0' } as const;
  publisher = new Publisher(source, broker, { discovery });
  const battery = snapshot.packs[0]?.readings.serialNumber ?? '';
  const state = at(`Battery_Details/Battery_Stack_1/${battery}/Battery_SOC`);
  const config = `homeassistant/sensor/GivEnergy/${serial()}_${battery}_Battery_SOC/config`;
  await listener.until(is(state));
  await listener.until(is(config));
  const topology = { ...snapshot.topology, packs: [], foundAt: snapshot.topology.foundAt + 1 };
  emit('snapshot', { ...snapshot, packs: [], topology });
  equal((await listener.until(is(state, ''))).payload, '');
  equal((await listener.until(is(config, ''))).payload, '');
});

describe('commands', () => {
  test('a bare value is written, shown and answered', async () => {
    publish({ control: true });
    await listener.until(is(at('Control/Target_SOC')));
    await order('setChargeTarget', '67');
    await listener.until(is(at('Control/Target_SOC'), '67'));
    const result = await reply('setChargeTarget');
    deepEqual(result, { ...result, function: 'setChargeTarget', result: 'confirmed', ok: true });
    equal(plant.simulator.read(0x11, 'holding', 116), 67);
  });

  test('the same command once more, by its id, is not carried out again and has the same answer', async () => {
    publish({ control: true });
    await listener.until(is(at('Control/Target_SOC')));
    const answers = (): readonly Record<string, unknown>[] =>
      payloads(at('Response/setChargeTarget')).map((text) => JSON.parse(text));
    await order('setChargeTarget', '{"chargeToPercent":61,"id":"a1"}', { qos: 1 });
    await listener.until(() => answers().length === 1);
    await order('setChargeTarget', '{"chargeToPercent":62,"id":2}', { qos: 1 });
    await listener.until(() => answers().length === 2);
    await order('setChargeTarget', '{"chargeToPercent":61,"id":"a1"}', { qos: 1 });
    await listener.until(() => answers().length === 3);
    const [first, second, again] = answers();
    deepEqual([first?.['id'], second?.['id']], ['a1', '2']);
    deepEqual(again, { ...first, repeated: true });
    deepEqual(
      plant.simulator.writes.map(({ word }) => word),
      [61, 62],
    );
  });

  test('one that was refused is tried again by its id: what was in the way may be gone', async () => {
    publish({ control: true });
    await listener.until(is(at('Control/Target_SOC')));
    const answers = (): readonly Record<string, unknown>[] =>
      payloads(at('Response/setChargeTarget')).map((text) => JSON.parse(text));
    plant.simulator.faults.silentBank(0x11, 'holding', 116, 1);
    const again = () => order('setChargeTarget', '{"chargeToPercent":63,"id":"b1"}', { qos: 1 });
    await again();
    await listener.until(() => answers().length === 1);
    plant.simulator.faults.clear();
    for (const count of [2, 3]) {
      await again();
      await listener.until(() => answers().length === count);
    }
    deepEqual(
      answers().map(({ id, result, code, repeated }) => [id, result, code, repeated]),
      [
        ['b1', 'refused', 'NO_REPLY', undefined],
        ['b1', 'confirmed', undefined, undefined],
        ['b1', 'confirmed', undefined, true],
      ],
    );
  });

  test('an id that is used again for another value is another command', async () => {
    publish({ control: true });
    await listener.until(is(at('Control/Target_SOC')));
    const answers = (): number => payloads(at('Response/setChargeTarget')).length;
    await order('setChargeTarget', '{"chargeToPercent":61,"id":"evening"}', { qos: 1 });
    await listener.until(() => answers() === 1);
    await order('setChargeTarget', '{"chargeToPercent":62,"id":"evening"}', { qos: 1 });
    await listener.until(() => answers() === 2);
    await order('setChargeTarget', '{"id":"evening", "chargeToPercent":62}', { qos: 1 });
    await listener.until(() => answers() === 3);
    deepEqual(
      plant.simulator.writes.map(({ word }) => word),
      [61, 62],
    );
  });

  test('what one inverter was told says nothing to the next one at its address', async () => {
    const { snapshot } = plant.inverter;
    ok(snapshot);
    const { source, emit } = handled(snapshot);
    publisher = new Publisher(source, broker, { control: true });
    const other = 'SA2114G999';
    const topicOf = (inverter: string) => `GivEnergy/${inverter}/Response/forceExport`;
    const tell = (inverter: string) =>
      listener.send(`GivEnergy/control/${inverter}/forceExport`, '{"minutes":5,"id":"a"}');
    await listener.until(is(at('Stats/status'), 'online'));
    await tell(serial());
    await listener.until(is(topicOf(serial())));
    emit('snapshot', { ...snapshot, serial: other });
    await listener.until(is(`GivEnergy/${other}/Stats/status`, 'online'));
    await tell(other);
    const { payload } = await listener.until(is(topicOf(other)));
    equal(JSON.parse(payload).repeated, undefined);
  });

  test('what one inverter is told is not done by the next one at its address', async () => {
    publish({ control: true });
    await listener.until(is(at('Stats/status'), 'online'));
    await plant.simulator.close();
    const other = await startSimulator({
      ...home,
      port: plant.simulator.port,
      serial: 'SA2114G999',
    });
    await rejects(plant.inverter.refresh('all'), { code: 'NOT_DETECTED' });
    await order('setChargeTarget', '61');
    const { payload } = await listener.until(is(at('Response/setChargeTarget')));
    const { writes } = other;
    await other.close();
    equal(JSON.parse(payload).code, 'NOT_DETECTED');
    match(JSON.parse(payload).message, /another inverter answers at this address now/);
    deepEqual(writes, []);
  });

  test('the latest answers stay, for whoever was not there', async () => {
    publish({ control: true });
    await listener.until(is(at('Control/Target_SOC')));
    for (const value of ['61', '101', 'abc']) await order('setChargeTarget', value, { qos: 1 });
    const is3 = ({ topic, payload }: Heard): boolean =>
      topic === at('Responses') && JSON.parse(payload).length === 3;
    await listener.until(is3);
    const late = await listen(server.port, at('Responses'));
    const { payload, retain } = await late.until(is3);
    await late.close();
    equal(retain, true);
    const answers: readonly Record<string, unknown>[] = JSON.parse(payload);
    equal(answers.filter(({ ok: done }) => done === true).length, 1);
    equal(new Set(answers.map(({ id }) => id)).size, 3);
  });

  test('JSON as scripts of old send it', async () => {
    publish({ control: true });
    await listener.until(is(at('Timeslots/Charge_start_time_slot_1')));
    await order('setChargeSlot1', '{"start":"0130","finish":"05:30"}');
    await listener.until(is(at('Timeslots/Charge_start_time_slot_1'), '01:30:00'));
    await listener.until(is(at('Timeslots/Charge_end_time_slot_1'), '05:30:00'));
    equal(plant.simulator.read(0x11, 'holding', 94), 130);
  });

  test('a refused value says why and shows what holds, so that a dashboard snaps back', async () => {
    publish({ control: true });
    const held = await listener.until(is(at('Control/Target_SOC')));
    await order('setChargeTarget', '101');
    match(JSON.stringify(await reply('setChargeTarget')), /must be a whole number from 4 to 100/);
    await listener.until(
      (message) => is(at('Control/Target_SOC'), held.payload)(message) && message !== held,
    );
    equal(plant.simulator.writes.length, 0);
  });

  test('a name that nobody knows is answered as well', async () => {
    publish({ control: true });
    await listener.until(is(at('Stats/status'), 'online'));
    await order('setTheWorldOnFire', '1');
    equal(Object(await reply('setTheWorldOnFire')).code, 'UNKNOWN_FUNCTION');
  });

  test('a retained command is nobody’s present wish', async () => {
    await order('setChargeTarget', '12', { retain: true });
    publish({ control: true });
    await listener.until(is(at('Control/Target_SOC')));
    await order('setChargeTarget', '68');
    await listener.until(is(at('Control/Target_SOC'), '68'));
    deepEqual(
      plant.simulator.writes.map(({ address, word }) => [address, word]),
      [[116, 68]],
    );
  });

  test('without the option nobody listens', async () => {
    publish();
    await listener.until(is(at('Stats/status'), 'online'));
    await order('setChargeTarget', '12');
    await plant.inverter.refresh('all');
    equal(plant.simulator.writes.length, 0);
  });

  test.runIf(mosquittoIsHere)('MQTT 5 answers go where the asker wants them', async () => {
    publish({ control: true });
    await listener.until(is(at('Control/Target_SOC')));
    const correlationData = Buffer.from('q1');
    await order('setChargeTarget', '66', {
      properties: { responseTopic: 'my/answer', correlationData },
    });
    const { packet, payload } = await listener.until(is('my/answer'));
    deepEqual(packet.properties?.correlationData, correlationData);
    equal(JSON.parse(payload).ok, true);
  });
});

describe('Home Assistant', () => {
  const discovery = { form: 'entity', version: '1.0.0', birthDelay: () => 0 } as const;
  const configOf = (component: string, leaf: string): string =>
    `homeassistant/${component}/GivEnergy/${serial()}_${leaf}/config`;

  test('is told of each entity, retained, and again at its birth', async () => {
    publish({ discovery });
    await listener.until(is(configOf('number', 'Target_SOC')));
    const count = payloads(configOf('number', 'Target_SOC')).length;
    const states = payloads(at('Power/Power/SOC')).length;
    await listener.send('homeassistant/status', 'online');
    await listener.until(() => payloads(configOf('number', 'Target_SOC')).length > count);
    await listener.until(() => payloads(at('Power/Power/SOC')).length > states);
    ok(true);
  });

  test('old entities of this plant are withdrawn, those of others stay', async () => {
    const old = configOf('sensor', 'Safe_Write_Count');
    const other = 'homeassistant/sensor/GivEnergy/XX0000G000_SOC/config';
    await listener.send(old, `{"stat_t":"GivEnergy/${serial()}/Stats/Safe_Write_Count"}`, {
      retain: true,
    });
    await listener.send(other, '{"stat_t":"GivEnergy/XX0000G000/Power/Power/SOC"}', {
      retain: true,
    });
    publish({ discovery });
    await listener.until(is(old, ''));
    await listener.until(is(configOf('sensor', 'SOC')));
    deepEqual(
      payloads(other).filter((payload) => payload === ''),
      [],
    );
  });

  test('moves from one form to the other without losing entities', async () => {
    publish({ discovery });
    const old = configOf('sensor', 'SOC');
    await listener.until(is(old));
    await publisher?.close();
    publish({ discovery: { ...discovery, form: 'device' } });
    const device = `homeassistant/device/GivEnergy/${serial()}/config`;
    await listener.until(is(device));
    await listener.until(is(old, ''));
    const steps = listener.heard
      .filter(({ topic }) => topic === old || topic === device)
      .map(({ topic, payload }) =>
        topic === device
          ? 'device'
          : payload.includes('migrate')
            ? 'migrate'
            : payload === ''
              ? 'clear'
              : 'entity',
      );
    ok(steps.indexOf('migrate') < steps.lastIndexOf('clear'));
    ok(steps.indexOf('migrate') < steps.lastIndexOf('device'));
  });
});

test('a broker that forgets everything has it all again', async () => {
  publish({ discovery: { form: 'device', version: '1.0.0' } });
  await listener.until(is(at('Power/Power/SOC')));
  await listener.close();
  await server.stop();
  await server.start();
  listener = await listen(server.port, '#');
  await listener.until(is(at('Power/Power/SOC')));
  await listener.until(is(at('Stats/status'), 'online'));
  await listener.until(is(`homeassistant/device/GivEnergy/${serial()}/config`));
  ok(true);
});
