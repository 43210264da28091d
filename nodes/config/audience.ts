import type { Outcome, Snapshot, Status } from '../../src/index.js';
import type { Listener } from './shared.js';

/** The nodes that use one config node: a listener that passes everything on to them. */
export class Audience implements Listener {
  readonly #members = new Set<Listener>();
  readonly #changed: (status: Status, before: Status | undefined) => void;
  readonly #complained: (error: Error) => void;
  #status: Status | undefined;
  #snapshot: Snapshot | undefined;

  constructor(
    changed: (status: Status, before: Status | undefined) => void,
    complained: (error: Error) => void,
  ) {
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
  }

  status(status: Status): void {
    const before = this.#status;
    this.#status = status;
    this.#changed(status, before);
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
