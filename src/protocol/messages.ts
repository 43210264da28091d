import { ascii, u16 } from './cursor.js';

/** The three register spaces: holding = settings, input = live values, meter = meter product data. */
export type Bank = 'holding' | 'input' | 'meter';

/** The inverter, EMS or Gateway itself, and the only device that is ever written to. */
export const INVERTER = 0x11;
export const MOST_WORDS = 60;
export const SERIAL_LENGTH = 10;

/** Ask a device for `count` (1..60) consecutive registers from `base`. */
export interface Read {
  readonly kind: 'read';
  readonly device: number;
  readonly bank: Bank;
  readonly base: number;
  readonly count: number;
}

/** Put one word (0..65535) into one holding register. */
export interface Write {
  readonly kind: 'write';
  readonly device: number;
  readonly address: number;
  readonly word: number;
}

export type Query = Read | Write;

/** A read of the inverter unless another device is named. Nothing else of what is handed in is taken. */
export const readOf = ({
  bank,
  base,
  count,
  device = INVERTER,
}: Omit<Read, 'kind' | 'device'> & { readonly device?: number }): Read => ({
  kind: 'read',
  device,
  bank,
  base,
  count,
});

/**
 * The answer to a read. The words are left where they arrived: `bytes` from `start` on, two bytes a
 * word, high byte first. They are valid only until the handler returns; copy what is kept.
 */
export interface Words {
  readonly kind: 'words';
  readonly device: number;
  readonly bank: Bank;
  readonly base: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly start: number;
}

/** The answer to a write: `word` is what the register holds now. */
export interface Written {
  readonly kind: 'written';
  readonly device: number;
  readonly address: number;
  readonly word: number;
}

/** The inverter said no. For a read `value` is the count (at times 0), for a write the word. There is no reason code on this wire. */
export interface Refused {
  readonly kind: 'refused';
  readonly device: number;
  readonly of: Bank | 'write';
  readonly address: number;
  readonly value: number;
}

export type Reply = Words | Written | Refused;

/** Sent by the dongle every 60 or 180 s; must be answered in kind. */
export interface Heartbeat {
  readonly kind: 'heartbeat';
  readonly adapterSerial: string;
  readonly adapterType: number;
}

export type Frame = Heartbeat | Query | Reply;

/** Word `index` of an answer. */
export const wordAt = (words: Words, index: number): number =>
  u16(words.bytes, words.start + 2 * index);

/** Copies all words of an answer to `target[at...]`. */
export const copyWords = ({ bytes, start, count }: Words, target: Uint16Array, at = 0): void => {
  // Written out rather than by u16: every word of every answer passes here.
  for (let i = 0, from = start; i < count; i++, from += 2)
    target[at + i] = ((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0);
};

/** The answer's words as an array of their own. */
export const wordsOf = (words: Words): Uint16Array => {
  const copy = new Uint16Array(words.count);
  copyWords(words, copy);
  return copy;
};

/** The text that begins with word `index` of an answer, two characters a word. */
export const textAt = (words: Words, index: number, length: number): string =>
  ascii(words.bytes, words.start + 2 * index, length);

/** The dongle's own serial, as carried by the frame of this answer. */
export const adapterSerial = (words: Words): string => textAt(words, -17, SERIAL_LENGTH);

/** The serial in the answer's body. For device 0x11 it is the inverter's; for packs and meters only a weak hint. */
export const inverterSerial = (words: Words): string => textAt(words, -7, SERIAL_LENGTH);

export interface Serials {
  readonly dongle?: string;
  readonly inverter?: string;
}

const NAME = /^[A-Z0-9]+$/i;

/** The serials that an answer carries, as far as they are filled in. */
export const serialsIn = (words: Words): Serials => {
  const [dongle, inverter] = [adapterSerial(words), inverterSerial(words)];
  return {
    ...(NAME.test(dongle) && { dongle }),
    ...(NAME.test(inverter) && { inverter }),
  };
};

/** Words as an answer, for those who hold them already. */
export const asAnswer = (query: Read, words: Uint16Array): Words => {
  const bytes = new Uint8Array(2 * words.length);
  words.forEach((word, index) => bytes.set([word >> 8, word & 0xff], 2 * index));
  const { device, bank, base, count } = query;
  return { kind: 'words', device, bank, base, count, bytes, start: 0 };
};

/** One setting of the inverter as an answer: what a write acknowledgement tells. */
export const asSetting = (address: number, word: number): Words =>
  asAnswer(
    { kind: 'read', device: INVERTER, bank: 'holding', base: address, count: 1 },
    Uint16Array.of(word),
  );

/** Does this reply answer this query? Only the full identity counts: dongles forward other clients' answers too. */
export const answers = (reply: Reply, query: Query): boolean => {
  if (reply.device !== query.device) return false;
  switch (reply.kind) {
    case 'words':
      return query.kind === 'read' && sameBank(reply, query) && reply.count === query.count;
    case 'written':
      return query.kind === 'write' && reply.address === query.address;
    case 'refused':
      return refuses(reply, query);
  }
};

const sameBank = (reply: Words, query: Read): boolean =>
  reply.bank === query.bank && reply.base === query.base;

const refuses = (reply: Refused, query: Query): boolean =>
  query.kind === 'write'
    ? reply.of === 'write' && reply.address === query.address
    : reply.of === query.bank &&
      reply.address === query.base &&
      (reply.value === query.count || reply.value === 0);

/** A query in words for logs and errors: "input registers 0-59 of device 0x11". */
export const describe = (query: Query): string =>
  query.kind === 'write'
    ? `write of ${query.word} to holding register ${query.address}`
    : `${query.bank} registers ${query.base}-${query.base + query.count - 1} of device 0x${query.device.toString(16)}`;
