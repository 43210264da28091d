import type { Family } from '../../registers/families.js';
import type { Model } from '../../registers/models.js';
import { singlePhase } from '../../registers/singlePhase.js';

const UNRATED_SINGLE = 15_000;
const UNRATED_PLANT = 50_000;
const LEAST_PV = 7200;

/** Most W that can flow through a plant. */
export const mostPowerOf = ({ layout }: Family, { ratedPower }: Model): number =>
  layout === 'ems' || layout === 'gateway' ? UNRATED_PLANT : (ratedPower ?? UNRATED_SINGLE);

/** Beyond these a reading is a glitch whatever the register could hold (quirks reference, section 3). */
export const limitsOf = (
  { table, layout }: Family,
  { ratedPower = UNRATED_SINGLE }: Model,
): Readonly<Record<string, number>> => {
  if (table !== singlePhase) return {};
  // However low an inverter says it is rated.
  const pv = layout === 'hybrid' ? Math.min(15_000, Math.max(LEAST_PV, 2 * ratedPower)) : 15_000;
  return {
    pv1Power: pv,
    pv2Power: pv,
    inverterOutputPower: 15_500,
    batteryPower: 15_500,
  };
};
