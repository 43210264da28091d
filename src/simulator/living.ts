import { inverterClock, noEnergy, step, type Energies, type Home } from './home.js';
import type { Installation } from './models.js';
import { ordersAt, type Settings } from './orders.js';
import { minuteOf } from './wallClock.js';
import { conditionsAt } from './weather.js';

const DAY = 86_400_000;
// Coarse steps do for the part of the day nobody watched.
const UNWATCHED = 300_000;

/** The home `ms` later, living by these settings. */
export const lived = (home: Home, site: Installation, settings: Settings, ms: number): Home => {
  const orders = ordersAt(settings, minuteOf(inverterClock(home)));
  return step(home, site, conditionsAt(home.wall, site), orders, ms);
};

/** The home at `wall`, which has lived by these settings since midnight. */
export const beginning = (
  site: Installation,
  settings: Settings,
  wall: number,
  percent: number | undefined,
): Home => {
  let home = yesterday(site, wall - (wall % DAY) - UNWATCHED);
  while (home.wall < wall)
    home = lived(home, site, settings, Math.min(UNWATCHED, wall - home.wall));
  if (percent === undefined) return home;
  return { ...home, stored: (site.capacity * percent) / 100 };
};

const yesterday = (site: Installation, wall: number): Home => ({
  wall,
  clockAhead: 0,
  conditions: conditionsAt(wall, site),
  power: { pv1: 0, pv2: 0, load: 0, grid: 0, battery: 0, inverter: 0 },
  stored: site.capacity * 0.45,
  today: noEnergy,
  total: someYears(site),
  hours: 14_000,
});

// Wh moved in the years before: enough for 16-bit counters of the battery to have wrapped.
const someYears = (site: Installation): Energies => ({
  pv1: 5_310_000 * sized(site),
  pv2: 4_120_000 * sized(site),
  load: 9_480_000,
  import: 4_930_000,
  export: 3_770_000,
  charge: site.capacity === 0 ? 0 : 7_160_000,
  discharge: site.capacity === 0 ? 0 : 6_890_000,
  output: 10_250_000,
  acCharge: 1_930_000,
});

const sized = ({ peaks }: Installation): number => (peaks[0] + peaks[1]) / 5000;
