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
 * A user directory for Node-RED: its settings, the example as its flow with the addresses filled
 * in, and this package as though it had been installed. A link serves as well as a copy, and
 * nothing is fetched.
 */
export const makeUserDirectory = (folder, example, { host, port, inverterPort, brokerPort }) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(resolve('.'), join(folder, 'node_modules', NAME), 'junction');
  const manifest = { name: 'demo', private: true, dependencies: { [NAME]: '*' } };
  writeJson(join(folder, 'package.json'), manifest);
  const flow = JSON.parse(readFileSync(example, 'utf8'));
  writeJson(
    join(folder, 'flows.json'),
    flow.map((node) => addressed(node, { host, inverterPort, brokerPort })),
  );
  writeFileSync(join(folder, 'settings.js'), settings(host, port));
};

export const removeUserDirectory = (folder) => {
  rmSync(folder, { recursive: true, force: true });
  // Another demo may have its own beside it.
  const parent = dirname(folder);
  if (readdirSync(parent).length === 0) rmdirSync(parent);
};

const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);

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
