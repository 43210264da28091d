/** Finding inverters on the local network. */
export type { FoundDevice, FoundInverter, FoundStranger } from './identify.js';
export { findInverters, type SearchOptions, type SearchProgress } from './search.js';
export { networkFrom, networkPhrases, type Card, type Cards } from './networks.js';
export { isSame, searchAfter, type Identity } from './findAgain.js';
