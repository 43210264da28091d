import { test } from 'vitest';
import { deepEqual, equal } from 'node:assert/strict';
import { startSimulator } from '../../src/simulator/index.js';
import { connectRaw } from '../support/rawClient.js';

test('a read of the live bank shows the household', async () => {
  const simulator = await startSimulator({ startAt: new Date(2026, 5, 15, 12), speed: 0 });
  const client = await connectRaw(simulator.port);
  const words = await client.words(0x11, 'input', 0, 60);
  const { power } = simulator.home;
  equal(words[18], power.pv1);
  equal(words[42], power.load);
  deepEqual(client.bad, []);
  client.close();
  await simulator.close();
});
