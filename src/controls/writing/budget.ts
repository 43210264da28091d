/** Writes wear the inverter's flash: how many are sent a day is counted and bounded. */
export interface Budget {
  readonly warnAt: number;
  readonly stopAt: number;
}
export const usualBudget: Budget = { warnAt: 100, stopAt: 400 };

/** Frames sent on one local day: to flash, and to memory only. */
export interface Spent {
  /** "2026-08-14" */
  readonly day: string;
  readonly lasting: number;
  readonly passing: number;
}

/**
 * Registers that real-time control (HR 166 = 1) keeps in memory instead of flash. Only these are
 * free of the budget then (controls reference, section 9).
 */
const PASSING: ReadonlySet<number> = new Set([
  20, 27, 50, 56, 57, 59, 94, 95, 96, 110, 111, 112, 116, 318, 319, 320, 1002, 1108, 1110, 1111,
  1112, 1114, 1118, 1119, 1122, 1123, 1141,
]);

export const isPassing = (address: number, realTimeControl: boolean): boolean =>
  realTimeControl && PASSING.has(address);

/** What was spent today, if the last count is of today. */
export const spentOn = (day: string, spent: Spent | undefined): Spent =>
  spent?.day === day ? spent : { day, lasting: 0, passing: 0 };

export const spend = (spent: Spent, passing: boolean): Spent =>
  passing ? { ...spent, passing: spent.passing + 1 } : { ...spent, lasting: spent.lasting + 1 };
