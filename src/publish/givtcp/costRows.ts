import type { CostFigures, RateName } from '../../plant/figures/figures.js';
import { row, type Kind, type Row, type Rows, type View } from './row.js';

const told =
  (kind: Kind) =>
  (what: string, of: (cost: CostFigures) => number | undefined): Row =>
    row(kind)(what, ({ snapshot: { cost } }: View) => cost && of(cost));
const money = told('money');
const price = told('price');
const energy = told('counter');

const rateRows = (name: 'Day' | 'Night', rate: RateName): Rows => ({
  [`Energy/Rates/${name}_Rate`]: price(`${name} rate`, (cost) =>
    rate === 'day' ? cost.dayRate : cost.nightRate,
  ),
  [`Energy/Rates/${name}_Cost`]: money(
    `Paid at the ${rate} rate, today`,
    ({ byRate }) => byRate[rate].costToday,
  ),
  [`Energy/Rates/${name}_Energy_kWh`]: energy(
    `Taken from the grid at the ${rate} rate, today`,
    ({ byRate }) => byRate[rate].energyToday,
  ),
  [`Energy/Rates/${name}_Energy_Total_kWh`]: energy(
    `Taken from the grid at the ${rate} rate, since it is counted`,
    ({ byRate }) => byRate[rate].energyTotal,
  ),
  [`Energy/Rates/${name}_Start_Energy_kWh`]: energy(
    `The import counter when the ${rate} rate last began`,
    ({ byRate }) => byRate[rate].startedAt,
  ),
});

/** Where there is a tariff: what energy costs and came to. */
export const costRows: Rows = {
  ...rateRows('Day', 'day'),
  ...rateRows('Night', 'night'),
  'Energy/Rates/Export_Rate': price('What a kWh to the grid earns', (cost) => cost.exportRate ?? 0),
  'Energy/Rates/Current_Rate': price('What a kWh costs now', (cost) => cost.currentRate),
  'Energy/Rates/Current_Rate_Type': {
    ...row('select')('The rate that holds', ({ snapshot: { cost } }: View) =>
      cost === undefined ? undefined : cost.rate === 'day' ? 'Day' : 'Night',
    ),
    command: 'switchRate',
    options: ['Day', 'Night'],
    settable: ({ snapshot }) => snapshot.cost?.byHand === true,
  },
  'Energy/Rates/Import_ppkwh_Today': price(
    'What a kWh from the grid cost today; 0 before there was any',
    (cost) => cost.averageToday ?? 0,
  ),
  'Energy/Rates/Battery_Value': money(
    'What the energy in the battery was paid with',
    (cost) => cost.batteryValue,
  ),
  'Energy/Rates/Battery_ppkwh': price(
    'What a kWh in the battery was paid with',
    (cost) => cost.batteryRate,
  ),
};
