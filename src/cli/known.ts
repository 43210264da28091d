import { controlNames, describeControl, findControl } from '../index.js';
import { GivError } from '../errors.js';
import { meant } from './near.js';

/** A control by any of its names; where there is none, the error says which was probably meant. */
export const knownControl = (name: string): ReturnType<typeof findControl> => {
  try {
    return findControl(name);
  } catch (error) {
    if (!(error instanceof GivError) || error.code !== 'UNKNOWN_FUNCTION') throw error;
    const names = controlNames.flatMap((one) => [one, ...describeControl(one).aliases]);
    const hint = meant(name, names) || '; givtcp controls lists them';
    throw new GivError(error.code, `there is no control "${name}"${hint}`, error.detail);
  }
};
