import type { Snapshot, Status } from '../src/index.js';

/** What the config dialog shows of a plant. Serials stay out: people paste screenshots into forums. */
export interface PlantInfo {
  readonly state: Status['state'] | 'idle' | 'unusable';
  readonly reason?: string;
  readonly model?: string;
  readonly firmware?: number;
  readonly batteries?: number;
  readonly meters?: number;
  /** Seconds since the newest reading. */
  readonly age?: number;
}

export const plantInfo = (
  status: Status | undefined,
  snapshot: Snapshot | undefined,
  now: number,
): PlantInfo => ({
  state: status?.code === 'BAD_CONFIG' ? 'unusable' : (status?.state ?? 'idle'),
  ...(status?.reason !== undefined && { reason: status.reason }),
  ...(snapshot !== undefined && found(snapshot, now)),
});

const found = ({ model, topology, takenAt }: Snapshot, now: number) => ({
  model: model.name,
  firmware: topology.armFirmware,
  batteries:
    topology.packs.length + topology.stacks.reduce((sum, { modules }) => sum + modules.length, 0),
  meters: topology.meters.length,
  age: Math.round((now - takenAt) / 1000),
});
