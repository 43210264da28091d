import type { FamilyName } from '../../registers/families.js';
import type { Scalar } from '../fields.js';
import { aioNumbers, managedNumbers } from '../meterFields.js';
import { meterRows, moduleRows, packRows, stackRows, usableCapacity } from './batteryRows.js';
import {
  cutoffRows,
  emsControlRows,
  jobRows,
  modeRows,
  pauseSlotRows,
  powerRateRows,
  rateRows,
  tenSlotRows,
  threePhaseControlRows,
  twoSlotRows,
} from './controlRows.js';
import {
  aioRows,
  emsDetailRows,
  emsRows,
  gatewayDetailRows,
  gatewayRows,
  managedRows,
  threePhaseDetailRows,
  threePhaseEnergyRows,
  threePhasePowerRows,
} from './otherPlants.js';
import type { Row, Rows, View } from './row.js';
import {
  batteryDetailRows,
  batteryEnergyRows,
  batteryPowerRows,
  batteryStateRows,
  detailRows,
  flowRows,
  gridEnergyRows,
  houseEnergyRows,
  identityRows,
  powerRows,
  timeRows,
} from './singlePhase.js';
import { statsRows } from './statsRows.js';

/** One topic of the tree, with what it says now. */
export interface TreeLeaf {
  /** Below root and serial, as it is in the topic: "Power/Power/SOC". */
  readonly path: string;
  readonly value: Scalar;
  readonly row: Row<never>;
  /** The battery, stack, meter or inverter that it belongs to, if not the plant itself. */
  readonly member?: Member;
}

export interface Member {
  readonly kind: 'pack' | 'stack' | 'module' | 'meter' | 'inverter';
  /** Its part of unique ids: its serial, "Battery_Stack_1", "Meter_ID1" or "AIO_1". */
  readonly name: string;
}

/** Rows of one kind of plant; `details` go below a group that is named by its serial. */
export interface Plan {
  readonly rows: Rows;
  readonly details: Rows;
}

/** All that GivTCP publishes of this plant and that is known now. */
export const treeOf = (view: View): readonly TreeLeaf[] => {
  const { snapshot } = view;
  const { rows, details } = planOf(snapshot.model.family, hasTenSlots(view));
  return [
    ...fill(rows, view, ''),
    ...fill(details, view, `${snapshot.serial}/`),
    ...batteryLeaves(view),
    ...meterLeaves(view),
    ...inverterLeaves(view),
  ];
};

const common: Rows = { ...statsRows };

/** High voltage: what its stacks add up to. */
const stackDetailRows: Rows = {
  Battery_Capacity_kWh_calc: {
    kind: 'capacity',
    what: 'Stored when full, usable',
    of: ({ snapshot: { stacks } }) => {
      const capacities = stacks.flatMap((stack) => usableCapacity(stack) ?? []);
      return capacities.length === 0 || capacities.length < stacks.length
        ? undefined
        : capacities.reduce((sum, kWh) => sum + kWh, 0);
    },
  },
};

const threePhase: Plan = {
  rows: {
    ...common,
    // Its own names first; then those that the single-phase names add.
    ...powerRows,
    ...batteryPowerRows,
    ...batteryStateRows,
    ...timeRows,
    ...flowRows,
    ...threePhasePowerRows,
    ...gridEnergyRows,
    ...houseEnergyRows,
    ...batteryEnergyRows,
    ...threePhaseEnergyRows,
    ...modeRows,
    ...threePhaseControlRows,
    ...powerRateRows,
    ...jobRows,
    ...tenSlotRows,
  },
  details: {
    ...identityRows,
    ...detailRows,
    ...batteryDetailRows,
    ...stackDetailRows,
    ...threePhaseDetailRows,
  },
};

const singlePhase = (slots: Rows): Plan => ({
  rows: {
    ...common,
    ...powerRows,
    ...batteryPowerRows,
    ...batteryStateRows,
    ...timeRows,
    ...flowRows,
    ...gridEnergyRows,
    ...houseEnergyRows,
    ...batteryEnergyRows,
    ...modeRows,
    ...cutoffRows,
    ...rateRows,
    ...jobRows,
    ...slots,
    ...pauseSlotRows,
  },
  details: { ...identityRows, ...detailRows, ...batteryDetailRows, ...stackDetailRows },
});

const pvOnly: Plan = {
  rows: { ...common, ...powerRows, ...flowRows, ...gridEnergyRows, ...modeRows },
  details: { ...identityRows, ...detailRows },
};

const ems: Plan = {
  rows: { ...common, ...emsRows, ...emsControlRows },
  details: { ...identityRows, ...emsDetailRows },
};

const gateway: Plan = {
  rows: {
    ...common,
    ...powerRows,
    ...batteryPowerRows,
    ...timeRows,
    ...flowRows,
    ...gatewayRows,
    ...gridEnergyRows,
    ...houseEnergyRows,
    ...batteryEnergyRows,
    ...modeRows,
    ...cutoffRows,
    ...powerRateRows,
    ...jobRows,
    ...tenSlotRows,
    ...pauseSlotRows,
  },
  details: { ...identityRows, ...batteryDetailRows, ...gatewayDetailRows },
};

const twoSlots = singlePhase(twoSlotRows);
const tenSlots = singlePhase(tenSlotRows);

/** The rows that a kind of plant has in GivTCP; what it cannot tell stays absent all the same. */
export const planOf = (family: FamilyName, ten: boolean): Plan => {
  switch (family) {
    case 'threePhase':
    case 'acThreePhase':
    case 'aioHybrid':
      return threePhase;
    case 'ems':
      return ems;
    case 'gateway':
      return gateway;
    case 'pvOnly':
      return pvOnly;
    default:
      return ten ? tenSlots : twoSlots;
  }
};

/** Slots from the third on were read: this model has ten. */
const hasTenSlots = ({ snapshot }: View): boolean => snapshot.inverter.chargeSlot3 !== undefined;

const fill = <From>(
  rows: Rows<From>,
  from: From,
  before: string,
  member?: Member,
): readonly TreeLeaf[] => {
  const leaves: TreeLeaf[] = [];
  for (const [name, row] of Object.entries(rows)) {
    const value = row.of(from);
    if (value !== undefined)
      leaves.push({ path: before + name, value, row, ...(member && { member }) });
  }
  return leaves;
};

const batteryLeaves = (view: View): readonly TreeLeaf[] => {
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

const meterLeaves = ({ snapshot }: View): readonly TreeLeaf[] =>
  // The meters of an EMS are in its own registers; GivTCP has no details of them.
  snapshot.model.family === 'ems'
    ? []
    : snapshot.meters.flatMap((meter) => {
        const name = `Meter_ID${meter.device}`;
        return fill(meterRows, meter, `Meter_Details/${name}/`, { kind: 'meter', name });
      });

const inverterLeaves = (view: View): readonly TreeLeaf[] => {
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
