import { control, endOf, set, startOf, type Control } from '../control.js';
import { onOff, percent, time } from '../payload/fields.js';
import { alsoCalled, optional } from '../payload/payload.js';
import { exportSlotField, slotField, slotName, type SlotKind } from './slotNames.js';
import { chargeSlotPlan, dischargeSlotPlan, exportSlotPlan } from './slotPlans.js';

const start = alsoCalled(time('Start'), 'startTime', 'from');
const finish = alsoCalled(time('End'), 'end', 'endTime', 'to');
const enable = optional(onOff('Switch the schedule on or off as well'));
const extended = optional({
  ...onOff('Write the second copy of slot 2 as well'),
  hint: 'slot 2 only; needs "Untried settings"',
});

const chargeFields = { start, finish, chargeToPercent: optional(percent('Charge to', 0)), enable };
const dischargeFields = {
  start,
  finish,
  dischargeToPercent: optional(percent('Discharge to', 0)),
  enable,
};

const CHARGE_HELP =
  'Times of a charge slot, and if given the level to charge to. Without "enable" the schedule itself stays switched as it is.';
const DISCHARGE_HELP =
  'Times of a discharge slot. "dischargeToPercent" sets the battery reserve (on an EMS the slot\'s own target). Without "enable" the schedule itself stays switched as it is.';

/** The seed's own functions: the slot is in the name. */
const chargeSlot = (slot: number): Control =>
  control({
    label: `Charge slot ${slot}`,
    help: CHARGE_HELP,
    group: 'schedule',
    fields: chargeFields,
    plan: (asked, view) => chargeSlotPlan({ slot, ...asked }, view),
  });

const dischargeSlot = (slot: number): Control =>
  control({
    label: `Discharge slot ${slot}`,
    help: DISCHARGE_HELP,
    group: 'schedule',
    fields: dischargeFields,
    plan: (asked, view) => dischargeSlotPlan({ slot, ...asked }, view),
  });

/** One end of a slot; the other stays. */
const startControl = (kind: SlotKind, title: string): Control =>
  control({
    label: `Start of ${title}`,
    help: `Start time of ${title}; its end stays as it is.`,
    group: kind === 'export' ? 'plant' : 'schedule',
    fields: { slot: kind === 'export' ? exportSlotField : slotField, start },
    main: 'start',
    plan: ({ slot, start }, view) => ({ steps: [startOf(slotName(kind, slot, view), start)] }),
  });

const endControl = (kind: SlotKind, title: string): Control =>
  control({
    label: `End of ${title}`,
    help: `End time of ${title}; its start stays as it is.`,
    group: kind === 'export' ? 'plant' : 'schedule',
    fields: { slot: kind === 'export' ? exportSlotField : slotField, finish },
    main: 'finish',
    plan: ({ slot, finish }, view) => ({ steps: [endOf(slotName(kind, slot, view), finish)] }),
  });

const clearControl = (kind: SlotKind, title: string): Control =>
  control({
    label: `Clear ${title}`,
    help: `Empties ${title}: start and end become 00:00.`,
    group: kind === 'export' ? 'plant' : 'schedule',
    fields: { slot: kind === 'export' ? exportSlotField : slotField },
    main: 'slot',
    plan: ({ slot }, view) => ({
      steps: [set(slotName(kind, slot, view), { start: '00:00', end: '00:00' })],
    }),
  });

const pauseEnd = alsoCalled(time('End', '24:00'), 'end', 'endTime', 'to');

/** Daily periods. Start, then end, then target, then the enabling flag. */
export const slots = {
  setChargeSlot1: chargeSlot(1),
  setDischargeSlot1: dischargeSlot(1),
  setDischargeSlot2: dischargeSlot(2),
  setChargeSlot: control({
    label: 'Charge slot',
    help: CHARGE_HELP,
    group: 'schedule',
    fields: { slot: slotField, ...chargeFields, extended },
    plan: chargeSlotPlan,
  }),
  setDischargeSlot: control({
    label: 'Discharge slot',
    help: DISCHARGE_HELP,
    group: 'schedule',
    fields: { slot: slotField, ...dischargeFields, extended },
    plan: dischargeSlotPlan,
  }),
  setChargeSlotStart: startControl('charge', 'a charge slot'),
  setChargeSlotEnd: endControl('charge', 'a charge slot'),
  setDischargeSlotStart: startControl('discharge', 'a discharge slot'),
  setDischargeSlotEnd: endControl('discharge', 'a discharge slot'),
  clearChargeSlot: clearControl('charge', 'a charge slot'),
  clearDischargeSlot: clearControl('discharge', 'a discharge slot'),
  setExportSlot: control({
    label: 'Export slot',
    help: 'Times of an export slot of an EMS, and if given the level to export to.',
    group: 'plant',
    fields: {
      slot: exportSlotField,
      start,
      finish,
      exportToPercent: optional(percent('Export to', 0)),
    },
    plan: exportSlotPlan,
  }),
  setExportSlotStart: startControl('export', 'an export slot'),
  setExportSlotEnd: endControl('export', 'an export slot'),
  clearExportSlot: clearControl('export', 'an export slot'),
  setPauseSlot: control({
    label: 'Pause slot',
    help: 'Daily period in which the battery pause mode applies. The end may be 24:00.',
    group: 'schedule',
    fields: { start, finish: pauseEnd },
    plan: ({ start, finish }) => ({ steps: [set('batteryPauseSlot', { start, end: finish })] }),
  }),
  setPauseStart: control({
    label: 'Start of the pause slot',
    help: 'Start of the daily period in which the battery pause mode applies.',
    group: 'schedule',
    fields: { start },
    main: 'start',
    plan: ({ start }) => ({ steps: [startOf('batteryPauseSlot', start)] }),
  }),
  setPauseEnd: control({
    label: 'End of the pause slot',
    help: 'End of the daily period in which the battery pause mode applies; it may be 24:00.',
    group: 'schedule',
    fields: { finish: pauseEnd },
    main: 'finish',
    plan: ({ finish }) => ({ steps: [endOf('batteryPauseSlot', finish)] }),
  }),
} as const satisfies Readonly<Record<string, Control>>;
