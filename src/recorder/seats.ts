import type { Bank } from '../protocol/messages.js';
import { lowVoltageControl, lowVoltagePack } from '../registers/battery.js';
import { families } from '../registers/families.js';
import {
  aggregator,
  batteryControl,
  batteryModule,
  configuration,
} from '../registers/highVoltage.js';
import { meterProduct, meterTables } from '../registers/meter.js';
import type { RegisterTable } from '../registers/register.js';

/** Where a serial stands: registers of a bank, as text or as a number. */
export interface SerialSeat {
  readonly bank: Bank;
  readonly first: number;
  readonly count: number;
  readonly text: boolean;
}

const tables: readonly RegisterTable[] = [
  ...families.map(({ table }) => table),
  ...Object.values(meterTables),
  meterProduct,
  lowVoltagePack,
  lowVoltageControl,
  batteryModule,
  batteryControl,
  aggregator,
  configuration,
];

const isSerial = (name: string): boolean => /serialNumber$/i.test(name);

const seatsOf = (table: RegisterTable): SerialSeat[] =>
  Object.entries(table)
    .filter(([name]) => isSerial(name))
    .map(([, { bank, address, codec }]) => ({
      bank,
      first: address,
      count: codec.size,
      text: codec.type === 'string',
    }));

// HV modules of some firmware split theirs: first word at 110, the rest at 115-118.
const split: SerialSeat = { bank: 'input', first: 110, count: 9, text: true };

/** Every place where any device tells a serial, by the tables. */
export const serialSeats: readonly SerialSeat[] = [
  ...new Map(
    [...tables.flatMap(seatsOf), split].map((seat) => [JSON.stringify(seat), seat]),
  ).values(),
];
