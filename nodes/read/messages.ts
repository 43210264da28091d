import {
  leafMessages,
  newsOf,
  readMessage,
  type Extras,
  type Inverter,
  type ReadFunction,
  type ReadMessage,
  type Scalar,
  type Snapshot,
  type Style,
  type Told,
} from '../../src/index.js';
import type { ReadOptions } from './readOptions.js';

/** The answer to a read function in the shape a node was set to; nothing when nothing is known yet. */
export const messagesFor = (
  { output, fields }: Pick<ReadOptions, 'output' | 'fields'>,
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  names: Style,
): readonly ReadMessage[] => {
  const style = fields === undefined ? names : { ...names, fields };
  if (output === 'leaves') return leafMessages(name, snapshot, extras, style);
  const message = readMessage(name, snapshot, extras, { ...style, flat: output === 'flat' });
  return saysMore(message) ? [message] : [];
};

/** What a payload is made of beside the snapshot. */
export const extrasOf = (inverter: Inverter, source: NonNullable<Extras['source']>): Extras => ({
  now: Date.now(),
  source,
  link: {
    state: inverter.status.state,
    // Counted up only for those functions that tell them.
    get counters() {
      return inverter.counters;
    },
  },
});

/** What of it has changed since the last time, and what is known to have been told now. */
export const changedOf = (
  told: Told,
  messages: readonly ReadMessage[],
  now: number,
): { readonly messages: readonly ReadMessage[]; readonly told: Told } => {
  const topics = messages.map((message) => ({
    topic: message.topic,
    payload: essence(message.payload),
    message,
  }));
  const { news, told: next } = newsOf(told, topics, now);
  return { messages: news.map(({ message }) => message), told: next };
};

/** A payload that holds nothing but the time says nothing. */
const saysMore = ({ payload }: ReadMessage): boolean =>
  !isObject(payload) || Object.keys(payload).some((key) => key !== TIME);

const TIME = 'time';

/** A payload as something to compare: the time alone is no change. */
const essence = (payload: unknown): Scalar => {
  if (isObject(payload)) return JSON.stringify({ ...payload, [TIME]: undefined });
  return typeof payload === 'number' || typeof payload === 'boolean' ? payload : String(payload);
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
