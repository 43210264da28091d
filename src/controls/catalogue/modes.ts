import { control, just, set, type Control, type Plan, type Step, type View } from '../control.js';
import { choice, onOff } from '../payload/fields.js';
import { LOWEST } from './levels.js';
import { say } from '../writing/phrases.js';

type Mode = 'Eco' | 'Eco (Paused)' | 'Timed Demand' | 'Timed Export' | 'Export (Paused)';

/** Mode 2 of the original GivTCP: hold energy for the evening and night. */
const STORAGE = 'Storage 16:00-07:00' as const;

const MODES = [
  'Eco',
  'Eco (Paused)',
  'Timed Demand',
  'Timed Export',
  'Export (Paused)',
  STORAGE,
] as const;

const unproven = (view: View): readonly string[] =>
  view.family.phases === 3 ? [say('unproven')] : [];

const isPaused = (view: View): boolean => view.reading('batteryReserve') === 100;

/** A reserve of 100 % would keep the mode from discharging: bring back the one from before. */
const reserveFor = (
  mode: Mode,
  view: View,
): { steps: readonly Step[]; warnings: readonly string[] } => {
  if (!isPaused(view)) return { steps: [], warnings: [] };
  const remembered = view.rememberedReserve;
  if (remembered !== undefined) return { steps: [set('batteryReserve', remembered)], warnings: [] };
  if (mode === 'Eco') return { steps: [set('batteryReserve', LOWEST)], warnings: [] };
  return {
    steps: [],
    warnings: [say('noReserveKnown')],
  };
};

const pause = (view: View): Plan => ({
  steps: [set('ecoModeEnabled', true), set('dischargeEnabled', false), set('batteryReserve', 100)],
  warnings: unproven(view),
});

const FLAGS = {
  Eco: [true, false],
  'Timed Demand': [true, true],
  'Timed Export': [false, true],
  'Export (Paused)': [false, false],
} as const;

const modePlan = (mode: Mode, view: View): Plan => {
  if (mode === 'Eco (Paused)') return pause(view);
  const [eco, discharge] = FLAGS[mode];
  const reserve = mode === 'Export (Paused)' ? { steps: [], warnings: [] } : reserveFor(mode, view);
  return {
    steps: [set('ecoModeEnabled', eco), set('dischargeEnabled', discharge), ...reserve.steps],
    warnings: [...unproven(view), ...reserve.warnings],
    echo: ['batteryReserve'],
  };
};

const storagePlan = (view: View): Plan => {
  const demand = modePlan('Timed Demand', view);
  return {
    ...demand,
    steps: [set('dischargeSlot1', { start: '16:00', end: '07:00' }), ...demand.steps],
  };
};

const chargeSchedule = (on: boolean): Plan => just(set('chargeEnabled', on));

const dischargeSchedule = (on: boolean, view: View): Plan => ({
  steps: [set('dischargeEnabled', on)],
  warnings: unproven(view),
});

/** A control without a payload: whatever comes in is only the trigger. */
const button = (label: string, help: string, plan: (view: View) => Plan): Control =>
  control({ label, help, group: 'schedule', fields: {}, plan: (_, view) => plan(view) });

/** What the inverter does by itself: schedules, modes, pauses. */
export const modes = {
  pauseChargeSchedule: button(
    'Pause the charge schedule',
    'Switches timed charging off. The slots keep their times.',
    () => chargeSchedule(false),
  ),
  pauseDischargeSchedule: button(
    'Pause the discharge schedule',
    'Switches timed discharging off. The slots keep their times.',
    (view) => dischargeSchedule(false, view),
  ),
  resumeChargeSchedule: button('Resume the charge schedule', 'Switches timed charging on.', () =>
    chargeSchedule(true),
  ),
  resumeDischargeSchedule: button(
    'Resume the discharge schedule',
    'Switches timed discharging on.',
    (view) => dischargeSchedule(true, view),
  ),
  setBatteryMode: control({
    label: 'Battery mode',
    help: 'Eco: the battery covers the house. Timed Demand: it does so in the discharge slots only. Timed Export: it discharges at full rate in the slots. The paused ones hold the battery. 1 to 4 are the modes of the original GivTCP: Eco, storage from 16:00 to 07:00, Timed Demand, Timed Export. The battery reserve is kept; only a reserve of 100 % gives way to the one before it.',
    group: 'mode',
    fields: {
      mode: choice('Mode', MODES, { 1: 'Eco', 2: STORAGE, 3: 'Timed Demand', 4: 'Timed Export' }),
    },
    main: 'mode',
    plan: ({ mode }, view) => (mode === STORAGE ? storagePlan(view) : modePlan(mode, view)),
  }),
  enableChargeSchedule: control({
    label: 'Timed charging',
    help: 'Master switch of the charge slots.',
    group: 'schedule',
    fields: { state: onOff('Timed charging') },
    main: 'state',
    plan: ({ state }) => chargeSchedule(state),
  }),
  enableDischargeSchedule: control({
    label: 'Timed discharging',
    help: 'Master switch of the discharge slots.',
    group: 'schedule',
    fields: { state: onOff('Timed discharging') },
    main: 'state',
    plan: ({ state }, view) => dischargeSchedule(state, view),
  }),
  setEcoMode: control({
    label: 'Eco mode',
    help: 'On: the battery follows the demand of the house. Off: it discharges at full rate and exports.',
    group: 'mode',
    fields: { state: onOff('Eco mode') },
    main: 'state',
    plan: ({ state }, view) => ({
      steps: [set('ecoModeEnabled', state)],
      warnings: unproven(view),
    }),
  }),
  setBatteryPauseMode: control({
    label: 'Battery pause mode',
    help: 'Keeps the battery from charging, discharging or both. Some firmware does so only within the pause slot.',
    group: 'mode',
    fields: {
      state: choice('Pause', ['Disabled', 'PauseCharge', 'PauseDischarge', 'PauseBoth'], {
        0: 'Disabled',
        1: 'PauseCharge',
        2: 'PauseDischarge',
        3: 'PauseBoth',
        'not paused': 'Disabled',
        disable: 'Disabled',
        off: 'Disabled',
      }),
    },
    main: 'state',
    plan: ({ state }) => just(set('batteryPauseMode', state)),
  }),
  setForceCharge: control({
    label: 'Force charging (three-phase)',
    help: 'Three-phase inverters: charges at once until it is switched off again. For a limited time use forceCharge.',
    group: 'mode',
    fields: { state: onOff('Force charging') },
    main: 'state',
    plan: ({ state }) => just(set('forceChargeEnabled', state)),
  }),
  setForceDischarge: control({
    label: 'Force discharging (three-phase)',
    help: 'Three-phase inverters: discharges at once until it is switched off again. For a limited time use forceExport.',
    group: 'mode',
    fields: { state: onOff('Force discharging') },
    main: 'state',
    plan: ({ state }) => just(set('forceDischargeEnabled', state)),
  }),
} as const satisfies Readonly<Record<string, Control>>;
