import { promises as dns } from 'node:dns';
import { after, CONNECT_TIMEOUT, tcp, type Connect, type TransportEvents } from './transport.js';

/**
 * Which of a program's inverters is connected to which dongle, by the address that a name stands for.
 * A dongle has room for few, so a second one is turned away.
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

  /** Does somebody talk to whom they look for at this address? */
  isConnected({ host, port }: { readonly host: string; readonly port: number }): boolean {
    return this.#taken.get(`${host}:${port}`)?.met === true;
  }
}

/** This dongle is the one that another inverter of this program is connected to. The message is that one's address. */
export class Taken extends Error {
  readonly code = 'TAKEN';
}

/** One inverter of a program, on its way to its dongle. */
export class Guest {
  address = '';
  /** Has the inverter it is for answered since the line opened? */
  met = false;
  readonly #dongles: Dongles;
  #keys: readonly string[] = [];

  constructor(dongles: Dongles) {
    this.#dongles = dongles;
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

  #refusal(keys: readonly string[], address: string): Connect | undefined {
    const other = this.#dongles.take(keys, this);
    if (other !== undefined) return turnedAway(other.address);
    this.#keys = keys;
    this.address = address;
    return undefined;
  }

  #leave(): void {
    this.#dongles.free(this.#keys, this);
    this.#keys = [];
    this.met = false;
  }
}

/** All addresses that a name stands for. One that nobody knows, or in time, is for the connection itself to complain of. */
const keysOf = async (host: string, port: number): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<[]>((resolve) => (timer = setTimeout(resolve, CONNECT_TIMEOUT, [])));
  const known = dns.lookup(host, { all: true }).catch(() => []);
  const found = await Promise.race([known, late]);
  clearTimeout(timer);
  return found.map(({ address }) => `${address}:${port}`);
};

const turnedAway =
  (address: string): Connect =>
  ({ closed }: TransportEvents) => {
    queueMicrotask(() => closed(new Taken(address)));
    return { write: () => undefined, close: () => undefined, abort: () => undefined };
  };
