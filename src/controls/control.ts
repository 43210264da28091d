import type { Slot } from '../registers/codecs.js';
import type { Family, Layout } from '../registers/families.js';
import type { Model } from '../registers/models.js';
import type { RateName } from '../plant/figures/figures.js';
import type {
  InverterReadings,
  InverterSettings,
  ReadingName,
  SettingName,
} from '../plant/snapshot.js';
import { parsePayload, type Fields, type Payload } from './payload/payload.js';

/** One setting to be written, by reading name. `part`: only the start or the end of a slot. */
export interface Step {
  readonly setting: string;
  readonly value: unknown;
  readonly part?: 'start' | 'end';
  /** What the value means where its own rendering does not tell: "14 %, about 2480 W". */
  readonly meaning?: string;
}

export type SlotName = {
  [K in SettingName]: InverterSettings[K] extends Slot | undefined ? K : never;
}[SettingName];

export const set = <K extends SettingName>(
  setting: K,
  value: NonNullable<InverterSettings[K]>,
  meaning?: string,
): Step => ({ setting, value, ...(meaning === undefined ? {} : { meaning }) });

export const startOf = (setting: SlotName, value: string): Step => ({
  setting,
  value,
  part: 'start',
});
export const endOf = (setting: SlotName, value: string): Step => ({ setting, value, part: 'end' });

/** What a control wants done, in this order; the enabling flag comes last. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly warnings?: readonly string[];
  /** Read back and reported with the rest although it is not written. */
  readonly echo?: readonly SettingName[];
}

/** The plant as a control sees it. Whatever it looks at is read afresh before anything is written. */
export interface View {
  readonly serial: string;
  readonly model: Model;
  readonly family: Family;
  reading<K extends ReadingName>(name: K): InverterReadings[K] | undefined;
  /** May this setting be written on this very plant? */
  can(name: SettingName): boolean;
  /** Throws the reason where it may not: for plans that would trip over something else first. */
  need(name: SettingName): void;
  /** Everything that may be written, in the order in which it should be: switches last. */
  readonly offered: readonly string[];
  /** Wh when full, where known. */
  readonly capacity: number | undefined;
  /** W, the most into or out of the battery, where known. */
  readonly maxPower: number | undefined;
  /** The last reserve below 100 before something set it to 100. */
  readonly rememberedReserve: number | undefined;
  readonly strictSeed: boolean;
  /** Is there a tariff whose rate is switched by hand? */
  readonly rateByHand: boolean;
  /** ms that the words of a clock take to be written. */
  readonly lead: number;
  /** ms since 1970. */
  readonly now: number;
}

export type Group =
  | 'schedule'
  | 'battery'
  | 'power'
  | 'mode'
  | 'job'
  | 'plant'
  | 'system'
  | 'tariff';
export type JobName = 'forceCharge' | 'forceExport' | 'tempPauseCharge' | 'tempPauseDischarge';

/** What a message wants of the timed jobs. */
export type JobWish =
  | { readonly kind: 'start'; readonly name: JobName; readonly minutes: number }
  | { readonly kind: 'end'; readonly names: readonly JobName[] };

interface Entry<F extends Fields> {
  readonly label: string;
  readonly help: string;
  readonly group: Group;
  readonly fields: F;
  /** The field that a bare payload is meant for. */
  readonly main?: keyof F & string;
  /** What can go wrong, for dry runs and dialogs. */
  readonly risk?: string;
  /** Only for plants of this kind, although others know the register. */
  readonly only?: Layout;
  /** For timed jobs: what the plan is for. */
  job?(payload: Payload<F>): JobWish;
  /** For the one that switches the rate of a tariff, and writes nothing. */
  rate?(payload: Payload<F>): RateName;
  /** For controls that write only when told so in as many words. */
  onlyShow?(payload: Payload<F>): boolean;
  plan(payload: Payload<F>, view: View): Plan;
}

/** A payload understood by its control. */
export interface Request {
  readonly requested: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly job?: JobWish;
  readonly rate?: RateName;
  /** A dry run: the payload asks for one, or does not say what would make it the real thing. */
  readonly onlyShow: boolean;
  plan(view: View): Plan;
}

/** A control as everyone else sees it: its payload's type is known only inside. */
export interface Control {
  readonly label: string;
  readonly help: string;
  readonly group: Group;
  readonly fields: Fields;
  readonly main?: string;
  readonly risk?: string;
  readonly only?: Layout;
  /** Understands a payload; throws BadInput. */
  request(payload: unknown, fixed?: Readonly<Record<string, unknown>>): Request;
}

export const control = <const F extends Fields>({
  job,
  rate,
  onlyShow,
  plan,
  ...entry
}: Entry<F>): Control => ({
  ...entry,
  request: (raw, fixed) => {
    const { payload, dryRun, warnings } = parsePayload(entry.fields, entry.main, raw, fixed);
    return {
      requested: payload,
      warnings,
      ...(job && { job: job(payload) }),
      ...(rate && { rate: rate(payload) }),
      onlyShow: dryRun || (onlyShow?.(payload) ?? false),
      plan: (view) => plan(payload, view),
    };
  },
});

/** A control whose whole plan is one setting. */
export const just = (step: Step): Plan => ({ steps: [step] });
