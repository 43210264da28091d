import { copyWords, MOST_WORDS, wordAt, type Bank, type Words } from '../protocol/messages.js';
import type { Block } from '../registers/blocks.js';
import type { Register, RegisterTable } from '../registers/register.js';
import { isCounter } from './guard.js';

/** One block's words as last accepted. `at` is when they arrived (ms since 1970), undefined before that. */
export interface Page {
  readonly block: Block;
  readonly label: string;
  /** Where its words begin in the words of its device and bank. */
  readonly start: number;
  readonly shelf: Shelf;
  at: number | undefined;
}

/** All planned words of one device and bank, block after block in one piece. */
export interface Shelf {
  readonly device: number;
  readonly bank: Bank;
  readonly words: Uint16Array;
  readonly pages: readonly Page[];
}

/** A row of a table, and where its words stand. */
export interface Seat {
  readonly name: string;
  readonly row: Register;
  readonly index: number;
}

/** Lays out room for exactly the words of these blocks. */
export const shelvesFor = (
  blocks: readonly Block[],
  labelOf: (block: Block) => string,
): readonly Shelf[] => {
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const key = `${block.device} ${block.bank}`;
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  return [...groups.values()].map((group) => shelfOf(group, labelOf));
};

const shelfOf = (group: readonly Block[], labelOf: (block: Block) => string): Shelf => {
  const sorted = group.toSorted((a, b) => a.base - b.base);
  const total = sorted.reduce((sum, block) => sum + block.count, 0);
  const { device, bank } = sorted[0] ?? { device: 0, bank: 'input' as const };
  const pages: Page[] = [];
  const shelf: Shelf = { device, bank, words: new Uint16Array(total), pages };
  let start = 0;
  for (const block of sorted) {
    pages.push({ block, label: labelOf(block), start, shelf, at: undefined });
    start += block.count;
  }
  return shelf;
};

const scratch = new Uint16Array(MOST_WORDS);
const aside = new Uint16Array(MOST_WORDS);

/** The words of an answer that belong to this page; valid until the next call. */
export const wordsFor = (words: Words, page: Page): Uint16Array => {
  copyWords(words, scratch);
  const skip = page.block.base - words.base;
  return scratch.subarray(skip, skip + page.block.count);
};

export const wordsIn = (page: Page): Uint16Array =>
  page.shelf.words.subarray(page.start, page.start + page.block.count);

/** A copy of the page's words, valid until the next call. */
export const setAside = (page: Page): Uint16Array => {
  aside.set(wordsIn(page));
  return aside;
};

/** Puts accepted words in their place. */
export const keep = (page: Page, words: Uint16Array, at: number): void => {
  page.shelf.words.set(words, page.start);
  page.at = at;
};

/** Replaces those words of a page that this answer brings; the page keeps its age. */
export const patch = (page: Page, words: Words): void => {
  const { base, count } = page.block;
  for (let i = 0; i < words.count; i++) {
    const offset = words.base + i - base;
    if (offset >= 0 && offset < count) page.shelf.words[page.start + offset] = wordAt(words, i);
  }
};

/** The rows of a page: those that are judged by themselves, and those judged by what they were before. */
export interface Seats {
  readonly all: readonly Seat[];
  readonly plain: readonly Seat[];
  readonly counters: readonly Seat[];
  /** Of the plain ones, then of the counters. */
  readonly names: readonly string[];
}

// Plants of one family sit alike: a thousand of them share one plan of seats.
const plans = new WeakMap<RegisterTable, Map<string, Seats>>();

export const seatsIn = (
  page: Page,
  table: RegisterTable,
  suppressed: readonly string[] = [],
): Seats => {
  const known = plans.get(table) ?? new Map<string, Seats>();
  plans.set(table, known);
  const { bank, base, count } = page.block;
  const key = [bank, base, count, page.start, pageBefore(page)?.block.base, ...suppressed].join();
  const seats = known.get(key) ?? sorted(allSeatsIn(page, table), suppressed);
  known.set(key, seats);
  return seats;
};

const sorted = (all: readonly Seat[], suppressed: readonly string[]): Seats => {
  const shown = all.filter(({ name }) => !suppressed.includes(name));
  const plain = shown.filter(({ row }) => !isCounter(row));
  const counters = shown.filter(({ row }) => isCounter(row));
  return { all: shown, plain, counters, names: [...plain, ...counters].map(({ name }) => name) };
};

/**
 * The rows whose last word lies in this page, and where they begin. A row may begin in the page
 * before it (Gateway text at 1658-1660) if the two blocks touch.
 */
const allSeatsIn = (page: Page, table: RegisterTable): readonly Seat[] =>
  Object.entries(table)
    .filter(([, row]) => row.doubt === undefined && row.bank === page.block.bank)
    .flatMap(([name, row]) => {
      const index = indexOf(page, row);
      return index === undefined ? [] : [{ name, row, index }];
    });

const indexOf = (page: Page, row: Register): number | undefined => {
  const { base, count } = page.block;
  const last = row.address + row.codec.size - 1;
  if (last < base || last >= base + count) return undefined;
  if (row.address >= base) return page.start + row.address - base;
  const before = pageBefore(page);
  const reaches = before !== undefined && row.address >= before.block.base;
  return reaches ? page.start + row.address - base : undefined;
};

const pageBefore = (page: Page): Page | undefined =>
  page.shelf.pages.find(({ block }) => block.base + block.count === page.block.base);
