import type { Node, NodeAPI } from 'node-red';
import { onceStarted } from './onceStarted.js';

/**
 * Says what keeps a node from its work, once all nodes are made: earlier there is no Catch or Status node that could
 * hear it. The result ends that.
 */
export const tellOnceStarted = (
  RED: Pick<NodeAPI, 'events'>,
  node: Node,
  problem: Error,
  show: () => void = () => {},
): (() => void) =>
  onceStarted(RED, () => {
    show();
    // With a message, even an empty one, Catch nodes have it too; else it goes to the log.
    node.error(problem, {});
  });
