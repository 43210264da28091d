import type { Chunk } from './capture.js';
import type { Clock } from '../time/clock.js';

/** Sends the dongle's side of a recording as it was, chunk by chunk, at its own times. Returns how to stop it. */
export const playback = (
  chunks: readonly Chunk[],
  speed: number,
  clock: Clock,
  send: (bytes: Uint8Array) => void,
): (() => void) => {
  const heard = chunks.filter(({ direction }) => direction === 'rx');
  let cancel = (): void => undefined;
  const play = (index: number): void => {
    const chunk = heard[index];
    if (chunk === undefined) return;
    send(chunk.bytes);
    const gap = Math.max(0, (heard[index + 1]?.at ?? chunk.at) - chunk.at) / speed;
    cancel = clock.after(gap, () => play(index + 1));
  };
  play(0);
  return () => cancel();
};
