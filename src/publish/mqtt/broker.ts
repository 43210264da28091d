import { setTimeout as delay } from 'node:timers/promises';
import type { IPublishPacket, MqttClient } from 'mqtt';
import type { GivError } from '../../errors.js';
import { brokerError, isRefusal, notAllowed, type Deed } from './brokerErrors.js';
import {
  addressOf,
  atTurn,
  asProperties,
  brokerBackoff,
  clientOptions,
  matches,
  OFFLINE,
  ONLINE,
  type Broker,
  type BrokerOptions,
  type BrokerState,
  type BrokerStatus,
  type PublishOptions,
  type Received,
} from './brokerOptions.js';
import { Outbox, type Entry } from './outbox.js';

export type * from './brokerOptions.js';

/** Returns at once and connects in the background, again and again until closed. */
export const openBroker = (options: BrokerOptions): Broker => new LongConnection(options);

const FAREWELL = 2000;

interface Subscription {
  readonly filter: string;
  readonly listener: (message: Received) => void;
}

class LongConnection implements Broker {
  readonly #options: BrokerOptions;
  readonly #outbox: Outbox;
  /** What the owner has been told that this broker does not allow. */
  readonly #complained = new Set<Deed>();
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
      waiting: this.#outbox.size,
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
    if (this.#client?.connected === true) this.#ask(this.#client, filter);
    return () => {
      this.#subscriptions.delete(subscription);
      const wanted = [...this.#subscriptions].some((other) => other.filter === filter);
      if (!wanted && this.#client?.connected === true) this.#client.unsubscribe(filter);
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
    this.#outbox.recover();
    return cause ?? (asked ? undefined : { code: 'CLOSED' });
  }

  #connected(client: MqttClient): void {
    this.#attempt = 0;
    this.#connections += 1;
    for (const { filter } of this.#subscriptions) this.#ask(client, filter);
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
    while (this.#client?.connected === true && !this.#leaving) {
      const entry = this.#outbox.take();
      if (entry === undefined) return;
      this.#send(this.#client, entry);
    }
  }

  #send(client: MqttClient, entry: Entry): void {
    const { topic, payload, retain, qos, properties } = entry.message;
    const version5 = this.#options.protocolVersion === 5 && properties !== undefined;
    const extras = version5 ? { properties: asProperties(properties) } : {};
    client.publish(topic, payload, { retain, qos, ...extras }, (error) => {
      // An error without the broker's word is the end of the connection: the entry goes back then.
      const refused = error instanceof Error && isRefusal(error);
      if ((error && !refused) || client !== this.#client || !this.#outbox.settle(entry)) return;
      if (refused) this.#complain('publish', topic, error);
      else this.#published += 1;
      this.#pump();
    });
  }

  // Not with a higher QoS: a broker would keep commands for a client that is away, and nobody wants them hours later.
  #ask(client: MqttClient, filter: string): void {
    client.subscribe(filter, { qos: 0 }, (error) => {
      if (error instanceof Error && isRefusal(error)) this.#complain('subscribe', filter, error);
    });
  }

  #complain(deed: Deed, topic: string, refusal: Error): void {
    if (this.#complained.has(deed)) return;
    this.#complained.add(deed);
    const address = addressOf(atTurn(this.#options, this.#turn));
    this.#options.complain?.(notAllowed(deed, topic, refusal, address));
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
