import type { Inverter, Reading } from '../index.js';
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

/** Says how far the first reading of an inverter has come. Returns how to stop that. */
export const follow = (inverter: Inverter, address: string, progress: Progress): (() => void) => {
  let reading: Reading | undefined;
  const look = (): void => progress.say(phaseOf(inverter, address, reading));
  const off = [
    inverter.on('status', look),
    inverter.on('snapshot', look),
    inverter.on('reading', (now) => {
      reading = now;
      look();
    }),
  ];
  look();
  return () => {
    for (const stop of off) stop();
  };
};

const phaseOf = ({ snapshot, status }: Inverter, address: string, reading?: Reading): string => {
  if (status.state === 'offline') return status.reason ?? `${address} cannot be reached`;
  if (status.state === 'connecting') return `connecting to ${address}`;
  if (snapshot === undefined) return `asking ${address} what it is`;
  const what = `reading a ${snapshot.model.name}`;
  if (reading === undefined) return what;
  return `${what}: ${reading.bank}, ${reading.number} of ${reading.of}`;
};
