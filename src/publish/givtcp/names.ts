import type { FamilyName } from '../../registers/families.js';

/** Model words of GivTCP, by which Predbat tells what a plant can do. */
export const invertorTypes: Readonly<Record<FamilyName, string>> = {
  hybridGen1: 'Hybrid_gen1',
  hybridGen2: 'Hybrid_gen2',
  hybridGen3: 'Hybrid_gen3',
  hybridGen3Plus: 'Hybrid_gen3_plus',
  hybridGen4: 'Hybrid_gen4',
  polar: 'Polar',
  pvOnly: 'Pv',
  acCoupled: 'Ac',
  allInOne: 'All_in_one',
  hvHybrid: 'Hybrid_hv_gen3',
  threePhase: 'Hybrid_3ph',
  acThreePhase: 'Ac_3ph',
  aioHybrid: 'All_in_one_hybrid',
  ems: 'Ems',
  gateway: 'Gateway',
  unknown: 'Unknown',
};
