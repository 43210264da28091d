import { GivError } from '../../src/errors.js';
import type { Ask, AskOptions } from '../../src/protocol/ask.js';
import { describe, type Read, type Write } from '../../src/protocol/messages.js';

/** What the machine does with one write instead of simply obeying. */
export type Fault =
  | 'refuse' // 0x86, not obeyed
  | 'refuseButObey' // 0x86, obeyed all the same
  | 'loseAck' // obeyed, the answer never comes
  | 'loseWrite' // neither
  | 'ignore' // acknowledged, not obeyed
  | 'cut' // the connection ends before the write arrives
  | { readonly clampTo: number };

export interface SentWord {
  readonly address: number;
  readonly word: number;
  readonly at: number;
}

/** An inverter's holding registers and nothing else: what is written is there afterwards, unless a fault says otherwise. */
export class RegisterMachine implements Ask {
  readonly memory = new Map<number, number>();
  readonly sent: SentWord[] = [];
  readonly reads: Read[] = [];
  /** Faults by the number of the write they meet, 0 being the first. */
  readonly faults = new Map<number, Fault>();
  /** Registers that answer no read and no write. */
  readonly silent = new Set<number>();
  reachable = true;
  /** Asked before each request once the machine is out of reach. */
  comesBack: () => boolean = () => false;
  /** How often each write might have been sent. */
  readonly attempts: (number | undefined)[] = [];
  /** Called before each write is handled: what happens meanwhile. */
  meanwhile: (write: SentWord) => void = () => undefined;
  readonly #now: () => number;

  constructor(words: Iterable<readonly [number, number]>, now: () => number) {
    for (const [address, word] of words) this.memory.set(address, word);
    this.#now = now;
  }

  async read(query: Read): Promise<Uint16Array> {
    this.#assertReachable();
    this.reads.push(query);
    const addresses = Array.from({ length: query.count }, (_, index) => query.base + index);
    if (query.bank !== 'holding' || addresses.some((address) => this.silent.has(address)))
      throw new GivError('NO_REPLY', `no answer to ${describe(query)}`, { tries: 4 });
    return Uint16Array.from(addresses, (address) => this.memory.get(address) ?? 0);
  }

  async write({ address, word }: Write, options: AskOptions = {}): Promise<number> {
    this.#assertReachable();
    this.attempts.push(options.attempts);
    const fault = this.faults.get(this.sent.length);
    const sent = { address, word, at: this.#now() };
    this.sent.push(sent);
    // Where no answer comes the link repeats the frame, as often as it may.
    const frames = fault === 'loseAck' || fault === 'loseWrite' ? (options.attempts ?? 1) : 1;
    for (let frame = 0; frame < frames; frame++) options.sent?.();
    this.meanwhile(sent);
    return this.#answer(address, word, fault);
  }

  /** "94=130 95=430", as the reference lists writes. */
  get story(): string {
    return this.sent.map(({ address, word }) => `${address}=${word}`).join(' ');
  }

  #assertReachable(): void {
    this.reachable ||= this.comesBack();
    if (!this.reachable) throw new GivError('NOT_CONNECTED', 'no connection to the dongle');
  }

  #answer(address: number, word: number, fault: Fault | undefined): number {
    switch (fault) {
      case undefined:
        return this.#hold(address, word);
      case 'refuseButObey':
        this.#hold(address, word);
        throw new GivError('REFUSED_BY_INVERTER', `the inverter refused ${address}`);
      case 'refuse':
        throw new GivError('REFUSED_BY_INVERTER', `the inverter refused ${address}`);
      case 'loseAck':
        this.#hold(address, word);
        throw new GivError('NO_REPLY', `no answer for ${address}`, { tries: 6 });
      case 'loseWrite':
        throw new GivError('NO_REPLY', `no answer for ${address}`, { tries: 6 });
      case 'ignore':
        return word;
      case 'cut':
        this.reachable = false;
        throw new GivError('CONNECTION_LOST', 'the connection was cut');
      default:
        return this.#hold(address, fault.clampTo);
    }
  }

  #hold(address: number, word: number): number {
    this.memory.set(address, word);
    return word;
  }
}
