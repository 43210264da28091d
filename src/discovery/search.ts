import { networkInterfaces } from 'node:os';
import { identify, type FoundDevice, type FoundInverter } from './identify.js';
import {
  hostsOf,
  networkFrom,
  networkText,
  ownNetworks,
  type Address,
  type Cards,
} from './networks.js';

export interface SearchOptions {
  /** This computer's network cards, unless it says so itself. */
  readonly cards?: Cards;
  /** Where to look instead of in this computer's own networks: "192.168.20.0/24". */
  readonly networks?: readonly string[];
  /** 8899 */
  readonly port?: number;
  /** Inverters to which there is a connection already: they are not disturbed. */
  readonly known?: readonly FoundInverter[];
  /** Is there a connection already to an inverter that is not looked for? It is not disturbed either. */
  busy?(address: Address): boolean;
  readonly signal?: AbortSignal;
  progress?(progress: SearchProgress): void;
  /** Ends the search early. */
  enough?(found: FoundInverter): boolean;
}

export interface SearchProgress {
  /** Addresses looked at, of how many. */
  readonly done: number;
  readonly of: number;
  /** "192.168.1.0/24" */
  readonly networks: readonly string[];
  readonly found: readonly FoundDevice[];
}

const AT_ONCE = 64;
const LONGEST = 120_000;

/**
 * Looks for inverters in this computer's own private networks. Resolves with what was found by the
 * end, by the time `signal` gave it up, or after two minutes. Throws BadInput for a network that is none.
 */
export const findInverters = async (options: SearchOptions = {}): Promise<SearchProgress> => {
  const { cards = networkInterfaces(), networks, port, progress, enough } = options;
  const places = networks?.map((text) => networkFrom(text, port)) ?? ownNetworks(cards, port);
  const addresses = places.flatMap(hostsOf);
  const stop = new AbortController();
  const signal = endOf(stop.signal, options.signal);
  let state: SearchProgress = {
    done: 0,
    of: addresses.length,
    networks: places.map(networkText),
    found: [],
  };
  progress?.(state);
  await eachOf(addresses, async (address) => {
    if (signal.aborted) return;
    const device = await deviceAt(address, options, signal);
    if (signal.aborted) return;
    state = withDevice(state, device);
    progress?.(state);
    if (device?.kind === 'inverter' && enough?.(device) === true) stop.abort();
  });
  return state;
};

const deviceAt = async (
  address: Address,
  { known = [], busy }: SearchOptions,
  signal: AbortSignal,
): Promise<FoundDevice | undefined> =>
  known.find(isAt(address)) ?? (busy?.(address) ? undefined : identify(address, signal));

const endOf = (enough: AbortSignal, given: AbortSignal | undefined): AbortSignal =>
  AbortSignal.any([enough, AbortSignal.timeout(LONGEST), ...(given === undefined ? [] : [given])]);

const withDevice = (state: SearchProgress, device: FoundDevice | undefined): SearchProgress => ({
  ...state,
  done: state.done + 1,
  found: device === undefined ? state.found : [...state.found, device].toSorted(byAddress),
});

// "192.168.1.9" comes before "192.168.1.10".
const byAddress = (one: Address, other: Address): number =>
  one.host.localeCompare(other.host, 'en', { numeric: true });

const isAt =
  ({ host, port }: Address) =>
  (device: FoundDevice): boolean =>
    device.host === host && device.port === port;

/** Several at once, but never more than a few: routers take a flood for an attack. */
const eachOf = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};
