import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { openInverter } from '../../src/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { freePort, PASSWORD, startAedes, USER, type TestBroker } from '../publish/brokers.js';
import { listen, type Heard } from '../publish/listener.js';
import { filledIn, installed, runtimes, start, type Running } from './runtimes.js';

const MODULE = 'node-red-contrib-givtcp';
const examples = readdirSync('examples').map((name) => name.replace('.json', ''));
const manifest: { version: string; 'node-red': { nodes: object } } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const sets = Object.keys(manifest['node-red'].nodes);
/** As Node-RED's own broker settings call them, and as ours do. */
const credentials = { user: USER, username: USER, password: PASSWORD };

let home: ReturnType<typeof installed>;
let broker: TestBroker;
let dongle: Simulator;
beforeAll(async () => {
  home = installed();
  broker = await startAedes();
});
afterAll(async () => {
  await broker.close();
  home.remove();
});

test('the package holds what it needs and nothing else', () => {
  const root = join(home.userDir, 'node_modules', MODULE);
  deepEqual(
    readdirSync(root).toSorted(),
    [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'examples',
      'package.json',
      'resources',
    ].filter((name) => readdirSync(root).includes(name)),
  );
  deepEqual(readdirSync(join(root, 'dist/nodes/icons')), readdirSync('icons'));
  const help = readFileSync(join(root, 'dist/nodes/locales/de/givtcp-write.html'), 'utf8');
  match(help, /setChargeTarget.*Ladeziel[\s\S]*\{"chargeToPercent":80\}/);
  const built: { version(): string } = createRequire(join(root, 'package.json'))(
    join(root, 'dist/nodes/common/version.js'),
  );
  equal(built.version(), manifest.version);
});

for (const runtime of runtimes)
  describe(`${runtime.name}, with the package installed`, () => {
    let red: Running;
    beforeAll(async () => {
      red = await start(runtime, home.userDir);
    });
    afterAll(async () => {
      await red.stop();
    });
    afterEach(async () => {
      await red.deploy({ flows: [] });
      await dongle?.close();
    });

    const deploy = async (example: string): Promise<void> => {
      dongle = await startSimulator({ seed: 7 });
      const addresses = { inverter: dongle.port, broker: broker.port };
      await red.deploy(filledIn(`examples/${example}.json`, addresses, credentials));
    };
    const idOf = (example: string, name: string): string => {
      const nodes: { id: string; name?: string }[] = JSON.parse(
        readFileSync(`examples/${example}.json`, 'utf8'),
      );
      const node = nodes.find((one) => one.name === name);
      ok(node);
      return node.id;
    };

    let ports = { inverter: 0, second: 0 };
    const confirmed = /The inverter now shows battery reserve at 20 %/;
    /** Runs an example on its own simulated inverters. */
    const simulate = async (example: string): Promise<number> => {
      const before = red.lines.length;
      ports = { inverter: await freePort(), second: await freePort() };
      const addresses = { ...ports, broker: broker.port };
      await red.deploy(filledIn(`examples/${example}.json`, addresses, credentials));
      await red.line(/Connected to the inverter/, before);
      return before;
    };
    const press = (example: string, name: string): Promise<unknown> =>
      red.ask(`/inject/${idOf(example, name)}`, {});

    test('loads all nodes without a complaint', async () => {
      const loaded: unknown = await red.ask('/nodes');
      ok(Array.isArray(loaded));
      const ours = loaded.filter(({ module }: { module: string }) => module === MODULE);
      deepEqual(
        Object.fromEntries(ours.map(({ id, err, enabled }) => [id, err ?? enabled])),
        Object.fromEntries(sets.map((name) => [`${MODULE}/${name}`, true])),
      );
    });

    test('offers dialogs in the language of the browser, with help and icons', async () => {
      const dialogs = String(await red.ask(`/nodes/${MODULE}/givtcp-write?lng=de`));
      ok(dialogs);
      const texts = JSON.stringify(await red.ask(`/locales/${MODULE}/givtcp-write?lng=de`));
      match(texts, /Wechselrichter/);
      match(String(await red.ask(`/icons/${MODULE}/givtcp-read.svg`)), /svg|<g/);
      match(String(await red.ask(`/resources/${MODULE}/givtcp-editor.js`)), /givtcpEditor/);
    });

    test('lists the examples in its menu', async () => {
      deepEqual(
        await red.ask(`/library/examples/flows/${MODULE}`),
        examples.map((fn) => ({ fn })),
      );
    });

    test('01 shows readings in the debug sidebar', async () => {
      await deploy('01 - First reading');
      await red.line(/stateOfCharge: \d+/);
      await red.line(/\[debug:Status\] \d+ %/);
      equal(dongle.connections, 1);
    });

    test('01 says when the dongle is unplugged, and goes on when it is back', async () => {
      const before = red.lines.length;
      await deploy('01 - First reading');
      const { port } = dongle;
      await red.line(/\[debug:Status\] \d+ %/, before);
      await dongle.close();
      ok(await red.line(/\[debug:Status\] offline/, before));
      const back = red.lines.length;
      dongle = await startSimulator({ seed: 7, port });
      await red.line(/\[debug:Status\] \d+ %/, back);
    });

    test('02 writes a charge slot, after it has been tried', async () => {
      const example = '02 - Overnight cheap-rate charge';
      await deploy(example);
      await press(example, 'Try it (writes nothing)');
      await red.line(/Nothing was written, this was a dry run/);
      deepEqual(dongle.writes, []);
      await press(example, 'Every evening at 22:00');
      await red.line(/The inverter now shows start of charge slot 1/);
      equal(dongle.read(0x11, 'holding', 94), 30);
      equal(dongle.read(0x11, 'holding', 95), 430);
    });

    test('03 sends each value to the broker', async () => {
      const listener = await listen(broker.port, 'givenergy/#');
      await deploy('03 - MQTT out');
      const topic = `givenergy/${dongle.serial}/battery/stateOfCharge`;
      dongle.hold('stateOfCharge', 57);
      await listener.until((message) => message.topic === topic && message.payload === '57');
      await listener.until((message) => message.topic.endsWith('/runAll'));
      await listener.close();
    });

    test('04 announces everything to Home Assistant, and takes its orders', async () => {
      // A broker keeps what earlier runs announced: only what comes while listening counts.
      const listener = await listen(broker.port, '#');
      await deploy('04 - Home Assistant');
      const { serial } = dongle;
      const fresh = (topic: string) => (message: Heard) =>
        message.topic === topic && !message.retain;
      await listener.until(fresh(`homeassistant/device/GivEnergy/${serial}/config`));
      await listener.send(`GivEnergy/control/${serial}/setChargeTarget`, '61');
      const heard = await listener.until(fresh(`GivEnergy/${serial}/Response/setChargeTarget`));
      equal(JSON.parse(heard.payload).ok, true);
      equal(dongle.read(0x11, 'holding', 116), 61);
      await listener.close();
    });

    test('05 puts the cheapest half hours into charge slots, after a try', async () => {
      const example = '05 - Half-hourly prices';
      const before = await simulate(example);
      await press(example, 'Try it with sample prices');
      await red.line(/result: 'dryRun'/, before);
      await press(example, 'Set it with sample prices');
      await red.line(/result: 'confirmed'/, before);
      await red.line(/start: '01:30', finish: '04:30', target: 90/, before);
    });

    test('06 exports when there is enough, and stops', async () => {
      const example = '06 - Export at peak';
      const before = await simulate(example);
      await press(example, 'Try it');
      await red.line(/result: 'dryRun'/, before);
      await press(example, 'Export now');
      await red.line(/result: 'confirmed'/, before);
      const stopping = red.lines.length;
      await press(example, 'Stop');
      await red.line(/control: 'cancelJob'/, stopping);
      await red.line(/result: 'confirmed'/, stopping);
    });

    test('07 tells of a lost grid and of its return, on its own simulated inverter', async () => {
      const example = '07 - Alerts';
      const before = await simulate(example);
      await press(example, 'The grid fails');
      await red.line(/Alarm: The grid is lost/, before);
      await press(example, 'The grid is back');
      await red.line(/The grid is back after \d+ s/, before);
      equal(
        red.lines.slice(before).some((line) => line.includes('[error]')),
        false,
      );
    }, 90_000);

    test('10 gives the surplus away, and takes it back when there is none', async () => {
      const example = '10 - Surplus to heater or car';
      const before = await simulate(example);
      await press(example, 'Bright sun');
      await red.line(/\[debug:Heater\] true/, before);
      await press(example, 'Clouds');
      await red.line(/\[debug:Heater\] false/, before);
    }, 90_000);

    test('11 backs settings up, shows what a restore would change, and restores', async () => {
      const example = '11 - Settings backup';
      let before = await simulate(example);
      await press(example, 'Back up now');
      await red.line(/\[debug:Backed up\]/, before);
      const inverter = openInverter({ host: '127.0.0.1', port: ports.inverter, pace: 0 });
      await inverter.apply('setChargeTarget', 55);
      await inverter.close();
      before = red.lines.length;
      await press(example, 'What would a restore change?');
      await red.line(
        /Nothing was written, this was a dry run. It would set charge target to 100 % \(now 55 %\)\.$/,
        before,
      );
      await press(example, 'Restore');
      await red.line(/The inverter now shows .*charge target at 100 %/, before);
    }, 90_000);

    test('12 adds two inverters up, and tells both the same', async () => {
      const example = '12 - Two inverters';
      const before = await simulate(example);
      await red.line(/\[debug:The house\]/, before);
      await press(example, 'Keep 20 % in both');
      const first = await red.line(confirmed, before);
      await red.line(confirmed, red.lines.indexOf(first, before) + 1);
    }, 90_000);
  });

for (const runtime of runtimes)
  test(`${runtime.name} that is set to German says in German what becomes of a message`, async () => {
    dongle = await startSimulator({ seed: 7 });
    const red = await start(runtime, home.userDir, "lang: 'de',");
    try {
      const addresses = { inverter: dongle.port, broker: broker.port };
      const example = 'examples/02 - Overnight cheap-rate charge.json';
      const { flows } = filledIn(example, addresses, credentials);
      const clicks = flows.map((node) =>
        'type' in node && node.type === 'inject' ? { ...node, once: true, onceDelay: 1 } : node,
      );
      await red.deploy({ flows: clicks });
      await red.line(/Mit dem Wechselrichter verbunden/);
      await red.line(/Der Wechselrichter zeigt jetzt .*Ladezeit 1/);
    } finally {
      await red.stop();
      await dongle.close();
    }
  });
