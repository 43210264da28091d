import {
  leafMessages,
  readMessage,
  type Extras,
  type Inverter,
  type ReadFunction,
  type ReadMessage,
  type RegisterQuery,
  type Style,
} from '../index.js';

/** What has been read, ready to be shown in either shape. */
export interface Answer {
  readonly message: ReadMessage;
  readonly leaves: readonly ReadMessage[];
  /** The patience was over before all had been read: this is what was known by then. */
  readonly early?: true;
}

/** Hardware that may or may not be there is searched for last, and only these tell of it. */
const needsSearch: ReadonlySet<ReadFunction> = new Set([
  'getBatteryStats',
  'getMeters',
  'getPlant',
]);

/** ms: what a command has read itself, to find out who answers, is not asked for again. */
export const maxAge = 60_000;

/** Reads what a function needs from an inverter that has just been opened, or as much as there is time for until `late`. */
export const answerOf = async (
  name: ReadFunction,
  inverter: Inverter,
  style: Style,
  query: RegisterQuery,
  late: AbortSignal,
): Promise<Answer> => {
  const snapshot = await inverter
    .refresh(needsSearch.has(name) ? 'plant' : 'all', { maxAge })
    .catch((error: unknown) => {
      if (late.aborted && inverter.snapshot !== undefined) return inverter.snapshot;
      throw error;
    });
  const extras = await extrasOf(name, inverter, query);
  const { dongle } = inverter.serials;
  const full = { ...style, ...(dongle === undefined ? {} : { dongle }) };
  return {
    message: readMessage(name, snapshot, extras, full),
    leaves: leafMessages(name, snapshot, extras, full),
    ...(late.aborted && { early: true }),
  };
};

const extrasOf = async (
  name: ReadFunction,
  inverter: Inverter,
  query: RegisterQuery,
): Promise<Extras> => {
  const words = name === 'getRaw' ? await inverter.readRegisters(query) : undefined;
  const { status, counters } = inverter;
  return {
    now: Date.now(),
    link: { state: status.state, counters },
    ...(words === undefined ? {} : { raw: { ...query, words } }),
  };
};
