import { deepEqual } from 'node:assert/strict';
import { test } from 'vitest';
import { Bulletin } from '../src/bulletin.js';

test('what goes wrong again and again is told once in ten minutes, and other things at once', () => {
  let now = 0;
  const heard: string[] = [];
  const bulletin = new Bulletin(() => now);
  bulletin.on('complaint', ({ message }) => heard.push(`${now} ${message}`));
  for (const [at, message] of [
    [0, 'disk full'],
    [60_000, 'disk full'],
    [60_000, 'no answer'],
    [90_000, 'no answer'],
    [700_000, 'no answer'],
  ] as const) {
    now = at;
    bulletin.complain(new Error(message));
  }
  deepEqual(heard, ['0 disk full', '60000 no answer', '700000 no answer']);
});
