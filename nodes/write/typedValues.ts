import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { BadInput } from '../../src/index.js';
import type { Fields } from '../common/fields.js';
import { messagePhrases } from '../common/phrases.js';

/** Where a value of a dialog comes from; a plain text is its own. */
export const sources = ['str', 'num', 'bool', 'json', 'msg', 'flow', 'global', 'env'] as const;
export type Source = (typeof sources)[number];

export interface TypedValue {
  readonly value: unknown;
  readonly source: Source;
}

export type TypedValues = Readonly<Record<string, TypedValue>>;

export type Evaluate = (values: TypedValues, message: NodeMessage) => Promise<Fields>;

/** Looks up what each value stands for. What is not there is refused: half a control is not what was asked. */
export const evaluator =
  (RED: NodeAPI, node: Node): Evaluate =>
  async (values, message) => {
    const found = Object.entries(values).map(async ([name, typed]) => {
      const value = await valueOf(RED, node, typed, message);
      if (value === undefined || value === null) throw notThere(name, typed);
      return [name, value] as const;
    });
    return Object.fromEntries(await Promise.all(found));
  };

const valueOf = (
  RED: NodeAPI,
  node: Node,
  { value, source }: TypedValue,
  message: NodeMessage,
): Promise<unknown> =>
  source === 'str'
    ? Promise.resolve(value)
    : new Promise((resolve, reject) => {
        RED.util.evaluateNodeProperty(String(value), source, node, message, (error, found) =>
          error === null || error === undefined ? resolve(found) : reject(error),
        );
      });

const notThere = (name: string, { value, source }: TypedValue): BadInput =>
  new BadInput(
    name,
    undefined,
    messagePhrases.say('nothingThere', { source: `${source}.${String(value)}` }),
  );
