import type { Node, NodeAPI } from 'node-red';
import { tellOnceStarted } from './startProblem.js';
import { notConfigured } from './status.js';

/** A node whose settings cannot be used: it says so at once, and again to every message. */
export const refuseAll = (RED: NodeAPI, node: Node, problem: Error): void => {
  const show = (): void => node.status(notConfigured);
  show();
  const silence = tellOnceStarted(RED, node, problem, show);
  node.on('input', (_message, _send, done) => done(problem));
  node.on('close', () => {
    silence();
    node.status({});
  });
};
