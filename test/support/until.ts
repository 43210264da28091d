import { setImmediate } from 'node:timers/promises';

/** Lets sockets have their turns until something is true. It waits for events, not for time. */
export const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await setImmediate();
};
