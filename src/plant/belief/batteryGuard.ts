/**
 * Plausibility of a battery page as a whole (quirks reference, section 5). The battery bus at times
 * answers with two polls spliced together: right checksum, impossible battery.
 */
export type BatteryRule =
  | 'firstPage' // shown once a second page agrees
  | 'impossible' // contradicts itself
  | 'constants' // serial, firmware, cell count or design capacity changed
  | 'spliced' // several values moved further than they can
  | 'step'; // one value did: it waits to be seen again

export type Page = Readonly<Record<string, unknown>>;

export interface PageTrack {
  /** The last good page; not shown before `agreed`. */
  readonly page: Page;
  readonly at: number;
  /** When a page came at all, good or bad. */
  readonly heardAt: number;
  readonly agreed: boolean;
  /** When the good page last differed from the one before. */
  readonly changedAt: number;
  readonly rejected: number;
  readonly rejectedSince?: number;
  /** The page as just read, where single values of it wait to be seen again. */
  readonly waiting?: Page;
}

export interface PageVerdict {
  readonly track: PageTrack | undefined;
  readonly rule?: BatteryRule;
  /** For 'step': the readings that keep their last good value. */
  readonly held: readonly string[];
}

const HEAL_TIME = 900_000;
const HEAL_PAGES = 10;
const COMPARE_WITHIN = 300_000;
const MOST_TRIPS = 1;
const SUM_TOLERANCE = 2;

const CELL = /^cell\d+Voltage$/;
const GROUP = /^cells\d+To\d+Temperature$/;
const CONSTANTS = ['serialNumber', 'cellCount', 'bmsFirmwareVersion', 'designCapacity'] as const;

// How far a value may move between two polls. Near full, cells really climb steeply.
const limits: readonly (readonly [RegExp, number])[] = [
  [CELL, 0.3],
  [/^(cells\d+To\d+|max[cC]ell|min[cC]ell|)[tT]emperature\d*$|CellTemperature$|^cells/, 5],
  [/^mosfetTemperature$/, 20],
  [/^cellVoltageSum$/, 1.6],
  [/^stateOfCharge$/, 10],
  [/TotalLow$/, 5],
  [/^packVoltage$/, 4],
  [/Capacity(Copy)?$/, 15],
];
/** What tells the same in two ways moves together: a battery that finds its true charge, or is full and rests. */
const TOGETHER: Readonly<Record<string, string>> = {
  packVoltage: 'cellVoltageSum',
  remainingCapacity: 'stateOfCharge',
};
const quantityOf = (name: string): string => TOGETHER[name] ?? name;

const STEEP_ABOVE = 3.45;
const STEEP_CELL = 0.5;

/** Judges a page just read. `past` is what is known of this battery. */
export const judgePage = (page: Page, past: PageTrack | undefined, now: number): PageVerdict => {
  if (isImpossible(page)) return reject(past, now, 'impossible');
  // What is refused again and again is for `healed` to judge.
  const old = past !== undefined && now - past.heardAt > COMPARE_WITHIN;
  if (past === undefined || (old && !past.agreed))
    return { track: first(page, now), rule: 'firstPage', held: [] };
  if (old || healed(past, now)) return accept(page, past, now);
  const changed = CONSTANTS.filter((name) => differ(page[name], past.page[name]));
  if (changed.length > 0) return reject(past, now, 'constants', page);
  const trips = tripped(page, past.page);
  if (trips.length === 0) return accept(page, past, now);
  if (new Set(trips.map(quantityOf)).size > MOST_TRIPS) return reject(past, now, 'spliced', page);
  return step(page, past, now, trips);
};

const first = (page: Page, now: number): PageTrack => ({
  page,
  at: now,
  heardAt: now,
  agreed: false,
  changedAt: now,
  rejected: 0,
});

const accept = (page: Page, past: PageTrack, now: number): PageVerdict => ({
  track: {
    page,
    at: now,
    heardAt: now,
    agreed: true,
    changedAt: same(page, past.page) ? past.changedAt : now,
    rejected: 0,
  },
  held: [],
});

// Before two pages have agreed nobody knows which one is wrong: the newer one is tried next.
const reject = (
  past: PageTrack | undefined,
  now: number,
  rule: BatteryRule,
  page?: Page,
): PageVerdict => {
  if (past === undefined) return { track: undefined, rule, held: [] };
  if (!past.agreed && page !== undefined) return { track: first(page, now), rule, held: [] };
  const rejectedSince = past.rejectedSince ?? now;
  const rejected = past.rejected + 1;
  return { track: { ...past, heardAt: now, rejected, rejectedSince }, rule, held: [] };
};

const step = (page: Page, past: PageTrack, now: number, trips: readonly string[]): PageVerdict => {
  const repeated = past.waiting !== undefined && tripped(page, past.waiting).length === 0;
  if (repeated) return accept(page, past, now);
  const kept = Object.fromEntries(trips.map((name) => [name, past.page[name]]));
  const verdict = accept({ ...page, ...kept }, past, now);
  const track = verdict.track === undefined ? undefined : { ...verdict.track, waiting: page };
  return { track, rule: 'step', held: trips };
};

const healed = ({ rejected, rejectedSince }: PageTrack, now: number): boolean =>
  rejected >= HEAL_PAGES || (rejectedSince !== undefined && now - rejectedSince >= HEAL_TIME);

const tripped = (page: Page, before: Page): readonly string[] => {
  const trips: string[] = [];
  for (const name in page) if (isTrip(name, page[name], before[name])) trips.push(name);
  return trips;
};

const isTrip = (name: string, value: unknown, last: unknown): boolean =>
  typeof value === 'number' &&
  typeof last === 'number' &&
  Math.abs(value - last) > mostChange(name, Math.max(value, last)) + 1e-6;

const mostChange = (name: string, value: number): number => {
  const { part, most } = traitsOf(name);
  return part === 'cell' && value > STEEP_ABOVE ? STEEP_CELL : most;
};

interface Traits {
  readonly part: 'cell' | 'group' | undefined;
  readonly most: number;
}

// What a name tells is found out once: every page of every battery is judged by it.
const known = new Map<string, Traits>();
const traitsOf = (name: string): Traits => {
  const traits = known.get(name) ?? findTraits(name);
  known.set(name, traits);
  return traits;
};

const findTraits = (name: string): Traits => {
  const part = CELL.test(name) ? 'cell' : GROUP.test(name) ? 'group' : undefined;
  return { part, most: limits.find(([pattern]) => pattern.test(name))?.[1] ?? Infinity };
};

const isImpossible = (page: Page): boolean => {
  let cells = 0;
  let sum = 0;
  let coldGroups = 0;
  for (const name in page) {
    const value = page[name];
    const { part } = traitsOf(name);
    if (part === undefined || typeof value !== 'number') continue;
    if (part === 'group' && value === 0) coldGroups++;
    if (part !== 'cell') continue;
    cells++;
    sum += value;
  }
  const whole = page['cellVoltageSum'];
  if (coldGroups >= 2 && !isFrosty(page)) return true;
  // It has a name and a size, but no cell: half of the page is lost.
  if (cells === 0 && (typeof whole === 'number' || page['cellCount'] !== undefined)) return true;
  if (typeof whole !== 'number') return false;
  const outside = page['packVoltage'];
  if (typeof outside === 'number' && Math.abs(whole - outside) > SUM_TOLERANCE) return true;
  return cells === page['cellCount'] && Math.abs(sum - whole) > SUM_TOLERANCE;
};

const FROST = 5;
const FROST_WARMED = 15;

// A page that lost its temperatures has 0 for those of the cells and of the MOSFETs, and the true extremes beside them.
const isFrosty = (page: Page): boolean => {
  const within = (name: string, most: number): boolean => {
    const value = page[name];
    return typeof value === 'number' && Math.abs(value) <= most;
  };
  const cells = Object.keys(page).filter((name) => traitsOf(name).part === 'group');
  return (
    page['mosfetTemperature'] !== 0 &&
    within('mosfetTemperature', FROST_WARMED) &&
    [...cells, 'maxCellTemperature', 'minCellTemperature'].every((name) => within(name, FROST))
  );
};

const differ = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && a !== b;

const same = (a: Page, b: Page): boolean => {
  for (const name in a) if (a[name] !== b[name]) return false;
  return true;
};
