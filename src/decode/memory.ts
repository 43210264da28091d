import { INVERTER, type Bank } from '../protocol/messages.js';
import { otherNames, type Block } from '../registers/blocks.js';
import { identity } from '../registers/identity.js';
import type { Register } from '../registers/register.js';

/** Registers as they were read. */
export interface RegistersRead {
  /** 0x11, the inverter, unless another one is named. */
  readonly device?: number;
  /** 'holding' are settings, 'input' live values, 'meter' a meter's product data. */
  readonly bank: Bank;
  /** The first register. */
  readonly base: number;
  /** From `base` on, 0 to 65535 each. */
  readonly words: ArrayLike<number>;
}

/** Who answers: the inverter has more than one address. */
export const deviceOf = ({ device = INVERTER, bank, base, words }: RegistersRead): number =>
  otherNames({ bank, base, count: words.length }).includes(device) ? INVERTER : device;

/** All words that were told so far, whatever the blocks they came in. */
export class WordMemory {
  /** By device and bank, then by address. */
  readonly #banks = new Map<string, Map<number, number>>();

  put(read: RegistersRead): void {
    const key = keyOf(deviceOf(read), read.bank);
    const bank = this.#banks.get(key) ?? new Map<number, number>();
    this.#banks.set(key, bank);
    for (let index = 0; index < read.words.length; index++)
      bank.set(read.base + index, read.words[index] ?? 0);
  }

  /** All words of a block, or undefined while one of them was not told. */
  wordsOf({ device, bank, base, count }: Omit<Block, 'pace'>): Uint16Array | undefined {
    const told = this.#banks.get(keyOf(device, bank));
    const words = new Uint16Array(count);
    for (let index = 0; index < count; index++) {
      const word = told?.get(base + index);
      if (word === undefined) return undefined;
      words[index] = word;
    }
    return words;
  }

  /** The same; what was not told counts as 0. */
  someOf({ device, bank, base, count }: Omit<Block, 'pace'>): Uint16Array {
    const told = this.#banks.get(keyOf(device, bank));
    const words = new Uint16Array(count);
    for (let index = 0; index < count; index++) words[index] = told?.get(base + index) ?? 0;
    return words;
  }

  /** Have all registers of this answer been told before? */
  knows(read: RegistersRead): boolean {
    const { bank, base, words } = read;
    const block = { device: deviceOf(read), bank, base, count: words.length };
    return this.wordsOf(block) !== undefined;
  }

  /** What was told before of the registers of this answer; what was not counts as 0. */
  heldBy(read: RegistersRead): Uint16Array {
    const { bank, base, words } = read;
    return this.someOf({ device: deviceOf(read), bank, base, count: words.length });
  }

  word(device: number, bank: Bank, address: number): number | undefined {
    return this.#banks.get(keyOf(device, bank))?.get(address);
  }

  /** The value of a row, if its words were told and make one. */
  value<T>(device: number, { bank, address, codec }: Register<T>): T | undefined {
    const words = this.wordsOf({ device, bank, base: address, count: codec.size });
    return words === undefined ? undefined : codec.decode(words, 0);
  }

  /** Has a live value of this device been told that is not 0? */
  speaks(device: number, base: number, count: number): boolean {
    return Array.from({ length: count }, (_, i) => this.word(device, 'input', base + i)).some(
      (word) => word !== undefined && word !== 0,
    );
  }

  get serial(): string | undefined {
    return this.value(INVERTER, identity.serialNumber);
  }
}

const keyOf = (device: number, bank: Bank): string => `${device} ${bank}`;
