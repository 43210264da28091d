import { setTimeout as delay } from 'node:timers/promises';
import { openBroker, type Broker, type BrokerOptions, type ReadMessage } from '../index.js';
import { GivError } from '../errors.js';
import { usage } from './arguments.js';
import type { Option } from './command.js';
import type { Io } from './io.js';

const LOOKS_LIKE = 'mqtt://user:password@host:1883';

/** A broker as an address: mqtts for TLS. What is wrong is said without the password in it. */
export const broker: Option<BrokerOptions> = {
  value: LOOKS_LIKE,
  help: 'Publish every value on a topic of its own; mqtts:// for TLS',
  env: 'GIVTCP_MQTT',
  parse: (text, name) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const fits = url !== undefined && /^mqtts?:$/.test(url.protocol) && url.hostname !== '';
    if (!fits || !/^\/?$/.test(url.pathname)) throw usage(`${name} must look like ${LOOKS_LIKE}`);
    return {
      host: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
      ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
      ...(url.protocol === 'mqtts:' ? { tls: {} } : {}),
    };
  },
};

/** The nodes of one broker, separated by commas; user and password are those of the first. */
export const brokers: Option<BrokerOptions> = {
  ...broker,
  value: `${LOOKS_LIKE},...`,
  help: 'The broker; further nodes of a cluster behind commas; mqtts:// for TLS',
  parse: (text, name) => {
    const [first = '', ...rest] = text.split(',');
    const others = rest.map((address) => broker.parse(address, name));
    return {
      ...broker.parse(first, name),
      others: others.map(({ host, port }) => nodeAt(host, port)),
    };
  },
};

const nodeAt = (host: string, port: number | undefined) =>
  port === undefined ? { host } : { host, port };

/** Publishes, and resolves once the broker has acknowledged all of it. Rejects with GivError BROKER. */
export const publish = async (
  messages: readonly ReadMessage[],
  options: BrokerOptions,
  retain: boolean,
  seconds: number,
  io: Io,
): Promise<void> => {
  const patience = AbortSignal.timeout(seconds * 1000);
  const broker = openBroker(options);
  try {
    for (const { topic, payload } of messages)
      broker.publish(topic, String(payload), { retain, qos: 1 });
    await acknowledged(broker, AbortSignal.any([io.interrupted, patience]));
  } finally {
    await broker.close();
  }
};

const LOOK_AGAIN = 20;

/** Resolves once nothing waits any more. Rejects with GivError BROKER. */
export const acknowledged = async (broker: Broker, ending: AbortSignal): Promise<void> => {
  while (broker.counters.waiting > 0) {
    // The first refusal is final: what is wrong with an address or a password does not pass by itself.
    if (broker.status.error !== undefined) throw broker.status.error;
    if (ending.aborted)
      throw new GivError('BROKER', 'the broker did not take all messages in time; try again');
    await delay(LOOK_AGAIN);
  }
};
