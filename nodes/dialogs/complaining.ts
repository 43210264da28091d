import { complaintsOf, type Complaint } from '../../src/index.js';
import type { Plant } from '../config/plants.js';
import type { Settings } from '../config/settings.js';

/** What is the matter with the plant of a config node. */
export const complaintsAbout = (
  { shared: { inverter } }: Plant,
  { host, port, serial, budget }: Settings,
): readonly Complaint[] => {
  if (inverter === undefined) return [];
  const { address, counters, snapshot, serials, writesToday } = inverter;
  return complaintsOf({
    now: Date.now(),
    counters,
    snapshot,
    serial,
    heard: serials.dongle,
    movedTo: address === `${host}:${port}` ? undefined : address,
    writesToday,
    budget,
  });
};
