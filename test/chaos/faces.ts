import type { Inverter } from '../../src/index.js';
import { openBroker, type Broker } from '../../src/publish/mqtt/broker.js';
import { Publisher, type PublisherOptions } from '../../src/publish/mqtt/publisher.js';
import { PASSWORD, startBroker, USER, type TestBroker } from '../publish/brokers.js';
import { retained } from '../publish/virtual.js';
import { until } from '../support/until.js';

const ROOT = 'GivEnergy';
/** These count and tell the time: two who publish say different things there. */
const OWN = /snapshot$|\/Stats\//;

/** A plant's topics on a real broker, which is killed and comes back; whoever publishes them is made anew, too. */
export class Faces {
  restarts = 0;
  compared = 0;
  /** Topics that were not as they should be once all was well again. */
  readonly wrong: string[] = [];
  readonly #server: TestBroker;
  readonly #broker: Broker;
  readonly #now: () => number;
  #inverter: Inverter | undefined;
  #publisher: Publisher | undefined;

  private constructor(server: TestBroker, now: () => number) {
    this.#server = server;
    this.#now = now;
    this.#broker = this.#connect();
  }

  static async open(now: () => number): Promise<Faces> {
    return new Faces(await startBroker(), now);
  }

  /** Another run of the program begins. */
  opened(inverter: Inverter): void {
    void this.#publisher?.close();
    this.#inverter = inverter;
    const discovery = { form: 'device', version: '1.0.0' } as const;
    this.#publisher = this.#publish(this.#broker, { root: ROOT, discovery });
  }

  /** Its process dies, and it forgets everything. */
  async kill(): Promise<void> {
    this.restarts++;
    await this.#server.stop();
  }

  async revive(): Promise<void> {
    await this.#server.start();
    await sent(this.#broker);
  }

  /** Compares what is on the broker with what somebody says who has only just come. */
  async compare(): Promise<void> {
    const serial = this.#inverter?.snapshot?.serial ?? '';
    const root = `Fresh${this.compared++}`;
    const broker = this.#connect();
    const publisher = this.#publish(broker, { root });
    await Promise.all([sent(broker), sent(this.#broker)]);
    await publisher?.close();
    await broker.close();
    const all = await retained(this.#server, serial);
    const fresh = [...all].filter(([topic]) => topic.startsWith(`${root}/`) && !OWN.test(topic));
    if (fresh.length < 100) this.wrong.push(`only ${fresh.length} topics`);
    for (const [topic, text] of fresh) {
      const old = all.get(topic.replace(root, ROOT));
      if (old !== text) this.wrong.push(`${topic} is ${text}, and was left as ${old}`);
    }
    if (![...all.keys()].some((topic) => topic.startsWith('homeassistant/')))
      this.wrong.push('nothing is announced');
    if (all.get(`${ROOT}/${serial}/Stats/status`) !== 'online') this.wrong.push('not online');
  }

  async close(): Promise<void> {
    await this.#publisher?.close();
    await this.#broker.close();
    await this.#server.close();
  }

  #connect(): Broker {
    const { port } = this.#server;
    const retry = { first: 20, most: 100 };
    return openBroker({ host: '127.0.0.1', port, username: USER, password: PASSWORD, retry });
  }

  #publish(broker: Broker, options: PublisherOptions): Publisher | undefined {
    const now = this.#now;
    return this.#inverter && new Publisher(this.#inverter, broker, { now, ...options });
  }
}

/** Resolves once the broker has acknowledged everything. */
const sent = async (broker: Broker): Promise<void> => {
  await until(() => broker.status.state === 'online');
  await until(() => broker.counters.waiting === 0);
};
