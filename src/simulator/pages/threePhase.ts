import type { Readings } from '../../registers/register.js';
import type { threePhase } from '../../registers/threePhase.js';
import { amps, batteryVoltage, inverterTemperature, kwh, tenths, wrapped } from '../electrics.js';
import { stateOfCharge, type Home } from '../home.js';
import type { Installation } from '../installation.js';
import { phases } from '../phases.js';

type Page = Readings<typeof threePhase>;

/** What a three-phase inverter says of itself. */
export const threePhasePage = (home: Home, site: Installation): Page => ({
  ...solar(home, site),
  ...grid(home),
  ...perPhase(home),
  ...battery(home, site),
  ...backup(home),
  ...versions,
  ...counters(home, site),
  systemMode: 'grid tied',
  inverterStatus: 'normal',
  dcStatus: 'normal',
  batteryPriority: 'load',
  batteryTypeInput: 'lithium',
  dcWorkMode: 6,
  internalTemperature: inverterTemperature(home, site),
  inverterTemperature: inverterTemperature(home, site),
  boostTemperature: inverterTemperature(home, site) - 3,
  buckBoostTemperature: inverterTemperature(home, site) - 2,
  operatingTime: Math.floor(home.hours),
});

// An AC coupled one has no strings of its own: its PV is on meter 2.
const solar = ({ power, conditions }: Home, site: Installation): Page => {
  const sun = power.pv1 + power.pv2;
  // The mirror has one word only: tenths of a W above 6553.5 W wrap.
  if (site.pv === 'ac') return { meter2Power: sun, meter2PowerMirror: wrapped(sun) };
  const volts = conditions.pv1 + conditions.pv2 === 0 ? 0 : 620;
  return {
    pv1Voltage: volts,
    pv2Voltage: volts,
    pv1Current: amps(power.pv1, volts),
    pv2Current: amps(power.pv2, volts),
    pv1Power: power.pv1,
    pv2Power: power.pv2,
    meter2Power: 0,
  };
};

const grid = ({ power, conditions }: Home): Page => {
  const between = Math.sqrt(3) * conditions.voltage;
  const current = Math.abs(power.grid) / 3 / conditions.voltage;
  return {
    gridVoltageL1: between,
    gridVoltageL2: between + 1.2,
    gridVoltageL3: between - 0.9,
    gridCurrentL1: current,
    gridCurrentL2: current,
    gridCurrentL3: current,
    gridFrequency: conditions.frequency,
    phaseVoltageL1: conditions.voltage,
    phaseVoltageL2: conditions.voltage + 0.7,
    phaseVoltageL3: conditions.voltage - 0.5,
    gridImportPower: Math.max(0, -power.grid),
    gridExportPower: Math.max(0, power.grid),
    inverterOutputPower: power.inverter,
    acChargePower: Math.max(0, -power.inverter),
    inverterApparentPower: Math.abs(power.inverter),
    loadPower: power.load,
  };
};

const perPhase = ({ power }: Home): Page => {
  const [gridL1, gridL2, gridL3] = phases(power.grid);
  const [loadL1, loadL2, loadL3] = phases(power.load);
  const [outL1, outL2, outL3] = phases(power.inverter);
  return {
    gridMeterPowerL1: gridL1,
    gridMeterPowerL2: gridL2,
    gridMeterPowerL3: gridL3,
    loadPowerL1: loadL1,
    loadPowerL2: loadL2,
    loadPowerL3: loadL3,
    inverterOutputPowerL1: outL1,
    inverterOutputPowerL2: outL2,
    inverterOutputPowerL3: outL3,
  };
};

const battery = (home: Home, site: Installation): Page => {
  const volts = batteryVoltage(home, site);
  return {
    stateOfCharge: stateOfCharge(home, site),
    batteryVoltage: volts,
    batteryVoltagePcs: volts - 0.6,
    dcBusVoltage: 715,
    inverterBusVoltage: 714,
    batteryDischargePower: Math.max(0, home.power.battery),
    batteryChargePower: Math.max(0, -home.power.battery),
    batteryCurrent: amps(home.power.battery, volts),
  };
};

const backup = ({ conditions }: Home): Page => ({
  epsFrequency: conditions.frequency,
  epsVoltageL1: conditions.voltage,
  epsVoltageL2: conditions.voltage,
  epsVoltageL3: conditions.voltage,
});

const versions: Page = {
  softwareVersion: 'ZA1.0',
  firmwareVersion: 'ZAAA111111',
  // HR 21, where other families have it, is 0.
  armFirmwareVersion: 134,
  mainBoardVersion: 1,
};

const counters = ({ today, total }: Home, site: Installation): Page => {
  const pvToday = tenths(kwh(today.pv1) + kwh(today.pv2));
  const pvTotal = tenths(kwh(total.pv1) + kwh(total.pv2));
  const extra = site.pv === 'ac';
  return {
    inverterOutputToday: kwh(today.output),
    inverterOutputTotal: kwh(total.output),
    pv1Today: extra ? 0 : kwh(today.pv1),
    pv1Total: extra ? 0 : kwh(total.pv1),
    pv2Today: extra ? 0 : kwh(today.pv2),
    pv2Total: extra ? 0 : kwh(total.pv2),
    pvToday,
    pvTotal,
    extraGenerationToday: extra ? pvToday : 0,
    extraGenerationTotal: extra ? pvTotal : 0,
    acChargeToday: kwh(today.acCharge),
    acChargeTotal: kwh(total.acCharge),
    importToday: kwh(today.import),
    importTotal: kwh(total.import),
    exportToday: kwh(today.export),
    exportTotal: kwh(total.export),
    batteryDischargeToday: kwh(today.discharge),
    batteryDischargeTotal: kwh(total.discharge),
    batteryChargeToday: kwh(today.charge),
    batteryChargeTotal: kwh(total.charge),
    loadToday: kwh(today.load),
    loadTotal: kwh(total.load),
  };
};
