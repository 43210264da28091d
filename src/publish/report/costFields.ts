import type { CostFigures, RateFigures } from '../../plant/figures/figures.js';
import type { Snapshot } from '../../plant/snapshot.js';
import { field, type Field, type FieldTable } from './fields.js';

type Amount = Field<Snapshot, number>;

const money = (what: string, of: (cost: CostFigures) => number | undefined): Amount =>
  field('¤', what, ({ cost }) => cost && of(cost));
const price = (what: string, of: (cost: CostFigures) => number | undefined): Amount =>
  field('¤/kWh', what, ({ cost }) => cost && of(cost));
const bought = (what: string, of: (rate: RateFigures) => number) => ({
  day: field<Snapshot, number>(
    'kWh',
    `Taken from the grid at the day rate, ${what}`,
    ({ cost }) => cost && of(cost.byRate.day),
  ),
  night: field<Snapshot, number>(
    'kWh',
    `Taken from the grid at the night rate, ${what}`,
    ({ cost }) => cost && of(cost.byRate.night),
  ),
});
const boughtToday = bought('today', ({ energyToday }) => energyToday);
const boughtInAll = bought('since it is counted', ({ energyTotal }) => energyTotal);

/** What energy came to, where there is a tariff. */
export const costFields = {
  'cost.currency': field('', 'Currency of the tariff, such as GBP', ({ cost }) => cost?.currency),
  'cost.rate': field('', 'day or night: the rate that holds', ({ cost }) => cost?.rate),
  'cost.currentRate': price('What a kWh from the grid costs now', (cost) => cost.currentRate),
  'cost.dayRate': price('Day rate', (cost) => cost.dayRate),
  'cost.nightRate': price('Night rate', (cost) => cost.nightRate),
  'cost.exportRate': price('What a kWh to the grid earns', (cost) => cost.exportRate),
  'cost.importToday': money('Paid for energy from the grid, today', (cost) => cost.importToday),
  'cost.importTotal': money(
    'Paid for energy from the grid, since it is counted',
    (cost) => cost.importTotal,
  ),
  'cost.exportToday': money('Earned with energy to the grid, today', (cost) => cost.exportToday),
  'cost.exportTotal': money(
    'Earned with energy to the grid, since it is counted',
    (cost) => cost.exportTotal,
  ),
  'cost.averageToday': price('What a kWh from the grid cost today', (cost) => cost.averageToday),
  'cost.batteryRate': price('What a kWh in the battery was paid with', (cost) => cost.batteryRate),
  'cost.batteryValue': money(
    'What the energy in the battery was paid with',
    (cost) => cost.batteryValue,
  ),
  'cost.byRate.day.energyToday': boughtToday.day,
  'cost.byRate.day.costToday': money(
    'Paid at the day rate, today',
    ({ byRate }) => byRate.day.costToday,
  ),
  'cost.byRate.day.energyTotal': boughtInAll.day,
  'cost.byRate.day.costTotal': money(
    'Paid at the day rate, since it is counted',
    ({ byRate }) => byRate.day.costTotal,
  ),
  'cost.byRate.night.energyToday': boughtToday.night,
  'cost.byRate.night.costToday': money(
    'Paid at the night rate, today',
    ({ byRate }) => byRate.night.costToday,
  ),
  'cost.byRate.night.energyTotal': boughtInAll.night,
  'cost.byRate.night.costTotal': money(
    'Paid at the night rate, since it is counted',
    ({ byRate }) => byRate.night.costTotal,
  ),
} as const satisfies FieldTable<Snapshot>;
