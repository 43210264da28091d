/** A daily period in minutes since midnight. It may cross midnight; equal ends make it empty. */
export interface Window {
  readonly start: number;
  readonly end: number;
  /** % at which the battery is done in this period. */
  readonly until?: number;
}

/** What people and programs have set, in the same words for every family. */
export interface Settings {
  /** Match demand; otherwise discharge slots run at full rate. */
  readonly eco: boolean;
  readonly chargeEnabled: boolean;
  readonly dischargeEnabled: boolean;
  readonly chargeWindows: readonly Window[];
  readonly dischargeWindows: readonly Window[];
  /** At full rate to the grid, whatever the mode. */
  readonly exportWindows: readonly Window[];
  /** Charging and discharging at once, whatever the time. */
  readonly forceCharge: boolean;
  readonly forceDischarge: boolean;
  readonly pauseCharge: boolean;
  readonly pauseDischarge: boolean;
  /** When the pause holds; empty means all day. */
  readonly pauseWindow: Window;
  /** % */
  readonly chargeTarget: number;
  readonly floor: number;
  /** W */
  readonly chargeLimit: number;
  readonly dischargeLimit: number;
  readonly outputLimit: number;
  readonly exportLimit: number;
}

/** What the battery is to do at this moment. */
export interface Orders {
  readonly task:
    | 'match' // cover the house, take the surplus
    | 'charge' // at full rate, from the grid if need be
    | 'discharge' // at full rate
    | 'save'; // take the surplus, give nothing
  /** % where charging and discharging end. */
  readonly top: number;
  readonly floor: number;
  /** W */
  readonly chargeLimit: number;
  readonly dischargeLimit: number;
  readonly outputLimit: number;
  readonly exportLimit: number;
}

const isWithin = ({ start, end }: Window, minute: number): boolean =>
  start <= end ? start <= minute && minute < end : minute >= start || minute < end;

/** What the settings ask for at a minute of the inverter's day. */
export const ordersAt = (settings: Settings, minute: number): Orders => {
  const task = taskAt(settings, minute);
  const { floor, top } = boundsAt(settings, minute, task);
  const paused =
    settings.pauseWindow.start === settings.pauseWindow.end ||
    isWithin(settings.pauseWindow, minute);
  return {
    task,
    top,
    floor,
    chargeLimit: paused && settings.pauseCharge ? 0 : settings.chargeLimit,
    dischargeLimit: paused && settings.pauseDischarge ? 0 : settings.dischargeLimit,
    outputLimit: settings.outputLimit,
    exportLimit: settings.exportLimit,
  };
};

const taskAt = (settings: Settings, minute: number): Orders['task'] => {
  const open = (windows: readonly Window[]): boolean => windows.some((w) => isWithin(w, minute));
  if (settings.forceCharge) return 'charge';
  if (settings.forceDischarge) return 'discharge';
  if (settings.chargeEnabled && open(settings.chargeWindows)) return 'charge';
  if (open(settings.exportWindows)) return 'discharge';
  if (!settings.dischargeEnabled) return settings.eco ? 'match' : 'save';
  if (!open(settings.dischargeWindows)) return 'save';
  return settings.eco ? 'match' : 'discharge';
};

// The lower of the common target and the slot's own ends a charge; the higher of the two floors a discharge.
const boundsAt = (
  settings: Settings,
  minute: number,
  task: Orders['task'],
): { floor: number; top: number } => {
  const discharging = [...settings.dischargeWindows, ...settings.exportWindows];
  const ends = (windows: readonly Window[]): number[] =>
    windows.filter((w) => isWithin(w, minute)).flatMap((w) => w.until ?? []);
  const top =
    task === 'charge' ? Math.min(settings.chargeTarget, ...ends(settings.chargeWindows)) : 100;
  const slotFloors = settings.dischargeEnabled || task === 'discharge' ? ends(discharging) : [];
  const floor = Math.max(settings.floor, ...slotFloors);
  return { top: Math.min(100, top), floor: Math.min(100, floor) };
};
