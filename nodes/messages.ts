import {
  leafMessages,
  newsOf,
  readMessage,
  type Extras,
  type ReadFunction,
  type ReadMessage,
  type Scalar,
  type Snapshot,
  type Style,
  type Told,
} from '../src/index.js';
import type { ReadOptions } from './readOptions.js';

/** The answer to a read function in the shape a node was set to; nothing when nothing is known yet. */
export const messagesFor = (
  { output }: Pick<ReadOptions, 'output'>,
  name: ReadFunction,
  snapshot: Snapshot,
  extras: Extras,
  style: Style,
): readonly ReadMessage[] => {
  if (output === 'leaves') return leafMessages(name, snapshot, extras, style);
  const message = readMessage(name, snapshot, extras, { ...style, flat: output === 'flat' });
  return saysMore(message) ? [message] : [];
};

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
