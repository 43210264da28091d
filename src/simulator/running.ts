import { GivError } from '../errors.js';
import { INVERTER, type Bank, type Query } from '../protocol/messages.js';
import type { Dongle } from './dongle.js';
import type { Faults } from './faults.js';
import { noGrid, placesOf, wordsHeld, type Place } from './held.js';
import type { Home } from './home.js';
import type { Installation } from './installation.js';
import type { SeenWrite, Simulator } from './options.js';
import type { Plant } from './plant.js';
import type { Recording } from './recording.js';
import { simulatorPhrases } from '../simulatorPhrases.js';

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
  #held: readonly Place[] = [];

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
    const place = { device, bank, address };
    this.#held = [...this.#held.filter((held) => !isSame(held, place)), place];
  }

  hold(reading: string, value: unknown, device = INVERTER): void {
    const words = wordsHeld(this.site.family, device, reading, value, this.#look);
    for (const { bank, address, word } of words) this.poke(device, bank, address, word);
  }

  release(reading?: string, device = INVERTER): void {
    const places =
      reading === undefined ? this.#held : placesOf(this.site.family, device, reading, this.#look);
    for (const { device, bank, address } of places)
      this.#parts.plant.release(device, bank, address);
    this.#held = this.#held.filter((held) => !places.some((place) => isSame(place, held)));
  }

  grid(there: boolean): void {
    for (const [reading, value] of Object.entries(noGrid)) {
      if (!this.#has(reading)) continue;
      if (there) this.release(reading);
      else this.hold(reading, value);
    }
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

  readonly #look = ({ device, bank, address }: Place): number | undefined =>
    this.read(device, bank, address);

  #has(reading: string): boolean {
    const row = this.site.family.table[reading];
    if (row === undefined) return false;
    return this.read(INVERTER, row.bank, row.address) !== undefined;
  }

  #household(): NonNullable<Parts['household']> {
    const { household } = this.#parts;
    if (household === undefined)
      throw new GivError('NOT_SUPPORTED', simulatorPhrases.say('noHousehold'));
    return household;
  }
}

const isSame = (a: Place, b: Place): boolean =>
  a.device === b.device && a.bank === b.bank && a.address === b.address;
