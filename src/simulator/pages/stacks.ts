import {
  aggregator,
  batteryControl,
  batteryModule,
  configuration,
} from '../../registers/highVoltage.js';
import type { Readings } from '../../registers/register.js';
import {
  amps,
  batteryTemperature,
  batteryVoltage,
  cellVoltage,
  kwh,
  stringVoltage,
} from '../electrics.js';
import { fill } from '../encode.js';
import { stateOfCharge, type Home } from '../home.js';
import type { Memory } from '../memory.js';
import { MODULE_AH, MODULE_CELLS, type Installation } from '../installation.js';

const FIRST_MODULE = 0x50;
const FIRST_STACK = 0x70;
const AGGREGATOR = 0x90;
const CONFIGURATION = 0xa0;
const PAGE = 60;
// Half of the places for sensors are filled, as in many recorded modules.
const SENSORS = 12;

/** Makes the pages of high-voltage stacks and their modules. */
export const furnishStacks = (memory: Memory, site: Installation): void => {
  if (site.stacks === 0) return;
  memory.open(CONFIGURATION, 'input', 60, PAGE);
  for (let stack = 0; stack < site.stacks; stack++)
    memory.open(FIRST_STACK + stack, 'input', 60, 2 * PAGE);
  for (let module = 0; module < modulesOf(site); module++)
    memory.open(FIRST_MODULE + module, 'input', 60, PAGE);
  if (hasAggregator(site)) memory.open(AGGREGATOR, 'input', 60, PAGE);
};

export const presentStacks = (memory: Memory, home: Home, site: Installation): void => {
  if (site.stacks === 0) return;
  fill(memory, CONFIGURATION, configuration, configurationPage(site));
  for (let stack = 0; stack < site.stacks; stack++)
    fill(memory, FIRST_STACK + stack, batteryControl, {
      ...stackPage(home, site),
      ...extremes(home, site, stack),
      serialNumber: `HS2411G${400 + stack}`,
    });
  for (let module = 0; module < modulesOf(site); module++)
    fill(memory, FIRST_MODULE + module, batteryModule, modulePage(home, site, module));
  if (hasAggregator(site)) fill(memory, AGGREGATOR, aggregator, aggregatorPage(home, site));
};

const modulesOf = (site: Installation): number => site.stacks * site.modulesPerStack;
const hasAggregator = (site: Installation): boolean => site.family.layout === 'threePhase';

const configurationPage = (site: Installation): Readings<typeof configuration> => ({
  bamsCount: hasAggregator(site) ? 1 : 0,
  bcuCount: site.stacks,
  moduleCount: modulesOf(site),
  totalCellCount: modulesOf(site) * MODULE_CELLS,
  totalTemperatureSensorCount: modulesOf(site) * SENSORS,
});

/** W into this stack: its sign is the opposite of the inverter's. */
const chargingPower = (home: Home, site: Installation): number => -home.power.battery / site.stacks;

const stackPage = (home: Home, site: Installation): Readings<typeof batteryControl> => {
  const volts = batteryVoltage(home, site);
  const watts = chargingPower(home, site);
  const percent = stateOfCharge(home, site);
  return {
    firmwareVersion: 'BAAA0013',
    moduleCount: site.modulesPerStack,
    temperatureSensorsPerModule: 0,
    totalCellCount: site.modulesPerStack * MODULE_CELLS,
    totalTemperatureSensorCount: site.modulesPerStack * SENSORS,
    status: watts > 0 ? 'charging' : watts < 0 ? 'discharging' : 'standby',
    busVoltage: volts + 0.3,
    batteryVoltage: volts,
    current: amps(watts, volts),
    power: watts,
    stateOfCharge: percent,
    stateOfHealth: 98,
    ...stackCounters(home, site, volts),
    fullCapacity: MODULE_AH,
    remainingCapacity: (MODULE_AH * home.stored) / site.capacity,
    cycleCount: Math.floor(home.total.discharge / site.capacity),
    chargeDischargeAllowed: 3,
    minDischargeVoltage: site.modulesPerStack * MODULE_CELLS * 2.65,
    maxChargeVoltage: site.modulesPerStack * MODULE_CELLS * 3.63,
    maxDischargeCurrent: 25,
    maxChargeCurrent: 25,
  };
};

const stackCounters = (
  { today, total }: Home,
  site: Installation,
  volts: number,
): Readings<typeof batteryControl> => {
  const each = (wattHours: number): number => wattHours / site.stacks;
  const ampHours = (wattHours: number): number => each(wattHours) / volts;
  return {
    chargeTotal: kwh(each(total.charge)),
    dischargeTotal: kwh(each(total.discharge)),
    chargeCapacityTotal: ampHours(total.charge),
    dischargeCapacityTotal: ampHours(total.discharge),
    chargeToday: kwh(each(today.charge)),
    dischargeToday: kwh(each(today.discharge)),
    chargeCapacityToday: ampHours(today.charge),
    dischargeCapacityToday: ampHours(today.discharge),
  };
};

interface Place {
  readonly volts: number;
  readonly module: number;
  readonly cell: number;
}

// Which of its cells is highest and which lowest, counted from 1.
const extremes = (
  home: Home,
  site: Installation,
  stack: number,
): Readings<typeof batteryControl> => {
  const first = stack * site.modulesPerStack * MODULE_CELLS;
  const places: readonly Place[] = Array.from(
    { length: site.modulesPerStack * MODULE_CELLS },
    (_, i) => ({
      volts: cellVoltage(home, site, first + i),
      module: Math.floor(i / MODULE_CELLS) + 1,
      cell: (i % MODULE_CELLS) + 1,
    }),
  );
  const high = places.reduce((best, place) => (place.volts > best.volts ? place : best));
  const low = places.reduce((best, place) => (place.volts < best.volts ? place : best));
  const warmth = batteryTemperature(home, site);
  return {
    maxCellVoltage: high.volts,
    maxCellVoltageModule: high.module,
    maxCellVoltageCell: high.cell,
    minCellVoltage: low.volts,
    minCellVoltageModule: low.module,
    minCellVoltageCell: low.cell,
    cellVoltageSpread: high.volts - low.volts,
    maxCellTemperature: warmth + 1.1,
    maxCellTemperatureSensor: SENSORS,
    minCellTemperature: warmth,
    minCellTemperatureModule: 1,
    minCellTemperatureSensor: 1,
    cellTemperatureSpread: 1.1,
    averageCellTemperature: warmth + 0.5,
    copperBarTemperature1: warmth + 2,
    copperBarTemperature2: warmth + 2,
  };
};

const modulePage = (
  home: Home,
  site: Installation,
  module: number,
): Readings<typeof batteryModule> => {
  const cell = (index: number): number =>
    cellVoltage(home, site, module * MODULE_CELLS + index - 1);
  const warmth = batteryTemperature(home, site);
  const sensor = (index: number): number => warmth + (index - 1) / 10;
  return {
    cell1Voltage: cell(1),
    cell2Voltage: cell(2),
    cell3Voltage: cell(3),
    cell4Voltage: cell(4),
    cell5Voltage: cell(5),
    cell6Voltage: cell(6),
    cell7Voltage: cell(7),
    cell8Voltage: cell(8),
    cell9Voltage: cell(9),
    cell10Voltage: cell(10),
    cell11Voltage: cell(11),
    cell12Voltage: cell(12),
    cell13Voltage: cell(13),
    cell14Voltage: cell(14),
    cell15Voltage: cell(15),
    cell16Voltage: cell(16),
    cell17Voltage: cell(17),
    cell18Voltage: cell(18),
    cell19Voltage: cell(19),
    cell20Voltage: cell(20),
    cell21Voltage: cell(21),
    cell22Voltage: cell(22),
    cell23Voltage: cell(23),
    cell24Voltage: cell(24),
    temperature1: sensor(1),
    temperature2: sensor(2),
    temperature3: sensor(3),
    temperature4: sensor(4),
    temperature5: sensor(5),
    temperature6: sensor(6),
    temperature7: sensor(7),
    temperature8: sensor(8),
    temperature9: sensor(9),
    temperature10: sensor(10),
    temperature11: sensor(11),
    temperature12: sensor(12),
    serialNumber: `HM2411G${500 + module}`,
  };
};

const aggregatorPage = (home: Home, site: Installation): Readings<typeof aggregator> => {
  const volts = stringVoltage(home, site, site.modulesPerStack * MODULE_CELLS, 0);
  return {
    status: 1,
    busVoltage: volts + 0.3,
    batteryVoltage: volts,
    current: amps(-home.power.battery, volts),
    minDischargeVoltage: site.modulesPerStack * MODULE_CELLS * 2.65,
    maxChargeVoltage: site.modulesPerStack * MODULE_CELLS * 3.63,
    maxDischargeCurrent: 25 * site.stacks,
    maxChargeCurrent: 25 * site.stacks,
  };
};
