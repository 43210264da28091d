import { ownerOf } from './rendezvous.js';

/** What a member tells the others every so often. */
export interface Beat {
  readonly member: string;
  readonly number: number;
  /** The members among whom it shares out the plants; none while it only listens, or leaves. */
  readonly view: readonly string[];
  /** Plants that are no longer its own by this view, and not let go of yet. */
  readonly keeps: readonly string[];
}

/** All times in ms, by the clock of the one who keeps this. */
export interface Membership {
  readonly self: string;
  readonly lease: number;
  /** How many beats were sent, and when those that have not come back yet. */
  readonly sent: number;
  readonly underWay: ReadonlyMap<number, number>;
  /** Until then the others count on this member. Its own broker has to hand it its beats. */
  readonly heldUntil: number;
  /** The last of its own beats that came back. */
  readonly echoed: number;
  /** Since when none of them failed to: whoever holds a lease was heard by a lease after that. */
  readonly listeningSince: number | undefined;
  readonly others: ReadonlyMap<string, Neighbour>;
  readonly view: readonly string[];
  /** The beats after this one speak of it. */
  readonly viewAfter: number;
  /** Since when everybody could know of it. */
  readonly viewToldAt: number | undefined;
}

interface Neighbour {
  readonly heardAt: number;
  readonly beat: Beat;
}

/** Six beats a lease. */
export const beatEvery = (lease: number): number => lease / 6;

export const alone = (self: string, lease: number): Membership => ({
  self,
  lease,
  sent: 0,
  underWay: new Map(),
  heldUntil: 0,
  echoed: 0,
  listeningSince: undefined,
  others: new Map(),
  view: [],
  viewAfter: 0,
  viewToldAt: undefined,
});

/** The next beat, and the membership that has sent it. */
export const beating = (
  state: Membership,
  keeps: readonly string[],
  now: number,
): readonly [Beat, Membership] => {
  const number = state.sent + 1;
  const recent = [...state.underWay].filter(([, at]) => now - at < state.lease);
  const underWay = new Map([...recent, [number, now]]);
  const beat = { member: state.self, number, view: state.view, keeps };
  return [beat, { ...state, sent: number, underWay }];
};

export const hear = (state: Membership, beat: Beat, now: number): Membership =>
  beat.member === state.self ? hearSelf(state, beat, now) : hearOther(state, beat, now);

/** The lease runs from when a beat was sent: whoever else heard it did so later. */
const hearSelf = (state: Membership, { number }: Beat, now: number): Membership => {
  const sentAt = state.underWay.get(number);
  if (sentAt === undefined) return state;
  const told = number > state.viewAfter ? now : undefined;
  return {
    ...state,
    heldUntil: Math.max(state.heldUntil, sentAt + ownTerm(state.lease)),
    echoed: number,
    // Where one of its own is missing, those of others are too.
    listeningSince: number === state.echoed + 1 ? (state.listeningSince ?? now) : now,
    viewToldAt: state.viewToldAt ?? told,
  };
};

/** Two beats less than the others allow: one that they may have missed, and time to stop. */
const ownTerm = (lease: number): number => lease - 2 * beatEvery(lease);

const hearOther = (state: Membership, beat: Beat, now: number): Membership => {
  // Over a new connection an old one may come later.
  const last = state.others.get(beat.member)?.beat.number ?? 0;
  if (beat.number <= last) return state;
  return { ...state, others: new Map([...state.others, [beat.member, { heardAt: now, beat }]]) };
};

/** What follows from the time that has passed: leases end, who has listened long enough takes part. */
export const settled = (state: Membership, now: number): Membership => {
  const living = [...state.others].filter(([, { heardAt }]) => now - heardAt < state.lease);
  const held = now < state.heldUntil;
  // Who lost its lease knows nothing of the others any more: it listens anew.
  const listeningSince = held ? state.listeningSince : undefined;
  const next = { ...state, others: new Map(living), listeningSince };
  const view = viewOf(next, now);
  return sameView(view, state.view)
    ? next
    : { ...next, view, viewAfter: state.sent, viewToldAt: undefined };
};

/** Who takes part goes on through a gap in what it hears; who wants to must have heard everybody. */
const viewOf = (state: Membership, now: number): readonly string[] => {
  const { self, view, listeningSince, others } = state;
  if (listeningSince === undefined) return [];
  if (view.length === 0 && !hasHeardAll(state, now)) return [];
  const ready = [...others].filter(([, { beat }]) => beat.view.length > 0).map(([id]) => id);
  return [self, ...ready].toSorted();
};

/** Whoever holds a lease now has beaten since. */
const hasHeardAll = ({ listeningSince, lease }: Membership, now: number): boolean =>
  listeningSince !== undefined && now - listeningSince >= lease;

/** The plants that this member looks after, or will as soon as it may. */
export const shareOf = ({ self, view }: Membership, plants: Iterable<string>): Set<string> =>
  new Set([...plants].filter((plant) => ownerOf(plant, view) === self));

/**
 * May it begin with a plant of its share? Only when everybody has had a beat's time to object, and
 * nobody alive still holds that plant or shares the plants out so that it is theirs.
 */
export const mayBegin = (state: Membership, plant: string, now: number): boolean => {
  const { viewToldAt, lease, others } = state;
  if (!hasHeardAll(state, now) || viewToldAt === undefined || now - viewToldAt < beatEvery(lease))
    return false;
  return [...others.values()].every(({ beat }) => !claims(beat, plant, state.view));
};

const claims = ({ member, view, keeps }: Beat, plant: string, ours: readonly string[]): boolean =>
  keeps.includes(plant) || (!sameView(view, ours) && ownerOf(plant, view) === member);

const sameView = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index]);

/** Understands what came in on the topic of beats; undefined for anything else. */
export const beatFrom = (text: string): Beat | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isBeat(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isBeat = (value: unknown): value is Beat =>
  typeof value === 'object' &&
  value !== null &&
  'member' in value &&
  typeof value.member === 'string' &&
  'number' in value &&
  typeof value.number === 'number' &&
  'view' in value &&
  isNames(value.view) &&
  'keeps' in value &&
  isNames(value.keeps);

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');
