import type { Readings } from '../../registers/register.js';
import type { threePhase } from '../../registers/threePhase.js';
import type { Installation } from '../installation.js';
import { identityPage } from './identity.js';

type Page = Readings<typeof threePhase>;

const never = { start: '00:00', end: '00:00' } as const;

/** The settings of a three-phase inverter as its installer left them. */
export const threePhaseSettings = (site: Installation): Page => ({
  ...identityPage(site),
  ...household,
  ...gridCode,
  ratedPower: site.ratedPower,
  storageType: 'lithium',
  ratedBatteryPower: 10_000,
  deviceClass: 'three-phase high voltage',
  gridCode: 'G99',
  batteryType: 'lithium',
  exportPowerRate: 100,
  exportPowerLimit: 0,
  unbalancedOutputEnabled: true,
  backupEnabled: true,
  backupNominalVoltage: 230,
  backupNominalFrequency: 50,
});

const household: Page = {
  chargeTargetEnabled: false,
  ecoModeEnabled: true,
  batteryCalibrationStage: 'off',
  activePowerRate: 100,
  activePowerRateCopy: 100,
  dischargeEnabled: false,
  realTimeControlEnabled: false,
  dischargePowerRate: 100,
  batteryReserve: 4,
  batteryReserveAlternate: 4,
  chargePowerRate: 100,
  chargeTarget: 100,
  chargeEnabled: false,
  chargeSlot1: { start: '00:30', end: '04:30' },
  chargeSlot2: never,
  dischargeSlot1: { start: '16:00', end: '19:00' },
  dischargeSlot2: never,
  forceDischargeEnabled: false,
  forceChargeEnabled: false,
  batteryMaintenanceMode: 'off',
};

// Line-to-line volts, as an installer selects them for Britain; nobody may write them.
const gridCode: Page = {
  gridConnectTime: 60,
  gridReconnectTime: 60,
  gridUndervoltageTripLimit: 319,
  gridOvervoltageTripLimit: 454,
  gridUnderfrequencyTripLimit: 47.5,
  gridOverfrequencyTripLimit: 52,
  gridUndervoltageReconnectLimit: 319,
  gridOvervoltageReconnectLimit: 454,
  gridUnderfrequencyReconnectLimit: 47.5,
  gridOverfrequencyReconnectLimit: 52,
  gridUndervoltageGridLimit: 343,
  gridOvervoltageGridLimit: 438,
  gridUnderfrequencyGridLimit: 49.5,
  gridOverfrequencyGridLimit: 50.5,
  gridUndervoltageGridConnectionLimit: 343,
  gridOvervoltageGridConnectionLimit: 438,
  gridUnderfrequencyGridConnectionLimit: 47.5,
  gridOverfrequencyGridConnectionLimit: 50.5,
  gridTenMinuteAverageVoltageLimit: 454,
  powerFactorMode: 'power factor 1',
  overfrequencyDeratingStart: 50.4,
  underfrequencyDeratingStart: 49.5,
  underfrequencyDeratingEnd: 47.5,
  overfrequencyDeratingEnd: 52,
  overfrequencyDeratingStop: 50.1,
  underfrequencyDeratingStop: 49.8,
  powerOnRecoveryFrequency: 50.1,
  zeroCurrentLowVoltage: 115,
  zeroCurrentHighVoltage: 276,
};
