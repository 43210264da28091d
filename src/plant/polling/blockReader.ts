import { GivError } from '../../errors.js';
import type { Ask, AskOptions } from '../../protocol/ask.js';
import { readOf } from '../../protocol/messages.js';
import { labelOf, type Block } from '../../registers/blocks.js';
import type { Desk } from '../belief/desk.js';
import { isIdentity } from '../detection/detect.js';
import { untilDue, type Pace } from './pace.js';
import type { Plant } from '../plant.js';
import type { Progress, Reading } from './progress.js';
import { readingEnded } from './trouble.js';

/** Is this block to be read, given how long ago (ms) it was last read or tried? */
export type Wanted = (block: Block, age: number) => boolean;

/** The live banks; all banks of what is known; or all, once the search for hardware is over too. */
export type Extent = 'live' | 'all' | 'plant';

export const neverRead: Wanted = (_, age) => age === Infinity;

/** 0 wants it anew, even if it was read this very millisecond. */
export const olderThan =
  (maxAge: number, what: Extent): Wanted =>
  ({ pace }, age) =>
    (age > maxAge || maxAge === 0) &&
    (what === 'live' ? pace === 'live' : pace !== 'rare' || age === Infinity);

export interface BlockReaderOptions {
  readonly ask: Ask;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  now(): number;
  reading?(reading: Reading): void;
}

const REASKS = 3;
// Whether a bank is there at all shows at the first ask; silence then says nothing about the line.
const USUAL = { wordless: true } as const;
const FIRST_ASK = { ...USUAL, attempts: 2, probe: true } as const;

/** Asks for the blocks of a plan one by one, and takes note of those that are not there. */
export class BlockReader {
  readonly #options: BlockReaderOptions;

  constructor(options: BlockReaderOptions) {
    this.#options = options;
  }

  /** ms since a page was last read or tried; infinite if it is to be read again whatever its age. */
  ageOf({ page }: Desk): number {
    const { progress } = this.#options;
    if (progress.isForgotten(page.label)) return Infinity;
    const now = this.#options.now();
    return Math.min(passed(now, page.at), passed(now, progress.triedAt(page.label)));
  }

  /** Is any block of this plant to be read? */
  wants({ desks }: Plant, wanted: Wanted): boolean {
    return desks.some((desk) => wanted(desk.page.block, this.ageOf(desk)));
  }

  /** ms until the next block is due. */
  untilDue(plant: Plant | undefined, pace: Pace): number {
    const desks = plant?.desks ?? [];
    return untilDue(
      desks.map((desk) => [desk.page.block, this.ageOf(desk)] as const),
      pace,
    );
  }

  /** Reads block after block; the plan may grow or shrink meanwhile. Resolves with how many were read. */
  async takeAll(plant: Plant, wanted: Wanted, done: Set<string>): Promise<number> {
    let read = 0;
    for (;;) {
      const desk = plant.desks.find(
        (one) => !done.has(one.page.label) && wanted(one.page.block, this.ageOf(one)),
      );
      if (desk === undefined) return read;
      done.add(desk.page.label);
      if (await this.#take(plant, desk)) read++;
    }
  }

  // An answer that is not believed is asked for again at once.
  async #take(plant: Plant, desk: Desk): Promise<boolean> {
    const { label, block, at } = desk.page;
    const doubtful = !isVital(block) || (plant.isNameless && isIdentity(block));
    const options = at === undefined && doubtful ? FIRST_ASK : USUAL;
    this.#tell(plant, label);
    for (let ask = 0; ask < REASKS; ask++) {
      this.#options.progress.begin(label, this.#options.now());
      const failure = await this.#ask(block, options);
      if (this.#options.progress.isGood(label)) return true;
      if (failure !== undefined) {
        this.#lacks(plant, desk, failure);
        return false;
      }
    }
    this.#options.progress.miss(label);
    return false;
  }

  #tell({ desks }: Plant, bank: string): void {
    const { progress, reading } = this.#options;
    if (reading === undefined) return;
    const known = progress.triedAt(bank) > -Infinity;
    let number = known ? 0 : 1;
    for (const { page } of desks) if (progress.triedAt(page.label) > -Infinity) number++;
    reading({ bank, number, of: desks.length });
  }

  // To give up what is on its way is left to the line: a signal for each read would cost more than the read.
  async #ask(block: Block, options: AskOptions): Promise<GivError | undefined> {
    if (this.#options.signal.aborted) throw readingEnded();
    try {
      await this.#options.ask.read(readOf(block), options);
      return undefined;
    } catch (error) {
      if (
        error instanceof GivError &&
        (error.code === 'NO_REPLY' || error.code === 'REFUSED_BY_INVERTER')
      )
        return error;
      // Without a line nothing was tried: the block is due as soon as there is one again.
      this.#options.progress.forget(labelOf(block));
      throw error;
    }
  }

  // A bank that was never there is left out from then on; one that was is asked for again next time.
  #lacks(plant: Plant, { page }: Desk, failure: GivError): void {
    const misses = this.#options.progress.miss(page.label);
    const { block, label, at } = page;
    if (at !== undefined || isVital(block)) return;
    const certain =
      failure.code === 'REFUSED_BY_INVERTER' ||
      block.shorter !== undefined ||
      block.optional === true;
    if (certain || misses >= 2) plant.learn({ absent: [...plant.topology.absent, label] });
  }
}

// What seems to come from the future was read before the clock was set back.
const passed = (now: number, at = -Infinity): number => (at <= now ? now - at : Infinity);

// Every inverter has these: their silence counts.
const isVital = (block: Block): boolean =>
  (block.pace === 'live' && block.optional !== true) || isIdentity(block);
