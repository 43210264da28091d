import { inverterClock, noEnergy, step, type Energies, type Home } from './home.js';
import type { Installation } from './installation.js';
import { ordersAt, type Settings } from './orders.js';
import { minuteOf } from './wallClock.js';
import { conditionsAt } from './weather.js';

const DAY = 86_400_000;
// Coarse steps do for the part of the day nobody watched.
const UNWATCHED = 300_000;
const SECOND = 1000;

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
  const last = wall - SECOND;
  let home = yesterday(site, wall - (wall % DAY) - UNWATCHED);
  while (home.wall < last)
    home = lived(home, site, settings, Math.min(UNWATCHED, last - home.wall));
  const stored = percent === undefined ? home.stored : (site.capacity * percent) / 100;
  return lived({ ...home, stored }, site, settings, SECOND);
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
const someYears = (site: Installation): Energies => {
  const [pv1, pv2] = [site.peaks[0] * 1900, site.peaks[1] * 1900];
  const sun = pv1 + pv2;
  const [charge, discharge] = site.capacity === 0 ? [0, 0] : [7_160_000, 6_890_000];
  const acCharge = site.capacity === 0 ? 0 : site.pv === 'dc' ? 1_930_000 : 7_480_000;
  const output = Math.round((site.pv === 'dc' ? sun : 0) * 0.95 + discharge - charge + acCharge);
  const [imported, exported] = [4_930_000, 3_770_000];
  const beside = site.pv === 'dc' ? 0 : sun;
  const load = output - acCharge - exported + imported + beside;
  return {
    pv1,
    pv2,
    load,
    import: imported,
    export: exported,
    charge,
    discharge,
    output,
    acCharge,
  };
};
