import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { Aedes } from 'aedes';
import { ownCertificate, strictPapers, type ClientPapers, type Papers } from './papers.js';

export const USER = 'giv';
export const PASSWORD = 'secret';

export interface TestBroker {
  readonly kind: 'mosquitto' | 'aedes';
  readonly port: number;
  readonly tlsPort: number;
  /** The certificate of the authority that signed the broker's. */
  readonly ca: string;
  /** Ends it as a crash would: sockets cut, retained messages lost. */
  stop(): Promise<void>;
  /** Comes back on the same ports, with nothing remembered. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** GIVTCP_BROKER=aedes leaves mosquitto aside although it is installed. */
export const mosquittoIsHere =
  process.env['GIVTCP_BROKER'] !== 'aedes' &&
  spawnSync('mosquitto', ['-h'], { stdio: 'ignore', env: withSbin() }).error === undefined;
if (!mosquittoIsHere) console.log('without mosquitto: its tests run against aedes');

/** mosquitto where it is installed, else the embedded broker, which speaks MQTT 3.1.1 only. */
export const startBroker = async (papers: Papers = ownCertificate()): Promise<TestBroker> =>
  mosquittoIsHere ? startMosquitto(papers) : startAedes(papers);

/** mosquitto, where its user may do only what these lines of an access list say. */
export const startPickyBroker = (access: readonly string[]): Promise<TestBroker> =>
  startMosquitto(ownCertificate(), access);

/**
 * One that lets only clients with a certificate of its authority in by TLS. Its own certificate is
 * for broker.home, and no name of this computer.
 */
export const startStrictBroker = async (): Promise<TestBroker & { client: ClientPapers }> => {
  const papers = strictPapers();
  return { ...(await startBroker(papers)), client: papers.client };
};

/** An embedded broker that knows one user. */
export const startAedes = async (
  papers: Papers = ownCertificate(),
  mayHear: (filter: string) => boolean = () => true,
): Promise<TestBroker> => {
  const { folder } = papers;
  let running = await aedesOn(0, 0, papers, mayHear);
  const { port, tlsPort } = running;
  return {
    kind: 'aedes',
    port,
    tlsPort,
    ca: papers.ca,
    stop: () => running.stop(),
    start: async () => {
      running = await aedesOn(port, tlsPort, papers, mayHear);
    },
    close: async () => {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
};

const aedesOn = async (
  port: number,
  tlsPort: number,
  papers: Papers,
  mayHear: (filter: string) => boolean,
) => {
  const aedes = await Aedes.createBroker({
    authorizeSubscribe: (_client, subscription, done) =>
      done(null, mayHear(subscription.topic) ? subscription : null),
    authenticate: (_client, user, password, done) => {
      if (user === USER && password?.toString() === PASSWORD) return done(null, true);
      done(Object.assign(new Error('bad user'), { returnCode: 5 }), false);
    },
  });
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  const plain = createServer(aedes.handle).on('connection', keep);
  const secure = createTlsServer(tlsOf(papers), aedes.handle).on('connection', keep);
  await Promise.all([listening(plain, port), listening(secure, tlsPort)]);
  return {
    port: portOf(plain),
    tlsPort: portOf(secure),
    stop: async () => {
      const gone = [once(plain, 'close'), once(secure, 'close')];
      for (const server of [plain, secure]) server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(gone);
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
};

const tlsOf = ({ key, cert, ca, client }: Papers): TlsOptions => ({
  key,
  cert,
  ...(client && { ca, requestCert: true, rejectUnauthorized: true }),
});

const startMosquitto = async (
  { key, cert, ca, folder, client }: Papers,
  access?: readonly string[],
): Promise<TestBroker> => {
  const [port, tlsPort] = await Promise.all([freePort(), freePort()]);
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    // It gives up its rights before it reads them.
    chmodSync(path, 0o644);
    return path;
  };
  const passwords = file('passwords', '');
  execFileSync('mosquitto_passwd', ['-b', passwords, USER, PASSWORD], { env: withSbin() });
  const conf = file(
    'mosquitto.conf',
    [
      'per_listener_settings false',
      'allow_anonymous false',
      ...(access ? [`acl_file ${file('access', [`user ${USER}`, ...access, ''].join('\n'))}`] : []),
      `password_file ${passwords}`,
      `listener ${port} 127.0.0.1`,
      `listener ${tlsPort} 127.0.0.1`,
      `certfile ${file('cert.pem', cert)}`,
      `keyfile ${file('key.pem', key)}`,
      ...(client ? ['require_certificate true', `cafile ${file('ca.pem', ca)}`] : []),
      '',
    ].join('\n'),
  );
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn('mosquitto', ['-c', conf], { stdio: 'ignore', env: withSbin() });
    const ended = new AbortController();
    child.once('exit', () => ended.abort());
    await Promise.all([answering(port, ended.signal), answering(tlsPort, ended.signal)]);
    // While it was away somebody's connection may have been given its port for a moment.
    if (ended.signal.aborted) await start();
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  const close = async () => {
    await stop();
    rmSync(folder, { recursive: true });
  };
  return { kind: 'mosquitto', port, tlsPort, ca, start, stop, close };
};

/** Debian puts mosquitto where only root looks. */
function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
}

const listening = async (server: Server, port: number): Promise<void> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
};

export const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

// Below what systems hand out to whoever dials: such a port may be taken before it is listened on.
// Each of the two workers that run at once has ports of its own, or both might pick the same.
const SHARE = 6000;
const worker = Number(process.env['VITEST_POOL_ID'] ?? 1);
const FROM = 20_000 + (worker % 2) * SHARE;

const given = new Set<number>();
/** A port that nobody listens on, another one each time: whoever got it may not listen yet. */
export const freePort = async (): Promise<number> => {
  const port = randomInt(FROM, FROM + SHARE);
  if (given.has(port) || !(await isFree(port))) return freePort();
  given.add(port);
  return port;
};

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    await listening(server, port);
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
};

const answering = async (port: number, ended: AbortSignal): Promise<void> => {
  while (!ended.aborted) {
    const socket = connect(port, '127.0.0.1');
    const answer = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answer) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** A wire between client and broker. To the broker a cut looks like the death of the client's process. */
export const wireTo = async (port: number) => {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far).on('error', () => undefined);
    far.pipe(near).on('error', () => undefined);
    for (const socket of [near, far]) {
      sockets.add(socket);
      if (!whole) socket.destroy();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  const mend = () => {
    whole = true;
  };
  const close = async () => {
    cut();
    server.close();
    await once(server, 'close');
  };
  return { port: portOf(server), cut, mend, close };
};
