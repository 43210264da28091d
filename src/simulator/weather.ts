import { chance, drift } from './random.js';

/** What the day brings to a house, at one moment of its wall clock (ms as if the wall clock were UTC). */
export interface Conditions {
  /** W that each string would give, and W the household takes. */
  readonly pv1: number;
  readonly pv2: number;
  readonly load: number;
  /** °C outdoors. */
  readonly outdoors: number;
  /** V and Hz of the grid. */
  readonly voltage: number;
  readonly frequency: number;
}

/** What distinguishes one house from another. */
export interface Site {
  /** W of each string in full sun. */
  readonly peaks: readonly [number, number];
  /** 1 for a usual home. */
  readonly appetite: number;
  readonly seed: number;
  /** Default 'usual': some days are bright, some grey. */
  readonly sky?: Sky;
}

/** Which days there are to choose from. */
export const skies = ['usual', 'clear', 'changeable', 'grey'] as const;
export type Sky = (typeof skies)[number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LATITUDE = radians(52.5);

export const conditionsAt = (wall: number, site: Site): Conditions => {
  const clear = clearness(wall, site);
  return {
    // The first string looks a little east, the second a little west.
    pv1: Math.round(site.peaks[0] * clear * sunHeight(wall + 0.75 * HOUR)),
    pv2: Math.round(site.peaks[1] * clear * sunHeight(wall - 0.75 * HOUR)),
    load: Math.round(site.appetite * household(wall, site.seed)),
    outdoors: outdoorsAt(wall),
    voltage: round(236 + 10 * drift(site.seed + 1, wall / (0.2 * HOUR)), 10),
    frequency: round(49.92 + 0.16 * drift(site.seed + 2, wall / 60_000), 100),
  };
};

/** 0 at night, towards 1 with the sun overhead. */
const sunHeight = (wall: number): number => {
  const tilt = radians(23.45) * Math.sin((2 * Math.PI * (dayOfYear(wall) - 81)) / 365);
  const turn = (2 * Math.PI * (hourOf(wall) - 12)) / 24;
  const height =
    Math.sin(LATITUDE) * Math.sin(tilt) + Math.cos(LATITUDE) * Math.cos(tilt) * Math.cos(turn);
  return Math.max(0, height) ** 1.1;
};

// 1 under a clear sky; clouds come and go within minutes.
const clearness = (wall: number, { seed, sky = 'usual' }: Site): number => {
  const passing = 0.6 + 0.4 * drift(seed + 4, wall / (0.15 * HOUR));
  switch (sky) {
    case 'usual':
      return (0.35 + 0.65 * drift(seed + 3, wall / DAY)) * passing;
    case 'clear':
      return 1;
    case 'changeable':
      return 2.2 * passing - 1.2;
    case 'grey':
      return 0.2 * passing;
  }
};

// W of a usual home: something always runs, breakfast and evening are busy, now and then a kettle or an oven.
const household = (wall: number, seed: number): number => {
  const hour = hourOf(wall);
  const rhythm = 220 + 380 * bump(hour, 7.5, 1.3) + 850 * bump(hour, 18.5, 2.2);
  const unrest = 90 * drift(seed + 5, wall / 90_000);
  const awake = hour > 6.5 && hour < 23;
  const appliance = awake && chance(seed + 6, Math.floor(wall / 600_000)) < 0.12 ? 1900 : 0;
  return rhythm + unrest + appliance;
};

const outdoorsAt = (wall: number): number => {
  const season = 10.5 - 7 * Math.cos((2 * Math.PI * (dayOfYear(wall) - 25)) / 365);
  return round(season - 4 * Math.cos((2 * Math.PI * (hourOf(wall) - 3)) / 24), 10);
};

const bump = (hour: number, middle: number, width: number): number =>
  Math.exp(-(((hour - middle) / width) ** 2));

const dayOfYear = (wall: number): number =>
  (wall - Date.UTC(new Date(wall).getUTCFullYear(), 0, 1)) / DAY;

const hourOf = (wall: number): number => (((wall % DAY) + DAY) % DAY) / HOUR;

const round = (value: number, steps: number): number => Math.round(value * steps) / steps;

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
