import { equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { startStrictBroker, USER } from '../publish/brokers.js';
import { broker, brokerOf, credentials, doorTo, listening, tlsConfig } from './mqtt.js';
import {
  at,
  box,
  closing,
  deploy,
  house,
  logged,
  reader,
  redeploy,
  send,
  simulator,
  tab,
  until,
  useNodeRed,
  watchers,
  type FlowItem,
} from './support.js';

type StrictBroker = Awaited<ReturnType<typeof startStrictBroker>>;

useNodeRed();

const publishing = reader({ trigger: 'poll', publish: true, output: 'leaves' });

describe('publishing', () => {
  test('sends what the node sends to the broker of the settings, retained', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, 'givenergy/#');
    await deploy([tab, house(dongle, brokerOf(mqtt)), ...publishing], credentials);
    const topic = `givenergy/${dongle.serial}/battery/stateOfCharge`;
    const heard = await live.until((message) => message.topic === topic);
    equal(heard.payload, String(dongle.read(0x11, 'input', 59)));
    const later = await listening(mqtt, 'givenergy/#');
    const kept = await later.until((message) => message.topic === topic);
    equal(kept.retain, true);
  });

  test('of one object is one JSON text', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, 'givenergy/#');
    const whole = reader({ trigger: 'input', publish: true });
    await deploy([tab, house(dongle, brokerOf(mqtt)), ...whole], credentials);
    send('read');
    const heard = await live.until(({ topic }) => topic.endsWith('/getCombinedStats'));
    equal(JSON.parse(heard.payload).battery.stateOfCharge, dongle.read(0x11, 'input', 59));
  });

  test('leaves the broker with the last node', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const door = await doorTo(mqtt);
    await deploy([tab, house(dongle, brokerOf(door)), ...publishing], credentials);
    await until(() => logged().includes('Connected to the MQTT broker'));
    equal(door.inside.size, 1);
    await redeploy([tab]);
    await until(() => door.inside.size === 0);
  });

  test('with a wrong password is said once, and readings go on', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const wrong = { house: { username: USER, password: 'wrong' } };
    await deploy([tab, house(dongle, brokerOf(mqtt)), ...publishing], wrong);
    await box('readings').next();
    await until(() => logged().some((line) => /refused the user name or password/.test(line)));
    equal(logged().join('\n').includes('wrong'), false);
  });

  test('without a broker in the settings is an error of the message', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ publish: true }), ...watchers]);
    send('read');
    const failure = await box('errors').next();
    equal(at(failure, 'error.code'), 'BAD_CONFIG');
    match(String(at(failure, 'error.message')), /Broker is missing/);
    equal(box('readings').heard.length, 1);
  });

  test('over TLS uses the settings that Node-RED has for it', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const live = await listening(mqtt, 'givenergy/#');
    const safe = { broker: 'localhost', brokerPort: String(mqtt.tlsPort), tls: 'tls' };
    const secrets = { ...credentials, tls: { cadata: mqtt.ca } };
    await deploy([tab, tlsConfig, house(dongle, safe), ...publishing], secrets);
    const heard = await live.until(({ topic }) => topic.endsWith('/battery/stateOfCharge'));
    equal(heard.payload, String(dongle.read(0x11, 'input', 59)));
  });

  test('over TLS with a certificate that nobody vouches for publishes nothing', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const safe = { broker: 'localhost', brokerPort: String(mqtt.tlsPort), tls: 'tls' };
    await deploy([tab, tlsConfig, house(dongle, safe), ...publishing], credentials);
    await until(() => logged().some((line) => /certificate/.test(line)));
    ok(!logged().includes('Connected to the MQTT broker'));
  });

  test('over TLS that refers to nothing never falls back to plain text', async () => {
    const [dongle, mqtt] = [await simulator(), await broker()];
    const settings = house(dongle, { ...brokerOf(mqtt), tls: '0123456789abcdef' });
    await deploy([tab, settings, ...reader({ publish: true }), ...watchers], credentials);
    send('read');
    const failure = await box('errors').next();
    match(String(at(failure, 'error.message')), /TLS refers to settings that do not exist/);
    ok(!logged().includes('Connected to the MQTT broker'));
  });
});

describe('a broker that lets only known clients in', () => {
  const strict = async () => closing(await startStrictBroker());
  const settings = (dongle: { host: string; port: number }, tlsPort: number): FlowItem =>
    house(dongle, { broker: '127.0.0.1', brokerPort: String(tlsPort), tls: 'tls' });
  const named = { ...tlsConfig, servername: 'broker.home' };

  /** Deploys with these TLS settings; resolves with the first line of the log about the broker. */
  const told = async (tls: FlowItem, papers: (mqtt: StrictBroker) => object): Promise<string> => {
    const [dongle, mqtt] = [await simulator(), await strict()];
    const secrets = { ...credentials, tls: papers(mqtt) };
    await deploy([tab, tls, settings(dongle, mqtt.tlsPort), ...publishing], secrets);
    await box('readings').next();
    const about = (): string[] => logged().filter((line) => /MQTT broker/.test(line));
    await until(() => about().length > 0);
    equal(about().length, 1);
    return about().join();
  };
  const shown = ({ ca, client }: StrictBroker) => ({
    cadata: ca,
    certdata: client.cert,
    keydata: client.key,
  });

  test('takes the certificate of the TLS settings, and its name from there', async () => {
    equal(await told(named, shown), 'Connected to the MQTT broker');
  });

  test('turns away who has none, and says what to correct', async () => {
    match(
      await told(named, ({ ca }) => ({ cadata: ca })),
      /did not accept the client certificate: check certificate and key/,
    );
  });

  test('is not believed under a name that it does not have', async () => {
    match(await told(tlsConfig, shown), /certificate for another name: .*set it as server name/);
  });

  test('is not believed without its authority', async () => {
    match(
      await told(named, ({ client }) => ({ certdata: client.cert, keydata: client.key })),
      /add its CA certificate to the TLS settings/,
    );
  });

  test('is believed unseen only where verifying was switched off', async () => {
    const careless = { ...tlsConfig, verifyservercert: false };
    equal(await told(careless, shown), 'Connected to the MQTT broker');
  });
});
