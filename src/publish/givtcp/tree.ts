import { fill, type TreeLeaf } from './leaf.js';
import { batteryLeaves, inverterLeaves, meterLeaves } from './members.js';
import { planOf } from './plans.js';
import type { View } from './row.js';

export type { Member, TreeLeaf } from './leaf.js';

/** All that GivTCP publishes of this plant and that is known now. */
export const treeOf = (view: View): readonly TreeLeaf[] => {
  const { snapshot } = view;
  const { rows, details } = planOf(snapshot.model.family, hasTenSlots(view));
  return [
    ...fill(rows, view, ''),
    ...fill(details, view, `${snapshot.serial}/`),
    ...batteryLeaves(view),
    ...meterLeaves(view),
    ...inverterLeaves(view),
  ];
};

/** Slots from the third on were read: this model has ten. */
const hasTenSlots = ({ snapshot }: View): boolean => snapshot.inverter.chargeSlot3 !== undefined;
