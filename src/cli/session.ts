import { openInverter, type Inverter, type InverterOptions } from '../index.js';
import { asError, GivError } from '../errors.js';
import { usage } from './arguments.js';
import type { Told } from './command.js';
import type { Io } from './io.js';
import type { common, linkOptions } from './options.js';
import { follow, progressOn } from './progress.js';

const PORT = 8899;
const TIMEOUT = 60;

/** An inverter to talk to once, and how patiently. */
export interface Session {
  readonly inverter: InverterOptions;
  readonly seconds: number;
  readonly verbose: boolean;
}

type LinkTold = Told<typeof linkOptions> & Told<typeof common> & { readonly model?: string };

/** Throws where no inverter is named. */
export const sessionFrom = (told: LinkTold): Session => {
  const { host, port = PORT, serial, model, pace, timeout = TIMEOUT, verbose = false } = told;
  if (host === undefined || host === '')
    throw usage(
      'no inverter is named: give --host with the address of its dongle, or set GIVTCP_HOST',
    );
  return {
    seconds: timeout,
    verbose,
    inverter: {
      host,
      port,
      polling: false,
      ...(serial === undefined ? {} : { serial }),
      ...(model === undefined ? {} : { model }),
      ...(pace === undefined ? {} : { pace }),
    },
  };
};

/** `say` tells what goes on from now on; `late` is aborted when the patience is over. */
type Work<T> = (inverter: Inverter, say: (text: string) => void, late: AbortSignal) => Promise<T>;

/** Connects, works and always closes: when done, on failure, after the timeout, on Ctrl-C. */
export const withInverter = async <T>(
  { inverter: options, seconds, verbose }: Session,
  io: Io,
  work: Work<T>,
): Promise<T> => {
  const progress = progressOn(io, verbose);
  const patience = AbortSignal.timeout(seconds * 1000);
  const ending = AbortSignal.any([io.interrupted, patience]);
  const inverter = openInverter(options);
  // Whatever waits for an answer then fails at once.
  const stop = (): void => void inverter.close();
  ending.addEventListener('abort', stop);
  if (ending.aborted) stop();
  const unfollow = follow(inverter, `${options.host}:${options.port ?? PORT}`, progress);
  try {
    const say = (text: string): void => {
      unfollow();
      progress.say(text);
    };
    return await work(inverter, say, patience);
  } catch (error) {
    throw patience.aborted ? tooLate(error, seconds) : asOneShot(error);
  } finally {
    unfollow();
    ending.removeEventListener('abort', stop);
    await inverter.close();
    progress.end();
  }
};

const tooLate = (thrown: unknown, seconds: number): GivError =>
  new GivError(
    'NO_REPLY',
    `given up after ${seconds} s: the inverter answers too slowly or not at all; close other programs that use the dongle, or allow more with --timeout`,
    thrown instanceof GivError ? thrown.detail : {},
    { cause: thrown },
  );

/** The connection would be tried again; this command will not wait for that, so it does not speak of it. */
const asOneShot = (thrown: unknown): Error => {
  const error = asError(thrown);
  if (!(error instanceof GivError) || typeof error.detail['reason'] !== 'string') return error;
  return new GivError(error.code, error.detail['reason'], error.detail, { cause: error });
};
