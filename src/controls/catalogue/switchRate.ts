import { GivError } from '../../errors.js';
import { control, type Request } from '../control.js';
import { choice } from '../payload/fields.js';
import type { Outcome } from '../writing/outcome.js';
import { outcomePhrases, say } from '../writing/phrases.js';

/** What holds for our own books alone: no register is written, so neither budget nor read only has a say. */
export const tariff = {
  switchRate: control({
    label: 'Rate of the tariff',
    help: 'Which rate holds from now on, where the tariff in the settings is switched by hand. Nothing is written to the inverter: not even read only forbids it.',
    group: 'tariff',
    fields: { rate: choice('Rate', ['Day', 'Night']) },
    main: 'rate',
    rate: ({ rate }) => (rate === 'Day' ? 'day' : 'night'),
    plan: (_, { rateByHand }) => {
      if (!rateByHand) throw noTariff();
      return { steps: [] };
    },
  }),
} as const;

/** Where there are no rates to switch. */
export const noTariff = (): GivError =>
  new GivError('NOT_SUPPORTED', say('noTariff'), { control: 'switchRate' });

/** What became of a switch; `unsaved` says why it might be forgotten. */
export interface Switching {
  readonly serial: string;
  readonly before: 'day' | 'night';
  readonly unsaved?: string;
}

/** The outcome of a control that writes no register. */
export const rateOutcome = (
  { requested, warnings, rate }: Pick<Request, 'requested' | 'warnings' | 'rate'>,
  { serial, before, unsaved }: Switching,
  { dryRun, at, now }: { readonly dryRun: boolean; readonly at: number; readonly now: number },
): Outcome => {
  const result = before === rate ? 'unchanged' : dryRun ? 'dryRun' : 'confirmed';
  return {
    control: 'switchRate',
    serial,
    result,
    requested,
    registers: [],
    confirmed: {},
    warnings:
      unsaved === undefined ? warnings : [...warnings, say('rateUnsaved', { cause: unsaved })],
    state: outcomePhrases.say(states[result], { rate: rate ?? before }),
    at,
    duration: now - at,
  };
};

const states = {
  unchanged: 'rateSame',
  dryRun: 'rateWould',
  confirmed: 'rateHolds',
} as const;
