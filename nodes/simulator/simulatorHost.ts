import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { asError, GivError } from '../../src/index.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { Badge } from '../common/badge.js';
import { begins } from '../config/beginnings.js';
import { commandFrom } from './simulatorCommands.js';
import { simulatorState, simulatorStatus } from './simulatorState.js';
import { nodePhrases } from '../common/phrases.js';

/** A port that somebody else has may be free again soon: Node-RED itself restarts. */
const TRY_AGAIN = 5000;

export type Open = (options: SimulatorOptions) => Promise<Simulator>;

/** One simulator node's life: it listens from its deploy to the next. */
export class SimulatorHost {
  readonly #node: Node;
  readonly #options: SimulatorOptions;
  readonly #open: Open;
  readonly #badge: Badge;
  #simulator: Simulator | undefined;
  #problem: Error | undefined;
  #opening: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(node: Node, options: SimulatorOptions, open: Open) {
    this.#node = node;
    this.#options = options;
    this.#open = open;
    this.#badge = new Badge(node);
  }

  start(): void {
    this.#badge.show(() => simulatorStatus(this.#simulator, this.#problem));
    this.#opening = this.#listen();
    const { port } = this.#options;
    if (port !== undefined) begins(port, this.#opening);
  }

  /** Does what a message asks for and sends how things stand then. */
  async obey(message: NodeMessageInFlow, send: (message: NodeMessage) => void): Promise<void> {
    const { name, act } = commandFrom(message.payload);
    const simulator = await this.#running();
    act(simulator);
    const { serial } = simulator;
    send({
      ...message,
      topic: `givenergy/${serial}/simulator`,
      payload: simulatorState(simulator),
      givtcp: { serial, function: name, source: 'input' },
    });
    this.#paint();
  }

  /** Resolves when the port is free again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#badge.close();
    await this.#opening;
    await this.#simulator?.close();
  }

  async #running(): Promise<Simulator> {
    await this.#opening;
    if (this.#simulator !== undefined) return this.#simulator;
    throw this.#problem ?? new GivError('CLOSED', nodePhrases.say('simulatorClosed'));
  }

  async #listen(): Promise<void> {
    try {
      this.#simulator = await this.#open(this.#options);
      this.#problem = undefined;
      const { host, port } = this.#simulator;
      this.#node.log(nodePhrases.say('simulates', { address: `${host}:${port}` }));
    } catch (error) {
      this.#complain(error);
    }
    this.#paint();
  }

  /** Said once, however often it is tried again. */
  #complain(error: unknown): void {
    if (this.#problem === undefined) this.#node.error(asError(error), {});
    this.#problem = asError(error);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#opening = this.#listen();
    }, TRY_AGAIN);
  }

  #paint(): void {
    this.#badge.show(() => simulatorStatus(this.#simulator, this.#problem));
  }
}
