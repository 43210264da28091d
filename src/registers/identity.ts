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
  deviceTypeCode: hr(0, hex(1)),
  moduleCode: hr(1, hex(2)),
  gridSafetyStandard: hr(2, byteOf('high', gridStandards)),
  serialNumber: hr(13, text(5)),
  dspFirmwareVersion: hr(19, code),
  armFirmwareVersion: hr(21, code),
  usbDevice: hr(22, enumeration(usbDevices)),
  modbusAddress: hr(30, code, { range: [0, 100] }),
  userCode: hr(33, code, { range: [0, 100] }),
  modbusVersion: hr(34, number({ type: 'uint16', scale: 0.01 }), { range: [0, 2] }),
} as const satisfies RegisterTable;

/** Settings that live at the same address on single-phase and three-phase inverters. */
export const inverterSettings = {
  chargeTargetEnabled: rw(20, flag),
  ecoModeEnabled: rw(27, flagWith(ecoModes)),
  batteryCalibrationStage: rw(29, enumeration(calibrationStages), { accepts: [0, 1, 3] }),
  systemTime: rw(35, datetime),
  activePowerRate: rw(50, percent(), { range: [0, 100] }),
  dischargeEnabled: rw(59, flag),
  inverterRestart: rw(163, code, { accepts: [100] }),
  realTimeControlEnabled: rw(166, flag),
} as const satisfies RegisterTable;

/** Charge and discharge slots 3 to 10 and a target for each slot, on models that have them. */
export const tenSlots = {
  chargeSlot1Target: rw(242, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot2Extended: rw(243, timeslot, { needs: 'unverified' }),
  chargeSlot2Target: rw(245, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot3: rw(246, timeslot, { needs: 'tenSlots' }),
  chargeSlot3Target: rw(248, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot4: rw(249, timeslot, { needs: 'tenSlots' }),
  chargeSlot4Target: rw(251, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot5: rw(252, timeslot, { needs: 'tenSlots' }),
  chargeSlot5Target: rw(254, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot6: rw(255, timeslot, { needs: 'tenSlots' }),
  chargeSlot6Target: rw(257, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot7: rw(258, timeslot, { needs: 'tenSlots' }),
  chargeSlot7Target: rw(260, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot8: rw(261, timeslot, { needs: 'tenSlots' }),
  chargeSlot8Target: rw(263, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot9: rw(264, timeslot, { needs: 'tenSlots' }),
  chargeSlot9Target: rw(266, percent(), { range: [4, 100], needs: 'tenSlots' }),
  chargeSlot10: rw(267, timeslot, { needs: 'tenSlots' }),
  chargeSlot10Target: rw(269, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot1Target: rw(272, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot2Extended: rw(273, timeslot, { needs: 'unverified' }),
  dischargeSlot2Target: rw(275, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot3: rw(276, timeslot, { needs: 'tenSlots' }),
  dischargeSlot3Target: rw(278, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot4: rw(279, timeslot, { needs: 'tenSlots' }),
  dischargeSlot4Target: rw(281, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot5: rw(282, timeslot, { needs: 'tenSlots' }),
  dischargeSlot5Target: rw(284, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot6: rw(285, timeslot, { needs: 'tenSlots' }),
  dischargeSlot6Target: rw(287, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot7: rw(288, timeslot, { needs: 'tenSlots' }),
  dischargeSlot7Target: rw(290, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot8: rw(291, timeslot, { needs: 'tenSlots' }),
  dischargeSlot8Target: rw(293, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot9: rw(294, timeslot, { needs: 'tenSlots' }),
  dischargeSlot9Target: rw(296, percent(), { range: [4, 100], needs: 'tenSlots' }),
  dischargeSlot10: rw(297, timeslot, { needs: 'tenSlots' }),
  dischargeSlot10Target: rw(299, percent(), { range: [4, 100], needs: 'tenSlots' }),
} as const satisfies RegisterTable;
