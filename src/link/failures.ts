import { GivError } from '../errors.js';
import { describe, type Query } from '../protocol/messages.js';

// How a request can end without an answer, in words.
export const noReply = (query: Query, sent: number, waited: number): GivError =>
  new GivError(
    'NO_REPLY',
    `no answer to ${describe(query)} after ${sent} ${sent === 1 ? 'try' : 'tries'} in about ${waited} ms; the dongle may be busy, or this device is not there`,
    { query, tries: sent, waited },
  );

export const refusedBy = (query: Query): GivError =>
  new GivError(
    'REFUSED_BY_INVERTER',
    `the inverter refused the ${query.kind === 'read' ? 'read of ' : ''}${describe(query)}`,
    {
      query,
    },
  );

export const givenUp = (query: Query): GivError =>
  new GivError('CLOSED', `the ${query.kind} was given up before it was answered`, { query });

const lostText = (query: Query): string =>
  query.kind === 'write'
    ? `the connection was cut during the ${describe(query)}: it may or may not have arrived`
    : `the connection was cut before ${describe(query)} answered`;

/** The line was cut while this request was on its way. */
export const cutOff = (query: Query): GivError =>
  new GivError('CONNECTION_LOST', lostText(query), { query });

/** For a dongle that answers, but not always. */
export const strainNote =
  'the dongle leaves requests unanswered: it is asked less often until it answers again; usually another program keeps it busy, or its Wi-Fi is weak';
