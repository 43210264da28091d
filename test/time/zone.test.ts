import { equal } from 'node:assert/strict';
import { test } from 'vitest';
import { isoIn, wallIn } from '../../src/time/zone.js';

for (const [at, zone, text] of [
  ['2026-06-15T11:00:00Z', 'Europe/London', '2026-06-15T12:00:00+01:00'],
  ['2026-11-23T10:15:02.120Z', 'Europe/London', '2026-11-23T10:15:02.120000+00:00'],
  ['2026-11-23T10:15:02Z', 'America/New_York', '2026-11-23T05:15:02-05:00'],
  ['2026-11-23T10:15:02Z', 'Asia/Kolkata', '2026-11-23T15:45:02+05:30'],
  ['2026-11-23T10:15:02Z', 'UTC', '2026-11-23T10:15:02+00:00'],
] as const)
  test(`${at} in ${zone} is ${text}`, () => equal(isoIn(Date.parse(at), zone), text));

for (const [wall, text] of [
  ['2026-06-05T12:19:53', '2026-06-05T12:19:53+01:00'],
  ['2026-01-05T12:19:53', '2026-01-05T12:19:53+00:00'],
  // The hour before and after the clocks go back.
  ['2026-10-25T00:30:00', '2026-10-25T00:30:00+01:00'],
  ['2026-10-25T02:30:00', '2026-10-25T02:30:00+00:00'],
  ['2026-03-29T03:30:00', '2026-03-29T03:30:00+01:00'],
] as const)
  test(`a London clock at ${wall} is ${text}`, () => equal(wallIn(wall, 'Europe/London'), text));
