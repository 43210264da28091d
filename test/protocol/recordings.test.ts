import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { pieces, said } from '../support/frames.js';
import { recordings, type Recording } from '../support/recordings.js';

/** Frames of a clean stream by nothing but their length fields. */
const walk = (bytes: Buffer): number => {
  let frames = 0;
  for (let at = 0; at + 6 <= bytes.length; at += bytes.readUInt16BE(at + 4) + 6) frames++;
  return frames;
};

const stream = ({ chunks }: Recording, from: 'rx' | 'tx'): Buffer =>
  Buffer.concat(chunks.filter((chunk) => chunk.from === from).map((chunk) => chunk.bytes));

const counts = (bytes: readonly Buffer[]): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const item of said(bytes)) {
    const name = typeof item === 'string' ? item : item.kind;
    out[name] = (out[name] ?? 0) + 1;
  }
  return out;
};

// Counted in the hex text of the files: markers followed by main function 1 or 2.
const known: Readonly<Record<string, Record<string, number>>> = {
  'ac_arm282_2x_givbat52_30min.log': { words: 426, heartbeat: 10 },
  'aio_arm612_5min.log': { words: 46, heartbeat: 2, refused: 1, crc: 1 },
  'ems_arm1036_60s.log': { words: 25, heartbeat: 1 },
  'gateway_gaaa0014_10min_daylight.log': { words: 430, heartbeat: 3 },
  'giv3hy11_hass174_180s.txt': { words: 62, heartbeat: 1 },
  'hybrid_gen1_arm449_0x11_poll_10min.log': { words: 478, heartbeat: 4 },
};

const all = recordings();

describe.skipIf(all.length === 0)('recordings of real inverters', () => {
  for (const recording of all) {
    for (const from of ['rx', 'tx'] as const) {
      const bytes = stream(recording, from);

      test(`${recording.name} ${from}: every byte belongs to a frame`, () => {
        const found = counts([bytes]);
        console.log(`${recording.name} ${from} ${JSON.stringify(found)}`);
        const { words, heartbeat, read, refused, written, crc, notice, ...none } = found;
        deepEqual(none, {});
        const frames = [words, heartbeat, read, refused, written, crc, notice];
        equal(
          frames.reduce((sum: number, count = 0) => sum + count, 0),
          walk(bytes),
        );
        if (from === 'rx') deepEqual(found, known[recording.name] ?? found);
      });

      test(`${recording.name} ${from}: chunks make no difference`, () => {
        const whole = said([bytes]);
        const lines = recording.chunks.filter((chunk) => chunk.from === from);
        deepEqual(said(lines.map((chunk) => chunk.bytes)), whole);
        for (const size of [1, 7, 100, 1460]) deepEqual(said(pieces(bytes, size)), whole);
      });
    }
  }
});
