import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Recordings of real inverters are not part of this project; GIVTCP_CAPTURES says where they are. */
export const recordingsFolder = process.env['GIVTCP_CAPTURES'] ?? '../shared/captures';

/** One chunk as the socket gave it: `rx` from the dongle, `tx` to it. */
export interface Chunk {
  readonly from: 'rx' | 'tx';
  readonly bytes: Buffer;
  /** Line of the file, from 1, and when it was recorded (ms since 1970; absent in logs without times). */
  readonly line: number;
  readonly at?: number;
}
export interface Recording {
  readonly name: string;
  readonly chunks: readonly Chunk[];
}

/** A recording's lines, "<time> rx <hex>" or "rx: <hex>", as chunks. */
const chunksOf = (text: string): Chunk[] =>
  text.split('\n').flatMap((row, index) => {
    const [, time, from, hex] = /^(\S+ )?(rx|tx):? ([0-9a-f]+)\s*$/.exec(row) ?? [];
    if (hex === undefined) return [];
    const at = time === undefined ? {} : { at: Date.parse(time.trim()) };
    return [
      { from: from === 'tx' ? 'tx' : 'rx', bytes: Buffer.from(hex, 'hex'), line: index + 1, ...at },
    ];
  });

/** All recordings that are there. Where there are none the tests that need them say so. */
export const recordings = (): Recording[] => {
  if (!existsSync(recordingsFolder)) {
    console.log(
      `no recordings in ${recordingsFolder}: set GIVTCP_CAPTURES to a folder that has them`,
    );
    return [];
  }
  return readdirSync(recordingsFolder)
    .filter((name) => /\.(log|txt)$/.test(name))
    .map((name) => ({
      name,
      chunks: chunksOf(readFileSync(join(recordingsFolder, name), 'utf8')),
    }));
};

/** Where a recording is, if it is there. */
export const recordingPath = (name: string): string | undefined => {
  const path = join(recordingsFolder, name);
  return existsSync(path) ? path : undefined;
};
