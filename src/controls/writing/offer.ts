import { GivError } from '../../errors.js';
import { controlNames, describeControl, findControl } from '../catalogue/index.js';
import { examplePayload } from '../payload/example.js';
import type { PlantState } from './permission.js';
import { foresee, type Surroundings } from './prepare.js';
import type { Word } from './words.js';

type Limits = readonly [number, number];

/** What one plant makes of a control. */
export interface Offer {
  readonly name: string;
  /** Why this plant does not have it, or must not be told it. */
  readonly refused?: string;
  /** Of its number, where they are narrower than everybody's. */
  readonly limits?: Limits;
}

/** Which controls a plant has, as far as it is known; asks the inverter nothing. */
export const offersOf = (plant: PlantState, around: Surroundings): readonly Offer[] =>
  controlNames.map((name) => offerOf(plant, name, around));

const offerOf = (plant: PlantState, name: string, around: Surroundings): Offer => {
  const description = describeControl(name);
  const payload = examplePayload(description);
  try {
    const words = foresee(plant, findControl(name).control.request(payload), around);
    const limits = limitsOf(Object.values(payload), words);
    return limits === undefined ? { name } : { name, limits };
  } catch (error) {
    return isForThisPlant(error) ? { name, refused: error.message } : { name };
  }
};

/** A single number that goes as it is into a register has that register's limits. */
const limitsOf = (values: readonly unknown[], words: readonly Word[]): Limits | undefined => {
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'number') return undefined;
  return words.find(({ word, row }) => word === value && row.range !== undefined)?.row.range;
};

// Other refusals are about the example, not about the plant.
const isForThisPlant = (error: unknown): error is GivError =>
  error instanceof GivError && (error.code === 'NOT_SUPPORTED' || error.code === 'NOT_ALLOWED');
