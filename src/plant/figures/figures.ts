/**
 * The common core: the same names, units and signs on every family, so that a flow need not care
 * which inverter it talks to. W, kWh, %, °C, V, A, minutes. Absent where the plant does not tell.
 */
export interface Figures {
  readonly power: PowerFigures;
  readonly flows: FlowFigures;
  readonly battery: BatteryFigures;
  readonly energy: { readonly today: EnergyFigures; readonly total: EnergyFigures };
  /** Percent of today: load not taken from the grid; PV energy used at home. */
  readonly share: { readonly selfSufficiency?: number; readonly selfUse?: number };
  readonly mode?: BatteryMode;
}

export interface PowerFigures {
  readonly pv?: number;
  readonly load?: number;
  /** + export, - import. */
  readonly grid?: number;
  readonly import?: number;
  readonly export?: number;
  /** + discharge, - charge. */
  readonly battery?: number;
  readonly charge?: number;
  readonly discharge?: number;
  /** + to house and grid, - charging from the AC side. */
  readonly inverter?: number;
  readonly acCharge?: number;
  readonly eps?: number;
  readonly selfConsumption?: number;
}

/** Never negative; they add up to load, PV and battery power (derived reference, section 2.2). */
export interface FlowFigures {
  readonly solarToHouse?: number;
  readonly solarToBattery?: number;
  readonly solarToGrid?: number;
  readonly batteryToHouse?: number;
  readonly batteryToGrid?: number;
  readonly gridToHouse?: number;
  readonly gridToBattery?: number;
}

export interface BatteryFigures {
  readonly stateOfCharge?: number;
  /** kWh stored now and when full. */
  readonly energy?: number;
  readonly capacity?: number;
  readonly voltage?: number;
  /** + discharge, - charge. */
  readonly current?: number;
  readonly temperature?: number;
  readonly state?: 'charging' | 'discharging' | 'idle';
  /** Minutes at the present power; absent when idle. */
  readonly timeToFull?: number;
  readonly timeToEmpty?: number;
  /** W that the rate settings allow, and the most the model can do. */
  readonly chargeLimit?: number;
  readonly dischargeLimit?: number;
  readonly maxPower?: number;
}

export interface EnergyFigures {
  readonly pv?: number;
  readonly import?: number;
  readonly export?: number;
  readonly load?: number;
  readonly charge?: number;
  readonly discharge?: number;
  readonly throughput?: number;
  /** Grid to battery through the inverter. */
  readonly acCharge?: number;
  /** Inverter AC output. */
  readonly inverter?: number;
  readonly selfConsumption?: number;
}

export type BatteryMode =
  | 'Eco'
  | 'Eco (Paused)'
  | 'Timed Demand'
  | 'Timed Export'
  | 'Export (Paused)';

/** The two rates of a tariff; what they are called, not when they hold. */
export type RateName = 'day' | 'night';

/** What the energy came to in money, since it is counted. Amounts in `currency`, rates in `currency` a kWh. */
export interface CostFigures {
  /** ISO 4217: GBP, EUR ... */
  readonly currency: string;
  /** The rate is switched by hand, not by the clock. */
  readonly byHand: boolean;
  /** The rate that holds. */
  readonly rate: RateName;
  readonly currentRate: number;
  readonly dayRate: number;
  readonly nightRate: number;
  readonly exportRate?: number;
  /** Paid for what the grid gave, earned by what it got. */
  readonly importToday: number;
  readonly importTotal: number;
  readonly exportToday?: number;
  readonly exportTotal?: number;
  /** What a kWh from the grid cost today on average; absent before there was any. */
  readonly averageToday?: number;
  /** What a kWh in the battery was paid with on average, and all of them together; sun costs nothing. */
  readonly batteryRate?: number;
  readonly batteryValue?: number;
  readonly byRate: Readonly<Record<RateName, RateFigures>>;
}

export interface RateFigures {
  readonly energyToday: number;
  readonly costToday: number;
  readonly energyTotal: number;
  readonly costTotal: number;
  /** The import counter when this rate last began, kWh. */
  readonly startedAt?: number;
}
