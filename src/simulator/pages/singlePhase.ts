import type { Readings } from '../../registers/register.js';
import type { singlePhase } from '../../registers/singlePhase.js';
import {
  amps,
  batteryTemperature,
  batteryVoltage,
  inverterTemperature,
  kwh,
  tenths,
  wrapped,
} from '../electrics.js';
import { stateOfCharge, type Home } from '../home.js';
import type { Installation } from '../installation.js';

type Page = Readings<typeof singlePhase>;

/** What a single-phase inverter says of itself. */
export const singlePhasePage = (home: Home, site: Installation): Page => ({
  ...electricity(home, site),
  ...powers(home),
  ...battery(home, site),
  ...counters(home),
  ...lifetime(home, site),
  ...extras(home, site),
  inverterStatus: 'normal',
  systemMode: 'grid tied',
  inverterTemperature: inverterTemperature(home, site),
  operatingTime: Math.floor(home.hours),
});

const electricity = (home: Home, site: Installation): Page => {
  const { power, conditions } = home;
  const apparent = Math.abs(power.inverter);
  return {
    ...(site.pv === 'dc' ? strings(home) : { pv1Voltage: conditions.voltage }),
    positiveBusVoltage: conditions.voltage + 160,
    gridVoltage: conditions.voltage,
    gridFrequency: conditions.frequency,
    highBridgeBusVoltage: 310,
    inverterPowerFactor: 0.998,
    inverterOutputCurrent: amps(apparent, conditions.voltage),
    inverterOutputVoltage: conditions.voltage,
    inverterOutputFrequency: conditions.frequency,
    inverterApparentPower: apparent,
    gridPortCurrent: amps(apparent, conditions.voltage),
  };
};

const strings = ({ power }: Home): Page => {
  const pv1Voltage = stringVolts(power.pv1);
  const pv2Voltage = stringVolts(power.pv2);
  return {
    pv1Voltage,
    pv2Voltage,
    pv1Current: amps(power.pv1, pv1Voltage),
    pv2Current: amps(power.pv2, pv2Voltage),
  };
};

// Strings hold their voltage as long as there is light at all.
const stringVolts = (watts: number): number => (watts === 0 ? 0 : 330 + Math.min(40, watts / 60));

const powers = ({ power }: Home): Page => ({
  pv1Power: power.pv1,
  pv2Power: power.pv2,
  inverterOutputPower: power.inverter,
  gridPower: power.grid,
  loadPower: power.load,
  epsPower: 0,
});

const battery = (home: Home, site: Installation): Page => {
  if (site.capacity === 0) return {};
  const volts = batteryVoltage(home, site);
  const { battery: watts } = home.power;
  return {
    batteryPower: watts,
    batteryVoltage: volts,
    batteryCurrent: amps(watts, volts),
    batteryTemperature: batteryTemperature(home, site),
    chargerTemperature: inverterTemperature(home, site) - 4,
    batteryWarningFlags: [],
    stateOfCharge: stateOfCharge(home, site),
  };
};

const counters = ({ today, total }: Home): Page => ({
  pv1Today: kwh(today.pv1),
  pv2Today: kwh(today.pv2),
  pvTotal: tenths(kwh(total.pv1) + kwh(total.pv2)),
  exportToday: kwh(today.export),
  exportTotal: kwh(total.export),
  importToday: kwh(today.import),
  importTotal: kwh(total.import),
  acChargeToday: kwh(today.acCharge),
  acChargeTotal: kwh(total.acCharge),
  batteryChargeToday: kwh(today.charge),
  batteryDischargeToday: kwh(today.discharge),
  batteryThroughputTotal: tenths(kwh(total.charge) + kwh(total.discharge)),
  inverterOutputToday: kwh(today.output),
  inverterOutputTotal: kwh(total.output),
});

// Where a model keeps its battery totals: whole ones on newer firmware, the low 16 bits on Gen 1, else only in the packs.
const lifetime = ({ today, total }: Home, { family }: Installation): Page => {
  switch (family.name) {
    case 'hybridGen1':
      return {
        batteryDischargeTotalLow: wrapped(kwh(total.discharge)),
        batteryChargeTotalLow: wrapped(kwh(total.charge)),
        batteryDischargeTodayAlternate: kwh(today.discharge),
        batteryChargeTodayAlternate: kwh(today.charge),
      };
    case 'allInOne':
    case 'hvHybrid':
      return {
        batteryChargeTotal: kwh(total.charge),
        batteryDischargeTotal: kwh(total.discharge),
      };
    default:
      return {};
  }
};

// IR 240 to 299 mean a meter's voltages on Gen 1 and the generation of all strings on newer models.
const extras = ({ power, conditions }: Home, { family }: Installation): Page => {
  if (family.name === 'hybridGen1') return { gridVoltageMeter3: conditions.voltage };
  return { combinedGenerationPower: power.pv1 + power.pv2 };
};
