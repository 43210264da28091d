import type { Snapshot } from '../../plant/snapshot.js';
import type { Tree } from '../report/fields.js';
import { firmwareText } from '../report/inverterFields.js';
import { invertorTypes } from './names.js';

const calibrationCodes = [
  'off',
  'discharge',
  'set lower limit',
  'charge',
  'set upper limit',
  'balance',
  'set full capacity',
  'finish',
];

/** Of GivTCP's raw registers those that programs are known to read; all others are in the snapshot topic, by our names. */
export const rawOf = (snapshot: Snapshot): Tree => {
  const { inverter } = snapshot;
  const stage = calibrationCodes.indexOf(inverter.batteryCalibrationStage ?? '');
  return {
    invertor: present({
      serial_number: snapshot.serial,
      model: invertorTypes[snapshot.model.family],
      device_type_code: snapshot.model.code,
      firmware_version: firmwareText(snapshot),
      arm_firmware_version: inverter.armFirmwareVersion,
      dsp_firmware_version: inverter.dspFirmwareVersion,
      battery_nominal_capacity: inverter.batteryNominalCapacity,
      soc_force_adjust: stage < 0 ? undefined : stage,
      discharge_target_soc_1: inverter.dischargeSlot1Target,
      battery_percent: inverter.stateOfCharge,
      p_pv1: inverter.pv1Power,
      p_pv2: inverter.pv2Power,
    }),
  };
};

const present = (values: Readonly<Record<string, string | number | undefined>>): Tree =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
