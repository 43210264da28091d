import { phrasebook } from '../phrasebook.js';

/** What a value must be, to become what an inverter keeps. */
export const registerPhrases = phrasebook('register', {
  steps: 'must be a whole number of steps from {low} to {high}',
  choice: 'must be one of these: {choices}',
  digits: 'must be {length} digits or letters A to F',
  length: 'must have at most {most} characters',
  time: 'must be like 2026-08-14T09:05:30',
});
