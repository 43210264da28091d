import type { CostFigures, RateFigures, RateName } from '../plant/figures.js';
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
    ...(exportRate !== undefined && { exportRate }),
    importToday,
    importTotal: total.day.money + total.night.money,
    ...(exportRate !== undefined && {
      exportToday: today.export.money,
      exportTotal: total.export.money,
    }),
    ...(energyToday > 0 && { averageToday: importToday / energyToday }),
    ...(stored !== undefined && {
      batteryRate: battery.price,
      batteryValue: battery.price * stored,
    }),
    byRate: { day: rateFigures(ledger, 'day'), night: rateFigures(ledger, 'night') },
  };
};

const rateFigures = ({ today, total, began }: Ledger, rate: RateName): RateFigures => {
  const startedAt = began[rate];
  return {
    energyToday: today[rate].energy,
    costToday: today[rate].money,
    energyTotal: total[rate].energy,
    costTotal: total[rate].money,
    ...(startedAt !== undefined && { startedAt }),
  };
};
