import type { Node } from 'node-red';
import { faceStatus, type FaceState, type FaceStates } from './faceStatus.js';
import { nodePhrases } from '../common/phrases.js';

/** Tells the log and status nodes how broker and REST fare: each change once. */
export class Board {
  readonly #node: Node;
  #states: FaceStates = {};
  #closed = false;

  constructor(node: Node) {
    this.#node = node;
  }

  get states(): FaceStates {
    return this.#states;
  }

  tell(face: keyof FaceStates, state: FaceState): void {
    if (!this.#show(face, state)) return;
    if (state.state === 'online') this.#node.log(welcome[face](state));
    else if (state.reason !== undefined) this.#node.warn(state.reason);
  }

  /** For settings that cannot be used: somebody has to correct them. */
  fail(face: keyof FaceStates, problem: Error): void {
    if (this.#show(face, { state: 'offline', reason: problem.message }))
      this.#node.error(problem, {});
  }

  close(): void {
    this.#closed = true;
    this.#node.status({});
  }

  /** Is it news? */
  #show(face: keyof FaceStates, state: FaceState): boolean {
    const before = this.#states[face];
    const same = before?.state === state.state && before.reason === state.reason;
    if (this.#closed || same) return false;
    this.#states = { ...this.#states, [face]: state };
    this.#node.status(faceStatus(this.#states));
    return true;
  }
}

const welcome = {
  mqtt: () => nodePhrases.say('brokerConnected'),
  rest: ({ port }: FaceState) => nodePhrases.say('restAnswers', { port: port ?? '' }),
};
