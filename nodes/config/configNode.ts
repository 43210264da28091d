import type { Node, NodeAPI } from 'node-red';
import type {
  ApplyOptions,
  Inverter,
  Naming,
  Outcome,
  Style,
  SupportBundle,
} from '../../src/index.js';
import type { FaceStates } from '../faces/faceStatus.js';
import { badConfig, type Fields } from '../common/fields.js';
import { configPhrases } from '../common/phrases.js';
import type { PlantInfo } from '../dialogs/info.js';
import type { Letter } from '../faces/post.js';
import type { Listener } from './shared.js';

export interface Credentials {
  username?: string;
  password?: string;
  restToken?: string;
}

/** What the other nodes see of the config node they refer to. */
export interface ConfigNode extends Node<Credentials> {
  /** Node-RED walks this map to bring the config node's errors to its users' flows. */
  users: Record<string, Node>;
  /** The node is told what happens until it calls what this returns. The first one opens the connection. */
  join(user: Node, listener: Listener): () => void;
  /** Throws what is wrong with the settings, or that there is no connection. */
  inverter(): Inverter;
  apply(control: string, payload: unknown, options: ApplyOptions): Promise<Outcome>;
  /** Sends to the broker of the settings; throws if they name none. */
  publish(letters: readonly Letter[]): void;
  /** How topics begin in a naming. */
  style(naming: Naming): Style;
  info(): PlantInfo & FaceStates;
  /** All that a bug report needs; absent while there is no connection. */
  bundle(): SupportBundle | undefined;
  /** Where its password may be sent. */
  place: string;
}

/** A broker as the settings name it, to tell it from another. */
export const placeOf = (fields: Fields): string =>
  JSON.stringify(['broker', 'brokerPort', 'tls'].map((name) => fields[name] ?? ''));

export const isConfigNode = (node: unknown): node is ConfigNode =>
  typeof node === 'object' && node !== null && 'join' in node && 'publish' in node;

/** Those inside of subflows. The editor knows one, by the id it has there; each place that uses the subflow has its own. */
const inSubflows = new Map<ConfigNode, string>();

/** A config node begins; dialogs find it until it is closed. */
export const enrol = (node: ConfigNode): void => {
  const alias: unknown = Reflect.get(node, '_alias');
  if (typeof alias !== 'string') return;
  inSubflows.set(node, alias);
  node.on('close', () => inSubflows.delete(node));
};

/** The deployed config node that a dialog means; of those in a subflow, the first. */
export const configNamed = (RED: NodeAPI, id: unknown): ConfigNode | undefined => {
  const node: unknown = RED.nodes.getNode(String(id));
  if (isConfigNode(node)) return node;
  return [...inSubflows].find(([, alias]) => alias === id)?.[0];
};

/** The config node that a node's dialog chose. */
export const configOf = (RED: NodeAPI, definition: Fields): ConfigNode => {
  const id = definition['inverter'];
  const node: unknown = typeof id === 'string' ? RED.nodes.getNode(id) : undefined;
  if (isConfigNode(node)) return node;
  throw badConfig(configPhrases.say('noInverter'));
};
