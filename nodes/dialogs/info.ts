import {
  batteriesIn,
  report,
  reportDocs,
  type Complaint,
  type Module,
  type Pack,
  type Snapshot,
  type Stack,
  type Status,
} from '../../src/index.js';
import type { FaceStates } from '../faces/faceStatus.js';
import { withWords, wordsOf, type Worded } from '../common/said.js';

/** What a dialog hears of a node that is not there yet. */
export const notDeployed = { reason: 'not-deployed' } as const;

/** What the config dialog shows of a plant. Serials stay out: people paste screenshots into forums. */
export interface PlantInfo {
  readonly state: Status['state'] | 'idle' | 'unusable';
  readonly reason?: string;
  /** The reason for a dialog in another language. */
  readonly said?: Worded;
  readonly model?: string;
  readonly firmware?: number;
  readonly batteries?: number;
  readonly meters?: number;
  /** Seconds since the newest reading. */
  readonly age?: number;
  readonly tree?: readonly Branch[];
  readonly live?: readonly LiveValue[];
  readonly complaints?: readonly Complained[];
}

/** How broker and web calls fare, for the dialog. */
export const facesInfo = ({ mqtt, rest }: FaceStates): FaceStates => ({
  ...(mqtt && { mqtt: withWords(mqtt) }),
  ...(rest && { rest: withWords(rest) }),
});

/** A complaint, also for a dialog in another language. */
export type Complained = Complaint & { readonly said?: Worded };

const complained = (complaint: Complaint): Complained => {
  const said = wordsOf(complaint.text);
  return { ...complaint, ...(said && { said }) };
};

/** A piece of the plant, as far as it tells about itself. */
export interface Branch {
  readonly kind: 'inverter' | 'pack' | 'stack' | 'module' | 'meter';
  /** Counted from 1 among its kind; the inverter has none. */
  readonly number?: number;
  readonly model?: string;
  readonly firmware?: number;
  /** W */
  readonly ratedPower?: number;
  /** % */
  readonly charge?: number;
  readonly branches: readonly Branch[];
}

export interface LiveValue {
  /** As in messages: "power.pv". */
  readonly path: string;
  readonly value: number;
  readonly unit: string;
}

/** Enough to see at a glance whether this is the right inverter and whether it is well. */
const LIVE = [
  'power.pv',
  'power.load',
  'power.grid',
  'power.battery',
  'battery.stateOfCharge',
  'battery.temperature',
  'energy.today.pv',
  'energy.today.import',
  'energy.today.export',
];

export const plantInfo = (
  status: Status | undefined,
  snapshot: Snapshot | undefined,
  complaints: readonly Complaint[],
  now: number,
): PlantInfo => ({
  state: status?.code === 'BAD_CONFIG' ? 'unusable' : (status?.state ?? 'idle'),
  ...reasonOf(status),
  ...(snapshot !== undefined && {
    ...found(snapshot, now),
    complaints: complaints.map(complained),
  }),
});

const reasonOf = (status: Status | undefined): Pick<PlantInfo, 'reason' | 'said'> => {
  const { reason } = status ?? {};
  if (reason === undefined) return {};
  return withWords({ reason });
};

const found = (snapshot: Snapshot, now: number) => ({
  model: snapshot.model.name,
  firmware: snapshot.topology.armFirmware,
  batteries: batteriesIn(snapshot.topology),
  meters: snapshot.topology.meters.length,
  age: Math.round((now - snapshot.takenAt) / 1000),
  tree: [treeOf(snapshot)],
  live: liveValues(snapshot, now),
});

const treeOf = ({ model, packs, stacks, meters }: Snapshot): Branch => ({
  kind: 'inverter',
  model: model.name,
  firmware: model.armFirmware,
  ...(model.ratedPower !== undefined && { ratedPower: model.ratedPower }),
  branches: [
    ...packs.map(batteryBranch),
    ...stacks.map((stack, index) => ({
      ...batteryBranch(stack, index),
      branches: stack.modules.map(batteryBranch),
    })),
    ...meters.map(({ device }) => ({ kind: 'meter' as const, number: device, branches: [] })),
  ],
});

const batteryBranch = (battery: Pack | Stack | Module, index: number): Branch => {
  const charge = battery.kind === 'module' ? undefined : battery.readings.stateOfCharge;
  return {
    kind: battery.kind,
    number: index + 1,
    ...(charge !== undefined && { charge }),
    branches: [],
  };
};

const liveValues = (snapshot: Snapshot, now: number): readonly LiveValue[] => {
  const values = report('getCombinedStats', snapshot, { now });
  return LIVE.flatMap((path) => {
    const value = at(values, path);
    const unit = reportDocs.getCombinedStats.find((row) => row.path === path)?.unit ?? '';
    return typeof value === 'number' ? [{ path, value, unit }] : [];
  });
};

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
      value,
    );
