import { GivError } from '../errors.js';
import type { Layout } from '../registers/families.js';
import { aliases, unsupported } from './aliases.js';
import { clock } from './catalogue/clock.js';
import type { Control, Group, Request } from './control.js';
import { jobs } from './jobs/jobs.js';
import { modes } from './catalogue/modes.js';
import type { FieldKind } from './payload/payload.js';
import { rates } from './catalogue/rates.js';
import { schedule } from './catalogue/schedule.js';
import { settings } from './catalogue/settings.js';
import { slots } from './catalogue/slots.js';
import { tariff } from './catalogue/switchRate.js';
import { system } from './catalogue/system.js';
import { targets } from './catalogue/targets.js';
import { say } from './writing/phrases.js';

/** Every control there is, by the name GivTCP has for it. */
const controls = {
  ...modes,
  ...targets,
  ...rates,
  ...slots,
  ...schedule,
  ...jobs,
  ...clock,
  ...system,
  ...settings,
  ...tariff,
} as const;

/** A control by one of its names, with what that name says about its fields ("setChargeStart3"). */
export interface Found {
  readonly name: string;
  readonly control: Control;
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly only?: Layout;
}

export interface FieldDescription {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly unit?: string;
  readonly limits?: readonly [number, number];
  readonly choices?: readonly string[];
  readonly optional: boolean;
  readonly hint?: string;
}

export interface Description {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly group: Group;
  readonly risk?: string;
  readonly main?: string;
  readonly fields: readonly FieldDescription[];
  /** Other names it answers to. */
  readonly aliases: readonly string[];
}

const entries: ReadonlyMap<string, Control> = new Map(Object.entries(controls));
export const controlNames: readonly string[] = [...entries.keys()];

const known: ReadonlyMap<string, Found> = new Map([
  ...[...aliases].flatMap(([alias, { control, fixed, only }]) => {
    const entry = entries.get(control);
    const found = entry && {
      name: control,
      control: entry,
      fixed: fixed ?? {},
      ...(only && { only }),
    };
    return found === undefined ? [] : ([[alias.toLowerCase(), found]] as const);
  }),
  ...[...entries].map(
    ([name, control]) => [name.toLowerCase(), { name, control, fixed: {} }] as const,
  ),
]);

/** Finds a control by any of its names, in any case. Throws where there is none or GivTCP's has no effect. */
export const findControl = (name: string): Found => {
  const key = name.trim().toLowerCase();
  const found = known.get(key);
  if (found !== undefined) return found;
  const reason = [...unsupported].find(([other]) => other.toLowerCase() === key)?.[1];
  if (reason !== undefined)
    throw new GivError('NOT_SUPPORTED', say('unsupported', { name, why: reason }), {
      control: name,
    });
  throw new GivError('UNKNOWN_FUNCTION', say('unknownControl', { name: name.slice(0, 60) }), {
    control: name,
  });
};

/** What people call a control; its bare name where there is none, as in what another version has kept. */
export const labelOf = (name: string): string => entries.get(name)?.label ?? name;

/** What a message wants of which control; throws UNKNOWN_FUNCTION or BAD_INPUT. Asks no inverter. */
export const understand = (name: string, payload: unknown): { found: Found; request: Request } => {
  const found = findControl(name);
  return { found, request: found.control.request(payload, found.fixed) };
};

/** A control as an editor or a document shows it. */
export const describeControl = (name: string): Description => {
  const { name: canonical, control, fixed } = findControl(name);
  const { label, help, group, risk, main, fields } = control;
  return {
    name: canonical,
    label,
    help,
    group,
    ...(risk === undefined ? {} : { risk }),
    ...(main === undefined ? {} : { main }),
    fields: Object.entries(fields)
      .filter(([field]) => !Object.hasOwn(fixed, field))
      .map(([field, { kind, label, unit, limits, choices, optional, hint }]) => ({
        name: field,
        kind,
        label,
        optional: optional === true,
        ...(unit === undefined ? {} : { unit }),
        ...(limits === undefined ? {} : { limits }),
        ...(choices === undefined ? {} : { choices }),
        ...(hint === undefined ? {} : { hint }),
      })),
    aliases: [...aliases]
      .filter(([, { control }]) => control === canonical)
      .map(([alias]) => alias),
  };
};
