import type { Words } from '../../protocol/messages.js';
import type { Register, RegisterTable } from '../../registers/register.js';
import { keep, seatsIn, wordsFor, type Page, type Seat } from './banks.js';
import { judgePage, type PageTrack } from './batteryGuard.js';
import { frozen as immutable } from '../frozen.js';
import { faultIn, type Desk, type Received, type Rule } from './desk.js';
import type { Context } from './guard.js';
import { fits, shapeOf, Tray, type Shape } from '../shape.js';
import type { Held } from '../snapshot.js';

type Readings = Readonly<Record<string, unknown>>;

/** Mends what a device is known to write down in more than one way. */
export type Repair = (readings: Readings, words: Uint16Array) => Readings;
const asRead: Repair = (readings) => readings;

const tray = new Tray();
const nothing: Readings = {};
const NONE: readonly Held[] = [];
const nobody: Received = { accepted: false, rules: [] };

/** Judges the page as one: battery packs and modules, whose bus at times splices two answers. */
export class BatteryDesk implements Desk {
  readonly page: Page;
  readonly names = [];
  readonly #seats: readonly Seat[];
  readonly #repair: Repair;
  #track: PageTrack | undefined;
  #shape: Shape | undefined;
  #held = NONE;

  constructor(page: Page, table: RegisterTable, repair: Repair = asRead) {
    this.page = page;
    this.#seats = seatsIn(page, table).all;
    this.#repair = repair;
  }

  receive(words: Words, { now, batteryMovedAt }: Context): Received {
    const fresh = wordsFor(words, this.page);
    const fault = faultIn(this.page, fresh);
    const readings = this.#repair(this.#read(fresh), fresh);
    // An empty slot answers too, without a serial: no battery, so nothing to refuse.
    if (this.#track === undefined && readings['serialNumber'] === undefined) return nobody;
    if (fault !== undefined) return { accepted: false, rules: [fault] };
    const since = this.#track?.at ?? now;
    const { track, rule, held } = judgePage(readings, this.#track, now);
    this.#track = track;
    // It is both what is told and what the next page is compared with.
    immutable(track?.page);
    const all = [...heldBy(held, rule, since), ...frozen(track, batteryMovedAt, now)];
    this.#held = all.length === 0 ? NONE : all;
    const accepted = rule === undefined || rule === 'step';
    if (accepted) keep(this.page, fresh, now);
    return { accepted, rules: rule === undefined ? [] : [rule] };
  }

  /** Nobody writes to a battery. */
  patch(): void {}

  get whole(): Readings {
    return this.#track?.agreed === true ? this.#track.page : nothing;
  }

  /** It tells its page as a whole. */
  report(): void {}

  held(): readonly Held[] {
    return this.#held;
  }

  #read(words: Uint16Array): Readings {
    tray.clear();
    for (const { row, index } of this.#seats) {
      const value: unknown = row.codec.decode(words, index - this.page.start);
      tray.put(isOutside(row.range, value) ? undefined : value);
    }
    if (this.#shape === undefined || !fits(this.#shape, tray))
      this.#shape = shapeOf(
        this.#seats.map(({ name }) => name),
        tray,
      );
    return this.#shape.make(tray.values);
  }
}

const isOutside = (range: Register['range'], value: unknown): boolean =>
  range !== undefined && typeof value === 'number' && (value < range[0] || value > range[1]);

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
