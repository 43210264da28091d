import type { Words } from '../protocol/messages.js';
import { wordsIn, type Page } from './banks.js';
import type { BatteryRule } from './batteryGuard.js';
import type { Context, ValueRule } from './guard.js';
import { pageFault, type PageRule } from './sanity.js';
import type { Held } from './snapshot.js';

export type Rule = PageRule | BatteryRule | ValueRule;

/** What came of an answer: believed, or why not; `held` are readings that keep an older value. */
export interface Received {
  readonly accepted: boolean;
  readonly rules: readonly Rule[];
}

/** Where one page is read: words in, readings out, nothing implausible let through. */
export interface Desk {
  readonly page: Page;
  /** Grows whenever a report may differ from the last one. */
  readonly revision: number;
  receive(words: Words, context: Context): Received;
  /** Takes single registers of a page that has been read: settings just written, by us or others. */
  patch(words: Words, context: Context): void;
  /** Puts the page's readings into `into`, and takes out those that are none now. */
  report(into: Record<string, unknown>): void;
  /** All readings of a device that has this one page, if the desk keeps them together. */
  readonly whole?: Readonly<Record<string, unknown>>;
  held(device: string): readonly Held[];
}

/** Why the words of this page are not believed at all. */
export const faultIn = (page: Page, words: Uint16Array): PageRule | undefined =>
  pageFault(page.block, words, page.at === undefined ? undefined : wordsIn(page));
