import type { Outcome, Snapshot, Status } from '../../src/index.js';
import type { Listener } from './shared.js';

/** The nodes that use one config node: a listener that passes everything on to them. */
export class Audience implements Listener {
  readonly #members = new Set<Listener>();
  readonly #changed: (status: Status) => void;
  readonly #complained: (error: Error) => void;
  #status: Status | undefined;
  #snapshot: Snapshot | undefined;
  #rest: Status['state'] | undefined;

  /** `changed` hears of every new state in which the connection comes to rest; trying again is none. */
  constructor(changed: (status: Status) => void, complained: (error: Error) => void) {
    this.#changed = changed;
    this.#complained = complained;
  }

  get size(): number {
    return this.#members.size;
  }
  get latestStatus(): Status | undefined {
    return this.#status;
  }
  get latestSnapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  add(member: Listener): void {
    this.#members.add(member);
    if (this.#status !== undefined) member.status(this.#status);
    if (this.#snapshot !== undefined) member.snapshot(this.#snapshot);
  }

  /** When the last one goes, what was heard is forgotten: it may be old when someone comes again. */
  remove(member: Listener): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#status = undefined;
    this.#snapshot = undefined;
    this.#rest = undefined;
  }

  status(status: Status): void {
    this.#status = status;
    if (!isUnderWay(status) && status.state !== this.#rest) {
      this.#rest = status.state;
      this.#changed(status);
    }
    for (const member of this.#members) member.status(status);
  }

  snapshot(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const member of this.#members) member.snapshot(snapshot);
  }

  complaint(error: Error): void {
    this.#complained(error);
  }

  outcome(outcome: Outcome): void {
    for (const member of this.#members) member.outcome?.(outcome);
  }
}

const isUnderWay = ({ state }: Status): boolean => state === 'connecting' || state === 'detecting';
