import { families, familyOf, type FamilyName } from './families.js';

/** One detected device: family, exact code and rating. */
export interface Model {
  /** Register 0 as four hex digits, "2001". */
  readonly code: string;
  readonly name: string;
  readonly family: FamilyName;
  readonly phases: 1 | 3;
  readonly armFirmware: number;
  /** W, absent when unknown. */
  readonly ratedPower?: number;
  readonly maxBatteryPower?: number;
  /** Set when the model was named by hand: readings follow it, writing is not widened by it. */
  readonly overridden?: true;
}

const ladder = (prefix: string, watts: readonly number[]): Record<string, number> =>
  Object.fromEntries(watts.map((power, index) => [`${prefix}0${index + 1}`, power]));

/** Rated W by code (detection reference, section 2); used where register 2 does not tell. */
const ratings: Readonly<Record<string, number>> = {
  ...ladder('20', [5000, 4600, 3600]),
  ...ladder('21', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('22', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('23', [5000, 4600, 3600, 6000]),
  ...ladder('24', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('25', [5000, 4600, 3600, 6000, 7000, 8000]),
  ...ladder('30', [3000, 3600]),
  ...ladder('40', [6000, 8000, 10_000, 11_000, 15_000, 20_000, 5000]),
  '4101': 30_000,
  '4103': 50_000,
  ...ladder('60', [6000, 8000, 10_000, 11_000, 15_000, 20_000]),
  ...ladder('70', [12_000, 12_000]),
  ...ladder('80', [6000, 3600, 5000]),
  ...ladder('81', [6000, 8000, 10_000]),
  ...ladder('82', [6000, 8000, 10_000, 12_000, 11_000]),
  ...ladder('83', [3600, 4600, 5000, 6000]),
};

/** Register 0 as people and tables write it. */
export const codeText = (word: number): string => word.toString(16).padStart(4, '0');

/** The model behind a code. `ratedHundreds` is the low byte of register 2, where it counts. */
export const modelOf = (code: string, arm: number, ratedHundreds = 0): Model => {
  const family = familyOf(code, arm);
  const told = family.phases === 1 && family.layout !== 'ems' ? ratedHundreds * 100 : 0;
  const ratedPower = told > 0 ? told : ratings[code];
  const maxBatteryPower = family.batteryPower?.(code, ratedPower ?? 0);
  return {
    code,
    name: family.title,
    family: family.name,
    phases: family.phases,
    armFirmware: arm,
    ...(ratedPower === undefined ? {} : { ratedPower }),
    ...(maxBatteryPower === undefined ? {} : { maxBatteryPower }),
  };
};

/**
 * The model that a person named: four hex digits as in register 0, or a family name. It decides how
 * values are read; what may be written follows register 0 alone.
 */
export const modelNamed = (name: string, arm = 0): Model | undefined => {
  const code = /^[0-9a-f]{4}$/i.test(name) ? name.toLowerCase() : undefined;
  if (code !== undefined) return { ...modelOf(code, arm), overridden: true };
  const family = families.find((row) => row.name.toLowerCase() === name.toLowerCase());
  if (family === undefined) return undefined;
  // Which of the family's ratings it has, its name does not tell.
  return {
    code: '',
    name: family.title,
    family: family.name,
    phases: family.phases,
    armFirmware: arm,
    overridden: true,
  };
};
