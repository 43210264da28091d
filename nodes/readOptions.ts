import {
  GivError,
  isReadFunction,
  namings,
  readFunctions,
  type Naming,
  type ReadFunction,
} from '../src/index.js';
import { oneOf, text, whole, yesNo, type Fields } from './fields.js';

export interface ReadOptions {
  /** Absent: as the message says. */
  readonly function?: ReadFunction;
  readonly trigger: 'poll' | 'interval' | 'input';
  readonly every: number;
  readonly output: 'object' | 'flat' | 'leaves';
  readonly changedOnly: boolean;
  readonly naming: Naming;
  /** A reading younger than this (ms) answers a message without asking the inverter again. */
  readonly maxAge: number;
  readonly publish: boolean;
}

const DAY = 86_400;

/** Throws BAD_CONFIG. */
export const readOptionsFrom = (fields: Fields): ReadOptions => {
  const name = text(fields, 'function');
  return {
    trigger: oneOf(fields, 'trigger', ['poll', 'interval', 'input']),
    every: whole(fields, 'every', [5, DAY], 30) * 1000,
    output: oneOf(fields, 'output', ['object', 'flat', 'leaves']),
    changedOnly: oneOf(fields, 'only', ['all', 'changed']) === 'changed',
    naming: oneOf(fields, 'naming', namings),
    maxAge: whole(fields, 'maxAge', [0, DAY], 5) * 1000,
    publish: yesNo(fields, 'publish', false),
    ...(name !== '' && { function: known(name) }),
  };
};

/** What a message asks for: msg.function, else the end of msg.topic, else a text payload. */
export const functionOf = (message: Fields): ReadFunction => {
  const asked = [message['function'], lastPart(message['topic']), message['payload']];
  const name = asked.find((candidate) => isReadFunction(candidate));
  return (
    name ?? known(asked.find((candidate) => typeof candidate === 'string' && candidate !== ''))
  );
};

/** "givenergy/SA1234G567/getModes" asks for getModes. */
export const lastPart = (topic: unknown): string | undefined =>
  typeof topic === 'string' ? topic.split('/').at(-1) : undefined;

const known = (name: unknown): ReadFunction => {
  if (isReadFunction(name)) return name;
  const asked =
    typeof name === 'string'
      ? `"${name.slice(0, 40)}" is no read function`
      : 'Nothing says what to read';
  throw new GivError(
    'UNKNOWN_FUNCTION',
    `${asked}: choose one in the node, or send msg.function as one of ${readFunctions.join(', ')}`,
  );
};
