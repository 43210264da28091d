import { lowVoltageControl, lowVoltagePack } from '../../registers/battery.js';
import type { Readings } from '../../registers/register.js';
import {
  amps,
  batteryTemperature,
  cellVoltage,
  kwh,
  stringVoltage,
  wrapped,
} from '../electrics.js';
import { fill } from '../encode.js';
import { stateOfCharge, type Home } from '../home.js';
import type { Memory } from '../memory.js';
import { CELL_VOLTS, PACK_AH, PACK_CELLS, type Installation } from '../installation.js';

type Page = Readings<typeof lowVoltagePack>;

const FIRST = 0x32;
const MOST = 6;
const CONTROL = 0x31;
const PAGE = { base: 60, count: 60 } as const;

/** Makes the pages of low-voltage packs, and what this model says where a pack could be. */
export const furnishPacks = (memory: Memory, site: Installation): void => {
  if (site.packs === 0) return;
  const answering = site.facts.absentPacks === undefined ? site.packs : MOST;
  for (let pack = 0; pack < answering; pack++)
    memory.open(FIRST + pack, 'input', PAGE.base, PAGE.count);
  memory.open(CONTROL, 'input', PAGE.base, PAGE.count);
};

export const presentPacks = (memory: Memory, home: Home, site: Installation): void => {
  for (let pack = 0; pack < site.packs; pack++)
    fill(memory, FIRST + pack, lowVoltagePack, packPage(home, site, pack));
  if (site.facts.absentPacks === 'mirrored')
    // The last place was seen to answer zeros only.
    for (let pack = site.packs; pack < MOST - 1; pack++)
      fill(memory, FIRST + pack, lowVoltagePack, stackCounters(home));
  if (site.packs > 0 && site.facts.absentPacks !== 'mirrored')
    fill(memory, CONTROL, lowVoltageControl, {
      requestedChargeCurrent: Math.round(amps(site.batteryPower, PACK_CELLS * CELL_VOLTS)),
      requestedDischargeCurrent: Math.round(amps(site.batteryPower, PACK_CELLS * CELL_VOLTS)),
    });
};

const packPage = (home: Home, site: Installation, pack: number): Page => {
  const first = pack * PACK_CELLS;
  const volts = stringVoltage(home, site, PACK_CELLS, first);
  return {
    ...cells((cell) => cellVoltage(home, site, first + cell)),
    ...temperatures(batteryTemperature(home, site)),
    ...stackCounters(home),
    cellVoltageSum: volts,
    packVoltage: volts,
    packCurrent: amps(home.power.battery, volts) / site.packs,
    calibratedCapacity: PACK_AH,
    designCapacity: PACK_AH,
    designCapacityCopy: PACK_AH,
    remainingCapacity: (PACK_AH * home.stored) / site.capacity,
    stateOfCharge: stateOfCharge(home, site),
    cycleCount: Math.floor(home.total.discharge / site.capacity),
    cellCount: PACK_CELLS,
    // Packs of this firmware mirror the counters of the whole stack.
    bmsFirmwareVersion: 3022,
    statusByte3: 0x06,
    statusByte4: 0x10,
    serialNumber: `BG2214G${String(300 + pack)}`,
    usbDevice: 8,
  };
};

const stackCounters = ({ total }: Home): Page => ({
  stackDischargeTotalLow: wrapped(kwh(total.discharge)),
  stackChargeTotalLow: wrapped(kwh(total.charge)),
});

const temperatures = (usual: number): Page => ({
  cells1To4Temperature: usual,
  cells5To8Temperature: usual + 0.2,
  cells9To12Temperature: usual + 0.3,
  cells13To16Temperature: usual + 0.1,
  maxCellTemperature: usual + 0.4,
  minCellTemperature: usual - 0.1,
  mosfetTemperature: usual + 3,
});

const cells = (volts: (cell: number) => number): Page => ({
  cell1Voltage: volts(0),
  cell2Voltage: volts(1),
  cell3Voltage: volts(2),
  cell4Voltage: volts(3),
  cell5Voltage: volts(4),
  cell6Voltage: volts(5),
  cell7Voltage: volts(6),
  cell8Voltage: volts(7),
  cell9Voltage: volts(8),
  cell10Voltage: volts(9),
  cell11Voltage: volts(10),
  cell12Voltage: volts(11),
  cell13Voltage: volts(12),
  cell14Voltage: volts(13),
  cell15Voltage: volts(14),
  cell16Voltage: volts(15),
});
