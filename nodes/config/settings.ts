import { modelNamed, plainHost, type Tariff } from '../../src/index.js';
import {
  badConfig,
  matching,
  oneOf,
  money,
  secret,
  text,
  unusable,
  whole,
  yesNo,
  type Fields,
} from '../common/fields.js';
import { configPhrases, usePhrases } from '../common/phrases.js';

/** What a config node was told, parsed. Times are milliseconds. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly serial?: string;
  readonly model?: string;
  readonly liveEvery: number;
  readonly allEvery: number;
  readonly pace: number;
  readonly readOnly: boolean;
  readonly unverified: boolean;
  readonly acceptBadCrc: boolean;
  readonly findAgain: boolean;
  readonly budget: { readonly warnAt: number; readonly stopAt: number };
  /** Absent: costs are not told. */
  readonly tariff?: Tariff;
  /** First part of topics in GivTCP's own namings. */
  readonly topicRoot: string;
}

export interface MqttSettings {
  /** Absent: nothing is published. */
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** 4 is MQTT 3.1.1. */
  readonly protocolVersion: 4 | 5;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** A name, an IPv4 or an IPv6 address; the port has a field of its own. */
export const HOST = /^(?:[\w.-]+|[\da-f.]*:[\da-f.]*:[\da-f.:]*)$/i;
export const TOPIC = /^[^/+#$\s][^+#]*$/;
const DAY = 86_400;

/** Throws BAD_CONFIG with a sentence that names the field. */
export const settingsFrom = (fields: Fields): Settings => {
  const serial = matching(fields, 'serial', /^[A-Za-z0-9]{10}$/, usePhrases.say('serial'));
  const model = modelFrom(fields);
  const tariff = tariffFrom(fields);
  return {
    host: hostFrom(fields),
    port: whole(fields, 'port', [1, 65_535], 8899),
    liveEvery: whole(fields, 'liveEvery', [5, DAY], 15) * 1000,
    allEvery: whole(fields, 'allEvery', [5, DAY], 120) * 1000,
    pace: whole(fields, 'pace', [0, 10_000], 250),
    readOnly: yesNo(fields, 'readOnly', false),
    unverified: yesNo(fields, 'unverified', false),
    acceptBadCrc: yesNo(fields, 'acceptBadCrc', false),
    findAgain: yesNo(fields, 'findAgain', false),
    budget: budgetFrom(fields),
    topicRoot: matching(fields, 'topicRoot', TOPIC, usePhrases.say('topic')) ?? 'GivEnergy',
    ...(serial !== undefined && { serial }),
    ...(model !== undefined && { model }),
    ...(tariff !== undefined && { tariff }),
  };
};

/** Apart from the rest: a broker that is set up wrongly must not keep the inverter from being read. */
export const mqttFrom = (fields: Fields, credentials: Fields): MqttSettings => {
  const host = matching(fields, 'broker', HOST, usePhrases.say('broker'));
  const portGiven = text(fields, 'brokerPort') !== '';
  const username = secret(credentials, 'username');
  const password = secret(credentials, 'password');
  return {
    protocolVersion: oneOf(fields, 'protocolVersion', ['4', '5']) === '5' ? 5 : 4,
    qos: qosFrom(fields),
    retain: yesNo(fields, 'retain', true),
    ...(host !== undefined && { host }),
    ...(portGiven && { port: whole(fields, 'brokerPort', [1, 65_535], 1883) }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
};

const hostFrom = (fields: Fields): string => {
  const host = matching(fields, 'host', HOST, usePhrases.say('dongle'));
  if (host === undefined) throw badConfig(configPhrases.say('noAddress'));
  return plainHost(host);
};

/** What energy costs; undefined while no day rate is filled in. */
const tariffFrom = (fields: Fields): Tariff | undefined => {
  const dayRate = money(fields, 'dayRate');
  const nightRate = money(fields, 'nightRate');
  const exportRate = money(fields, 'exportRate');
  const currency = matching(fields, 'currency', /^[A-Z]{3}$/, usePhrases.say('currency'));
  const byHand = oneOf(fields, 'rateChange', ['clock', 'hand']) === 'hand';
  const starts = byHand ? {} : startsFrom(fields);
  if (dayRate === undefined && (nightRate ?? exportRate) !== undefined)
    throw badConfig(configPhrases.say('noDayRate'));
  if (dayRate === undefined) return undefined;
  return {
    dayRate,
    byHand,
    ...starts,
    ...(nightRate !== undefined && { nightRate }),
    ...(exportRate !== undefined && { exportRate }),
    ...(currency !== undefined && { currency }),
  };
};

const startsFrom = (fields: Fields): Pick<Tariff, 'dayStart' | 'nightStart'> => {
  const dayStart = timeOfDay(fields, 'dayStart') ?? '07:30';
  const nightStart = timeOfDay(fields, 'nightStart') ?? '00:30';
  if (dayStart !== nightStart) return { dayStart, nightStart };
  throw badConfig(configPhrases.say('sameStart', { time: nightStart }));
};

const timeOfDay = (fields: Fields, name: 'dayStart' | 'nightStart'): string | undefined =>
  matching(fields, name, /^([01]?\d|2[0-3]):[0-5]\d$/, usePhrases.say('time'))?.padStart(5, '0');

const modelFrom = (fields: Fields): string | undefined => {
  const model = matching(fields, 'model', /./, '');
  if (model === undefined || modelNamed(model) !== undefined) return model;
  throw unusable('model', model, usePhrases.say('model'));
};

const budgetFrom = (fields: Fields): Settings['budget'] => ({
  warnAt: whole(fields, 'warnAt', [1, 10_000], 100),
  stopAt: whole(fields, 'stopAt', [1, 10_000], 400),
});

const qosFrom = (fields: Fields): 0 | 1 | 2 => {
  const level = whole(fields, 'qos', [0, 2], 0);
  return level === 1 || level === 2 ? level : 0;
};
