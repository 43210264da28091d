import { GivError } from '../errors.js';
import { phrasebook } from '../phrasebook.js';
import { describe, type Query } from '../protocol/messages.js';

/** How a request can end without an answer. What exactly was asked for comes last: it helps support alone. */
export const requestPhrases = phrasebook('request', {
  noReply:
    'the inverter did not answer in time: its dongle may be busy with another program, its Wi-Fi may be weak, or this part is not there. Try again in a moment ({what}; tries: {tries}, {seconds} s)',
  refused:
    'the inverter refused this: its model, or its state at the moment, does not take it ({what})',
  givenUp:
    'this was given up before the inverter had answered, because the flow was stopped or deployed anew: send it again ({what})',
  cutWrite:
    'the connection was cut while a setting was on its way, so it may or may not have arrived: look at the setting before sending it again ({what})',
  cutRead:
    'the connection was cut before the inverter had answered: it is made again by itself, so try again in a moment ({what})',
  closed: 'the connection to {address} was closed: it is made again as soon as a node needs it',
  moved: 'the dongle has another address now: it is connected to there by itself',
  nothingCame: 'connected, and nothing came',
});
const { say } = requestPhrases;

export const noReply = (query: Query, tries: number, waited: number): GivError => {
  const facts = { what: describe(query), tries, seconds: Math.max(1, Math.round(waited / 1000)) };
  return new GivError('NO_REPLY', say('noReply', facts), { query, tries, waited });
};

export const refusedBy = (query: Query): GivError =>
  new GivError('REFUSED_BY_INVERTER', say('refused', { what: describe(query) }), { query });

export const givenUp = (query: Query): GivError =>
  new GivError('CLOSED', say('givenUp', { what: describe(query) }), { query });

/** The line was cut while this request was on its way. */
export const cutOff = (query: Query): GivError => {
  const kind = query.kind === 'write' ? 'cutWrite' : 'cutRead';
  return new GivError('CONNECTION_LOST', say(kind, { what: describe(query) }), { query });
};
