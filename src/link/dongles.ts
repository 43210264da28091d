import { promises as dns } from 'node:dns';
import type { Serials } from '../protocol/messages.js';
import type { Clock } from '../time/clock.js';
import { after, tcp, type Connect, type TransportEvents } from './transport.js';

/**
 * Which of a program's inverters is connected to which dongle: by the address that a name stands for,
 * and by the serials that answer there. A dongle has room for few, so a second one is turned away.
 */
export class Dongles {
  readonly #taken = new Map<string, Guest>();

  /** The address, as it was given, by which the dongle there is being talked to already. */
  async connectedAt(host: string, port: number): Promise<string | undefined> {
    const keys = await keysOf(host, port);
    return keys.map((key) => this.#taken.get(key)).find((guest) => guest !== undefined)?.address;
  }

  /** Takes all of these, unless another one has one of them: that one is returned. */
  take(keys: readonly string[], guest: Guest): Guest | undefined {
    const other = keys.map((key) => this.#taken.get(key)).find((one) => (one ?? guest) !== guest);
    if (other === undefined) for (const key of keys) this.#taken.set(key, guest);
    return other;
  }

  free(keys: readonly string[], guest: Guest): void {
    for (const key of keys) if (this.#taken.get(key) === guest) this.#taken.delete(key);
  }

  isConnected({ host, port }: { readonly host: string; readonly port: number }): boolean {
    return this.#taken.get(`${host}:${port}`)?.met === true;
  }

  isTaken(key: string): boolean {
    return this.#taken.has(key);
  }
}

/** This dongle is the one that another inverter of this program is connected to. The message is that one's address. */
export class Taken extends Error {
  readonly code = 'TAKEN';
}

/** ms: so long the inverter at an address is believed to be still the one that another one has. */
const BELIEVED = 600_000;

/** One inverter of a program, on its way to its dongle. */
export class Guest {
  address = '';
  readonly #dongles: Dongles;
  readonly #clock: Clock;
  #keys: readonly string[] = [];
  #met = false;
  /** Who answered here last time, if another one is connected to that by another address. */
  #twin: { readonly key: string; readonly other: string; readonly at: number } | undefined;

  constructor(dongles: Dongles, clock: Clock) {
    this.#dongles = dongles;
    this.#clock = clock;
  }

  /** Has it told its name since the line opened? */
  get met(): boolean {
    return this.#met;
  }

  /** Leads to an address, unless another one is there already. */
  door(host: string, port: number): Connect {
    return (events) => {
      let keys: readonly string[] = [];
      const known = keysOf(host, port).then((found) => (keys = found));
      const line: Connect = (inner) =>
        (this.#refusal(keys, `${host}:${port}`) ?? tcp(host, port))(inner);
      const closed = (reason?: Error): void => {
        this.#leave();
        events.closed(reason);
      };
      return after(known, line)({ ...events, closed });
    };
  }

  /** Is this the dongle of another one? Else it is this one's until the line closes. */
  meets({ dongle, inverter }: Serials): Taken | undefined {
    if (dongle === undefined || inverter === undefined) return undefined;
    const key = `${dongle} ${inverter}`;
    const other = this.#take([key]);
    this.#met = other === undefined;
    if (other === undefined) return undefined;
    this.#twin = { key, other: other.address, at: this.#clock.now() };
    return new Taken(other.address);
  }

  #refusal(keys: readonly string[], address: string): Connect | undefined {
    const twin = this.#twin;
    const since = this.#clock.now() - (twin?.at ?? -Infinity);
    if (twin !== undefined && since < BELIEVED && since >= 0 && this.#dongles.isTaken(twin.key))
      return turnedAway(twin.other);
    this.#twin = undefined;
    const other = this.#take(keys);
    if (other !== undefined) return turnedAway(other.address);
    this.address = address;
    return undefined;
  }

  #take(keys: readonly string[]): Guest | undefined {
    const other = this.#dongles.take(keys, this);
    if (other === undefined) this.#keys = [...this.#keys, ...keys];
    return other;
  }

  #leave(): void {
    this.#dongles.free(this.#keys, this);
    this.#keys = [];
    this.#met = false;
  }
}

/** All addresses that a name stands for. One that nobody knows is for the connection itself to complain of. */
const keysOf = async (host: string, port: number): Promise<readonly string[]> => {
  const found = await dns.lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => `${address}:${port}`);
};

const turnedAway =
  (address: string): Connect =>
  ({ closed }: TransportEvents) => {
    queueMicrotask(() => closed(new Taken(address)));
    return { write: () => undefined, close: () => undefined, abort: () => undefined };
  };
