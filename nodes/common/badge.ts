import type { Node, NodeStatus } from 'node-red';

/** A status as a function of the time: an age in it grows by itself. */
export type Paint = (now: number) => NodeStatus;

const MOST_OFTEN = 1000;
const AGEING = 30_000;

/** Keeps the status under a node true, without telling every open editor more than once a second. */
export class Badge {
  readonly #node: Node;
  #paint: Paint | undefined;
  #timer: NodeJS.Timeout | undefined;
  #shown = '';
  #drawnAt = -Infinity;
  #closed = false;

  constructor(node: Node) {
    this.#node = node;
  }

  /** Without effect once closed: work may end after its node has gone. */
  show(paint: Paint): void {
    if (this.#closed) return;
    this.#paint = paint;
    this.#next(Math.max(0, this.#drawnAt + MOST_OFTEN - Date.now()));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#node.status({});
  }

  #next(ms: number): void {
    clearTimeout(this.#timer);
    if (ms === 0) return this.#draw();
    this.#timer = setTimeout(() => this.#draw(), ms);
    this.#timer.unref();
  }

  #draw(): void {
    if (this.#paint === undefined) return;
    const status = this.#paint(Date.now());
    const text = JSON.stringify(status);
    if (text !== this.#shown) {
      this.#node.status(status);
      this.#shown = text;
      this.#drawnAt = Date.now();
    }
    this.#next(AGEING);
  }
}
