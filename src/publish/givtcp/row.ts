import type { SettingName, Snapshot } from '../../plant/snapshot.js';
import type { JobName } from '../../controls/control.js';
import { rounded, type Scalar } from '../report/fields.js';

/** What leaves are made of. */
export interface View {
  readonly snapshot: Snapshot;
  /** ms since 1970. */
  readonly now: number;
  /** Time zone of the inverter's clock and of times we tell, such as Europe/London. */
  readonly zone: string;
  readonly jobs: readonly RunningJob[];
  /** Of the connection: writes, timeouts ... */
  readonly counters: Readonly<Record<string, number>>;
  /** online, or offline while the inverter does not answer. */
  readonly status: 'online' | 'offline';
  /** What a setting may be set to on this plant; undefined where it may not be set at all. */
  limits(setting: SettingName): Limits | undefined;
}

export interface Limits {
  readonly range?: readonly [number, number];
}

/** A job of some minutes that is under way, such as forceCharge. */
export interface RunningJob {
  readonly name: JobName;
  /** ms since 1970. */
  readonly endsAt: number;
}

/** What a leaf is: its text form, and how Home Assistant shows it. */
export type Kind =
  | 'power'
  | 'powerTenths'
  | 'apparentPower'
  | 'voltage'
  | 'current'
  | 'frequency'
  | 'temperature'
  | 'charge'
  | 'percent'
  | 'counter'
  | 'stored'
  | 'capacity'
  | 'ampHours'
  | 'ratio'
  | 'minutes'
  | 'seconds'
  | 'time'
  | 'count'
  | 'money'
  | 'price'
  | 'text'
  | 'switch'
  | 'select'
  | 'slot'
  | 'rate'
  | 'button';

export interface Row<From = View> {
  readonly kind: Kind;
  readonly what: string;
  readonly of: (from: From) => Scalar | undefined;
  /** The control that sets it: the last part of its command topic. */
  readonly command?: string;
  /** The setting that the control writes: it decides whether this plant has the control, and its range. */
  readonly setting?: SettingName;
  /** Whether the control is there, where that follows from no setting of the inverter. */
  readonly settable?: (view: View) => boolean;
  readonly options?: readonly string[];
  /** What to publish once the value is gone, where its last one would mislead. Empty: clear the topic. */
  readonly gone?: string;
}

/** Known to be nothing just now: on MQTT, where the last value would stand for ever. Home Assistant shows it as unknown. */
export const NONE = 'None';

/** Rows by path below root and serial. */
export type Rows<From = View> = Readonly<Record<string, Row<From>>>;

export const row =
  (kind: Kind) =>
  <From = View>(what: string, of: (from: From) => Scalar | undefined): Row<From> => ({
    kind,
    what,
    of,
  });

export const power = row('power');
export const powerTenths = row('powerTenths');
export const voltage = row('voltage');
export const current = row('current');
export const frequency = row('frequency');
export const temperature = row('temperature');
export const charge = row('charge');
export const counter = row('counter');
export const stored = row('stored');
export const count = row('count');
export const text = row('text');

const decimalKinds: ReadonlySet<Kind> = new Set([
  'powerTenths',
  'apparentPower',
  'voltage',
  'current',
  'frequency',
  'temperature',
  'counter',
  'stored',
  'capacity',
  'ampHours',
  'seconds',
  'money',
  'price',
]);

/** A value as GivTCP writes it: at most 3 decimals, and at least one where it has decimals at all. */
export const textOf = (kind: Kind, value: Scalar): string => {
  if (typeof value === 'boolean') return value ? 'enable' : 'disable';
  if (typeof value === 'string') return value;
  const number = rounded(value, 3);
  return decimalKinds.has(kind) && Number.isInteger(number) ? `${number}.0` : String(number);
};

/** "grid tied" as GivTCP writes it: Grid_tied. */
export const worded = (label: string | undefined): string | undefined =>
  label === undefined
    ? undefined
    : (label.charAt(0).toUpperCase() + label.slice(1).toLowerCase()).replace(/[\s-]+/g, '_');
