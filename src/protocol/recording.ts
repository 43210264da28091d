/** Bytes as they went over the wire at once: 'rx' came from the dongle. `at` in ms since 1970. */
export interface Chunk {
  readonly at: number;
  readonly direction: 'rx' | 'tx';
  readonly bytes: Uint8Array;
}

/** A line of a recording: `<ISO time> rx|tx <hex>`, or `rx: <hex>` without a time. */
export const RECORDED_LINE = /^(\s*(?:(\S+)\s+)?(rx|tx):?\s+)([0-9a-f]+)(\s*)$/i;

// Formats without times are given the gap that dongles were seen to keep.
const USUAL_GAP = 250;

/** The chunks of a recording; other lines are passed over. */
export const parseRecording = (text: string): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  for (const line of text.split('\n')) {
    const [, , time, direction, hex] = RECORDED_LINE.exec(line) ?? [];
    if (direction === undefined || hex === undefined) continue;
    const at = time === undefined ? chunks.length * USUAL_GAP : Date.parse(time);
    chunks.push({
      at,
      direction: direction.toLowerCase() === 'tx' ? 'tx' : 'rx',
      bytes: Buffer.from(hex, 'hex'),
    });
  }
  return chunks;
};

/** The chunks as lines of text. */
export const recordingText = (chunks: readonly Chunk[]): string =>
  chunks
    .map(({ at, direction, bytes }) => `${timeText(at)}${direction} ${hexOf(bytes)}\n`)
    .join('');

const timeText = (at: number): string =>
  Number.isFinite(at) ? `${new Date(at).toISOString()} ` : '';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
