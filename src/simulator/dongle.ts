import type { Query } from '../protocol/messages.js';
import type { Clock } from '../time/clock.js';
import { Exchange } from './exchange.js';
import { Faults } from './faults.js';
import { answerTimes } from './latency.js';
import type { SeenWrite, SimulatorOptions } from './options.js';
import type { Plant } from './plant.js';
import { DongleServer } from './server.js';

const HEARTBEAT = 180_000;
const RESTART = 20_000;
const KEPT_QUERIES = 1000;

export interface Manner {
  /** Queries are counted, not answered. */
  readonly deaf?: boolean;
  /** Called whenever a client has come. */
  came?(): void;
}

/** The dongle of a plant: it listens, answers one query at a time, and remembers what it was asked. */
export class Dongle {
  readonly faults = new Faults();
  readonly queries: Query[] = [];
  readonly writes: SeenWrite[] = [];
  readonly server: DongleServer;
  readonly exchange: Exchange;
  asked = 0;
  arrivals = 0;
  readonly #clock: Clock;
  readonly #deaf: boolean;

  constructor(
    plant: Plant,
    options: SimulatorOptions,
    clock: Clock,
    { deaf = false, came = () => undefined }: Manner = {},
  ) {
    this.#clock = clock;
    this.#deaf = deaf;
    this.server = new DongleServer({
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
      dongle: plant.dongle,
      heartbeatEvery: options.heartbeatEvery ?? HEARTBEAT,
      clock,
      beats: () => !this.faults.hung,
      query: (query) => this.#take(query),
      connected: () => {
        this.arrivals++;
        came();
      },
    });
    this.exchange = new Exchange({
      plant,
      faults: this.faults,
      clock,
      answerTime: answerTimes(options.latency ?? 0, options.seed ?? 1),
      send: (bytes) => this.server.send(bytes),
      drop: () => this.server.drop(),
      restart: () => {
        this.exchange.stop();
        this.server.refuse(options.restartTakes ?? RESTART);
      },
    });
  }

  async close(): Promise<void> {
    this.exchange.stop();
    await this.server.close();
  }

  #take(query: Query): void {
    this.asked++;
    this.queries.push(query);
    if (this.queries.length > KEPT_QUERIES) this.queries.shift();
    if (query.kind === 'write') {
      const { device, address, word } = query;
      this.writes.push({ device, address, word, at: this.#clock.now() });
    }
    if (!this.#deaf) this.exchange.ask(query);
  }
}
