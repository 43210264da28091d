import type { Mend } from './digest.js';
import { rounded } from '../optional.js';

/**
 * Meters differ in scale and no register tells which one it is (quirks reference, section 7). Each
 * family has its usual meter; one of another kind gives itself away where voltage × current is far
 * from the apparent power.
 */
type Kind = 'hundredths' | 'tenths' | 'external';

interface Scale {
  /** A for one step of current, VA for one of apparent power. */
  readonly current: number;
  readonly apparent: number;
  /** Stored power factors begin at -1 or at 0. */
  readonly factorFrom: number;
}

const scales: Readonly<Record<Kind, Scale>> = {
  hundredths: { current: 0.01, apparent: 1, factorFrom: -1 },
  tenths: { current: 0.1, apparent: 1, factorFrom: -1 },
  external: { current: 0.1, apparent: 0.1, factorFrom: 0 },
};
const KINDS = ['hundredths', 'tenths', 'external'] as const;

type Readings = Record<string, unknown>;

/** Reads a meter in the scale that fits it, and goes on doing so where too little flows to tell. */
export const meterMend = (usual: Kind): Mend => {
  let kind = usual;
  return (readings) => {
    kind = kindOf(readings, usual) ?? kind;
    return kind === usual ? readings : rescaled(readings, scales[usual], scales[kind]);
  };
};

const ENOUGH = 50;
const PHASES = ['L1', 'L2', 'L3'] as const;

/** Which kind fits these readings of the `usual` kind; undefined where they do not tell. */
const kindOf = (readings: Readings, usual: Kind): Kind | undefined => {
  const sum = (of: (phase: string) => number): number =>
    PHASES.reduce((total, phase) => total + of(phase), 0);
  const read = (name: string): number => {
    const value = readings[name];
    return typeof value === 'number' ? Math.abs(value) : 0;
  };
  const product = sum((phase) => read(`voltage${phase}`) * read(`current${phase}`));
  const apparent = sum((phase) => read(`apparentPower${phase}`));
  const active = sum((phase) => read(`activePower${phase}`));
  // No more power flows than voltage × current: ten times as much does prove another scale.
  if (apparent === 0)
    return usual === 'hundredths' && active >= ENOUGH && fits(10 * product, active)
      ? 'tenths'
      : undefined;
  const own = scales[usual];
  const matching = [usual, ...KINDS].find((kind) => {
    const { current, apparent: step } = scales[kind];
    const power = (apparent * step) / own.apparent;
    return power >= ENOUGH && fits((product * current) / own.current, power);
  });
  return matching;
};

const fits = (product: number, power: number): boolean =>
  product >= power / 2 && product <= power * 2;

const CURRENT = /^(current(L\d|Total)|neutralCurrent)$/;
const APPARENT = /^apparentPower/;
const FACTOR = /^powerFactor/;

const rescaled = (readings: Readings, from: Scale, to: Scale): Readings => {
  for (const name in readings) {
    const value = readings[name];
    if (typeof value !== 'number') continue;
    if (CURRENT.test(name)) readings[name] = rounded((value * to.current) / from.current, 3);
    if (APPARENT.test(name)) readings[name] = rounded((value * to.apparent) / from.apparent, 1);
    if (FACTOR.test(name)) moveFactor(readings, name, value + to.factorFrom - from.factorFrom);
  }
  return readings;
};

const moveFactor = (readings: Readings, name: string, factor: number): void => {
  if (Math.abs(factor) <= 1) readings[name] = rounded(factor, 4);
  else delete readings[name];
};
