import type { InverterReadings, Snapshot } from '../plant/snapshot.js';
import type { Slot } from '../registers/codecs.js';
import { inverterMinute, isWithin } from './inverterClock.js';
import { condition } from './watch.js';

const slotNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const exportNumbers = [1, 2, 3] as const;

/** A slot of a plant, and whether it is in force at this moment. */
export interface SlotNow extends Slot {
  readonly kind: 'charge' | 'discharge' | 'export';
  /** "charge slot 1" */
  readonly what: string;
  readonly open: boolean;
  /** % at which it is done, on models with a target for each slot. */
  readonly target?: number;
}

/** Every slot that the plant tells of; none where its clock or its switches are not known. */
export const slotsNow = (snapshot: Snapshot, at: number): readonly SlotNow[] => {
  const minute = inverterMinute(snapshot, at);
  if (minute === undefined) return [];
  const on = switches(snapshot.inverter);
  return slotsOf(snapshot.inverter).flatMap((slot) => {
    const enabled = on[slot.kind];
    return enabled === undefined ? [] : [{ ...slot, open: enabled && isWithin(slot, minute) }];
  });
};

type Switches = Readonly<Record<SlotNow['kind'], boolean | undefined>>;

/** An EMS has one switch for all its plans. */
const switches = (inverter: InverterReadings): Switches => {
  const { plantControlEnabled, chargeEnabled, dischargeEnabled } = inverter;
  return {
    charge: plantControlEnabled ?? chargeEnabled,
    discharge: plantControlEnabled ?? dischargeEnabled,
    export: plantControlEnabled,
  };
};

const slotsOf = (inverter: InverterReadings): readonly Omit<SlotNow, 'open'>[] => [
  ...slotNumbers.flatMap((n) =>
    slot('charge', n, inverter[`chargeSlot${n}`], inverter[`chargeSlot${n}Target`]),
  ),
  ...slotNumbers.flatMap((n) =>
    slot('discharge', n, inverter[`dischargeSlot${n}`], inverter[`dischargeSlot${n}Target`]),
  ),
  ...exportNumbers.flatMap((n) =>
    slot('export', n, inverter[`exportSlot${n}`], inverter[`exportSlot${n}Target`]),
  ),
];

const slot = (
  kind: SlotNow['kind'],
  number: number,
  period: Slot | undefined,
  target: number | undefined,
): readonly Omit<SlotNow, 'open'>[] => {
  if (period === undefined) return [];
  const own = target === undefined || target < LEAST_TARGET ? {} : { target };
  return [{ kind, what: `${kind} slot ${number}`, ...period, ...own }];
};
/** Below this a target means that none was set. */
const LEAST_TARGET = 4;

export const slots = condition('slotBegan', 'slotEnded', 0, ({ snapshot, at }) =>
  slotsNow(snapshot, at).map(({ what, open, start, end }) => ({
    what,
    holds: open,
    value: open,
    detail: `${start} to ${end}`,
  })),
);
