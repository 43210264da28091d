import { set, type Plan, type Step, type View } from '../control.js';
import { checkLevel, ownTarget, raised, targetWarnings } from './levels.js';
import { slotName, targetNames, type SlotKind } from './slotNames.js';
import { say } from '../writing/phrases.js';

export interface Asked {
  readonly slot: number;
  readonly start: string;
  readonly finish: string;
  readonly enable?: boolean | undefined;
  readonly extended?: boolean | undefined;
}

export interface Part {
  readonly steps: readonly Step[];
  readonly warnings: readonly string[];
}
export const nothing: Part = { steps: [], warnings: [] };

const isCleared = ({ start, finish }: Asked): boolean => start === '00:00' && finish === '00:00';

export const join = (parts: readonly Part[]): Part => ({
  steps: parts.flatMap(({ steps }) => steps),
  warnings: parts.flatMap(({ warnings }) => warnings),
});

const times = (kind: SlotKind, asked: Asked, view: View): Part => ({
  steps: [set(slotName(kind, asked.slot, view), { start: asked.start, end: asked.finish })],
  warnings: asked.start === asked.finish && !isCleared(asked) ? [say('sameTimes')] : [],
});

/** Models with ten slots hold slot 2 twice, and which one counts is not known (controls reference, 4). */
const secondCopy = (kind: 'charge' | 'discharge', asked: Asked): Part => {
  if (asked.extended !== true || asked.slot !== 2) return nothing;
  const name = kind === 'charge' ? 'chargeSlot2Extended' : 'dischargeSlot2Extended';
  return { steps: [set(name, { start: asked.start, end: asked.finish })], warnings: [] };
};

/** A slot's charge target goes to its own register, to the common one, or for slot 1 to both (controls reference, 11). */
export const chargeTarget = (percent: number | undefined, asked: Asked, view: View): Part => {
  if (percent === undefined) return nothing;
  if (!view.can('chargeTarget'))
    return {
      steps: [ownTarget('charge', asked.slot, percent, view, isCleared(asked))],
      warnings: [],
    };
  checkLevel('chargeToPercent', percent);
  const own = targetNames.charge[asked.slot - 1];
  const mine = own !== undefined && view.can(own) ? [set(own, percent)] : [];
  if (asked.slot > 1 && mine.length > 0) return { steps: mine, warnings: [] };
  return {
    steps: [set('chargeTarget', percent), ...mine],
    warnings: targetWarnings(percent, view.reading('chargeTargetEnabled')),
  };
};

/** On an EMS the slot's own target; elsewhere the percentage is the battery reserve, as in GivTCP. */
const dischargeTarget = (percent: number | undefined, asked: Asked, view: View): Part => {
  if (percent === undefined) return nothing;
  if (view.can('batteryReserve')) return raised('batteryReserve', percent);
  return {
    steps: [ownTarget('discharge', asked.slot, percent, view, isCleared(asked))],
    warnings: [],
  };
};

const SCHEDULES = {
  charge: { flag: 'chargeEnabled', off: 'chargeOff' },
  discharge: { flag: 'dischargeEnabled', off: 'dischargeOff' },
} as const;

interface Switching {
  readonly enable: boolean | undefined;
  readonly cleared: boolean;
}
const switching = (asked: Asked): Switching => ({
  enable: asked.enable,
  cleared: isCleared(asked),
});

/** The enabling flag comes last, so that a half-written slot is never active. */
export const flag = (
  kind: 'charge' | 'discharge',
  { enable, cleared }: Switching,
  view: View,
): Part => {
  const { flag, off } = SCHEDULES[kind];
  const wanted =
    enable ?? (view.strictSeed && kind === 'charge' && view.can(flag) ? true : undefined);
  if (wanted !== undefined) return { steps: [set(flag, wanted)], warnings: [] };
  if (view.reading(flag) !== false || !view.can(flag) || cleared) return nothing;
  return { steps: [], warnings: [say(off)] };
};

type ChargeAsked = Asked & { readonly chargeToPercent?: number };
type DischargeAsked = Asked & { readonly dischargeToPercent?: number };

export const chargeSlotPlan = (asked: ChargeAsked, view: View): Plan =>
  join([
    times('charge', asked, view),
    secondCopy('charge', asked),
    chargeTarget(asked.chargeToPercent, asked, view),
    flag('charge', switching(asked), view),
  ]);

export const dischargeSlotPlan = (asked: DischargeAsked, view: View): Plan =>
  join([
    times('discharge', asked, view),
    secondCopy('discharge', asked),
    dischargeTarget(asked.dischargeToPercent, asked, view),
    flag('discharge', switching(asked), view),
  ]);

export const exportSlotPlan = (
  asked: Asked & { readonly exportToPercent?: number },
  view: View,
): Plan =>
  join([
    times('export', asked, view),
    asked.exportToPercent === undefined
      ? nothing
      : {
          steps: [ownTarget('export', asked.slot, asked.exportToPercent, view, isCleared(asked))],
          warnings: [],
        },
  ]);
