import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const NAME = 'node-red-contrib-givtcp';

/**
 * A user directory for Node-RED: its settings, the examples as its flow with the addresses
 * filled in, and this package as though it had been installed. A link serves as well as a copy, and
 * nothing is fetched.
 */
export const makeUserDirectory = (folder, examples, { host, port, ...others }) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(resolve('.'), join(folder, 'node_modules', NAME), 'junction');
  const manifest = { name: 'demo', private: true, dependencies: { [NAME]: '*' } };
  writeJson(join(folder, 'package.json'), manifest);
  const flow = examples.flatMap((path) => addressedFlow(path, { host, ...others }));
  writeJson(join(folder, 'flows.json'), shared(flow));
  writeFileSync(join(folder, 'settings.js'), settings(host, port));
};

export const removeUserDirectory = (folder) => {
  rmSync(folder, { recursive: true, force: true });
  // Another demo may have its own beside it.
  const parent = dirname(folder);
  if (readdirSync(parent).length === 0) rmdirSync(parent);
};

const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);

const placeOf = ({ type, host, port }) =>
  type === 'givtcp-config' ? `${host}:${port}` : undefined;

/** Flows that mean the same inverter use the same settings. */
const shared = (nodes) => {
  const first = (node) => nodes.find((other) => placeOf(other) === placeOf(node));
  const doubles = nodes.filter((node) => placeOf(node) !== undefined && first(node) !== node);
  const instead = new Map(doubles.map((node) => [node.id, first(node).id]));
  return nodes
    .filter((node) => !doubles.includes(node))
    .map((node) =>
      instead.has(node.inverter) ? { ...node, inverter: instead.get(node.inverter) } : node,
    );
};

/** A flow that brings its own simulated inverter keeps it; the others get that of the demo. */
const addressedFlow = (path, { ownPort, ...addresses }) => {
  const nodes = JSON.parse(readFileSync(path, 'utf8'));
  const own = nodes.some(({ type }) => type === 'givtcp-simulator');
  return nodes.map((node) => (own ? ported(node, ownPort) : addressed(node, addresses)));
};

const ported = (node, port) =>
  node.type === 'givtcp-simulator' || node.type === 'givtcp-config'
    ? { ...node, port: String(port) }
    : node;

const addressed = (node, { host, inverterPort, brokerPort }) => {
  if (node.type === 'mqtt-broker') return { ...node, broker: host, port: String(brokerPort) };
  if (node.type !== 'givtcp-config') return node;
  const inverter = { host, port: String(inverterPort), liveEvery: '5', allEvery: '30' };
  return { ...node, ...inverter, broker: host, brokerPort: String(brokerPort) };
};

// No catalogue, no tour, no news: the demo needs no network.
const settings = (host, port) => `module.exports = ${JSON.stringify(
  {
    uiHost: host,
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: 'demo',
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: {
      tours: false,
      palette: { catalogues: [] },
    },
  },
  undefined,
  2,
)};
`;
