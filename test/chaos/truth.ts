import { isDeepStrictEqual } from 'node:util';
import { INVERTER, type Bank } from '../../src/protocol/messages.js';
import type { Answer } from '../../src/protocol/frame.js';
import { figuresOf } from '../../src/plant/figures/derived.js';
import { planOf, tableFor } from '../../src/plant/polling/plan.js';
import type { Figures } from '../../src/plant/figures/figures.js';
import type { Snapshot } from '../../src/plant/snapshot.js';
import { deviceName, labelOf } from '../../src/registers/blocks.js';
import { familyNamed, type Family } from '../../src/registers/families.js';
import type { Register } from '../../src/registers/register.js';

interface Said {
  readonly at: number;
  readonly bank: Bank;
  readonly base: number;
  readonly words: ArrayLike<number>;
}

/** A value of a snapshot that the plant did not hold in the time the snapshot says it is from. */
export interface Wrong {
  readonly reading: string;
  readonly shown: unknown;
  readonly held: readonly unknown[];
}

/** Whatever one plant answered, and when: what it held is known without looking at the client. */
export class Truth {
  readonly serial: string;
  readonly #said = new Map<number, Said[]>();

  constructor(serial: string) {
    this.serial = serial;
  }

  note(at: number, answer: Answer): void {
    if (answer.kind === 'refused') return;
    const { device } = answer;
    const { bank, base, words } =
      answer.kind === 'words'
        ? answer
        : { bank: 'holding' as const, base: answer.address, words: [answer.word] };
    const list = this.#said.get(device) ?? [];
    list.push({ at, bank, base, words });
    this.#said.set(device, list);
  }

  /** All that a row can have read between two moments. */
  held(device: number, row: Register, from: number, to: number): readonly unknown[] {
    const { bank, address, codec } = row;
    return (this.#said.get(device) ?? [])
      .filter(
        (one) =>
          one.bank === bank &&
          one.at >= from &&
          one.at <= to &&
          one.base <= address &&
          one.base + one.words.length >= address + codec.size,
      )
      .map(({ base, words }) => codec.decode(words, address - base));
  }

  /** Forgets what no snapshot can still show. */
  forget(before: number): void {
    for (const [device, list] of this.#said)
      this.#said.set(
        device,
        list.filter(({ at }) => at >= before),
      );
  }
}

/** The values of a snapshot that are not true. `slack`: how long an answer may have been under way, in ms. */
export const wrongIn = (
  snapshot: Snapshot,
  truth: Truth,
  now: number,
  slack: number,
): readonly Wrong[] => {
  const family = familyNamed(snapshot.model.family);
  const check = (device: number, readings: object): Wrong[] =>
    wrongOf(device, readings, { snapshot, truth, family, now, slack });
  return [
    ...check(INVERTER, snapshot.inverter),
    ...snapshot.packs.flatMap(({ device, readings }) => check(device, readings)),
    ...snapshot.stacks.flatMap(({ device, readings, modules }) => [
      ...check(device, readings),
      ...modules.flatMap((module) => check(module.device, module.readings)),
    ]),
    ...snapshot.meters.flatMap(({ device, readings }) => check(device, readings)),
    ...check(0x31, snapshot.lowVoltageControl ?? {}),
    ...check(0xa0, snapshot.configuration ?? {}),
    ...check(0x90, snapshot.aggregator ?? {}),
    ...wrongFigures(snapshot, family),
  ];
};

interface Trial {
  readonly snapshot: Snapshot;
  readonly truth: Truth;
  readonly family: Family;
  readonly now: number;
  readonly slack: number;
}

const wrongOf = (device: number, readings: object, trial: Trial): Wrong[] =>
  Object.entries(readings).flatMap(([name, shown]: [string, unknown]): Wrong[] => {
    const prefix = device === INVERTER ? '' : `${deviceName(device)}: `;
    const reading = prefix + name;
    const rows = rowsOf(device, name, trial);
    if (rows.some((row) => spansPages(device, row, trial))) return [];
    const held = rows.flatMap((row) => {
      const from = sinceWhen(device, row, reading, trial) - trial.slack;
      return trial.truth.held(device, row, from, trial.now);
    });
    return held.some((one) => isDeepStrictEqual(one, shown)) ? [] : [{ reading, shown, held }];
  });

// A meter tells some things twice, in two banks.
const rowsOf = (device: number, name: string, trial: Trial): Register[] =>
  (['input', 'meter'] as const)
    .flatMap((bank) => tableFor(device, bank, trial.family)[name] ?? [])
    .filter((row) => blocksOf(device, row, trial).length > 0);

const blocksOf = (device: number, row: Register, { family, snapshot }: Trial) =>
  planOf(family, snapshot.topology).filter(
    (block) =>
      block.device === device &&
      block.bank === row.bank &&
      row.address + row.codec.size > block.base &&
      row.address < block.base + block.count,
  );

const spansPages = (device: number, row: Register, trial: Trial): boolean =>
  blocksOf(device, row, trial).length > 1;

// As old as its bank says, or as the note on a held value says.
const sinceWhen = (device: number, row: Register, reading: string, trial: Trial): number => {
  const [block] = blocksOf(device, row, trial);
  const read = block === undefined ? undefined : trial.snapshot.readAt[labelOf(block)];
  const held = trial.snapshot.held.filter((one) => one.reading === reading);
  return Math.min(read ?? Infinity, ...held.map(({ since }) => since));
};

const wrongFigures = (snapshot: Snapshot, family: Family): Wrong[] => {
  const again = figuresOf({ ...snapshot, family });
  return isDeepStrictEqual(withoutLoad(again), withoutLoad(snapshot.figures))
    ? []
    : [{ reading: 'figures', shown: snapshot.figures, held: [again] }];
};

// House consumption has a memory of its own.
const withoutLoad = ({ energy, ...rest }: Figures): object => ({
  ...rest,
  today: { ...energy.today, load: undefined },
  total: { ...energy.total, load: undefined },
});
