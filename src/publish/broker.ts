import { setTimeout as delay } from 'node:timers/promises';
import type { IPublishPacket, MqttClient } from 'mqtt';
import type { GivError } from '../errors.js';
import { brokerError } from './brokerErrors.js';
import {
  addressOf,
  atTurn,
  asProperties,
  brokerBackoff,
  clientOptions,
  matches,
  OFFLINE,
  ONLINE,
  type BrokerOptions,
  type BrokerState,
  type BrokerStatus,
  type PublishOptions,
  type Received,
} from './brokerOptions.js';
import { Outbox, type Entry } from './outbox.js';

export type * from './brokerOptions.js';

export interface Broker {
  readonly status: BrokerStatus;
  readonly counters: Readonly<Record<'published' | 'dropped' | 'waiting' | 'connections', number>>;
  /** Does it tell a new connection by itself what was retained? Otherwise each publisher does. */
  readonly remembers: boolean;
  /** Never waits and never throws: what cannot be sent now is sent later (see Outbox for what is kept). */
  publish(topic: string, payload: string, options?: PublishOptions): void;
  /** For this and every later connection. Returns how to stop it. */
  subscribe(filter: string, listener: (message: Received) => void): () => void;
  /** Sets the availability topic. The broker learns a will only while connecting, so it connects anew. */
  announce(availability: string): void;
  /** Called at every change of state; returns how to stop it. */
  onStatus(listener: (status: BrokerStatus) => void): () => void;
  /** Says `offline` and leaves. Always finishes. */
  close(): Promise<void>;
}

/** Returns at once and connects in the background, again and again until closed. */
export const openBroker = (options: BrokerOptions): Broker => new LongConnection(options);

const FAREWELL = 2000;
/** Messages handed to the client and not yet acknowledged, so that a slow broker fills no memory. */
const IN_FLIGHT = 100;

interface Subscription {
  readonly filter: string;
  readonly listener: (message: Received) => void;
}

class LongConnection implements Broker {
  readonly #options: BrokerOptions;
  readonly #outbox: Outbox;
  readonly #flying = new Set<Entry>();
  readonly #listeners = new Set<(status: BrokerStatus) => void>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #closing = new AbortController();
  readonly #loop: Promise<void>;
  #availability: string | undefined;
  #client: MqttClient | undefined;
  #status: BrokerStatus = { state: 'connecting', since: Date.now() };
  #published = 0;
  #connections = 0;
  #attempt = 0;
  #turn = 0;
  #leaving = false;

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#availability = options.availability;
    this.#outbox = new Outbox(options.room, this.remembers);
    this.#loop = this.#run();
  }

  get status(): BrokerStatus {
    return this.#status;
  }

  get remembers(): boolean {
    return this.#options.remembers !== false;
  }

  get counters(): Broker['counters'] {
    return {
      published: this.#published,
      connections: this.#connections,
      waiting: this.#outbox.size + this.#flying.size,
      dropped: this.#outbox.dropped,
    };
  }

  publish(topic: string, payload: string, options: PublishOptions = {}): void {
    const { retain = false, qos = 0, properties } = options;
    this.#outbox.put({ topic, payload, retain, qos, ...(properties && { properties }) });
    this.#pump();
  }

  subscribe(filter: string, listener: (message: Received) => void): () => void {
    const subscription = { filter, listener };
    this.#subscriptions.add(subscription);
    if (this.#client?.connected === true) this.#client.subscribe(filter, { qos: 0 });
    return () => {
      this.#subscriptions.delete(subscription);
      if (this.#client?.connected === true) this.#client.unsubscribe(filter);
    };
  }

  announce(availability: string): void {
    if (availability === this.#availability) return;
    this.#availability = availability;
    this.#attempt = 0;
    if (this.#client === undefined) return;
    // An orderly goodbye: the old will, if any, must not fire. What is published meanwhile waits.
    this.#leaving = true;
    this.#client.end();
  }

  onStatus(listener: (status: BrokerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return this.#loop;
    // First of all: a connection that ends from now on is not made anew.
    this.#closing.abort();
    const client = this.#client;
    if (client?.connected === true) await this.#farewell(client);
    client?.end(true);
    await this.#loop;
    this.#become('closed');
  }

  async #run(): Promise<void> {
    const { connect } = await import('mqtt');
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const options = atTurn(this.#options, this.#turn);
      const open = (): MqttClient => connect(clientOptions(options, this.#availability));
      // Certificates that make no sense are found out before anything is sent.
      const cause = await this.#session(open).catch((error: unknown) => error);
      if (cause !== undefined && !signal.aborted) {
        this.#turn += 1;
        this.#become('offline', brokerError(cause, addressOf(options)));
        const wait = brokerBackoff(this.#attempt, Math.random(), this.#options.retry);
        this.#attempt += 1;
        await delay(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** From connecting to the end of the connection. Resolves with the reason, or nothing if we ended it. */
  async #session(open: () => MqttClient): Promise<unknown> {
    const client = open();
    let cause: unknown;
    this.#client = client;
    client.on('connect', () => this.#connected(client));
    client.on('message', (topic, payload, packet) => this.#received(topic, payload, packet));
    client.on('disconnect', (packet) => (cause ??= { code: packet.reasonCode }));
    client.on('error', (error) => {
      cause ??= error;
      client.end(true);
    });
    if (this.#closing.signal.aborted) client.end(true);
    const asked = await over(client);
    client.end(true);
    this.#client = undefined;
    this.#leaving = false;
    this.#outbox.putBack([...this.#flying]);
    this.#flying.clear();
    return cause ?? (asked ? undefined : { code: 'CLOSED' });
  }

  #connected(client: MqttClient): void {
    this.#attempt = 0;
    this.#connections += 1;
    for (const { filter } of this.#subscriptions) client.subscribe(filter, { qos: 0 });
    this.#outbox.renew();
    this.#sayBirth();
    this.#become('online');
    this.#pump();
  }

  /** Unless somebody has said more of it: an inverter may be offline while the broker is not. */
  #sayBirth(): void {
    const topic = this.#availability;
    if (topic === undefined || this.#outbox.retains(topic)) return;
    this.publish(topic, ONLINE, { retain: true, qos: 1 });
  }

  #pump(): void {
    while (this.#client?.connected === true && !this.#leaving && this.#flying.size < IN_FLIGHT) {
      const entry = this.#outbox.take();
      if (entry === undefined) return;
      this.#send(this.#client, entry);
    }
  }

  #send(client: MqttClient, entry: Entry): void {
    const { topic, payload, retain, qos, properties } = entry.message;
    this.#flying.add(entry);
    const version5 = this.#options.protocolVersion === 5 && properties !== undefined;
    const extras = version5 ? { properties: asProperties(properties) } : {};
    client.publish(topic, payload, { retain, qos, ...extras }, (error) => {
      // After the connection is lost the entry is back in the box, and this call comes too late.
      if (error || client !== this.#client || !this.#flying.delete(entry)) return;
      this.#published += 1;
      this.#pump();
    });
  }

  #received(topic: string, payload: Buffer, packet: IPublishPacket): void {
    const { responseTopic, correlationData } = packet.properties ?? {};
    const message: Received = {
      topic,
      payload: payload.toString(),
      retained: packet.retain,
      properties: {
        ...(responseTopic !== undefined && { responseTopic }),
        ...(correlationData !== undefined && { correlationData }),
      },
    };
    for (const { filter, listener } of this.#subscriptions)
      if (matches(filter, topic)) listener(message);
  }

  async #farewell(client: MqttClient): Promise<void> {
    const topic = this.#availability;
    if (topic === undefined) return;
    const sent = client.publishAsync(topic, OFFLINE, { retain: true, qos: 1 });
    await Promise.race([sent, delay(FAREWELL, undefined, { ref: false })]).catch(() => undefined);
    await Promise.race([client.endAsync(), delay(FAREWELL, undefined, { ref: false })]);
  }

  #become(state: BrokerState, error?: GivError): void {
    const known = this.#status;
    if (known.state === state && known.error?.message === error?.message) return;
    this.#status = { state, since: Date.now(), ...(error && { error }) };
    for (const listener of this.#listeners) listener(this.#status);
  }
}

/** Resolves when the connection is gone: true if we ended it, false if it was lost. */
const over = (client: MqttClient): Promise<boolean> =>
  new Promise((resolve) => {
    client.once('end', () => resolve(true));
    client.once('close', () => resolve(client.disconnecting));
  });
