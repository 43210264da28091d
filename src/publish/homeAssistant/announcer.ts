import type { Broker, Received } from '../mqtt/broker.js';
import type { View } from '../givtcp/row.js';
import type { TreeLeaf } from '../givtcp/tree.js';
import { discoveryOf, type DiscoveryOptions } from './homeAssistant.js';

export interface AnnouncerOptions extends DiscoveryOptions {
  /** Where Home Assistant says that it has started. */
  readonly birthTopic?: string;
  /** ms to wait after that, so that it has loaded; 1 to 10 s at random by default. */
  readonly birthDelay?: () => number;
}

const soon = (): number => 1000 + 9000 * Math.random();

/** Keeps Home Assistant told of the entities of one plant. Only what the plant has; what is gone is withdrawn. */
export class Announcer {
  readonly #broker: Broker;
  readonly #options: AnnouncerOptions;
  readonly #again: () => void;
  readonly #ends: (() => void)[];
  readonly #found = new Map<string, string>();
  #seen = new Map<string, TreeLeaf>();
  #announced: ReadonlyMap<string, string> = new Map();
  #serial: string | undefined;
  #signature = '';
  #foundAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #tidying: NodeJS.Timeout | undefined;

  /** `again` is called when all states are wanted once more. */
  constructor(broker: Broker, options: AnnouncerOptions, again: () => void) {
    const { birthTopic = 'homeassistant/status', topic = 'homeassistant' } = options;
    this.#broker = broker;
    this.#options = options;
    this.#again = again;
    this.#ends = [
      broker.subscribe(birthTopic, (message) => this.#birth(message)),
      broker.subscribe(`${topic}/+/GivEnergy/+/config`, (message) => this.#old(message)),
    ];
  }

  /** Announces what is new. A plant that is still being read may yet have more: it waits for the whole. */
  consider(view: View, leaves: readonly TreeLeaf[]): void {
    const { snapshot } = view;
    if (!snapshot.complete) return;
    this.#serial = snapshot.serial;
    const { foundAt, largestExportLimit = 0 } = snapshot.topology;
    if (foundAt !== this.#foundAt) this.#seen.clear();
    this.#foundAt = foundAt;
    for (const leaf of leaves) this.#seen.set(leaf.path, leaf);
    const most = snapshot.figures.battery.maxPower ?? 0;
    const signature = [foundAt, this.#seen.size, most, largestExportLimit].join();
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.#announce(view);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#tidying);
    for (const end of this.#ends) end();
  }

  #announce(view: View): void {
    const messages = discoveryOf(view, [...this.#seen.values()], this.#options);
    const fresh = new Map(messages.map(({ topic, payload }) => [topic, payload]));
    const before = this.#announced;
    this.#announced = fresh;
    for (const [topic, payload] of fresh)
      if (before.get(topic) !== payload) this.#send(topic, payload);
    for (const topic of before.keys()) if (!fresh.has(topic)) this.#send(topic, '');
    this.#tidy();
  }

  /** What an earlier program, or we in the other form, left on the broker about this very plant. */
  #old({ topic, payload, retained }: Received): void {
    if (!retained || payload === '' || this.#announced.has(topic)) return;
    this.#found.set(topic, payload);
    this.#tidying ??= setTimeout(() => this.#tidy(), TOGETHER).unref();
  }

  /** Home Assistant keeps an entity and its history while its announcement moves: it is told first, cleared last. */
  #tidy(): void {
    this.#tidying = undefined;
    const serial = this.#serial;
    if (serial === undefined) return;
    const old = [...this.#found].filter(
      ([topic, payload]) =>
        !this.#announced.has(topic) && isAbout(topic, payload, serial, this.#options.root),
    );
    this.#found.clear();
    if (old.length === 0) return;
    for (const [topic] of old) this.#broker.publish(topic, MIGRATE, { qos: 1 });
    for (const [topic, config] of this.#announced) this.#send(topic, config);
    for (const [topic] of old) this.#send(topic, '');
  }

  #birth({ payload }: Received): void {
    if (payload.toLowerCase() !== 'online') return;
    clearTimeout(this.#timer);
    const wait = (this.#options.birthDelay ?? soon)();
    this.#timer = setTimeout(() => {
      for (const [topic, config] of this.#announced) this.#send(topic, config);
      this.#again();
    }, wait).unref();
  }

  #send(topic: string, payload: string): void {
    this.#broker.publish(topic, payload, { retain: true, qos: 1 });
  }
}

/** GivTCP's topics have the serial; a battery's may not, but its state topic has it. */
const isAbout = (topic: string, payload: string, serial: string, root: string): boolean =>
  topic.split('/').at(-2)?.startsWith(serial) === true || payload.includes(`"${root}/${serial}/`);

const MIGRATE = JSON.stringify({ migrate_discovery: true });
/** ms in which what a broker has retained has surely arrived together. */
const TOGETHER = 250;
