import type { Said } from './event.js';

/** What one look shows of one subject. */
export interface Sight {
  readonly subject: string;
  /** The state it is in, as a word to compare. */
  readonly is: string;
  readonly value: Said;
  readonly limit?: number;
  readonly detail?: string;
  /** What people call the subject, where that is not its own name. */
  readonly what?: string;
}

/** What is held true of one subject, and since when. */
export interface Track {
  readonly is: string;
  /** Absent where the state was only taken for granted. */
  readonly value?: Said;
  readonly since: number;
  /** Another state, seen but not believed yet. */
  readonly next?: { readonly is: string; readonly since: number };
}

export interface Change {
  readonly sight: Sight;
  readonly from: Track;
  readonly to: Track;
}

/** A new state is believed once it has been seen for `wait` ms; whatever interrupts it, also a clock that is set back, begins anew. */
export const follow = (
  track: Track,
  sight: Sight,
  at: number,
  wait: number,
): { readonly track: Track; readonly change?: Change } => {
  const { is, value } = sight;
  if (is === track.is) return { track: { is, value, since: track.since } };
  const next = track.next?.is === is && track.next.since <= at ? track.next : { is, since: at };
  if (at - next.since < wait) return { track: { ...track, next } };
  const to = { is, value, since: next.since };
  return { track: to, change: { sight, from: track, to } };
};

/** The same without what was about to be believed. */
export const settled = ({ is, since, value }: Track): Track => ({
  is,
  since,
  ...(value !== undefined && { value }),
});
