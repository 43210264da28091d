import { asError, GivError } from '../../errors.js';
import { phrasebook } from '../../phrasebook.js';

/** What can go wrong with a plant as a whole. */
export const troublePhrases = phrasebook('trouble', {
  nothingRead: 'nothing has been read from the inverter yet: wait until the status shows figures',
  garbled:
    'something answers, but what it says of itself makes no sense; the inverter may be starting or updating: wait a few minutes',
  noModel:
    'there is no model "{name}": use four digits or letters A to F, such as 4004, or leave the model code empty',
  unexpected: 'reading failed in a way that should not happen; please report this: {cause}',
  readingEnded: 'reading was ended, because the flow was stopped or deployed anew: send it again',
  silentInverter:
    'the dongle is connected but the inverter does not answer; it may be starting, updating or asleep. Values keep their age until it does',
  anotherInverter:
    'another inverter answers at this address now; what it is, is found out anew: wait a minute',
  newFirmware: 'the inverter has other firmware now; what it has, is found out anew: wait a minute',
});
const { say } = troublePhrases;

export const nothingRead = (): GivError => new GivError('NO_DATA', say('nothingRead'));

export const readingEnded = (): GivError => new GivError('CLOSED', say('readingEnded'));

export const silentInverter = (): GivError => new GivError('NO_REPLY', say('silentInverter'));

export const anotherInverter = (): GivError => new GivError('NOT_DETECTED', say('anotherInverter'));

export const newFirmware = (): GivError => new GivError('NOT_DETECTED', say('newFirmware'));

/** A mistake of ours must show in the status instead of ending the process. */
export const asTrouble = (error: unknown): GivError =>
  error instanceof GivError
    ? error
    : new GivError(
        'NO_DATA',
        say('unexpected', { cause: asError(error).message }),
        {},
        { cause: error },
      );
