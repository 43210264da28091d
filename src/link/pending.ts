import type { GivError } from '../errors.js';
import type { AskOptions } from '../protocol/ask.js';
import { wordsOf, type Query, type Reply } from '../protocol/messages.js';
import { refusedBy } from './failures.js';

/** A request from the moment it is asked for until it is answered or given up. */
export interface Pending {
  readonly query: Query;
  readonly options: AskOptions;
  /** How often it may be sent. */
  readonly attempts: number;
  settle(reply: Reply): void;
  fail(error: GivError): void;
  sent: number;
  sentAt: number;
}

export interface Settling {
  readonly resolve: (reply: Uint16Array | number) => void;
  readonly reject: (error: Error) => void;
}

const READ_ATTEMPTS = 4;
const WRITE_ATTEMPTS = 6;

/** `drop` is called if the asker gives it up before it has ended. */
export const pendingOf = (
  query: Query,
  options: AskOptions,
  { resolve, reject }: Settling,
  drop: (pending: Pending) => void,
): Pending => {
  const abort = (): void => drop(pending);
  const ended = (): void => options.signal?.removeEventListener('abort', abort);
  options.signal?.addEventListener('abort', abort, { once: true });
  const pending: Pending = {
    query,
    options,
    attempts: options.attempts ?? (query.kind === 'read' ? READ_ATTEMPTS : WRITE_ATTEMPTS),
    settle: (reply) => {
      ended();
      settle(query, reply, { resolve, reject });
    },
    fail: (error) => {
      ended();
      reject(error);
    },
    sent: 0,
    sentAt: 0,
  };
  return pending;
};

const settle = (query: Query, reply: Reply, { resolve, reject }: Settling): void => {
  switch (reply.kind) {
    case 'words':
      return resolve(wordsOf(reply));
    case 'written':
      return resolve(reply.word);
    case 'refused':
      return reject(refusedBy(query));
  }
};

export const isWrite = ({ query }: Pending): boolean => query.kind === 'write';

export const isUrgent = (pending: Pending): boolean =>
  isWrite(pending) || pending.options.urgent === true;

/** Place in the queue: urgent, ordinary, idle. */
export const rankOf = (pending: Pending): number => {
  if (isUrgent(pending)) return 0;
  return pending.options.idle === true ? 2 : 1;
};
