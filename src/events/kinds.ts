import {
  after,
  also,
  capital,
  change,
  degrees,
  millivolts,
  percent,
  watts,
  type Facts,
} from './phrases.js';
import { settingLabel } from '../registers/settingLabels.js';

/** alarm: somebody should look now. warning: soon. info: nice to know. */
export type Level = 'alarm' | 'warning' | 'info';

interface Kind {
  readonly level: Level;
  label(facts: Facts): string;
}

const alarm = (label: Kind['label']): Kind => ({ level: 'alarm', label });
const warning = (label: Kind['label']): Kind => ({ level: 'warning', label });
const info = (label: Kind['label']): Kind => ({ level: 'info', label });

/** Everything that is told, and in which words. */
export const kinds = {
  gridLost: alarm(() => 'The grid is lost'),
  gridRestored: info((e) => `The grid is back${after(e)}`),
  batteryFull: info((e) => `The battery is full: ${percent(e)}`),
  batteryNotFull: info((e) => `The battery is no longer full: ${percent(e)}`),
  batteryLow: warning((e) => `The battery is low: ${percent(e)}`),
  batteryNotLow: info((e) => `The battery is no longer low: ${percent(e)}`),
  reserveReached: info((e) => `The battery is down to its reserve: ${percent(e)}`),
  reserveLeft: info((e) => `The battery is above its reserve again: ${percent(e)}`),
  importHigh: warning((e) => `Import from the grid is above ${e.limit} W: ${watts(e)}`),
  importNormal: info((e) => `Import from the grid is below ${e.limit} W again: ${watts(e)}`),
  exportHigh: warning((e) => `Export to the grid is above ${e.limit} W: ${watts(e)}`),
  exportNormal: info((e) => `Export to the grid is below ${e.limit} W again: ${watts(e)}`),
  chargeStarted: info((e) => `The battery charges: ${watts(e)}`),
  chargeFinished: info((e) => `The battery no longer charges${after(e)}`),
  dischargeStarted: info((e) => `The battery discharges: ${watts(e)}`),
  dischargeFinished: info((e) => `The battery no longer discharges${after(e)}`),
  slotBegan: info((e) => `${capital(e.what)} has begun${also(e)}`),
  slotEnded: info((e) => `${capital(e.what)} is over${also(e)}`),
  inverterFault: alarm((e) => `Fault, ${e.what}: ${e.detail}`),
  inverterFaultCleared: info((e) => `Fault is gone, ${e.what}: ${e.detail}`),
  inverterWarning: warning((e) => `Warning, ${e.what}: ${e.detail}`),
  inverterWarningCleared: info((e) => `Warning is gone, ${e.what}: ${e.detail}`),
  inverterHot: warning((e) => `${capital(e.what)} is hot: ${degrees(e)}`),
  inverterCool: info((e) => `${capital(e.what)} is no longer hot: ${degrees(e)}`),
  batteryHot: warning((e) => `The battery is hot: ${degrees(e)}`),
  batteryCool: info((e) => `The battery is no longer hot: ${degrees(e)}`),
  cellSpreadHigh: warning((e) => `The cells of ${e.what} lie ${millivolts(e)} apart`),
  cellSpreadNormal: info((e) => `The cells of ${e.what} are closer again: ${millivolts(e)}`),
  connectionLost: alarm((e) => `The inverter does not answer${also(e)}`),
  connectionRestored: info((e) => `The inverter answers again${after(e)}`),
  settingChanged: info(
    (e) => `${capital(settingLabel(e.what))} was changed elsewhere: ${change(e)}`,
  ),
  planNotObeyed: warning((e) => `${capital(e.what)} is planned, but does not happen${also(e)}`),
  planObeyed: info((e) => `${capital(e.what)} is as planned again`),
} as const satisfies Readonly<Record<string, Kind>>;

export type EventKind = keyof typeof kinds;
