import { phrasebook } from '../phrasebook.js';

export const tariffPhrases = phrasebook('tariff', {
  closed:
    'the rate was not switched, because the flow was stopped or deployed anew meanwhile: send it again',
});
