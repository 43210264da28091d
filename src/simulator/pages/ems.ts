import type { ems } from '../../registers/ems.js';
import type { Readings } from '../../registers/register.js';
import { inverterTemperature, kwh, tenths } from '../electrics.js';
import { stateOfCharge, type Home } from '../home.js';
import type { Installation } from '../installation.js';
import { identityPage } from './identity.js';

type Page = Readings<typeof ems>;

const never = { start: '00:00', end: '00:00' } as const;

export const emsSettings = (site: Installation): Page => ({
  ...identityPage(site),
  plantControlEnabled: true,
  expectedInverterCount: site.inverters,
  expectedMeterCount: site.meters,
  dischargeSlot1: never,
  dischargeSlot1Target: 4,
  dischargeSlot2: never,
  dischargeSlot2Target: 4,
  dischargeSlot3: never,
  dischargeSlot3Target: 4,
  chargeSlot1: { start: '00:30', end: '04:30' },
  chargeSlot1Target: 100,
  chargeSlot2: never,
  chargeSlot2Target: 100,
  chargeSlot3: never,
  chargeSlot3Target: 100,
  exportSlot1: { start: '17:00', end: '18:30' },
  exportSlot1Target: 30,
  exportSlot2: never,
  exportSlot2Target: 4,
  exportSlot3: never,
  exportSlot3Target: 4,
  exportPowerLimit: 9500,
  evChargerMode: 'stop',
});

/** What an EMS says of its plant: the meters, and the inverters it manages. */
export const emsPage = (home: Home, site: Installation): Page => ({
  ...plantPowers(home, site),
  ...oldFigures(home, site),
  ...counters(home),
  ...meters(home, site),
  ...inverters(home, site),
});

const plantPowers = ({ power, stored }: Home, site: Installation): Page => {
  const generation = power.pv1 + power.pv2;
  return {
    emsStatus: 'normal',
    meterCount: site.meters,
    inverterCount: site.inverters,
    calculatedLoadPower: power.load,
    generationPower: generation,
    // + import here, + export in IR 30.
    gridMeterPower: -power.grid,
    batteryPower: power.inverter,
    // Four inverters can hold a little more than this register.
    batteryRemainingEnergy: Math.min(0xffff, Math.round(stored)),
    otherBatteryPower: 0,
  };
};

// The registers of a single-phase inverter, which an EMS fills with figures of the plant.
const oldFigures = (home: Home, site: Installation): Page => ({
  inverterStatusSummary: 'normal',
  gridVoltageCopy: home.conditions.voltage,
  gridVoltage: home.conditions.voltage,
  gridFrequency: home.conditions.frequency,
  totalGenerationPower: home.power.pv1 + home.power.pv2,
  inverterOutputPower: home.power.inverter,
  inverterActivePower: home.power.inverter,
  gridPower: home.power.grid,
  inverterTemperature: inverterTemperature(home, site),
  stateOfCharge: stateOfCharge(home, site),
});

const counters = ({ today, total }: Home): Page => ({
  inverterOutputTotal: kwh(total.output),
  inverterOutputToday: kwh(today.output),
  dischargeToday: kwh(today.output),
  dischargeTotal: kwh(total.output),
  generationToday: tenths(kwh(today.pv1) + kwh(today.pv2)),
  generationTotal: tenths(kwh(total.pv1) + kwh(total.pv2)),
  exportToday: kwh(today.export),
  exportTotal: kwh(total.export),
  importToday: kwh(today.import),
  importTotal: kwh(total.import),
  acChargeToday: kwh(today.acCharge),
  acChargeTotal: kwh(total.acCharge),
});

// Meter 1 stands at the grid, meter 2 at the PV.
const meters = ({ power }: Home, site: Installation): Page => ({
  meter1Type: 'grid',
  meter2Type: 'generation',
  meter1Status: site.meters > 0 ? 'online' : 'disabled',
  meter2Status: site.meters > 1 ? 'online' : 'disabled',
  meter1Power: site.meters > 0 ? -power.grid : 0,
  meter2Power: site.meters > 1 ? power.pv1 + power.pv2 : 0,
});

const inverters = (home: Home, site: Installation): Page => {
  const power = (index: number): number => part(home.power.inverter, site.inverters, index);
  const there = (index: number): 'online' | 'absent' =>
    index < site.inverters ? 'online' : 'absent';
  const percent = (index: number): number =>
    index < site.inverters ? stateOfCharge(home, site) : 0;
  const warmth = (index: number): number =>
    index < site.inverters ? inverterTemperature(home, site) : 0;
  const serial = (index: number): string => (index < site.inverters ? `CE2231G60${index + 1}` : '');
  return {
    inverter1Status: there(0),
    inverter2Status: there(1),
    inverter3Status: there(2),
    inverter4Status: there(3),
    inverter1Power: power(0),
    inverter2Power: power(1),
    inverter3Power: power(2),
    inverter4Power: power(3),
    inverter1StateOfCharge: percent(0),
    inverter2StateOfCharge: percent(1),
    inverter3StateOfCharge: percent(2),
    inverter4StateOfCharge: percent(3),
    inverter1Temperature: warmth(0),
    inverter2Temperature: warmth(1),
    inverter3Temperature: warmth(2),
    inverter4Temperature: warmth(3),
    inverter1SerialNumber: serial(0),
    inverter2SerialNumber: serial(1),
    inverter3SerialNumber: serial(2),
    inverter4SerialNumber: serial(3),
  };
};

/** The share of one of `count` that share W evenly; whole numbers that sum to it. */
export const part = (watts: number, count: number, index: number): number =>
  index >= count
    ? 0
    : Math.trunc((watts * (index + 1)) / count) - Math.trunc((watts * index) / count);
