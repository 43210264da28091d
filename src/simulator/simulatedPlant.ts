import type { Answer } from '../protocol/frame.js';
import { INVERTER, type Bank, type Read, type Write } from '../protocol/messages.js';
import { inverterSettings } from '../registers/identity.js';
import { fill } from './encode.js';
import { clockText } from './electrics.js';
import { beginning, lived } from './living.js';
import { inverterClock, type Home } from './home.js';
import { Memory } from './memory.js';
import type { Installation } from './installation.js';
import type { Span } from './models.js';
import type { Settings } from './orders.js';
import { furnish, present } from './pages/plant.js';
import { gatekeeper } from './permission.js';
import type { Plant, Verdict } from './plant.js';
import { settingsIn } from './settings.js';
import { clockWith } from './wallClock.js';

// Steps of household time, in ms.
const SHORTEST = 1000;
const LONGEST = 10_000;
const MINUTE = 60_000;

export interface SimulatedOptions {
  readonly site: Installation;
  /** The wall clock at the beginning, as ms since 1970 if it were UTC. */
  readonly wall: number;
  /** % in the battery at the beginning; absent is whatever the day so far has left. */
  readonly stateOfCharge?: number | undefined;
  /** ms of household time that should have passed by now; asked before anything is read. */
  elapsed(): number;
}

/** An inverter with a household around it. Time passes when somebody looks. */
export class SimulatedPlant implements Plant {
  readonly site: Installation;
  readonly #elapsed: () => number;
  readonly #memory = new Memory();
  readonly #gate: (write: Write) => Verdict;
  #home: Home;
  #settings: Settings;
  #lived = 0;

  constructor({ site, wall, stateOfCharge, elapsed }: SimulatedOptions) {
    this.site = site;
    this.#elapsed = elapsed;
    this.#gate = gatekeeper(site.family);
    for (const [bank, base, count] of site.facts.answers)
      this.#memory.open(INVERTER, bank, base, count);
    furnish(this.#memory, site);
    this.#settings = settingsIn(this.#memory, site);
    this.#home = beginning(site, this.#settings, wall, stateOfCharge);
    this.#show();
  }

  get serial(): string {
    return this.site.serial;
  }

  get dongle(): string {
    return this.site.dongle;
  }

  get home(): Home {
    this.#live();
    return this.#home;
  }

  read({ device, bank, base, count }: Read): Answer | undefined {
    this.#live();
    const source = sourceOf(this.site, device, bank, base);
    const words = this.#memory.words(source, bank, base, count);
    if (words !== undefined) return { kind: 'words', device, bank, base, words };
    // A stretch that begins well and runs past the end is refused, others are met by silence.
    const pastEnd = this.#memory.word(source, bank, base) !== undefined;
    const known = pastEnd || (device === INVERTER && refuses(this.site, bank, base, count));
    return known ? { kind: 'refused', device, of: bank, address: base, value: count } : undefined;
  }

  judge(write: Write): Verdict {
    const exists = this.#memory.word(write.device, 'holding', write.address) !== undefined;
    return write.device === INVERTER && exists ? this.#gate(write) : { kind: 'refused' };
  }

  store(write: Write): void {
    this.#live();
    const { address, word } = write;
    this.#memory.release(INVERTER, 'holding', address);
    const part = address - inverterSettings.systemTime.address;
    if (part >= 0 && part < inverterSettings.systemTime.codec.size) this.#setClock(part, word);
    else if (address !== inverterSettings.inverterRestart.address)
      this.#memory.put(INVERTER, 'holding', address, [word]);
    this.#changed();
  }

  word(device: number, bank: Bank, address: number): number | undefined {
    this.#live();
    return this.#memory.word(device, bank, address);
  }

  poke(device: number, bank: Bank, address: number, word: number): void {
    this.#live();
    this.#memory.hold(device, bank, address, word);
    this.#changed();
  }

  release(device: number, bank: Bank, address: number): void {
    this.#live();
    this.#memory.release(device, bank, address);
    this.#changed();
  }

  #changed(): void {
    this.#settings = settingsIn(this.#memory, this.site);
    this.#show();
  }

  #setClock(part: number, word: number): void {
    const clock = clockWith(inverterClock(this.#home), part, word);
    this.#home = { ...this.#home, clockAhead: clock - this.#home.wall };
  }

  #live(): void {
    let due = this.#elapsed() - this.#lived;
    if (due < SHORTEST) return;
    while (due >= SHORTEST) {
      const ms = Math.min(stepFrom(this.#home), Math.floor(due / SHORTEST) * SHORTEST);
      this.#home = lived(this.#home, this.site, this.#settings, ms);
      this.#lived += ms;
      due -= ms;
    }
    this.#show();
  }

  #show(): void {
    present(this.#memory, this.#home, this.site);
    fill(this.#memory, INVERTER, clock, { systemTime: clockText(this.#home) });
  }
}

// Slots and days begin on whole minutes of the inverter's clock.
const stepFrom = (home: Home): number => Math.min(LONGEST, MINUTE - (inverterClock(home) % MINUTE));

const clock = { systemTime: inverterSettings.systemTime };

const FACADE = new Set([0x30, 0x31, 0x32]);

// Gen 1 and AC coupled inverters answer at the addresses of the battery side too, but for the batteries' own page.
const sourceOf = (site: Installation, device: number, bank: Bank, base: number): number => {
  const batteryPage = bank === 'input' && base >= 60 && base < 120;
  const facade = site.facts.facade === true && bank !== 'meter' && FACADE.has(device);
  return facade && !batteryPage ? INVERTER : device;
};

const refuses = (site: Installation, bank: Bank, base: number, count: number): boolean =>
  (site.facts.refuses ?? []).some(overlaps([bank, base, count]));

const overlaps =
  ([bank, base, count]: Span) =>
  ([otherBank, otherBase, otherCount]: Span): boolean =>
    bank === otherBank && base < otherBase + otherCount && otherBase < base + count;
