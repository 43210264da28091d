import type { InverterReadings, Snapshot } from '../../plant/snapshot.js';
import type { Slot } from '../../registers/codecs.js';

export const slotNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export const exportSlotNumbers = [1, 2, 3] as const;

/** One daily period of the inverter's clock. 00:00 to 00:00 is an empty slot. */
export interface SlotEntry extends Slot {
  readonly slot: number;
  /** %: charging or discharging stops there, on models with a target for each slot. */
  readonly target?: number;
}

export interface Timeslots {
  readonly charge?: readonly SlotEntry[];
  readonly discharge?: readonly SlotEntry[];
  /** EMS only. */
  readonly export?: readonly SlotEntry[];
  /** When the pause mode applies. */
  readonly pause?: Slot;
}

/** getTimeslots: the slots that the plant has and that are set. */
export const timeslotsOf = ({ inverter }: Snapshot): Timeslots => {
  const charge = entries(inverter, slotNumbers, (n) => [`chargeSlot${n}`, `chargeSlot${n}Target`]);
  const discharge = entries(inverter, slotNumbers, (n) => [
    `dischargeSlot${n}`,
    `dischargeSlot${n}Target`,
  ]);
  const exported = entries(inverter, exportSlotNumbers, (n) => [
    `exportSlot${n}`,
    `exportSlot${n}Target`,
  ]);
  const { batteryPauseSlot: pause } = inverter;
  return {
    ...(charge.length > 0 && { charge }),
    ...(discharge.length > 0 && { discharge }),
    ...(exported.length > 0 && { export: exported }),
    ...(pause && { pause }),
  };
};

type NamesOf<T> = {
  [Name in keyof InverterReadings]-?: Exclude<InverterReadings[Name], undefined> extends T
    ? Name
    : never;
}[keyof InverterReadings];

const entries = <N extends number>(
  inverter: InverterReadings,
  numbers: readonly N[],
  names: (slot: N) => readonly [NamesOf<Slot>, NamesOf<number>],
): readonly SlotEntry[] =>
  numbers.flatMap((slot) => {
    const [periodName, targetName] = names(slot);
    const period = inverter[periodName];
    const target = inverter[targetName];
    return period === undefined
      ? []
      : [{ slot, ...period, ...(target !== undefined && { target }) }];
  });
