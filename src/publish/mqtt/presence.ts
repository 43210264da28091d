import type { Broker } from './broker.js';
import { OFFLINE, ONLINE } from './brokerOptions.js';
import { answers } from '../plantView.js';

export interface PresenceOptions {
  /** ms that an inverter may leave polls unanswered before it is said to be offline (60 000). */
  readonly staleAfter?: number;
  /** ms until another client's `offline` about an inverter that answers is set right (1000). */
  readonly contestAfter?: number;
}

const STALE_AFTER = 60_000;
const CONTEST_AFTER = 1000;

/**
 * Says on a broker whether a plant is there. Two programs may publish one plant: when one of them
 * ends, its last word or its will says offline, and whoever still reads the plant says online again.
 */
export class Presence {
  readonly #broker: Broker;
  readonly #options: PresenceOptions;
  #topic: string | undefined;
  #told: string | undefined;
  /** What stands on the broker, as far as it was heard. */
  #heard: string | undefined;
  #patience: NodeJS.Timeout | undefined;
  #contest: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;

  constructor(broker: Broker, options: PresenceOptions) {
    this.#broker = broker;
    this.#options = options;
  }

  /** From now on it is said on this topic, also by the broker's will. */
  open(topic: string, state: string): void {
    this.#topic = topic;
    this.#broker.announce(topic);
    this.tell(state);
    this.#stopListening?.();
    this.#stopListening = this.#broker.subscribe(topic, ({ payload }) => this.#hear(payload));
  }

  tell(state: string): void {
    const online = answers(state);
    if (online === undefined) return;
    clearTimeout(this.#patience);
    if (state !== 'stale') return this.#say(online ? ONLINE : OFFLINE);
    // One unanswered poll is no reason to grey out a dashboard.
    const { staleAfter = STALE_AFTER } = this.#options;
    this.#patience = setTimeout(() => this.#say(OFFLINE), staleAfter).unref();
  }

  close(): void {
    clearTimeout(this.#patience);
    clearTimeout(this.#contest);
    this.#stopListening?.();
  }

  /** Retained whatever the options say: it is what availability hangs on. */
  #say(word: string): void {
    if (this.#topic === undefined) return;
    this.#told = word;
    this.#broker.publish(this.#topic, word, { retain: true, qos: 1 });
  }

  // Not at once: it may be our own word from before, and ours of now is on its way.
  #hear(word: string): void {
    this.#heard = word;
    const { contestAfter = CONTEST_AFTER } = this.#options;
    if (word === ONLINE || this.#told !== ONLINE) return;
    clearTimeout(this.#contest);
    this.#contest = setTimeout(() => this.#setRight(), contestAfter).unref();
  }

  #setRight(): void {
    if (this.#heard !== ONLINE && this.#told === ONLINE) this.#say(ONLINE);
  }
}
