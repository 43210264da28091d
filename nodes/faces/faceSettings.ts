import type { Naming } from '../../src/index.js';
import { badConfig, matching, oneOf, secret, whole, yesNo, type Fields } from '../common/fields.js';
import { HOST, TOPIC } from '../config/settings.js';
import { configPhrases, usePhrases } from '../common/phrases.js';

export interface PublishSettings {
  readonly naming: Naming;
  readonly changedOnly: boolean;
  /** ms until everything is published again, changed or not. */
  readonly refreshEvery: number;
  readonly commands: boolean;
  /** Absent: Home Assistant is not told. */
  readonly discovery?: DiscoverySettings;
}

export interface DiscoverySettings {
  readonly form: 'device' | 'entity';
  readonly topic: string;
  readonly prefix: string;
  readonly birthTopic: string;
  readonly slots: 'select' | 'time' | 'text';
  readonly objectId: boolean;
}

export interface RestSettings {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
}

const DAY = 86_400;

/** Whether and how a config node publishes by itself; undefined: not. Throws BAD_CONFIG. */
export const publishingFrom = (fields: Fields): PublishSettings | undefined => {
  const commands = yesNo(fields, 'commands', false);
  const naming = oneOf(fields, 'naming', ['v3', 'clean', 'original']);
  const discovery = discoveryFrom(fields);
  if (!yesNo(fields, 'publish', false)) return nothing(commands, discovery);
  if (discovery !== undefined && naming !== 'v3') throw badConfig(configPhrases.say('otherNames'));
  return {
    naming,
    commands,
    changedOnly: oneOf(fields, 'only', ['changed', 'all']) === 'changed',
    refreshEvery: whole(fields, 'refreshEvery', [10, DAY], 600) * 1000,
    ...(discovery !== undefined && { discovery }),
  };
};

/** What builds on publishing cannot stand without it. */
const nothing = (commands: boolean, discovery: DiscoverySettings | undefined): undefined => {
  const left = commands ? 'commandsAlone' : discovery && 'discoveryAlone';
  if (left !== undefined) throw badConfig(configPhrases.say(left));
};

const discoveryFrom = (fields: Fields): DiscoverySettings | undefined => {
  const form = oneOf(fields, 'discovery', ['off', 'device', 'entity']);
  if (form === 'off') return undefined;
  return {
    form,
    topic: topic(fields, 'discoveryPrefix') ?? 'homeassistant',
    birthTopic: topic(fields, 'birthTopic') ?? 'homeassistant/status',
    prefix: matching(fields, 'devicePrefix', /^[\w-]+$/, usePhrases.say('prefix')) ?? 'GivTCP',
    slots: oneOf(fields, 'slotTimes', ['select', 'time', 'text']),
    objectId: yesNo(fields, 'objectIds', false),
  };
};

const topic = (fields: Fields, name: 'discoveryPrefix' | 'birthTopic'): string | undefined =>
  matching(fields, name, TOPIC, usePhrases.say('topic'));

/** Whether and where a config node answers REST calls; undefined: not. Throws BAD_CONFIG. */
export const restFrom = (fields: Fields, credentials: Fields): RestSettings | undefined => {
  if (!yesNo(fields, 'rest', false)) return undefined;
  const token = secret(credentials, 'restToken');
  return {
    host: matching(fields, 'restHost', HOST, usePhrases.say('ownAddress')) ?? '127.0.0.1',
    port: whole(fields, 'restPort', [1, 65_535], 6345),
    ...(token !== undefined && { token }),
  };
};
