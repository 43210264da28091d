import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { encodeAnswer, encodeHeartbeat, encodeQuery } from '../../src/protocol/frame.js';
import { parseRecording, recordingText, type Chunk } from '../../src/protocol/recording.js';
import { redact } from '../../src/recorder/redact.js';
import { serialSeats } from '../../src/recorder/seats.js';
import { captureOf, type Seen } from '../../src/simulator/capture.js';
import { diceOf } from '../chaos/dice.js';
import { flipped, noise, notice, withWrongCrc, withZeroTail } from '../chaos/spoil.js';
import { said, runs } from '../support/frames.js';
import { recordings, recordingsFolder } from '../support/recordings.js';

const DONGLE = 'WF2125G567';
const INVERTER = 'SA2114G321';
const PACK = 'BG1928G654';
const secrets = [DONGLE, INVERTER, PACK, '192.168.0.9'];

const words = (text: string): number[] =>
  Array.from(
    { length: text.length / 2 },
    (_, i) => text.charCodeAt(2 * i) * 256 + text.charCodeAt(2 * i + 1),
  );

const answer = (device: number, bank: 'holding' | 'input', base: number, all: readonly number[]) =>
  encodeAnswer({ kind: 'words', device, bank, base, words: all }, DONGLE, INVERTER);

const live = answer(0x11, 'input', 0, [1, 3520, 3410, 3950]);
const identity = answer(0x11, 'holding', 0, [
  0x2001,
  ...Array<number>(12).fill(7),
  ...words(INVERTER),
  449,
]);
const pack = answer(0x32, 'input', 108, [11, 12, ...words(PACK), 13]);
const half = answer(0x11, 'holding', 15, words(INVERTER).slice(2));
const question = encodeQuery(
  { kind: 'read', device: 0x11, bank: 'input', base: 0, count: 4 },
  DONGLE,
);

const rx = (bytes: Uint8Array, at = 0): Chunk => ({ at, direction: 'rx', bytes });
const tx = (bytes: Uint8Array, at = 0): Chunk => ({ at, direction: 'tx', bytes });

const bytesIn = (text: string): string =>
  parseRecording(text)
    .map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    .join('');

const clean = (chunks: readonly Chunk[]): string => redact(recordingText(chunks));
const framesIn = (text: string) => said(parseRecording(text).map(({ bytes }) => bytes));

describe('a redacted recording', () => {
  test('tells the same figures under other names', () => {
    const frames = framesIn(clean([tx(question), rx(live), rx(identity), rx(pack)]));
    deepEqual(frames.slice(0, 2), framesIn(recordingText([tx(question), rx(live)])));
    ok(frames.every((frame) => typeof frame === 'object'));
    const [, , told] = frames;
    ok(typeof told === 'object' && told.kind === 'words');
    deepEqual([told.words[0], told.words[12], told.words[18]], [0x2001, 7, 449]);
    notEqual(told.words[15], words(INVERTER)[2]);
  });

  test('gives each serial one name, wherever it is told', () => {
    const bytes = bytesIn(clean([rx(identity), rx(pack), rx(live)]));
    equal(bytes.split('SA0000A002').length - 1, 4);
    equal(bytes.split('BG0000A003').length - 1, 1);
  });

  test('keeps chunks, times and directions, and what stands between them', () => {
    const text = `# from ${INVERTER} at 192.168.0.9\n${recordingText([tx(question, 1000), rx(live.subarray(0, 20), 2000), rx(live.subarray(20), 3000)])}`;
    const lines = redact(text).split('\n');
    equal(lines[0], '# from SA0000A002 at 000.000.0.0');
    deepEqual(
      parseRecording(lines.join('\n')).map(({ at, direction, bytes }) => [
        at,
        direction,
        bytes.length,
      ]),
      [
        [1000, 'tx', 34],
        [2000, 'rx', 20],
        [3000, 'rx', live.length - 20],
      ],
    );
  });

  test('leaves bad checksums bad', () => {
    const dice = diceOf(3);
    deepEqual(framesIn(clean([rx(withWrongCrc(live, dice))])), ['crc']);
    deepEqual(framesIn(clean([rx(notice(live))])), ['notice']);
  });

  test('tells nothing of a serial that was read in part', () => {
    const bytes = bytesIn(clean([rx(half)]));
    ok(!bytes.includes('G321') && !bytes.includes('14G3'));
  });

  test('is as it was when redacted again', () => {
    const once = clean([rx(identity), rx(pack), tx(question), rx(notice(live))]);
    equal(redact(once), once);
  });
});

test('whatever is on the line, no serial and no address is left', () => {
  const dice = diceOf(11);
  const whole = [live, identity, pack, half, notice(live), encodeHeartbeat(DONGLE, 1), question];
  const spoilt = fc.constantFrom(...whole).map((bytes) => {
    const kind = dice.below(6);
    if (kind === 0) return bytes.subarray(0, dice.below(bytes.length));
    if (kind === 1) return Buffer.concat([noise(dice), bytes]);
    if (kind === 2) return withZeroTail(bytes, dice);
    if (kind === 3) return bytes.subarray(dice.below(bytes.length));
    return kind === 4 ? withWrongCrc(bytes, dice) : bytes;
  });
  const chunk = fc.record({
    bytes: spoilt,
    direction: fc.constantFrom('rx' as const, 'tx' as const),
  });
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
      const text = clean(chunks.map((one) => ({ at: 0, ...one })));
      const bytes = bytesIn(text);
      // Five characters in a row of any secret would be too many.
      const pieces = secrets.flatMap((one) =>
        Array.from({ length: one.length - 4 }, (_, i) => one.slice(i, i + 5)),
      );
      deepEqual(
        pieces.filter((piece) => bytes.includes(piece)),
        [],
      );
    }),
    runs(300),
  );
});

test('noise of any kind is redacted without complaint, byte for byte as long', () => {
  const dice = diceOf(5);
  const bytes = fc.uint8Array({ maxLength: 400 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), (all) => {
      const chunks = [...all, flipped(identity, dice, 4)].map((one) => rx(one));
      const before = parseRecording(recordingText(chunks)).map((one) => one.bytes.length);
      deepEqual(
        parseRecording(clean(chunks)).map((one) => one.bytes.length),
        before,
      );
    }),
    runs(300),
  );
});

const isText = (word: number): boolean =>
  /^[A-Za-z0-9]{1,2}$/.test(String.fromCharCode(word >> 8, word & 0xff).replace('\0', ''));

const isNumberedSerial = (bank: string, address: number): boolean =>
  serialSeats.some(
    (seat) =>
      !seat.text &&
      seat.bank === bank &&
      address >= seat.first &&
      address < seat.first + seat.count,
  );

/** Words that are no text and no meter's number must be the same. */
const changedFigures = (before: readonly Seen[], after: readonly Seen[]): string[] =>
  before.flatMap((one, i) => {
    const other = after[i];
    if (one.kind !== 'words' || other?.kind !== 'words')
      return one.kind === other?.kind ? [] : [one.kind];
    const { bank, base, words: told } = one;
    return Array.from(told).flatMap((word, k) => {
      const now = other.words[k] ?? -1;
      const fine =
        word === now || (isText(word) && isText(now)) || isNumberedSerial(bank, base + k);
      return fine ? [] : [`${bank} ${base + k}: ${word} is ${now}`];
    });
  });

describe('recordings of real inverters', () => {
  for (const { name } of recordings())
    test(`${name}: every answer tells the same`, () => {
      const text = readFileSync(join(recordingsFolder, name), 'utf8');
      const before = captureOf(parseRecording(text));
      const after = captureOf(parseRecording(redact(text)));
      equal(after.seen.length, before.seen.length);
      deepEqual(changedFigures(before.seen, after.seen), []);
      notEqual(after.dongle, before.dongle);
      notEqual(after.serial, before.serial);
      ok(!bytesIn(redact(text)).includes(before.serial));
    });
});
