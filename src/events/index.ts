// What happens at a plant: from two looks at it to one event each.
export {
  detectEvents,
  labelLanguages,
  noteOutcome,
  nothingSeen,
  type Detected,
  type EventSettings,
  type EventState,
} from './detect.js';
export {
  usualLimits as usualEventLimits,
  type Limits as EventLimits,
  type PlantEvent,
  type Said,
} from './event.js';
export { kinds as eventKinds, type EventKind, type Level } from './kinds.js';
export { watchNames, type WatchName } from './watches.js';
