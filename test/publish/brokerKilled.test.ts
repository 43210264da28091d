import { equal, ok } from 'node:assert/strict';
import { connect, type IPublishPacket, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Outcome } from '../../src/index.js';
import { openBroker, type Broker } from '../../src/publish/mqtt/broker.js';
import type { PlantSource } from '../../src/publish/plantView.js';
import { Publisher } from '../../src/publish/mqtt/publisher.js';
import { until } from '../support/until.js';
import { mosquittoIsHere, PASSWORD, startBroker, USER, type TestBroker } from './brokers.js';
import { openPlant, topologyOf, type OpenPlant } from './plants.js';

const home = { model: 'hybridGen1', packs: 1 } as const;
const login = { host: '127.0.0.1', username: USER, password: PASSWORD };
const PATIENCE = 120_000;

/** An answer as the caller has it, whichever way it came. */
interface Heard {
  readonly id: string;
  readonly text: string;
  readonly via: 'topic' | 'latest' | 'response topic';
}

/** A program that sends commands with QoS 1, and sends again what was not acknowledged. */
interface Caller {
  readonly heard: readonly Heard[];
  readonly acknowledged: ReadonlySet<string>;
  /** One value to a control; the id comes back in the answer. */
  order(control: string, field: string, value: number): string;
  /** Resolves once everything that the broker had for it is here. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

interface Scene {
  readonly server: TestBroker;
  readonly plant: OpenPlant;
  readonly broker: Broker;
  readonly caller: Caller;
  /** Values that reached a control, and those that it has dealt with. */
  readonly arrived: readonly string[];
  readonly settled: readonly string[];
}

const MARK = 'my/mark';

const openCaller = (port: number, serial: string, protocolVersion: 4 | 5): Caller => {
  // With MQTT 5 it comes back to the broker later than we do, and has missed what was said meanwhile.
  const reconnectPeriod = protocolVersion === 5 ? 250 : 20;
  const client: MqttClient = connect({
    ...login,
    port,
    protocolVersion,
    reconnectPeriod,
    resubscribe: false,
  });
  const heard: Heard[] = [];
  const acknowledged = new Set<string>();
  const marks = new Set<string>();
  const stem = `GivEnergy/${serial}`;
  client.on('error', () => undefined);
  client.on('message', (topic: string, payload: Buffer, packet: IPublishPacket) => {
    if (topic === MARK) return void marks.add(payload.toString());
    const said: unknown = JSON.parse(payload.toString());
    const via =
      topic === 'my/answers' ? 'response topic' : Array.isArray(said) ? 'latest' : 'topic';
    for (const one of Array.isArray(said) ? said : [said]) {
      const { repeated: _, ...answer } = Object(one);
      const id = String(answer.id);
      if (via === 'response topic') equal(packet.properties?.correlationData?.toString(), id);
      heard.push({ id, text: JSON.stringify(answer), via });
    }
  });
  const filters = [`${stem}/Response/#`, `${stem}/Responses`, 'my/answers', MARK];
  let listening = false;
  client.on('close', () => (listening = false));
  client.on('connect', () => client.subscribe(filters, { qos: 1 }, () => (listening = true)));
  let count = 0;
  const order = (control: string, field: string, value: number): string => {
    count += 1;
    const id = `${control}-${count}`;
    const properties = { responseTopic: 'my/answers', correlationData: Buffer.from(id) };
    client.publish(
      `GivEnergy/control/${serial}/${control}`,
      JSON.stringify({ [field]: value, id }),
      { qos: 1, ...(protocolVersion === 5 && { properties }) },
      (error) => {
        if (!error) acknowledged.add(id);
      },
    );
    return id;
  };
  const caughtUp = async (): Promise<void> => {
    count += 1;
    await until(() => listening);
    client.publish(MARK, String(count), { qos: 1 });
    const mark = String(count);
    await until(() => marks.has(mark));
  };
  return { heard, acknowledged, order, caughtUp, close: () => client.endAsync(true) };
};

const openScene = async (protocolVersion: 4 | 5): Promise<Scene & { close(): Promise<void> }> => {
  const server = await startBroker();
  const plant = await openPlant(home, await topologyOf(home));
  const { inverter } = plant;
  const arrived: string[] = [];
  const settled: string[] = [];
  const source: PlantSource = {
    get snapshot() {
      return inverter.snapshot;
    },
    get status() {
      return inverter.status;
    },
    counters: {},
    on: inverter.on.bind(inverter),
    apply: async (control, payload): Promise<Outcome> => {
      const order = `${control} ${JSON.stringify(payload)}`;
      arrived.push(order);
      return inverter.apply(control, payload).finally(() => settled.push(order));
    },
  };
  const { port } = server;
  const broker = openBroker({ ...login, port, protocolVersion, retry: { first: 20, most: 100 } });
  const publisher = new Publisher(source, broker, { control: true });
  const caller = openCaller(port, plant.simulator.serial, protocolVersion);
  await until(() => broker.status.state === 'online' && broker.counters.waiting === 0);
  await caller.caughtUp();
  const close = async (): Promise<void> => {
    await publisher.close();
    await caller.close();
    await broker.close();
    await plant.close();
    await server.close();
  };
  return { server, plant, broker, caller, arrived, settled, close };
};

/** When to strike, as soon as this is true; `from` is how things stood when the commands were sent. */
interface Moment {
  readonly name: string;
  readonly now: (scene: Scene, ids: readonly string[], from: Stand) => boolean;
}
interface Stand {
  readonly asked: number;
  readonly arrived: number;
  readonly settled: number;
  readonly published: number;
  readonly connections: number;
}
const standOf = ({ plant, broker, arrived, settled }: Scene): Stand => ({
  asked: plant.simulator.asked,
  arrived: arrived.length,
  settled: settled.length,
  published: broker.counters.published,
  connections: broker.counters.connections,
});
const heardBy =
  (via: Heard['via']) =>
  ({ caller }: Scene, ids: readonly string[]): boolean =>
    caller.heard.some((one) => one.via === via && ids.includes(one.id));

const moments: readonly Moment[] = [
  { name: 'as the commands are sent', now: () => true },
  {
    name: 'as the first is acknowledged to its sender',
    now: ({ caller }, ids) => ids.some((id) => caller.acknowledged.has(id)),
  },
  { name: 'as the first arrives', now: ({ arrived }, _, from) => arrived.length > from.arrived },
  ...[1, 2, 3, 4, 6, 8].map((count) => ({
    name: `as the inverter has been asked ${count} times`,
    now: ({ plant }: Scene, _: readonly string[], from: Stand) =>
      plant.simulator.asked >= from.asked + count,
  })),
  {
    name: 'as the first is done',
    now: ({ settled }, _, from) => settled.length > from.settled,
  },
  {
    name: 'as all are done',
    now: ({ settled }, ids, from) => settled.length >= from.settled + ids.length,
  },
  ...[1, 2, 4, 8].map((count) => ({
    name: `as the broker has taken ${count} more messages`,
    now: ({ broker }: Scene, _: readonly string[], from: Stand) =>
      broker.counters.published >= from.published + count,
  })),
  { name: 'as the first answer is heard', now: heardBy('topic') },
  { name: 'as the latest answers are heard', now: heardBy('latest') },
];

const orders = [
  ['setChargeTarget', 'chargeToPercent'],
  ['setBatteryReserve', 'reservePercent'],
  ['setChargeTarget', 'chargeToPercent'],
] as const;

const LAST = 4;
const tally = { sent: 0, arrived: 0, heardAgain: 0 };

/** Sends three commands with values that nobody else uses, and kills the broker at the moment. */
const strike = async (scene: Scene, moment: Moment, round: number): Promise<void> => {
  const { server, broker, caller, arrived, settled, plant } = scene;
  const from = standOf(scene);
  const writesBefore = plant.simulator.writes.length;
  const values = orders.map((_, index) => 10 + 3 * round + index);
  const ids = orders.map(([control, field], i) => caller.order(control, field, values[i] ?? 0));
  await until(() => moment.now(scene, ids, from));
  await server.stop();
  // Every other time the broker is away until all that had arrived is done.
  if (round % 2 === 0) await until(() => settled.length === arrived.length);
  await server.start();
  // It listens again once this is acknowledged; what its caller has to send again has come by then.
  await until(
    () => broker.counters.connections > from.connections && broker.counters.waiting === 0,
  );
  await caller.caughtUp();
  const last = arrived.length;
  caller.order('setChargeTarget', 'chargeToPercent', LAST);
  await until(() => arrived.slice(last).some((order) => order.includes(`:${LAST}}`)));
  await until(() => settled.length === arrived.length && broker.counters.waiting === 0);
  await caller.caughtUp();

  for (const [index, id] of ids.entries()) {
    const [control, field] = orders[index] ?? [];
    const order = `${control} ${JSON.stringify({ [String(field)]: values[index] })}`;
    const times = arrived.slice(from.arrived).filter((one) => one === order).length;
    ok(times <= 1, `${order} was carried out ${times} times`);
    const answers = new Set(caller.heard.filter((one) => one.id === id).map(({ text }) => text));
    equal(answers.size, times, `${order}: ${times} times carried out, ${answers.size} answers`);
    const results = [...answers].map((answer): unknown => JSON.parse(answer).result);
    // A later command for the same setting may have taken its place.
    for (const result of results) ok(result === 'confirmed' || result === 'superseded');
    const written = plant.simulator.writes
      .slice(writesBefore)
      .filter(({ word }) => word === values[index]);
    equal(written.length, results.filter((result) => result === 'confirmed').length);
    tally.sent += 1;
    tally.arrived += times;
    tally.heardAgain +=
      caller.heard.filter((one) => one.id === id && one.via === 'topic').length > 1 ? 1 : 0;
  }
};

for (const version of [4, 5] as const)
  describe.runIf(mosquittoIsHere)(`the broker killed and started anew, MQTT ${version}`, () => {
    let scene: Awaited<ReturnType<typeof openScene>>;
    beforeAll(async () => {
      scene = await openScene(version);
    });
    afterAll(async () => {
      await scene.close();
      console.log(
        `of ${tally.sent} commands ${tally.arrived} arrived and were answered, ${tally.heardAgain} more than once`,
      );
    });

    for (const [round, moment] of moments.entries())
      test(
        `${moment.name}: no command is carried out twice, no answer is lost`,
        () => strike(scene, moment, round),
        PATIENCE,
      );
  });
