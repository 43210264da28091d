import { copyWords } from '../dist/src/protocol/messages.js';
import { Splitter } from '../dist/src/protocol/splitter.js';
import { consumed, decodePieces, decodeWhole } from './floors.mjs';
import { compare, garbage, line, quick } from './report.mjs';
import { recordedStreams, recut, seeded, simulatedStream } from './streams.mjs';

// Bytes to frames to words, as the client does it: split, check, copy the words out.
const decoder = () => {
  const words = new Uint16Array(60);
  const seen = { ok: 0, bad: 0 };
  const splitter = new Splitter({
    frame: (frame) => {
      seen.ok++;
      if (frame.kind === 'words') copyWords(frame, words);
    },
    bad: () => seen.bad++,
  });
  const decode = (chunks) => {
    const before = seen.ok + seen.bad;
    for (const chunk of chunks) splitter.push(chunk);
    return seen.ok + seen.bad - before;
  };
  return { decode, seen };
};

// After the first one the code is warm.
let warmUps = 3;

const measure = (capture, cut, chunks, floor) => {
  const { decode, seen } = decoder();
  decode(chunks);
  const { ok, bad } = seen;
  const result = compare(
    () => decode(chunks),
    () => floor(chunks),
    { repeats: 5, forMs: 40, warmUps },
  );
  warmUps = 1;
  line(
    'decode',
    {
      capture,
      chunks: cut,
      'frames/s': result.ours,
      'us/frame': 1e6 / result.ours,
      floor: result.floor,
      'ratio-to-floor': result.ratio,
      'bytes/frame': garbage(() => decode(chunks), 20_000),
      ok,
      'crc-bad': bad,
      spread: result.spread,
    },
    result.runs,
  );
};

const random = seeded(1);
const streams = [['hybrid', await simulatedStream('hybridGen1')], ...recordedStreams()];
for (const [capture, chunks] of quick ? streams.slice(0, 1) : streams) {
  if (capture === 'hybrid') {
    measure(capture, 'asis', chunks, decodeWhole);
    const pieces = recut(chunks, () => 1 + Math.floor(random() * 300));
    measure(capture, 'rand', pieces, decodePieces);
    measure(
      capture,
      '7',
      recut(chunks, () => 7),
      decodePieces,
    );
  } else measure(capture, 'asis', chunks, decodePieces);
}
if (!(consumed() > 0)) throw new Error('the floors did nothing');
