import type { CostFigures, RateFigures, RateName } from '../plant/figures/figures.js';
import { rounded } from '../plant/optional.js';
import type { Ledger } from './ledger.js';
import type { SettledTariff } from './tariff.js';

/** What the ledger says, in the names of the house. `stored`: kWh in the battery now. */
export const costsOf = (
  ledger: Ledger,
  tariff: SettledTariff,
  stored: number | undefined,
): CostFigures => {
  const { rates, exportRate, currency, byHand } = tariff;
  const { today, total, rate, battery } = ledger;
  const energyToday = today.day.energy + today.night.energy;
  const importToday = today.day.money + today.night.money;
  return {
    currency,
    byHand,
    rate,
    currentRate: rates[rate],
    dayRate: rates.day,
    nightRate: rates.night,
    importToday: tidy(importToday),
    importTotal: tidy(total.day.money + total.night.money),
    ...(exportRate !== undefined && {
      exportRate,
      exportToday: tidy(today.export.money),
      exportTotal: tidy(total.export.money),
    }),
    ...(energyToday > 0 && { averageToday: tidy(importToday / energyToday) }),
    ...(stored !== undefined && {
      batteryRate: tidy(battery.price),
      batteryValue: tidy(battery.price * stored),
    }),
    byRate: { day: rateFigures(ledger, 'day'), night: rateFigures(ledger, 'night') },
  };
};

/** Without what floating point adds. */
const tidy = (value: number): number => rounded(value, 6);

const rateFigures = ({ today, total, began }: Ledger, rate: RateName): RateFigures => {
  const startedAt = began[rate];
  return {
    energyToday: tidy(today[rate].energy),
    costToday: tidy(today[rate].money),
    energyTotal: tidy(total[rate].energy),
    costTotal: tidy(total[rate].money),
    ...(startedAt !== undefined && { startedAt }),
  };
};
