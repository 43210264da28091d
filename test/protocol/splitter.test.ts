import { deepEqual, equal, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { encodeHeartbeat, encodeQuery } from '../../src/protocol/frame.js';
import type { Query } from '../../src/protocol/messages.js';
import { Splitter } from '../../src/protocol/splitter.js';
import { answer, bytesOf, DONGLE, pieces, runs, said, sealed } from '../support/frames.js';

const beat = encodeHeartbeat(DONGLE, 1);
const heartbeat = { kind: 'heartbeat', adapterSerial: DONGLE, adapterType: 1 } as const;
const query: Query = { kind: 'read', device: 0x11, bank: 'input', base: 0, count: 60 };
const request = encodeQuery(query, DONGLE);

const page = (words: readonly number[], base = 0) =>
  ({ kind: 'words', device: 0x11, bank: 'input', base, words }) as const;
const many = Array.from({ length: 60 }, (_, i) => i * 1000);
const full = answer(many);
const short = answer([7, 8, 9], 100);
const other = answer([1, 2], 200);

const changed = (frame: Buffer, at: number, ...bytes: readonly number[]): Buffer => {
  const copy = Buffer.from(frame);
  copy.set(bytes, at);
  return copy;
};
const cut = (frame: Buffer, length: number): Buffer => frame.subarray(0, length);
const said1 = (...parts: readonly Uint8Array[]) => said([Buffer.concat(parts)]);

describe('a stream', () => {
  test('of two frames in a chunk gives both', () => {
    deepEqual(said1(full, short), [page(many), page([7, 8, 9], 100)]);
  });

  test('begins with garbage', () => {
    deepEqual(said1(bytesOf('00 01 02 59 59 ff'), short), ['garbage', page([7, 8, 9], 100)]);
  });

  test('has garbage between frames, told once for each run', () => {
    const noise = bytesOf('de ad 59 59 00 02 be ef 59');
    deepEqual(said1(short, noise, other, noise, noise, short), [
      page([7, 8, 9], 100),
      'garbage',
      page([1, 2], 200),
      'garbage',
      page([7, 8, 9], 100),
    ]);
  });

  test('has garbage inside a frame: that frame is lost, the next is not', () => {
    const torn = Buffer.concat([cut(full, 60), bytesOf('de ad be ef'), full.subarray(60)]);
    deepEqual(said1(torn, short), ['crc', page([7, 8, 9], 100)]);
  });

  test('ends one byte before the frame does: nothing is said until it comes', () => {
    const splitter = [cut(full, full.length - 1), full.subarray(full.length - 1)];
    deepEqual(said(splitter.slice(0, 1)), []);
    deepEqual(said(splitter), [page(many)]);
  });

  test('says the same when cut in two at any byte', () => {
    const stream = Buffer.concat([
      beat,
      full,
      bytesOf('0102'),
      short,
      cut(other, 30),
      request,
      beat,
    ]);
    const whole = said([stream]);
    equal(whole.filter((item) => typeof item !== 'string').length, 5);
    for (let at = 0; at <= stream.length; at++)
      deepEqual(said([stream.subarray(0, at), stream.subarray(at)]), whole, `cut at ${at}`);
  });

  test('says the same one byte at a time', () => {
    const stream = Buffer.concat([beat, full, bytesOf('0102'), short, request]);
    deepEqual(said(pieces(stream, 1)), said([stream]));
  });

  test('survives empty chunks', () => {
    deepEqual(said([Buffer.of(), cut(short, 9), Buffer.of(), short.subarray(9)]), [
      page([7, 8, 9], 100),
    ]);
  });
});

describe('a frame cut short', () => {
  for (let length = 1; length < short.length; length++)
    test(`after ${length} bytes costs only itself`, () => {
      // Enough follows to fill the length that the cut frame had announced.
      const heard = said1(cut(short, length), other, full);
      deepEqual(heard.slice(1), [page([1, 2], 200), page(many)]);
      equal(typeof heard[0], 'string');
    });

  for (let length = 1; length < beat.length; length++)
    test(`heartbeat after ${length} bytes costs only itself`, () => {
      const heard = said1(cut(beat, length), other);
      deepEqual(heard.slice(1), [page([1, 2], 200)]);
      equal(typeof heard[0], 'string');
    });

  test('is forgotten by a reset', () => {
    const seen: string[] = [];
    const splitter = new Splitter({
      frame: (frame) => seen.push(frame.kind),
      bad: (reason) => seen.push(reason),
    });
    splitter.push(cut(full, 100));
    splitter.reset();
    splitter.push(short);
    deepEqual(seen, ['words']);
  });
});

describe('a frame is refused', () => {
  for (const [name, frame, reason] of [
    ['for a wrong checksum', changed(full, full.length - 1, 0xee), 'crc'],
    ['for one flipped bit in its data', changed(full, 90, 1), 'crc'],
    ['for a flipped device address', changed(full, 26, 0x31), 'crc'],
    ['for a zero-filled tail', changed(full, 150, ...Buffer.alloc(14)), 'crc'],
    ['for a wrong inner length', changed(full, 25, 0x8c), 'length'],
    ['for an inner length in the high bytes', changed(full, 18, 1), 'length'],
    ['for a request with inner length 0, as one client sends', changed(request, 25, 0), 'length'],
    ['for a frame length of 1', changed(full, 4, 0, 1), 'header'],
    ['for a frame length of 301', changed(full, 4, 1, 45), 'header'],
    ['for a frame length of 65535', changed(full, 4, 0xff, 0xff), 'header'],
    ['for being too short for any inner part', changed(full, 4, 0, 26), 'length'],
    ['for a heartbeat of another length', changed(beat, 4, 0, 14), 'length'],
    ['for unit 2', changed(full, 6, 2), 'header'],
    ['for main function 0', changed(full, 7, 0), 'header'],
    ['for main function 6', changed(full, 7, 6), 'header'],
  ] as const)
    test(`${name}, once, and the next one is read`, () => {
      deepEqual(said1(frame, short), [reason, page([7, 8, 9], 100)]);
    });
});

describe('a frame is not refused', () => {
  test('for a marker in its data', () => {
    const words = [1, 0x5959, 0x0001, 2];
    deepEqual(said1(answer(words), short), [page(words), page([7, 8, 9], 100)]);
    for (const size of [1, 3, 7, 44]) deepEqual(said(pieces(answer(words), size)), [page(words)]);
  });

  test('for a whole frame in its data', () => {
    const inner = Array.from({ length: 17 }, (_, i) => request.readUInt16BE(2 * i));
    deepEqual(said1(answer(inner)), [page(inner)]);
  });

  test('for a serial that looks like half a marker', () => {
    const dongle = encodeHeartbeat('WF12345XYY', 1);
    deepEqual(said1(dongle), [{ ...heartbeat, adapterSerial: 'WF12345XYY' }]);
  });
});

describe('main functions 3 to 5', () => {
  const log = (main: number, data: string): Buffer => {
    const size = 18 + bytesOf(data).length;
    return bytesOf(
      `59590001 ${(size - 6).toString(16).padStart(4, '0')} 010${main} 57463132333447353637 ${data}`,
    );
  };

  for (const main of [3, 4, 5])
    test(`${main} is skipped by its length`, () => {
      const frame = log(main, '00112233 59590001 00445566778899aa');
      deepEqual(said1(short, frame, other), [page([7, 8, 9], 100), 'unknown', page([1, 2], 200)]);
    });

  test('even when nothing but a header', () => {
    deepEqual(said1(bytesOf('59590001 0002 0103'), other), ['unknown', page([1, 2], 200)]);
  });
});

describe('without checksum checking', () => {
  const odd = changed(full, full.length - 1, 0xee);

  test('a whole frame with another checksum is told and believed', () => {
    deepEqual(said([odd, short], false), ['crc', page(many), page([7, 8, 9], 100)]);
  });

  test('a zero-filled frame is not believed', () => {
    const filled = changed(full, 150, ...Buffer.alloc(14));
    deepEqual(said([filled, short], false), ['crc', page([7, 8, 9], 100)]);
  });

  test('a frame cut short is not filled up with the next one', () => {
    for (let length = 30; length < full.length; length++)
      deepEqual(said([cut(full, length), short, other, odd], false).slice(1), [
        page([7, 8, 9], 100),
        page([1, 2], 200),
        'crc',
        page(many),
      ]);
  });
});

describe('any bytes', () => {
  const garbage = fc.uint8Array({ maxLength: 80 });
  // Bytes that occur in headers, so that near misses are common.
  const lookalike = fc
    .array(fc.constantFrom(0x59, 0x59, 0, 0, 1, 2, 0x13, 0x1c, 0x11), { maxLength: 60 })
    .map((bytes) => Uint8Array.from(bytes));
  const word = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0x5959, 1));
  const good = fc.oneof(
    fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => answer(words)),
    fc.constantFrom(beat, request),
  );
  const corrupt = fc
    .tuple(good, fc.nat(), fc.integer({ min: 1, max: 255 }))
    .map(([frame, where, mask]) => {
      const at = where % frame.length;
      return changed(frame, at, (frame[at] ?? 0) ^ mask);
    });
  const torn = fc.tuple(good, fc.nat()).map(([frame, where]) => cut(frame, where % frame.length));
  const stream = fc
    .array(fc.oneof(good, good, corrupt, torn, garbage, lookalike), { maxLength: 12 })
    .map((parts) => Buffer.concat(parts));

  test('say the same whatever the chunks are', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 40 })), fc.boolean(), (bytes, cuts, checkCrc) => {
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of cuts) chunks.push(bytes.subarray(at, (at += size)));
        chunks.push(bytes.subarray(at));
        deepEqual(said(chunks, checkCrc), said([bytes], checkCrc));
        deepEqual(said(pieces(bytes, 1), checkCrc), said([bytes], checkCrc));
      }),
      runs(300),
    );
  });

  test('never make it throw, and never keep it from the frames that follow', () => {
    fc.assert(
      fc.property(fc.oneof(garbage, lookalike, torn, corrupt), (bytes) => {
        // Whatever length those bytes announced is used up by 306 more.
        const padding = Array.from({ length: 20 }, () => beat);
        const heard = said([bytes, ...padding, short]);
        deepEqual(heard.at(-1), page([7, 8, 9], 100));
      }),
      runs(300),
    );
  });

  test('good frames among garbage are all found', () => {
    const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.filter((b) => b !== 0x59));
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, good), { maxLength: 10 }), (parts) => {
        const heard = said([Buffer.concat(parts.flat())]).filter(
          (item) => typeof item !== 'string',
        );
        deepEqual(heard, said(parts.map(([, frame]) => frame)));
        equal(heard.length, parts.length);
      }),
      runs(),
    );
  });

  test('no frame with a flipped bit is ever believed', () => {
    for (let bit = 26 * 8; bit < short.length * 8; bit++) {
      const at = Math.floor(bit / 8);
      const frame = changed(short, at, (short[at] ?? 0) ^ (1 << (bit % 8)));
      ok(
        said1(frame).every((item) => typeof item === 'string'),
        `bit ${bit}`,
      );
    }
  });

  test('megabytes of garbage neither throw nor pile up', () => {
    const splitter = new Splitter({ frame: () => undefined, bad: () => undefined });
    const chunk = Buffer.alloc(65_536, bytesOf('59590001 012c 0102 59'));
    splitter.push(chunk);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100; i++) splitter.push(chunk);
    ok(process.memoryUsage().arrayBuffers - before < 65_536);
  });
});

test('sealed makes what the encoder makes', () => deepEqual(sealed(Buffer.from(full)), full));
