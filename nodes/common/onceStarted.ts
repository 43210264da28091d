import type { NodeAPI } from 'node-red';

const waiting = new Set<() => void>();

const started = (): void => {
  const all = [...waiting];
  waiting.clear();
  for (const go of all) go();
};

/**
 * Calls back once the flows have started; the result ends that. However many nodes wait, Node-RED
 * gets one listener: it warns of a leak where there are more than ten.
 */
export const onceStarted = ({ events }: Pick<NodeAPI, 'events'>, go: () => void): (() => void) => {
  if (waiting.size === 0) events.once('flows:started', started);
  waiting.add(go);
  return () => {
    waiting.delete(go);
    if (waiting.size === 0) events.off('flows:started', started);
  };
};
