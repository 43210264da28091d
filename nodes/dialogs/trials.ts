import type { NodeAPI } from 'node-red';
import {
  asError,
  examine,
  tryBroker,
  tryInverter,
  type BrokerTrial,
  type Trial,
} from '../../src/index.js';
import { configNamed, placeOf } from '../config/configNode.js';
import { badConfig, type Fields } from '../common/fields.js';
import { openPlantAt } from '../config/plants.js';
import { mqttFrom, settingsFrom } from '../config/settings.js';
import { tlsFrom } from '../faces/tls.js';
import { configPhrases } from '../common/phrases.js';

/** What a dialog holds at the moment, deployed or not. */
export interface Form {
  readonly id: string;
  readonly fields: Fields;
  readonly credentials: Fields;
  /** The password was not touched: the stored one is meant. */
  readonly stored: boolean;
}

/** Anything may be posted. */
export const formFrom = (body: unknown): Form => ({
  id: textOf(part(body, 'id')),
  fields: record(part(body, 'fields')),
  credentials: record(part(body, 'credentials')),
  stored: part(body, 'stored') === true,
});

const part = (value: unknown, name: string): unknown => record(value)[name];
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const record = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? { ...value } : {};

interface Unusable {
  readonly ok: false;
  readonly kind: 'unusable';
  readonly reason: string;
}
const unusable = (error: unknown): Unusable => ({
  ok: false,
  kind: 'unusable',
  reason: asError(error).message,
});

/** Tries the inverter that a dialog names; over the connection there is, if there is one. */
export const trialOfInverter = async (
  RED: NodeAPI,
  form: Form,
  signal: AbortSignal,
): Promise<Trial> => {
  try {
    const settings = settingsFrom(withVariables(RED, form));
    const open = await openPlantAt(settings);
    return await (open === undefined
      ? tryInverter(settings, signal)
      : examine(open, settings, signal));
  } catch (error) {
    return unusable(error);
  }
};

/** Tries the broker that a dialog names. */
export const trialOfBroker = async (
  RED: NodeAPI,
  form: Form,
  signal: AbortSignal,
): Promise<BrokerTrial> => {
  try {
    const { host, port, username, password, protocolVersion } = brokerOf(RED, form);
    const tls = tlsOf(RED, form.fields['tls']);
    return await tryBroker(
      {
        host,
        protocolVersion,
        ...(port !== undefined && { port }),
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
        ...(tls !== undefined && { tls }),
      },
      signal,
    );
  } catch (error) {
    return unusable(error);
  }
};

const brokerOf = (RED: NodeAPI, form: Form) => {
  const fields = withVariables(RED, form);
  const { host, ...more } = mqttFrom(fields, credentialsOf(RED, { ...form, fields }));
  if (host === undefined) throw badConfig(configPhrases.say('noBrokerToTest'));
  return { host, ...more };
};

const tlsOf = (RED: NodeAPI, id: unknown) => {
  const wanted = id === '_ADD_' ? '' : id;
  if (typeof wanted === 'string' && wanted !== '' && RED.nodes.getNode(wanted) === null)
    throw badConfig(configPhrases.say('tlsNotDeployed'));
  return tlsFrom(wanted, (known) => RED.nodes.getNode(known));
};

/** A stored password goes to the broker it was stored for, and to no other. */
const credentialsOf = (RED: NodeAPI, { id, fields, credentials, stored }: Form): Fields => {
  if (!stored) return credentials;
  const node = configNamed(RED, id);
  if (node?.place !== placeOf(fields)) throw badConfig(configPhrases.say('otherBroker'));
  return { ...credentials, password: node.credentials.password };
};

/** Node-RED puts variables in when it makes a node; here there is none yet. */
const withVariables = (RED: NodeAPI, { id, fields }: Form): Fields => {
  const node = configNamed(RED, id) ?? {};
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, valueOf(RED, node, value)]),
  );
};

const valueOf = (RED: NodeAPI, node: object, value: unknown): unknown => {
  if (typeof value !== 'string' || !/^\$\{[^}]+\}$/.test(value)) return value;
  const found: unknown = Reflect.apply(RED.util.evaluateNodeProperty, RED.util, [
    value,
    'env',
    node,
    {},
  ]);
  return found === undefined || found === '' ? value : found;
};
