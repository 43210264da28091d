const DAY = String.raw`\d{4}-\d\d-\d\d`;
const CLOCK = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-6]\d(?:[.,]\d+)?`;
const ZONE = String.raw`Z|[+-]\d\d:?\d\d`;

const NAME = String.raw`(?:time|timestamp|ts|date|at)["']?\s*[:=]\s*["']?`;

/** A time at the beginning of a line: a moment, a time of day, seconds or milliseconds since 1970. */
const STAMP = new RegExp(
  // Behind a colon more pairs of digits make it bytes.
  String.raw`^[\s"'\[{(]*(?:${NAME})?(?:(${DAY}[T ]${CLOCK}\s?(?:${ZONE})?)|(${CLOCK})|(1\d{9}\.\d+)|(1\d{9})|(1\d{12}))(?=[\s"'\])},;]|:(?![0-9a-f])|$)`,
  'i',
);

/** When something was recorded. */
export interface Stamp {
  /** ms since 1970; since midnight for a time of day. */
  readonly at: number;
  readonly isOfDay: boolean;
}

export interface Stamped {
  readonly stamp?: Stamp;
  /** How many characters the time takes. */
  readonly length: number;
}

/** The time that a line begins with, if it does. */
export const stampIn = (text: string): Stamped => {
  const [whole = '', moment, clock, fine, seconds, ms] = STAMP.exec(text) ?? [];
  const { length } = whole;
  if (clock !== undefined)
    return { length, stamp: { at: momentOf(`1970-01-01 ${clock}Z`), isOfDay: true } };
  const at = moment === undefined ? Number(ms ?? 1000 * Number(fine ?? seconds)) : momentOf(moment);
  return Number.isFinite(at) ? { length, stamp: { at, isOfDay: false } } : { length };
};

const momentOf = (text: string): number =>
  Date.parse(
    text
      .replace(',', '.')
      .replace(' ', 'T')
      .replace(/\s/, '')
      .replace(/([+-]\d\d)(\d\d)$/, '$1:$2'),
  );
