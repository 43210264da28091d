// How values are written in words: the front door to all codecs.
export type { Codec } from './codec.js';
export * from './codes.js';
export * from './numbers.js';
export * from './texts.js';
export * from './times.js';
