import type { Outcome } from '../controls/writing/outcome.js';
import type { Snapshot } from '../plant/snapshot.js';
import { connection, type LineStatus } from './connection.js';
import type { Limits, PlantEvent } from './event.js';
import { german } from './german.js';
import { kinds } from './kinds.js';
import type { Facts } from './phrases.js';
import { ownSettings } from './settings.js';
import { follow, settled, type Change, type Track } from './track.js';
import { YES, type Told, type Watch } from './watch.js';
import { plantWatches, watches, type WatchName } from './watches.js';

/** What is known so far. Plain JSON, to be handed back next time. */
export interface EventState {
  readonly serial?: string;
  /** By watch and subject: "cells/pack 2". */
  readonly tracks: Readonly<Record<string, Track>>;
}

export const nothingSeen: EventState = { tracks: {} };

export interface EventSettings {
  readonly watch: readonly WatchName[];
  readonly limits: Limits;
  /** Also tells what is the case already when it is first looked at. */
  readonly tellAtStart: boolean;
  /** Of the labels; default English. Everything else in an event is the same in all of them. */
  readonly language?: LabelLanguage;
}

export const labelLanguages = ['en-US', 'de'] as const;
export type LabelLanguage = (typeof labelLanguages)[number];

export interface Detected {
  readonly state: EventState;
  readonly events: readonly PlantEvent[];
  /** When it is worth looking again, though nothing new may have come by then (ms since 1970). */
  readonly due?: number;
}

/**
 * What has happened since the last look. Readings count at the time they were taken: one that is
 * looked at twice proves nothing new. `now` counts for the connection alone.
 */
export const detectEvents = (
  previous: EventState,
  snapshot: Snapshot | undefined,
  status: LineStatus,
  settings: EventSettings,
  now: number,
): Detected => {
  const known = isOf(previous, snapshot) ? previous : nothingSeen;
  const serial = snapshot?.serial ?? known.serial;
  // It counts as there until it has been away for long enough, also at the very start.
  const assumed = { ...settings, tellAtStart: true };
  const line = lookAt(LINE, connection, status, now, assumed, known.tracks);
  const tracks = { ...known.tracks, ...line.tracks };
  const plant =
    snapshot === undefined || isLost(tracks)
      ? { tracks: forgetful(tracks), news: [] }
      : lookAtPlant(snapshot, settings, tracks);
  const told = settings.watch.includes(LINE) ? [...line.news, ...plant.news] : plant.news;
  const due = dueOf(tracks, settings.limits, now);
  return {
    state: { tracks: plant.tracks, ...(serial !== undefined && { serial }) },
    events: told.map((news) => eventOf(news, serial, settings.language)),
    ...(due !== undefined && { due }),
  };
};

/** Takes note of what we have set ourselves: it is no news when a snapshot shows it. */
export const noteOutcome = (state: EventState, outcome: Outcome): EventState => {
  const tracks = new Map(Object.entries(state.tracks));
  for (const [name, track] of ownSettings(outcome)) {
    if (track === undefined) tracks.delete(keyOf(SETTINGS, name));
    else tracks.set(keyOf(SETTINGS, name), track);
  }
  return { ...state, tracks: Object.fromEntries(tracks) };
};

const LINE = 'connection';
const SETTINGS = 'settings';
type Tracks = Readonly<Record<string, Track>>;

interface News {
  readonly told: Told;
  readonly change: Change;
}
interface Look {
  readonly tracks: Tracks;
  readonly news: readonly News[];
}

const keyOf = (watch: WatchName, subject: string): string => `${watch}/${subject}`;
const LINE_KEY = keyOf(LINE, '');

/** What was seen of one inverter says nothing of another. */
const isOf = ({ serial }: EventState, snapshot: Snapshot | undefined): boolean =>
  serial === undefined || snapshot === undefined || serial === snapshot.serial;

const lookAtPlant = (snapshot: Snapshot, settings: EventSettings, tracks: Tracks): Look => {
  const at = snapshot.takenAt;
  const scene = { snapshot, at, limits: settings.limits };
  const looks = plantWatches
    .filter((name) => settings.watch.includes(name))
    .map((name) => lookAt(name, watches[name], scene, at, settings, tracks));
  return {
    tracks: Object.assign({}, tracks, ...looks.map((look) => look.tracks)),
    news: looks.flatMap((look) => look.news),
  };
};

/** What one watch sees: the tracks of its own subjects, and what is new of them. */
const lookAt = <Seen>(
  name: WatchName,
  watch: Watch<Seen>,
  seen: Seen,
  at: number,
  { limits, tellAtStart }: EventSettings,
  before: Tracks,
): Look => {
  const followed = watch
    .look(seen, (subject) => before[keyOf(name, subject)]?.is)
    .map((sight) => {
      const key = keyOf(name, sight.subject);
      const known = before[key] ?? beginning(watch, sight.is, at, tellAtStart);
      return { key, ...follow(known, sight, at, watch.settle(limits, sight.is)) };
    });
  return {
    tracks: Object.fromEntries(followed.map(({ key, track }) => [key, track])),
    news: followed.flatMap(({ change }) =>
      change === undefined ? [] : watch.tell(change).map((told) => ({ told, change })),
    ),
  };
};

/** The first look only learns how things stand, unless what is amiss then shall be told too. */
const beginning = <Seen>(
  { usual }: Watch<Seen>,
  is: string,
  at: number,
  tellAtStart: boolean,
): Track => ({ is: tellAtStart && usual !== undefined ? usual : is, since: at });

const isLost = (tracks: Tracks): boolean => tracks[LINE_KEY]?.is === YES;

/** What was about to be believed when the connection went must be seen anew. */
const forgetful = (tracks: Tracks): Tracks =>
  Object.fromEntries(
    Object.entries(tracks).map(([key, track]) => [key, key === LINE_KEY ? track : settled(track)]),
  );

const dueOf = (tracks: Tracks, limits: Limits, now: number): number | undefined => {
  const next = tracks[LINE_KEY]?.next;
  const due = next === undefined ? now : next.since + connection.settle(limits, next.is);
  return due > now ? due : undefined;
};

const eventOf = (
  { told, change }: News,
  serial: string | undefined,
  language: LabelLanguage = 'en-US',
): PlantEvent => {
  const { event, detail = change.sight.detail } = told;
  const { from, to, sight } = change;
  const { what = sight.subject, limit } = sight;
  const facts: Facts = {
    what,
    new: sight.value,
    ...(from.value !== undefined && {
      old: from.value,
      lasted: Math.max(0, to.since - from.since),
    }),
    ...(limit !== undefined && { limit }),
    ...(detail !== undefined && { detail }),
  };
  const { level } = kinds[event];
  const label = language === 'de' ? german[event] : kinds[event].label;
  return {
    event,
    level,
    label: label(facts),
    ...(serial !== undefined && { serial }),
    ...(what !== '' && { what }),
    ...(facts.old !== undefined && { old: facts.old }),
    new: sight.value,
    since: to.since,
    ...(limit !== undefined && { limit }),
    ...(facts.lasted !== undefined && { lasted: facts.lasted }),
  };
};
