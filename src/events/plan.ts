import type { Snapshot } from '../plant/snapshot.js';
import { floorOf, WORKING } from './battery.js';
import { gridIsThere } from './grid.js';
import { inverterMinute, isWithin } from './inverterClock.js';
import { slotsNow, type SlotNow } from './slots.js';
import { condition, TWICE, type Finding } from './watch.js';

/** % to the goal within which nobody expects full power any more. */
const NEARLY = 2;

/** The battery is to charge or to export by its slots, has room or charge left for it, and does nothing. */
export const plan = condition(
  'planNotObeyed',
  'planObeyed',
  ({ disobeyedFor }, holds) => (holds ? disobeyedFor : TWICE),
  ({ snapshot, at }) => {
    const charge = snapshot.figures.battery.stateOfCharge;
    if (charge === undefined || gridIsThere(snapshot) === false) return [];
    const open = slotsNow(snapshot, at).filter((slot) => slot.open);
    const paused = pausedNow(snapshot, at);
    return [
      ...(paused.charge ? [] : chargePlan(snapshot, open, charge)),
      ...(paused.discharge ? [] : exportPlan(snapshot, open, charge)),
    ];
  },
);

const chargePlan = (
  { figures, inverter, model }: Snapshot,
  open: readonly SlotNow[],
  charge: number,
): readonly Finding[] => {
  const power = figures.power.charge;
  if (power === undefined) return [];
  const slot = open.find(({ kind }) => kind === 'charge');
  // Three-phase inverters obey the target whatever its switch says.
  const targeted = inverter.chargeTargetEnabled === true || model.phases === 3;
  const common = targeted ? (inverter.chargeTarget ?? FULL) : FULL;
  const target = Math.min(common, slot?.target ?? FULL);
  const allowed = (figures.battery.chargeLimit ?? Infinity) >= WORKING;
  const due = slot !== undefined && allowed && charge <= target - NEARLY;
  return [
    {
      what: 'charging',
      holds: due && power < WORKING,
      value: power,
      ...(slot && { detail: `${slot.what} is on, the battery is at ${charge} % of ${target} %` }),
    },
  ];
};
const FULL = 100;

/** Only where slots mean full power: in Eco mode they let the battery serve the house, and there may be no need. */
const exportPlan = (
  snapshot: Snapshot,
  open: readonly SlotNow[],
  charge: number,
): readonly Finding[] => {
  const { figures, inverter } = snapshot;
  const { discharge, export: exported = 0 } = figures.power;
  if (discharge === undefined) return [];
  const managed = inverter.plantControlEnabled === true;
  const slot =
    managed || inverter.ecoModeEnabled === false
      ? open.find(({ kind }) => kind !== 'charge')
      : undefined;
  const floor = Math.max(floorOf(snapshot) ?? 0, slot?.target ?? 0);
  const allowed = (figures.battery.dischargeLimit ?? Infinity) >= WORKING;
  const due = slot !== undefined && allowed && charge >= floor + NEARLY;
  return [
    {
      what: 'discharging',
      holds: due && discharge < WORKING && exported < WORKING,
      value: discharge,
      ...(slot && { detail: `${slot.what} is on, the battery is at ${charge} %` }),
    },
  ];
};

/** A pause holds within its own period, and all day where it has none. */
const pausedNow = (
  snapshot: Snapshot,
  at: number,
): { readonly charge: boolean; readonly discharge: boolean } => {
  const { batteryPauseMode: mode, batteryPauseSlot: slot } = snapshot.inverter;
  const minute = inverterMinute(snapshot, at);
  const always = slot === undefined || slot.start === slot.end;
  const now = always || (minute !== undefined && isWithin(slot, minute));
  return {
    charge: now && (mode === 'PauseCharge' || mode === 'PauseBoth'),
    discharge: now && (mode === 'PauseDischarge' || mode === 'PauseBoth'),
  };
};
