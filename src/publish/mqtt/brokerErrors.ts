import { GivError } from '../../errors.js';
import { phrasebook } from '../../phrasebook.js';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** What is said of a broker; the place names its address. */
export const brokerPhrases = phrasebook('broker', {
  login:
    'the MQTT broker {broker} refused the user name or password: correct them in the tab MQTT, and check that the broker knows this user',
  version: 'the MQTT broker {broker} does not speak this MQTT version: choose MQTT 3.1.1',
  clientId: 'the MQTT broker {broker} refused the name that this program gave itself (client id)',
  otherClient:
    'the MQTT broker {broker} gave the connection to another program that calls itself the same (client id)',
  busy: 'the MQTT broker {broker} is not available at the moment; it is tried again by itself',
  unknownName:
    'the MQTT broker {broker} cannot be found: check the spelling of its name, or use its IP address',
  refused:
    'the MQTT broker {broker} refused the connection: check that it runs and listens on this port (usually {port})',
  unreachable:
    'the MQTT broker {broker} does not answer: check its address, the network and the firewall',
  unknownCa:
    'the MQTT broker {broker} has a certificate from an authority that is not known here: add its CA certificate to the TLS settings',
  otherName:
    'the MQTT broker {broker} has a certificate for another name: use the name in the certificate as Broker, or set it as server name in the TLS settings',
  outdated:
    'the MQTT broker {broker} has a certificate that is not valid today: renew it, or correct the clock',
  noTls:
    'the MQTT broker {broker} does not speak TLS on this port: use its TLS port (usually 8883), or switch TLS off',
  clientCertificate:
    'the MQTT broker {broker} did not accept the client certificate: check certificate and key in the TLS settings',
  badCertificate:
    'the MQTT broker {broker} is not connected to, because the TLS settings cannot be used: check certificate, key and CA certificate there, and the passphrase if the key has one',
  closed:
    'the MQTT broker {broker} closed the connection: if it expects TLS on this port, switch TLS on',
  closedTls:
    'the MQTT broker {broker} closed the connection: if it does not expect TLS on this port, use its TLS port (usually 8883), or switch TLS off',
  noBroker:
    'something answers at {broker}, but not in MQTT: something else than a broker listens on this port, so check the address and the port',
  other: 'the MQTT broker {broker} ended the connection; it is made again by itself ({cause})',
  givenUp: 'the attempt to reach the MQTT broker was given up',
  publish:
    "the MQTT broker {broker} refused what is published to {topic}: allow it in the broker's access list ({cause})",
  subscribe:
    "the MQTT broker {broker} does not let this user listen to {topic}, so nothing is heard there: allow it in the broker's access list ({cause})",
});
const { say } = brokerPhrases;

/** Why there is no connection to the broker, and what its owner can do about it. */
export const brokerError = (cause: unknown, address: Address): GivError => {
  const code = codeOf(cause);
  const kind = causes.find(([, codes]) => codes.includes(code))?.[0] ?? 'other';
  const text = sentenceOf(kind, address, messageOf(cause));
  return new GivError('BROKER', text, { cause: code, kind, ...address });
};

const sentenceOf = (kind: BrokerTrouble, { host, port, tls }: Address, cause: string): string => {
  const broker = `${host}:${port}`;
  switch (kind) {
    case 'refused':
      return say('refused', { broker, port: tls ? SECURE : PLAIN });
    case 'closed':
      return say(tls ? 'closedTls' : 'closed', { broker });
    case 'other':
      return say('other', { broker, cause });
    default:
      return say(kind, { broker });
  }
};

/** What a broker may allow one user and not another. */
export type Deed = 'publish' | 'subscribe';

/** Did the broker say no to this one message, by its reason code? The connection stands. */
export const isRefusal = (error: Error): boolean =>
  ('code' in error && typeof error.code === 'number') ||
  error.message.startsWith('Subscribe error');

/** The connection stands, but a message or a subscription was refused. */
export const notAllowed = (
  deed: Deed,
  topic: string,
  refusal: Error,
  { host, port }: Address,
): GivError => {
  const facts = { broker: `${host}:${port}`, topic, cause: refusal.message };
  return new GivError('BROKER', say(deed, facts), { topic, host, port });
};

/** The same for programs that have words of their own. */
export type BrokerTrouble =
  | 'login'
  | 'version'
  | 'clientId'
  | 'otherClient'
  | 'busy'
  | 'unknownName'
  | 'refused'
  | 'unreachable'
  | 'unknownCa'
  | 'otherName'
  | 'outdated'
  | 'noTls'
  | 'clientCertificate'
  | 'badCertificate'
  | 'closed'
  | 'noBroker'
  | 'other';

/** OpenSSL has a code for each way in which a file is no certificate or key. */
const UNREADABLE = 'ERR_OSSL';
const PLAIN = 1883;
const SECURE = 8883;

/** By connection acknowledgement (MQTT 3.1.1: 1 to 5, MQTT 5: 128 and up), socket or TLS code. */
const causes: readonly (readonly [BrokerTrouble, readonly (string | number)[]])[] = [
  ['login', [4, 5, 134, 135]],
  ['version', [1, 132]],
  ['clientId', [2, 133]],
  ['otherClient', [142]],
  ['busy', [3, 136, 137]],
  ['unknownName', ['ENOTFOUND', 'EAI_AGAIN']],
  ['refused', ['ECONNREFUSED']],
  ['unreachable', ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT', 'TIMEOUT']],
  [
    'unknownCa',
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_SIGNATURE_FAILURE',
    ],
  ],
  ['otherName', ['ERR_TLS_CERT_ALTNAME_INVALID']],
  ['outdated', ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']],
  ['noTls', ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER']],
  [
    'clientCertificate',
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    ],
  ],
  ['badCertificate', [UNREADABLE, 'ERR_MISSING_PASSPHRASE']],
  ['closed', ['CLOSED', 'ECONNRESET', 'EPIPE']],
  ['noBroker', ['NO_MQTT']],
];

const codeOf = (cause: unknown): string | number => {
  const code: unknown =
    typeof cause === 'object' && cause !== null && 'code' in cause && cause.code;
  if (typeof code === 'string' && code.startsWith(UNREADABLE)) return UNREADABLE;
  if (typeof code === 'string' || typeof code === 'number') return code;
  const message = messageOf(cause);
  if (/^invalid|^malformed|^cannot parse|^unexpected/i.test(message)) return 'NO_MQTT';
  return message === 'connack timeout' ? 'TIMEOUT' : 'OTHER';
};

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
