import type { InverterOptions } from '../../src/index.js';
import { openBroker, type Broker } from '../../src/publish/mqtt/broker.js';
import { Publisher, type PublisherOptions } from '../../src/publish/mqtt/publisher.js';
import { until } from '../support/until.js';
import {
  virtualInverter,
  type VirtualInverter,
  type VirtualOptions,
} from '../support/virtualInverter.js';
import { PASSWORD, USER, type TestBroker } from './brokers.js';
import { listen } from './listener.js';

export interface Published extends VirtualInverter {
  readonly broker: Broker;
  /** Publishes the same on the same connection once more, from its beginning. */
  also(options: PublisherOptions): Publisher;
  /** Resolves once the broker has acknowledged everything. */
  sent(): Promise<void>;
}

/** A plant in virtual time, published to a real broker in real time. */
export const published = (
  { port }: Pick<TestBroker, 'port'>,
  options: VirtualOptions,
  publishing: PublisherOptions = {},
  more: Partial<InverterOptions> = {},
): Published => {
  const scene = virtualInverter(options, more);
  const broker = openBroker({
    host: '127.0.0.1',
    port,
    username: USER,
    password: PASSWORD,
    retry: { first: 20, most: 100 },
  });
  const now = (): number => scene.clock.now();
  const also = (more: PublisherOptions): Publisher =>
    new Publisher(scene.inverter, broker, { now, ...more });
  const publisher = also(publishing);
  return {
    ...scene,
    broker,
    also,
    sent: async () => {
      await until(() => broker.status.state === 'online');
      await until(() => broker.counters.waiting === 0);
    },
    close: async () => {
      await publisher.close();
      await broker.close();
      await scene.close();
    },
  };
};

/** Everything that is retained on the broker about this serial. */
export const retained = async (
  server: Pick<TestBroker, 'port'>,
  serial: string,
): Promise<ReadonlyMap<string, string>> => {
  const listener = await listen(server.port, '#');
  await listener.send('asked', serial, { qos: 1 });
  await listener.until(({ topic, payload }) => topic === 'asked' && payload === serial);
  await listener.close();
  const kept = listener.heard.filter(({ topic, retain }) => retain && topic !== 'asked');
  return new Map(
    kept
      .filter(({ topic, payload }) => topic.includes(serial) || payload.includes(serial))
      .map(({ topic, payload }) => [topic, payload]),
  );
};
