import { deepEqual, equal, ok } from 'node:assert/strict';
import { onTestFinished, test } from 'vitest';
import { parseRecording } from '../../src/protocol/recording.js';
import { captureOf } from '../../src/simulator/capture.js';
import { RecordedPlant } from '../../src/simulator/recording.js';
import { INVERTER } from '../../src/protocol/messages.js';
import { virtualInverter, type VirtualInverter } from '../support/virtualInverter.js';
import type { Mischief } from '../chaos/mischief.js';

const HOST = 'dongle.smith.example';

const running = async (
  model: 'hybridGen1' | 'threePhase' | 'ems' | 'gateway',
  mischief: Mischief = {},
): Promise<VirtualInverter> => {
  const scene = virtualInverter({ model, mischief }, { host: HOST, serial: 'WF9876G543' });
  onTestFinished(() => scene.close());
  await scene.clock.run(150_000);
  return scene;
};

/** Every serial that is told anywhere in a snapshot. */
const serialsIn = (value: unknown, name = ''): string[] => {
  if (typeof value === 'string') return /serial/i.test(name) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => serialsIn(inside, key));
};

const asBytes = (recording: string): string =>
  parseRecording(recording)
    .map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    .join('');

for (const model of ['hybridGen1', 'threePhase', 'ems', 'gateway'] as const)
  test(`a bundle of ${model} tells no serial, no host, and what is needed`, async () => {
    const { inverter, plant } = await running(model);
    const secrets = [
      ...serialsIn(inverter.snapshot),
      plant.serial,
      plant.dongle,
      'WF9876G543',
      HOST,
    ].filter((text) => text.length >= 8);
    ok(secrets.length >= 4);
    const bundle = inverter.supportBundle({ package: '1.2.3' });
    const text = JSON.stringify(bundle) + asBytes(bundle.recording);
    deepEqual(
      secrets.filter((secret) => text.includes(secret)),
      [],
    );
    deepEqual(bundle.versions, { package: '1.2.3' });
    deepEqual(bundle.counters, inverter.counters);
    ok(bundle.recording.length > 1000);
    deepEqual(JSON.parse(JSON.stringify(bundle)), bundle);
    const saved = JSON.stringify(bundle, undefined, 2);
    deepEqual(parseRecording(saved), parseRecording(bundle.recording));
  });

test('what went wrong is in it, without the address it went wrong at', async () => {
  const { inverter, dongle, clock } = await running('hybridGen1');
  dongle.mischief = { line: () => ({ refused: true }) };
  dongle.cut();
  await clock.run(60_000);
  const { status, history } = inverter.supportBundle();
  ok(JSON.stringify(status).includes('refuses the connection'));
  ok(JSON.stringify(history).includes('(hidden)'));
  ok(Array.isArray(history) && history.length > 2);
});

test('a device goes by one name in the readings and on the line', async () => {
  const { inverter } = await running('hybridGen1');
  const { snapshot, recording } = inverter.supportBundle();
  const [serial = ''] = serialsIn(snapshot);
  ok(serial !== '' && asBytes(recording).includes(serial));
});

test('its recording replays to the same figures', async () => {
  const { inverter, plant } = await running('hybridGen1');
  const capture = captureOf(parseRecording(inverter.recording()));
  const replayed = new RecordedPlant(capture, capture.serial, capture.dongle);
  const base = { kind: 'read', device: INVERTER, bank: 'input', base: 0, count: 60 } as const;
  const answer = replayed.read(base);
  ok(answer?.kind === 'words');
  const readings = inverter.snapshot?.inverter;
  equal(answer.words[42], readings?.loadPower);
  equal(answer.words[59], readings?.stateOfCharge);
  ok(capture.serial !== plant.serial && capture.serial.length === 10);
});

test('the recording is bounded, and can be switched off', async () => {
  const { clock, inverter } = await running('hybridGen1');
  await clock.run(6 * 3_600_000);
  const size = parseRecording(inverter.recording()).reduce(
    (sum, { bytes }) => sum + bytes.length,
    0,
  );
  ok(size > 25_000 && size <= 32_768);
  const silent = virtualInverter({}, { recording: 0 });
  onTestFinished(() => silent.close());
  await silent.clock.run(60_000);
  equal(silent.inverter.recording(), '');
});
