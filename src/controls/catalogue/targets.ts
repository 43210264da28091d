import { BadInput } from '../../errors.js';
import { control, just, set, type Control, type Plan, type View } from '../control.js';
import { onOff, percent } from '../payload/fields.js';
import { LOWEST, ownTarget, raised, targetWarnings } from './levels.js';
import { optional } from '../payload/payload.js';
import { exportSlotField, slotField } from './slotNames.js';
import { say } from '../writing/phrases.js';

const setTarget = (target: number, view: View): Plan => ({
  steps: [set('chargeTarget', target)],
  warnings: targetWarnings(target, view.reading('chargeTargetEnabled')),
  echo: ['chargeTargetEnabled'],
});

const enableTarget = (state: boolean, view: View): Plan =>
  state
    ? {
        steps: [set('chargeTargetEnabled', true)],
        warnings: targetWarnings(view.reading('chargeTarget'), true),
        echo: ['chargeTarget'],
      }
    : { steps: [set('chargeTargetEnabled', false), set('chargeTarget', 100)] };

/** A reserve below 100 % lets the battery discharge already and stays as it is. */
const enableDischarge = (state: boolean, view: View): Plan => {
  const reserve = view.reading('batteryReserve');
  if (!state) return just(set('batteryReserve', 100));
  const below = reserve !== undefined && reserve < 100 ? reserve : undefined;
  return just(set('batteryReserve', below ?? view.rememberedReserve ?? LOWEST));
};

const setReserve = (reserve: number | undefined, seed: number | undefined): Plan => {
  const asked = reserve ?? seed;
  if (asked === undefined)
    throw new BadInput(
      'reservePercent',
      undefined,
      `${say('wholeWithin', { low: 0, high: 100 })} %`,
    );
  const plan = raised('batteryReserve', asked);
  return reserve === undefined
    ? { ...plan, warnings: [...plan.warnings, say('seedReserve')] }
    : plan;
};

const SLOT_TARGET =
  'State of charge at which one charge slot stops. Models with ten slots and the EMS have such targets.';

/** Levels of charge: where charging stops and what discharging leaves. */
export const targets = {
  setChargeTarget: control({
    label: 'Charge target',
    help: 'State of charge at which charging from the grid stops. It is only stored while the charge target is switched off.',
    group: 'battery',
    fields: { chargeToPercent: percent('Charge to', LOWEST) },
    main: 'chargeToPercent',
    plan: ({ chargeToPercent }, view) => setTarget(chargeToPercent, view),
  }),
  enableChargeTarget: control({
    label: 'Use the charge target',
    help: 'On: charging from the grid stops at the charge target. Off: it goes on to 100 %, and the target becomes 100 %.',
    group: 'battery',
    fields: { state: onOff('Use the target') },
    main: 'state',
    plan: ({ state }, view) => enableTarget(state, view),
  }),
  setChargeSlotTarget: control({
    label: 'Charge target of one slot',
    help: SLOT_TARGET,
    group: 'schedule',
    fields: { slot: slotField, chargeToPercent: percent('Charge to', LOWEST) },
    main: 'chargeToPercent',
    plan: ({ slot, chargeToPercent }, view) =>
      just(ownTarget('charge', slot, chargeToPercent, view)),
  }),
  setChargeTarget2: control({
    label: 'Charge target of one slot, GivTCP name',
    help: `${SLOT_TARGET} Without a slot it is slot 2, as this name is on MQTT.`,
    group: 'schedule',
    fields: { slot: optional(slotField), chargeToPercent: percent('Charge to', LOWEST) },
    main: 'chargeToPercent',
    plan: ({ slot, chargeToPercent }, view) =>
      just(ownTarget('charge', slot ?? 2, chargeToPercent, view)),
  }),
  setDischargeTarget: control({
    label: 'Discharge target of one slot',
    help: 'State of charge at which one discharge slot stops. Models with ten slots and the EMS have such targets.',
    group: 'schedule',
    fields: { slot: slotField, dischargeToPercent: percent('Discharge to', LOWEST) },
    main: 'dischargeToPercent',
    plan: ({ slot, dischargeToPercent }, view) =>
      just(ownTarget('discharge', slot, dischargeToPercent, view)),
  }),
  setExportTarget: control({
    label: 'Export target of one slot',
    help: 'State of charge at which one export slot of an EMS stops.',
    group: 'plant',
    fields: { slot: exportSlotField, exportToPercent: percent('Export to', LOWEST) },
    main: 'exportToPercent',
    plan: ({ slot, exportToPercent }, view) =>
      just(ownTarget('export', slot, exportToPercent, view)),
  }),
  setBatteryReserve: control({
    label: 'Battery reserve',
    help: 'State of charge that discharging leaves in the battery. At 100 % it does not discharge at all. 0 to 3 % become 4 %.',
    group: 'battery',
    fields: {
      reservePercent: optional(percent('Reserve', 0)),
      dischargeToPercent: optional(percent('Reserve, as the original GivTCP called it', 0)),
    },
    main: 'reservePercent',
    plan: ({ reservePercent, dischargeToPercent }) =>
      setReserve(reservePercent, dischargeToPercent),
  }),
  setBatteryReserveAlternate: control({
    label: 'Second battery reserve (three-phase)',
    help: 'Register 1078 of three-phase inverters. Which of 1078 and 1109 (setBatteryReserve) holds the battery is not settled.',
    group: 'battery',
    fields: { reservePercent: percent('Reserve', 0) },
    main: 'reservePercent',
    plan: ({ reservePercent }) => raised('batteryReserveAlternate', reservePercent),
  }),
  setBatteryCutoff: control({
    label: 'Battery cutoff',
    help: 'Lowest state of charge the battery is ever discharged to. 0 to 3 % become 4 %.',
    group: 'battery',
    fields: { dischargeToPercent: percent('Cutoff', 0) },
    main: 'dischargeToPercent',
    plan: ({ dischargeToPercent }) => raised('batteryCutoff', dischargeToPercent),
  }),
  enableDischarge: control({
    label: 'Let the battery discharge',
    help: 'Off sets the battery reserve to 100 %. On brings back the reserve from before, or 4 % where it is not known; a reserve below 100 % stays.',
    group: 'battery',
    fields: { state: onOff('Discharge') },
    main: 'state',
    plan: ({ state }, view) => enableDischarge(state, view),
  }),
} as const satisfies Readonly<Record<string, Control>>;
