import {
  GivError,
  namings,
  readFunctions,
  type Naming,
  type ReadFunction,
} from '../../src/index.js';
import { badConfig, oneOf, text, whole, yesNo, type Fields } from '../common/fields.js';
import { configPhrases, messagePhrases } from '../common/phrases.js';

/** What a read node can be asked for. */
export type Asked = ReadFunction | OnRequest;
/** Files for whoever asks, never published: the settings as a whole, and the traffic on the line. */
const onRequest = ['getSettings', 'getRecording'] as const;
export type OnRequest = (typeof onRequest)[number];

export const isOnRequest = (name: unknown): name is OnRequest =>
  onRequest.some((known) => known === name);

export interface ReadOptions {
  /** Absent: as the message says. */
  readonly function?: Asked;
  readonly trigger: 'poll' | 'interval' | 'input';
  readonly every: number;
  readonly output: 'object' | 'flat' | 'leaves';
  readonly changedOnly: boolean;
  readonly naming: Naming;
  /** A reading younger than this (ms) answers a message without asking the inverter again. */
  readonly maxAge: number;
  readonly publish: boolean;
  /** Only these values of the function; absent: all. */
  readonly fields?: readonly string[];
}

const DAY = 86_400;

/** Throws BAD_CONFIG. */
export const readOptionsFrom = (fields: Fields): ReadOptions => {
  const name = text(fields, 'function');
  const trigger = oneOf(fields, 'trigger', ['poll', 'interval', 'input']);
  if (isOnRequest(name) && trigger !== 'input')
    throw badConfig(configPhrases.say('onRequest', { name }));
  const chosen = namesIn(fields['fields']);
  return {
    trigger,
    every: whole(fields, 'every', [5, DAY], 30) * 1000,
    output: oneOf(fields, 'output', ['object', 'flat', 'leaves']),
    changedOnly: oneOf(fields, 'only', ['all', 'changed']) === 'changed',
    naming: oneOf(fields, 'naming', namings),
    maxAge: whole(fields, 'maxAge', [0, DAY], 5) * 1000,
    publish: yesNo(fields, 'publish', false),
    ...(name !== '' && { function: known(name) }),
    // Which values there are depends on the function: a message that names one gets all of it.
    ...(name !== '' && chosen.length > 0 && { fields: chosen }),
  };
};

/** What a message asks for: msg.function, else the end of msg.topic, else a text payload. */
export const functionOf = (message: Fields): Asked => {
  const asked = [message['function'], lastPart(message['topic']), message['payload']];
  const name = asked.map(named).find((found) => found !== undefined);
  return (
    name ?? known(asked.find((candidate) => typeof candidate === 'string' && candidate !== ''))
  );
};

/** "givenergy/SA1234G567/getModes" asks for getModes. */
export const lastPart = (topic: unknown): string | undefined =>
  typeof topic === 'string' ? topic.split('/').at(-1) : undefined;

const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((name) => typeof name === 'string' && name !== '') : [];

const all = (): readonly Asked[] => [...readFunctions, ...onRequest];

/** In any case, like the names of controls. */
const named = (name: unknown): Asked | undefined =>
  typeof name === 'string'
    ? all().find((one) => one.toLowerCase() === name.trim().toLowerCase())
    : undefined;

const known = (name: unknown): Asked => {
  const found = named(name);
  if (found !== undefined) return found;
  const words = all().join(', ');
  throw new GivError(
    'UNKNOWN_FUNCTION',
    typeof name === 'string'
      ? messagePhrases.say('unknownFunction', { name: name.slice(0, 40), words })
      : messagePhrases.say('noFunction', { words }),
  );
};
