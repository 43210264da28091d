import type { Inverter } from '../index.js';
import type { Io } from './io.js';

/** Tells a person what is going on, on standard error; says nothing when nobody watches. */
export interface Progress {
  say(text: string): void;
  /** Leaves nothing behind on the line. */
  end(): void;
}

const CLEAR = '\r\u001B[K';

export const progressOn = (io: Io, verbose: boolean): Progress => {
  let last = '';
  const say = (text: string): void => {
    if (text === last) return;
    last = text;
    if (verbose) io.err(`givtcp: ${text}\n`);
    else if (io.terminal) io.err(`${CLEAR}${text} ...`);
  };
  const end = (): void => {
    if (io.terminal && !verbose && last !== '') io.err(CLEAR);
  };
  return { say, end };
};

const LOOK_AGAIN = 1000;

/** Says how far the first reading of an inverter has come. Returns how to stop that. */
export const follow = (inverter: Inverter, address: string, progress: Progress): (() => void) => {
  const look = (): void => progress.say(phaseOf(inverter, address));
  const off = [inverter.on('status', look), inverter.on('snapshot', look)];
  const timer = setInterval(look, LOOK_AGAIN);
  look();
  return () => {
    clearInterval(timer);
    for (const stop of off) stop();
  };
};

const phaseOf = ({ snapshot, status, counters }: Inverter, address: string): string => {
  if (status.state === 'connecting') return `connecting to ${address}`;
  if (snapshot === undefined) return `asking ${address} what it is`;
  return `reading a ${snapshot.model.name}, ${counters['answers'] ?? 0} answers so far`;
};
