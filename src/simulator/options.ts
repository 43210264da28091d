import type { Bank, Query } from '../protocol/messages.js';
import type { FamilyName } from '../registers/families.js';
import type { Clock } from '../time/clock.js';
import type { Faults } from './faults.js';
import type { Home } from './home.js';
import type { Latency } from './latency.js';
import type { Installation, Sizes } from './installation.js';
import type { Recording } from './recording.js';
import type { Sky } from './weather.js';

export interface SimulatorOptions extends Sizes {
  /** Default 'hybridGen1'. */
  readonly model?: FamilyName;
  /** Where to listen; default 127.0.0.1, any free port. */
  readonly host?: string;
  readonly port?: number;
  /** Serial numbers of inverter and dongle; default invented ones, of a recording its own. */
  readonly serial?: string;
  readonly dongle?: string;
  /** Household time for each ms of real time, also of a recording played through; default 1. */
  readonly speed?: number;
  /** The inverter's wall clock at the beginning; default now. */
  readonly startAt?: Date;
  /** % in the battery at the beginning; default whatever the day so far has left. */
  readonly stateOfCharge?: number;
  /** ms an answer takes, or 'captured': as long as real ones. Default 0. */
  readonly latency?: Latency;
  /** ms between heartbeats; default 180000, of an EMS 60000; 0 sends none. */
  readonly heartbeatEvery?: number;
  /** ms that a restart keeps the dongle away; default 20000. */
  readonly restartTakes?: number;
  /** Default 'usual': some days are bright, some grey. */
  readonly sky?: Sky;
  /** The same seed gives the same weather, household and latencies. */
  readonly seed?: number;
  readonly clock?: Clock;
  /** A recording to serve instead of a simulated household: the path of its file. */
  readonly capture?: string;
  /** How many of its answers have been seen at the beginning; default all. */
  readonly position?: number;
  /** Let the recording go on by itself, by its own times, from its beginning. */
  readonly playThrough?: boolean;
  /** Answer nothing: send the recorded chunks as they are, by their own times, once a client has come. */
  readonly rawPlayback?: boolean;
}

/** A write as it came in. */
export interface SeenWrite {
  readonly device: number;
  readonly address: number;
  readonly word: number;
  readonly at: number;
}

/** A simulated dongle with an inverter, or a recording of one, behind it. */
export interface Simulator {
  readonly host: string;
  readonly port: number;
  readonly serial: string;
  readonly dongle: string;
  /** Clients connected now, and clients that ever came. */
  readonly connections: number;
  readonly arrivals: number;
  /** The simulated household as it is now. A recording has none: asking for it throws. */
  readonly home: Home;
  readonly site: Installation;
  /** Of a recording: where in it we are. */
  readonly recording?: Recording;
  readonly faults: Faults;
  /** How many queries came in, and the last thousand of them. */
  readonly asked: number;
  readonly queries: readonly Query[];
  readonly writes: readonly SeenWrite[];
  /** One word, looked up without going through the wire. */
  read(device: number, bank: Bank, address: number): number | undefined;
  /** Holds a register at a word, whatever the household does, until it is written. */
  poke(device: number, bank: Bank, address: number, word: number): void;
  /** Holds a reading at a value, by its name in the tables. Throws BadInput. */
  hold(reading: string, value: unknown, device?: number): void;
  /** Lets go one reading, or everything that is held. */
  release(reading?: string, device?: number): void;
  /** False: the inverter says that the grid is gone, until true. */
  grid(there: boolean): void;
  /** Lets household time pass at once. */
  advance(ms: number): void;
  /** Answers a query as though another program had asked: all clients hear it. */
  overhear(query: Query): void;
  /** Cuts all connections. */
  drop(): void;
  /** Cuts all connections and refuses new ones for so long. */
  refuseConnections(ms: number): void;
  /** Always finishes. */
  close(): Promise<void>;
}
