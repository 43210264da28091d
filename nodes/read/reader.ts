import { setMaxListeners } from 'node:events';
import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import {
  asError,
  GivError,
  nothingTold,
  type ErrorCode,
  type Extras,
  type Inverter,
  type ReadFunction,
  type ReadMessage,
  type SettingsFile,
  type Snapshot,
  type Status,
  type Told,
} from '../../src/index.js';
import { Badge } from '../common/badge.js';
import type { ConfigNode } from '../config/configNode.js';
import { changedOf, extrasOf, messagesFor } from './messages.js';
import { rawQueryFrom } from './rawQuery.js';
import { functionOf, isOnRequest, type OnRequest, type ReadOptions } from './readOptions.js';
import { settingsFile } from './settingsFile.js';
import type { Listener } from '../config/shared.js';
import { readStatus } from '../common/status.js';

type Send = (messages: NodeMessage[][]) => void;

/** One read node's life: it asks when told to, and turns what it learns into messages. */
export class Reader implements Listener {
  readonly #node: Node;
  readonly #config: ConfigNode;
  readonly #options: ReadOptions;
  readonly #badge: Badge;
  readonly #closing = new AbortController();
  #leave = (): void => {};
  #timer: NodeJS.Timeout | undefined;
  #status: Status = { state: 'connecting', since: Date.now() };
  #snapshot: Snapshot | undefined;
  #told: Told = nothingTold;
  #trouble: string | undefined;

  constructor(node: Node, config: ConfigNode, options: ReadOptions) {
    this.#node = node;
    this.#config = config;
    this.#options = options;
    this.#badge = new Badge(node);
    // As many messages may wait at once as come.
    setMaxListeners(0, this.#closing.signal);
  }

  start(): void {
    this.#paint();
    this.#leave = this.#config.join(this.#node, this);
    const { trigger, every } = this.#options;
    if (trigger === 'interval') this.#timer = setInterval(() => this.#unasked(), every);
  }

  close(): void {
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#leave();
    this.#badge.close();
  }

  status(status: Status): void {
    this.#status = status;
    this.#paint();
  }

  /** Whatever the interval, its first reading goes out as soon as there is a whole one. */
  snapshot(snapshot: Snapshot): void {
    const first = snapshot.complete && this.#snapshot?.complete !== true;
    this.#snapshot = snapshot;
    this.#paint();
    const { trigger } = this.#options;
    if (trigger === 'poll' || (trigger === 'interval' && first)) this.#unasked(snapshot);
  }

  /** Answers a message; rejects with what went wrong. Who is closed meanwhile owes no answer. */
  async answer(message: NodeMessageInFlow, send: Send): Promise<void> {
    try {
      await this.#answer(message, send);
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    }
  }

  async #answer(message: NodeMessageInFlow, send: Send): Promise<void> {
    const name = this.#options.function ?? functionOf(message);
    const inverter = this.#config.inverter();
    if (isOnRequest(name)) {
      const payload = await this.#file(name, inverter);
      return send([[{ ...message, topic: name, payload }]]);
    }
    const snapshot = await this.#fresh(name, inverter);
    const extras = await this.#extras(name, inverter, 'input', message.payload);
    this.#deliver(name, snapshot, extras, (found) =>
      send([found.map((one) => ({ ...message, ...one }))]),
    );
  }

  #unasked(known?: Snapshot): void {
    const name = this.#options.function;
    if (name === undefined || isOnRequest(name)) return;
    this.#read(name, known).then(
      () => (this.#trouble = undefined),
      (error: unknown) => this.#complain(asError(error)),
    );
  }

  async #read(name: ReadFunction, known: Snapshot | undefined): Promise<void> {
    const inverter = this.#config.inverter();
    const snapshot = known ?? (await this.#fresh(name, inverter));
    const extras = await this.#extras(name, inverter, 'poll');
    this.#deliver(name, snapshot, extras, (found) =>
      this.#node.send([found.map((one) => ({ ...one }))]),
    );
  }

  #fresh(name: ReadFunction, inverter: Inverter): Promise<Snapshot> {
    const { snapshot } = inverter;
    // How the connection fares is known without asking, above all while it fares badly.
    if (name === 'getStats' && snapshot !== undefined) return Promise.resolve(snapshot);
    const { maxAge } = this.#options;
    return inverter.refresh(extents[name] ?? 'all', { maxAge, signal: this.#closing.signal });
  }

  async #file(name: OnRequest, inverter: Inverter): Promise<string | SettingsFile> {
    switch (name) {
      case 'getRecording':
        return inverter.recording();
      case 'getSettings': {
        const { maxAge } = this.#options;
        return settingsFile(
          await inverter.refresh('all', { maxAge, signal: this.#closing.signal }),
        );
      }
    }
  }

  async #extras(
    name: ReadFunction,
    inverter: Inverter,
    source: NonNullable<Extras['source']>,
    payload?: unknown,
  ): Promise<Extras> {
    const extras = extrasOf(inverter, source);
    if (name !== 'getRaw') return extras;
    const query = rawQueryFrom(payload);
    const words = await inverter.readRegisters(query);
    return { ...extras, raw: { ...query, words } };
  }

  #deliver(
    name: ReadFunction,
    snapshot: Snapshot,
    extras: Extras,
    send: (messages: readonly ReadMessage[]) => void,
  ): void {
    if (this.#closing.signal.aborted) return;
    const { naming, publish } = this.#options;
    const all = messagesFor(this.#options, name, snapshot, extras, this.#config.style(naming));
    const messages = this.#options.changedOnly ? this.#news(all, extras.now) : all;
    if (messages.length === 0) return;
    send(messages);
    if (publish) this.#config.publish(messages);
  }

  #news(all: readonly ReadMessage[], now: number): readonly ReadMessage[] {
    const { messages, told } = changedOf(this.#told, all, now);
    this.#told = told;
    return messages;
  }

  /** A failure nobody asked for is said once, not at every poll; a lost connection the config node reports. */
  #complain(error: Error): void {
    const lost = error instanceof GivError && overConnection.has(error.code);
    if (lost || this.#closing.signal.aborted || error.message === this.#trouble) return;
    this.#trouble = error.message;
    this.#node.error(error, {});
  }

  #paint(): void {
    this.#badge.show((now) => readStatus(this.#status, this.#snapshot, now));
  }
}

/** What has to be read for an answer, where that is not everything: the live banks are one request. */
const extents: Partial<Record<ReadFunction, 'live' | 'plant'>> = {
  getCombinedStats: 'live',
  getStats: 'live',
  getRaw: 'live',
  getMeters: 'plant',
  getPlant: 'plant',
};

const overConnection: ReadonlySet<ErrorCode> = new Set([
  'NOT_CONNECTED',
  'CONNECTION_LOST',
  'NO_REPLY',
  'CLOSED',
]);
