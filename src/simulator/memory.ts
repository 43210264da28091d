import type { Bank } from '../protocol/messages.js';

interface Page {
  readonly words: Map<number, number>;
  /** Laid over what the plant itself says, by a test or a person. */
  readonly held: Map<number, number>;
}

/**
 * The registers of all devices on one bus. A register exists once it has been opened; reads of others
 * find nothing, which is for the plant to turn into silence or a refusal.
 */
export class Memory {
  readonly #pages = new Map<number, Page>();

  /** Makes registers exist, at zero. */
  open(device: number, bank: Bank, base: number, count: number): void {
    const { words } = this.#page(device, bank);
    for (let at = base; at < base + count; at++) if (!words.has(at)) words.set(at, 0);
  }

  /** Puts words where registers exist; others are left out, as this unit does not have them. */
  put(device: number, bank: Bank, base: number, words: readonly number[]): void {
    const page = this.#page(device, bank);
    words.forEach((word, i) => {
      if (page.words.has(base + i)) page.words.set(base + i, word);
    });
  }

  /** Holds a register at a word, whatever is put there. It exists from now on. */
  hold(device: number, bank: Bank, address: number, word: number): void {
    this.open(device, bank, address, 1);
    this.#page(device, bank).held.set(address, word);
  }

  release(device: number, bank: Bank, address: number): void {
    this.#page(device, bank).held.delete(address);
  }

  word(device: number, bank: Bank, address: number): number | undefined {
    const page = this.#pages.get(keyOf(device, bank));
    return page === undefined ? undefined : wordIn(page, address);
  }

  /** All of them, or nothing when one does not exist. */
  words(device: number, bank: Bank, base: number, count: number): number[] | undefined {
    const page = this.#pages.get(keyOf(device, bank));
    if (page === undefined) return undefined;
    const words: number[] = [];
    for (let at = base; at < base + count; at++) {
      const word = wordIn(page, at);
      if (word === undefined) return undefined;
      words.push(word);
    }
    return words;
  }

  #page(device: number, bank: Bank): Page {
    const key = keyOf(device, bank);
    const page = this.#pages.get(key) ?? { words: new Map(), held: new Map() };
    this.#pages.set(key, page);
    return page;
  }
}

const BANKS: readonly Bank[] = ['holding', 'input', 'meter'];
const keyOf = (device: number, bank: Bank): number => device * BANKS.length + BANKS.indexOf(bank);

const wordIn = (page: Page, address: number): number | undefined =>
  page.held.get(address) ?? page.words.get(address);
