import { GivError } from '../errors.js';
import { phrasebook } from '../phrasebook.js';
import { requestPhrases } from './failures.js';
import type { Pause } from './reconnect.js';

/** Why there is no line, for programs that have words of their own. */
export type DownKind =
  | 'refused'
  | 'silent'
  | 'unreachable'
  | 'unknownName'
  | 'churn'
  | 'taken'
  | 'ended'
  | 'other';

/** The line is down: why, what can be done, and when the next try comes. */
export const downError = (address: string, cause: Error | undefined, pause: Pause): GivError => {
  const kind = pause.why === 'churn' ? 'churn' : kindOf(cause);
  const reason = downText(kind, address, cause?.message);
  // The sentence alone serves whoever does not wait for the next try.
  const detail = { address, cause: cause?.message, why: pause.why, kind, reason };
  const code = kind === 'churn' ? 'CONNECTION_LOST' : 'NOT_CONNECTED';
  const seconds = Math.max(1, Math.round(pause.ms / 1000));
  return new GivError(code, downPhrases.say('nextTry', { reason, seconds }), detail);
};

export const downText = (kind: DownKind, address: string, cause = ''): string =>
  downPhrases.say(kind, { address, cause });

export const silence = (): GivError => new GivError('NO_REPLY', requestPhrases.say('nothingCame'));

const kinds: ReadonlyMap<unknown, DownKind> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['NO_REPLY', 'silent'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENOTFOUND', 'unknownName'],
  ['EAI_AGAIN', 'unknownName'],
  ['TAKEN', 'taken'],
]);

const kindOf = (cause: Error | undefined): DownKind => {
  if (cause === undefined) return 'ended';
  return ('code' in cause ? kinds.get(cause.code) : undefined) ?? 'other';
};

/** Why there is no line, and when that changes. */
export const downPhrases = phrasebook('trouble', {
  nextTry: '{reason}; next try in {seconds} s',
  refused:
    "{address} refuses the connection: check that this is the dongle's address and port (8899)",
  silent:
    'the dongle at {address} accepts the connection but does not answer: if it stays so, restart it by taking its power away for a minute',
  unreachable:
    '{address} cannot be reached: check that the dongle has power and is on this network',
  unknownName: "the name in {address} is not known on this network: use the dongle's IP address",
  churn:
    'the dongle at {address} keeps dropping the connection within seconds; usually another program or the app is connected too: close it',
  taken:
    'the dongle at {address} is the one at {cause}, which is in use already: it is given one connection only, so name this inverter once (in Node-RED: let all nodes use the same inverter settings)',
  ended:
    'the dongle at {address} ended the connection: if it does so often, look for another program or app that uses it too',
  strain:
    'the dongle leaves requests unanswered: it is asked less often until it answers again; usually another program keeps it busy, or its Wi-Fi is weak',
  other:
    'no connection to {address} ({cause}): check address, power and network; if it stays so, restart the dongle',
});
