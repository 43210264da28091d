import { findInverters, isSame, searchAfter, type Identity } from './discovery/index.js';
import { asError, GivError } from './errors.js';
import type { Settled } from './inverterOptions.js';
import type { Move } from './inverterTypes.js';
import { Dongles, Guest } from './link/dongles.js';
import { after, type Connect } from './link/transport.js';
import { phrasebook } from './phrasebook.js';
import type { Serials } from './protocol/messages.js';

/** What is said of a dongle that is not where it was. */
export const wherePhrases = phrasebook('trouble', {
  otherDongle:
    'another inverter, with another dongle than the one in the settings, answers at {address}: correct the address, or clear the serial if that is the one',
  foundAgain: 'the dongle was found again at {address}',
  looking: '{reason}; looking for it at other addresses',
  notElsewhere: '{reason}; it was not found at any other address of this network either',
  notLooked: '{reason}; it could not be looked for at other addresses: {cause}',
});
const { say } = wherePhrases;

export const foundAgain = ({ to }: Move): string => say('foundAgain', { address: to });

/** Where the dongle is: at the address that was given, until it is found at another. */
export class Whereabouts {
  readonly #options: Settled;
  readonly #moved: (move: Move) => void;
  readonly #stop = new AbortController();
  readonly #dongles: Dongles;
  readonly #guest: Guest;
  #host: string;
  /** Who is looked for: as told, as remembered, or as last heard. */
  #identity: Identity;
  #downSince: number | undefined;
  #searches = 0;
  #search: Promise<void> | undefined;
  /** What else there is to say of a line that is down. */
  #added: ((reason: string) => string) | undefined;

  /** `moved` is told when it was found elsewhere. */
  constructor(options: Settled, moved: (move: Move) => void) {
    this.#options = options;
    this.#identity = { dongle: options.serial || undefined, inverter: options.remembered?.serial };
    this.#moved = moved;
    this.#dongles = options.dongles ?? new Dongles();
    this.#guest = new Guest(this.#dongles);
    this.#host = options.host;
  }

  /** As it was given, and as it is now. */
  get hosts(): readonly string[] {
    return [this.#options.host, this.#host];
  }

  get address(): string {
    return `${this.#host}:${this.#options.port}`;
  }

  readonly connect: Connect = (events) => {
    const { ready, port, connect = this.#guest.door(this.#host, port) } = this.#options;
    return (ready === undefined ? connect : after(ready, connect))(events);
  };

  /** Whoever was detected, if it is neither the dongle that was told nor the inverter that is known: an address that changed hands. */
  stranger({ dongle, inverter }: Serials, detected: string): GivError | undefined {
    const told = this.#options.serial;
    const { inverter: known } = this.#identity;
    if (told === '' || dongle === undefined || dongle === told) return undefined;
    if (known === undefined || [inverter, detected].includes(known)) return undefined;
    return this.down(new GivError('NOT_DETECTED', say('otherDongle', { address: this.address })));
  }

  /** Something was heard from it. */
  heard({ dongle, inverter }: Serials): void {
    this.#guest.met = true;
    const { dongle: oldDongle, inverter: oldInverter } = this.#identity;
    if (dongle !== oldDongle || inverter !== oldInverter)
      this.#identity = { dongle: dongle ?? oldDongle, inverter: inverter ?? oldInverter };
    this.#downSince = undefined;
    this.#searches = 0;
    this.#added = undefined;
  }

  /** The line is down: looks for the dongle elsewhere if it is time to. Returns the error with that said. */
  down(error: GivError): GivError {
    const { clock, findAgain } = this.#options;
    const now = clock.now();
    // The clock may have been set back since.
    this.#downSince = Math.min(this.#downSince ?? now, now);
    const wait = searchAfter(this.#searches) - (now - this.#downSince);
    const away = error.detail['kind'] !== 'taken';
    if (away && findAgain !== false && wait <= 0 && this.#search === undefined) this.#begin();
    if (this.#added === undefined) return error;
    const text = this.#added(error.message);
    return new GivError(error.code, text, error.detail);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#search;
  }

  #begin(): void {
    const { dongle, inverter } = this.#identity;
    // Whoever does not know it cannot tell it from another one.
    if (dongle === undefined && inverter === undefined) return;
    this.#searches++;
    this.#added = (reason) => say('looking', { reason });
    this.#search = this.#look({ dongle, inverter }).finally(() => (this.#search = undefined));
  }

  async #look(identity: Identity): Promise<void> {
    const { findAgain, port } = this.#options;
    try {
      const { found } = await findInverters({
        ...(typeof findAgain !== 'boolean' && { networks: findAgain }),
        port,
        signal: this.#stop.signal,
        busy: (address) => this.#dongles.isConnected(address),
        enough: (one) => isSame(one, identity),
      });
      this.#settle(found.find((one) => one.kind === 'inverter' && isSame(one, identity))?.host);
    } catch (error) {
      const cause = asError(error).message;
      this.#added = (reason) => say('notLooked', { reason, cause });
    }
  }

  #settle(host: string | undefined): void {
    if (host === undefined || this.#stop.signal.aborted) {
      this.#added = (reason) => say('notElsewhere', { reason });
      return;
    }
    this.#added = undefined;
    if (host === this.#host) return;
    const from = this.address;
    this.#host = host;
    this.#moved({ from, to: this.address });
  }
}
