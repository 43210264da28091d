import type { Ask } from '../../protocol/ask.js';
import { INVERTER, MOST_WORDS, type Read } from '../../protocol/messages.js';
import type { Block } from '../../registers/blocks.js';
import type { Register, RegisterTable } from '../../registers/register.js';

/** Holding registers of the inverter by address, as just read. */
export type Words = ReadonlyMap<number, number>;

/**
 * The fewest reads that bring these registers: neighbours of one bank come together. Banks are kept
 * apart, since firmware may refuse a read that leaves one.
 */
const readsFor = (addresses: Iterable<number>, blocks: readonly Block[]): readonly Read[] => {
  const spans: { first: number; last: number; bank: number }[] = [];
  for (const address of [...new Set(addresses)].sort((a, b) => a - b)) {
    const open = spans.at(-1);
    const bank = bankOf(address, blocks);
    if (open?.bank === bank && address - open.first < MOST_WORDS) open.last = address;
    else spans.push({ first: address, last: address, bank });
  }
  return spans.map(({ first, last }) => ({
    kind: 'read',
    device: INVERTER,
    bank: 'holding',
    base: first,
    count: last - first + 1,
  }));
};

const bankOf = (address: number, blocks: readonly Block[]): number => {
  const block = blocks.find(
    ({ bank, base, count }) => bank === 'holding' && address >= base && address < base + count,
  );
  return block?.base ?? Math.floor(address / MOST_WORDS) * MOST_WORDS;
};

/** Asks for these registers now. Rejects with the error of the first read that fails. */
export const readWords = async (
  ask: Ask,
  addresses: Iterable<number>,
  blocks: readonly Block[],
  signal?: AbortSignal,
): Promise<Words> => {
  const words = new Map<number, number>();
  for (const query of readsFor(addresses, blocks)) {
    const answer = await ask.read(query, {
      urgent: true,
      ...(signal === undefined ? {} : { signal }),
    });
    for (const [index, word] of answer.entries()) words.set(query.base + index, word);
  }
  return words;
};

/** All addresses of a row. */
export const addressesOf = ({ address, codec }: Register): readonly number[] =>
  Array.from({ length: codec.size }, (_, index) => address + index);

/** A row of a table: its value's type is the table's affair. */
export type Row = RegisterTable[string];

/** What a row says in these words; undefined where a word is missing or makes no sense. */
export const decodeRow = (row: Row, words: Words) => {
  const own = addressesOf(row).map((address) => words.get(address));
  const known = own.filter((word) => word !== undefined);
  return known.length === own.length ? row.codec.decode(known, 0) : undefined;
};
