import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { onTestFinished, test } from 'vitest';
import { serveRest } from '../../src/publish/rest.js';
import { startBroker } from './brokers.js';
import { listen } from './listener.js';
import { openPlant } from './plants.js';
import { published } from './virtual.js';
import { dashboard, predbat } from './walks.js';

const within = (tree: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => Object(value)[key], tree);

test('Predbat’s walk over REST', async () => {
  const plant = await openPlant({ model: 'hybridGen1', packs: 1 });
  const rest = await serveRest(plant.inverter, { port: 0 });
  onTestFinished(async () => {
    await rest.close();
    await plant.close();
  });
  const ask = async (path: string, options?: RequestInit): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${rest.port}/${path}`, options);
    equal(answer.status, 200);
    return answer.json();
  };
  for (const step of predbat)
    if ('post' in step) {
      const body = JSON.stringify(step.body);
      const said = await ask(step.post, { method: 'POST', body });
      match(String(within(said, 'result')), /was a success/);
    } else {
      const tree = await ask(step.read);
      for (const [path, text] of Object.entries(step.finds))
        match(String(within(tree, path)), text, path);
    }
});

test('Home Assistant’s walk: it starts, finds every entity with its state, and turns every knob', async () => {
  const server = await startBroker();
  onTestFinished(() => server.close());
  const discovery = { form: 'entity', version: '1.0.0', birthDelay: () => 0 } as const;
  const scene = published(server, { sizes: { packs: 1 } }, { control: true, discovery });
  onTestFinished(() => scene.close());
  await scene.clock.run(180_000);
  await scene.sent();
  const hass = await listen(server.port, '#');
  onTestFinished(() => hass.close());
  // What is retained comes before what is sent now.
  await hass.send('mark', 'here');
  await hass.until(({ topic }) => topic === 'mark');
  const born = hass.heard.length;
  await hass.send('homeassistant/status', 'online');
  // The last of all that is told again.
  await hass.until(({ topic }) => topic.endsWith('/snapshot'), born);
  const configs = new Map<string, Record<string, unknown>>();
  for (const { topic, payload } of hass.heard)
    if (/^homeassistant\/.*\/config$/.test(topic)) configs.set(topic, JSON.parse(payload));
  ok(configs.size > 100);
  const states = new Map(hass.heard.map(({ topic, payload }) => [topic, payload]));
  const lacks = (config: Record<string, unknown>, name: string, payload?: string): boolean => {
    const told = states.get(String(config[name]));
    return config[name] !== undefined && (told === undefined || (payload ?? told) !== told);
  };
  const without = [...configs.values()]
    .filter((one) => lacks(one, 'state_topic') || lacks(one, 'availability_topic', 'online'))
    .map(({ name }) => name);
  deepEqual(without, []);

  for (const [component, leaf, sent, shown] of dashboard) {
    const stem = `homeassistant/${component}/GivEnergy/`;
    const [, config] =
      [...configs].find(([t]) => t.startsWith(stem) && t.endsWith(`_${leaf}/config`)) ?? [];
    ok(config, `${component} ${leaf}`);
    const from = hass.heard.length;
    await hass.send(String(config['command_topic']), sent);
    const answered = hass.until(({ topic }) => topic.includes('/Response/'), from);
    const { payload } = await scene.settle(answered);
    equal(JSON.parse(payload).ok, true, payload);
    const told = ({ topic, payload: text }: { topic: string; payload: string }): boolean =>
      topic === config['state_topic'] && text === shown;
    await hass.until(told, from);
  }
});
