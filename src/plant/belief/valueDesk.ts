import type { Words } from '../../protocol/messages.js';
import type { RegisterTable } from '../../registers/register.js';
import {
  keep,
  pageBefore,
  patch,
  seatsIn,
  setAside,
  wordsFor,
  type Page,
  type Seat,
  type Seats,
} from './banks.js';
import { faultIn, type Desk, type Received } from './desk.js';
import { frozen } from '../frozen.js';
import { isPlausible, judge, shownBy, type Context, type Track, type ValueRule } from './guard.js';
import { TOO_OLD } from '../polling/pace.js';
import type { Tray } from '../shape.js';
import type { Held } from '../snapshot.js';

/** A reading whose last words are not believed: what stands in for it, and when that was read. */
interface Doubt {
  readonly rule: ValueRule;
  readonly value: unknown;
  readonly since: number | undefined;
}

const NO_DOUBTS: ReadonlyMap<Seat, Doubt> = new Map();

/**
 * Judges value by value: inverter, EMS, Gateway, meters, control units. A reading is decoded when it
 * is asked for; besides the words only counters, and what is in doubt, take any memory.
 */
export class ValueDesk implements Desk {
  readonly page: Page;
  readonly names: readonly string[];
  readonly #limits: Readonly<Record<string, number>>;
  readonly #seats: Seats;
  #texts: readonly unknown[] = [];
  readonly #tracks: (Track | undefined)[];
  #doubts: ReadonlyMap<Seat, Doubt> = NO_DOUBTS;

  /** `limits` by reading name: beyond them a value is a glitch on this plant. */
  constructor(
    page: Page,
    table: RegisterTable,
    suppressed: readonly string[],
    limits: Readonly<Record<string, number>>,
  ) {
    this.page = page;
    this.#limits = limits;
    this.#seats = seatsIn(page, table, suppressed);
    this.names = this.#seats.names;
    this.#tracks = this.#seats.counters.map(() => undefined);
  }

  receive(words: Words, context: Context): Received {
    const fresh = wordsFor(words, this.page);
    const fault = faultIn(this.page, fresh);
    if (fault !== undefined) return { accepted: false, rules: [fault] };
    const { at } = this.page;
    const before = at === undefined ? undefined : setAside(this.page);
    const still = before !== undefined && this.#isSettled && sameWords(fresh, before);
    keep(this.page, fresh, context.now);
    if (!still) this.#judge(before, at, context);
    return { accepted: true, rules: this.#rules() };
  }

  patch(words: Words, context: Context): void {
    if (this.page.at === undefined || this.page.block.bank !== 'holding') return;
    const before = setAside(this.page);
    patch(this.page, words);
    this.#judge(before, this.page.at, context);
  }

  report(tray: Tray): void {
    for (const seat of this.#seats.numbers) tray.put(this.#valueOf(seat));
    for (const text of this.#texts) tray.put(text);
    this.#seats.counters.forEach((seat, i) => {
      const doubt = this.#doubts.size === 0 ? undefined : this.#doubts.get(seat);
      tray.put(doubt === undefined ? shownBy(this.#tracks[i]) : doubt.value);
    });
  }

  held(): readonly Held[] {
    if (this.#doubts.size === 0) return [];
    return [...this.#doubts].flatMap(([{ name }, { rule, since }]) =>
      since === undefined ? [] : [{ reading: name, rule, since }],
    );
  }

  // The same words then tell the same.
  get #isSettled(): boolean {
    return this.#seats.counters.length === 0 && this.#doubts.size === 0;
  }

  #rules(): readonly ValueRule[] {
    return this.#doubts.size === 0 ? [] : [...this.#doubts.values()].map(({ rule }) => rule);
  }

  #valueOf(seat: Seat): unknown {
    const doubt = this.#doubts.size === 0 ? undefined : this.#doubts.get(seat);
    return doubt === undefined ? this.#read(seat) : doubt.value;
  }

  // What begins in the page before is told once that has been read, too.
  #read({ row, index }: Seat): unknown {
    const { shelf, start } = this.page;
    if (index < start && pageBefore(this.page)?.at === undefined) return undefined;
    return row.codec.decode(shelf.words, index);
  }

  #judge(before: Uint16Array | undefined, at: number | undefined, context: Context): void {
    const doubts: (readonly [Seat, Doubt])[] = [];
    for (const seat of this.#seats.numbers) {
      const rule = this.#faultOf(seat);
      if (rule === undefined) continue;
      doubts.push([seat, { ...shownYet(this.#lastGood(seat, before, at), context), rule }]);
    }
    this.#texts = this.#seats.texts.map((seat) => frozen(this.#read(seat)));
    this.#seats.counters.forEach((seat, i) => {
      const value = this.#read(seat);
      const { track, rule } = judge(seat.row, value, this.#tracks[i], context);
      this.#tracks[i] = track;
      if (rule === undefined) return;
      doubts.push([
        seat,
        { ...shownYet({ value: shownBy(track), since: track?.at }, context), rule },
      ]);
    });
    this.#doubts = doubts.length === 0 ? NO_DOUBTS : new Map(doubts);
  }

  #faultOf(seat: Seat): ValueRule | undefined {
    const value = this.#read(seat);
    if (typeof value !== 'number') return undefined;
    const limit = this.#limits[seat.name];
    if (limit !== undefined && Math.abs(value) > limit) return 'overRating';
    return isPlausible(seat.row, value) ? undefined : 'bounds';
  }

  // What stood before the first doubt stands in for as long as the doubt lasts.
  #lastGood(
    seat: Seat,
    before: Uint16Array | undefined,
    at: number | undefined,
  ): Omit<Doubt, 'rule'> {
    const known = this.#doubts.get(seat);
    if (known !== undefined || before === undefined)
      return known ?? { value: undefined, since: undefined };
    return { value: seat.row.codec.decode(before, seat.index - this.page.start), since: at };
  }
}

// Nothing stands in for ever: a value nobody has read for long is none.
const shownYet = (last: Omit<Doubt, 'rule'>, { now }: Context): Omit<Doubt, 'rule'> =>
  last.since !== undefined && now - last.since < TOO_OLD
    ? last
    : { value: undefined, since: undefined };

const sameWords = (words: Uint16Array, others: Uint16Array): boolean =>
  words.every((word, i) => word === others[i]);
