import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { readRecording, recordingText } from '../../src/protocol/recording.js';
import { redact } from '../../src/recorder/redact.js';
import { captureOf } from '../../src/simulator/capture.js';
import { frameOf, input } from '../support/handMade.js';
import { DONGLE, SERIAL } from '../support/frames.js';

const ANSWER = frameOf(input(50, 4, '50=5230 51=-1500 52=-800 53=2409'), SERIAL);
const QUESTION = Buffer.from(
  '59590001001c010257463132333447353637000000000000000811040032000490c6',
  'hex',
);
const hex = ANSWER.toString('hex');
const pairs = (bytes: Buffer, by: string): string =>
  bytes.toString('hex', 0).replaceAll(/(..)(?!$)/g, `$1${by}`);
const NOON = Date.parse('2026-05-28T12:00:00.500Z');

/** Lines of a dump: an offset, sixteen bytes, and the same as characters. */
const dump = (bytes: Buffer, row: (offset: number, part: Buffer, text: string) => string): string =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
    const part = bytes.subarray(16 * i, 16 * i + 16);
    return row(16 * i, part, part.toString('latin1').replaceAll(/[^ -~]/g, '.'));
  }).join('\n');
const offset = (at: number, digits: number): string => at.toString(16).padStart(digits, '0');

const python = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');

describe('an answer is read, however it was written down', () => {
  for (const [how, text] of [
    ['with time and mark', `2026-05-28T12:00:00.500Z rx ${hex}`],
    ['with a mark alone', `rx: ${hex}`],
    ['in capitals', `RX: ${hex.toUpperCase()}`],
    ['bare', hex],
    ['in pairs', pairs(ANSWER, ' ')],
    ['in pairs by colons', `rx ${pairs(ANSWER, ':')}`],
    ['bare, in pairs by colons', pairs(ANSWER, ':')],
    ['as decimal numbers', `{"type":"Buffer","data":[${[...ANSWER].join(',')}]}`],
    ['in pairs by dashes, capitals', pairs(ANSWER, '-').toUpperCase()],
    ['in pairs by a comma and a blank', `[${pairs(ANSWER, ', ')}]`],
    ['as 0x numbers', `recv [0x${pairs(ANSWER, ', 0x')}]`],
    ['as escapes', `"\\x${pairs(ANSWER, '\\x')}"`],
    ['as Python bytes', `12:00:00.500 received b'${python(ANSWER)}'`],
    ['in a log', `2026-05-28 12:00:00,500 - client - DEBUG - RX: ${hex}`],
    ['in brackets', `[2026-05-28 12:00:00.500] <- ${hex}`],
    ['as JSON', `{"time":"2026-05-28T12:00:00.500Z","dir":"rx","data":"${hex}"}`],
    ['as JSON, the mark behind', `{"data":"${hex}","direction":"rx"}`],
    ['in base64', `{"dir":"rx","data":"${ANSWER.toString('base64')}"}`],
    ['as JSON, the time behind', `{"data":"${hex}","time":"2026-05-28T12:00:00.500Z"}`],
    ['as a table, the bytes first', `${hex},rx,2026-05-28T12:00:00.500+00:00`],
    ['as a table', `2026-05-28T12:00:00.500Z,rx,${hex},ok`],
    ['with words on both sides', `got ${hex} from the dongle`],
    [
      'as a dump of Wireshark',
      dump(
        ANSWER,
        (at, part, text) => `${offset(at, 4)}   ${pairs(part, ' ').padEnd(47)}   ${text}`,
      ),
    ],
    [
      'as hexdump writes it',
      dump(
        ANSWER,
        (at, part, text) =>
          `${offset(at, 8)}  ${pairs(part.subarray(0, 8), ' ')}  ${pairs(part.subarray(8), ' ')}  |${text}|`,
      ),
    ],
    [
      'as xxd writes it',
      dump(
        ANSWER,
        (at, part, text) =>
          `${offset(at, 8)}: ${part.toString('hex').replaceAll(/(.{4})/g, '$1 ')} ${text}`,
      ),
    ],
    [
      'as tcpdump writes it',
      dump(
        ANSWER,
        (at, part, text) =>
          `\t0x${offset(at, 4)}:  ${part.toString('hex').replaceAll(/(.{4})/g, '$1 ')} ${text}`,
      ),
    ],
    ['over several lines', `rx ${hex.slice(0, 30)}\nrx ${hex.slice(30, 34)}\nrx ${hex.slice(34)}`],
    [
      'over several lines of a table, the bytes first',
      [hex.slice(0, 50), hex.slice(50)].map((part) => `${part},rx,2026-05-28 12:00:00`).join('\n'),
    ],
    ['over several bare lines', `${hex.slice(0, 64)}\n${hex.slice(64)}`],
    [
      'behind a byte order mark, with the line ends of Windows',
      `\uFEFF# made by hand\r\n\r\nrx: ${hex}\r\n`,
    ],
  ] as const)
    test(how, () => {
      const { chunks, odd } = readRecording(text);
      deepEqual(odd, []);
      ok(chunks.every(({ direction }) => direction === 'rx'));
      deepEqual(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString('hex'), hex);
      const [seen] = captureOf(chunks).seen;
      ok(seen?.kind === 'words');
      deepEqual([...seen.words], [5230, 64_036, 64_736, 2409]);
    });
});

describe('a recording that is one line of JSON', () => {
  const [asked, answered] = [pairs(QUESTION, ''), hex];
  for (const [how, text] of [
    [
      'objects',
      `[{"time":"2026-05-28T12:00:00.500Z","dir":"tx","data":"${asked}"}, {"time":"2026-05-28T12:00:00.500Z","dir":"rx","data":"${answered}"}]`,
    ],
    ['pairs', `[["tx","${asked}"],["rx","${answered}"]]`],
    ['numbers', `[[${[...QUESTION].join()}],[${[...ANSWER].join()}]]`],
    ['texts', `{"frames":["${asked}","${answered}"]}`],
  ] as const)
    test(`of ${how} is read item by item`, () => {
      const { chunks, odd } = readRecording(text);
      deepEqual(odd, []);
      deepEqual(
        chunks.map(({ direction, bytes }) => [direction, Buffer.from(bytes).toString('hex')]),
        [
          ['tx', asked],
          ['rx', answered],
        ],
      );
    });
});

describe('which way bytes went', () => {
  for (const [text, expected] of [
    [`tx: ${pairs(QUESTION, '')}`, 'tx'],
    [`-> ${pairs(QUESTION, ' ')}`, 'tx'],
    [`2026-05-28 12:00:00,500 DEBUG Sending ${pairs(QUESTION, '')}`, 'tx'],
    [`>> ${pairs(QUESTION, '')}`, 'tx'],
    [`<< ${hex}`, 'rx'],
    [`response to the request: ${hex}`, 'tx'],
    [`a request had this response: ${hex}`, 'rx'],
    // Nobody says: a request tells itself.
    [pairs(QUESTION, ' '), 'tx'],
    [pairs(ANSWER, ' '), 'rx'],
    [`12: ${pairs(QUESTION, ' ')}`, 'tx'],
  ] as const)
    test(`${text.slice(0, 40)}... is ${expected}`, () =>
      equal(readRecording(text).chunks[0]?.direction, expected));

  test('what a dump goes on with goes the same way', () => {
    const both = [QUESTION, ANSWER, QUESTION]
      .map((bytes) => dump(bytes, (at, part) => `${offset(at, 8)}  ${pairs(part, ' ')}`))
      .join('\n');
    const ways = readRecording(both).chunks.map(({ direction }) => direction);
    deepEqual(ways.join(' '), 'tx tx tx rx rx rx rx tx tx tx');
  });
});

describe('when bytes went', () => {
  for (const [text, expected] of [
    ['2026-05-28T12:00:00.500Z rx 5959', NOON],
    ['2026-05-28 12:00:00,500Z rx 5959', NOON],
    ['2026-05-28T14:00:00.500000+0200 rx 5959', NOON],
    [`${NOON / 1000} rx 5959`, NOON],
    [`${NOON} rx 5959`, NOON],
    ['12:00:00.500 rx 5959', 43_200_500],
    ['{"time":"2026-05-28T12:00:00.500Z","dir":"rx","data":"59590001"}', NOON],
    [`ts=${NOON} rx 5959`, NOON],
  ] as const)
    test(text, () => equal(readRecording(text).chunks[0]?.at, expected));

  test('a time of day goes on over midnight', () => {
    const { chunks } = readRecording('23:59:59 rx 5959\n00:00:01 rx 5959\n00:00:02 rx 5959');
    deepEqual(
      chunks.map(({ at }) => at - (chunks[0]?.at ?? 0)),
      [0, 2000, 3000],
    );
  });

  test('a line without a time goes with the one before; without any they follow each other', () => {
    const some = readRecording('2026-05-28T12:00:00.500Z rx 5959\nrx 0001');
    deepEqual([some.timed, ...some.chunks.map(({ at }) => at)], [true, NOON, NOON]);
    const none = readRecording('rx 5959\nrx 0001');
    deepEqual([none.timed, ...none.chunks.map(({ at }) => at)], [false, 0, 250]);
  });
});

describe('an odd line', () => {
  test('is named and passed over', () => {
    const text = [
      'Starting up at 10.0.0.7',
      `2026-05-28T12:00:00.500Z rx ${hex}`,
      'retry in 10',
      'bed',
      '!!! 5959 nonsense',
      `rx ${hex.slice(0, -1)}`,
      '# a remark',
      '',
      `rx: ${hex}`,
    ].join('\n');
    const { chunks, odd } = readRecording(text);
    deepEqual(
      odd.map(({ line, reason }) => [line, reason]),
      [
        [1, 'no bytes in it'],
        [3, 'no bytes in it'],
        [4, 'no bytes in it'],
        [5, 'no bytes in it'],
        [6, 'an odd number of hex digits: the last one is left out'],
      ],
    );
    equal(chunks.length, 3);
    equal(captureOf(chunks).seen.length, 2);
  });

  test('is no reason to tell a serial', () => {
    const secret = [
      `got ${hex} and then ${hex} again`,
      dump(
        ANSWER,
        (at, part, text) => `${offset(at, 4)}   ${pairs(part, ' ').padEnd(47)}   ${text}`,
      ),
      `received b'${python(ANSWER)}'`,
      `{"data":"${hex}","direction":"rx","serial":"${SERIAL}"}`,
    ];
    for (const text of secret) {
      const clean = redact(text);
      for (const serial of [SERIAL, DONGLE])
        for (const form of [serial, Buffer.from(serial).toString('hex')])
          ok(!clean.replaceAll(/\s/g, '').includes(form), `${form} in ${clean}`);
      const [seen] = captureOf(readRecording(clean).chunks).seen;
      ok(seen?.kind === 'words', clean);
      deepEqual([...seen.words], [5230, 64_036, 64_736, 2409]);
    }
  });
});

test('what is written as text is read as it was', () => {
  const chunks = [
    { at: NOON, direction: 'tx' as const, bytes: QUESTION },
    { at: NOON + 250, direction: 'rx' as const, bytes: ANSWER },
  ];
  const { timed, chunks: again } = readRecording(recordingText(chunks));
  ok(timed);
  match(recordingText(again), /^2026-05-28T12:00:00\.500Z tx 5959/);
  equal(recordingText(again), recordingText(chunks));
});
