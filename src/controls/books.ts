import { phrasebook, type Book } from '../phrasebook.js';
import { settingPhrases } from '../registers/settingLabels.js';
import { controlNames, describeControl } from './controls.js';
import { outcomePhrases, phrases, pieces, values } from './writing/phrases.js';

const descriptions = controlNames.map((name) => describeControl(name));

/** What controls are called, and what can go wrong with them: as their table has it. */
const labels = phrasebook(
  'control',
  Object.fromEntries(descriptions.map(({ name, label }) => [name, label])),
);
const risks = phrasebook(
  'risk',
  Object.fromEntries(
    descriptions.flatMap(({ name, risk }) => (risk === undefined ? [] : [[name, risk]])),
  ),
);

/** Whatever is said of a control and of what became of it. Of two that fit, the first is meant. */
export const controlBooks: readonly Book[] = [outcomePhrases, phrases, risks];

/** What stands within those sentences. Pieces are taken apart before what they consist of. */
export const controlParts: readonly Book[] = [labels, pieces, values, settingPhrases];
