// Simulated dongles in a process of their own, which watches how many clients each of them has.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const LOOK = 5;
export const serialOf = (index) => `SA${String(index).padStart(8, '0')}`;

/** Starts `count` dongles. `report` tells what was seen of each since the last report. */
export const startDongles = async (count, latency) => {
  const child = fork(here, [String(count), String(latency)]);
  const [{ ports }] = await once(child, 'message');
  return {
    ports,
    report: async () => {
      child.send('report');
      const [seen] = await once(child, 'message');
      return seen;
    },
    close: () => child.kill(),
  };
};

const serve = async (count, latency) => {
  const { startSimulator } = await import('../../dist/src/simulator/index.js');
  const dongles = [];
  for (let index = 0; index < count; index++)
    dongles.push(
      await startSimulator({
        serial: serialOf(index),
        seed: index + 1,
        latency,
        heartbeatEvery: 0,
      }),
    );
  const fresh = () => ({ shared: 0, longestShared: 0, alone: 0, longestAlone: 0 });
  const seen = dongles.map(fresh);
  let before = performance.now();
  setInterval(() => {
    const now = performance.now();
    for (const [index, { connections }] of dongles.entries())
      note(seen[index], connections, now - before);
    before = now;
  }, LOOK);
  process.on('message', () => {
    process.send(
      dongles.map(({ connections, writes }, index) => ({
        ...seen[index],
        connections,
        written: writes.map(({ word }) => word),
      })),
    );
    for (const index of seen.keys()) seen[index] = fresh();
  });
  process.on('disconnect', () => process.exit());
  process.send({ ports: dongles.map(({ port }) => port) });
};

/** ms with more than one client, and with none. */
const note = (seen, connections, ms) => {
  seen.shared = connections > 1 ? seen.shared + ms : 0;
  seen.alone = connections === 0 ? seen.alone + ms : 0;
  seen.longestShared = Math.max(seen.longestShared, seen.shared);
  seen.longestAlone = Math.max(seen.longestAlone, seen.alone);
};

if (process.argv[1] === here) await serve(Number(process.argv[2]), Number(process.argv[3]));
