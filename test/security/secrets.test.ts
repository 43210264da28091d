import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { asError } from '../../src/index.js';
import { isConfigNode } from '../../nodes/config/configNode.js';
import { start } from '../cli/console.js';
import { freePort } from '../publish/brokers.js';
import { broker, brokerOf, listening } from '../nodes/mqtt.js';
import {
  box,
  deploy,
  house,
  logged,
  nodeOf,
  reader,
  request,
  send,
  simulator,
  tab,
  until,
  useNodeRed,
  watchers,
  writer,
  type FlowItem,
} from '../nodes/support.js';

useNodeRed();

/** What nobody may ever be told, in no form. */
const PASSWORD = 'pl4nted-passw0rd';
const TOKEN = 'pl4nted-t0ken';
const KEY = 'pl4nted-key';
const forms = [PASSWORD, TOKEN, KEY].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
]);
const leaks = (text: string): string[] => forms.filter((form) => text.includes(form));

/** Everything that has left the nodes so far: messages, statuses, errors, log, admin answers, bundle. */
const allSaid = async (): Promise<string> => {
  const boxes = ['readings', 'outcomes', 'errors', 'statuses', 'completed'];
  const messages = boxes.map((id) => text(box(id).heard));
  const info = await request().get('/givtcp/house/info');
  const node: unknown = nodeOf('house');
  const inverter = (() => {
    try {
      return isConfigNode(node) ? node.inverter() : undefined;
    } catch (error) {
      return asError(error);
    }
  })();
  const bundle = inverter instanceof Error ? inverter.message : text(inverter?.supportBundle());
  const recording = inverter instanceof Error ? '' : (inverter?.recording() ?? '');
  return [...messages, ...logged(), info.text, bundle, recording].join('\n');
};

/** All that can be seen of a value, errors and their causes too; not what Node-RED hangs to a message. */
const text = (value: unknown): string => {
  const seen = new Set<unknown>();
  return (
    JSON.stringify(value, (key, inner: unknown) => {
      if (key === 'res' || key === 'req' || (typeof inner === 'object' && seen.has(inner)))
        return undefined;
      if (typeof inner === 'object') seen.add(inner);
      return inner instanceof Error
        ? Object.fromEntries(
            Object.getOwnPropertyNames(inner).map((own) => [own, Reflect.get(inner, own)]),
          )
        : inner;
    }) ?? ''
  );
};

const secrets = {
  house: { username: 'giv', password: PASSWORD, restToken: TOKEN },
  tls: { certdata: KEY, keydata: KEY, cadata: KEY, passphrase: KEY },
};
const nodes: readonly FlowItem[] = [
  ...reader({ function: '', publish: true }),
  ...writer(),
  ...watchers,
];
const tls = { id: 'tls', type: 'tls-config', name: '', verifyservercert: true };

const everything = async (more: object) => ({
  publish: 'true',
  commands: 'true',
  discovery: 'device',
  rest: 'true',
  restPort: String(await freePort()),
  ...more,
});

/** Messages of all kinds, also such as cannot be answered. */
const askAll = (): void => {
  for (const name of ['runAll', 'getStats', 'getPlant', 'getRecording', 'nonsense'])
    send('read', { function: name });
  send('write', { function: 'setChargeTarget', payload: 'nonsense' });
  send('write', { function: 'setChargeTarget', payload: 61 });
};

test('while all is well', async () => {
  const [dongle, mqtt] = [await simulator({ packs: 1 }), await broker()];
  const live = await listening(mqtt, '#');
  const settings = await everything(brokerOf(mqtt));
  const open = { ...secrets, house: { ...secrets.house, password: 'secret' } };
  await deploy([tab, house(dongle, settings), ...nodes], open);
  await until(() => logged().includes('Connected to the MQTT broker'));
  askAll();
  await box('outcomes').next();
  await live.until(({ topic }) => topic.endsWith('/snapshot'));
  const published = live.heard.map(({ topic, payload }) => `${topic} ${payload}`).join('\n');
  ok(published.length > 1000);
  deepEqual(leaks(`${published}\n${await allSaid()}`), []);
});

for (const [title, settingsOf, fits] of [
  [
    'when the broker refuses the password',
    async () => everything(brokerOf(await broker())),
    /refused the user name or password/,
  ],
  [
    'when the broker is not there',
    async () => everything({ broker: '127.0.0.1', brokerPort: String(await freePort()) }),
    /refused the connection/,
  ],
  [
    'when the certificate makes no sense',
    async () => everything({ ...brokerOf(await broker()), tls: 'tls' }),
    /cannot be used: check certificate, key and CA certificate/,
  ],
  [
    'when the settings make no sense',
    async () => everything({ broker: 'not a host', topicRoot: '#' }),
    /broker|topicRoot|Topic/i,
  ],
] as const)
  test(title, async () => {
    const dongle = await simulator();
    await deploy([tab, tls, house(dongle, await settingsOf()), ...nodes], secrets);
    askAll();
    // Where a Catch node hears it, the log need not.
    await until(() => [...logged(), text(box('errors').heard)].some((line) => fits.test(line)));
    await box('errors').until(() => true);
    const said = await allSaid();
    ok(said.length > 200);
    deepEqual(leaks(said), []);
  });

test('when the inverter is not there', async () => {
  const port = await freePort();
  const away = house({ host: '127.0.0.1', port }, await everything(brokerOf(await broker())));
  await deploy([tab, away, ...nodes], secrets);
  askAll();
  await box('errors').until(() => true);
  deepEqual(leaks(await allSaid()), []);
});

test('by REST, to callers without the token', async () => {
  const dongle = await simulator();
  const settings = await everything({});
  const { restPort } = settings;
  await deploy(
    [
      tab,
      house(dongle, { ...settings, publish: 'false', commands: 'false', discovery: 'off' }),
      ...nodes,
    ],
    secrets,
  );
  await until(() => logged().some((line) => /Web calls are answered/.test(line)));
  for (const path of ['runAll', 'api', `${TOKEN}x`.slice(0, 3), 'setChargeTarget']) {
    const answer = await fetch(`http://127.0.0.1:${restPort}/${path}`);
    equal(answer.status, 401);
    deepEqual(leaks(`${await answer.text()} ${text([...answer.headers])}`), []);
  }
  deepEqual(leaks(await allSaid()), []);
});

test('by the command line, whatever goes wrong', async () => {
  const port = String(await freePort());
  const said: string[] = [];
  for (const mqtt of [
    `mqtt://giv:${PASSWORD}@127.0.0.1:${port}`,
    `mqtt://giv:${PASSWORD}@:x`,
    `htp://${PASSWORD}@x`,
  ])
    for (const json of [[], ['--json'], ['--verbose']]) {
      const argv = ['read', 'runAll', '--host', '127.0.0.1', '--port', port, '--mqtt', mqtt];
      const running = start([...argv, ...json]);
      ok((await running.exit) > 0);
      said.push(running.out, running.err);
    }
  deepEqual(leaks(said.join('\n')), []);
});
