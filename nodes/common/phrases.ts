import { eventKinds, phrasebook, type ErrorCode } from '../../src/index.js';

/** Why a node's settings cannot be used. Of two that fit, the first is meant. */
export const configPhrases = phrasebook('config', {
  noInverter: 'Inverter is missing: choose one in the node, or add one there',
  noAddress: "Address is missing: fill in the IP address of the inverter's dongle",
  noDayRate: 'Day rate is missing, and the other rates are filled in: fill that in too',
  sameStart: 'Night from is {time}, as Day from: use another time',
  noBroker:
    "Broker is missing: name one in the inverter's settings, or switch publishing off and use an MQTT out node",
  noBrokerToTest: 'Broker is missing: fill in its name or IP address',
  noTls: 'TLS refers to settings that do not exist: choose others',
  tlsNotDeployed: 'The TLS settings are not deployed yet: deploy once, then test',
  otherBroker:
    'The broker is not the one that the password was stored for: fill the password in again, or deploy first',
  otherNames:
    'Home Assistant is announced with the names of GivTCP 3: choose those, or switch it off',
  commandsAlone: 'Commands is switched on and Publish is not: switch that on too',
  discoveryAlone: 'Home Assistant is switched on and Publish is not: switch that on too',
  noEvent: 'Nothing is chosen: tick at least one event in the node',
  onRequest: '{name} goes out when a message asks for it: choose that for When',
  unknownSource: '{name} comes from "{source}", which is not known: open the node and choose anew',
  notSet:
    '{field} takes the environment variable {variable}, which is not set: set it where Node-RED starts, or fill in a value',
  unusable: '{field} is {value}: use {expected}',
});

/** What a field of a node takes. */
export const usePhrases = phrasebook('use', {
  whole: 'a whole number from {least} to {most}',
  money: 'money a kWh, such as 0.2864 (pounds, not pence)',
  yesNo: 'true or false',
  oneOf: 'one of {words}',
  variable: 'a variable only as the whole value, such as {example}',
  serial: 'ten letters and digits',
  simulatedSerial: 'ten capitals and digits',
  topic: 'a topic without + and #',
  broker: 'a host name or an IP address, without a port',
  dongle: "the IP address or name of the inverter's dongle, without a port",
  currency: 'three letters such as GBP or EUR',
  time: 'a time such as 07:30',
  model: 'four digits or letters A to F, such as 4004',
  prefix: 'letters, digits, - and _',
  ownAddress: 'an IP address of this computer',
  loopback: 'an address of this computer alone such as 127.0.0.1, or tick "Network"',
});

/** What is wrong with a message, beside what the program itself says of it. */
export const messagePhrases = phrasebook('message', {
  whole: 'use a whole number from {least} to {most}',
  oneOf: 'use one of {words}',
  onOff: 'use true or false',
  reading: 'use the name of a reading such as stateOfCharge',
  nothingThere: 'there is nothing in {source}',
  noControl:
    'Nothing says what to write: choose a control in the node, or send msg.function or msg.topic, such as "setChargeTarget"',
  noFunction:
    'Nothing says what to read: choose it in the node, or send msg.function as one of {words}',
  unknownFunction:
    '"{name}" is nothing that can be read: choose in the node, or send msg.function as one of {words}',
  chooseControl: 'choose a control first',
  settingsUnread:
    'the inverter has not told all of its settings yet: try again in a minute ({missing})',
});

/** What nodes say by themselves, in the log and the debug sidebar. */
export const nodePhrases = phrasebook('node', {
  connected: 'Connected to the inverter',
  offline: 'The inverter cannot be reached: it is tried again by itself',
  stale: 'The inverter does not answer: it is asked again by itself',
  brokerConnected: 'Connected to the MQTT broker',
  restAnswers: 'Web calls are answered on port {port}',
  moved:
    'The dongle at {from} was found again at {to}, which is used until Node-RED restarts. Fill that address in, and give the dongle a fixed one in your router.',
  keeping: 'There is trouble with the file that keeps what is known of the inverter: {cause}',
  sameAddress:
    'This address is that of the inverter settings "{name}" too. Both share one connection, with the poll times and limits of those settings: better let all nodes use the same settings.',
  samePrefix:
    'The inverter settings "{name}" are announced to Home Assistant with the device name {prefix} on this broker too: give one of them another, such as {prefix}2.',
  restOpen:
    'Web calls are answered at {host} without a token: everyone in that network can change settings of the inverter. Set a token, or switch Read only on.',
  anew: 'the connection to the inverter is being made anew: try again in a moment',
  simulates: 'A simulated inverter listens on {address}',
  simulatorClosed: 'the simulated inverter has been closed, because it was deployed anew',
});

/** What stands below nodes. */
export const badgePhrases = phrasebook('badge', {
  several: '{first} · {rest}',
  old: '{age} old',
  ago: '{what} {age} ago',
  justNow: '{what} now',
  noAnswer: 'no answer {age}',
  offline: 'offline {age}',
  load: '{power} load',
  online: 'online',
  ready: 'ready',
  struggles: 'dongle struggles',
  connecting: 'connecting',
  detecting: 'finding out what is there',
  closed: 'closed',
  notConfigured: 'not configured',
  writing: 'writing',
  starting: 'starting',
  portInUse: 'port {port} in use',
  cannotListen: 'cannot listen',
  mqttOffline: 'MQTT offline',
  restOffline: 'web calls offline',
  mqttConnecting: 'MQTT connecting',
  mqtt: 'MQTT',
  rest: 'web calls :{port}',
});

/** "grid lost": an event as it stands below a node. */
export const eventWords = (kind: string): string =>
  kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** All of them: made when asked for, since events are loaded only where somebody watches for some. */
export const eventPhrases = () =>
  phrasebook(
    'event',
    Object.fromEntries(Object.keys(eventKinds).map((kind) => [kind, eventWords(kind)])),
  );

/** What became of the last message, in a word or two. */
export const resultPhrases = phrasebook('result', {
  confirmed: 'confirmed',
  unchanged: 'unchanged',
  dryRun: 'dry run',
  unconfirmed: 'unconfirmed',
  superseded: 'superseded',
  failed: 'failed',
});

/** Why the last message was refused, in a word or two; the message itself has the sentence. */
export const refusalPhrases = phrasebook('refusal', {
  NO_REPLY: 'no answer',
  NOT_CONNECTED: 'not connected',
  CONNECTION_LOST: 'connection lost',
  REFUSED_BY_INVERTER: 'refused by the inverter',
  BAD_INPUT: 'not understood',
  UNKNOWN_FUNCTION: 'unknown name',
  NOT_SUPPORTED: 'not on this model',
  NOT_ALLOWED: 'not allowed',
  READ_ONLY: 'read only',
  BUDGET_SPENT: 'too many writes today',
  NOT_VERIFIED: 'not kept by the inverter',
  NOT_DETECTED: 'inverter not known yet',
  NO_DATA: 'nothing read yet',
  BAD_CONFIG: 'settings not usable',
  BROKER: 'refused by the broker',
  CLOSED: 'given up',
  FAILED: 'went wrong',
} satisfies Record<ErrorCode | 'FAILED', string>);
