import { GivError, show } from './errors.js';
import type { MemoryStore } from './controls/index.js';
import type { Dongles } from './link/dongles.js';
import { systemClock, type Clock } from './time/clock.js';
import type { Connect } from './link/transport.js';
import type { Topology } from './plant/detection/topology.js';
import { modelNamed } from './registers/models.js';
import { settleTariff, type LedgerStore, type Tariff } from './tariff/index.js';

export interface InverterOptions {
  /** Name or address of the dongle. */
  readonly host: string;
  readonly port?: number;
  /** The dongle's serial; sent in our frames, which dongles ignore. */
  readonly serial?: string;
  /** Four hex digits or a family name: read the plant as this model. Never widens what may be written. */
  readonly model?: string;
  /** ms between reads of the live banks (15 000) and of everything else (120 000); 5000 the least. */
  readonly liveEvery?: number;
  readonly allEvery?: number;
  /** False: reads only when asked to. */
  readonly polling?: boolean;
  /** ms between the starts of two requests (250). */
  readonly pace?: number;
  /** Refuses every write. */
  readonly readOnly?: boolean;
  /** Opens the few settings nobody has verified (controls reference, section 8). */
  readonly unverified?: boolean;
  /** Believes answers whose checksum is wrong, for firmware that computes another one. */
  readonly acceptBadCrc?: boolean;
  /** Write frames a day: warns at one, refuses at the other (100, 400). */
  readonly budget?: { readonly warnAt: number; readonly stopAt: number };
  /**
   * Looks for the dongle by its serial once it has been out of reach for some minutes: its address
   * may have changed. True: in this computer's own networks; a list: in these, "192.168.20.0/24".
   */
  readonly findAgain?: boolean | readonly string[];
  /** The plant as found before, so that it need not be searched again. */
  readonly remembered?: Topology;
  /** Where controls remember jobs, reserve and budget over a restart; default: nowhere. */
  readonly memory?: MemoryStore;
  /** What energy costs; absent: costs are not told. */
  readonly tariff?: Tariff;
  /** Where the costs are kept over a restart; default: nowhere. */
  readonly ledger?: LedgerStore;
  /** ms between two write frames (300), and between two writes of one register (5000). */
  readonly writeSpacing?: number;
  readonly writeRest?: number;
  /** Bytes of memory for the last traffic (32 768, some minutes); 0: nothing. */
  readonly recording?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Nobody is asked before this resolves: the dongle may be one that has yet to begin. */
  readonly ready?: Promise<unknown>;
  /** The dongles of this program, shared by all its inverters: none is connected to twice. */
  readonly dongles?: Dongles;
  /** Another way to get bytes there than TCP. */
  readonly connect?: Connect;
}

/** Options with every default filled in. */
export type Settled = InverterOptions & {
  readonly [K in keyof typeof usual]: NonNullable<InverterOptions[K]>;
};

const usual = {
  port: 8899,
  serial: '',
  liveEvery: 15_000,
  allEvery: 120_000,
  polling: true,
  pace: 250,
  readOnly: false,
  unverified: false,
  acceptBadCrc: false,
  findAgain: false,
  recording: 32_768,
  clock: systemClock,
  random: Math.random,
} as const satisfies Partial<InverterOptions>;
const LEAST_EVERY = 5000;

/** An address in the one way it is written: names in small letters, numbers without zeros before them. */
export const plainHost = (host: string): string => {
  const plain = host.trim().toLowerCase().replace(/\.$/, '');
  return /^\d+(\.\d+){3}$/.test(plain) ? plain.split('.').map(Number).join('.') : plain;
};

/** Fills in the defaults; throws GivError BAD_CONFIG for what cannot be used. */
export const settle = (options: InverterOptions): Settled => {
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  const host = typeof options.host === 'string' ? plainHost(options.host) : '';
  const all = { ...usual, ...given, host };
  check(all);
  return all;
};

const DAY = 86_400_000;

// Times in ms: each with the least and the most that makes sense.
const times = {
  liveEvery: [LEAST_EVERY, DAY],
  allEvery: [LEAST_EVERY, DAY],
  pace: [0, 60_000],
  writeSpacing: [0, 60_000],
  writeRest: [0, DAY],
} as const;

// A name or an IP address: one colon alone would be a port, two or more are IPv6.
const HOST = /^(?:[^\s/:]+|[^\s/:]*:[^\s/]*:[^\s/]*)$/;

const check = (options: Settled): void => {
  const { host, port } = options;
  // Not every caller has a compiler.
  const model: unknown = options.model;
  if (!HOST.test(host))
    throw badConfig(
      'host',
      host,
      'must be the name or address of the dongle; a port is told apart',
    );
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw badConfig('port', port, 'must be a whole number from 1 to 65535; dongles use 8899');
  for (const [field, [least, most]] of Object.entries(times)) {
    const ms: unknown = Reflect.get(options, field);
    if (ms === undefined || (typeof ms === 'number' && ms >= least && ms <= most)) continue;
    throw badConfig(field, ms, `must be from ${least} to ${most} ms`);
  }
  if (model !== undefined && !(typeof model === 'string' && modelNamed(model)))
    throw badConfig('model', model, 'must be four hex digits like 4004, or a family name');
  if (options.tariff !== undefined) settleTariff(options.tariff);
};

const badConfig = (field: string, value: unknown, expected: string): GivError =>
  new GivError('BAD_CONFIG', `${field} is ${show(value)}: ${expected}`, {
    field,
    value,
    expected,
  });
