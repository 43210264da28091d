import type { NodeAPI } from 'node-red';
import {
  asError,
  readingsOf,
  readingsOn,
  type ReadFunction,
  type ReadingChoice,
  type ReadMessage,
} from '../../src/index.js';
import { configNamed, type ConfigNode } from '../config/configNode.js';
import type { Fields } from '../common/fields.js';
import { notDeployed } from './info.js';
import { extrasOf, messagesFor } from '../read/messages.js';
import { isRecord } from '../common/payload.js';
import { isOnRequest, readOptionsFrom, type ReadOptions } from '../read/readOptions.js';
import { wordsOfError } from '../common/said.js';

/** What the dialog of the read node asks for: the values there are, and the message it will send. */
export const offerReadings = (RED: NodeAPI): void => {
  const mayRead = RED.auth.needsPermission('givtcp-read.read');
  RED.httpAdmin.post('/givtcp/readings/:id', mayRead, (request, response) => {
    const config = configNamed(RED, request.params['id']);
    response.json(answer(request.body, (options) => choices(config, options)));
  });
  RED.httpAdmin.post('/givtcp/preview/:id', mayRead, (request, response) => {
    const config = configNamed(RED, request.params['id']);
    if (config === undefined) response.status(404).json(notDeployed);
    else response.json(answer(request.body, (options) => preview(config, options)));
  });
};

/** A form that cannot be used is answered with what is wrong with it. */
const answer = (form: unknown, make: (options: ReadOptions) => object): object => {
  try {
    const fields: Fields = isRecord(form) ? form : {};
    return make(readOptionsFrom(fields));
  } catch (error) {
    const problem = asError(error);
    const said = wordsOfError(problem);
    return { problem: problem.message, ...(said && { said }) };
  }
};

interface Choices {
  readonly live: boolean;
  readonly readings: readonly ReadingChoice[];
}

const choices = (
  config: ConfigNode | undefined,
  { function: name, naming }: ReadOptions,
): Choices => {
  if (name === undefined || isOnRequest(name)) return { live: false, readings: [] };
  const inverter = config && reachable(config);
  const snapshot = inverter?.snapshot;
  if (inverter === undefined || snapshot === undefined)
    return { live: false, readings: readingsOf(name, naming) };
  const extras = extrasOf(inverter, 'poll');
  return { live: true, readings: readingsOn(name, snapshot, extras, naming) };
};

interface Preview {
  /** Why there is nothing to see. */
  readonly reason?: 'message' | 'raw' | 'no-reading';
  readonly messages: readonly ReadMessage[];
  /** How many there would be: not all of them are shown. */
  readonly count: number;
}

const SHOWN = 8;

const preview = (config: ConfigNode, options: ReadOptions): Preview => {
  const nothing = { messages: [], count: 0 };
  const { function: name } = options;
  if (name === undefined) return { ...nothing, reason: 'message' };
  if (name === 'getRaw' || isOnRequest(name)) return { ...nothing, reason: 'raw' };
  const all = messagesNow(config, name, options);
  if (all === undefined) return { ...nothing, reason: 'no-reading' };
  return { messages: all.slice(0, SHOWN), count: all.length };
};

const messagesNow = (
  config: ConfigNode,
  name: ReadFunction,
  options: ReadOptions,
): readonly ReadMessage[] | undefined => {
  const inverter = reachable(config);
  const snapshot = inverter?.snapshot;
  if (inverter === undefined || snapshot === undefined) return undefined;
  const extras = extrasOf(inverter, options.trigger === 'input' ? 'input' : 'poll');
  return messagesFor(options, name, snapshot, extras, config.style(options.naming));
};

/** Absent while no node uses the settings, or they cannot be used. */
const reachable = (config: ConfigNode) => {
  try {
    return config.inverter();
  } catch {
    return undefined;
  }
};
