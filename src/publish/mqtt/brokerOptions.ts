import { randomBytes } from 'node:crypto';
import type { IClientOptions } from 'mqtt';
import type { GivError } from '../../errors.js';
import type { Address } from './brokerErrors.js';
import type { MessageProperties } from './outbox.js';

export interface BrokerOptions {
  readonly host: string;
  /** 1883, or 8883 with TLS. */
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** 4 is MQTT 3.1.1, the default. */
  readonly protocolVersion?: 4 | 5;
  /** As for Node's tls.connect; an empty object for a broker with a public certificate. */
  readonly tls?: TlsOptions;
  /** Unique by default: two clients with one id would throw each other off the broker. */
  readonly clientId?: string;
  /** `online` and `offline` go here, retained; also as the will. May be told later with `announce`. */
  readonly availability?: string;
  readonly keepAlive?: number;
  /** Other nodes of the same broker: after each failure the next one is tried. */
  readonly others?: readonly { readonly host: string; readonly port?: number }[];
  /** False: does not keep what is retained for the next connection, see Broker.remembers. */
  readonly remembers?: boolean;
  /** Topics that may wait for a broker that is away (20 000). */
  readonly room?: number;
  /** Told, once for each, that this user may not publish or subscribe what is wanted. */
  readonly complain?: (refusal: GivError) => void;
  /** ms before the first new attempt, and at most. */
  readonly retry?: { readonly first: number; readonly most: number };
}

export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export type BrokerState = 'connecting' | 'online' | 'offline' | 'closed';
export interface BrokerStatus {
  readonly state: BrokerState;
  /** ms since 1970. */
  readonly since: number;
  /** Why it is offline. */
  readonly error?: GivError;
}

export interface PublishOptions {
  readonly retain?: boolean;
  readonly qos?: 0 | 1 | 2;
  readonly properties?: MessageProperties;
}

export interface Received {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
  readonly properties: MessageProperties;
}

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

export const ONLINE = 'online';
export const OFFLINE = 'offline';
const CONNECT_TIMEOUT = 10_000;

export const addressOf = ({
  host,
  tls,
  port = tls === undefined ? 1883 : 8883,
}: BrokerOptions): Address => ({ host, port, tls: tls !== undefined });

/** The options with the address of the node whose turn it is. */
export const atTurn = (options: BrokerOptions, turn: number): BrokerOptions => {
  const { host, port, others = [] } = options;
  const nodes = [{ host, ...(port !== undefined && { port }) }, ...others];
  return { ...options, ...nodes[turn % nodes.length] };
};

/** What the MQTT client is told; `availability` is the topic of the will. */
export const clientOptions = (options: BrokerOptions, availability?: string): IClientOptions => {
  const { username, password, clientId, tls, protocolVersion = 4, keepAlive = 30 } = options;
  const { host, port } = addressOf(options);
  return {
    ...tls,
    protocol: tls === undefined ? 'mqtt' : 'mqtts',
    host,
    port,
    clientId: clientId ?? `givtcp-node-red-${randomBytes(6).toString('hex')}`,
    protocolVersion,
    keepalive: keepAlive,
    connectTimeout: CONNECT_TIMEOUT,
    // A new attempt is a new client: nothing of the old connection lingers in it.
    reconnectPeriod: 0,
    queueQoSZero: false,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(availability !== undefined && { will: willOn(availability) }),
  };
};

const willOn = (topic: string) => ({
  topic,
  payload: Buffer.from(OFFLINE),
  qos: 1 as const,
  retain: true,
});

export const asProperties = ({
  responseTopic,
  correlationData,
  contentType,
}: MessageProperties) => ({
  ...(responseTopic !== undefined && { responseTopic }),
  ...(correlationData !== undefined && { correlationData: Buffer.from(correlationData) }),
  ...(contentType !== undefined && { contentType }),
});

/** Doubles from `first` to `most`; jitter keeps many clients from returning in step. */
export const brokerBackoff = (
  attempt: number,
  jitter: number,
  { first, most } = { first: 1000, most: 60_000 },
): number => Math.min(most, first * 2 ** attempt) * (0.8 + 0.4 * jitter);

/** Does a topic match a subscription with + and #? */
export const matches = (filter: string, topic: string): boolean => {
  const [pattern, levels] = [filter.split('/'), topic.split('/')];
  const tail = pattern.at(-1) === '#';
  const fixed = tail ? pattern.slice(0, -1) : pattern;
  const long = tail ? levels.length >= fixed.length : levels.length === fixed.length;
  return long && fixed.every((level, index) => level === '+' || level === levels[index]);
};
