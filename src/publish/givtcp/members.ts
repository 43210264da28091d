import { aioNumbers, managedNumbers } from '../report/meterFields.js';
import { meterRows, moduleRows, packRows, stackRows } from './batteryRows.js';
import { fill, type Member, type TreeLeaf } from './leaf.js';
import { aioRows, managedRows } from './otherPlants.js';
import type { Rows, View } from './row.js';

/** Packs, stacks and modules. */
export const batteryLeaves = (view: View): readonly TreeLeaf[] => {
  const { packs, stacks } = view.snapshot;
  const names = new Set<string>();
  return [
    ...packs.flatMap((pack) => {
      const name = distinct(names, pack.readings.serialNumber ?? `Battery_${pack.device - 0x31}`);
      const before = `Battery_Details/Battery_Stack_1/${name}/`;
      return fill(packRows, pack, before, { kind: 'pack', name });
    }),
    ...(packs.length > 0 ? fill(bmsRows, view, 'Battery_Details/Battery_Stack_1/', stack1) : []),
    ...stacks.flatMap((stack) => {
      const name = `Battery_Stack_${stack.device - 0x6f}`;
      const before = `Battery_Details/${name}/`;
      return [
        ...fill(stackRows, stack, before, { kind: 'stack', name }),
        ...stack.modules.flatMap((module) => {
          const serial = module.readings.serialNumber ?? `Battery_${module.device - 0x4f}`;
          const own = distinct(names, serial);
          return fill(moduleRows, module, `${before}${own}/`, { kind: 'module', name: own });
        }),
      ];
    }),
  ];
};

/** Some modules all carry one serial; each still needs a topic and an identity of its own. */
const distinct = (names: Set<string>, serial: string): string => {
  const name = names.has(serial) ? `${serial}_${names.size + 1}` : serial;
  names.add(name);
  return name;
};

const stack1: Member = { kind: 'stack', name: 'Battery_Stack_1' };
const bmsRows: Rows = {
  BMS_Temperature: {
    kind: 'temperature',
    what: 'Battery, as the inverter tells',
    of: ({ snapshot }) => snapshot.inverter.batteryTemperature,
  },
  BMS_Voltage: {
    kind: 'voltage',
    what: 'Battery, as the inverter tells',
    of: ({ snapshot }) => snapshot.inverter.batteryVoltage,
  },
};

export const meterLeaves = ({ snapshot }: View): readonly TreeLeaf[] =>
  // The meters of an EMS are in its own registers; GivTCP has no details of them.
  snapshot.model.family === 'ems'
    ? []
    : snapshot.meters.flatMap((meter) => {
        const name = `Meter_ID${meter.device}`;
        return fill(meterRows, meter, `Meter_Details/${name}/`, { kind: 'meter', name });
      });

/** Inverters behind an EMS, All-in-Ones behind a Gateway. */
export const inverterLeaves = (view: View): readonly TreeLeaf[] => {
  const { inverter } = view.snapshot;
  const names = new Set<string>();
  return [
    ...managedNumbers.flatMap((n) => {
      const serial = inverter[`inverter${n}SerialNumber`];
      if (serial === undefined) return [];
      const name = distinct(names, serial);
      return fill(managedRows(n), view, `Inverters/${name}/`, { kind: 'inverter', name });
    }),
    ...aioNumbers.flatMap((n) => {
      if (inverter[`aio${n}SerialNumber`] === undefined) return [];
      const name = `AIO_${n}`;
      return fill(aioRows(n), view, `Inverters/${name}/`, { kind: 'inverter', name });
    }),
  ];
};
