import type { Snapshot } from '../plant/snapshot.js';
import type { Limits, Said } from './event.js';
import type { EventKind } from './kinds.js';
import type { Change, Sight } from './track.js';

/** What is looked at: a snapshot, at the time it was taken. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly at: number;
  readonly limits: Limits;
}

/** A change in the words of an event. */
export interface Told {
  readonly event: EventKind;
  readonly detail?: string;
}

/** Something to keep an eye on. */
export interface Watch<Seen = Scene> {
  /** What is seen of each subject; `was` is the state held true of it so far. Unknown ones are left out. */
  look(seen: Seen, was: (subject: string) => string | undefined): readonly Sight[];
  /** ms the state `is` must last before it is believed. */
  settle(limits: Limits, is: string): number;
  /** The state in which nothing is the matter; absent: there is none. */
  readonly usual?: string;
  tell(change: Change): readonly Told[];
}

/** Whether something is the case, of one subject. */
export interface Finding {
  readonly holds: boolean;
  readonly value: Said;
  readonly what?: string;
  readonly limit?: number;
  readonly detail?: string;
}

/** Something that begins and ends. `held` says whether it has been the case so far. */
export const condition = <Seen = Scene>(
  begins: EventKind,
  ends: EventKind,
  settle: number | ((limits: Limits, holds: boolean) => number),
  find: (seen: Seen, held: (what?: string) => boolean) => readonly Finding[],
): Watch<Seen> => ({
  usual: NO,
  settle: (limits, is) => (typeof settle === 'number' ? settle : settle(limits, is === YES)),
  look: (seen, was) =>
    find(seen, (what = '') => was(what) === YES).map(({ holds, what = '', ...more }) => ({
      subject: what,
      is: holds ? YES : NO,
      ...more,
    })),
  tell: ({ to }) => [{ event: to.is === YES ? begins : ends }],
});

/** The state of a condition that holds. */
export const YES = 'yes';
const NO = 'no';

/** What two looks in a row show is no glitch. */
export const TWICE = 10_000;

/** A number that is at or above a limit; over only when it is clearly below. Nothing where it is not known. */
export const atLeast = (
  value: number | undefined,
  limit: number,
  slack: number,
  held: boolean,
): readonly Limited[] =>
  value === undefined
    ? []
    : [{ holds: held ? value > limit - slack : value >= limit, value, limit }];

/** A number that is at or below a limit; over only when it is clearly above. */
export const atMost = (
  value: number | undefined,
  limit: number,
  slack: number,
  held: boolean,
): readonly Limited[] =>
  value === undefined
    ? []
    : [{ holds: held ? value < limit + slack : value <= limit, value, limit }];

type Limited = Finding & { readonly limit: number };
