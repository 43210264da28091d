import type { Said } from './event.js';

/** What a label is made of. */
export interface Facts {
  readonly what: string;
  readonly old?: Said;
  readonly new: Said;
  readonly limit?: number;
  readonly lasted?: number;
  /** What else there is to say. */
  readonly detail?: string;
}

export const percent = ({ new: now }: Facts): string => `${text(now)} %`;
export const watts = ({ new: now }: Facts): string => `${text(now)} W`;
export const degrees = ({ new: now }: Facts): string => `${text(now)} °C`;
export const millivolts = ({ new: now }: Facts): string => `${text(now)} mV`;
export const also = ({ detail }: Facts): string => (detail === undefined ? '' : `: ${detail}`);
export const after = ({ lasted }: Facts, word = 'after'): string =>
  lasted === undefined ? '' : ` ${word} ${duration(lasted)}`;

/** Of a setting the detail is its unit. */
export const change = ({ old, new: now, detail }: Facts): string =>
  [old, now]
    .filter((value) => value !== undefined)
    .map((value) => [text(value), detail].filter(Boolean).join(' '))
    .join(' -> ');

const text = (value: Said): string => {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'object') return String(value);
  return 'start' in value ? `${value.start}-${value.end}` : value.join(', ');
};

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const MINUTE = 60_000;

const duration = (ms: number): string => {
  if (ms < 2 * MINUTE) return `${Math.round(ms / 1000)} s`;
  return ms < 120 * MINUTE
    ? `${Math.round(ms / MINUTE)} min`
    : `${Math.round(ms / (60 * MINUTE))} h`;
};
