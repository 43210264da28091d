/** What the energy in a battery was paid with: an average that moves with what comes in. */
export interface BatteryPrice {
  /** Money a kWh. What was in it at the start counts as free. */
  readonly price: number;
  /** The time that is being gathered: counters tick in steps, and at different polls. */
  readonly since: number;
  /** kWh in the battery when it began. */
  readonly stored?: number;
  readonly flows: Flows;
}

/** kWh, and what the grid was paid. */
export interface Flows {
  readonly charged: number;
  /** Of that, through the inverter from the AC side. */
  readonly fromAc: number;
  readonly discharged: number;
  readonly imported: number;
  readonly paid: number;
}

const nothing: Flows = { charged: 0, fromAc: 0, discharged: 0, imported: 0, paid: 0 };
const HALF_HOUR = 1_800_000;

export const firstPrice = (at: number, stored: number | undefined): BatteryPrice =>
  gathering(0, at, stored);

const gathering = (price: number, since: number, stored: number | undefined): BatteryPrice => ({
  price,
  since,
  ...(stored !== undefined && { stored }),
  flows: nothing,
});

/** Takes in what flowed; every half hour the price is worked out anew. */
export const pricedAt = (
  before: BatteryPrice,
  flows: Flows,
  at: number,
  stored: number | undefined,
): BatteryPrice => {
  const sum = added(before.flows, flows);
  // A clock that was put back begins anew.
  if (at < before.since) return gathering(before.price, at, stored);
  if (stored === undefined) return { ...before, flows: sum };
  const { price, since, stored: first = stored } = before;
  if (at - since < HALF_HOUR) return { price, since, stored: first, flows: sum };
  return gathering(mixed(price, first, sum), at, stored);
};

const added = (a: Flows, b: Flows): Flows => ({
  charged: a.charged + b.charged,
  fromAc: a.fromAc + b.fromAc,
  discharged: a.discharged + b.discharged,
  imported: a.imported + b.imported,
  paid: a.paid + b.paid,
});

/** Old energy at its old price and new at what it cost: no more of it came from the grid than the grid gave. */
const mixed = (price: number, stored: number, flows: Flows): number => {
  const { charged, fromAc, discharged, imported, paid } = flows;
  const bought = Math.min(charged, fromAc, imported);
  if (charged <= 0) return price;
  const cost = imported > 0 ? (bought * paid) / imported : 0;
  const left = Math.max(0, stored - discharged);
  return (left * price + cost) / (left + charged);
};
