import { familyNamed, type Family, type FamilyName } from '../registers/families.js';
import { modelOf } from '../registers/models.js';
import type { House } from './home.js';
import { models, type ModelFacts } from './models.js';
import type { Site, Sky } from './weather.js';

/** What a person may choose of a simulated plant. */
export interface Sizes {
  readonly packs?: number;
  readonly stacks?: number;
  readonly modulesPerStack?: number;
  readonly meters?: number;
  readonly aios?: number;
  /** Inverters managed by an EMS. */
  readonly inverters?: number;
}

/** A simulated plant as it was bought. */
export interface Installation extends House, Site, Required<Sizes> {
  readonly family: Family;
  readonly facts: ModelFacts;
  readonly serial: string;
  readonly dongle: string;
  /** Most W into and out of the battery. */
  readonly batteryPower: number;
}

// Ah of one low-voltage pack of 16 cells and of one high-voltage module of 24.
export const PACK_AH = 160;
export const MODULE_AH = 52;
export const CELL_VOLTS = 3.2;
export const PACK_CELLS = 16;
export const MODULE_CELLS = 24;
const AIO_WH = 4 * MODULE_AH * MODULE_CELLS * CELL_VOLTS;
const AIO_WATTS = 6000;
const MANAGED_WATTS = 3000;
const MANAGED_WH = 2 * PACK_AH * PACK_CELLS * CELL_VOLTS;
// A stack gives at most 25 A.
const STACK_AMPS = 25;

export interface Order extends Sizes {
  readonly model: Exclude<FamilyName, 'unknown'>;
  readonly serial?: string;
  readonly dongle?: string;
  readonly seed: number;
  readonly sky?: Sky;
}

export const install = (order: Order): Installation => {
  const facts = models[order.model];
  const family = familyNamed(order.model);
  const sizes = sizesOf(order, facts);
  const { ratedPower, batteryPower, capacity } = ratingsOf(facts, family, sizes);
  const peak = family.layout === 'threePhase' ? 9000 : 5200;
  return {
    ...sizes,
    family,
    facts,
    serial: order.serial ?? facts.serial,
    dongle: order.dongle ?? facts.dongle,
    seed: order.seed,
    sky: order.sky ?? 'usual',
    pv: pvSide(family),
    peaks: [Math.round(peak * 0.55), Math.round(peak * 0.45)],
    appetite: family.layout === 'threePhase' || family.layout === 'gateway' ? 2 : 1,
    ratedPower,
    batteryPower,
    capacity,
  };
};

const sizesOf = (order: Order, facts: ModelFacts): Required<Sizes> => ({
  packs: limited(order.packs, facts.packs, 6),
  stacks: limited(order.stacks, facts.stacks, 4),
  modulesPerStack: limited(order.modulesPerStack, facts.modulesPerStack, 8),
  meters: Math.min(8, order.meters ?? facts.meters ?? 0),
  aios: limited(order.aios, facts.aios, 3),
  inverters: limited(order.inverters, facts.inverters, 4),
});

// A model that has none of a kind cannot be given any.
const limited = (asked: number | undefined, usual: number | undefined, most: number): number =>
  usual === undefined ? 0 : Math.min(most, asked ?? usual);

const pvSide = ({ layout, name }: Family): House['pv'] =>
  layout === 'hybrid' || (layout === 'threePhase' && name !== 'acThreePhase') ? 'dc' : 'ac';

interface Ratings {
  readonly ratedPower: number;
  readonly batteryPower: number;
  readonly capacity: number;
}

const ratingsOf = (facts: ModelFacts, family: Family, sizes: Required<Sizes>): Ratings => {
  const model = modelOf(facts.code, facts.arm);
  const ratedPower = model.ratedPower ?? sizes.inverters * MANAGED_WATTS;
  if (family.layout === 'gateway')
    return { ratedPower, batteryPower: sizes.aios * AIO_WATTS, capacity: sizes.aios * AIO_WH };
  if (family.layout === 'ems')
    return { ratedPower, batteryPower: ratedPower, capacity: sizes.inverters * MANAGED_WH };
  const modules = sizes.stacks * sizes.modulesPerStack;
  const moduleVolts = MODULE_CELLS * CELL_VOLTS;
  const capacity =
    sizes.packs * PACK_AH * PACK_CELLS * CELL_VOLTS + modules * MODULE_AH * moduleVolts;
  const modelLimit = model.maxBatteryPower ?? ratedPower;
  const stackLimit = modules > 0 ? STACK_AMPS * moduleVolts * modules : modelLimit;
  const batteryPower = capacity === 0 ? 0 : Math.floor(Math.min(modelLimit, stackLimit));
  return { ratedPower, batteryPower, capacity };
};
