import { deepEqual, ok } from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onTestFinished, test } from 'vitest';
import { until } from '../support/until.js';
import { startBroker, wireTo } from './brokers.js';
import { published, retained } from './virtual.js';

const HOUR = 3_600_000;
/** ms: hours of polls are all computing, on a machine that may have other things to do. */
const PATIENCE = 120_000;
const MEGABYTE = 1_000_000;
const SERIAL = 'SA2114G051';

const heap = (): number => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('memory cannot be measured here');
  for (let i = 0; i < 3; i++) Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
};

test(
  'a broker that is away for a working day costs no memory, and then has everything as it is now',
  async () => {
    const server = await startBroker();
    onTestFinished(() => server.close());
    const wire = await wireTo(server.port);
    onTestFinished(() => wire.close());
    const discovery = { form: 'entity', version: '1.0.0' } as const;
    const scene = published(
      wire,
      { sizes: { packs: 1, meters: 1 }, serial: SERIAL },
      { discovery },
    );
    onTestFinished(() => scene.close());
    await scene.clock.run(HOUR);
    await scene.sent();

    wire.cut();
    await until(() => scene.broker.status.state === 'offline');
    await scene.clock.run(HOUR);
    scene.snapshots.length = 0;
    const [before, waiting] = [heap(), scene.broker.counters.waiting];
    await scene.clock.run(7 * HOUR);
    const polls = scene.snapshots.length;
    scene.snapshots.length = 0;
    const growth = heap() - before;
    console.log(
      `${polls} polls without a broker: ${Math.round(growth / 1000)} kB more, ${scene.broker.counters.waiting} messages wait (${waiting} after an hour)`,
    );
    ok(polls > 1500);
    ok(growth < 2 * MEGABYTE, `${growth} bytes more`);
    ok(scene.broker.counters.waiting < 1000);
    deepEqual(scene.broker.counters.dropped, 0);

    // A broker that has forgotten everything, as after a restart.
    await server.stop();
    await server.start();
    wire.mend();
    await scene.sent();
    const found = await retained(server, SERIAL);
    const fresh = scene.also({ root: 'Fresh' });
    await scene.sent();
    await fresh.close();
    const now = await retained(server, SERIAL);
    const different = [...now]
      .filter(([topic]) => topic.startsWith('Fresh/') && !/snapshot$|\/Stats\//.test(topic))
      .filter(([topic, text]) => found.get(topic.replace('Fresh', 'GivEnergy')) !== text);
    ok(now.size > found.size + 100);
    deepEqual(different, []);
    ok([...found.keys()].filter((topic) => topic.startsWith('homeassistant/')).length > 100);
  },
  PATIENCE,
);
