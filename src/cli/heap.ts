import { setFlagsFromString } from 'node:v8';

/**
 * For a process that does nothing but look after plants: what a plant keeps it keeps for good, and
 * what an answer leaves behind is no use at once. To be called before anything is opened.
 */
export const keepHeapSmall = (): void => {
  // New objects go on with the room that the start of the program took, some MiB; else it grows to 128.
  setFlagsFromString('--semi-space-growth-factor=1');
  // What was kept and is no use any more is cleared away before it is as much as what is of use.
  setFlagsFromString('--optimize-for-size');
};
