import { phrasebook } from '../phrasebook.js';

/** What can be wrong with a file. */
export const diskPhrases = phrasebook('disk', {
  aside: '{problem}. It was put aside as {aside}, and a new one is begun',
  locked:
    '{path} is there all the time, as if another program were writing: remove this file if none is',
  unusable: '{path} cannot be used: {cause}',
  spoilt: 'it does not hold what it should',
});
