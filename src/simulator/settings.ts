import { INVERTER } from '../protocol/messages.js';
import type { Slot } from '../registers/codecs.js';
import { ems } from '../registers/ems.js';
import type { Register } from '../registers/register.js';
import { singlePhaseHolding } from '../registers/singlePhaseHolding.js';
import { threePhase } from '../registers/threePhase.js';
import type { Memory } from './memory.js';
import type { Installation } from './installation.js';
import type { Settings, Window } from './orders.js';

/** What this plant's registers ask for, in words that are the same for every family. */
export const settingsIn = (memory: Memory, site: Installation): Settings => {
  const say = sayer(memory);
  switch (site.family.layout) {
    case 'threePhase':
      return threePhaseSettings(say, site);
    case 'ems':
      return emsSettings(say, site);
    default:
      return singlePhaseSettings(say, site);
  }
};

/** The value of a register of the inverter; absent where it does not exist or makes no sense. */
type Say = <T>(row: Register<T>) => T | undefined;

const sayer =
  (memory: Memory): Say =>
  ({ bank, address, codec }) => {
    const words = memory.words(INVERTER, bank, address, codec.size);
    return words === undefined ? undefined : codec.decode(words, 0);
  };

const singlePhaseSettings = (say: Say, site: Installation): Settings => {
  const rows = singlePhaseHolding;
  const pause = say(rows.batteryPauseMode);
  return {
    eco: say(rows.ecoModeEnabled) ?? true,
    chargeEnabled: say(rows.chargeEnabled) ?? false,
    dischargeEnabled: say(rows.dischargeEnabled) ?? false,
    chargeWindows: windows(say, chargeSlots),
    dischargeWindows: windows(say, dischargeSlots),
    exportWindows: [],
    forceCharge: false,
    forceDischarge: false,
    pauseCharge: pause === 'PauseCharge' || pause === 'PauseBoth',
    pauseDischarge: pause === 'PauseDischarge' || pause === 'PauseBoth',
    pauseWindow: windowOf(say(rows.batteryPauseSlot)),
    // A target counts only when it is enabled, else charging ends at 100 %.
    chargeTarget: say(rows.chargeTargetEnabled) === true ? (say(rows.chargeTarget) ?? 100) : 100,
    floor: Math.max(say(rows.batteryReserve) ?? 4, say(rows.batteryCutoff) ?? 4),
    chargeLimit: Math.min(
      rateLimit(say(rows.batteryChargeRateLimit), site),
      share(say(rows.chargePowerRate), site.batteryPower),
    ),
    dischargeLimit: Math.min(
      rateLimit(say(rows.batteryDischargeRateLimit), site),
      share(say(rows.dischargePowerRate), site.batteryPower),
    ),
    outputLimit: share(say(rows.activePowerRate), site.ratedPower),
    exportLimit: say(rows.gridExportLimit) ?? site.ratedPower,
  };
};

const threePhaseSettings = (say: Say, site: Installation): Settings => ({
  eco: say(threePhase.ecoModeEnabled) ?? true,
  chargeEnabled: say(threePhase.chargeEnabled) ?? false,
  dischargeEnabled: say(threePhase.dischargeEnabled) ?? false,
  chargeWindows: windows(say, [[threePhase.chargeSlot1], [threePhase.chargeSlot2]]),
  dischargeWindows: windows(say, [[threePhase.dischargeSlot1], [threePhase.dischargeSlot2]]),
  exportWindows: [],
  forceCharge: say(threePhase.forceChargeEnabled) ?? false,
  forceDischarge: say(threePhase.forceDischargeEnabled) ?? false,
  ...unpaused,
  chargeTarget: say(threePhase.chargeTarget) ?? 100,
  floor: Math.max(
    say(threePhase.batteryReserve) ?? 4,
    say(threePhase.batteryReserveAlternate) ?? 4,
  ),
  chargeLimit: share(say(threePhase.chargePowerRate), site.batteryPower),
  dischargeLimit: share(say(threePhase.dischargePowerRate), site.batteryPower),
  outputLimit: share(say(threePhase.activePowerRate), site.ratedPower),
  exportLimit: site.ratedPower,
});

// Without plant control the managed inverters look after themselves: Eco mode.
const emsSettings = (say: Say, site: Installation): Settings => {
  const on = say(ems.plantControlEnabled) ?? false;
  return {
    eco: true,
    chargeEnabled: on,
    dischargeEnabled: false,
    chargeWindows: windows(say, emsChargeSlots),
    dischargeWindows: [],
    exportWindows: on ? windows(say, [...emsDischargeSlots, ...emsExportSlots]) : [],
    forceCharge: false,
    forceDischarge: false,
    ...unpaused,
    chargeTarget: 100,
    floor: 4,
    chargeLimit: site.batteryPower,
    dischargeLimit: site.batteryPower,
    outputLimit: site.ratedPower,
    exportLimit: say(ems.exportPowerLimit) ?? site.ratedPower,
  };
};

const unpaused = {
  pauseCharge: false,
  pauseDischarge: false,
  pauseWindow: { start: 0, end: 0 },
} as const;

type SlotRows = readonly [slot: Register<Slot>, until?: Register<number>];

const chargeSlots: readonly SlotRows[] = [
  [singlePhaseHolding.chargeSlot1, singlePhaseHolding.chargeSlot1Target],
  [singlePhaseHolding.chargeSlot2, singlePhaseHolding.chargeSlot2Target],
  [singlePhaseHolding.chargeSlot3, singlePhaseHolding.chargeSlot3Target],
  [singlePhaseHolding.chargeSlot4, singlePhaseHolding.chargeSlot4Target],
  [singlePhaseHolding.chargeSlot5, singlePhaseHolding.chargeSlot5Target],
  [singlePhaseHolding.chargeSlot6, singlePhaseHolding.chargeSlot6Target],
  [singlePhaseHolding.chargeSlot7, singlePhaseHolding.chargeSlot7Target],
  [singlePhaseHolding.chargeSlot8, singlePhaseHolding.chargeSlot8Target],
  [singlePhaseHolding.chargeSlot9, singlePhaseHolding.chargeSlot9Target],
  [singlePhaseHolding.chargeSlot10, singlePhaseHolding.chargeSlot10Target],
];
const dischargeSlots: readonly SlotRows[] = [
  [singlePhaseHolding.dischargeSlot1, singlePhaseHolding.dischargeSlot1Target],
  [singlePhaseHolding.dischargeSlot2, singlePhaseHolding.dischargeSlot2Target],
  [singlePhaseHolding.dischargeSlot3, singlePhaseHolding.dischargeSlot3Target],
  [singlePhaseHolding.dischargeSlot4, singlePhaseHolding.dischargeSlot4Target],
  [singlePhaseHolding.dischargeSlot5, singlePhaseHolding.dischargeSlot5Target],
  [singlePhaseHolding.dischargeSlot6, singlePhaseHolding.dischargeSlot6Target],
  [singlePhaseHolding.dischargeSlot7, singlePhaseHolding.dischargeSlot7Target],
  [singlePhaseHolding.dischargeSlot8, singlePhaseHolding.dischargeSlot8Target],
  [singlePhaseHolding.dischargeSlot9, singlePhaseHolding.dischargeSlot9Target],
  [singlePhaseHolding.dischargeSlot10, singlePhaseHolding.dischargeSlot10Target],
];
const emsChargeSlots: readonly SlotRows[] = [
  [ems.chargeSlot1, ems.chargeSlot1Target],
  [ems.chargeSlot2, ems.chargeSlot2Target],
  [ems.chargeSlot3, ems.chargeSlot3Target],
];
const emsDischargeSlots: readonly SlotRows[] = [
  [ems.dischargeSlot1, ems.dischargeSlot1Target],
  [ems.dischargeSlot2, ems.dischargeSlot2Target],
  [ems.dischargeSlot3, ems.dischargeSlot3Target],
];
const emsExportSlots: readonly SlotRows[] = [
  [ems.exportSlot1, ems.exportSlot1Target],
  [ems.exportSlot2, ems.exportSlot2Target],
  [ems.exportSlot3, ems.exportSlot3Target],
];

const windows = (say: Say, rows: readonly SlotRows[]): readonly Window[] =>
  rows.flatMap(([slotRow, untilRow]) => {
    const slot = say(slotRow);
    if (slot === undefined) return [];
    const until = untilRow === undefined ? undefined : say(untilRow);
    // Below 4 % a target means that none was set.
    return [{ ...windowOf(slot), ...(until === undefined || until < 4 ? {} : { until }) }];
  });

const windowOf = (slot: Slot | undefined): Window => ({
  start: minuteOf(slot?.start ?? '00:00'),
  end: minuteOf(slot?.end ?? '00:00'),
});

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

// In percent of the capacity per hour.
const rateLimit = (percent: number | undefined, site: Installation): number =>
  percent === undefined
    ? site.batteryPower
    : Math.min(site.batteryPower, (percent / 100) * site.capacity);

const share = (percent: number | undefined, watts: number): number =>
  Math.round(((percent ?? 100) / 100) * watts);
