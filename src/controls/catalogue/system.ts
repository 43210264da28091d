import { control, just, set, type Control, type SlotName, type Step } from '../control.js';
import { choice, number, onOff, time, watts } from '../payload/fields.js';
import { alsoCalled } from '../payload/payload.js';

const MOST_EXPORT = 65_535;

const smartLoadNames = [
  'smartLoadSlot1',
  'smartLoadSlot2',
  'smartLoadSlot3',
  'smartLoadSlot4',
  'smartLoadSlot5',
  'smartLoadSlot6',
  'smartLoadSlot7',
  'smartLoadSlot8',
  'smartLoadSlot9',
  'smartLoadSlot10',
] as const satisfies readonly SlotName[];

const smartLoad = (slot: number, start: string, end: string): readonly Step[] =>
  smartLoadNames.slice(slot - 1, slot).map((name) => set(name, { start, end }));

const STAGES = { Off: 'off', Start: 'discharge', 'Charge Only': 'charge' } as const;

/** The inverter itself, and the EMS. */
export const system = {
  rebootInverter: control({
    label: 'Restart the inverter',
    help: 'Restarts the inverter. The connection drops and comes back after some minutes. It is sent once and never repeated.',
    group: 'system',
    fields: {},
    risk: 'The inverter stops for some minutes, and with it PV, battery and any emergency supply.',
    plan: () => just(set('inverterRestart', 100, 'restart')),
  }),
  setBatteryCalibration: control({
    label: 'Battery calibration',
    help: 'Starts or stops a calibration of the battery.',
    group: 'battery',
    fields: {
      state: choice('Calibration', ['Off', 'Start', 'Charge Only'], {
        0: 'Off',
        1: 'Start',
        3: 'Charge Only',
        stop: 'Off',
      }),
    },
    main: 'state',
    risk: 'A full run empties and fills the battery and takes many hours.',
    plan: ({ state }) => just(set('batteryCalibrationStage', STAGES[state], state)),
  }),
  enableRTC: control({
    label: 'Real-time control',
    help: "On: the common settings are kept in memory and do not wear the inverter's flash; they are lost when it restarts.",
    group: 'system',
    fields: { state: onOff('Real-time control') },
    main: 'state',
    plan: ({ state }) => just(set('realTimeControlEnabled', state)),
  }),
  setACCharge: control({
    label: 'AC charging (three-phase)',
    help: 'Three-phase inverters: whether the battery may be charged from the AC side.',
    group: 'mode',
    fields: { state: onOff('AC charging') },
    main: 'state',
    only: 'threePhase',
    plan: ({ state }) => just(set('chargeEnabled', state)),
  }),
  setEmsPlant: control({
    label: 'EMS plant control',
    help: 'Whether the EMS controls the inverters of its plant.',
    group: 'plant',
    fields: { state: onOff('Plant control') },
    main: 'state',
    plan: ({ state }) => just(set('plantControlEnabled', state)),
  }),
  setExportLimit: control({
    label: 'Export limit of the EMS',
    help: "Most power the plant exports, in W. Never more than the largest limit ever read from this EMS: that may be the grid operator's.",
    group: 'plant',
    fields: {
      state: alsoCalled(watts('Export limit', MOST_EXPORT), 'exportLimit', 'limit', 'watts'),
    },
    main: 'state',
    plan: ({ state }) => just(set('exportPowerLimit', state)),
  }),
  setCarChargeBoost: control({
    label: 'Car charger boost',
    help: 'Power of the car charger\'s boost, in W. Nobody has shown that writing it is safe: it needs "Untried settings".',
    group: 'plant',
    fields: { boost: watts('Boost', 22_000) },
    main: 'boost',
    plan: ({ boost }) => just(set('evChargerBoostPower', boost)),
  }),
  setSmartLoadSlot: control({
    label: 'Smart load slot',
    help: 'Times of a smart load slot. Refused so far: no inverter recorded has answered for these slots, and asking in vain slows a dongle down, so they are not asked for and a write could not be confirmed. A recording of an inverter that has them would change that.',
    group: 'schedule',
    fields: {
      slot: number('Slot', [1, 10]),
      start: time('Start'),
      finish: alsoCalled(time('End'), 'end'),
    },
    plan: ({ slot, start, finish }) => ({ steps: smartLoad(slot, start, finish) }),
  }),
} as const satisfies Readonly<Record<string, Control>>;
