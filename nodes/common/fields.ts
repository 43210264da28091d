import { GivError, phrasebook, show } from '../../src/index.js';
import { configPhrases, usePhrases } from './phrases.js';

/** What a dialog, an import or the environment put into a node: anything, until it has been parsed. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields as the dialogs call them; the ports are told apart. */
export const fieldPhrases = phrasebook('field', {
  host: 'Address',
  port: 'Port',
  serial: 'Dongle serial',
  model: 'Model code',
  liveEvery: 'Read power every',
  allEvery: 'Read the rest every',
  pace: 'Rest between questions',
  readOnly: 'Read only',
  unverified: 'Untried settings',
  acceptBadCrc: 'Wrong checksums',
  findAgain: 'Find it again',
  warnAt: 'Warn after',
  stopAt: 'Stop after',
  broker: 'Broker',
  brokerPort: 'Broker port',
  username: 'User name',
  password: 'Password',
  topicRoot: 'Topics begin with',
  qos: 'Delivery',
  retain: 'Keep last values',
  protocolVersion: 'MQTT version',
  refreshEvery: 'Everything again every',
  commands: 'Commands',
  discovery: 'Home Assistant',
  devicePrefix: 'Device name begins with',
  discoveryPrefix: 'Discovery topic',
  birthTopic: 'Start-up topic',
  slotTimes: 'Slot times',
  objectIds: 'Home Assistant older than 2025.10',
  dayRate: 'Day rate',
  nightRate: 'Night rate',
  exportRate: 'Export rate',
  currency: 'Currency',
  rateChange: 'Rates change',
  dayStart: 'Day from',
  nightStart: 'Night from',
  rest: 'Answer web calls',
  restHost: 'For whom',
  restPort: 'Port of the web calls',
  restToken: 'Token',
  function: 'What',
  trigger: 'When',
  every: 'Seconds',
  output: 'As',
  only: 'Send',
  naming: 'Names',
  maxAge: 'Max. age',
  publish: 'Publish',
  control: 'Control',
  source: 'Values',
  dryRun: 'Dry run',
  strictSeed: 'As in 2021',
  force: 'Force',
  grid: 'Grid lost',
  importPower: 'Import high',
  exportPower: 'Export high',
  low: 'Battery low',
  full: 'Battery full',
  reserve: 'Reserve reached',
  charging: 'Charging',
  discharging: 'Discharging',
  slots: 'Slots',
  plan: 'Plan not obeyed',
  fault: 'Fault',
  warning: 'Warning',
  inverterHeat: 'Inverter hot',
  batteryHeat: 'Battery hot',
  cells: 'Cells apart',
  settings: 'Setting changed',
  connection: 'Connection lost',
  importLimit: 'Import limit',
  exportLimit: 'Export limit',
  powerFor: 'For at least',
  lowAt: 'Low at',
  fullAt: 'Full at',
  inverterHeatAt: 'Inverter hot at',
  batteryHeatAt: 'Battery hot at',
  cellsAt: 'Cells apart by',
  planAfter: 'Plan not obeyed for',
  offlineAfter: 'Connection lost for',
  tellAtStart: 'At the start',
  simulates: 'Model',
  batteries: 'Batteries',
  season: 'Day',
  sky: 'Sky',
  language: 'Labels in',
  startTime: 'Time',
  startCharge: 'Charge',
  speed: 'Speed',
  latency: 'Answers',
  simulatorHost: 'Address',
  lan: 'Network',
  inverterSerial: 'Serial',
});
export const { sentences: labels } = fieldPhrases;
export type FieldName = keyof typeof labels;

export const badConfig = (sentence: string): GivError => new GivError('BAD_CONFIG', sentence);

/** A field as trimmed text; empty when it was left out. */
export const text = (fields: Fields, name: FieldName): string => {
  const value = fields[name];
  const plain = ['string', 'number', 'boolean'].includes(typeof value);
  return whenSet(plain ? String(value).trim() : '', name);
};

/** A whole number, as a number or as text; empty means the usual value. */
export const whole = (
  fields: Fields,
  name: FieldName,
  [least, most]: readonly [number, number],
  usual: number,
): number => {
  const value = text(fields, name);
  if (value === '') return usual;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw unusable(name, value, usePhrases.say('whole', { least, most }));
};

/** Money, with a point or a comma; absent when empty. */
export const money = (fields: Fields, name: FieldName): number | undefined => {
  const value = text(fields, name);
  if (value === '') return undefined;
  if (/^-?\d{1,4}([.,]\d{1,6})?$/.test(value)) return Number(value.replace(',', '.'));
  throw unusable(name, value, usePhrases.say('money'));
};

/** Words for yes and no, in dialogs and messages. */
export const answers: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

export const yesNo = (fields: Fields, name: FieldName, usual: boolean): boolean => {
  const value = text(fields, name);
  if (value === '') return usual;
  const answer = answers.get(value.toLowerCase());
  if (answer === undefined) throw unusable(name, value, usePhrases.say('yesNo'));
  return answer;
};

/** One of a few words; empty means the first. */
export const oneOf = <Word extends string>(
  fields: Fields,
  name: FieldName,
  words: readonly [Word, ...Word[]],
): Word => {
  const value = text(fields, name);
  if (value === '') return words[0];
  const word = words.find((known) => known === value);
  if (word === undefined)
    throw unusable(name, value, usePhrases.say('oneOf', { words: words.join(', ') }));
  return word;
};

/** Text of a form; absent when empty. */
export const matching = (
  fields: Fields,
  name: FieldName,
  pattern: RegExp,
  expected: string,
): string | undefined => {
  const value = text(fields, name);
  if (value === '') return undefined;
  if (!pattern.test(value)) throw unusable(name, value, expected);
  return value;
};

/** As it is: a password may hold blanks, and dollar signs that are no variable. */
export const secret = (fields: Fields, name: FieldName): string | undefined => {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') return undefined;
  return /^\$[{(]\w+[})]$/.test(value) ? whenSet(value, name) : value;
};

export const unusable = (name: FieldName, value: string, expected: string): GivError =>
  badConfig(configPhrases.say('unusable', { field: labels[name], value: show(value), expected }));

/** Node-RED has put in the variables it knows before a node sees them: one that is left is not set. */
const whenSet = (value: string, name: FieldName): string => {
  const [, variable] = /^\$[{(](.*)[})]$/.exec(value) ?? [];
  if (variable !== undefined)
    throw badConfig(configPhrases.say('notSet', { field: labels[name], variable }));
  if (value.includes('${'))
    throw unusable(name, value, usePhrases.say('variable', { example: '${NAME}' }));
  return value;
};
