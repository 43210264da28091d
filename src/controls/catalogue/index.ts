// What may be asked for: every control, by each of its names.
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
