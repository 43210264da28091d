import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { parseRecording } from '../../src/protocol/recording.js';
import { freePort } from '../publish/brokers.js';
import { until } from '../support/until.js';
import { at, documentFrom, givtcp, simulated, start, within } from './console.js';

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'record-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

const bytesIn = (text: string): string =>
  parseRecording(text)
    .map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    .join('');

const statsOf = async (where: readonly string[]): Promise<unknown> => {
  const { document } = await documentFrom('read', 'getCombinedStats', ...where);
  return within(document, 'payload');
};

test('what is recorded names nobody, and is read again with the same values', async () => {
  const serial = 'SA2114G987';
  const simulator = await simulated({ model: 'hybridGen1', packs: 1, serial });
  const file = join(folder(), 'report.log');
  const recording = start(['record', file, '--seconds', '600', '--verbose', ...at(simulator)]);
  await until(() => /has been read once/.test(recording.err));
  recording.interrupt();
  equal(await recording.exit, 0);
  match(recording.out, /^\d+ lines in .*report\.log; try: givtcp replay/);

  const text = readFileSync(file, 'utf8');
  ok(!bytesIn(text).includes(serial) && !bytesIn(text).includes(simulator.dongle));
  const before = await statsOf(at(simulator));
  const replayed = await simulated({ capture: file });
  const after = await statsOf(at(replayed));
  const compared = (stats: unknown): unknown => within(stats, 'battery.stateOfCharge');
  equal(compared(after), compared(before));
  const totals = (stats: unknown): string => JSON.stringify(within(stats, 'energy.total'));
  equal(totals(after), totals(before));
});

test('a file that is there already is left alone, unless told otherwise', async () => {
  const simulator = await simulated({ model: 'ems' });
  const file = join(folder(), 'report.log');
  writeFileSync(file, 'mine');
  const again = ['record', file, '--seconds', '0.2', ...at(simulator)];
  const { code, err } = await givtcp(...again);
  equal(code, 2);
  match(err, /it is there already; --force writes over it/);
  equal(readFileSync(file, 'utf8'), 'mine');
  const { code: fine, document } = await documentFrom(...again, '--force');
  equal(fine, 0);
  equal(within(document, 'file'), file);
  match(readFileSync(file, 'utf8'), / rx 5959/);
});

test('an inverter that is not there leaves no file behind, and says why', async () => {
  const file = join(folder(), 'report.log');
  const nowhere = at({ host: '127.0.0.1', port: await freePort() });
  const { code, err } = await givtcp('record', file, '--seconds', '0.2', ...nowhere);
  equal(code, 3);
  match(err, /nothing was recorded: .* refuses the connection/);
  ok(!existsSync(file));
});

describe('redact', () => {
  const serial = 'SA2114G321';
  const line = `# ${serial} at 192.168.0.9\n`;

  test('prints the recording without names and addresses', async () => {
    const file = join(folder(), 'mine.log');
    writeFileSync(file, line);
    const { code, out } = await givtcp('redact', file);
    deepEqual([code, out], [0, '# SA0000A001 at 000.000.0.0\n']);
  });

  test('or writes it to a file', async () => {
    const [file, clean] = ['mine.log', 'clean.log'].map((name) => join(folder(), name));
    ok(file && clean);
    writeFileSync(file, line);
    const { code, out } = await givtcp('redact', file, clean);
    deepEqual([code, out], [0, '']);
    equal(readFileSync(clean, 'utf8'), '# SA0000A001 at 000.000.0.0\n');
  });

  test('of nothing says so', async () => {
    const { code, err } = await givtcp('redact', join(folder(), 'none.log'));
    equal(code, 2);
    match(err, /cannot read the recording/);
  });
});
