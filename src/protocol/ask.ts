import type { Read, Write } from './messages.js';

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** How long to wait for an answer, in ms. Default: by this dongle's own latency. */
  readonly patience?: number;
  /** How often the request may be sent in all. */
  readonly attempts?: number;
  /** A question whether something is there: silence is an answer, not a sign of a dead link. */
  readonly probe?: boolean;
  /** A read that goes ahead of others, as writes do: somebody waits for a setting. */
  readonly urgent?: boolean;
  /** A question that can wait until the line has been quiet for a while. */
  readonly idle?: boolean;
  /** Whoever asks hears every answer anyway: the read resolves with no words. */
  readonly wordless?: boolean;
  /** Told at every frame that is put on the wire for this request. */
  sent?(): void;
}

/**
 * How plant and controls reach a device: requests are queued, paced, matched and repeated behind
 * this. Both reject with GivError: NO_REPLY, REFUSED_BY_INVERTER, NOT_CONNECTED, CONNECTION_LOST, CLOSED.
 */
export interface Ask {
  /** Resolves with `query.count` words of their own, unless asked `wordless`. */
  read(query: Read, options?: AskOptions): Promise<Uint16Array>;
  /** Resolves with the word the register holds now, by the device's own echo. Goes ahead of reads. */
  write(query: Write, options?: AskOptions): Promise<number>;
}
