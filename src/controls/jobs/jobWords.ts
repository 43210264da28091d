import { GivError } from '../../errors.js';
import type { Job, JobRegister } from './memory.js';
import { rowAt, type PlantState } from '../writing/permission.js';
import type { Prepared } from '../writing/prepare.js';
import { addressesOf, type Words } from '../writing/reads.js';
import { backTo, meaningOf, type Word } from '../writing/words.js';
import { say } from '../writing/phrases.js';

/**
 * What a job changes, in the order in which it is to be put back: last written, first restored, so
 * that the enabling flag goes first. A job that is extended keeps what was there before it began,
 * unless the user has put something else there since.
 */
export const changesOf = ({ words, before }: Prepared, running?: Job): readonly JobRegister[] => {
  const earlier = running?.registers ?? [];
  const changes = words.flatMap(({ address, name, word }) => {
    const now = before.get(address);
    if (now === undefined) return [];
    const change = { register: address, name, during: word };
    const old = earlier.find(({ register }) => register === address);
    if (old !== undefined && isOf(old, now))
      return [{ ...change, before: old.before, replaces: now }];
    return now === word ? [] : [{ ...change, before: now }];
  });
  const untouched = earlier.filter(
    ({ register }) => !words.some(({ address }) => address === register),
  );
  return [...changes.toReversed(), ...untouched];
};

/** Did the job put this word there? */
const isOf = ({ during, replaces }: JobRegister, word: number | undefined): boolean =>
  word !== undefined && (word === during || word === replaces);

/** The registers of a job's settings, whole, to be read before it ends. */
export const registersOf = (plant: PlantState, { registers }: Job): readonly number[] =>
  registers.flatMap(({ register }) => addressesOf(rowAt(plant, register)?.row ?? lost(register)));

export interface WayBack {
  readonly words: readonly Word[];
  /** What somebody changed while the job ran; it is theirs now. */
  readonly left: readonly string[];
}

/** Three-way compare: puts back only what still is as the job left it. */
export const wayBack = (plant: PlantState, { registers }: Job, held: Words): WayBack => {
  const words: Word[] = [];
  const left: string[] = [];
  for (const change of registers) {
    const { register, before } = change;
    const back = wordBack(plant, register, before);
    const now = held.get(register);
    if (isOf(change, now)) words.push(back);
    else if (now !== undefined && now !== before)
      left.push(say('leftAlone', { setting: back.label, value: meaningOf(back.row, now) }));
  }
  return { words, left };
};

const wordBack = (plant: PlantState, register: number, before: number): Word =>
  backTo({ ...(rowAt(plant, register) ?? lost(register)), address: register }, before);

const lost = (register: number): never => {
  throw new GivError('NOT_ALLOWED', say('jobBarred', { register }), { register });
};
