import {
  findControl,
  GivError,
  openInverter,
  Publisher,
  type Broker,
  type Inverter,
  type InverterOptions,
  type PlantSource,
  type PublisherOptions,
} from '../index.js';
import { laneOf } from './lane.js';

/** One inverter of a fleet, as its file names it. */
export interface FleetPlant {
  readonly name: string;
  readonly host: string;
  readonly port?: number;
  /** The dongle's. */
  readonly serial?: string;
  readonly model?: string;
  readonly readOnly?: boolean;
}

/** What is the same for all plants of a fleet. */
export interface PlantOptions {
  readonly inverter?: Partial<Omit<InverterOptions, 'host' | 'port' | 'serial' | 'model'>>;
  readonly publisher?: PublisherOptions;
  readonly broker?: Broker;
}

// A fleet keeps the last few frames of each plant instead of the last few minutes.
const RECORDING = 4096;

/** A plant that is looked after. What goes wrong with it stays its own. */
export class RunningPlant {
  readonly inverter: Inverter;
  readonly #publisher: Publisher | undefined;

  constructor(plant: FleetPlant, { inverter: usual, publisher, broker }: PlantOptions) {
    const { name: _, ...own } = plant;
    this.inverter = openInverter({ recording: RECORDING, ...usual, ...own });
    this.#publisher =
      broker &&
      new Publisher(withoutJobs(this.inverter), laneOf(broker), {
        ...publisher,
        readOnly: own.readOnly ?? publisher?.readOnly ?? false,
        dongle: () => this.inverter.serials.dongle ?? own.serial,
      });
  }

  /** Another process will speak for it: nothing is said of its end. */
  async handOver(): Promise<void> {
    const silent = this.#publisher?.close();
    await this.inverter.close();
    await silent;
  }

  /** Nobody will: its topics say that it is offline. */
  async end(): Promise<void> {
    await this.inverter.close();
    await this.#publisher?.close();
  }
}

/** The plant without jobs of some minutes: the process that would end them may be gone by then. */
const withoutJobs = (inverter: Inverter): PlantSource => ({
  get snapshot() {
    return inverter.snapshot;
  },
  get status() {
    return inverter.status;
  },
  get counters() {
    return inverter.counters;
  },
  on: inverter.on.bind(inverter),
  apply: async (name, payload, options) => {
    refuseJob(name, payload);
    return inverter.apply(name, payload, options);
  },
});

const refuseJob = (name: string, payload: unknown): void => {
  const { control, fixed } = findControl(name);
  const { job, onlyShow } = control.request(payload, fixed);
  if (job?.kind !== 'start' || onlyShow) return;
  throw new GivError(
    'NOT_SUPPORTED',
    `${name} has to be ended after ${job.minutes} minutes, and the process of the fleet that began it may be gone by then: set a charge or discharge slot instead`,
    { control: name },
  );
};
