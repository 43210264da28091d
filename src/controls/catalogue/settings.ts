import { BadInput } from '../../errors.js';
import { control, type Control, type Plan, type Step, type View } from '../control.js';
import { onOff } from '../payload/fields.js';
import { optional, type Field } from '../payload/payload.js';
import { allowedRows } from '../writing/permission.js';
import { isAct } from '../writing/words.js';
import type { Snapshot } from '../../plant/snapshot.js';
import { say } from '../writing/phrases.js';

/** All settings of one inverter, as plain JSON to be kept in a file. */
export interface SettingsFile {
  readonly kind: 'givtcp-settings';
  readonly serial: string;
  /** Register 0 as four hex digits. */
  readonly code: string;
  /** ms since 1970. */
  readonly takenAt: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Everything of a snapshot that may be written, by reading name; acts such as the restart are no settings. */
export const exportSettings = (snapshot: Snapshot): SettingsFile => {
  const rows = allowedRows({ snapshot, readOnly: false, unverified: false });
  return {
    kind: 'givtcp-settings',
    serial: snapshot.serial,
    code: snapshot.topology.code,
    takenAt: snapshot.takenAt,
    settings: Object.fromEntries(
      Object.entries(snapshot.inverter).filter(
        ([name, value]) => rows.has(name) && !isAct(name) && value !== undefined,
      ),
    ),
  };
};

/** One setting in which two exports differ; absent where one of them does not have it. */
export interface SettingChange {
  readonly name: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

export const compareSettings = (from: SettingsFile, to: SettingsFile): readonly SettingChange[] =>
  [...new Set([...Object.keys(from.settings), ...Object.keys(to.settings)])]
    .filter((name) => JSON.stringify(from.settings[name]) !== JSON.stringify(to.settings[name]))
    .map((name) => ({
      name,
      ...(Object.hasOwn(from.settings, name) && { from: from.settings[name] }),
      ...(Object.hasOwn(to.settings, name) && { to: to.settings[name] }),
    }));

const settingsField: Field<Readonly<Record<string, unknown>>> = {
  kind: 'settings',
  label: 'Settings by name, as exported',
  parse: (value, field) => {
    if (Object.prototype.toString.call(value) !== '[object Object]')
      throw new BadInput(field, value, say('settings'));
    return Object.fromEntries(Object.entries(Object(value)));
  },
};

/** What else an export says; only the serial counts, for a warning. */
const anything = (label: string): Field & { readonly optional: true } =>
  optional({ kind: 'settings', label, parse: (value) => value });

const restorePlan = (
  settings: Readonly<Record<string, unknown>>,
  serial: unknown,
  view: View,
): Plan => {
  const names = view.offered.filter((name) => Object.hasOwn(settings, name) && !isAct(name));
  const unknown = Object.keys(settings).filter((name) => !names.includes(name));
  const steps = names.map((name): Step => ({ setting: name, value: settings[name] }));
  return {
    steps,
    warnings: [
      ...(typeof serial === 'string' && serial !== view.serial
        ? [say('otherInverter', { serial: serial.slice(0, 12) })]
        : []),
      ...(unknown.length > 0
        ? [say('notRestored', { names: unknown.join(', ').slice(0, 300) })]
        : []),
    ],
  };
};

/** Settings as a whole. */
export const settings = {
  restoreSettings: control({
    label: 'Restore settings',
    help: 'Writes an export of settings (getSettings of the read node) back, as far as they differ. It only shows what it would write, unless "write" says so.',
    group: 'system',
    fields: {
      settings: settingsField,
      write: optional(onOff('Really write')),
      serial: anything('Serial of the export'),
      code: anything('Model code of the export'),
      kind: anything('Kind of the export'),
      takenAt: anything('Time of the export'),
    },
    main: 'settings',
    risk: 'Many settings change at once. Look at the dry run first.',
    onlyShow: ({ write }) => write !== true,
    plan: ({ settings, serial }, view) => restorePlan(settings, serial, view),
  }),
} as const satisfies Readonly<Record<string, Control>>;
