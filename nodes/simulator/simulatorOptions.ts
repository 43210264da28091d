import { families, type FamilyName } from '../../src/index.js';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { matching, oneOf, text, unusable, whole, yesNo, type Fields } from '../common/fields.js';
import { usePhrases } from '../common/phrases.js';

export type ModelName = Exclude<FamilyName, 'unknown'>;

/** The models there are: the first is the usual one. */
export const simulated = (): readonly { readonly name: string; readonly title: string }[] =>
  families.map(({ name, title }) => ({ name, title }));

/** Where others cannot reach it: what is simulated looks like an inverter, and takes every setting. */
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|::1)$/;
const EVERYWHERE = '0.0.0.0';

/** Throws BAD_CONFIG. */
export const simulatorOptionsFrom = (fields: Fields, now: Date): SimulatorOptions => {
  const serial = matching(
    fields,
    'inverterSerial',
    /^[A-Z0-9]{10}$/,
    usePhrases.say('simulatedSerial'),
  );
  const percent = text(fields, 'startCharge');
  const port = whole(fields, 'port', [0, 65_535], 8899);
  return {
    model: modelFrom(fields),
    host: hostFrom(fields),
    port,
    ...(port > 0 && { dongle: dongleAt(port) }),
    startAt: startFrom(fields, now),
    speed: whole(fields, 'speed', [1, 3600], 1),
    latency: oneOf(fields, 'latency', ['none', 'real']) === 'real' ? 'captured' : 0,
    sky: oneOf(fields, 'sky', ['usual', 'clear', 'changeable', 'grey']),
    ...sizesFrom(fields),
    ...(serial !== undefined && { serial }),
    ...(percent !== '' && { stateOfCharge: whole(fields, 'startCharge', [0, 100], 0) }),
  };
};

/** Several of a model are several inverters, each with its own dongle. */
const dongleAt = (port: number): string => `WF${String(port).padStart(8, '0')}`;

const modelFrom = (fields: Fields): ModelName => {
  const name = text(fields, 'simulates');
  const { name: known } = families.find((family) => family.name === (name || USUAL)) ?? {};
  if (known !== undefined && known !== 'unknown') return known;
  throw unusable(
    'simulates',
    name,
    usePhrases.say('oneOf', {
      words: simulated()
        .map((one) => one.name)
        .join(', '),
    }),
  );
};
const USUAL: ModelName = 'hybridGen3';

const hostFrom = (fields: Fields): string => {
  if (yesNo(fields, 'lan', false)) return EVERYWHERE;
  return matching(fields, 'simulatorHost', LOOPBACK, usePhrases.say('loopback')) ?? '127.0.0.1';
};

/** Packs, modules or All-in-Ones: a model has one kind of them, and the others are passed over. */
const sizesFrom = (
  fields: Fields,
): Pick<SimulatorOptions, 'packs' | 'modulesPerStack' | 'aios'> => {
  if (text(fields, 'batteries') === '') return {};
  const count = whole(fields, 'batteries', [1, 8], 1);
  return { packs: count, modulesPerStack: count, aios: count };
};

/** Month and day on which a season is at its most. */
const seasons = {
  today: undefined,
  spring: [2, 20],
  summer: [5, 21],
  autumn: [8, 22],
  winter: [11, 21],
} as const;

const startFrom = (fields: Fields, now: Date): Date => {
  const season = oneOf(fields, 'season', ['today', 'spring', 'summer', 'autumn', 'winter']);
  const time = matching(fields, 'startTime', /^([01]?\d|2[0-3]):[0-5]\d$/, usePhrases.say('time'));
  const [month, day] = seasons[season] ?? [now.getMonth(), now.getDate()];
  const [hour = now.getHours(), minute = now.getMinutes()] = time?.split(':').map(Number) ?? [];
  return new Date(now.getFullYear(), month, day, hour, minute);
};
