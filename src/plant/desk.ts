import type { Words } from '../protocol/messages.js';
import type { RegisterTable } from '../registers/register.js';
import { keep, patch, seatsIn, wordsFor, wordsIn, type Page, type Seat } from './banks.js';
import { judgePage, type BatteryRule, type PageTrack } from './batteryGuard.js';
import { judge, type Context, type Track, type ValueRule } from './guard.js';
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
  receive(words: Words, context: Context): Received;
  /** Takes single registers of a page that has been read: settings just written, by us or others. */
  patch(words: Words, context: Context): void;
  /** Adds the page's readings to `into`. */
  report(into: Record<string, unknown>): void;
  held(device: string): readonly Held[];
}

const sane = (page: Page, words: Uint16Array): PageRule | undefined =>
  pageFault(page.block, words, page.at === undefined ? undefined : wordsIn(page));

interface Guarded {
  readonly seat: Seat;
  value: unknown;
  track: Track | undefined;
  rule: ValueRule | undefined;
}

/** Judges value by value: inverter, EMS, Gateway, meters, control units. */
export const valueDesk = (
  page: Page,
  table: RegisterTable,
  suppressed: readonly string[],
  limits: Readonly<Record<string, number>>,
): Desk => {
  const rows = seatsIn(page, table)
    .filter(({ name }) => !suppressed.includes(name))
    .map((seat): Guarded => ({ seat, value: undefined, track: undefined, rule: undefined }));
  return {
    page,
    receive: (words, context) => {
      const fresh = wordsFor(words, page);
      const fault = sane(page, fresh);
      if (fault !== undefined) return { accepted: false, rules: [fault] };
      keep(page, fresh, context.now);
      for (const row of rows) take(row, page, limits, context);
      return { accepted: true, rules: rows.flatMap(({ rule }) => rule ?? []) };
    },
    patch: (words, context) => {
      if (page.at === undefined || page.block.bank !== 'holding') return;
      patch(page, words);
      for (const row of rows) take(row, page, limits, context);
    },
    report: (into) => {
      for (const { seat, value } of rows) if (value !== undefined) into[seat.name] = value;
    },
    held: (device) =>
      rows.flatMap(({ seat, rule, track }) =>
        rule === undefined || track === undefined
          ? []
          : [{ reading: device + seat.name, rule, since: track.at }],
      ),
  };
};

const take = (
  row: Guarded,
  page: Page,
  limits: Readonly<Record<string, number>>,
  context: Context,
): void => {
  const { seat } = row;
  const value = seat.row.codec.decode(page.shelf.words, seat.index);
  const limit = limits[seat.name];
  if (limit !== undefined && typeof value === 'number' && Math.abs(value) > limit) {
    row.rule = 'overRating';
    return;
  }
  const verdict = judge(seat.row, value, row.track, context);
  row.track = verdict.track;
  row.rule = verdict.rule;
  row.value = verdict.track?.value;
};

/** Judges the page as one: battery packs and modules, whose bus at times splices two answers. */
export const batteryDesk = (page: Page, table: RegisterTable, repair: Repair = asRead): Desk => {
  const seats = seatsIn(page, table);
  let track: PageTrack | undefined;
  let held: readonly Held[] = [];
  return {
    page,
    receive: (words, { now, batteryMovedAt }) => {
      const fresh = wordsFor(words, page);
      const fault = sane(page, fresh);
      const readings = repair(readingsOf(seats, page, fresh), fresh);
      // An empty slot answers too, without a serial: no battery, so nothing to refuse.
      if (track === undefined && readings['serialNumber'] === undefined) return nobody;
      if (fault !== undefined) return { accepted: false, rules: [fault] };
      const before = track;
      const verdict = judgePage(readings, track, now);
      track = verdict.track;
      held = [
        ...heldBy(verdict.held, verdict.rule, before?.at ?? now),
        ...frozen(track, batteryMovedAt, now),
      ];
      const accepted = verdict.rule === undefined || verdict.rule === 'step';
      if (accepted) keep(page, fresh, now);
      return { accepted, rules: verdict.rule === undefined ? [] : [verdict.rule] };
    },
    patch: () => undefined,
    report: (into) => {
      if (track?.agreed === true) Object.assign(into, track.page);
    },
    held: (device) => held.map((entry) => ({ ...entry, reading: device + entry.reading })),
  };
};

const nobody: Received = { accepted: false, rules: [] };

/** Mends what a device is known to write down in more than one way. */
export type Repair = (
  readings: Readonly<Record<string, unknown>>,
  words: Uint16Array,
) => Readonly<Record<string, unknown>>;
const asRead: Repair = (readings) => readings;

const FROZEN_AFTER = 600_000;

// A page that stays the same for minutes while the inverter moves power is not being read any more.
const frozen = (
  track: PageTrack | undefined,
  movedAt: number | undefined,
  now: number,
): readonly Held[] =>
  track !== undefined &&
  movedAt !== undefined &&
  movedAt > track.changedAt &&
  now - track.changedAt > FROZEN_AFTER
    ? [{ reading: 'page', rule: 'frozen', since: track.changedAt }]
    : [];

const heldBy = (names: readonly string[], rule: Rule | undefined, since: number): readonly Held[] =>
  rule === undefined ? [] : names.map((reading) => ({ reading, rule, since }));

const readingsOf = (
  seats: readonly Seat[],
  page: Page,
  words: Uint16Array,
): Readonly<Record<string, unknown>> => {
  const readings: Record<string, unknown> = {};
  for (const { name, row, index } of seats) {
    const value = row.codec.decode(words, index - page.start);
    const { range } = row;
    const outside =
      range !== undefined && typeof value === 'number' && (value < range[0] || value > range[1]);
    if (value !== undefined && !outside) readings[name] = value;
  }
  return readings;
};
