import { deepEqual, equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';
import { openBroker } from '../../src/index.js';
import { openFleet, summaryLine, type FleetOptions } from '../../src/fleet/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { PASSWORD, startBroker, USER, type TestBroker } from '../publish/brokers.js';
import { listen } from '../publish/listener.js';
import { until } from '../support/until.js';

const serialOf = (index: number): string => `SA000000${String(index).padStart(2, '0')}`;
const quick = { pace: 0, liveEvery: 5000, writeSpacing: 0, writeRest: 0 } as const;

let broker: TestBroker;
let dongles: readonly Simulator[];
const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
const file = join(folder, 'fleet.json');

beforeAll(async () => {
  broker = await startBroker();
  const start = (index: number) =>
    startSimulator({ serial: serialOf(index), seed: index + 1, heartbeatEvery: 0 });
  dongles = await Promise.all(Array.from({ length: 6 }, (_, index) => start(index)));
  writeFileSync(file, JSON.stringify(plants()));
});
afterAll(async () => {
  await Promise.all(dongles.map((dongle) => dongle.close()));
  await broker.close();
  rmSync(folder, { recursive: true });
});

const plants = () =>
  dongles.map(({ host, port }, index) => ({ name: serialOf(index), host, port }));

const brokered = () => {
  const open = openBroker({
    host: '127.0.0.1',
    port: broker.port,
    username: USER,
    password: PASSWORD,
    remembers: false,
    retry: { first: 20, most: 100 },
  });
  onTestFinished(() => open.close());
  return open;
};

const opened = (options: Partial<FleetOptions>) => {
  const fleet = openFleet({ plants: plants(), inverter: quick, stagger: 0, ...options });
  onTestFinished(() => fleet.close());
  return fleet;
};

const listening = async (filter: string) => {
  const heard = await listen(broker.port, filter);
  onTestFinished(() => heard.close());
  return heard;
};

describe('a fleet in one process', () => {
  test('publishes every plant and takes commands for each', async () => {
    const dashboard = await listening('GivEnergy/#');
    const fleet = opened({ broker: brokered(), publisher: { control: true, values: false } });
    for (let index = 0; index < dongles.length; index++)
      await dashboard.until(({ topic }) => topic === `GivEnergy/${serialOf(index)}/snapshot`);
    await until(() => [...fleet.plants.values()].every((one) => one.inverter.snapshot?.complete));
    await dashboard.send(`GivEnergy/control/${serialOf(3)}/setChargeTarget`, '61');
    const { topic, payload } = await dashboard.until((message) =>
      message.topic.includes('/Response/'),
    );
    equal(topic, `GivEnergy/${serialOf(3)}/Response/setChargeTarget`);
    equal(JSON.parse(payload).result, 'confirmed');
    deepEqual(dongles.map(({ writes }) => writes.length > 0).indexOf(true), 3);
    const { owned, states, broker: link } = fleet.summary();
    deepEqual([owned, states.online, link?.state], [6, 6, 'online']);
    match(summaryLine(fleet.summary()), /^6 of 6 plants: 6 online; \d+ answers; broker online, /);
  });

  test('jobs of some minutes are refused: nobody might be there to end them', async () => {
    const dashboard = await listening('GivEnergy/+/Response/#');
    const fleet = opened({ broker: brokered(), publisher: { control: true, values: false } });
    await until(() => fleet.plants.get(serialOf(0))?.inverter.snapshot?.complete === true);
    await dashboard.send(`GivEnergy/control/${serialOf(0)}/forceCharge`, '30');
    const { payload } = await dashboard.until(() => true);
    equal(JSON.parse(payload).code, 'NOT_SUPPORTED');
  });

  test('a plant that is not there is its own trouble', async () => {
    const gone = { name: 'gone', host: '127.0.0.1', port: 1 };
    const fleet = opened({ plants: [gone, ...plants()] });
    await until(() => fleet.summary().states.online === 6);
    equal(fleet.summary().states.offline, 1);
  });

  test('after a broker has come back empty every plant is on it again', async () => {
    const fleet = opened({ broker: brokered(), publisher: { values: false } });
    await until(() => fleet.summary().states.online === 6);
    await broker.stop();
    await broker.start();
    const dashboard = await listening('GivEnergy/+/#');
    for (let index = 0; index < dongles.length; index++) {
      await dashboard.until(({ topic }) => topic === `GivEnergy/${serialOf(index)}/snapshot`);
      await dashboard.until(({ topic }) => topic === `GivEnergy/${serialOf(index)}/Stats/status`);
    }
  });

  test('one that is closed lets go of all dongles and says so', async () => {
    const link = brokered();
    const fleet = openFleet({ plants: plants(), inverter: quick, stagger: 0, broker: link });
    await until(() => fleet.summary().states.online === 6);
    await fleet.close();
    await until(() => dongles.every(({ connections }) => connections === 0));
    await until(() => link.counters.waiting === 0);
    const dashboard = await listening(`GivEnergy/${serialOf(5)}/Stats/status`);
    equal((await dashboard.until(() => true)).payload, 'offline');
  });
});

const main = 'dist/src/cli/main.js';
if (!existsSync(main)) console.log(`${main} is not built: npm run build makes it`);

describe.skipIf(!existsSync(main))('processes that share out a fleet', () => {
  const LEASE = 1.5;
  const join = (name: string) => {
    const address = `mqtt://${USER}:${PASSWORD}@127.0.0.1:${broker.port}`;
    const words = ['fleet', file, '--mqtt', address, '--group', 'test', '--name', name];
    const times = ['--lease', String(LEASE), '--pace', '0', '--live', '5', '--summary', '0.1'];
    const rest = ['--publish', 'snapshot', '--control', '--json'];
    const child = spawn(process.execPath, [main, ...words, ...times, ...rest]);
    const told = { owned: 0, members: 0 };
    child.stdout.on('data', (text) => {
      const last: unknown = JSON.parse(String(text).trim().split('\n').at(-1) ?? '{}');
      if (typeof last !== 'object' || last === null) return;
      if ('owned' in last) told.owned = Number(last.owned);
      if ('members' in last && Array.isArray(last.members)) told.members = last.members.length;
    });
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    };
    onTestFinished(() => end('SIGKILL'));
    return { told, end };
  };

  test('each dongle has one owner, also when owners come, are killed, and leave', async () => {
    let most = 0;
    const untilSeen = (isTrue: () => boolean) =>
      until(() => {
        most = Math.max(most, ...dongles.map(({ connections }) => connections));
        return isTrue();
      });
    const [one, two] = [join('one'), join('two')];
    const shared = (...some: readonly (typeof one)[]) =>
      some.every(({ told }) => told.members === some.length) &&
      some.reduce((sum, { told }) => sum + told.owned, 0) === dongles.length &&
      dongles.every(({ connections }) => connections === 1);
    await untilSeen(() => shared(one, two));

    const dashboard = await listening('GivEnergy/+/#');
    const [victim, heir] = one.told.owned > two.told.owned ? [one, two] : [two, one];
    await victim.end('SIGKILL');
    const since = dashboard.heard.length;
    await untilSeen(() => dongles.some(({ connections }) => connections === 0));
    await untilSeen(() => shared(heir));
    // Commands now reach the one that is left, whichever plant they are for.
    for (const { name } of plants()) {
      await dashboard.until(({ topic }) => topic === `GivEnergy/${name}/snapshot`, since);
      await dashboard.send(`GivEnergy/control/${name}/setChargeTarget`, '70');
      await dashboard.until(({ topic }) => topic === `GivEnergy/${name}/Response/setChargeTarget`);
    }

    const three = join('three');
    await untilSeen(() => shared(heir, three));
    await heir.end('SIGTERM');
    await untilSeen(() => shared(three));
    equal(most, 1);
  });
});
