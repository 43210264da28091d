import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GivError } from '../errors.js';
import { phrasebook } from '../phrasebook.js';
import { command, type CommandResult } from './commands.js';
import { givtcpTree } from './givtcp/index.js';
import { Pending } from './pending.js';
import { viewOf, type PlantSource, type ViewOptions } from './plantView.js';

export interface RestOptions {
  /** 127.0.0.1: only this computer. */
  readonly host?: string;
  /** GivTCP's first inverter has 6345. */
  readonly port?: number;
  /** Wanted as "Authorization: Bearer ..." where set. */
  readonly token?: string;
  /** The tree as JSON, undefined before anything was read. */
  readonly tree: () => object | undefined;
  /** Absent: reading only. */
  readonly command?: (name: string, payload: unknown) => Promise<CommandResult>;
}

export interface Rest {
  readonly port: number;
  close(): Promise<void>;
}

const PORT = 6345;
const LOOPBACK = '127.0.0.1';
const LONGEST_BODY = 65_536;

/** Serves GivTCP's REST calls. Rejects with GivError BAD_CONFIG where it cannot listen. */
const startRest = async (options: RestOptions): Promise<Rest> => {
  const { host = LOOPBACK, port = PORT } = options;
  const pending = new Pending();
  const { command: obey } = options;
  const waited = obey && ((...call: Parameters<typeof obey>) => pending.add(obey(...call)));
  const served = { ...options, ...(waited && { command: waited }) };
  const server = createServer((request, response) => {
    answer(request, served).then(
      (reply) => send(response, reply),
      () => send(response, refusal(500, 'this call could not be answered')),
    );
  });
  await listening(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await pending.settled();
      // What was answered just now is on its way.
      await nextTurn();
      server.closeAllConnections();
      await closed;
    },
  };
};

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const refusal = (status: number, result: string): Reply => ({ status, body: { result } });

const reads: ReadonlySet<string> = new Set(['readData', 'runAll', 'getCache', 'getData']);

const answer = async (request: IncomingMessage, options: RestOptions): Promise<Reply> => {
  const denied = denial(request, options);
  if (denied !== undefined) return denied;
  const name = pathOf(request).replace(/^REST\d*\//, '');
  if (request.method === 'GET' || request.method === 'HEAD') return readReply(name, options);
  if (request.method !== 'POST') return refusal(405, 'only GET and POST are understood here');
  if (options.command === undefined) return refusal(403, 'this plant can only be read here');
  const body = await bodyOf(request);
  if (body === undefined) return refusal(413, `a body has ${LONGEST_BODY} bytes at most`);
  return commandReply(await options.command(name, body === '' ? undefined : body));
};

const readReply = (name: string, { tree }: RestOptions): Reply => {
  if (name === 'api')
    return { status: 200, body: { GET: [...reads, 'api'], POST: ['<function>'] } };
  if (!reads.has(name))
    return refusal(404, `there is no ${name || 'page'} here: GET /readData, /runAll or /getCache`);
  const body = tree();
  return body === undefined
    ? refusal(503, 'nothing has been read from the inverter yet')
    : { status: 200, body };
};

/** As GivTCP: 200 whatever became of it, and a sentence; only a name that nobody knows is not found. */
const commandReply = ({ code, ok, message, ...more }: CommandResult): Reply => ({
  status: code === 'UNKNOWN_FUNCTION' ? 404 : 200,
  body: {
    result: `Setting ${more.function} ${becameOf(more.result)}: ${message}`,
    ok,
    outcome: more.result,
    ...(code !== undefined && { code }),
    ...(more.warnings && more.warnings.length > 0 && { warnings: more.warnings }),
  },
});

const becameOf = (result: CommandResult['result']): string => {
  switch (result) {
    case 'failed':
    case 'refused':
      return 'failed';
    case 'unconfirmed':
      return 'is not confirmed';
    case 'superseded':
      return 'was not done';
    case 'dryRun':
      return 'was only tried';
    default:
      return 'was a success';
  }
};

/** Web pages of strangers, names that lead here by a trick, and callers without the token get nothing. */
const denial = (request: IncomingMessage, options: RestOptions): Reply | undefined => {
  const { host = LOOPBACK, token } = options;
  const named = hostName(request.headers.host ?? '');
  if (isLoopback(host) && !isLoopback(named) && token === undefined)
    return refusal(403, `this address is not known as ${named}: use localhost or an IP address`);
  const { origin } = request.headers;
  const own = origin === undefined || hostName(origin.replace(/^\w+:\/\//, '')) === named;
  // A page's own name may be made to lead here; an address may not.
  const tricked = origin !== undefined && token === undefined && !isAddress(named);
  if (!own || tricked) return refusal(403, 'web pages from elsewhere may not call this');
  if (token !== undefined && !hasToken(request, token))
    return {
      ...refusal(401, 'send the token as "Authorization: Bearer <token>"'),
      headers: { 'www-authenticate': 'Bearer' },
    };
  return undefined;
};

const hasToken = ({ headers }: IncomingMessage, token: string): boolean => {
  const given = Buffer.from(/^Bearer (.*)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

const hostName = (host: string): string =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const isAddress = (host: string): boolean => isLoopback(host) || isIP(host) > 0;

const pathOf = ({ url = '/' }: IncomingMessage): string =>
  (url.split('?')[0] ?? '').replace(/^\/+|\/+$/g, '');

/** The whole body as text, or undefined where it is too long. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > LONGEST_BODY) return undefined;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString();
};

const send = (response: ServerResponse, { status, body, headers = {} }: Reply): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

/** Why web calls cannot be answered, by the code of the system. */
export const restPhrases = phrasebook('rest', {
  EADDRINUSE:
    'web calls cannot be answered at {address}: another program has this port, perhaps GivTCP itself. End that one, or choose another port',
  EACCES:
    'web calls cannot be answered at {address}: Node-RED may not use this port. Choose one above 1023',
  EADDRNOTAVAIL:
    'web calls cannot be answered at {address}: this is not an address of this computer. Use 127.0.0.1, 0.0.0.0 or one of its own',
  other: 'web calls cannot be answered at {address}: choose another port or address ({cause})',
});
const { say } = restPhrases;

const listening = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, () => resolve());
  });

const listenError = (error: Error, host: string, port: number): GivError => {
  const code = 'code' in error ? error.code : undefined;
  const facts = { address: `${host}:${port}` };
  const text =
    code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL'
      ? say(code, facts)
      : say('other', { ...facts, cause: error.message });
  return new GivError('BAD_CONFIG', text, { host, port, code });
};

/** The REST side of one plant. */
export const serveRest = (
  plant: PlantSource,
  options: ViewOptions & Pick<RestOptions, 'host' | 'port' | 'token'> = {},
): Promise<Rest> =>
  startRest({
    ...options,
    tree: () => plant.snapshot && givtcpTree(viewOf(plant, plant.snapshot, options)),
    command: (name, payload) =>
      command((control, value) => plant.apply(control, value), name, payload),
  });
