import { deepEqual, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { test } from 'vitest';
import { Recorder } from '../../src/link/recorder.js';
import { runs } from '../support/frames.js';

// The bytes of an entry have its time and length before them.
const HEADER = 10;

const text = (recorder: Recorder): string[] =>
  recorder.chunks.map(({ at, direction, bytes }) => `${at} ${direction} ${bytes.join('')}`);

test('keeps what fits, oldest first, with its time and direction', () => {
  let now = 0;
  const recorder = new Recorder(2 * (HEADER + 4), () => ++now);
  recorder.note('tx', Uint8Array.of(1, 2, 3));
  recorder.note('rx', Uint8Array.of(4, 5, 6));
  deepEqual(text(recorder), ['1 tx 123', '2 rx 456']);
  recorder.note('rx', Uint8Array.of(7, 8, 9));
  deepEqual(text(recorder), ['2 rx 456', '3 rx 789']);
});

test('without room it keeps nothing', () => {
  const recorder = new Recorder(0, () => 0);
  recorder.note('rx', Uint8Array.of(1));
  deepEqual(recorder.chunks, []);
});

test('whatever passes, it tells the latest of it, byte by byte, and never more than its room', () => {
  const lengths = fc.array(fc.nat({ max: 30 }), { maxLength: 80 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 160 }), lengths, (size, all) => {
      const recorder = new Recorder(size, () => 0);
      const noted = all.map((length, i) => new Uint8Array(length).fill(i));
      for (const bytes of noted) recorder.note('rx', bytes);
      const kept = recorder.chunks.map(({ bytes }) => [...bytes]);
      const possible = noted.filter(({ length }) => length > 0 && HEADER + length <= size);
      const latest = possible.slice(possible.length - kept.length).map((bytes) => [...bytes]);
      deepEqual(kept, latest);
      ok(kept.flat().length <= size);
      ok(possible.length === 0 || kept.length > 0);
    }),
    runs(500),
  );
});
