import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Simulator } from '../../src/simulator/index.js';
import { mosquittoIsHere, USER } from '../publish/brokers.js';
import type { Heard, Listener } from '../publish/listener.js';
import { broker, brokerOf, credentials, doorTo, listening, tlsConfig } from './mqtt.js';
import {
  ask,
  at,
  box,
  deploy,
  house,
  logged,
  reader,
  redeploy,
  send,
  simulator,
  statusOf,
  tab,
  until,
  useNodeRed,
  watchers,
  writer,
} from './support.js';

useNodeRed();

const publishing = { publish: 'true' };
const obeying = { ...publishing, commands: 'true' };
const is =
  (topic: string, payload?: string) =>
  (message: Heard): boolean =>
    message.topic === topic && (payload === undefined || message.payload === payload);
const on =
  (dongle: Simulator) =>
  (path: string): string =>
    `GivEnergy/${dongle.serial}/${path}`;
const order = (live: Listener, dongle: Simulator, name: string, payload: string) =>
  live.send(`GivEnergy/control/${dongle.serial}/${name}`, payload);
const CHARGE_TARGET = 116;
const targetOf = (dongle: Simulator) => String(dongle.read(0x11, 'holding', CHARGE_TARGET));
const howOften = (words: RegExp): number => logged().filter((line) => words.test(line)).length;

describe('a config node without any other node', () => {
  test('publishes the tree of GivTCP 3, retained', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [live, topic] = [await listening(mqtt, 'GivEnergy/#'), on(dongle)];
    await deploy([tab, house(dongle, { ...brokerOf(mqtt), ...publishing })], credentials);
    await live.until(is(topic('Stats/status'), 'online'));
    await live.until(is(topic('Control/Target_SOC'), targetOf(dongle)));
    await live.until(({ topic: path }) => path.startsWith(topic('Battery_Details/')));
    const later = await listening(mqtt, 'GivEnergy/#');
    const kept = await later.until(is(topic('Power/Power/SOC')));
    equal(kept.retain, true);
    equal(kept.payload, String(dongle.read(0x11, 'input', 59)));
    const whole = await later.until(is(topic('snapshot')));
    equal(JSON.parse(whole.payload).battery.stateOfCharge, Number(kept.payload));
    equal(dongle.arrivals, 1);
  });

  test('publishes clear names where those are chosen', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, '#');
    const settings = { ...brokerOf(mqtt), ...publishing, naming: 'clean' };
    await deploy([tab, house(dongle, settings)], credentials);
    const topic = `givenergy/${dongle.serial}/battery/stateOfCharge`;
    equal((await live.until(is(topic))).payload, String(dongle.read(0x11, 'input', 59)));
  });

  test('does nothing of this unless it is switched on', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const door = await doorTo(mqtt);
    await deploy([tab, house(dongle, brokerOf(door)), ...reader({ trigger: 'poll' })], credentials);
    await box('readings').next();
    equal(door.arrivals(), 0);
  });

  test('takes each of these settings from the environment', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, 'other/root/#');
    const settings = {
      broker: '127.0.0.1',
      brokerPort: mqtt.port,
      publish: 'true',
      naming: 'v3',
      topicRoot: 'other/root',
      protocolVersion: '4',
      qos: '1',
    };
    const named = Object.entries(settings).map(([name, value]) => {
      process.env[`TEST_FACE_${name}`] = String(value);
      return [name, `\${TEST_FACE_${name}}`];
    });
    await deploy([tab, house(dongle, Object.fromEntries(named))], credentials);
    await live.until(is(`other/root/${dongle.serial}/Stats/status`, 'online'));
  });

  test('that was here before connects to the broker once only', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [door, live] = [await doorTo(mqtt), await listening(mqtt, 'GivEnergy/#')];
    const flow = [tab, house(dongle, { ...brokerOf(door), ...publishing })];
    await deploy(flow, credentials);
    // The first batteries are known once the search is over, and then so is what is remembered.
    await live.until(({ topic }) => topic.includes('/Battery_Details/'));
    const before = door.arrivals();
    const news = live.heard.length;
    await redeploy(flow);
    const status = on(dongle)('Stats/status');
    await live.until(is(status, 'online'), news);
    equal(door.arrivals(), before + 1);
    equal(live.heard.slice(news).find(is(status))?.payload, 'offline');
  });
});

describe('a command over MQTT', () => {
  test('is carried out, and only what was confirmed is shown', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [live, topic] = [await listening(mqtt, 'GivEnergy/#'), on(dongle)];
    await deploy([tab, house(dongle, { ...brokerOf(mqtt), ...obeying })], credentials);
    const before = (await live.until(is(topic('Control/Target_SOC')))).payload;
    await order(live, dongle, 'setChargeTarget', '77');
    await live.until(is(topic('Control/Target_SOC'), '77'));
    equal(targetOf(dongle), '77');
    const answer = JSON.parse((await live.until(is(topic('Response/setChargeTarget')))).payload);
    deepEqual([answer.ok, answer.confirmed.chargeTarget], [true, 77]);
    await order(live, dongle, 'setChargeTarget', '101');
    const refusal = await live.until(
      ({ topic: path, payload }) => path.includes('/Response/') && /BAD_INPUT/.test(payload),
    );
    ok(refusal);
    const shown = live.heard.filter(is(topic('Control/Target_SOC'))).map(({ payload }) => payload);
    // After the refusal what holds is told once more, so that a dashboard snaps back.
    deepEqual([...new Set(shown)], [before, '77']);
    deepEqual(shown.slice(-2), ['77', '77']);
  });

  test('that is under way when flows are deployed anew is still answered', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [live, topic] = [await listening(mqtt, 'GivEnergy/#'), on(dongle)];
    const flow = [tab, house(dongle, { ...brokerOf(mqtt), ...obeying })];
    await deploy(flow, credentials);
    await live.until(is(topic('Control/Target_SOC')));
    await live.send(`GivEnergy/control/${dongle.serial}/setChargeTarget`, '78', { qos: 1 });
    await until(() => dongle.writes.length > 0);
    await redeploy(flow);
    const { payload } = await live.until(is(topic('Response/setChargeTarget')));
    const { ok: done, message } = JSON.parse(payload);
    // It may have been read back in time or not; either way it is said.
    equal(done, /now shows/.test(message), message);
    await live.until(is(topic('Control/Target_SOC'), '78'));
  });

  test('is refused while the settings say read only', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, 'GivEnergy/#');
    const settings = { ...brokerOf(mqtt), ...obeying, readOnly: 'true' };
    await deploy([tab, house(dongle, settings)], credentials);
    await live.until(is(on(dongle)('Control/Target_SOC')));
    await order(live, dongle, 'setChargeTarget', '77');
    const { payload } = await live.until(is(on(dongle)('Response/setChargeTarget')));
    equal(JSON.parse(payload).code, 'READ_ONLY');
    deepEqual(dongle.writes, []);
  });

  test('spends the daily budget, and is refused beyond it', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, 'GivEnergy/#');
    const settings = { ...brokerOf(mqtt), ...obeying, warnAt: '1', stopAt: '1' };
    await deploy([tab, house(dongle, settings)], credentials);
    await live.until(is(on(dongle)('Control/Target_SOC')));
    for (const value of ['77', '78']) await order(live, dongle, 'setChargeTarget', value);
    await live.until(
      ({ topic, payload }) => topic.includes('/Response/') && /BUDGET_SPENT/.test(payload),
    );
    equal(dongle.writes.length, 1);
  });

  test('is not heard unless commands are switched on', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [live, topic] = [await listening(mqtt, 'GivEnergy/#'), on(dongle)];
    const flow = [tab, house(dongle, { ...brokerOf(mqtt), ...publishing }), ...writer()];
    await deploy(flow, credentials);
    await live.until(is(topic('Control/Target_SOC')));
    await order(live, dongle, 'setChargeTarget', '77');
    send('write', { function: 'setChargeTarget', payload: 66 });
    await live.until(is(topic('Control/Target_SOC'), '66'));
    deepEqual(
      dongle.writes.map(({ word }) => word),
      [66],
    );
  });

  test.skipIf(!mosquittoIsHere)('with MQTT 5 is answered where its sender wants', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, '#', { protocolVersion: 5 });
    const settings = { ...brokerOf(mqtt), ...obeying, protocolVersion: '5' };
    await deploy([tab, house(dongle, settings)], credentials);
    await live.until(is(on(dongle)('Control/Target_SOC')));
    await live.send(`GivEnergy/control/${dongle.serial}/setChargeTarget`, '64', {
      properties: { responseTopic: 'my/answers', correlationData: Buffer.from('17') },
    });
    const { payload, packet } = await live.until(is('my/answers'));
    equal(JSON.parse(payload).ok, true);
    equal(packet.properties?.correlationData?.toString(), '17');
  });
});

describe('Home Assistant', () => {
  const announcing = { ...obeying, discovery: 'device' };

  test('is told of the inverter and its batteries, and again when it has started', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, 'homeassistant/#');
    await deploy([tab, house(dongle, { ...brokerOf(mqtt), ...announcing })], credentials);
    const topic = `homeassistant/device/GivEnergy/${dongle.serial}/config`;
    const { payload } = await live.until(is(topic));
    const { components, device, origin } = JSON.parse(payload);
    equal(components.sensor_SOC.unique_id, `GivTCP_${dongle.serial}_SOC`);
    equal(
      components.number_Target_SOC.command_topic,
      `GivEnergy/control/${dongle.serial}/setChargeTarget`,
    );
    equal(device.name, `GivTCP ${dongle.serial}`);
    match(origin.sw_version, /^\d+\.\d+\.\d+/);
    const known = live.heard.length;
    await live.send('homeassistant/status', 'online');
    await live.until(is(topic), known);
  });

  test('hears of two inverters with one prefix, and so does their owner', async () => {
    const [first, second] = [await simulator(), await simulator({ serial: 'SA2114G999' })];
    const [mqtt, secrets] = [await broker(), { ...credentials, shed: credentials.house }];
    const live = await listening(mqtt, 'homeassistant/#');
    const settings = { ...brokerOf(mqtt), ...announcing };
    const shed = house(second, { ...settings, id: 'shed', name: 'Shed' });
    await deploy([tab, house(first, settings), shed], secrets);
    for (const { serial } of [first, second])
      await live.until(is(`homeassistant/device/GivEnergy/${serial}/config`));
    equal(howOften(/"House" are announced .* device name GivTCP on this broker too/), 1);
  });

  test('hears of two inverters with a prefix each, and nobody is warned', async () => {
    const [first, second] = [await simulator(), await simulator({ serial: 'SA2114G999' })];
    const [mqtt, secrets] = [await broker(), { ...credentials, shed: credentials.house }];
    const live = await listening(mqtt, 'homeassistant/#');
    const settings = { ...brokerOf(mqtt), ...announcing };
    const more = { ...settings, id: 'shed', name: 'Shed', devicePrefix: 'GivTCP2' };
    await deploy([tab, house(first, settings), house(second, more)], secrets);
    const { payload } = await live.until(is('homeassistant/device/GivEnergy/SA2114G999/config'));
    equal(JSON.parse(payload).components.sensor_SOC.unique_id, 'GivTCP2_SA2114G999_SOC');
    await live.until(is(`homeassistant/device/GivEnergy/${first.serial}/config`));
    equal(howOften(/device prefix/), 0);
  });
});

describe('trouble with the broker', () => {
  const watched = (dongle: Simulator, settings: object) => [
    tab,
    house(dongle, { ...publishing, ...settings }),
    ...reader({ trigger: 'poll' }),
    ...watchers,
  ];

  for (const [what, settings, password, words, kind] of [
    ['a wrong password', {}, 'wrong', /refused the user name or password/, 'login'],
    ['a wrong host', { broker: 'broker.invalid' }, 'secret', /cannot be found/, 'unknownName'],
    ['a wrong port', { brokerPort: '1' }, 'secret', /refused the connection/, 'refused'],
  ] as const)
    test(`(${what}) is a status and one line in the log, and polling goes on`, async () => {
      const [dongle, mqtt] = [await simulator(), await broker()];
      const secrets = { house: { username: USER, password } };
      await deploy(watched(dongle, { ...brokerOf(mqtt), liveEvery: '5', ...settings }), secrets);
      const { status } = await statusOf('house', /^MQTT offline$/);
      match(String(at(status, 'reason')), words);
      const { body } = await ask('get', '/givtcp/house/info');
      match(String(at(body, 'mqtt.said.key')), new RegExp(`\\.broker\\.${kind}$`));
      await box('readings').next();
      await box('readings').next();
      equal(howOften(words), 1);
    });

  test('(an unknown authority) is a status, and nothing is published', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const settings = { broker: 'localhost', brokerPort: String(mqtt.tlsPort), tls: 'tls' };
    await deploy([tlsConfig, ...watched(dongle, settings)], credentials);
    const { status } = await statusOf('house', /^MQTT offline$/);
    match(String(at(status, 'reason')), /certificate from an authority that is not known/);
    equal(howOften(/certificate from an authority/), 1);
  });

  test('(none named) is said once, and polling goes on', async () => {
    const dongle = await simulator();
    await deploy(watched(dongle, {}));
    await box('readings').next();
    equal(howOften(/Broker is missing/), 1);
  });

  for (const [what, settings, words] of [
    ['commands', { publish: 'false', commands: 'true' }, /Commands is switched on and Publish/],
    ['Home Assistant', { publish: 'false', discovery: 'device' }, /Home Assistant is switched on/],
    ['other names', { naming: 'clean', discovery: 'device' }, /names of GivTCP 3/],
  ] as const)
    test(`(${what} without what they need) is said, and polling goes on`, async () => {
      const [dongle, mqtt] = [await simulator(), await broker()];
      await deploy(watched(dongle, { ...brokerOf(mqtt), ...settings }), credentials);
      await box('readings').next();
      equal(howOften(words), 1);
    });

  test('(killed and started again) is over when it is back: everything is there again', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [before, topic] = [await listening(mqtt, 'GivEnergy/#'), on(dongle)];
    const flow = watched(dongle, { ...brokerOf(mqtt), discovery: 'entity' });
    await deploy(flow, credentials);
    await before.until(is(topic('Control/Target_SOC')));
    await mqtt.stop();
    await statusOf('house', /^MQTT offline$/);
    await mqtt.start();
    const after = await listening(mqtt, '#');
    await after.until(is(topic('Control/Target_SOC'), targetOf(dongle)));
    await after.until(is(topic('Stats/status'), 'online'));
    await after.until(({ topic: path }) => path.endsWith(`${dongle.serial}_SOC/config`));
    equal(dongle.arrivals, 1);
  });
});

describe('a deploy', () => {
  test('ten times over leaves one connection on each side, and in the end none', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [door, live] = [await doorTo(mqtt), await listening(mqtt, 'GivEnergy/#')];
    const settings = { ...brokerOf(door), ...obeying, discovery: 'device' };
    const flow = [tab, house(dongle, settings), ...reader({ trigger: 'poll', publish: true })];
    await deploy(flow, credentials);
    for (let count = 1; count <= 10; count++) {
      const news = live.heard.length;
      await redeploy(flow);
      await live.until(is(on(dongle)('Stats/status'), 'online'), news);
      deepEqual([door.inside.size, dongle.connections], [1, 1]);
    }
    const news = live.heard.length;
    await redeploy([tab]);
    await until(() => door.inside.size === 0 && dongle.connections === 0);
    // What the broker was told last may still be on its way to others.
    await live.until(is(on(dongle)('Stats/status'), 'offline'), news);
    const last = live.heard.findLast(is(on(dongle)('Stats/status')));
    equal(last?.payload, 'offline');
  });

  test('that ends publishing ends the connections', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const [door, live] = [await doorTo(mqtt), await listening(mqtt, 'GivEnergy/#')];
    await deploy([tab, house(dongle, { ...brokerOf(door), ...publishing })], credentials);
    await live.until(is(on(dongle)('Stats/status'), 'online'));
    await redeploy([tab, house(dongle, brokerOf(door))]);
    await until(() => door.inside.size === 0 && dongle.connections === 0);
  });
});
