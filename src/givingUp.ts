import { readingEnded } from './plant/polling/trouble.js';

/** The work, or a rejection as soon as the signal gives it up; the work itself goes on. */
export const unlessGivenUp = <T>(
  work: T | Promise<T>,
  signal: AbortSignal | undefined,
): T | Promise<T> => {
  if (signal === undefined || !(work instanceof Promise)) return work;
  if (signal.aborted) return Promise.reject(readingEnded());
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(readingEnded());
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
};
