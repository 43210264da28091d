import { INVERTER } from '../protocol/messages.js';
import { deviceName } from '../registers/blocks.js';
import type { Family, Layout } from '../registers/families.js';
import type { Desk } from './belief/desk.js';
import { Digest, type Mend } from './belief/digest.js';
import { withAioSerials, withoutGhosts } from './belief/mend.js';
import { meterMend } from './belief/meterScale.js';
import { shownFor, type Pace } from './polling/pace.js';
import { DEVICES } from './polling/plan.js';
import type {
  AggregatorReadings,
  ConfigurationReadings,
  Held,
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
import type { Topology } from './detection/topology.js';

/** What all desks say together. */
export type Report = Pick<
  Snapshot,
  'takenAt' | 'inverter' | 'packs' | 'stacks' | 'meters' | 'readAt' | 'held'
> & { readonly units: Partial<Pick<Snapshot, UnitName>> };
type UnitName = 'lowVoltageControl' | 'configuration' | 'aggregator';

const mends: { readonly [L in Layout]?: Mend } = { ems: withoutGhosts, gateway: withAioSerials };

/**
 * Puts together what all desks say. A device that has said nothing new is not asked again: its
 * readings of the last report are passed on as they are.
 */
export class Reporter {
  readonly #digests = new Map<number, Digest>();
  readonly #family: Family;
  readonly #pace: Pace;

  constructor(family: Family, pace: Pace) {
    this.#pace = pace;
    this.#family = family;
  }

  report(desks: readonly Desk[], topology: Topology, now: number): Report {
    const fresh = desks.filter(
      ({ page: { at, block } }) => at !== undefined && now - at < shownFor(block, this.#pace),
    );
    const said: Say = (device) => this.#said(fresh, device);
    return {
      // Also where it is too old to be shown: that is its age.
      takenAt: latest(desks),
      inverter: said<InverterReadings>(INVERTER).readings,
      packs: topology.packs.flatMap((device) => packOf(said, device)),
      stacks: topology.stacks.flatMap((stack) => stackOf(said, stack)),
      meters: topology.meters.flatMap((device) => meterOf(said, device)),
      units: controlUnits(said),
      readAt: timesOf(fresh),
      held: fresh.flatMap(heldBy),
    };
  }

  // Names and value types of a device's readings both come from the one table its pages were read by;
  // this is the only place where that is told to the compiler instead of proven.
  #said<T extends object>(desks: readonly Desk[], device: number): Said<T> {
    const own = desks.filter(({ page }) => page.block.device === device);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return { at: latest(own), readings: this.#readings(own, device) as T };
  }

  #readings(own: readonly Desk[], device: number): object {
    const [first] = own;
    if (first === undefined) return {};
    const whole = own.length === 1 ? first.whole : undefined;
    return whole ?? this.#digestOf(device).readings(own);
  }

  #digestOf(device: number): Digest {
    const known = this.#digests.get(device);
    if (known !== undefined) return known;
    const digest = new Digest(this.#mendFor(device));
    this.#digests.set(device, digest);
    return digest;
  }

  #mendFor(device: number): Mend | undefined {
    if (device === INVERTER) return mends[this.#family.layout];
    return isMeter(device) ? meterMend(this.#family.meters) : undefined;
  }
}

interface Said<T> {
  readonly at: number;
  readonly readings: T;
}
type Say = <T extends object>(device: number) => Said<T>;

const latest = (desks: readonly Desk[]): number => {
  let latest = 0;
  for (const { page } of desks) latest = Math.max(latest, page.at ?? 0);
  return latest;
};

const timesOf = (desks: readonly Desk[]): Record<string, number> => {
  const times: Record<string, number> = {};
  for (const { page } of desks) times[page.label] = page.at ?? 0;
  return times;
};

const heldBy = (desk: Desk): readonly Held[] => {
  const all = desk.held();
  return all.length === 0
    ? all
    : all.map((held) => ({ ...held, reading: prefix(desk) + held.reading }));
};

const isMeter = (device: number): boolean => device <= 0x08;

const spoke = (readings: object): boolean => {
  for (const _ in readings) return true;
  return false;
};

const packOf = (said: Say, device: number): Pack[] => {
  const { at, readings } = said<PackReadings>(device);
  return spoke(readings) ? [{ kind: 'pack', device, at, readings }] : [];
};

const moduleOf = (said: Say, device: number): Module[] => {
  const { at, readings } = said<ModuleReadings>(device);
  return spoke(readings) ? [{ kind: 'module', device, at, readings }] : [];
};

const meterOf = (said: Say, device: number): Meter[] => {
  const { at, readings } = said<MeterReadings>(device);
  return spoke(readings) ? [{ kind: 'meter', device, at, readings }] : [];
};

const stackOf = (said: Say, { device, modules }: Topology['stacks'][number]): Stack[] => {
  const { at, readings } = said<StackReadings>(device);
  const inside = modules.flatMap((module) => moduleOf(said, module));
  return spoke(readings) || inside.length > 0
    ? [{ kind: 'stack', device, at, readings, modules: inside }]
    : [];
};

const controlUnits = (said: Say): Report['units'] => {
  const lowVoltageControl = said<LowVoltageControlReadings>(DEVICES.lowVoltageControl).readings;
  const configuration = said<ConfigurationReadings>(DEVICES.configuration).readings;
  const aggregator = said<AggregatorReadings>(DEVICES.aggregator).readings;
  return {
    ...(spoke(lowVoltageControl) ? { lowVoltageControl } : {}),
    ...(spoke(configuration) ? { configuration } : {}),
    ...(spoke(aggregator) ? { aggregator } : {}),
  };
};

/** "pack 2: ", or nothing for the inverter itself. */
const prefix = ({ page: { block } }: Desk): string =>
  block.device === INVERTER ? '' : `${deviceName(block.device)}: `;
