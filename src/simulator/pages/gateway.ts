import type { gateway } from '../../registers/gateway.js';
import type { Readings } from '../../registers/register.js';
import { amps, kwh, tenths } from '../electrics.js';
import { stateOfCharge, type Home } from '../home.js';
import type { Installation } from '../installation.js';
import { part } from './ems.js';

type Page = Readings<typeof gateway>;

/** What a Gateway says: the house, the grid, and the All-in-Ones behind it. */
export const gatewayPage = (home: Home, site: Installation): Page => ({
  ...electricity(home),
  ...powers(home, site),
  ...counters(home),
  ...charged(home, site),
  ...discharged(home, site),
  ...allInOnes(home, site),
  firmwareVersion: 'GAAA0014',
  workMode: 'on grid',
  systemEnable: 8,
  gatewayFirmwareName: 'GA1.0',
  aioFirmwareName: 'SC1.0',
  aioFirmwareVersion: 620,
});

const electricity = ({ power, conditions }: Home): Page => ({
  gridVoltage: conditions.voltage,
  gridCurrent: amps(power.grid, conditions.voltage),
  loadVoltage: conditions.voltage,
  loadCurrent: amps(power.load, conditions.voltage),
  pvCurrent: amps(power.pv1 + power.pv2, conditions.voltage),
  gridFrequency: conditions.frequency,
  inverterFrequency: conditions.frequency,
  gridRelayVoltage: conditions.voltage,
  inverterRelayVoltage: conditions.voltage,
});

// Of the All-in-Ones + is charging here: PV - their power = load + export.
const powers = ({ power }: Home, site: Installation): Page => ({
  pvPower: power.pv1 + power.pv2,
  loadPower: power.load,
  gridPower: power.grid,
  aioPower: -power.inverter,
  aioPowerTotal: -power.inverter,
  aioState: power.inverter < 0 ? 'charge' : power.inverter > 0 ? 'discharge' : 'static',
  aioCount: site.aios,
  aioOnlineCount: site.aios,
});

const counters = ({ today, total }: Home): Page => ({
  importToday: kwh(today.import),
  importTotal: kwh(total.import),
  exportToday: kwh(today.export),
  exportTotal: kwh(total.export),
  pvToday: tenths(kwh(today.pv1) + kwh(today.pv2)),
  pvTotal: tenths(kwh(total.pv1) + kwh(total.pv2)),
  loadToday: kwh(today.load),
  loadTotal: kwh(total.load),
  aioChargeToday: kwh(today.acCharge),
  aioChargeTotal: kwh(total.acCharge),
  aioDischargeToday: kwh(today.output),
  aioDischargeTotal: kwh(total.output),
  batteryChargeToday: kwh(today.charge),
  batteryChargeTotal: kwh(total.charge),
  batteryDischargeToday: kwh(today.discharge),
  batteryDischargeTotal: kwh(total.discharge),
});

const charged = ({ today, total }: Home, { aios }: Installation): Page => ({
  aio1ChargeToday: kwhPart(today.charge, aios, 0),
  aio1ChargeTotal: kwhPart(total.charge, aios, 0),
  aio2ChargeToday: kwhPart(today.charge, aios, 1),
  aio2ChargeTotal: kwhPart(total.charge, aios, 1),
  aio3ChargeToday: kwhPart(today.charge, aios, 2),
  aio3ChargeTotal: kwhPart(total.charge, aios, 2),
});

const discharged = ({ today, total }: Home, { aios }: Installation): Page => ({
  aio1DischargeToday: kwhPart(today.discharge, aios, 0),
  aio1DischargeTotal: kwhPart(total.discharge, aios, 0),
  aio2DischargeToday: kwhPart(today.discharge, aios, 1),
  aio2DischargeTotal: kwhPart(total.discharge, aios, 1),
  aio3DischargeToday: kwhPart(today.discharge, aios, 2),
  aio3DischargeTotal: kwhPart(total.discharge, aios, 2),
});

// Tenths of a kWh that sum to the tenths of all.
const kwhPart = (wattHours: number, count: number, index: number): number =>
  part(Math.floor(wattHours / 100), count, index) / 10;

const allInOnes = (home: Home, site: Installation): Page => {
  const power = (index: number): number => part(-home.power.inverter, site.aios, index);
  const percent = (index: number): number => (index < site.aios ? stateOfCharge(home, site) : 0);
  const serial = (index: number): string => (index < site.aios ? `CH2412G70${index + 1}` : '');
  return {
    aio1Power: power(0),
    aio2Power: power(1),
    aio3Power: power(2),
    aio1StateOfCharge: percent(0),
    aio2StateOfCharge: percent(1),
    aio3StateOfCharge: percent(2),
    firstAioSerialNumber: serial(0),
    aio1SerialNumber: serial(0),
    aio2SerialNumber: serial(1),
    aio3SerialNumber: serial(2),
  };
};
