import { setTimeout as delay } from 'node:timers/promises';
import { asError, type Rest } from '../../src/index.js';
import type { FaceState } from './faceStatus.js';

/** ms until a port that was taken is tried again: GivTCP itself may still be running. */
const AGAIN = 10_000;

/** Listens for REST calls, trying again until it can. */
export class RestFace {
  readonly #open: () => Promise<Rest>;
  readonly #tell: (state: FaceState) => void;
  readonly #closing = new AbortController();
  readonly #running: Promise<Rest | undefined>;

  constructor(open: () => Promise<Rest>, tell: (state: FaceState) => void) {
    this.#open = open;
    this.#tell = tell;
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const rest = await this.#running;
    await rest?.close();
  }

  async #run(): Promise<Rest | undefined> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const rest = await this.#open();
        this.#tell({ state: 'online', port: rest.port });
        return rest;
      } catch (error) {
        this.#tell({ state: 'offline', reason: asError(error).message });
      }
      await delay(AGAIN, undefined, { signal, ref: false }).catch(() => undefined);
    }
    return undefined;
  }
}
