import { BadInput, type RegisterQuery } from '../src/index.js';
import type { Fields } from './fields.js';

const banks = ['input', 'holding', 'meter'] as const;

/** Which registers getRaw is to read: from an object payload, all of its fields optional. */
export const rawQueryFrom = (payload: unknown): RegisterQuery => {
  const asked: Fields = isRecord(payload) ? payload : {};
  const device = asked['device'];
  return {
    bank: bankFrom(asked['bank']),
    base: whole('base', asked['base'], [0, 65_535], 0),
    count: whole('count', asked['count'], [1, 60], 60),
    ...(device !== undefined && { device: whole('device', device, [0, 255], 0) }),
  };
};

const bankFrom = (value: unknown): RegisterQuery['bank'] => {
  const bank = banks.find((known) => known === (value ?? 'input'));
  if (bank === undefined) throw new BadInput('bank', value, `use one of ${banks.join(', ')}`);
  return bank;
};

const whole = (
  field: string,
  value: unknown,
  [least, most]: readonly [number, number],
  usual: number,
): number => {
  if (value === undefined) return usual;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most)
    return number;
  throw new BadInput(field, value, `use a whole number from ${least} to ${most}`);
};

/** Plain objects of any realm: function nodes make theirs in a world of their own. */
const isRecord = (value: unknown): value is Fields =>
  Object.prototype.toString.call(value) === '[object Object]';
