import type { FamilyName } from '../../registers/families.js';
import { usableCapacity } from './batteryRows.js';
import {
  cutoffRows,
  modeRows,
  outputRows,
  powerRateRows,
  rateRows,
  threePhaseControlRows,
} from './controlRows.js';
import { costRows } from './costRows.js';
import { jobRows } from './jobRows.js';
import {
  emsDetailRows,
  emsRows,
  gatewayDetailRows,
  gatewayRows,
  threePhaseDetailRows,
  threePhaseEnergyRows,
  threePhasePowerRows,
} from './otherPlants.js';
import type { Rows } from './row.js';
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
import { emsControlRows, pauseSlotRows, tenSlotRows, twoSlotRows } from './slotRows.js';
import { statsRows } from './statsRows.js';

/** Rows of one kind of plant; `details` go below a group that is named by its serial. */
export interface Plan {
  readonly rows: Rows;
  readonly details: Rows;
}

const common: Rows = { ...statsRows, ...costRows };

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
  },
  details: { ...identityRows, ...detailRows, ...batteryDetailRows, ...stackDetailRows },
});

const pvOnly: Plan = {
  rows: { ...common, ...powerRows, ...flowRows, ...gridEnergyRows, ...outputRows },
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

const twoSlots = singlePhase({ ...twoSlotRows, ...pauseSlotRows });
/** These have a pause mode, and registers for its times that they do not go by. */
const noPauseSlot = singlePhase(twoSlotRows);
const tenSlots = singlePhase({ ...tenSlotRows, ...pauseSlotRows });

/** The plans by the models that have them, for the documentation. */
export const plansByModels: Readonly<Record<string, Plan>> = {
  'two slots': twoSlots,
  'ten slots': tenSlots,
  'three-phase': threePhase,
  Gateway: gateway,
  EMS: ems,
  'PV only': pvOnly,
};

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
    case 'hybridGen1':
    case 'acCoupled':
      return noPauseSlot;
    default:
      return ten ? tenSlots : twoSlots;
  }
};
