import { asError } from '../../src/index.js';

/** Tells Node-RED once how the work ended: it may be waiting to close, and Complete and Catch nodes do. */
export const finish = async (
  work: Promise<unknown>,
  done: (error?: Error) => void,
): Promise<void> => {
  try {
    await work;
  } catch (error) {
    return done(asError(error));
  }
  done();
};
