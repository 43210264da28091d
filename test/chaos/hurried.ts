import { afterAll, beforeAll } from 'vitest';
import { hurry } from '../support/hurriedTime.js';
import { noteCrashes } from './observer.js';

/** All tests of the file live faster; what the process itself complains of meanwhile is in the result. */
export const useHurry = (factor: number): readonly string[] => {
  const crashes: string[] = [];
  let calm = (): void => {};
  let end = (): void => {};
  beforeAll(() => {
    calm = hurry(factor);
    end = noteCrashes(crashes);
  });
  afterAll(() => {
    end();
    calm();
  });
  return crashes;
};
