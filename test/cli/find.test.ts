import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'vitest';
import { documentFrom, givtcp, simulated, start, within } from './console.js';

const where = ['--subnet', '127.83.0.0/28', '--port', '18913'];

test('givtcp find lists who is there, with serials and model', async () => {
  const { dongle, serial } = await simulated({ host: '127.83.0.4', port: 18_913 });
  const { code, out } = await givtcp('find', ...where);
  equal(code, 0);
  deepEqual(
    out.split('\n').map((line) => line.split(/ {2,}/)),
    [
      ['address', 'dongle', 'inverter', 'model'],
      ['127.83.0.4', dongle, serial, 'Hybrid Gen 1'],
      [''],
    ],
  );
  const { document } = await documentFrom('find', ...where);
  equal(within(document, 'found.0.serial'), serial);
});

test('nobody there ends with 3 and says what to look at', async () => {
  const { code, out, err } = await givtcp('find', ...where);
  equal(code, 3);
  equal(out, '');
  match(err, /no inverter was found in 127\.83\.0\.0\/28: is its dongle in another network/);
});

test('progress is shown to a person', async () => {
  await simulated({ host: '127.83.0.4', port: 18_913 });
  const running = start(['find', ...where], { terminal: true });
  equal(await running.exit, 0);
  match(running.err, /looking in 127\.83\.0\.0\/28: 14 of 14 addresses, 1 found \.\.\./);
});

test('networks of other people are refused', async () => {
  const { code, err } = await givtcp('find', '--subnet', '8.8.8.0/24');
  equal(code, 2);
  match(err, /network is "8\.8\.8\.0\/24": must be a private network/);
});
