import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { GivError } from '../errors.js';
import { encodeHeartbeat } from '../protocol/frame.js';
import type { Query } from '../protocol/messages.js';
import { Splitter } from '../protocol/splitter.js';
import type { Clock } from '../time/clock.js';
import { simulatorPhrases } from '../simulatorPhrases.js';

const ADAPTER_TYPE = 1;
// Seen on real dongles: about three heartbeats without an answer, then the socket is closed.
const UNANSWERED = 3;
const RETRY = 1000;

export interface ServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly dongle: string;
  /** ms between heartbeats; 0 sends none. */
  readonly heartbeatEvery: number;
  readonly clock: Clock;
  /** Whether heartbeats are sent at this moment. */
  beats(): boolean;
  query(query: Query): void;
  /** A client has come. */
  connected(): void;
}

interface Client {
  readonly socket: Socket;
  unanswered: number;
}

/** The dongle's side of TCP: several clients, all of whom hear everything, and heartbeats. */
export class DongleServer {
  readonly #options: ServerOptions;
  readonly #clients = new Set<Client>();
  // Also those that are only being let go.
  readonly #sockets = new Set<Socket>();
  #listener: Server | undefined;
  #port: number;
  #closed = false;
  #cancelHeartbeat: () => void = () => undefined;
  #cancelReturn: () => void = () => undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#clients.size;
  }

  async open(): Promise<void> {
    await this.#listen();
    this.#scheduleHeartbeat();
  }

  /** Sends to every client, as dongles do with every answer. */
  send(bytes: Uint8Array): void {
    for (const { socket } of this.#clients) if (socket.writable) socket.write(bytes);
  }

  /** Cuts all connections; new ones are welcome. */
  drop(): void {
    for (const { socket } of this.#clients) socket.destroy();
    this.#clients.clear();
  }

  /** Ends all connections once what was sent has gone out, and refuses new ones for so long. */
  refuse(ms: number): void {
    this.#listener?.close();
    this.#listener = undefined;
    for (const { socket } of this.#clients) socket.destroySoon();
    this.#clients.clear();
    this.#cancelReturn();
    if (this.#closed) return;
    this.#cancelReturn = this.#options.clock.after(ms, () => void this.#comeBack());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelHeartbeat();
    this.#cancelReturn();
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#clients.clear();
    if (listener !== undefined) await once(listener, 'close');
  }

  // Somebody may have taken the port meanwhile; then it is tried again.
  async #comeBack(): Promise<void> {
    await this.#listen().catch(() => this.refuse(RETRY));
  }

  async #listen(): Promise<void> {
    if (this.#closed) return;
    const listener = createServer((socket) => this.#welcome(socket));
    this.#listener = listener;
    listener.listen(this.#port, this.#options.host);
    await once(listener, 'listening').catch((error: unknown) => {
      throw cannotListen(this.#options.host, this.#port, error);
    });
    if (this.#closed) listener.close();
    this.#port = portOf(listener) ?? this.#port;
  }

  #welcome(socket: Socket): void {
    const client: Client = { socket, unanswered: 0 };
    const splitter = new Splitter({
      frame: (frame) => {
        if (frame.kind === 'heartbeat') client.unanswered = 0;
        if (frame.kind === 'read' || frame.kind === 'write') this.#options.query(frame);
      },
      bad: () => undefined, // Real dongles ignore what they do not understand.
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => splitter.push(chunk));
    // A client that goes away in the middle of something is no concern of the dongle's.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#clients.delete(client);
      this.#sockets.delete(socket);
    });
    this.#clients.add(client);
    this.#sockets.add(socket);
    this.#options.connected();
  }

  #scheduleHeartbeat(): void {
    const { clock, heartbeatEvery } = this.#options;
    if (heartbeatEvery <= 0) return;
    this.#cancelHeartbeat = clock.after(heartbeatEvery, () => {
      this.#beat();
      this.#scheduleHeartbeat();
    });
  }

  #beat(): void {
    if (!this.#options.beats()) return;
    const heartbeat = encodeHeartbeat(this.#options.dongle, ADAPTER_TYPE);
    for (const client of this.#clients) {
      if (client.unanswered >= UNANSWERED) client.socket.destroy();
      else client.socket.write(heartbeat);
      client.unanswered++;
    }
  }
}

const portOf = (listener: Server): number | undefined => {
  const address: AddressInfo | string | null = listener.address();
  return address !== null && typeof address === 'object' ? address.port : undefined;
};

const cannotListen = (host: string, port: number, cause: unknown): GivError =>
  new GivError(
    'BAD_CONFIG',
    simulatorPhrases.say('cannotListen', { address: `${host}:${port}` }),
    { host, port },
    { cause },
  );
