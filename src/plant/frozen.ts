/**
 * The value, frozen with all that is in it: snapshots are shared by everyone who asked. What is
 * frozen already is so through and through, and is not looked into again.
 */
export const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const inside of Object.values(value)) frozen(inside);
    Object.freeze(value);
  }
  return value;
};
