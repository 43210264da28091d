import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes for new objects. With less, answers outlive their use and cost more; with the usual 128 MiB, nothing is gained. */
const ROOM = 16 * 2 ** 20;

/**
 * For a process that does nothing but look after plants: the room for new objects, nearly all of
 * which are no use a moment later, grows to what the work needs and then no more. The engine takes
 * its own limit at the start only; how fast the room grows it asks each time.
 */
export const keepHeapSmall = (): void => {
  const watch = new PerformanceObserver(() => {
    if (roomForNew() < ROOM) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    watch.disconnect();
  });
  watch.observe({ entryTypes: ['gc'] });
};

const roomForNew = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
