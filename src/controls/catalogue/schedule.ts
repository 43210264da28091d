import { BadInput } from '../../errors.js';
import { control, set, type Control, type Plan, type View } from '../control.js';
import { onOff, percent, time, watts } from '../payload/fields.js';
import { LOWEST, raised } from './levels.js';
import { alsoCalled, optional, parsePayload, type Field } from '../payload/payload.js';
import { assign, joined, overlapOf, type Period } from './periods.js';
import { rateDoubts, wattsStep } from './rates.js';
import { slotNames, targetNames } from './slotNames.js';
import { chargeTarget, flag, join, nothing, type Part } from './slotPlans.js';
import { say } from '../writing/phrases.js';

type Kind = 'charge' | 'discharge';

/** Tariffs in half hours have 48 a day. */
const MOST_PERIODS = 48;

const periodFields = {
  start: alsoCalled(time('Start'), 'startTime', 'from'),
  finish: alsoCalled(time('End', '24:00'), 'end', 'endTime', 'to'),
  target: optional(alsoCalled(percent('Target', LOWEST), 'chargeToPercent', 'dischargeToPercent')),
  power: optional(alsoCalled(watts('Power', 1_000_000), 'watts')),
} as const;

const periodOf = (value: unknown, where: string): Period => {
  try {
    const period = parsePayload(periodFields, undefined, value).payload;
    const finish = endOfDay(period);
    if (finish === period.start) throw new BadInput('finish', finish, say('otherEnd'));
    return { ...period, finish };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const { value: wrong, expected } = error.detail;
    throw new BadInput(`${where}.${error.field}`, wrong, String(expected));
  }
};

/** No slot ends at 24:00: one that began before midnight ends at 00:00, the whole day at 23:59. */
const endOfDay = ({ start, finish }: Period): string => {
  if (finish !== '24:00') return finish;
  return start === '00:00' ? '23:59' : '00:00';
};

const periods: Field<readonly Period[]> = {
  kind: 'list',
  label: 'Periods',
  hint: '[{"start": "01:00", "finish": "04:30", "target": 80, "power": 2500}]; target in % and power in W may be left out, an empty list clears all slots',
  parse: (value, field) => {
    if (!Array.isArray(value) || value.length > MOST_PERIODS)
      throw new BadInput(
        field,
        value,
        say('periods', { most: MOST_PERIODS, example: '{"start": "01:00", "finish": "04:30"}' }),
      );
    const told = value.map((item: unknown, index) => periodOf(item, `${field}[${index}]`));
    const clash = overlapOf(told);
    if (clash === undefined) return joined(told);
    throw new BadInput(field, clash, say('overlap'));
  },
};

const textOf = ({ start, finish, target }: Period): string =>
  `${start}-${finish}${target === undefined ? '' : ` (${target} %)`}`;

interface Schedule {
  readonly periods: readonly Period[];
  readonly enable?: boolean;
}

/** Each wanted period gets a slot, the other slots are cleared. */
const schedulePlan = (kind: Kind, { periods, enable }: Schedule, view: View): Plan => {
  view.need(slotNames[kind][0]);
  const names = slotNames[kind].filter((name) => view.can(name));
  const { slots, left } = assign(
    periods,
    names.map((name) => view.reading(name)),
  );
  const placed = slots.filter((period) => period !== undefined);
  const times = names.map((name, index) => ({
    steps: [set(name, slotOf(slots[index]))],
    warnings: [],
  }));
  return join([
    ...times.flatMap((part, index) => [part, ownLevel(kind, index, slots[index], view)]),
    commonLevel(kind, placed, view),
    commonPower(kind, placed, view),
    flag(kind, { enable, cleared: placed.length === 0 }, view),
    ...left.map((period) =>
      said(
        say('noSlotLeft', {
          period: textOf(period),
          model: view.model.name,
          slots: names.length,
        }),
      ),
    ),
  ]);
};

const said = (...warnings: readonly string[]): Part => ({ steps: [], warnings });

const slotOf = (period: Period | undefined): { start: string; end: string } =>
  period === undefined
    ? { start: '00:00', end: '00:00' }
    : { start: period.start, end: period.finish };

/**
 * A slot's own target. One that nobody asked for must not linger from before, so it goes all the way:
 * the charge target of the inverter, which stays as it is, then is the only limit.
 */
const ownLevel = (kind: Kind, index: number, period: Period | undefined, view: View): Part => {
  const own = targetNames[kind][index];
  if (period === undefined || own === undefined || !view.can(own)) return nothing;
  const { target, start, finish } = period;
  if (kind === 'charge' && target !== undefined)
    return chargeTarget(target, { slot: index + 1, start, finish }, view);
  return { steps: [set(own, target ?? (kind === 'charge' ? 100 : LOWEST))], warnings: [] };
};

/** Where slots have no targets of their own, the highest one serves them all. */
const commonLevel = (kind: Kind, placed: readonly Period[], view: View): Part => {
  const targets = placed.flatMap(({ target }) => target ?? []);
  if (targets.length === 0 || view.can(targetNames[kind][0])) return nothing;
  const highest = Math.max(...targets);
  const part =
    kind === 'charge' ? chargeTarget(highest, ANY_SLOT, view) : raised('batteryReserve', highest);
  const differ = targets.some((target) => target !== highest);
  const what = kind === 'charge' ? 'oneTarget' : 'oneReserve';
  return differ
    ? join([part, said(say(what, { model: view.model.name, percent: highest }))])
    : part;
};
const ANY_SLOT = { slot: 1, start: '', finish: '' };

/** One rate serves all slots, whatever the model. */
const commonPower = (kind: Kind, placed: readonly Period[], view: View): Part => {
  const powers = placed.flatMap(({ power }) => power ?? []);
  if (powers.length === 0) return nothing;
  if (view.family.layout === 'ems') return said(say('noEmsRate'));
  const highest = Math.max(...powers);
  const part = { steps: [wattsStep(kind, highest, view)], warnings: rateDoubts(view) };
  const differ = placed.some(({ power }) => power !== highest);
  return differ
    ? join([
        part,
        said(say(kind === 'charge' ? 'oneChargeRate' : 'oneDischargeRate', { watts: highest })),
      ])
    : part;
};

const enable = optional(onOff('Switch the schedule on or off as well'));

const HELP =
  'Takes a list of daily periods and puts them into however many slots the inverter has; the other slots are cleared. Times are local wall time and may cross midnight. Neighbours that ask for the same share a slot, and what finds no place is said in the outcome.';

/** Slots as data. */
export const schedule = {
  setChargeSlots: control({
    label: 'All charge slots',
    help: HELP,
    group: 'schedule',
    fields: { periods, enable },
    main: 'periods',
    plan: (asked, view) => schedulePlan('charge', asked, view),
  }),
  setDischargeSlots: control({
    label: 'All discharge slots',
    help: HELP,
    group: 'schedule',
    fields: { periods, enable },
    main: 'periods',
    plan: (asked, view) => schedulePlan('discharge', asked, view),
  }),
} as const satisfies Readonly<Record<string, Control>>;
