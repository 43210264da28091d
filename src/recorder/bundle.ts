import type { Snapshot } from '../plant/snapshot.js';
import { Names } from './names.js';
import { redact } from './redact.js';

/** What an inverter knows of itself, as it is: names and addresses are taken out here. */
export interface BundleSource {
  readonly now: number;
  /** Of this package, Node.js, Node-RED ... */
  readonly versions: Readonly<Record<string, string>>;
  readonly inverter: {
    readonly status: object;
    readonly history: readonly object[];
    readonly counters: Readonly<Record<string, number>>;
    readonly snapshot: Snapshot | undefined;
  };
  readonly recording: string;
  /** Texts that must not be told, such as the name of the host. */
  readonly secrets: readonly string[];
}

/** Plain JSON to go with a bug report: how things stand, how they stood, what is there, and the last traffic. */
export interface SupportBundle {
  readonly madeAt: string;
  readonly versions: unknown;
  readonly status: unknown;
  readonly history: unknown;
  readonly counters: unknown;
  /** The last snapshot; absent before the first. */
  readonly snapshot?: unknown;
  /** `<ISO time> rx|tx <hex>` a line. */
  readonly recording: string;
}

/** Serials get the same stand-ins all through, so that devices can be told apart. */
export const supportBundle = (source: BundleSource): SupportBundle => {
  const names = new Names();
  const { now, versions, inverter } = source;
  const secrets = source.secrets.filter((secret) => secret !== '');
  const clean = (value: unknown): unknown => cleaned(value, names, secrets);
  // The inverter's own serial first: it is the best known.
  const snapshot = clean(inverter.snapshot);
  return {
    madeAt: new Date(now).toISOString(),
    versions: clean(versions),
    status: clean(inverter.status),
    history: clean(inverter.history),
    counters: clean(inverter.counters),
    ...(snapshot === undefined ? {} : { snapshot }),
    recording: redact(source.recording, names),
  };
};

const cleaned = (value: unknown, names: Names, secrets: readonly string[], name = ''): unknown => {
  if (typeof value === 'string') return cleanText(value, names, secrets, name);
  if (Array.isArray(value)) return value.map((one: unknown) => cleaned(one, names, secrets, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]: [string, unknown]) => [
      key,
      cleaned(inside, names, secrets, key),
    ]),
  );
};

const cleanText = (
  text: string,
  names: Names,
  secrets: readonly string[],
  name: string,
): string => {
  if (/serial/i.test(name)) return names.of(text);
  const without = secrets.reduce((rest, secret) => rest.replaceAll(secret, '(hidden)'), text);
  return names.in(without);
};
