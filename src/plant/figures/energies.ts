import type { Layout } from '../../registers/families.js';
import type { Sources } from './derived.js';
import type { EnergyFigures } from './figures.js';
import { roundedOnly, sum, type Maybe } from '../optional.js';
import type { InverterReadings } from '../snapshot.js';

/** Energies in kWh by source (derived reference, section 3). */
type Parts = { readonly [K in keyof EnergyFigures]?: Maybe };

const singlePhaseToday = (r: InverterReadings): Parts => ({
  pv: sum([r.pv1Today, r.pv2Today]),
  import: r.importToday,
  export: r.exportToday,
  charge: r.batteryChargeToday,
  discharge: r.batteryDischargeToday,
  acCharge: r.acChargeToday,
  inverter: r.inverterOutputToday,
});

const today: Readonly<Record<Layout, (r: InverterReadings) => Parts>> = {
  hybrid: singlePhaseToday,
  acCoupled: singlePhaseToday,
  allInOne: singlePhaseToday,
  threePhase: (r) => ({
    pv: r.pvToday,
    import: r.importToday,
    export: r.exportToday,
    charge: r.batteryChargeToday,
    discharge: r.batteryDischargeToday,
    acCharge: r.acChargeToday,
    inverter: r.inverterOutputToday,
    load: r.loadToday,
  }),
  ems: (r) => ({
    pv: r.generationToday,
    import: r.importToday,
    export: r.exportToday,
    acCharge: r.acChargeToday,
    inverter: r.inverterOutputToday,
  }),
  gateway: (r) => ({
    pv: r.pvToday,
    import: r.importToday,
    export: r.exportToday,
    charge: r.batteryChargeToday,
    discharge: r.batteryDischargeToday,
    load: r.loadToday,
  }),
};

export const energyToday = ({ family, inverter, model }: Sources): EnergyFigures =>
  complete(today[family.layout](inverter), family.layout, model.family !== 'pvOnly');

export const energyTotal = (sources: Sources): EnergyFigures => {
  const { family, inverter, model } = sources;
  return complete(total(sources, inverter), family.layout, model.family !== 'pvOnly');
};

const total = (sources: Sources, r: InverterReadings): Parts => {
  const { batteryChargeTotal: charge, batteryDischargeTotal: discharge, loadTotal: load } = r;
  switch (sources.family.layout) {
    case 'hybrid':
    case 'acCoupled':
    case 'allInOne':
      return withCommon(r, { ...batteryTotals(sources), throughput: r.batteryThroughputTotal });
    case 'threePhase':
    case 'gateway':
      return withCommon(r, { charge, discharge, load });
    case 'ems':
      return withCommon(r, { pv: r.generationTotal });
  }
};

const withCommon = (r: InverterReadings, { pv, charge, discharge, load, throughput }: Parts) => ({
  pv: pv ?? r.pvTotal,
  import: r.importTotal,
  export: r.exportTotal,
  acCharge: r.acChargeTotal,
  inverter: r.inverterOutputTotal,
  charge,
  discharge,
  load,
  throughput,
});

const complete = (parts: Parts, layout: Layout, hasBattery: boolean): EnergyFigures => {
  const { pv, export: sold } = parts;
  const charge = hasBattery ? parts.charge : undefined;
  const discharge = hasBattery ? parts.discharge : undefined;
  const all: Parts = {
    pv,
    import: parts.import,
    export: sold,
    load: parts.load ?? load(parts, layout),
    charge,
    discharge,
    throughput: hasBattery ? (parts.throughput ?? sum([charge, discharge])) : undefined,
    acCharge: hasBattery ? parts.acCharge : undefined,
    inverter: parts.inverter,
    selfConsumption: pv === undefined || sold === undefined ? undefined : Math.max(0, pv - sold),
  };
  return roundedOnly(all, 2);
};

// What leaves the inverter and does not leave the house, and what the grid adds. Where PV has an
// inverter of its own its energy comes on top.
const load = (parts: Parts, layout: Layout): Maybe => {
  if (layout === 'ems' || layout === 'gateway' || layout === 'threePhase') return undefined;
  const beside = layout === 'hybrid' ? 0 : parts.pv;
  const { inverter, acCharge, export: sold, import: bought } = parts;
  const net = sum([inverter, minus(acCharge), minus(sold), bought, beside]);
  return net === undefined ? undefined : Math.max(0, net);
};

const minus = (value: Maybe): Maybe => (value === undefined ? undefined : -value);

const WRAP = 6553.6;
/** How much of what it took a battery has given: as usual, and at the very least and most. */
const RATIOS = [
  [0.8, 1.03],
  [0.5, 1.25],
] as const;

/**
 * Lifetime charge and discharge. Some firmware holds them whole, others only their low 16 bits,
 * which are rebuilt with the 32-bit throughput (quirks reference, section 4). Where two ways to
 * share the wraps fit, none is published.
 */
const batteryTotals = ({ inverter: r, packs }: Sources): Parts => {
  if ((r.batteryChargeTotal ?? 0) > 0 || (r.batteryDischargeTotal ?? 0) > 0)
    return { charge: r.batteryChargeTotal, discharge: r.batteryDischargeTotal };
  const throughput = r.batteryThroughputTotal;
  if (throughput === undefined) return {};
  const own = rebuilt(throughput, r.batteryChargeTotalLow, r.batteryDischargeTotalLow);
  if (own !== undefined) return own;
  const pack = packs[0]?.readings;
  return rebuilt(throughput, pack?.stackChargeTotalLow, pack?.stackDischargeTotalLow) ?? {};
};

/** Charge and discharge totals (kWh) from their low 16 bits and the throughput, or undefined if not certain. */
export const rebuilt = (
  throughput: number,
  chargeLow: Maybe,
  dischargeLow: Maybe,
): { charge: number; discharge: number } | undefined => {
  if (chargeLow === undefined || dischargeLow === undefined || chargeLow + dischargeLow === 0)
    return undefined;
  const wraps = (throughput - chargeLow - dischargeLow) / WRAP;
  const count = Math.round(wraps);
  if (count < 0 || Math.abs(wraps - count) > 1e-3) return undefined;
  // Without a wrap there is nothing to share, whatever a young battery has taken in and given so far.
  if (count === 0) return { charge: chargeLow, discharge: dischargeLow };
  const ways = Array.from({ length: count + 1 }, (_, charged) => ({
    charge: chargeLow + charged * WRAP,
    discharge: dischargeLow + (count - charged) * WRAP,
  }));
  const fits = RATIOS.map(([least, most]) =>
    ways.filter(
      ({ charge, discharge }) => discharge >= least * charge && discharge <= most * charge,
    ),
  ).find(({ length }) => length > 0);
  return fits?.length === 1 ? fits[0] : undefined;
};
