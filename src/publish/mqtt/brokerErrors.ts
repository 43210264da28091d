import { GivError } from '../../errors.js';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** Why there is no connection to the broker, and what its owner can do about it. */
export const brokerError = (cause: unknown, address: Address): GivError => {
  const code = codeOf(cause);
  const where = `MQTT broker ${address.host}:${address.port}`;
  const sentence = sentences.find((row) => row.codes.includes(code));
  const text = sentence?.says(address) ?? `stopped the connection: ${messageOf(cause)}`;
  const kind = sentence?.kind ?? 'other';
  return new GivError('BROKER', `${where} ${text}`, { cause: code, kind, ...address });
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
  const what =
    deed === 'publish'
      ? `refused what is published to ${topic}`
      : `does not let this user subscribe to ${topic}, so nothing is heard there`;
  return new GivError(
    'BROKER',
    `MQTT broker ${host}:${port} ${what} (${refusal.message}): allow it in the broker's access list`,
    { topic, host, port },
  );
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

interface Sentence {
  readonly kind: BrokerTrouble;
  readonly codes: readonly (string | number)[];
  readonly says: (address: Address) => string;
}

/** OpenSSL has a code for each way in which a file is no certificate or key. */
const UNREADABLE = 'ERR_OSSL';
const PLAIN = 1883;
const SECURE = 8883;

/** By connection acknowledgement (MQTT 3.1.1: 1 to 5, MQTT 5: 128 and up), socket or TLS code. */
const sentences: readonly Sentence[] = [
  {
    kind: 'login',
    codes: [4, 5, 134, 135],
    says: () =>
      'refused the user name or password: correct them in the configuration, and check that the broker knows this user',
  },
  {
    kind: 'version',
    codes: [1, 132],
    says: () => 'does not speak this MQTT version: choose MQTT 3.1.1 in the configuration',
  },
  {
    kind: 'clientId',
    codes: [2, 133],
    says: () => 'refused the client id: leave it empty, or choose another one',
  },
  {
    kind: 'otherClient',
    codes: [142],
    says: () => 'gave the connection to another client with the same client id: choose another one',
  },
  {
    kind: 'busy',
    codes: [3, 136, 137],
    says: () => 'is not available at the moment; trying again',
  },
  {
    kind: 'unknownName',
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    says: () => 'cannot be found: check the spelling of the host name, or use its IP address',
  },
  {
    kind: 'refused',
    codes: ['ECONNREFUSED'],
    says: ({ tls }) =>
      `refused the connection: check that the broker runs and listens on this port (usually ${tls ? SECURE : PLAIN})`,
  },
  {
    kind: 'unreachable',
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT', 'TIMEOUT'],
    says: () => 'does not answer: check its address, the network and the firewall',
  },
  {
    kind: 'unknownCa',
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_SIGNATURE_FAILURE',
    ],
    says: () =>
      'has a certificate from an authority that is not known here: add its CA certificate to the TLS configuration',
  },
  {
    kind: 'otherName',
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    says: ({ host }) =>
      `has a certificate for another name than ${host}: use the name in the certificate as host, or set it as server name in the TLS configuration`,
  },
  {
    kind: 'outdated',
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    says: () => 'has a certificate that is not valid today: renew it, or correct the clock',
  },
  {
    kind: 'noTls',
    codes: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    says: () =>
      `does not speak TLS on this port: use the TLS port (usually ${SECURE}), or switch TLS off`,
  },
  {
    kind: 'clientCertificate',
    codes: [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    ],
    says: () =>
      'did not accept the client certificate: check certificate and key in the TLS configuration',
  },
  {
    kind: 'badCertificate',
    codes: [UNREADABLE, 'ERR_MISSING_PASSPHRASE'],
    says: () =>
      'is not connected to, as the TLS configuration cannot be used: check certificate, key and CA certificate there, and the passphrase if the key has one',
  },
  {
    kind: 'closed',
    codes: ['CLOSED', 'ECONNRESET', 'EPIPE'],
    says: ({ tls }) =>
      tls
        ? `closed the connection: if it does not expect TLS on this port, use the TLS port (usually ${SECURE}), or switch TLS off`
        : 'closed the connection: if it expects TLS on this port, switch TLS on',
  },
  {
    kind: 'noBroker',
    codes: ['NO_MQTT'],
    says: () => 'answers, but not in MQTT: something else than a broker listens on this port',
  },
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
