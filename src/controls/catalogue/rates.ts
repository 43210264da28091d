import { BadInput, GivError } from '../../errors.js';
import { control, just, set, type Control, type Plan, type Step, type View } from '../control.js';
import { choice, onOff, percent, watts } from '../payload/fields.js';
import { optional } from '../payload/payload.js';
import { say, values } from '../writing/phrases.js';

export type Direction = 'charge' | 'discharge';

/** 50 is half the capacity per hour, the most the register takes. */
const FULL = 50;
/** More watts than any battery here takes: whatever is above "the most" means "full". */
const MANY_WATTS = 1_000_000;

/** Single-phase: a limit in percent of capacity per hour. Three-phase: percent of the most power. */
const LIMITS = {
  charge: { capacity: 'batteryChargeRateLimit', power: 'chargePowerRate' },
  discharge: { capacity: 'batteryDischargeRateLimit', power: 'dischargePowerRate' },
} as const;

/** The rate register counts in percent of the capacity per hour; from the most power on it means "full" (controls reference, 11). */
export const percentOfCapacity = (
  watts: number,
  capacity: number,
  most: number | undefined,
): number =>
  most !== undefined && watts >= most
    ? Math.min(FULL, Math.ceil((most * 100) / capacity))
    : Math.min(FULL, Math.round((watts * 100) / capacity));

/** 0 is refused by three-phase inverters, so 1 % is the least there. */
export const percentOfPower = (watts: number, most: number): number =>
  Math.min(100, Math.max(1, Math.round((watts * 100) / most)));

const unknown = (what: 'noCapacity' | 'noLargestPower'): GivError =>
  new GivError('NOT_SUPPORTED', say(what));

const reached = (
  percent: number,
  capacity: number | undefined,
  most: number | undefined,
): string => {
  if (capacity === undefined) return values.say('capacity', { percent });
  const power = Math.min((percent * capacity) / 100, most ?? Infinity);
  return values.say('capacityWatts', { percent, watts: Math.round(power) });
};

const capacityStep = (direction: Direction, percent: number, view: View): Step =>
  set(LIMITS[direction].capacity, percent, reached(percent, view.capacity, view.maxPower));

const powerStep = (direction: Direction, percent: number, most: number | undefined): Step => {
  const meaning =
    most === undefined
      ? `${percent} %`
      : values.say('powerWatts', { percent, watts: Math.round((percent * most) / 100) });
  return set(LIMITS[direction].power, percent, meaning);
};

const isThreePhase = (view: View): boolean => view.family.layout === 'threePhase';

/** A rate limit of so many watts. */
export const wattsStep = (direction: Direction, watts: number, view: View): Step => {
  const most = view.maxPower;
  if (isThreePhase(view)) {
    if (most === undefined) throw unknown('noLargestPower');
    return powerStep(direction, percentOfPower(watts, most), most);
  }
  if (watts === 0) return capacityStep(direction, 0, view);
  if (view.capacity === undefined) throw unknown('noCapacity');
  return capacityStep(direction, percentOfCapacity(watts, view.capacity, most), view);
};

/** No limit but the battery's own. Without a known capacity the largest value is the full rate. */
export const fullRateStep = (direction: Direction, view: View): Step => {
  const { maxPower } = view;
  if (isThreePhase(view)) return powerStep(direction, 100, maxPower);
  if (view.capacity === undefined || maxPower === undefined)
    return capacityStep(direction, FULL, view);
  return capacityStep(direction, percentOfCapacity(maxPower, view.capacity, maxPower), view);
};

/** The one Gateway that was recorded holds 0 in both limits, and charges. */
export const rateDoubts = (view: View): readonly string[] =>
  view.family.layout === 'gateway' ? [say('gatewayRate')] : [];

/** As little as the inverter takes. */
export const stopPlan = (direction: Direction, view: View): Plan => ({
  steps: [leastStep(direction, view)],
  warnings: isThreePhase(view) ? [say('limited')] : rateDoubts(view),
});

const leastStep = (direction: Direction, view: View): Step =>
  isThreePhase(view) ? powerStep(direction, 1, view.maxPower) : capacityStep(direction, 0, view);

const percentStep = (direction: Direction, percent: number, view: View): Step => {
  if (isThreePhase(view)) return powerStep(direction, Math.max(1, percent), view.maxPower);
  if (percent > FULL)
    throw new BadInput('percent', percent, say('capacityPercent', { high: FULL }));
  return capacityStep(direction, percent, view);
};

interface RateAsked {
  readonly watts: number | undefined;
  readonly percent: number | undefined;
}

const ratePlan = (direction: Direction, asked: RateAsked, view: View): Plan => {
  const { watts, percent } = asked;
  if (watts === undefined && percent === undefined)
    throw new BadInput(`${direction}Rate`, undefined, say('wholeWatts'));
  view.need(LIMITS[direction][isThreePhase(view) ? 'power' : 'capacity']);
  if ((watts ?? percent) === 0) return stopPlan(direction, view);
  const step =
    watts === undefined
      ? percentStep(direction, percent ?? 0, view)
      : wattsStep(direction, watts, view);
  return { steps: [step], warnings: rateDoubts(view) };
};

const rateHelp = (word: string): string =>
  `How fast the battery may ${word}, in W. The inverter keeps whole percent, so the rate reached is the nearest it can hold; at or above the largest battery power it is the full rate. "percent" gives the register's own value instead: percent of the capacity per hour (0 to 50), on three-phase percent of the largest power (1 to 100).`;

const percentField = optional(percent('Percent instead of watts', 0));

/** How fast energy may move. */
export const rates = {
  setChargeRate: control({
    label: 'Charge rate',
    help: rateHelp('charge'),
    group: 'power',
    fields: { chargeRate: optional(watts('Charge rate', MANY_WATTS)), percent: percentField },
    main: 'chargeRate',
    plan: ({ chargeRate, percent }, view) =>
      ratePlan('charge', { watts: chargeRate, percent }, view),
  }),
  setDischargeRate: control({
    label: 'Discharge rate',
    help: rateHelp('discharge'),
    group: 'power',
    fields: { dischargeRate: optional(watts('Discharge rate', MANY_WATTS)), percent: percentField },
    main: 'dischargeRate',
    plan: ({ dischargeRate, percent }, view) =>
      ratePlan('discharge', { watts: dischargeRate, percent }, view),
  }),
  setChargeRateAC: control({
    label: 'Charge power limit',
    help: 'Charge power in percent of the most the inverter can do. 0 is refused by the inverter; to stop charging use the pause mode.',
    group: 'power',
    fields: { chargeRate: percent('Charge power', 1) },
    main: 'chargeRate',
    plan: ({ chargeRate }) => just(set('chargePowerRate', chargeRate)),
  }),
  setDischargeRateAC: control({
    label: 'Discharge power limit',
    help: 'Discharge power in percent of the most the inverter can do. 0 is refused by the inverter; to stop discharging use the pause mode.',
    group: 'power',
    fields: { dischargeRate: percent('Discharge power', 1) },
    main: 'dischargeRate',
    plan: ({ dischargeRate }) => just(set('dischargePowerRate', dischargeRate)),
  }),
  setActivePowerRate: control({
    label: 'Active power rate',
    help: "Cap on the inverter's AC output in percent of its rating. An EMS sets it back on the inverters it manages.",
    group: 'power',
    fields: { activePowerRate: percent('Active power', 0) },
    main: 'activePowerRate',
    risk: 'At a low value the inverter delivers little or nothing until the value is raised again.',
    plan: ({ activePowerRate }) => just(set('activePowerRate', activePowerRate)),
  }),
  setExportPriority: control({
    label: 'Export priority',
    help: 'What comes first for surplus energy: the load, the battery or the grid.',
    group: 'power',
    fields: {
      priority: choice('First', ['load first', 'battery first', 'grid first'], {
        load: 'load first',
        battery: 'battery first',
        grid: 'grid first',
        0: 'load first',
        1: 'battery first',
        2: 'grid first',
      }),
    },
    main: 'priority',
    plan: ({ priority }) => just(set('exportPriority', priority)),
  }),
  enableEPS: control({
    label: 'Emergency power supply (EPS)',
    help: 'Whether the inverter supplies its emergency output when the grid fails.',
    group: 'power',
    fields: { state: onOff('Emergency supply') },
    main: 'state',
    plan: ({ state }) => just(set('epsEnabled', state)),
  }),
} as const satisfies Readonly<Record<string, Control>>;
