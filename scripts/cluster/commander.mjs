// Sends commands to plants in turn, again where no result comes, and keeps every confirmed result.
import { connectAsync } from 'mqtt';

const PATIENCE = 4000;
const REST = 7000;
const [FIRST, LAST] = [5, 100];

/** A session that outlives its connection and the node of the broker it was on. */
export const startCommander = async (nodes, serials) => {
  const client = await connectAsync({
    servers: nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
    clientId: 'givtcp-cluster-commander',
    clean: false,
    reconnectPeriod: 250,
    keepalive: 2,
  });
  client.on('error', () => undefined);
  await client.subscribeAsync('GivEnergy/+/Response/#', { qos: 1 });
  const plants = new Map(serials.map((serial, index) => [serial, plantAt(serial, index)]));
  client.on('message', (topic, payload) => {
    const plant = plants.get(topic.split('/')[1]);
    if (plant !== undefined) take(plant, JSON.parse(payload.toString()));
  });
  const send = (plant) => {
    const topic = `GivEnergy/control/${plant.serial}/setChargeTarget`;
    client.publish(topic, String(plant.value), { qos: 1 });
    plant.sentAt = performance.now();
    plant.sent += 1;
  };
  const timer = setInterval(() => {
    const now = performance.now();
    for (const plant of plants.values()) {
      if (plant.waiting && now - plant.sentAt > PATIENCE) send(plant);
      else if (!plant.waiting && now >= plant.nextAt) {
        Object.assign(plant, { waiting: true, askedAt: now, value: plant.value + 1 });
        if (plant.value > LAST) plant.value = FIRST;
        send(plant);
      }
    }
  }, 50);
  return {
    plants,
    /** No new commands; resolves when all have their results. */
    settle: async () => {
      for (const plant of plants.values()) plant.nextAt = Infinity;
      while ([...plants.values()].some(({ waiting }) => waiting))
        await new Promise((resolve) => setTimeout(resolve, 50));
    },
    close: async () => {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
};

const plantAt = (serial, index) => ({
  serial,
  value: FIRST,
  waiting: false,
  nextAt: performance.now() + (index * REST) / 30,
  sentAt: 0,
  askedAt: 0,
  sent: 0,
  asked: 0,
  took: [],
  confirmed: new Set(),
});

const take = (plant, { ok, confirmed }) => {
  const value = confirmed?.chargeTarget;
  if (ok !== true || value === undefined) return;
  plant.confirmed.add(value);
  if (!plant.waiting || value !== plant.value) return;
  const now = performance.now();
  plant.took.push(now - plant.askedAt);
  Object.assign(plant, { waiting: false, nextAt: now + REST, asked: plant.asked + 1 });
};
