// What energy costs: a tariff with two rates, and the ledger that is kept of it.
export { Book, type LedgerStore } from './book.js';
export { isLedger } from './isLedger.js';
export { tariffPhrases } from './phrases.js';
export type { Ledger } from './ledger.js';
export { settleTariff, type Tariff } from './tariff.js';
