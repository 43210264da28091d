import type { Words } from '../../protocol/messages.js';
import { wordsIn, type Page } from './banks.js';
import type { BatteryRule } from './batteryGuard.js';
import type { Context, ValueRule } from './guard.js';
import { pageFault, type PageRule } from './sanity.js';
import type { Tray } from '../shape.js';
import type { Held } from '../snapshot.js';

export type Rule = PageRule | BatteryRule | ValueRule;

/** What came of an answer: believed, or why not; `held` are readings that keep an older value. */
export interface Received {
  readonly accepted: boolean;
  readonly rules: readonly Rule[];
}

/** Where one page is read: words in, readings out, nothing implausible let through. */
export interface Desk {
  readonly page: Page;
  receive(words: Words, context: Context): Received;
  /** Takes single registers of a page that has been read: settings just written, by us or others. */
  patch(words: Words, context: Context): void;
  /** What the page may say, in the order in which its values are told. */
  readonly names: readonly string[];
  /** Adds the page's values; undefined where there is none now. */
  report(tray: Tray): void;
  /** Instead: all readings of a device that has this one page and is judged by it as a whole. */
  readonly whole?: Readonly<Record<string, unknown>>;
  /** What keeps an older value, by reading name. */
  held(): readonly Held[];
}

/** Why the words of this page are not believed at all. */
export const faultIn = (page: Page, words: Uint16Array): PageRule | undefined =>
  pageFault(page.block, words, page.at === undefined ? undefined : wordsIn(page));
