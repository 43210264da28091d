import { randomUUID } from 'node:crypto';
import type { Broker, Received } from './broker.js';
import { functionOf, mayAnswerOn, orderIn, type CommandResult } from '../commands.js';
import { Pending } from '../pending.js';

/** What became of a command, with its sender's id or one of our own. */
type Answer = CommandResult & { readonly id: string };

export interface OrdersOptions {
  /** Carries a command out; never rejects. */
  readonly obey: (name: string, payload: unknown) => Promise<CommandResult>;
  readonly now: () => number;
}

/** Answers that stay retained. */
const KEPT = 20;
/** ms: whoever sends again what was not acknowledged does so soon after the broker is back. */
const KNOWN_FOR = 600_000;

/**
 * The commands of one plant over MQTT. One that arrives is carried out once, whatever the broker goes
 * through meanwhile. Its answer is an event, sent until the broker has taken it; and for whoever was
 * away just then it stands among the latest answers, which are retained.
 */
export class Orders {
  readonly #broker: Broker;
  readonly #options: OrdersOptions;
  /** By plant, function, their senders' ids and what they ask for: another wish is another command. */
  readonly #known = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>();
  readonly #pending = new Pending();
  #latest: readonly Answer[] = [];
  #stem = '';
  #stop: (() => void) | undefined;

  constructor(broker: Broker, options: OrdersOptions) {
    this.#broker = broker;
    this.#options = options;
  }

  /** Listens to what is meant for this plant, and no longer for another one. */
  open(root: string, serial: string): void {
    this.#stop?.();
    this.#stem = `${root}/${serial}`;
    this.#latest = [];
    const filter = `${root}/control/${serial}/#`;
    this.#stop = this.#broker.subscribe(filter, (message) => this.#receive(message));
  }

  /** For a broker that has forgotten them. */
  tellLatest(): void {
    if (this.#latest.length === 0) return;
    const topic = `${this.#stem}/Responses`;
    this.#broker.publish(topic, JSON.stringify(this.#latest), { retain: true, qos: 1 });
  }

  /** Hears nothing more; what is under way is still answered. */
  async close(): Promise<void> {
    this.#stop?.();
    await this.#pending.settled();
  }

  /** A retained command would be carried out again after every restart: it is nobody's present wish. */
  #receive(message: Received): void {
    if (!message.retained) void this.#pending.add(this.#answer(message));
  }

  async #answer({ topic, payload, properties }: Received): Promise<void> {
    const name = functionOf(topic);
    const stem = this.#stem;
    const { id, rest } = orderIn(payload);
    const key = `${stem} ${name} ${id} ${JSON.stringify(rest)}`;
    const before = id === undefined ? undefined : this.#before(key);
    const answer = before ?? this.#carryOut(name, id, rest, key);
    const text = JSON.stringify({ ...(await answer), ...(before && { repeated: true }) });
    this.#broker.publish(`${stem}/Response/${name}`, text, { qos: 1 });
    const { responseTopic, correlationData } = properties;
    if (!mayAnswerOn(responseTopic)) return;
    const reference = correlationData === undefined ? {} : { correlationData };
    this.#broker.publish(responseTopic, text, { qos: 1, properties: reference });
  }

  /** The answer to the same command, if it has been here: the broker may die before it acknowledges what it passed on. */
  #before(key: string): Promise<Answer> | undefined {
    const oldest = this.#options.now() - KNOWN_FOR;
    for (const [other, { at }] of this.#known) if (at < oldest) this.#known.delete(other);
    return this.#known.get(key)?.answer;
  }

  async #carryOut(
    name: string,
    id: string | undefined,
    payload: unknown,
    key: string,
  ): Promise<Answer> {
    const answer = this.#options
      .obey(name, payload)
      .then((result) => ({ id: id ?? randomUUID(), ...result }));
    if (id !== undefined) this.#known.set(key, { at: this.#options.now(), answer });
    const told = await answer;
    // Nothing came of it, so it can be tried again: whoever was in the way may be gone.
    if (told.result === 'refused') this.#known.delete(key);
    this.#latest = [...this.#latest, told].slice(-KEPT);
    this.tellLatest();
    return told;
  }
}
