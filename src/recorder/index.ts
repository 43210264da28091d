/** Traffic and state of an inverter made fit to be shown to others. */
export { supportBundle, type SupportBundle } from './bundle.js';
export { redact } from './redact.js';
