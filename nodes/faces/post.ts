import { openBroker, type Broker, type BrokerStatus, type TlsOptions } from '../../src/index.js';
import { badConfig } from '../common/fields.js';
import type { MqttSettings } from '../config/settings.js';
import { configPhrases } from '../common/phrases.js';

/** Something to publish: a message's topic and payload. */
export interface Letter {
  readonly topic: string;
  readonly payload: unknown;
}

export interface PostOptions {
  /** Throws what is wrong with the settings. */
  settings(): MqttSettings;
  tls(): TlsOptions | undefined;
  /** Told at every change of the connection to the broker. */
  status(status: BrokerStatus): void;
  /** Told, once, what the broker does not allow this user. */
  complain(refusal: Error): void;
}

/** The way to the broker of a config node: opened when first needed, so that nobody pays for it unused. */
export class Post {
  readonly #options: PostOptions;
  #broker: Broker | undefined;

  constructor(options: PostOptions) {
    this.#options = options;
  }

  /**
   * The one connection for all that these settings publish; throws what is wrong with them.
   * `availability` is where it is said whether the plant is there, if that is known already.
   */
  open(availability?: string): Broker {
    return (this.#broker ??= this.#open(availability));
  }

  send(letters: readonly Letter[]): void {
    const { qos, retain } = this.#options.settings();
    const broker = this.open();
    for (const { topic, payload } of letters)
      broker.publish(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), {
        qos,
        retain,
      });
  }

  async close(): Promise<void> {
    await this.#broker?.close();
  }

  #open(availability: string | undefined): Broker {
    const { host, port, username, password, protocolVersion } = this.#options.settings();
    if (host === undefined) throw badConfig(configPhrases.say('noBroker'));
    const tls = this.#options.tls();
    const broker = openBroker({
      host,
      protocolVersion,
      complain: (refusal) => this.#options.complain(refusal),
      ...(port !== undefined && { port }),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls !== undefined && { tls }),
      ...(availability !== undefined && { availability }),
    });
    // Nothing is known of the inverter yet, and a broker's own "online" would make old values look new.
    if (availability !== undefined)
      broker.publish(availability, 'offline', { retain: true, qos: 1 });
    broker.onStatus((status) => this.#options.status(status));
    return broker;
  }
}
