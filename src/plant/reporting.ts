import { INVERTER } from '../protocol/messages.js';
import { deviceName } from '../registers/blocks.js';
import type { Desk } from './desk.js';
import { withoutGhosts } from './mend.js';
import { DEVICES } from './plan.js';
import type {
  AggregatorReadings,
  ConfigurationReadings,
  InverterReadings,
  LowVoltageControlReadings,
  Meter,
  MeterReadings,
  Module,
  ModuleReadings,
  Pack,
  PackReadings,
  Snapshot,
  Stack,
  StackReadings,
} from './snapshot.js';
import type { Topology } from './topology.js';

/** What all desks say together. */
export type Report = Pick<
  Snapshot,
  'takenAt' | 'inverter' | 'packs' | 'stacks' | 'meters' | 'readAt' | 'held'
> &
  Partial<Pick<Snapshot, UnitName>>;
type UnitName = 'lowVoltageControl' | 'configuration' | 'aggregator';

/** A page not renewed for this long is not shown any more: an old value is no reading. */
export const TOO_OLD = 15 * 60_000;

export const reportOf = (desks: readonly Desk[], topology: Topology, now: number): Report => {
  const fresh = desks.filter(({ page }) => page.at !== undefined && now - page.at < TOO_OLD);
  const inverter = saidBy<InverterReadings>(fresh, INVERTER, withoutGhosts);
  return {
    takenAt: Math.max(0, ...fresh.map(({ page }) => page.at ?? 0)),
    inverter: inverter.readings,
    packs: topology.packs.flatMap((device) => packOf(fresh, device)),
    stacks: topology.stacks.flatMap((stack) => stackOf(fresh, stack)),
    meters: topology.meters.flatMap((device) => meterOf(fresh, device)),
    ...controlUnits(fresh),
    readAt: Object.fromEntries(fresh.map(({ page }) => [page.label, page.at ?? 0])),
    held: fresh.flatMap((desk) => desk.held(prefix(desk.page.block.device))),
  };
};

interface Said<T> {
  readonly at: number;
  readonly readings: T;
}

// Names and value types of a device's readings both come from the one table its pages were read by;
// this is the only place where that is told to the compiler instead of proven.
const saidBy = <T extends object>(
  desks: readonly Desk[],
  device: number,
  mend: (readings: Record<string, unknown>) => Record<string, unknown> = (readings) => readings,
): Said<T> => {
  const readings: Record<string, unknown> = {};
  let at = 0;
  for (const desk of desks) {
    if (desk.page.block.device !== device) continue;
    desk.report(readings);
    at = Math.max(at, desk.page.at ?? 0);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { at, readings: Object.freeze(mend(readings)) as T };
};

const spoke = ({ readings }: Said<object>): boolean => Object.keys(readings).length > 0;

const packOf = (desks: readonly Desk[], device: number): Pack[] => {
  const said = saidBy<PackReadings>(desks, device);
  return spoke(said) ? [{ kind: 'pack', device, ...said }] : [];
};

const moduleOf = (desks: readonly Desk[], device: number): Module[] => {
  const said = saidBy<ModuleReadings>(desks, device);
  return spoke(said) ? [{ kind: 'module', device, ...said }] : [];
};

const meterOf = (desks: readonly Desk[], device: number): Meter[] => {
  const said = saidBy<MeterReadings>(desks, device);
  return spoke(said) ? [{ kind: 'meter', device, ...said }] : [];
};

const stackOf = (
  desks: readonly Desk[],
  { device, modules }: Topology['stacks'][number],
): Stack[] => {
  const said = saidBy<StackReadings>(desks, device);
  const inside = modules.flatMap((module) => moduleOf(desks, module));
  return spoke(said) || inside.length > 0
    ? [{ kind: 'stack', device, ...said, modules: inside }]
    : [];
};

const controlUnits = (desks: readonly Desk[]): Pick<Report, UnitName> => {
  const lowVoltage = saidBy<LowVoltageControlReadings>(desks, DEVICES.lowVoltageControl);
  const setup = saidBy<ConfigurationReadings>(desks, DEVICES.configuration);
  const above = saidBy<AggregatorReadings>(desks, DEVICES.aggregator);
  return {
    ...(spoke(lowVoltage) ? { lowVoltageControl: lowVoltage.readings } : {}),
    ...(spoke(setup) ? { configuration: setup.readings } : {}),
    ...(spoke(above) ? { aggregator: above.readings } : {}),
  };
};

/** "pack 2: ", or nothing for the inverter itself. */
const prefix = (device: number): string => (device === INVERTER ? '' : `${deviceName(device)}: `);
