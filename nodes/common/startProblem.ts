import type { Node, NodeAPI } from 'node-red';

/**
 * Says what keeps a node from its work, once all nodes are made: earlier there is no Catch or Status node that could
 * hear it. The result ends that.
 */
export const tellOnceStarted = (
  { events }: Pick<NodeAPI, 'events'>,
  node: Node,
  problem: Error,
  show: () => void = () => {},
): (() => void) => {
  const tell = (): void => {
    show();
    // With a message, even an empty one, Catch nodes have it too; else it goes to the log.
    node.error(problem, {});
  };
  events.once('flows:started', tell);
  return () => void events.off('flows:started', tell);
};
