import { phrasebook } from '../phrasebook.js';

/** What people call the settings and their parts. Sentences, tables and events have it from here. */
export const settingPhrases = phrasebook('setting', {
  start: 'start of {setting}',
  end: 'end of {setting}',
  year: '{setting} (year)',
  month: '{setting} (month)',
  day: '{setting} (day)',
  hour: '{setting} (hour)',
  minute: '{setting} (minute)',
  second: '{setting} (second)',
  chargeSlotTarget: 'target of charge slot {number}',
  dischargeSlotTarget: 'target of discharge slot {number}',
  exportSlotTarget: 'target of export slot {number}',
  chargeSlotExtended: 'second copy of charge slot {number}',
  dischargeSlotExtended: 'second copy of discharge slot {number}',
  chargeSlot: 'charge slot {number}',
  dischargeSlot: 'discharge slot {number}',
  exportSlot: 'export slot {number}',
  smartLoadSlot: 'smart load slot {number}',
  chargeEnabled: 'timed charging',
  dischargeEnabled: 'timed discharging',
  chargeTarget: 'charge target',
  chargeTargetEnabled: 'use of the charge target',
  batteryReserve: 'battery reserve',
  batteryReserveAlternate: 'second battery reserve',
  batteryCutoff: 'battery cutoff',
  batteryChargeRateLimit: 'charge rate',
  batteryDischargeRateLimit: 'discharge rate',
  chargePowerRate: 'charge power limit',
  dischargePowerRate: 'discharge power limit',
  activePowerRate: 'output limit of the inverter',
  ecoModeEnabled: 'eco mode',
  exportPriority: 'export priority',
  epsEnabled: 'backup supply (EPS)',
  batteryPauseMode: 'battery pause',
  batteryPauseSlot: 'times of the battery pause',
  batteryCalibrationStage: 'battery calibration',
  forceChargeEnabled: 'forced charging',
  forceDischargeEnabled: 'forced discharging',
  systemTime: 'clock of the inverter',
  inverterRestart: 'restart of the inverter',
  realTimeControlEnabled: 'real-time control',
  plantControlEnabled: 'control by the EMS',
  exportPowerLimit: 'export limit of the EMS',
  evChargerBoostPower: 'boost of the car charger',
});
const { sentences } = settingPhrases;
type Kind = keyof typeof sentences;

/** The same for people who read German. */
export const germanSettings: Readonly<Record<Kind, string>> = {
  start: 'Beginn: {setting}',
  end: 'Ende: {setting}',
  year: '{setting} (Jahr)',
  month: '{setting} (Monat)',
  day: '{setting} (Tag)',
  hour: '{setting} (Stunde)',
  minute: '{setting} (Minute)',
  second: '{setting} (Sekunde)',
  chargeSlotTarget: 'Ziel der Ladezeit {number}',
  dischargeSlotTarget: 'Ziel der Entladezeit {number}',
  exportSlotTarget: 'Ziel der Einspeisezeit {number}',
  chargeSlotExtended: 'zweite Kopie der Ladezeit {number}',
  dischargeSlotExtended: 'zweite Kopie der Entladezeit {number}',
  chargeSlot: 'Ladezeit {number}',
  dischargeSlot: 'Entladezeit {number}',
  exportSlot: 'Einspeisezeit {number}',
  smartLoadSlot: 'Smart-Load-Zeit {number}',
  chargeEnabled: 'Laden nach Zeit',
  dischargeEnabled: 'Entladen nach Zeit',
  chargeTarget: 'Ladeziel',
  chargeTargetEnabled: 'Ladeziel beachten',
  batteryReserve: 'Batteriereserve',
  batteryReserveAlternate: 'zweite Batteriereserve',
  batteryCutoff: 'Entladegrenze',
  batteryChargeRateLimit: 'Ladeleistung',
  batteryDischargeRateLimit: 'Entladeleistung',
  chargePowerRate: 'Grenze der Ladeleistung',
  dischargePowerRate: 'Grenze der Entladeleistung',
  activePowerRate: 'Wirkleistung',
  ecoModeEnabled: 'Eco-Betrieb',
  exportPriority: 'Vorrang',
  epsEnabled: 'Notstrom (EPS)',
  batteryPauseMode: 'Batteriepause',
  batteryPauseSlot: 'Pausenzeit',
  batteryCalibrationStage: 'Batteriekalibrierung',
  forceChargeEnabled: 'erzwungenes Laden',
  forceDischargeEnabled: 'erzwungenes Entladen',
  systemTime: 'Uhr des Wechselrichters',
  inverterRestart: 'Neustart des Wechselrichters',
  realTimeControlEnabled: 'Echtzeitsteuerung',
  plantControlEnabled: 'Steuerung durch den EMS',
  exportPowerLimit: 'Einspeisegrenze des EMS',
  evChargerBoostPower: 'Boost der Wallbox',
};

const isKind = (name: string): name is Kind => Object.hasOwn(sentences, name);

/** "charge slot 1" for chargeSlot1; a name that is no setting stays as it is. */
export const settingLabel = (
  setting: string,
  labels: Readonly<Record<Kind, string>> = sentences,
): string => {
  const number = /\d+/.exec(setting)?.[0] ?? '';
  const kind = setting.replace(number, '');
  return isKind(kind) ? labels[kind].replace('{number}', number) : setting;
};

/** "start of charge slot 1": of a word that is only a part of its setting. */
export const partLabel = (setting: string, part: string | undefined): string => {
  const label = settingLabel(setting);
  return part !== undefined && isKind(part) ? sentences[part].replace('{setting}', label) : label;
};
