import { BadInput } from '../../errors.js';
import { set, type Plan, type Step, type View } from '../control.js';
import { targetName, type SlotKind } from './slotNames.js';
import { say } from '../writing/phrases.js';

/** The lowest level the inverter takes; raising to it is the safe side (controls reference, 1.3). */
export const LOWEST = 4;

/** A reserve or cutoff as asked, 0 to 3 raised to 4. */
export const raised = (
  setting: 'batteryReserve' | 'batteryReserveAlternate' | 'batteryCutoff',
  asked: number,
): Plan & { readonly warnings: readonly string[] } => ({
  steps: [set(setting, Math.max(asked, LOWEST))],
  warnings: asked < LOWEST ? [say('raised', { asked, least: LOWEST })] : [],
});

/** What to know about a charge target of `target` percent, switched on or off. */
export const targetWarnings = (
  target: number | undefined,
  enabled: boolean | undefined,
): readonly string[] => {
  if (enabled === false) return [say('targetOff')];
  return enabled === true && target === 100 ? [say('bounce')] : [];
};

/** A slot's own target: 4 to 100 %, and 0 only for a slot that is being cleared. */
export const ownTarget = (
  kind: SlotKind,
  slot: number,
  asked: number,
  view: View,
  cleared = false,
): Step => {
  checkLevel(`${kind}ToPercent`, asked, cleared);
  return set(targetName(kind, slot, view), asked);
};

export const checkLevel = (field: string, asked: number, zeroToo = false): void => {
  if (asked < LOWEST && !(asked === 0 && zeroToo))
    throw new BadInput(field, asked, `${say('wholeWithin', { low: LOWEST, high: 100 })} %`);
};
