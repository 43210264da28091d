import type { Node } from 'node-red';
import { notConfigured } from './status.js';

/** A node whose settings cannot be used: it says so at once, and again to every message. */
export const refuseAll = (node: Node, problem: Error): void => {
  node.status(notConfigured);
  node.error(problem.message);
  node.on('input', (_message, _send, done) => done(problem));
  node.on('close', () => node.status({}));
};
