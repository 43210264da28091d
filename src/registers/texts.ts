import { BadInput } from '../errors.js';
import { registerPhrases } from './phrases.js';
import { wordAt, type Codec } from './codec.js';

/** Two ASCII characters a word, high byte first, blanks and NULs stripped; blank text is absent. */
export const text = (size: number): Codec<string> => ({
  type: 'string',
  size,
  decode: (words, at) => {
    let out = '';
    for (let i = at; i < at + size; i++)
      out += printable(wordAt(words, i) >> 8) + printable(wordAt(words, i) & 0xff);
    return out === '' ? undefined : out;
  },
  encode: (value) => {
    if (value.length > 2 * size)
      throw new BadInput('value', value, registerPhrases.say('length', { most: 2 * size }));
    const padded = value.padEnd(2 * size, '\0');
    return Array.from(
      { length: size },
      (_, i) => byteAt(padded, 2 * i) * 256 + byteAt(padded, 2 * i + 1),
    );
  },
});

const byteAt = (value: string, at: number): number => value.charCodeAt(at) & 0xff;

/** Ten capitals and digits, as GivEnergy numbers its devices; anything else is no serial number. */
export const isSerial = (value: string): boolean => /^[A-Z0-9]{10}$/.test(value);

const printable = (code: number): string =>
  code > 0x20 && code < 0x7f ? String.fromCharCode(code) : '';

/** Two ASCII words followed by four decimal bytes, appended as digits: GAAA 00 00 01 04 is GAAA0014. */
export const versionText: Codec<string> = {
  type: 'string',
  size: 4,
  decode: (words, at) => {
    const letters = text(2).decode(words, at);
    if (letters === undefined) return undefined;
    const tail = [wordAt(words, at + 2), wordAt(words, at + 3)];
    return letters + tail.map((word) => `${word >> 8}${word & 0xff}`).join('');
  },
};
