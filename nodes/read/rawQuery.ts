import type { RegisterQuery } from '../../src/index.js';
import type { Fields } from '../common/fields.js';
import { isRecord, wholeIn, wordIn } from '../common/payload.js';

export const banks = ['input', 'holding', 'meter'] as const;

/** Which registers getRaw is to read: from an object payload, all of its fields optional. */
export const rawQueryFrom = (payload: unknown): RegisterQuery => {
  const asked: Fields = isRecord(payload) ? payload : {};
  const device = asked['device'];
  return {
    bank: wordIn('bank', asked['bank'], banks),
    base: wholeIn('base', asked['base'], [0, 65_535], 0),
    count: wholeIn('count', asked['count'], [1, 60], 60),
    ...(device !== undefined && { device: wholeIn('device', device, [0, 255], 0) }),
  };
};
