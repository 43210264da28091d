import { EventEmitter } from 'node:events';
import type { Inverter, PlantSource, Snapshot, Status } from '../../src/index.js';
import type { Listener } from '../config/shared.js';

interface Heard {
  snapshot: Snapshot;
  status: Status;
}

/** The plant of a config node as broker and REST see it, whatever connection there is at the moment. */
export class FacePlant implements PlantSource {
  readonly #inverter: () => Inverter | undefined;
  readonly #events = new EventEmitter();
  readonly apply: PlantSource['apply'];
  #status: Status = { state: 'connecting', since: Date.now() };
  #snapshot: Snapshot | undefined;

  constructor(inverter: () => Inverter | undefined, apply: PlantSource['apply']) {
    this.#inverter = inverter;
    this.apply = apply;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }
  get status(): Status {
    return this.#status;
  }
  get counters(): PlantSource['counters'] {
    return this.#inverter()?.counters ?? {};
  }
  get jobs(): NonNullable<PlantSource['jobs']> {
    return this.#inverter()?.jobs ?? [];
  }

  on<E extends keyof Heard>(event: E, listener: (value: Heard[E]) => void): () => void {
    this.#events.on(event, listener);
    return () => void this.#events.off(event, listener);
  }

  /** What the config node's connection says comes in here. */
  readonly ear: Listener = {
    status: (status) => {
      this.#status = status;
      this.#events.emit('status', status);
    },
    snapshot: (snapshot) => {
      this.#snapshot = snapshot;
      this.#events.emit('snapshot', snapshot);
    },
  };
}
