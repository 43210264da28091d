import { GivError } from '../errors.js';
import type { Bank, Query } from '../protocol/messages.js';
import type { Dongle } from './dongle.js';
import type { Faults } from './faults.js';
import type { Home } from './home.js';
import type { Installation } from './installation.js';
import type { SeenWrite, Simulator } from './options.js';
import type { Plant } from './plant.js';
import type { Recording } from './recording.js';

export interface Parts {
  readonly host: string;
  readonly plant: Plant;
  readonly dongle: Dongle;
  readonly household?: { readonly site: Installation; home(): Home };
  readonly recording?: Recording;
  advance(ms: number): void;
  stop(): void;
}

/** A simulator that is up: what tests, the command line and the demo hold in their hands. */
export class RunningSimulator implements Simulator {
  readonly host: string;
  readonly recording?: Recording;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.host = parts.host;
    if (parts.recording !== undefined) this.recording = parts.recording;
  }

  get port(): number {
    return this.#parts.dongle.server.port;
  }
  get serial(): string {
    return this.#parts.plant.serial;
  }
  get dongle(): string {
    return this.#parts.plant.dongle;
  }
  get connections(): number {
    return this.#parts.dongle.server.connections;
  }
  get arrivals(): number {
    return this.#parts.dongle.arrivals;
  }
  get home(): Home {
    return this.#household().home();
  }
  get site(): Installation {
    return this.#household().site;
  }
  get faults(): Faults {
    return this.#parts.dongle.faults;
  }
  get asked(): number {
    return this.#parts.dongle.asked;
  }
  get queries(): readonly Query[] {
    return this.#parts.dongle.queries;
  }
  get writes(): readonly SeenWrite[] {
    return this.#parts.dongle.writes;
  }

  read(device: number, bank: Bank, address: number): number | undefined {
    return this.#parts.plant.word(device, bank, address);
  }

  poke(device: number, bank: Bank, address: number, word: number): void {
    this.#parts.plant.poke(device, bank, address, word);
  }

  advance(ms: number): void {
    this.#parts.advance(ms);
  }

  overhear(query: Query): void {
    this.#parts.dongle.exchange.overhear(query);
  }

  drop(): void {
    this.#parts.dongle.server.drop();
  }

  refuseConnections(ms: number): void {
    this.#parts.dongle.server.refuse(ms);
  }

  async close(): Promise<void> {
    this.#parts.stop();
    await this.#parts.dongle.close();
  }

  #household(): NonNullable<Parts['household']> {
    const { household } = this.#parts;
    if (household === undefined)
      throw new GivError('NOT_SUPPORTED', 'a recording has no simulated household to look into');
    return household;
  }
}
