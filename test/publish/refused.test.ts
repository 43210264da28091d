import { deepEqual, match } from 'node:assert/strict';
import { onTestFinished, test } from 'vitest';
import { openBroker, type Broker, type BrokerOptions } from '../../src/publish/mqtt/broker.js';
import { until } from '../support/until.js';
import {
  mosquittoIsHere,
  PASSWORD,
  startAedes,
  startPickyBroker,
  USER,
  type TestBroker,
} from './brokers.js';
import { listen } from './listener.js';

/** A connection to this broker, and what its owner is told. */
const connected = (
  { port }: TestBroker,
  protocolVersion: NonNullable<BrokerOptions['protocolVersion']>,
): { broker: Broker; complaints: readonly string[] } => {
  const complaints: string[] = [];
  const broker = openBroker({
    host: '127.0.0.1',
    port,
    username: USER,
    password: PASSWORD,
    protocolVersion,
    complain: ({ message }) => complaints.push(message),
  });
  onTestFinished(() => broker.close());
  return { broker, complaints };
};

test.runIf(mosquittoIsHere)(
  'what a broker refuses holds up nothing else, and is said once',
  async () => {
    const server = await startPickyBroker(['topic allowed/#']);
    onTestFinished(() => server.close());
    const listener = await listen(server.port, 'allowed/#');
    onTestFinished(() => listener.close());
    const { broker, complaints } = connected(server, 5);
    for (let i = 0; i < 300; i++) broker.publish(`forbidden/${i}`, '1', { retain: true, qos: 1 });
    broker.publish('allowed/one', '1', { qos: 1 });
    await listener.until(({ topic }) => topic === 'allowed/one');
    await until(() => broker.counters.waiting === 0);
    deepEqual(broker.counters.published, 1);
    deepEqual(complaints.length, 1);
    match(
      complaints[0] ?? '',
      /refused what is published to forbidden\/0: .*access list.*Not authorized/,
    );
  },
);

test('a subscription that a broker refuses is said', async () => {
  const server = await startAedes(undefined, (filter) => !filter.startsWith('forbidden'));
  onTestFinished(() => server.close());
  const { broker, complaints } = connected(server, 4);
  for (const filter of ['forbidden/#', 'allowed/#', 'forbidden/too'])
    broker.subscribe(filter, () => undefined);
  await until(() => complaints.length > 0);
  match(complaints.join(), /does not let this user listen to forbidden\/#, so nothing is heard/);
});
