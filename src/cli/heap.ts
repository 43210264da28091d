import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes for new objects. With less, answers outlive their use and cost more; with the usual 128 MiB, nothing is gained. */
const ROOM = 16 * 2 ** 20;

/**
 * For a process that does nothing but look after plants: the room for new objects, nearly all of
 * which are no use a moment later, is what the work needs and never more. The engine takes its own
 * limit at the start only; how fast the room grows it asks each time. So it is made to grow at once:
 * later, in a busy moment, it could pass any mark before somebody looks.
 */
export const keepHeapSmall = (): void => {
  let inUse: object[] = [];
  for (let round = 0; round < MOST_ROUNDS && roomForNew() < ROOM; round++) {
    if (inUse.length > MOST_IN_USE) inUse = [];
    for (let i = 0; i < 2000; i++) inUse.push([i, [i]]);
  }
  setFlagsFromString('--semi-space-growth-factor=1');
};

// What survives makes the room grow. Some thirty rounds do, of 2,000 objects each.
const MOST_ROUNDS = 300;
const MOST_IN_USE = 60_000;

const roomForNew = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
