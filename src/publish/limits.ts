import { permission, type PlantState } from '../controls/writing/permission.js';
import type { SettingName } from '../plant/snapshot.js';
import type { Limits } from './givtcp/row.js';

/** What may be set on this plant, and from where to where. */
export const limitsOf =
  (plant: PlantState) =>
  (setting: SettingName): Limits | undefined => {
    const allowed = permission(plant, setting);
    if (allowed.kind === 'refused' || plant.readOnly) return undefined;
    const { range } = allowed.row;
    return range === undefined ? {} : { range };
  };
