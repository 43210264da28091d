import type { GivError } from '../errors.js';
import type { AskOptions } from '../protocol/ask.js';
import { wordsOf, type Query, type Read, type Reply, type Write } from '../protocol/messages.js';
import { refusedBy } from './failures.js';

/** A request and who waits for its end. */
export type Request = Asked<'read', Read, Uint16Array> | Asked<'write', Write, number>;

interface Asked<Kind, Q extends Query, Answer> {
  readonly kind: Kind;
  readonly query: Q;
  readonly options: AskOptions;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const READ_ATTEMPTS = 4;
const WRITE_ATTEMPTS = 6;
const NO_WORDS = new Uint16Array(0);

/** A request from the moment it is asked for until it is answered or given up. */
export class Pending {
  readonly #request: Request;
  readonly #abort: () => void;
  sent = 0;
  sentAt = 0;

  /** `drop` is called if the asker gives it up before it has ended. */
  constructor(request: Request, drop: (pending: Pending) => void) {
    this.#request = request;
    this.#abort = () => drop(this);
    request.options.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get query(): Query {
    return this.#request.query;
  }

  get options(): AskOptions {
    return this.#request.options;
  }

  /** How often it may be sent. */
  get attempts(): number {
    return this.options.attempts ?? (this.isWrite ? WRITE_ATTEMPTS : READ_ATTEMPTS);
  }

  get isWrite(): boolean {
    return this.#request.kind === 'write';
  }

  get isUrgent(): boolean {
    return this.isWrite || this.options.urgent === true;
  }

  /** Place in the queue: urgent, ordinary, idle. */
  get rank(): number {
    if (this.isUrgent) return 0;
    return this.options.idle === true ? 2 : 1;
  }

  settle(reply: Reply): void {
    this.#ended();
    settle(this.#request, reply);
  }

  fail(error: GivError): void {
    this.#ended();
    this.#request.reject(error);
  }

  #ended(): void {
    this.options.signal?.removeEventListener('abort', this.#abort);
  }
}

// Only replies that answer the query come this far.
const settle = (request: Request, reply: Reply): void => {
  if (reply.kind === 'refused') request.reject(refusedBy(request.query));
  else if (request.kind === 'write' && reply.kind === 'written') request.resolve(reply.word);
  else if (request.kind === 'read' && reply.kind === 'words')
    request.resolve(request.options.wordless === true ? NO_WORDS : wordsOf(reply));
};
