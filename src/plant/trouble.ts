import { asError, GivError } from '../errors.js';

/** What can go wrong with a plant as a whole, in words. */
export const nothingRead = (): GivError =>
  new GivError('NO_DATA', 'nothing has been read from the inverter yet');

export const silentInverter = (): GivError =>
  new GivError(
    'NO_REPLY',
    'the dongle is connected but the inverter does not answer; it may be starting, updating or asleep. Values keep their age until it does',
  );

export const anotherInverter = (): GivError =>
  new GivError('NOT_DETECTED', 'another inverter answers at this address now; it is detected anew');

export const newFirmware = (): GivError =>
  new GivError('NOT_DETECTED', 'the inverter has another firmware now; it is detected anew');

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
