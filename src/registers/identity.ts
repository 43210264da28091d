import {
  byteOf,
  code,
  datetime,
  enumeration,
  flag,
  flagWith,
  hex,
  number,
  percent,
  text,
  timeslot,
} from './codecs.js';
import { calibrationStages, ecoModes, gridStandards, usbDevices } from './labels.js';
import { hr, rw, type RegisterTable } from './register.js';

/** Who a device is: the holding registers that every family fills, wherever the rest of its map lies. */
export const identity = {
  deviceTypeCode: hr(0, hex(1), {
    note: 'which model this is: the first two digits name the family',
  }),
  moduleCode: hr(1, hex(2), {
    note: 'as stored; its lower half holds the grid standard and the rated power',
  }),
  gridSafetyStandard: hr(2, byteOf('high', gridStandards), {
    note: 'the grid code this unit was certified for',
  }),
  serialNumber: hr(13, text(5), { note: 'ten characters: maker, year and week, letter, number' }),
  dspFirmwareVersion: hr(19, code, {
    note: 'people quote the firmware as D0.449-A0.449, this number and the ARM one',
  }),
  armFirmwareVersion: hr(21, code, {
    note: 'its hundreds tell the generation of 20xx hybrids: 3 is Gen 3, 8 or 9 Gen 2, anything else Gen 1. Left at 0 by three-phase inverters, which have a register of their own',
  }),
  usbDevice: hr(22, enumeration(usbDevices)),
  modbusAddress: hr(30, code, { range: [0, 100], note: 'above 100 the whole answer is corrupt' }),
  userCode: hr(33, code, { range: [0, 100], note: 'above 100 the whole answer is corrupt' }),
  modbusVersion: hr(34, number({ type: 'uint16', scale: 0.01 }), {
    range: [0, 2],
    note: 'above 2.00 the whole answer is corrupt; 1.40 on every recorded single-phase inverter',
  }),
} as const satisfies RegisterTable;

/** Settings that live at the same address on single-phase and three-phase inverters. */
export const inverterSettings = {
  chargeTargetEnabled: rw(20, flag, {
    note: 'off: AC charging runs to 100 % whatever the charge target says. On with a target of 100, some batteries bounce between 99 and 100 %. On three-phase it is the same flag',
  }),
  ecoModeEnabled: rw(27, flagWith(ecoModes), {
    note: 'on: the battery follows the demand of the house; off: it discharges at full rate. Its effect on three-phase is unproven',
  }),
  batteryCalibrationStage: rw(29, enumeration(calibrationStages), {
    accepts: [0, 1, 3],
    note: 'write off to stop, discharge to start or charge for charging only; the others are reported while it runs. The state of charge may read 0 meanwhile',
  }),
  systemTime: rw(35, datetime, {
    note: 'local wall time, one register each for year - 2000, month, day, hour, minute and second. Lost clocks read year 2000 or month 13',
  }),
  activePowerRate: rw(50, percent(), {
    range: [0, 100],
    note: 'cap on the inverter output; an EMS puts its own value back',
  }),
  dischargeEnabled: rw(59, flag, { note: 'master switch of the timed discharge slots' }),
  inverterRestart: rw(163, code, {
    accepts: [100],
    note: 'trigger: 100 restarts the inverter; other values reset or flash it and are refused',
  }),
  realTimeControlEnabled: rw(166, flag, {
    note: 'on: control settings go to memory instead of wearing the EEPROM, and are lost at power off',
  }),
} as const satisfies RegisterTable;

const slot = (address: number) => rw(address, timeslot, { needs: 'tenSlots' });
const chargeLimit = (address: number) =>
  rw(address, percent(), {
    range: [4, 100],
    needs: 'tenSlots',
    unset: 100,
    note: 'charging in this slot stops here',
  });
const dischargeLimit = (address: number) =>
  rw(address, percent(), {
    range: [4, 100],
    needs: 'tenSlots',
    note: 'discharging in this slot stops here',
  });

/** Charge and discharge slots 3 to 10, each with its target, on models that have them. */
export const laterSlots = {
  chargeSlot3: slot(246),
  chargeSlot3Target: chargeLimit(248),
  chargeSlot4: slot(249),
  chargeSlot4Target: chargeLimit(251),
  chargeSlot5: slot(252),
  chargeSlot5Target: chargeLimit(254),
  chargeSlot6: slot(255),
  chargeSlot6Target: chargeLimit(257),
  chargeSlot7: slot(258),
  chargeSlot7Target: chargeLimit(260),
  chargeSlot8: slot(261),
  chargeSlot8Target: chargeLimit(263),
  chargeSlot9: slot(264),
  chargeSlot9Target: chargeLimit(266),
  chargeSlot10: slot(267),
  chargeSlot10Target: chargeLimit(269),
  dischargeSlot3: slot(276),
  dischargeSlot3Target: dischargeLimit(278),
  dischargeSlot4: slot(279),
  dischargeSlot4Target: dischargeLimit(281),
  dischargeSlot5: slot(282),
  dischargeSlot5Target: dischargeLimit(284),
  dischargeSlot6: slot(285),
  dischargeSlot6Target: dischargeLimit(287),
  dischargeSlot7: slot(288),
  dischargeSlot7Target: dischargeLimit(290),
  dischargeSlot8: slot(291),
  dischargeSlot8Target: dischargeLimit(293),
  dischargeSlot9: slot(294),
  dischargeSlot9Target: dischargeLimit(296),
  dischargeSlot10: slot(297),
  dischargeSlot10Target: dischargeLimit(299),
} as const satisfies RegisterTable;

/** What models with ten slots add to slots 1 and 2. */
export const firstSlotExtras = {
  chargeSlot1Target: chargeLimit(242),
  chargeSlot2Extended: rw(243, timeslot, {
    needs: 'unverified',
    note: 'the copy of charge slot 2 on models with ten slots; in the All-in-One recording it differs from chargeSlot2',
  }),
  chargeSlot2Target: chargeLimit(245),
  dischargeSlot1Target: dischargeLimit(272),
  dischargeSlot2Extended: rw(273, timeslot, {
    needs: 'unverified',
    note: 'the copy of discharge slot 2 on models with ten slots',
  }),
  dischargeSlot2Target: dischargeLimit(275),
} as const satisfies RegisterTable;
