import { connect as connectTcp } from 'node:net';
import { phrasebook } from '../phrasebook.js';

export const transportPhrases = phrasebook('request', {
  noConnection: 'nothing answered within {seconds} s',
});

/** A way to get bytes there. Exactly one `closed` follows every connect, whatever happens. */
export interface Transport {
  write(bytes: Uint8Array): void;
  /** Ends politely, and by force if the other side does not answer. */
  close(): void;
  /** Ends at once. */
  abort(): void;
}

export interface TransportEvents {
  open(): void;
  /** Bytes are valid only until this returns. */
  chunk(bytes: Uint8Array): void;
  closed(reason?: Error): void;
}

export type Connect = (events: TransportEvents) => Transport;

/** ms that a dongle, or whoever knows its name, may take. */
export const CONNECT_TIMEOUT = 5000;
const CLOSE_TIMEOUT = 500;
// All sockets are read into this: a chunk is used up before the next one of any socket is read.
const readBuffer = Buffer.allocUnsafe(4096);

/** TCP to a dongle; `patience` is how long (ms) it may take to let us in. */
export const tcp =
  (host: string, port: number, patience = CONNECT_TIMEOUT): Connect =>
  (events) => {
    let failure: Error | undefined;
    const socket = connectTcp({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length, buffer) => {
          events.chunk(buffer.subarray(0, length));
          return true;
        },
      },
    });
    socket.setTimeout(patience, () =>
      socket.destroy(new Error(transportPhrases.say('noConnection', { seconds: patience / 1000 }))),
    );
    socket.once('connect', () => {
      socket.setTimeout(0);
      events.open();
    });
    socket.on('error', (error) => (failure = error));
    socket.once('close', () => events.closed(failure));
    return {
      write: (bytes) => void socket.write(bytes),
      abort: () => socket.destroy(),
      close: () => {
        socket.end();
        const force = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT);
        socket.once('close', () => clearTimeout(force));
        if (socket.connecting) socket.destroy();
      },
    };
  };

/** Connects once something is `ready`. */
export const after =
  (ready: Promise<unknown>, connect: Connect): Connect =>
  (events) => {
    let transport: Transport | undefined;
    let isOver = false;
    const begin = async () => {
      await ready;
      if (!isOver) transport = connect(events);
    };
    void begin();
    const end = (how: 'close' | 'abort') => {
      if (transport !== undefined) return transport[how]();
      if (!isOver) queueMicrotask(() => events.closed());
      isOver = true;
    };
    return {
      write: (bytes) => transport?.write(bytes),
      close: () => end('close'),
      abort: () => end('abort'),
    };
  };
