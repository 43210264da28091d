// What may be asked for: every control, by each of its names. A door of its own, since it is opened late (scripts/doors.mjs).
export {
  controlNames,
  describeControl,
  findControl,
  labelOf,
  understand,
  type Description,
  type FieldDescription,
  type Found,
} from '../controls.js';
