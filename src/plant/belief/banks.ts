import { copyWords, MOST_WORDS, wordAt, type Words } from '../../protocol/messages.js';
import type { Block } from '../../registers/blocks.js';
import type { WireType } from '../../registers/codec.js';
import type { Register, RegisterTable } from '../../registers/register.js';
import { isCounter } from './guard.js';

/** One block's words as last accepted. `at` is when they arrived (ms since 1970), undefined before that. */
export interface Page {
  readonly block: Block;
  readonly label: string;
  /** Where its words begin in those of the shelf. */
  readonly start: number;
  readonly shelf: Shelf;
  at: number | undefined;
}

/** The pages of one device and bank, whose words follow each other. Others may share the array. */
export interface Shelf {
  readonly words: Uint16Array;
  readonly pages: readonly Page[];
}

/** A row of a table, and where its words stand. */
export interface Seat {
  readonly name: string;
  readonly row: Register;
  readonly index: number;
}

/** Lays out room for exactly the words of these blocks, all of them in one array. */
export const shelvesFor = (
  blocks: readonly Block[],
  labelOf: (block: Block) => string,
): readonly Shelf[] => {
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const key = `${block.device} ${block.bank}`;
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  const words = new Uint16Array(blocks.reduce((sum, block) => sum + block.count, 0));
  let start = 0;
  return [...groups.values()].map((group) => {
    const pages: Page[] = [];
    const shelf: Shelf = { words, pages };
    for (const block of group.toSorted((a, b) => a.base - b.base)) {
      pages.push({ block, label: labelOf(block), start, shelf, at: undefined });
      start += block.count;
    }
    return shelf;
  });
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

/** The rows of a page, by how they are judged and told. */
export interface Seats {
  readonly all: readonly Seat[];
  readonly numbers: readonly Seat[];
  /** Texts, names of codes, times: longer to make than to keep. */
  readonly texts: readonly Seat[];
  /** Judged by what they were before. */
  readonly counters: readonly Seat[];
  /** Of numbers, texts and counters, in this order. */
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
  const counters = shown.filter(({ row }) => isCounter(row));
  const texts = shown.filter(({ row }) => !isCounter(row) && TEXTS.has(row.codec.type));
  const numbers = shown.filter(({ row }) => !isCounter(row) && !TEXTS.has(row.codec.type));
  const names = [...numbers, ...texts, ...counters].map(({ name }) => name);
  return { all: shown, numbers, texts, counters, names };
};

const TEXTS: ReadonlySet<WireType> = new Set<WireType>([
  'string',
  'datetime',
  'timeslot',
  'enum',
  'bool',
  'bitfield',
]);

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

/** The page whose words lie right before those of this one. */
export const pageBefore = (page: Page): Page | undefined =>
  page.shelf.pages.find(({ block }) => block.base + block.count === page.block.base);
