import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { PASSWORD, startBroker, USER, type TestBroker } from '../publish/brokers.js';
import { listen, type Heard, type Listener } from '../publish/listener.js';
import { until } from '../support/until.js';
import { installed, runtimes, start, type Running, type Runtime } from './runtimes.js';

let home: ReturnType<typeof installed>;
let mqtt: TestBroker;
let live: Listener;
beforeAll(async () => {
  home = installed();
  mqtt = await startBroker();
  live = await listen(mqtt.port, '#');
});
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of open.splice(0).toReversed()) await end();
});
afterAll(async () => {
  await live.close();
  await mqtt.close();
  home.remove();
});

const dongleOf = async (serial: string): Promise<Simulator> => {
  const dongle = await startSimulator({ seed: 7, serial });
  open.push(() => dongle.close());
  return dongle;
};

/** Two starts of Node-RED, on a machine that may have other things to do. */
const PATIENCE = { timeout: 120_000 };
/** Whatever a forced charge may change. */
const SETTINGS = [94, 95, 96, 110, 111, 112, 116];

/** A Node-RED process of its own, with the package as it would be published. */
const running = async (runtime: Runtime): Promise<Running> => (await homeOf(runtime)).red;
const homeOf = async (runtime: Runtime): Promise<{ userDir: string; red: Running }> => {
  const userDir = mkdtempSync(join(tmpdir(), 'killed-'));
  cpSync(home.userDir, userDir, { recursive: true });
  const red = await start(runtime, userDir);
  open.push(async () => {
    await red.kill();
    rmSync(userDir, { recursive: true, force: true });
  });
  return { userDir, red };
};

const publishing = ({ port }: Simulator) => ({
  flows: [
    {
      id: 'house',
      type: 'givtcp-config',
      host: '127.0.0.1',
      port: String(port),
      pace: '0',
      liveEvery: '5',
      broker: '127.0.0.1',
      brokerPort: String(mqtt.port),
      publish: 'true',
      commands: 'true',
      restPort: '6345',
      credentials: { username: USER, password: PASSWORD, restToken: 'sesame' },
    },
  ],
});

const on = ({ serial }: Simulator, path: string): string => `GivEnergy/${serial}/${path}`;
const statusOf =
  ({ serial }: Simulator, payload: string) =>
  (message: Heard): boolean =>
    message.topic === `GivEnergy/${serial}/Stats/status` && message.payload === payload;

const CHARGE_TARGET = 116;
const STATE_OF_CHARGE = 59;

for (const runtime of runtimes)
  test(
    `${runtime.name} killed at once: the broker says offline, and its successor is right with its first poll`,
    PATIENCE,
    async () => {
      const dongle = await dongleOf(runtime.name === 'Node-RED 5' ? 'SA2114G005' : 'SA2114G004');
      const { userDir, red: first } = await homeOf(runtime);
      await first.deploy(publishing(dongle));
      await live.until(statusOf(dongle, 'online'));
      await live.until(({ topic }) => topic === on(dongle, 'Control/Target_SOC'));
      await first.kill();
      await live.until(statusOf(dongle, 'offline'));
      // Meanwhile the world goes on.
      dongle.poke(0x11, 'holding', CHARGE_TARGET, 43);
      dongle.poke(0x11, 'input', STATE_OF_CHARGE, 21);
      const known = live.heard.length;
      const second = await start(runtime, userDir);
      open.push(() => second.kill());
      const back = await live.until(statusOf(dongle, 'online'), known);
      for (const [path, value] of [
        ['Power/Power/SOC', '21'],
        ['Control/Target_SOC', '43'],
      ] as const) {
        const { payload } = await live.until(({ topic }) => topic === on(dongle, path), known);
        equal(payload, value, path);
      }
      const late = await listen(mqtt.port, on(dongle, '#'));
      open.push(() => late.close());
      equal(
        (await late.until(({ topic }) => topic === on(dongle, 'Power/Power/SOC'))).payload,
        '21',
      );
      // Before that it may say once more that nothing is known yet.
      const since = live.heard.slice(live.heard.indexOf(back));
      equal(since.some(statusOf(dongle, 'offline')), false);
    },
  );

test(
  'killed between two registers of a job, its successor knows what to put back',
  PATIENCE,
  async () => {
    const [runtime] = runtimes;
    ok(runtime);
    const dongle = await dongleOf('SA2114G031');
    const held = (): readonly (number | undefined)[] =>
      SETTINGS.map((address) => dongle.read(0x11, 'holding', address));
    const before = held();
    const { userDir, red } = await homeOf(runtime);
    await red.deploy(publishing(dongle));
    await live.until(statusOf(dongle, 'online'));
    const order = (control: string, payload: string) =>
      live.send(`GivEnergy/control/${dongle.serial}/${control}`, payload);
    void order('forceCharge', '30');
    await until(() => dongle.writes.length >= 2);
    await red.kill();
    notDeepEqual(held(), before);
    await live.until(statusOf(dongle, 'offline'));
    const known = live.heard.length;
    const again = await start(runtime, userDir);
    open.push(() => again.kill());
    await live.until(statusOf(dongle, 'online'), known);
    void order('cancelJob', 'all');
    await live.until(({ topic }) => topic.endsWith(`${dongle.serial}/Response/cancelJob`));
    deepEqual(held(), before);
  },
);

test('two Node-REDs on one broker do not push each other off it', async () => {
  const dongles = [await dongleOf('SA2114G011'), await dongleOf('SA2114G012')];
  const [runtime] = runtimes;
  ok(runtime);
  for (const dongle of dongles) await (await running(runtime)).deploy(publishing(dongle));
  for (const dongle of dongles) await live.until(statusOf(dongle, 'online'));
  const known = live.heard.length;
  const snapshot = ({ serial }: Simulator) => `GivEnergy/${serial}/snapshot`;
  // Two more polls of both: whoever had been thrown off would have said offline first.
  for (const dongle of [...dongles, ...dongles]) {
    const from = live.heard.length;
    await live.until(({ topic }) => topic === snapshot(dongle), from);
  }
  for (const dongle of dongles)
    equal(live.heard.slice(known).some(statusOf(dongle, 'offline')), false);
});

test('what is exported holds no secrets', async () => {
  const [runtime] = runtimes;
  ok(runtime);
  const red = await running(runtime);
  await red.deploy(publishing(await dongleOf('SA2114G021')));
  const exported = JSON.stringify(await red.ask('/flows'));
  ok(exported.includes('"restPort"'));
  for (const secret of ['sesame', PASSWORD, `"${USER}"`]) equal(exported.includes(secret), false);
  const shown = JSON.stringify(await red.ask('/credentials/givtcp-config/house'));
  for (const secret of ['sesame', `"${PASSWORD}"`]) equal(shown.includes(secret), false);
});
