import { GivError } from '../errors.js';
import type { Pause } from './reconnect.js';

/** Why there is no line, for programs that have words of their own. */
export type DownKind =
  | 'refused'
  | 'silent'
  | 'unreachable'
  | 'unknownName'
  | 'churn'
  | 'ended'
  | 'other';

/** The line is down: why, what can be done, and when the next try comes. */
export const downError = (address: string, cause: Error | undefined, pause: Pause): GivError => {
  const next = `next try in ${Math.max(1, Math.round(pause.ms / 1000))} s`;
  const kind = pause.why === 'churn' ? 'churn' : kindOf(cause);
  const reason = downText(kind, address, cause?.message);
  // The sentence alone serves whoever does not wait for the next try.
  const detail = { address, cause: cause?.message, why: pause.why, kind, reason };
  const code = kind === 'churn' ? 'CONNECTION_LOST' : 'NOT_CONNECTED';
  return new GivError(code, `${reason}; ${next}`, detail);
};

export const downText = (kind: DownKind, address: string, cause = ''): string =>
  sentences[kind](address, cause);

export const silence = (): GivError => new GivError('NO_REPLY', 'connected, and nothing came');

const kinds: ReadonlyMap<unknown, DownKind> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['NO_REPLY', 'silent'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENOTFOUND', 'unknownName'],
  ['EAI_AGAIN', 'unknownName'],
]);

const kindOf = (cause: Error | undefined): DownKind => {
  if (cause === undefined) return 'ended';
  return ('code' in cause ? kinds.get(cause.code) : undefined) ?? 'other';
};

const sentences: Readonly<Record<DownKind, (address: string, cause: string) => string>> = {
  refused: (address) =>
    `${address} refuses the connection: check that this is the dongle's address and port (8899)`,
  silent: (address) =>
    `the dongle at ${address} accepts the connection but does not answer: if it stays so, restart it by taking its power away for a minute`,
  unreachable: (address) =>
    `${address} cannot be reached: check that the dongle has power and is on this network`,
  unknownName: (address) =>
    `the name in ${address} is not known on this network: use the dongle's IP address`,
  churn: (address) =>
    `the dongle at ${address} keeps dropping the connection within seconds; usually another program or the app is connected too: close it`,
  ended: (address) => `the dongle at ${address} ended the connection`,
  other: (address, cause) =>
    `no connection to ${address} (${cause}): check address, power and network; if it stays so, restart the dongle`,
};
