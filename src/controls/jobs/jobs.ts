import { GivError } from '../../errors.js';
import {
  control,
  set,
  type Control,
  type JobName,
  type Plan,
  type Step,
  type View,
} from '../control.js';
import { choice, minutes, percent } from '../payload/fields.js';
import { LOWEST, raised } from '../catalogue/levels.js';
import { alsoCalled, optional } from '../payload/payload.js';
import { fullRateStep, rateDoubts, stopPlan, type Direction } from '../catalogue/rates.js';
import { clockOf, later } from '../writing/wallTime.js';
import { say } from '../writing/phrases.js';

const jobNames = [
  'forceCharge',
  'forceExport',
  'tempPauseCharge',
  'tempPauseDischarge',
] as const satisfies readonly JobName[];

/** Jobs that contradict each other: starting one ends the others first. */
export const opposites: Readonly<Record<JobName, readonly JobName[]>> = {
  forceCharge: ['forceExport', 'tempPauseCharge'],
  forceExport: ['forceCharge', 'tempPauseDischarge'],
  tempPauseCharge: ['forceCharge'],
  tempPauseDischarge: ['forceExport'],
};

const DAY = 24 * 60;

/** The slot for the next minutes by the inverter's own clock, which is the one it goes by. */
const period = (minutes: number, view: View): { start: string; end: string } => {
  const wall = view.reading('systemTime');
  if (wall === undefined) throw new GivError('NOT_ALLOWED', say('clockLost'));
  // Up to the end of the last minute begun, unless that would come round to the start.
  const rest = minutes + 1 < DAY && !wall.endsWith(':00') ? 1 : 0;
  return { start: clockOf(wall), end: clockOf(later(wall, (minutes + rest) * 60_000)) };
};

const unpause = (view: View): readonly Step[] =>
  view.can('batteryPauseMode') ? [set('batteryPauseMode', 'Disabled')] : [];

const chargePlan = (minutes: number, view: View): Plan => ({
  steps: [
    set('chargeTarget', 100),
    // Where slot 1 has its own target, charging stops at the lower of the two.
    ...(view.can('chargeSlot1Target') ? [set('chargeSlot1Target', 100)] : []),
    set('chargeSlot1', period(minutes, view)),
    fullRateStep('charge', view),
    ...unpause(view),
    ...(view.can('forceChargeEnabled') ? [set('forceChargeEnabled', true)] : []),
    set('chargeEnabled', true),
  ],
  warnings: rateDoubts(view),
});

const exportPlan = (minutes: number, reserve: number, view: View): Plan => {
  const level = raised('batteryReserve', reserve);
  const now = view.reading('batteryReserve');
  const lowered = now !== undefined && now > Math.max(reserve, LOWEST);
  return {
    steps: [
      set('dischargeSlot1', period(minutes, view)),
      fullRateStep('discharge', view),
      ...level.steps,
      ...unpause(view),
      ...(view.can('forceDischargeEnabled')
        ? [set('forceChargeEnabled', false), set('forceDischargeEnabled', true)]
        : [set('ecoModeEnabled', false), set('dischargeEnabled', true)]),
    ],
    warnings: [
      ...level.warnings,
      ...rateDoubts(view),
      ...(lowered ? [say('lowered', { before: now, during: Math.max(reserve, LOWEST) })] : []),
    ],
  };
};

const duration = alsoCalled(minutes('How long'), 'duration');

/** A job's payload says either how long, or that it is to end. */
const wish = (name: JobName) => (payload: { readonly minutes: number | 'cancel' }) =>
  payload.minutes === 'cancel'
    ? ({ kind: 'end', names: [name] } as const)
    : ({ kind: 'start', name, minutes: payload.minutes } as const);

/** For a job that ends there is nothing to plan: what it changed is in the journal. */
const timed = (asked: number | 'cancel', plan: (minutes: number) => Plan): Plan =>
  asked === 'cancel' ? { steps: [] } : plan(asked);

const REPEAT = 'Sending it again while it runs sets a new end.';

const pauses = { charge: 'tempPauseCharge', discharge: 'tempPauseDischarge' } as const;

const pause = (direction: Direction, what: string): Control =>
  control({
    label: `Pause ${what} for a while`,
    help: `Keeps the battery from ${what} for some minutes. ${REPEAT}`,
    group: 'job',
    fields: { minutes: duration },
    main: 'minutes',
    job: wish(pauses[direction]),
    plan: (asked, view) => timed(asked.minutes, () => stopPlan(direction, view)),
  });

/** Things done for some minutes; afterwards everything is put back as it was. */
export const jobs = {
  forceCharge: control({
    label: 'Force charging for a while',
    help: `Charges the battery at full rate for some minutes, through charge slot 1, and then puts everything back. ${REPEAT}`,
    group: 'job',
    fields: { minutes: duration },
    main: 'minutes',
    job: wish('forceCharge'),
    plan: (asked, view) => timed(asked.minutes, (minutes) => chargePlan(minutes, view)),
  }),
  forceExport: control({
    label: 'Force exporting for a while',
    help: `Discharges the battery at full rate to the grid for some minutes, through discharge slot 1, down to the reserve given here, and then puts everything back. ${REPEAT}`,
    group: 'job',
    fields: {
      minutes: duration,
      reservePercent: optional(percent('Leave in the battery (4 if not given)', 0)),
    },
    main: 'minutes',
    job: wish('forceExport'),
    plan: ({ minutes: asked, reservePercent = LOWEST }, view) =>
      timed(asked, (minutes) => exportPlan(minutes, reservePercent, view)),
  }),
  tempPauseCharge: pause('charge', 'charging'),
  tempPauseDischarge: pause('discharge', 'discharging'),
  cancelJob: control({
    label: 'End timed jobs',
    help: 'Ends one timed job, or all of them, and puts everything back at once.',
    group: 'job',
    fields: { job: optional(choice('Job', [...jobNames, 'all'])) },
    main: 'job',
    job: ({ job = 'all' }) => ({ kind: 'end', names: job === 'all' ? jobNames : [job] }),
    plan: () => ({ steps: [] }),
  }),
} as const satisfies Readonly<Record<string, Control>>;
