import { promises as dns } from 'node:dns';
import {
  asError,
  findInverters,
  type FoundInverter,
  type SearchProgress,
} from '../../src/index.js';
import { wordsOfError, type Worded } from '../common/said.js';

/** A search as the dialog sees it. */
export interface SearchState {
  readonly running: boolean;
  readonly done: number;
  readonly of: number;
  readonly networks: readonly string[];
  readonly found: SearchProgress['found'];
  /** Why it could not be done. */
  readonly reason?: string;
  /** The same for a dialog in another language. */
  readonly said?: Worded;
}

const nothing: SearchProgress = { done: 0, of: 0, networks: [], found: [] };

/** One search at a time, however many dialogs ask for it. */
export class SearchDesk {
  readonly #networks: () => readonly string[] | undefined;
  readonly #known: () => readonly FoundInverter[];
  #progress: SearchProgress = nothing;
  #reason: Error | undefined;
  #stop: AbortController | undefined;

  /** `networks` are those to look in, if not this computer's own; `known` are inverters with a connection already. */
  constructor(
    networks: () => readonly string[] | undefined,
    known: () => readonly FoundInverter[],
  ) {
    this.#networks = networks;
    this.#known = known;
  }

  get state(): SearchState {
    const running = this.#stop !== undefined;
    return { running, ...this.#progress, ...(this.#reason && reasonOf(this.#reason)) };
  }

  /** Begins, unless it is under way. */
  start(): SearchState {
    if (this.#stop === undefined) void this.#run(new AbortController());
    return this.state;
  }

  stop(): void {
    this.#stop?.abort();
  }

  async #run(stop: AbortController): Promise<void> {
    this.#stop = stop;
    this.#progress = nothing;
    this.#reason = undefined;
    const networks = this.#networks();
    try {
      await findInverters({
        signal: stop.signal,
        known: await Promise.all(this.#known().map(byNumber)),
        ...(networks !== undefined && { networks }),
        progress: (progress) => (this.#progress = progress),
      });
    } catch (error) {
      this.#reason = asError(error);
    } finally {
      this.#stop = undefined;
    }
  }
}

const reasonOf = (error: Error): Pick<SearchState, 'reason' | 'said'> => {
  const said = wordsOfError(error);
  return { reason: error.message, ...(said && { said }) };
};

/** Addresses are tried by number; settings may name them. */
const byNumber = async (known: FoundInverter): Promise<FoundInverter> => {
  const found = await dns.lookup(known.host, { family: 4 }).catch(() => undefined);
  return found === undefined ? known : { ...known, host: found.address };
};
