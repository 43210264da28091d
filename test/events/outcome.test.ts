import { deepEqual, rejects } from 'node:assert/strict';
import { onTestFinished, test } from 'vitest';
import { openInverter, type Outcome } from '../../src/index.js';
import { startSimulator } from '../../src/simulator/index.js';

test('a write that the inverter does not take is an outcome too, for all who listen', async () => {
  const simulator = await startSimulator({ model: 'polar', speed: 0 });
  onTestFinished(() => simulator.close());
  const inverter = openInverter({
    host: simulator.host,
    port: simulator.port,
    pace: 0,
    polling: false,
    writeSpacing: 0,
  });
  onTestFinished(() => inverter.close());
  const heard: Outcome[] = [];
  inverter.on('outcome', (outcome) => heard.push(outcome));
  simulator.faults.ignoreWrites();
  await rejects(inverter.apply('setBatteryReserve', 50), { code: 'NOT_VERIFIED' });
  deepEqual(
    heard.map(({ control, result }) => [control, result]),
    [['setBatteryReserve', 'failed']],
  );
});
