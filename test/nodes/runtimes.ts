import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../publish/brokers.js';

/** A Node-RED and the Node.js it is run on. */
export interface Runtime {
  readonly name: string;
  readonly folder: string;
  readonly node: string;
}

const versionOf = (node: string): number | undefined => {
  try {
    return Number(execFileSync(node, ['-p', 'process.versions.node.split(".")[0]']).toString());
  } catch {
    return undefined;
  }
};

/** Node-RED 4 belongs on the Node.js that npm itself runs on, which is the machine's own, if that is old enough. */
const elder = (): string => {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const candidates = [process.env['npm_node_execpath'] ?? '', ...onPath];
  const found = candidates.find((node) => existsSync(node) && versionOf(node) === 20);
  if (found !== undefined) return found;
  console.log(`no Node.js 20 here: Node-RED 4 runs on ${process.version}`);
  return process.execPath;
};

export const runtimes: readonly Runtime[] = [
  { name: 'Node-RED 5', folder: 'node_modules/node-red', node: process.execPath },
  { name: 'Node-RED 4', folder: 'node_modules/node-red4', node: elder() },
];

const newest = (patterns: readonly string[]): number =>
  Math.max(0, ...globSync([...patterns]).map((path) => statSync(path).mtimeMs));

/** Packs the project as it would be published, and installs that into an empty user directory. */
export const installed = (): { readonly userDir: string; remove(): void } => {
  const root = mkdtempSync(join(tmpdir(), 'packed-'));
  const sources = ['src/**/*.ts', 'nodes/**/*', 'icons/*', 'scripts/assets.mjs'];
  if (newest(sources) > newest(['dist/**/*']))
    execFileSync('npm', ['run', 'build'], { stdio: 'pipe' });
  const packed: [{ filename: string }] = JSON.parse(
    execFileSync('npm', [
      'pack',
      '--ignore-scripts',
      '--json',
      '--pack-destination',
      root,
    ]).toString(),
  );
  const userDir = join(root, 'user');
  mkdirSync(userDir);
  writeFileSync(join(userDir, 'package.json'), '{"name":"user","private":true}');
  const quiet = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'];
  const tarball = join(root, packed[0].filename);
  execFileSync('npm', ['install', ...quiet, tarball], { cwd: userDir, stdio: 'pipe' });
  return { userDir, remove: () => rmSync(root, { recursive: true, force: true }) };
};

const settings = (port: number, userDir: string, more: string): string => `module.exports = {
  ${more}
  uiHost: '127.0.0.1', uiPort: ${port}, flowFile: 'flows.json', credentialSecret: 'test',
  httpAdminRoot: '/red', fileWorkingDirectory: ${JSON.stringify(userDir)}, telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};`;

/** A Node-RED that runs for itself. */
export interface Running {
  /** Where its editor is. */
  readonly address: string;
  /** Asks the admin API; the path without the admin root. */
  ask(path: string, body?: unknown): Promise<unknown>;
  /** Resolves when the flows have started. */
  deploy(flows: object): Promise<void>;
  /** The first line of its output, already there or yet to come, that fits. */
  line(fits: RegExp, from?: number): Promise<string>;
  readonly lines: readonly string[];
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** In English or German. */
const STARTED = /Started flows|Flows sind gestartet/;

/** Begins with the flows that were deployed there last. `more`: further lines of its settings. */
export const start = async (
  { folder, node }: Runtime,
  userDir: string,
  more = '',
): Promise<Running> => {
  const port = await freePort();
  writeFileSync(join(userDir, 'settings.js'), settings(port, userDir, more));
  const red = resolve(folder, 'red.js');
  const child = spawn(node, [red, '-s', join(userDir, 'settings.js'), '-u', userDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = listenTo(child);
  // On a busy machine it may listen only after the flows have started.
  await output.line(new RegExp(`http://127\\.0\\.0\\.1:${port}/`));
  await output.line(STARTED);
  const ask = asking(port);
  return {
    ...output,
    address: `http://127.0.0.1:${port}/red/`,
    ask,
    deploy: async (flows) => {
      const before = output.lines.length;
      await ask('/flows', flows);
      await output.line(STARTED, before);
    },
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      const [code]: [number | null] = await gone.then(([code]) => [code]);
      return code;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
};

const headers = {
  accept: 'application/json',
  'content-type': 'application/json',
  'Node-RED-API-Version': 'v2',
};

const asking =
  (port: number) =>
  async (path: string, body?: unknown): Promise<unknown> => {
    const sending = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${port}/red${path}`, { headers, ...sending });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
  };

const listenTo = (child: ChildProcess): Pick<Running, 'line' | 'lines'> => {
  const lines: string[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      news.emit('line');
    });
  }
  child.once('exit', () => news.emit('error', new Error(`Node-RED ended:\n${lines.join('\n')}`)));
  news.on('error', () => undefined);
  return {
    lines,
    line: async (fits, from = 0) => {
      for (;;) {
        const found = lines.slice(from).find((one) => fits.test(one));
        if (found !== undefined) return found;
        await once(news, 'line');
      }
    },
  };
};

const isPlant = ({ type }: { readonly type: string }): boolean =>
  type === 'givtcp-config' || type === 'givtcp-simulator';

interface FlowNode {
  readonly type: string;
  readonly id: string;
  readonly port?: string;
  readonly inverter?: string;
}

/** The inverter of somebody who has one already, for examples that bring none. */
const OWN = '00000000000000e1';

/** An example as somebody deploys it who has filled in the addresses. */
export const filledIn = (
  path: string,
  addresses: { readonly inverter: number; readonly second?: number; readonly broker: number },
  credentials: object,
): { readonly flows: readonly object[] } => {
  const nodes: FlowNode[] = JSON.parse(readFileSync(path, 'utf8'));
  const ports = [...new Set(nodes.filter(isPlant).map(({ port }) => port))];
  const portOf = (port: string | undefined): string =>
    String(ports.indexOf(port) > 0 ? addresses.second : addresses.inverter);
  const lacking = nodes.some(({ inverter }) => inverter === '');
  const own: FlowNode = { id: OWN, type: 'givtcp-config' };
  const all = lacking ? [...nodes, own] : nodes;
  return {
    flows: all.map((node) => {
      switch (node.type) {
        case 'givtcp-config':
          return {
            ...node,
            host: '127.0.0.1',
            port: portOf(node.port),
            pace: '0',
            brokerPort: String(addresses.broker),
            credentials,
          };
        case 'givtcp-simulator':
          return { ...node, port: portOf(node.port), latency: 'none' };
        case 'mqtt-broker':
          return { ...node, broker: '127.0.0.1', port: String(addresses.broker), credentials };
        case 'debug':
          return { ...node, console: true };
        default:
          return node.inverter === '' ? { ...node, inverter: OWN } : node;
      }
    }),
  };
};
