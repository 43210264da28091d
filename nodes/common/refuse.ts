import type { Node, NodeAPI } from 'node-red';
import { notConfigured } from './status.js';

/** A node whose settings cannot be used: it says so at once, and again to every message. */
export const refuseAll = (RED: NodeAPI, node: Node, problem: Error): void => {
  const show = (): void => node.status(notConfigured);
  show();
  // Status nodes listen only once all nodes are made.
  RED.events.once('flows:started', show);
  node.error(problem.message);
  node.on('input', (_message, _send, done) => done(problem));
  node.on('close', () => {
    RED.events.off('flows:started', show);
    node.status({});
  });
};
