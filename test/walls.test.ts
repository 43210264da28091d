import { deepEqual, ok } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'vitest';

type Room =
  | 'protocol'
  | 'registers'
  | 'link'
  | 'plant'
  | 'controls'
  | 'discovery'
  | 'decode'
  | 'disk'
  | 'events'
  | 'publish'
  | 'recorder'
  | 'simulator'
  | 'tariff'
  | 'time'
  | 'fleet'
  | 'cli'
  | 'nodes'
  | 'front'
  | 'errors';

/** Who may import whom; `types` may be named but not used at run time. */
interface Rule {
  readonly uses: readonly Room[];
  readonly types?: readonly Room[];
  /** Node's own modules: only rooms at the rim touch the outside world. */
  readonly system?: true;
}
const rules: Readonly<Record<Room, Rule>> = {
  errors: { uses: [] },
  time: { uses: [] },
  protocol: { uses: ['errors'] },
  registers: { uses: ['errors'], types: ['protocol'] },
  link: { uses: ['protocol', 'time', 'errors'], system: true },
  plant: { uses: ['registers', 'errors'], types: ['protocol'] },
  controls: { uses: ['registers', 'errors'], types: ['plant', 'protocol'] },
  discovery: { uses: ['link', 'plant', 'protocol', 'time', 'errors'], system: true },
  disk: { uses: ['tariff', 'errors'], types: ['controls', 'plant'], system: true },
  decode: { uses: ['protocol', 'registers', 'plant', 'errors'] },
  events: { uses: ['registers', 'errors'], types: ['plant', 'controls'] },
  recorder: { uses: ['protocol', 'registers', 'errors'], types: ['plant'] },
  publish: { uses: ['controls', 'time', 'errors'], types: ['plant', 'registers'], system: true },
  tariff: { uses: ['plant', 'time', 'errors'] },
  simulator: { uses: ['protocol', 'registers', 'time', 'errors'], system: true },
  fleet: { uses: ['front'], system: true },
  cli: { uses: ['front', 'fleet', 'simulator', 'publish', 'errors'], system: true },
  nodes: { uses: ['front', 'errors'], system: true },
  front: {
    uses: [
      'protocol',
      'registers',
      'link',
      'plant',
      'controls',
      'decode',
      'discovery',
      'disk',
      'events',
      'publish',
      'recorder',
      'tariff',
      'time',
      'errors',
    ],
  },
};

interface Import {
  readonly file: string;
  readonly to: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const files = globSync(['src/**/*.ts', 'nodes/**/*.ts']).map((file) => file.replaceAll('\\', '/'));

const roomOf = (file: string): Room => {
  const [top, second = ''] = file.split('/');
  if (top === 'nodes') return 'nodes';
  if (['errors.ts', 'phrasebook.ts', 'simulatorPhrases.ts'].includes(second)) return 'errors';
  return Object.keys(rules).find((room): room is Room => room === second) ?? 'front';
};

const importsOf = (file: string): Import[] => {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const fixed = [...text.matchAll(/^(?:im|ex)port\s([^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)].map(
    ([, what = '', to = '']) => ({ file, to, typeOnly: namesTypesOnly(what), dynamic: false }),
  );
  const late = [...text.matchAll(/(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"]+)['"]/g)].map(
    ([, type, to = '']) => ({ file, to, typeOnly: type !== undefined, dynamic: true }),
  );
  return [...fixed, ...late];
};

const namesTypesOnly = (what: string): boolean => {
  if (/^type\s/.test(what)) return true;
  const names = /^\{([^}]*)\}/
    .exec(what)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '');
  return names?.every((name) => /^\s*type\s/.test(name)) ?? false;
};

/** The file an import of ours leads to; undefined for packages. */
const target = ({ file, to }: Import): string | undefined =>
  to.startsWith('.') ? normalize(join(dirname(file), to)).replace(/\.js$/, '.ts') : undefined;

// Types, and what little goes with them: constants and pure functions of a message.
const WORDS_OF_THE_WIRE = 'src/protocol/messages.ts';

const imports = files.flatMap(importsOf);
const shown = ({ file, to }: Import): string => `${file} imports ${to}`;

const allowed = (item: Import): boolean => {
  const from = roomOf(item.file);
  const file = target(item);
  if (file === undefined) return true;
  const to = roomOf(file);
  const { uses, types = [] } = rules[from];
  if (from === to || uses.includes(to)) return true;
  if (file === WORDS_OF_THE_WIRE && types.includes(to)) return true;
  if (/^nodes\/(givtcp-simulator\.ts|simulator\/)/.test(item.file) && to === 'simulator')
    return true;
  return item.typeOnly && types.includes(to);
};

test('there is something to check', () => ok(files.length > 10 && imports.length > files.length));

test('rooms import only what the table allows', () => {
  deepEqual(imports.filter((item) => !allowed(item)).map(shown), []);
});

test('rim rooms and nodes enter the house by the front door', () => {
  const side = imports.filter((item) => {
    const file = target(item);
    return (
      file !== undefined &&
      ['fleet', 'cli', 'nodes'].includes(roomOf(item.file)) &&
      roomOf(file) === 'front' &&
      file !== 'src/index.ts' &&
      // Shared with the dialogs in the browser.
      !file.startsWith('resources/givtcp-upgrades.')
    );
  });
  deepEqual(side.map(shown), []);
});

test('only the rim touches the system', () => {
  const inside = imports.filter(
    ({ file, to }) =>
      to.startsWith('node:') && to !== 'node:events' && rules[roomOf(file)].system !== true,
  );
  deepEqual(inside.map(shown), []);
});

test('nothing in src knows Node-RED', () => {
  deepEqual(
    imports.filter(({ file, to }) => file.startsWith('src/') && /node-red/.test(to)).map(shown),
    [],
  );
});

test('only the broker knows MQTT, and only when it is needed', () => {
  const client = imports.filter(({ to, typeOnly }) => to === 'mqtt' && !typeOnly);
  deepEqual(
    client
      .filter(({ file, dynamic }) => file !== 'src/publish/mqtt/broker.ts' || !dynamic)
      .map(shown),
    [],
  );
});

test('everything imported from outside is a dependency', () => {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const known = Object.keys(manifest.dependencies);
  const outside = imports.filter(
    (item) => target(item) === undefined && !item.to.startsWith('node:'),
  );
  deepEqual(outside.filter(({ to, typeOnly }) => !typeOnly && !known.includes(to)).map(shown), []);
});

test('no file needs itself, by whatever way round', () => {
  const needs = new Map<string, string[]>();
  for (const item of imports)
    if (!item.typeOnly) needs.set(item.file, [...(needs.get(item.file) ?? []), target(item) ?? '']);
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (path.includes(file) || done.has(file)) return;
    for (const next of needs.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  deepEqual(cycles, []);
});

describe('files are short enough to read', () => {
  // Tables and the vocabulary they are written in may run longer.
  const tables = /^src\/(registers\/|publish\/topics|controls\/controls|simulator\/models)/;

  test('under 250 lines, tables apart', () => {
    const long = files
      .filter((file) => !tables.test(file))
      .map((file) => [file, readFileSync(file, 'utf8').trimEnd().split('\n').length] as const)
      .filter(([, lines]) => lines > 250);
    deepEqual(long, []);
  });
});
