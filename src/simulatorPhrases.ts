import { phrasebook } from './phrasebook.js';

/** What is said of simulated inverters. Apart from their room, which is loaded only where there are some. */
export const simulatorPhrases = phrasebook('simulator', {
  cannotListen:
    'the simulated inverter cannot listen on {address}: the port may be in use, choose another',
  noReading: 'must be the name of a reading of this {model}, such as stateOfCharge',
  noValue: 'is nothing that {reading} can be',
  noWords: 'cannot be told in the form of this reading ({type})',
  chooseModel: 'choose the model to simulate: "unknown" is none',
  noHousehold: 'a recording is played, so there is no simulated household to look into',
});
