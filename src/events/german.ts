import { germanSettings, settingLabel } from '../registers/settingLabels.js';
import type { EventKind } from './kinds.js';
import {
  after as lasting,
  capital,
  change,
  degrees,
  millivolts,
  percent,
  watts,
  type Facts,
} from './phrases.js';

/** The same sentences for people who read German. */
export const german = {
  gridLost: () => 'Das Netz ist ausgefallen',
  gridRestored: (e) => `Das Netz ist wieder da${after(e)}`,
  batteryFull: (e) => `Die Batterie ist voll: ${percent(e)}`,
  batteryNotFull: (e) => `Die Batterie ist nicht mehr voll: ${percent(e)}`,
  batteryLow: (e) => `Die Batterie ist fast leer: ${percent(e)}`,
  batteryNotLow: (e) => `Die Batterie ist nicht mehr fast leer: ${percent(e)}`,
  reserveReached: (e) => `Die Batterie ist bei ihrer Reserve angekommen: ${percent(e)}`,
  reserveLeft: (e) => `Die Batterie liegt wieder über ihrer Reserve: ${percent(e)}`,
  importHigh: (e) => `Der Bezug aus dem Netz liegt über ${e.limit} W: ${watts(e)}`,
  importNormal: (e) => `Der Bezug aus dem Netz liegt wieder unter ${e.limit} W: ${watts(e)}`,
  exportHigh: (e) => `Die Einspeisung liegt über ${e.limit} W: ${watts(e)}`,
  exportNormal: (e) => `Die Einspeisung liegt wieder unter ${e.limit} W: ${watts(e)}`,
  chargeStarted: (e) => `Die Batterie lädt: ${watts(e)}`,
  chargeFinished: (e) => `Die Batterie lädt nicht mehr${after(e)}`,
  dischargeStarted: (e) => `Die Batterie entlädt: ${watts(e)}`,
  dischargeFinished: (e) => `Die Batterie entlädt nicht mehr${after(e)}`,
  slotBegan: (e) => `${named(e)} hat begonnen${also(e)}`,
  slotEnded: (e) => `${named(e)} ist vorbei${also(e)}`,
  inverterFault: (e) => `Störung, ${named(e)}: ${e.detail}`,
  inverterFaultCleared: (e) => `Störung behoben, ${named(e)}: ${e.detail}`,
  inverterWarning: (e) => `Warnung, ${named(e)}: ${e.detail}`,
  inverterWarningCleared: (e) => `Warnung vorbei, ${named(e)}: ${e.detail}`,
  inverterHot: (e) => `Heiß, ${named(e)}: ${degrees(e)}`,
  inverterCool: (e) => `Nicht mehr heiß, ${named(e)}: ${degrees(e)}`,
  batteryHot: (e) => `Die Batterie ist heiß: ${degrees(e)}`,
  batteryCool: (e) => `Die Batterie ist nicht mehr heiß: ${degrees(e)}`,
  cellSpreadHigh: (e) => `Die Zellen liegen auseinander, ${named(e)}: ${millivolts(e)}`,
  cellSpreadNormal: (e) => `Die Zellen liegen wieder näher, ${named(e)}: ${millivolts(e)}`,
  connectionLost: (e) => `Der Wechselrichter antwortet nicht${also(e)}`,
  connectionRestored: (e) => `Der Wechselrichter antwortet wieder${after(e)}`,
  settingChanged: (e) =>
    `${capital(settingLabel(e.what, germanSettings))} wurde anderswo geändert: ${change(e)}`,
  planNotObeyed: (e) => `${named(e)} ist geplant, geschieht aber nicht${also(e)}`,
  planObeyed: (e) => `${named(e)} läuft wieder nach Plan`,
} as const satisfies Readonly<Record<EventKind, (facts: Facts) => string>>;

/** English words of subjects and details; what is not here, such as names of faults, stays as it is. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\bdischarge slot\b/, 'Entladezeit'],
  [/\bcharge slot\b/, 'Ladezeit'],
  [/\bexport slot\b/, 'Einspeisezeit'],
  [/^discharging$/, 'Entladen'],
  [/^charging$/, 'Laden'],
  [/^inverter\b/, 'Wechselrichter'],
  [/^(\d\d:\d\d) to (\d\d:\d\d)$/, '$1 bis $2'],
  [/ is on, the battery is at (\d+ %)/, ' läuft, die Batterie ist bei $1'],
  [/ % of (\d+ %)$/, ' % von $1'],
];

const inGerman = (english: string): string =>
  words.reduce((said, [from, to]) => said.replace(from, to), english);

const named = ({ what }: Facts): string => capital(inGerman(what));
const also = ({ detail }: Facts): string => (detail === undefined ? '' : `: ${inGerman(detail)}`);
const after = (e: Facts): string => lasting(e, 'nach');
