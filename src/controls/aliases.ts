import type { Layout } from '../registers/families.js';
import { say } from './writing/phrases.js';

export interface Alias {
  readonly control: string;
  /** Fields that the name itself settles. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly only?: Layout;
}

const to = (control: string, fixed?: Readonly<Record<string, unknown>>, only?: Layout): Alias => ({
  control,
  ...(fixed && { fixed }),
  ...(only && { only }),
});

/** Names that end in the number of a slot: setChargeStart3 is setChargeSlotStart with slot 3. */
const numbered = (
  prefix: string,
  [first, last]: readonly [number, number],
  control: string,
  only?: Layout,
): readonly (readonly [string, Alias])[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index).map(
    (slot) => [`${prefix}${slot}`, to(control, { slot }, only)] as const,
  );

/**
 * All other names a control answers to: MQTT and REST names of GivTCP 3, spellings of GivTCP 2, and
 * clear ones. setChargeTarget2 is both a control with a slot and, on MQTT, the target of slot 2.
 */
export const aliases: ReadonlyMap<string, Alias> = new Map([
  ...numbered('setChargeSlot', [2, 10], 'setChargeSlot'),
  ...numbered('setDischargeSlot', [3, 10], 'setDischargeSlot'),
  ...numbered('setChargeStart', [1, 10], 'setChargeSlotStart'),
  ...numbered('setChargeEnd', [1, 10], 'setChargeSlotEnd'),
  ...numbered('setDischargeStart', [1, 10], 'setDischargeSlotStart'),
  ...numbered('setDischargeEnd', [1, 10], 'setDischargeSlotEnd'),
  ...numbered('setChargeTarget', [1, 1], 'setChargeSlotTarget'),
  ...numbered('setChargeTarget', [3, 10], 'setChargeSlotTarget'),
  ...numbered('setDischargeTarget', [1, 10], 'setDischargeTarget'),
  ...numbered('setEMSChargeSlot', [1, 3], 'setChargeSlot', 'ems'),
  ...numbered('setEMSDischargeSlot', [1, 3], 'setDischargeSlot', 'ems'),
  ...numbered('setEMSChargeStart', [1, 3], 'setChargeSlotStart', 'ems'),
  ...numbered('setEMSChargeEnd', [1, 3], 'setChargeSlotEnd', 'ems'),
  ...numbered('setEMSChargeTarget', [1, 3], 'setChargeSlotTarget', 'ems'),
  ...numbered('setEMSDischargeStart', [1, 3], 'setDischargeSlotStart', 'ems'),
  ...numbered('setEMSDischargeEnd', [1, 3], 'setDischargeSlotEnd', 'ems'),
  ...numbered('setEMSDischargeTarget', [1, 3], 'setDischargeTarget', 'ems'),
  ['setEMSDischargeTarget', to('setDischargeTarget', { slot: 1 }, 'ems')],
  ...numbered('setExportSlot', [1, 3], 'setExportSlot'),
  ...numbered('setExportStart', [1, 3], 'setExportSlotStart'),
  ...numbered('setExportEnd', [1, 3], 'setExportSlotEnd'),
  ...numbered('setExportTarget', [1, 3], 'setExportTarget'),
  ['setPauseSlotStart', to('setPauseStart')],
  ['setPauseSlotEnd', to('setPauseEnd')],
  // GivTCP 2.
  ['setBatteryPowerMode', to('setEcoMode')],
  ['enableDishargeSchedule', to('enableDischargeSchedule')],
  ['setShallowCharge', to('setBatteryReserve')],
  ['rebootInvertor', to('rebootInverter')],
  // REST.
  ['reboot', to('rebootInverter')],
  ['disableChargeTarget', to('enableChargeTarget', { state: false })],
  // Clear names.
  ['restartInverter', to('rebootInverter')],
  ['setDischargeSlotTarget', to('setDischargeTarget')],
  ['setExportSlotTarget', to('setExportTarget')],
  ['setChargePowerLimit', to('setChargeRateAC')],
  ['setDischargePowerLimit', to('setDischargeRateAC')],
  ['enableRealTimeControl', to('enableRTC')],
  ['setClock', to('setDateTime')],
  ['syncClock', to('syncDateTime')],
  ['setEmsPlantControl', to('setEmsPlant')],
]);

/** GivTCP's names that do nothing in an inverter: said plainly instead of a silent success. */
export const unsupported: ReadonlyMap<string, string> = new Map([
  ['setLocalControlMode', say('neverWritten')],
  ['setPVInputMode', say('noWriter')],
  ['rebootAddon', say('ownHost')],
  ['testCommand', say('noEffect')],
]);
