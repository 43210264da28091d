import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodeHeartbeat, encodeQuery, type BadFrame } from '../../src/protocol/frame.js';
import {
  answers,
  wordsOf,
  type Frame,
  type Heartbeat,
  type Query,
  type Read,
  type Refused,
  type Written,
} from '../../src/protocol/messages.js';
import { Splitter } from '../../src/protocol/splitter.js';

export interface HeardWords {
  readonly kind: 'words';
  readonly device: number;
  readonly bank: Read['bank'];
  readonly base: number;
  readonly count: number;
  readonly words: readonly number[];
}
export type Heard = HeardWords | Written | Refused | Heartbeat;

/** A client as plain as can be: it sends a query and takes the first answer to it. */
export interface RawClient {
  readonly socket: Socket;
  /** All frames that came, and what came that was none. */
  readonly frames: readonly Heard[];
  readonly bad: readonly BadFrame[];
  /** All bytes that came. */
  bytes(): Buffer;
  send(query: Query): void;
  beat(heartbeat: Heartbeat): void;
  ask(query: Query): Promise<Heard>;
  /** The words of a read; fails on any other answer. */
  words(
    device: number,
    bank: Read['bank'],
    base: number,
    count: number,
  ): Promise<readonly number[]>;
  write(address: number, word: number): Promise<Heard>;
  /** The next frame of a kind, also one that came already and was not yet taken. */
  next(fits: (frame: Heard) => boolean): Promise<Heard>;
  /** Resolves when the other side has ended the connection. */
  readonly ended: Promise<void>;
  close(): void;
}

const ADAPTER = 'TEST123456';

export const connectRaw = async (port: number, host = '127.0.0.1'): Promise<RawClient> => {
  const socket = connect({ port, host, noDelay: true });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  const inbox = new Inbox();
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    inbox.splitter.push(chunk);
  });
  const send = (query: Query): void => void socket.write(encodeQuery(query, ADAPTER));
  const ask = (query: Query): Promise<Heard> => {
    const reply = inbox.next((frame) => frame.kind !== 'heartbeat' && fits(frame, query), true);
    send(query);
    return reply;
  };
  return {
    socket,
    frames: inbox.frames,
    bad: inbox.bad,
    bytes: () => Buffer.concat(chunks),
    send,
    beat: ({ adapterSerial, adapterType }) =>
      void socket.write(encodeHeartbeat(adapterSerial, adapterType)),
    ask,
    words: async (device, bank, base, count) => {
      const heard = await ask({ kind: 'read', device, bank, base, count });
      if (heard.kind !== 'words') throw new Error(`${heard.kind} instead of words`);
      return heard.words;
    },
    write: (address, word) => ask({ kind: 'write', device: 0x11, address, word }),
    next: (wanted) => inbox.next(wanted, false),
    ended,
    close: () => socket.destroy(),
  };
};

const fits = (frame: Exclude<Heard, Heartbeat>, query: Query): boolean =>
  frame.kind === 'words'
    ? query.kind === 'read' &&
      frame.device === query.device &&
      frame.bank === query.bank &&
      frame.base === query.base &&
      frame.count === query.count
    : answers(frame, query);

interface Waiting {
  readonly fits: (frame: Heard) => boolean;
  readonly take: (frame: Heard) => void;
}

class Inbox {
  readonly frames: Heard[] = [];
  readonly bad: BadFrame[] = [];
  readonly splitter = new Splitter({
    frame: (frame) => this.#take(frame),
    bad: (reason) => this.bad.push(reason),
  });
  readonly #untaken: Heard[] = [];
  #waiting: Waiting[] = [];

  next(wanted: (frame: Heard) => boolean, onlyNew: boolean): Promise<Heard> {
    const at = onlyNew ? -1 : this.#untaken.findIndex(wanted);
    const [already] = at < 0 ? [] : this.#untaken.splice(at, 1);
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((take) => this.#waiting.push({ fits: wanted, take }));
  }

  #take(frame: Frame): void {
    if (frame.kind === 'read' || frame.kind === 'write') return;
    const heard = keep(frame);
    this.frames.push(heard);
    const one = this.#waiting.find((waiting) => waiting.fits(heard));
    if (one === undefined) {
      this.#untaken.push(heard);
      return;
    }
    this.#waiting = this.#waiting.filter((other) => other !== one);
    one.take(heard);
  }
}

const keep = (frame: Exclude<Frame, Query>): Heard => {
  if (frame.kind !== 'words') return frame;
  const { kind, device, bank, base, count } = frame;
  return { kind, device, bank, base, count, words: [...wordsOf(frame)] };
};
