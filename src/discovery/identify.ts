import { GivError } from '../errors.js';
import { systemClock } from '../time/clock.js';
import { Link } from '../link/link.js';
import { tcp } from '../link/transport.js';
import { detect } from '../plant/detection/detect.js';
import type { Ask } from '../protocol/ask.js';
import { INVERTER, serialsIn, type Serials } from '../protocol/messages.js';
import { networkPhrases, type Address } from './networks.js';

/** An inverter, and where it is. */
export interface FoundInverter extends Address {
  readonly kind: 'inverter';
  /** Serial of the dongle; absent where answers do not carry it. */
  readonly dongle?: string;
  /** Serial of the inverter. */
  readonly serial: string;
  readonly model: string;
  readonly firmware: number;
}

/** Something that lets itself be connected to and does not answer as an inverter does. */
export interface FoundStranger extends Address {
  readonly kind: 'stranger';
}

export type FoundDevice = FoundInverter | FoundStranger;

/** ms to wait for a host to let us in: on a home network it is a matter of a few. */
const KNOCK = 1500;
/** A dongle that serves somebody else too may need a second try. */
const GENTLY = { attempts: 2, patience: 2500 } as const;

/** Who is at this address? Undefined if nobody is. One connection, one read, nothing written. */
export const identify = async (
  address: Address,
  signal: AbortSignal,
): Promise<FoundDevice | undefined> => {
  const visit = visited(address, signal);
  try {
    if (!(await visit.open)) return undefined;
    return await introduction(address, visit, signal);
  } finally {
    await visit.link.close();
  }
};

interface Visit {
  readonly link: Link;
  /** Did it let us in? */
  readonly open: Promise<boolean>;
  serials(): Serials;
}

const visited = ({ host, port }: Address, signal: AbortSignal): Visit => {
  let serials: Serials = {};
  let tell: (open: boolean) => void = () => undefined;
  const open = new Promise<boolean>((resolve) => (tell = resolve));
  const link = new Link({
    address: () => `${host}:${port}`,
    connect: tcp(host, port, KNOCK),
    clock: systemClock,
    random: Math.random,
    adapter: '',
    pace: 0,
    checkCrc: true,
    recording: 0,
    words: (words) => {
      if (words.device === INVERTER) serials = serialsIn(words);
      return true;
    },
    foreignWrite: () => undefined,
    state: ({ kind }) => {
      if (kind === 'open') tell(true);
      if (kind === 'down') leave();
    },
  });
  const leave = (): void => {
    tell(false);
    // Once is enough: a link would come back.
    void link.close();
  };
  signal.addEventListener('abort', leave);
  void open.then(() => signal.removeEventListener('abort', leave));
  link.start();
  return { link, open, serials: () => serials };
};

const introduction = async (
  { host, port }: Address,
  { link, serials }: Visit,
  signal: AbortSignal,
): Promise<FoundDevice> => {
  try {
    const clues = { ask: gentle(link.ask), signal, heard: () => serials().inverter };
    const { model, topology } = await detect(clues);
    const { dongle } = serials();
    const { armFirmware: firmware, serial } = topology;
    const found = { host, port, serial, model: model.name, firmware };
    return { kind: 'inverter', ...found, ...(dongle !== undefined && { dongle }) };
  } catch (error) {
    if (error instanceof GivError) return { kind: 'stranger', host, port };
    throw error;
  }
};

const gentle = (ask: Ask): Ask => ({
  read: (query, options) => ask.read(query, { ...options, ...GENTLY }),
  write: () => Promise.reject(new GivError('READ_ONLY', networkPhrases.say('noWrites'))),
});
