import { BadInput } from '../../errors.js';
import { control, set, type Control, type Plan, type View } from '../control.js';
import { alsoCalled, expectation, type Field } from '../payload/payload.js';
import { later, wallOf, wallTime } from '../writing/wallTime.js';

const FORMS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/, [1, 2, 3, 4, 5, 6]],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?$/, [3, 2, 1, 4, 5, 6]],
];

const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

const fromText = (text: string): string | undefined => {
  if (text.toLowerCase() === 'now') return 'now';
  if (ZONED.test(text)) return fromInstant(Date.parse(text));
  for (const [form, order] of FORMS) {
    const found = form.exec(text);
    if (found !== null) return wallOf(order.map((index) => Number(found[index] ?? 0)));
  }
  return undefined;
};

const EARLIEST = Date.UTC(2001, 0, 2);
const LATEST = Date.UTC(2099, 11, 30);
const fromInstant = (instant: number): string | undefined =>
  instant > EARLIEST && instant < LATEST ? wallTime(instant) : undefined;

const understood = (value: unknown): string | undefined => {
  if (typeof value === 'string') return fromText(value.trim());
  if (typeof value === 'number') return fromInstant(value);
  return value instanceof Date ? fromInstant(value.getTime()) : undefined;
};

/** A moment of the inverter's wall clock. Text with a zone, Dates and ms since 1970 become local time. */
const dateTime = (label: string): Field<string> => ({
  kind: 'dateTime',
  label,
  parse: (value, field) => {
    const told = understood(value);
    if (told === undefined) throw new BadInput(field, value, expectation({ kind: 'dateTime' }));
    return told;
  },
});

/** The six words take a while to be written; the time is that of the last one. */
const clockPlan = (wall: string, view: View): Plan => ({
  steps: [set('systemTime', later(wall, view.lead))],
});

const RISK = 'Schedules follow this clock: with a wrong time they run at the wrong hours.';

/** The inverter's clock. */
export const clock = {
  setDateTime: control({
    label: 'Inverter clock',
    help: 'Sets the inverter\'s clock, in local time. "now" is the time of this computer.',
    group: 'system',
    fields: { dateTime: alsoCalled(dateTime('Date and time'), 'time') },
    main: 'dateTime',
    risk: RISK,
    plan: ({ dateTime }, view) =>
      clockPlan(dateTime === 'now' ? wallTime(view.now) : dateTime, view),
  }),
  syncDateTime: control({
    label: 'Set the inverter clock to now',
    help: "Sets the inverter's clock to the local time of this computer.",
    group: 'system',
    fields: {},
    risk: RISK,
    plan: (_, view) => clockPlan(wallTime(view.now), view),
  }),
} as const satisfies Readonly<Record<string, Control>>;
