import { entityClasses, isDiagnostic, isHidden, isSetUpOnce } from './entityClasses.js';
import type { Kind, Limits, View } from '../givtcp/row.js';
import type { Member, TreeLeaf } from '../givtcp/tree.js';

export interface DiscoveryOptions {
  /** Home Assistant's own prefix; homeassistant. */
  readonly topic?: string;
  /** First part of unique ids and device names; GivTCP, the second plant GivTCP2 and so on. */
  readonly prefix?: string;
  /** Root of the state topics. */
  readonly root: string;
  /** One message for a device (Home Assistant 2024.11 on), or GivTCP's own one for each entity. */
  readonly form: 'device' | 'entity';
  /** What times of slots are shown as; time needs Home Assistant 2026.5. */
  readonly slots?: 'select' | 'time' | 'text';
  /** For Home Assistant before 2025.10, which does not know default_entity_id. */
  readonly objectId?: boolean;
  readonly version: string;
}

/** One entity as Home Assistant is told of it, and where it belongs. */
export interface Entity {
  readonly component: string;
  readonly leaf: string;
  readonly member?: Member;
  readonly group: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A leaf as Home Assistant is told of it: a control where the plant takes it, else just what it says. */
export const entityOf = (view: View, leaf: TreeLeaf, options: DiscoveryOptions): Entity => {
  const { serial } = view.snapshot;
  const parts = leaf.path.split('/');
  const group = parts[0] ?? '';
  const name = parts.at(-1) ?? '';
  const own = group === serial && name === 'status' ? 'Inverter_status' : name;
  const limits = limitsOf(view, leaf);
  const component = componentOf(leaf, limits, options);
  const owner = leaf.member?.name ?? serial;
  const { prefix = 'GivTCP', root } = options;
  const id = `${prefix}_${owner}_${own}${component === 'time' ? '_time' : ''}`;
  return {
    component,
    leaf: component === 'time' ? `${own}_time` : own,
    ...(leaf.member && { member: leaf.member }),
    group,
    config: {
      name: own.replaceAll('_', ' '),
      unique_id: id,
      default_entity_id: `${component}.${id}`,
      ...(options.objectId === true && { object_id: id }),
      ...statesOf(component, `${root}/${serial}`, leaf),
      ...(commandable(component) && {
        command_topic: `${root}/control/${serial}/${leaf.row.command ?? ''}`,
      }),
      ...detailsOf(component, view, leaf, limits),
      ...categoryOf(component, leaf.path, own),
    },
  };
};

const limitsOf = (view: View, { row }: TreeLeaf): Limits | undefined => {
  if (row.setting !== undefined) return view.limits(row.setting);
  return row.settable?.(view) === true ? {} : undefined;
};

/** A control where the plant takes it, else just what it says. */
const componentOf = (
  { row }: TreeLeaf,
  limits: Limits | undefined,
  { slots = 'select' }: DiscoveryOptions,
): string => {
  if (row.command === undefined || limits === undefined) return 'sensor';
  switch (row.kind) {
    case 'switch':
    case 'select':
    case 'button':
      return row.kind;
    case 'slot':
      return slots;
    default:
      return 'number';
  }
};

const commandable = (component: string): boolean => component !== 'sensor';

const statesOf = (component: string, stem: string, { path }: TreeLeaf) => ({
  ...(component !== 'button' && { state_topic: `${stem}/${path}` }),
  // The status itself is there to be seen when nothing else is.
  ...(path !== 'Stats/status' && {
    availability_topic: `${stem}/Stats/status`,
    payload_available: 'online',
    payload_not_available: 'offline',
  }),
});

const JOB_MINUTES = 1439;

const detailsOf = (
  component: string,
  view: View,
  { row, path }: TreeLeaf,
  limits: Limits | undefined,
): object => {
  switch (component) {
    case 'number':
      return { ...numberOf(view, row.kind, limits), step: 1 };
    case 'switch':
      return { payload_on: 'enable', payload_off: 'disable' };
    case 'select':
      return {
        options: row.options ?? (path.includes('pause_end') ? slotsAndMidnight : slotTimes),
      };
    case 'text':
      return { pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$', min: 5, max: 8 };
    case 'button':
      return {
        payload_press: 'restart',
        ...(row.command === 'rebootInverter' && { device_class: 'restart' }),
      };
    case 'sensor':
      return { ...entityClasses[row.kind], ...moneyOf(row.kind, view) };
    default:
      return {};
  }
};

/** The one unit that is the owner's own. */
const moneyOf = (kind: Kind, { snapshot: { cost } }: View) => {
  if (kind === 'money') return { unit_of_measurement: cost?.currency };
  return kind === 'price' && { unit_of_measurement: `${cost?.currency}/kWh` };
};

const numberOf = (view: View, kind: Kind, limits: Limits | undefined) => {
  const [min, max] = limits?.range ?? [0, 100];
  switch (kind) {
    case 'rate':
      return {
        min: 0,
        // A limit in W has a range of its own; one in percent goes up to what the model can do.
        max: max > 100 ? max : (view.snapshot.figures.battery.maxPower ?? UNKNOWN_MOST),
        mode: 'slider',
        device_class: 'power',
        unit_of_measurement: 'W',
      };
    case 'minutes':
      return { min: 0, max: JOB_MINUTES, mode: 'box', unit_of_measurement: 'min' };
    default:
      return { min, max, mode: 'slider', unit_of_measurement: '%' };
  }
};

const UNKNOWN_MOST = 22_000;

const two = (value: number): string => String(value).padStart(2, '0');
const slotTimes = Array.from(
  { length: 1440 },
  (_, minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`,
);
const slotsAndMidnight = [...slotTimes, '24:00:00'];

const categoryOf = (component: string, path: string, leaf: string) => ({
  ...(isHidden(leaf) && { enabled_by_default: false }),
  ...(component === 'sensor'
    ? isDiagnostic(path) && { entity_category: 'diagnostic' }
    : isSetUpOnce(leaf) && { entity_category: 'config' }),
});
