import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeDef, NodeInitializer, NodeMessage } from 'node-red';
import { afterAll, afterEach, beforeAll } from 'vitest';
import givtcpConfig from '../../nodes/givtcp-config.js';
import givtcpEvent from '../../nodes/givtcp-event.js';
import givtcpRead from '../../nodes/givtcp-read.js';
import givtcpSimulator from '../../nodes/givtcp-simulator.js';
import givtcpWrite from '../../nodes/givtcp-write.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';

const require = createRequire(resolve('package.json'));
/** NR=node-red4 runs the same tests on Node-RED 4. */
const runtime = process.env['NR'] ?? 'node-red';
helper.init(require.resolve(runtime));

export interface FlowItem {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** What arrived at a collector, and who waits for more. */
class Box {
  readonly heard: NodeMessage[] = [];
  readonly #waiting = new Set<() => void>();

  put(message: NodeMessage): void {
    this.heard.push(message);
    for (const look of this.#waiting) look();
  }

  /** The first message, already there or yet to come, that fits. */
  until(fits: (message: NodeMessage) => boolean): Promise<NodeMessage> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.heard.find(fits);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  next(): Promise<NodeMessage> {
    const known = this.heard.length;
    return this.until((message) => this.heard.indexOf(message) >= known);
  }
}

const boxes = new Map<string, Box>();
/** All that came to the collector of this id since the flow was loaded. */
export const box = (id: string): Box => {
  const found = boxes.get(id) ?? new Box();
  boxes.set(id, found);
  return found;
};

const collector = (RED: NodeAPI): void => {
  function Collector(this: Node, definition: NodeDef): void {
    RED.nodes.createNode(this, definition);
    this.on('input', (message, _send, done) => {
      box(this.id).put(message);
      done();
    });
  }
  RED.nodes.registerType('collector', Collector);
};

const open: { close(): Promise<unknown> }[] = [];
/** Closed after the test, before what was opened earlier. */
export const closing = <T extends { close(): Promise<unknown> }>(thing: T): T => {
  open.push(thing);
  return thing;
};

export const simulator = async (options: SimulatorOptions = {}): Promise<Simulator> =>
  closing(await startSimulator({ seed: 7, ...options }));

let userDir = '';
/** The user directory of the running test. */
export const directory = (): string => userDir;

/** Call once in a file: starts the runtime, and cleans up after each test. */
export const useNodeRed = (): void => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => helper.startServer(() => resolve()));
  });
  afterEach(async () => {
    await helper.unload();
    for (const thing of open.splice(0).toReversed()) await thing.close();
    // A file may still be on its way there.
    rmSync(userDir, { recursive: true, force: true, maxRetries: 10 });
    boxes.clear();
  });
  afterAll(async () => {
    await new Promise<void>((resolve) => helper.stopServer(() => resolve()));
  });
};

/** Nodes of Node-RED's own, of the version that runs. */
const core = createRequire(require.resolve(runtime));
const tlsConfig: NodeInitializer = core('@node-red/nodes/core/network/05-tls.js');
const functionNode: NodeInitializer = core('@node-red/nodes/core/function/10-function.js');
const types = [
  collector,
  tlsConfig,
  functionNode,
  givtcpConfig,
  givtcpEvent,
  givtcpRead,
  givtcpSimulator,
  givtcpWrite,
];

/** What has no place in the editor Node-RED takes for settings. */
const placed = (flow: readonly FlowItem[]): FlowItem[] =>
  flow.map((item) =>
    'z' in item && item.type !== 'givtcp-config' ? { ...item, x: 0, y: 0 } : { ...item },
  );

let lookup: NodeAPI['_'] | undefined;
/** From now on nodes find their texts in these catalogues: the helper gives them none. */
export const speakingBy = (catalogues: NodeAPI['_']): void => void (lookup = catalogues);

const speaking = (type: NodeInitializer): NodeInitializer =>
  lookup === undefined ? type : (RED) => type(Object.assign(RED, { _: lookup }));

let searched: unknown = '127.0.0.1:1';
/** Where the flows of this file look for inverters: never in a real network. */
export const lookingIn = (networks: unknown): void => void (searched = networks);

export const deploy = async (
  flow: readonly FlowItem[],
  credentials: Readonly<Record<string, object>> = {},
): Promise<void> => {
  userDir = mkdtempSync(join(tmpdir(), 'nodes-'));
  helper.settings(Object.assign({ userDir }, { givtcpConfigSearch: searched }));
  await helper.load(types.map(speaking), placed(flow), { ...credentials });
};

/** Deploys again, as the editor does. */
export const redeploy = (
  flow: readonly FlowItem[],
  kind: 'full' | 'flows' | 'nodes' = 'full',
): Promise<void> => helper.setFlows(placed(flow), kind);

/** Stops all flows, as at the end of Node-RED. */
export const undeploy = (): Promise<void> => helper.clearFlows();

/** What nodes have written to the log since the deploy. */
export const logged = (): string[] =>
  helper.log().args.map(([entry]: { msg?: unknown }[]) => String(entry?.msg));

/** Resolves once it holds; asks again whenever the process has nothing else to do. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

export const nodeOf = (id: string): Node => helper.getNode(id);
export const request = () => helper.request();
export const send = (id: string, message: object = {}): void =>
  helper.getNode(id).receive({ ...message });

/** Asks an admin endpoint as a dialog does. */
export const ask = async (
  method: 'get' | 'post',
  path: string,
  form?: object,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const { status, body } = await helper.request()[method](path).send(form);
  return { status, body };
};

export const tab: FlowItem = { id: 't1', type: 'tab', label: 'test' };

export const house = (
  { host, port }: { readonly host: string; readonly port: number },
  more: object = {},
): FlowItem => ({
  id: 'house',
  type: 'givtcp-config',
  name: 'House',
  host,
  port: String(port),
  pace: '0',
  ...more,
});

/** A read node and where its messages go. */
export const reader = (more: object = {}): readonly FlowItem[] => [
  {
    id: 'read',
    z: 't1',
    type: 'givtcp-read',
    inverter: 'house',
    function: 'getCombinedStats',
    trigger: 'input',
    wires: [['readings']],
    ...more,
  },
  { id: 'readings', z: 't1', type: 'collector', wires: [] },
];

/** A write node and where its outcomes go. */
export const writer = (more: object = {}): readonly FlowItem[] => [
  {
    id: 'write',
    z: 't1',
    type: 'givtcp-write',
    inverter: 'house',
    wires: [['outcomes']],
    ...more,
  },
  { id: 'outcomes', z: 't1', type: 'collector', wires: [] },
];

/** Catch, status and complete nodes for the whole tab, each with its collector. */
export const watchers: readonly FlowItem[] = [
  { id: 'catcher', z: 't1', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 't1', type: 'collector', wires: [] },
  { id: 'watcher', z: 't1', type: 'status', scope: null, wires: [['statuses']] },
  { id: 'statuses', z: 't1', type: 'collector', wires: [] },
  { id: 'completer', z: 't1', type: 'complete', scope: ['read', 'write'], wires: [['completed']] },
  { id: 'completed', z: 't1', type: 'collector', wires: [] },
];

/** A property of a message, as deep as the path goes: "payload.power.pv". */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined;
  }, value);

/** What a Catch node was told, once it fits. */
export const caught = (fits: RegExp): Promise<NodeMessage> =>
  box('errors').until((message) => fits.test(String(at(message, 'error.message'))));

/** The status of a node, once its text fits. */
export const statusOf = async (id: string, fits: RegExp): Promise<NodeMessage> =>
  box('statuses').until(
    (message) =>
      at(message, 'status.source.id') === id && fits.test(String(at(message, 'status.text'))),
  );
