import { asError, GivError } from '../../errors.js';
import { phrasebook } from '../../phrasebook.js';

/** What can go wrong with a plant as a whole. */
export const troublePhrases = phrasebook({
  nothingRead: 'nothing has been read from the inverter yet',
  silentInverter:
    'the dongle is connected but the inverter does not answer; it may be starting, updating or asleep. Values keep their age until it does',
  anotherInverter: 'another inverter answers at this address now; it is detected anew',
  newFirmware: 'the inverter has another firmware now; it is detected anew',
});
const { say } = troublePhrases;

export const nothingRead = (): GivError => new GivError('NO_DATA', say('nothingRead'));

export const silentInverter = (): GivError => new GivError('NO_REPLY', say('silentInverter'));

export const anotherInverter = (): GivError => new GivError('NOT_DETECTED', say('anotherInverter'));

export const newFirmware = (): GivError => new GivError('NOT_DETECTED', say('newFirmware'));

/** A mistake of ours must show in the status instead of ending the process. */
export const asTrouble = (error: unknown): GivError =>
  error instanceof GivError
    ? error
    : new GivError(
        'NO_DATA',
        `reading failed unexpectedly (${asError(error).message}); please report this`,
        {},
        { cause: error },
      );
