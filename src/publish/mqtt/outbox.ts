/** MQTT 5 only; left out on MQTT 3.1.1. */
export interface MessageProperties {
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  readonly contentType?: string;
}

export interface Message {
  readonly topic: string;
  /** Empty and retained: forget what was retained there. */
  readonly payload: string;
  readonly retain: boolean;
  readonly qos: 0 | 1 | 2;
  readonly properties?: MessageProperties;
}

export interface Entry {
  readonly key: string;
  readonly message: Message;
}

/** Messages handed to the client and not yet acknowledged, so that a slow broker fills no memory. */
const UNDER_WAY = 100;
/** How much may wait for a broker that is away. Beyond it the oldest goes. */
const ROOM = 20_000;
const ROOM_FOR_EVENTS = 1000;

/**
 * What waits to be sent. State (retained, or QoS 0) is worth only its latest value, so that a topic
 * takes one place however long the broker is away; events (QoS 1 and 2, not retained) wait each for
 * itself. What is retained is remembered, for a broker that comes back may have forgotten it.
 */
export class Outbox {
  readonly #room: number;
  readonly #remembers: boolean;
  #waiting = new Map<string, Message>();
  #retained = new Map<string, Message>();
  readonly #underWay = new Set<Entry>();
  #events = 0;
  #count = 0;
  #dropped = 0;

  constructor(room = ROOM, remembers = true) {
    this.#room = room;
    this.#remembers = remembers;
  }

  /** All that has not arrived yet. */
  get size(): number {
    return this.#waiting.size + this.#underWay.size;
  }
  /** Messages given up for lack of room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Is there something that every new connection is told on this topic? */
  retains(topic: string): boolean {
    return this.#retained.has(topic);
  }

  put(message: Message): void {
    if (message.retain && this.#remembers) this.#retain(message);
    this.#wait({ key: this.#keyOf(message), message });
  }

  /** The next message to send, if not too many are under way already. */
  take(): Entry | undefined {
    const [first] = this.#waiting;
    if (first === undefined || this.#underWay.size >= UNDER_WAY) return undefined;
    const [key, message] = first;
    this.#waiting.delete(key);
    if (isEvent(key)) this.#events -= 1;
    const entry = { key, message };
    this.#underWay.add(entry);
    return entry;
  }

  /** It has been acknowledged, or refused for good. False: it had been put back before. */
  settle(entry: Entry): boolean {
    return this.#underWay.delete(entry);
  }

  /** What is under way goes again: nobody knows whether it arrived. */
  recover(): void {
    const lost = [...this.#underWay];
    this.#underWay.clear();
    this.#putBack(lost);
  }

  /** A new connection: everything retained goes again, oldest first. */
  renew(): void {
    this.#putBack([...this.#retained.values()].map((message) => ({ key: message.topic, message })));
  }

  /** A newer value of the same topic stands. */
  #putBack(entries: readonly Entry[]): void {
    const later = this.#waiting;
    this.#waiting = new Map();
    this.#events = 0;
    for (const entry of entries) if (!later.has(entry.key)) this.#wait(entry);
    for (const [key, message] of later) this.#wait({ key, message });
  }

  #keyOf({ topic, retain, qos }: Message): string {
    if (retain || qos === 0) return topic;
    this.#count += 1;
    return `${EVENT}${this.#count}`;
  }

  #retain(message: Message): void {
    this.#retained.delete(message.topic);
    if (message.payload === '') return;
    this.#retained.set(message.topic, message);
    if (this.#retained.size > this.#room) this.#retained.delete(firstOf(this.#retained));
  }

  #wait({ key, message }: Entry): void {
    if (isEvent(key)) this.#events += 1;
    // A newer value goes when it was said, not when the older one was.
    else this.#waiting.delete(key);
    this.#waiting.set(key, message);
    if (this.#events > ROOM_FOR_EVENTS) this.#drop(oldestEvent(this.#waiting));
    else if (this.#waiting.size - this.#events > this.#room) this.#drop(firstOf(this.#waiting));
  }

  #drop(key: string | undefined): void {
    if (key === undefined) return;
    this.#waiting.delete(key);
    if (isEvent(key)) this.#events -= 1;
    this.#dropped += 1;
  }
}

/** No topic has a wildcard, so no topic is taken for an event. */
const EVENT = '#';
const isEvent = (key: string): boolean => key.startsWith(EVENT);
const oldestEvent = (map: ReadonlyMap<string, unknown>): string | undefined => {
  for (const key of map.keys()) if (isEvent(key)) return key;
  return undefined;
};
const firstOf = (map: ReadonlyMap<string, unknown>): string => map.keys().next().value ?? '';
