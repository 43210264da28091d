import type { Node, NodeMessage } from 'node-red';
import {
  detectEvents,
  nothingSeen,
  noteOutcome,
  type EventSettings,
  type EventState,
  type Outcome,
  type PlantEvent,
  type Snapshot,
  type Status,
} from '../../src/index.js';
import { Badge } from '../common/badge.js';
import type { ConfigNode } from '../config/configNode.js';
import { keep, takeUp } from './eventMemory.js';
import type { Listener } from '../config/shared.js';
import { eventStatus, linkStatus } from '../common/status.js';

/** One event node's life: it looks at everything that comes in, and sends what has happened. */
export class Watcher implements Listener {
  readonly #node: Node;
  readonly #config: ConfigNode;
  readonly #settings: EventSettings;
  readonly #badge: Badge;
  #leave = (): void => {};
  #timer: NodeJS.Timeout | undefined;
  #status: Status = { state: 'connecting', since: Date.now() };
  #snapshot: Snapshot | undefined;
  #state: EventState = nothingSeen;
  #last: { readonly event: PlantEvent; readonly at: number } | undefined;

  constructor(node: Node, config: ConfigNode, settings: EventSettings) {
    this.#node = node;
    this.#config = config;
    this.#settings = settings;
    this.#badge = new Badge(node);
  }

  start(): void {
    // Who wants to be told at the start is told at each of them.
    if (!this.#settings.tellAtStart) this.#state = takeUp(this.#key, Date.now());
    this.#paint();
    this.#leave = this.#config.join(this.#node, this);
  }

  close(removed: boolean): void {
    clearTimeout(this.#timer);
    this.#leave();
    this.#badge.close();
    if (!removed) keep(this.#key, this.#state, Date.now());
  }

  status(status: Status): void {
    this.#status = status;
    this.#look();
  }

  snapshot(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#look();
  }

  outcome(outcome: Outcome): void {
    this.#state = noteOutcome(this.#state, outcome);
  }

  get #key(): string {
    return `${this.#node.id} ${this.#config.id}`;
  }

  #look(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const found = detectEvents(this.#state, this.#snapshot, this.#status, this.#settings, now);
    this.#state = found.state;
    for (const event of found.events) this.#tell(event, now);
    if (found.due !== undefined) this.#timer = setTimeout(() => this.#look(), found.due - now);
    this.#paint();
  }

  #tell(event: PlantEvent, now: number): void {
    this.#last = { event, at: now };
    this.#node.send(messageOf(event, this.#snapshot, now));
  }

  /** The last event, unless there is no connection: then that is what matters. */
  #paint(): void {
    const [status, last] = [this.#status, this.#last];
    const connected = status.state === 'online' || status.state === 'stale';
    this.#badge.show((now) =>
      last !== undefined && (connected || last.event.event === 'connectionLost')
        ? eventStatus(last.event, last.at, now)
        : linkStatus(status, now),
    );
  }
}

/** Nothing in it belongs to the watcher: a flow may change what it gets. */
const messageOf = (event: PlantEvent, snapshot: Snapshot | undefined, now: number): NodeMessage => {
  const { since, lasted, ...facts } = structuredClone(event);
  const { serial = 'unknown' } = event;
  const message = {
    topic: `givenergy/${serial}/event/${event.event}`,
    payload: {
      ...facts,
      since: new Date(since).toISOString(),
      ...(lasted !== undefined && { lasted: seconds(lasted) }),
    },
    givtcp: {
      serial,
      event: event.event,
      source: 'event',
      ...(snapshot && { age: seconds(now - snapshot.takenAt), missing: [...snapshot.missing] }),
    },
  };
  return message;
};

const seconds = (ms: number): number => Math.round(ms / 1000);
