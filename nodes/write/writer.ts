import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { asError, ControlFailed, GivError, type Outcome, type Status } from '../../src/index.js';
import { Badge } from '../common/badge.js';
import type { Language } from '../common/language.js';
import type { ConfigNode } from '../config/configNode.js';
import type { Listener } from '../config/shared.js';
import { yesNoIn } from '../common/payload.js';
import type { Evaluate } from './typedValues.js';
import {
  linkStatus,
  outcomeStatus,
  refusalStatus,
  working,
  type Refusal,
} from '../common/status.js';
import { controlOf, type WriteOptions } from './writeOptions.js';

/** What became of the last message. */
type Deed =
  | { readonly kind: 'none' }
  | { readonly kind: 'working' }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'refused'; readonly code: Refusal; readonly at: number };

/** One write node's life. It acts on messages only: a deploy must never write. */
export class Writer implements Listener {
  readonly #node: Node;
  readonly #config: ConfigNode;
  readonly #options: WriteOptions;
  readonly #evaluate: Evaluate;
  readonly #language: Language;
  readonly #badge: Badge;
  #leave = (): void => {};
  #status: Status = { state: 'connecting', since: Date.now() };
  #deed: Deed = { kind: 'none' };
  #closed = false;

  constructor(
    node: Node,
    config: ConfigNode,
    options: WriteOptions,
    evaluate: Evaluate,
    language: Language,
  ) {
    this.#node = node;
    this.#config = config;
    this.#options = options;
    this.#evaluate = evaluate;
    this.#language = language;
    this.#badge = new Badge(node);
  }

  start(): void {
    this.#paint();
    this.#leave = this.#config.join(this.#node, this);
  }

  close(): void {
    this.#closed = true;
    this.#leave();
    this.#badge.close();
  }

  status(status: Status): void {
    this.#status = status;
    this.#paint();
  }

  snapshot(): void {}

  /** Writes what a message asks for and sends what became of it. Rejects when it did not come about. */
  async obey(message: NodeMessageInFlow, send: (message: NodeMessage) => void): Promise<void> {
    try {
      const outcome = await this.#apply(message);
      this.#show({ kind: 'done', outcome });
      send({
        ...message,
        payload: structuredClone(this.#language.outcome(outcome)),
        givtcp: metaOf(outcome),
      });
    } catch (error) {
      this.#show({ kind: 'refused', code: codeOf(error), at: Date.now() });
      // For catch nodes, which get a copy of this message: how far it came.
      if (error instanceof ControlFailed)
        message['givtcp'] = { outcome: structuredClone(this.#language.outcome(error.outcome)) };
      // Catch nodes may have gone with this one.
      if (this.#closed) this.#node.warn(this.#language.error(asError(error)).message);
      throw error;
    }
  }

  async #apply(message: NodeMessageInFlow): Promise<Outcome> {
    const { control = controlOf(message), values, ...flags } = this.#options;
    // A message may ask for less than the node is set to, never for more.
    const dryRun = yesNoIn('dryRun', message['dryRun'], false) || flags.dryRun;
    this.#show({ kind: 'working' });
    const payload = values === undefined ? message.payload : await this.#evaluate(values, message);
    return this.#config.apply(control, payload, { ...flags, dryRun });
  }

  #show(deed: Deed): void {
    this.#deed = deed;
    this.#paint();
  }

  /** While there is no connection that is what matters; else the last deed. */
  #paint(): void {
    const [status, deed] = [this.#status, this.#deed];
    const connected = status.state === 'online' || status.state === 'stale';
    this.#badge.show((now) => {
      if (deed.kind === 'refused' && now - deed.at < REFUSAL_STAYS)
        return refusalStatus(deed.code, deed.at, now);
      if (!connected || deed.kind === 'none') return linkStatus(status, now);
      if (deed.kind === 'working') return working;
      return deed.kind === 'done'
        ? outcomeStatus(deed.outcome, now)
        : refusalStatus(deed.code, deed.at, now);
    });
  }
}

/** A refusal is shown this long even without a connection: it may be the reason. */
const REFUSAL_STAYS = 30_000;

const metaOf = ({ serial, control, result }: Outcome) => ({
  serial,
  function: control,
  result,
  source: 'input',
});

const codeOf = (error: unknown): Refusal => (error instanceof GivError ? error.code : 'FAILED');
