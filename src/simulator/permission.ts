import type { Write } from '../protocol/messages.js';
import type { Family } from '../registers/families.js';
import { within, type Register } from '../registers/register.js';
import type { Verdict } from './plant.js';

/** What one holding register takes. */
type Gate = (word: number) => Verdict;

const taken: Verdict = { kind: 'taken' };
const refused: Verdict = { kind: 'refused' };

/** Which words a family's registers take: those of its table that may be written, within their limits. */
export const gatekeeper = (family: Family): ((write: Write) => Verdict) => {
  const gates = new Map<number, Gate>();
  for (const [name, row] of Object.entries(family.table))
    if (row.writable && mayWrite(family, name))
      for (let part = 0; part < row.codec.size; part++)
        gates.set(row.address + part, gateOf(row, part));
  return ({ address, word }) => gates.get(address)?.(word) ?? refused;
};

const mayWrite = ({ writes }: Family, name: string): boolean =>
  writes === 'all' || (writes !== 'none' && writes.includes(name));

const gateOf = (row: Register, part: number): Gate => {
  const { accepts, codec } = row;
  if (accepts !== undefined) return (word) => (accepts.includes(word) ? taken : refused);
  switch (codec.type) {
    case 'timeslot':
      return (word) => (isTime(word) ? taken : refused);
    case 'datetime':
      return between(CLOCK[part] ?? [0, 59]);
    case 'bool':
      return between([0, 1]);
    case 'enum':
      return (word) => (codec.labels?.[word] === undefined ? refused : taken);
    default:
      return numberGate(row);
  }
};

// Year, month, day, hour, minute, second.
const CLOCK = [
  [0, 99],
  [1, 12],
  [1, 31],
  [0, 23],
  [0, 59],
  [0, 59],
] as const;

const isTime = (word: number): boolean => word === 2400 || (word < 2400 && word % 100 < 60);

const numberGate = (row: Register): Gate => {
  const bounds = row.range ?? (row.codec.quantity === 'percent' ? [0, 100] : undefined);
  if (bounds === undefined) return () => taken;
  const limited = { ...row, range: bounds };
  const [low = 0, high = 0] = bounds.flatMap((bound) => row.codec.encode?.(bound) ?? []);
  return (word) =>
    within(limited, row.codec.decode([word], 0))
      ? taken
      : { kind: 'refused', nearest: word < low ? low : high };
};

const between =
  ([low, high]: readonly [number, number]): Gate =>
  (word) =>
    word >= low && word <= high
      ? taken
      : { kind: 'refused', nearest: Math.min(high, Math.max(low, word)) };
