import type { Readings } from '../../registers/register.js';
import type { singlePhaseHolding } from '../../registers/singlePhaseHolding.js';
import { MODULE_AH, PACK_AH, type Installation } from '../installation.js';
import { identityPage } from './identity.js';

type Page = Readings<typeof singlePhaseHolding>;

const never = { start: '00:00', end: '00:00' } as const;

/** The settings of a single-phase inverter or Gateway as its installer left them. */
export const singlePhaseSettings = (site: Installation): Page => ({
  ...identityPage(site),
  ...hardware(site),
  ...gridCode,
  ...household,
  ...(site.family.tenSlots(site.facts.arm) ? slotTargets : {}),
  ...powerLimits(site),
});

const hardware = (site: Installation): Page => ({
  // A Gateway tells no rating of its own but that of its All-in-Ones.
  ratedPower: site.family.layout === 'gateway' ? 6000 : site.ratedPower,
  gridSafetyStandard: site.ratedPower > 3680 ? 'G99' : 'G98',
  meterEnabled: site.meters > 0,
  firstBatteryBmsFirmwareVersion: site.packs > 0 ? 3007 : 0,
  modbusVersion: site.family.layout === 'gateway' ? 0 : 1.4,
  gridExportLimit: 6000,
  meterType: 'EM115',
  powerFactorSetting: 0,
  inverterAutoRestartEnabled: true,
  inverterEnabled: true,
  batteryType: site.capacity > 0 ? 'lithium' : 'lead acid',
  batteryNominalCapacity: site.packs > 0 ? site.packs * PACK_AH : site.stacks > 0 ? MODULE_AH : 0,
  bmsFirmwareVersion: site.packs > 0 ? 101 : 0,
  batteryTypeAutoDetectEnabled: true,
  firmwareName: 'SA1.0',
  batteryLowVoltageLimit: site.stacks > 0 ? 200 : 43.2,
  batteryHighVoltageLimit: site.stacks > 0 ? 350 : 58.5,
  batteryLowForceChargeTime: 6,
  bmsReadEnabled: true,
});

// Limits of the British grid code, as an installer selects them; nobody may write them.
const gridCode: Page = {
  pvStartVoltage: 150,
  startDelay: 30,
  restartDelay: 30,
  gridUndervoltageTripLimit: 184,
  gridOvervoltageTripLimit: 262.2,
  gridUnderfrequencyTripLimit: 47.5,
  gridOverfrequencyTripLimit: 52,
  gridUndervoltageReconnectLimit: 184,
  gridOvervoltageReconnectLimit: 262.2,
  gridUnderfrequencyReconnectLimit: 47.5,
  gridOverfrequencyReconnectLimit: 52,
  gridUndervoltageGridLimit: 198,
  gridOvervoltageGridLimit: 253,
  gridUnderfrequencyGridLimit: 49.5,
  gridOverfrequencyGridLimit: 50.5,
  gridTenMinuteAverageVoltageLimit: 262.2,
  frequencyLoadLimitRate: 24,
  frequencyDeratingEnabled: true,
  systemProtectionInterfaceEnabled: true,
  powerFactorMemory: 1,
};

// A home on a night tariff that lives in Eco mode.
const household: Page = {
  chargeTargetEnabled: false,
  ecoModeEnabled: true,
  batteryCalibrationStage: 'off',
  chargeSlot1: { start: '00:30', end: '04:30' },
  chargeSlot2: never,
  dischargeSlot1: { start: '16:00', end: '19:00' },
  dischargeSlot2: never,
  chargeEnabled: false,
  dischargeEnabled: false,
  batteryReserve: 4,
  batteryCutoff: 4,
  chargeTarget: 100,
  batteryChargeRateLimit: 50,
  batteryDischargeRateLimit: 50,
  activePowerRate: 100,
  realTimeControlEnabled: false,
};

const slotTargets: Page = {
  chargeSlot1Target: 100,
  chargeSlot2Target: 100,
  chargeSlot3Target: 100,
  chargeSlot4Target: 100,
  chargeSlot5Target: 100,
  chargeSlot6Target: 100,
  chargeSlot7Target: 100,
  chargeSlot8Target: 100,
  chargeSlot9Target: 100,
  chargeSlot10Target: 100,
  dischargeSlot1Target: 4,
  dischargeSlot2Target: 4,
  dischargeSlot3Target: 4,
  dischargeSlot4Target: 4,
  dischargeSlot5Target: 4,
  dischargeSlot6Target: 4,
  dischargeSlot7Target: 4,
  dischargeSlot8Target: 4,
  dischargeSlot9Target: 4,
  dischargeSlot10Target: 4,
};

const powerLimits = (site: Installation): Page => ({
  plantModeEnabled: 1,
  epsNominalVoltage: 230,
  batteryNominalPower: site.batteryPower,
  batteryNominalCurrent: site.stacks > 0 ? 25 : 60,
  batteryMaxCharge: 100,
  exportPriority: 'load first',
  chargePowerRate: 100,
  dischargePowerRate: 100,
  en50549ZeroCurrentLowerVoltageLimit: 115,
  en50549ZeroCurrentUpperVoltageLimit: 276,
  epsEnabled: true,
  batteryPauseMode: 'Disabled',
  batteryPauseSlot: never,
  overfrequencyDeratingStart: 50.4,
  underfrequencyDeratingStart: 49.8,
  underfrequencyLoadingSlope: 24,
  overfrequencyDeratingStop: 50.1,
});
