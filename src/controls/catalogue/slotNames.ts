import { GivError } from '../../errors.js';
import type { SettingName } from '../../plant/snapshot.js';
import type { SlotName, View } from '../control.js';
import { number } from '../payload/fields.js';
import { say, values } from '../writing/phrases.js';

export type SlotKind = 'charge' | 'discharge' | 'export';

/** The slots of a plant in their order; how many of them a model has, its table and permission tell. */
export const slotNames = {
  charge: [
    'chargeSlot1',
    'chargeSlot2',
    'chargeSlot3',
    'chargeSlot4',
    'chargeSlot5',
    'chargeSlot6',
    'chargeSlot7',
    'chargeSlot8',
    'chargeSlot9',
    'chargeSlot10',
  ],
  discharge: [
    'dischargeSlot1',
    'dischargeSlot2',
    'dischargeSlot3',
    'dischargeSlot4',
    'dischargeSlot5',
    'dischargeSlot6',
    'dischargeSlot7',
    'dischargeSlot8',
    'dischargeSlot9',
    'dischargeSlot10',
  ],
  export: ['exportSlot1', 'exportSlot2', 'exportSlot3'],
} as const satisfies Record<SlotKind, readonly SlotName[]>;

/** Each slot's own target, in the same order. */
export const targetNames = {
  charge: [
    'chargeSlot1Target',
    'chargeSlot2Target',
    'chargeSlot3Target',
    'chargeSlot4Target',
    'chargeSlot5Target',
    'chargeSlot6Target',
    'chargeSlot7Target',
    'chargeSlot8Target',
    'chargeSlot9Target',
    'chargeSlot10Target',
  ],
  discharge: [
    'dischargeSlot1Target',
    'dischargeSlot2Target',
    'dischargeSlot3Target',
    'dischargeSlot4Target',
    'dischargeSlot5Target',
    'dischargeSlot6Target',
    'dischargeSlot7Target',
    'dischargeSlot8Target',
    'dischargeSlot9Target',
    'dischargeSlot10Target',
  ],
  export: ['exportSlot1Target', 'exportSlot2Target', 'exportSlot3Target'],
} as const satisfies Record<SlotKind, readonly SettingName[]>;

export type TargetName = (typeof targetNames)[SlotKind][number];

export const slotField = number('Slot', [1, 10], {
  hint: 'how many there are depends on the model',
});
export const exportSlotField = number('Slot', [1, 3]);

/** The setting of slot `n`; a plant without any such slot is refused by its missing permission. */
export const slotName = (kind: SlotKind, n: number, view: View): SlotName =>
  chosen(slotNames[kind], kind, n, view);

/** The setting of slot `n`'s own target. */
export const targetName = (kind: SlotKind, n: number, view: View): TargetName =>
  chosen(targetNames[kind], kind, n, view);

const chosen = <N extends SettingName>(
  names: readonly N[],
  kind: SlotKind,
  n: number,
  view: View,
): N => {
  const has = names.filter((name) => view.can(name)).length;
  const name = names[n - 1];
  if (name !== undefined && (has === 0 || view.can(name))) return name;
  throw new GivError(
    'NOT_SUPPORTED',
    say('noSlot', {
      slot: n,
      model: view.model.name,
      kind: values.say(`${kind}Slots`),
      slots: has,
    }),
    { field: 'slot', value: n, slots: has },
  );
};
