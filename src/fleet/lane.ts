import type { Broker } from '../index.js';

/**
 * The broker of a whole fleet as one plant has it. While the broker is away nothing waits: the plant
 * tells all of it again, if it is still ours then. Only answers to commands are kept, by the broker.
 */
export const laneOf = (broker: Broker): Broker => ({
  get status() {
    return broker.status;
  },
  get counters() {
    return broker.counters;
  },
  remembers: false,
  publish: (topic, payload, options = {}) => {
    const { retain = false, qos = 0 } = options;
    const event = !retain && qos > 0;
    if (event || broker.status.state === 'online') broker.publish(topic, payload, options);
  },
  subscribe: (filter, listener) => broker.subscribe(filter, listener),
  // There is one will for the connection of all plants, and it speaks of the fleet.
  announce: () => undefined,
  onStatus: (listener) => broker.onStatus(listener),
  close: () => Promise.resolve(),
});
