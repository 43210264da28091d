// Writes docs/registers.md from the register tables: node scripts/docs-registers.mjs (after a build).
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const intro = `# Registers

What each reading is called, where it lives in the inverter, and which of them may be changed. This
page is written from the tables that the code itself uses (\`src/registers\`), so it cannot disagree
with them; \`node scripts/docs-registers.mjs\` writes it anew.

How to read it:

- **Reading** is the name in \`msg.payload\`. One name means one thing on every family, whatever the
  register behind it.
- **Register** is the address; a range means the value takes several. Settings are holding registers
  (function 3), measurements are input registers (function 4), both of device 0x11 unless said.
- **On the wire** is what one step of the raw number is worth, and its kind. Numbers of 32 bits have
  their high word first. A \`timeslot\` is two registers with start and end as decimal HHMM.
- **Range**: a measurement outside it is taken for a glitch and left out; a setting outside it is
  refused.
- **Written** says when a setting may be changed. What has no such column is never written by this
  package, and there is no switch that would change that.
- A reading that the inverter does not tell is *absent*. It is never 0 instead.
`;

/** In the order of the page. `after` are tables whose rows are shown there already. */
const devices = [
  {
    table: 'singlePhase',
    title: 'Single-phase inverters',
    about: `Hybrids of all generations, AC coupled, All-in-One and PV inverters. Which settings a model
really has depends on its family: slots 3 to 10 and slot targets on models with ten slots only, power
limits on AC coupled and All-in-One, and a PV inverter takes only its clock, \`activePowerRate\` and
the restart.`,
  },
  {
    table: 'threePhase',
    title: 'Three-phase inverters',
    about: `Their own map begins at 1000. The reserve, the charge target and slots 1 and 2 moved there;
the registers that hold them on single-phase inverters are not touched here.`,
    after: ['singlePhase'],
    shared: true,
  },
  {
    table: 'ems',
    title: 'EMS plant controller',
    about: `It plans for a whole plant of inverters and overrules what is written to them. It has charge,
discharge and export slots of its own.`,
    after: ['singlePhase'],
    shared: true,
  },
  {
    table: 'gateway',
    title: 'Gateway',
    about: `It answers the settings of a single-phase inverter (above) and hands them on to its
All-in-Ones; what it measures is its own. It has ten slots and no power limits.`,
    after: ['singlePhase'],
  },
  {
    table: 'lowVoltagePack',
    title: 'Low-voltage battery pack',
    about: 'One page per pack, at devices 0x32 to 0x37.',
  },
  {
    table: 'lowVoltageControl',
    title: 'Low-voltage battery control unit',
    about: 'At device 0x31, with some firmware only.',
  },
  {
    table: 'batteryControl',
    title: 'High-voltage stack',
    about: 'The control unit (BCU) of each stack, from device 0x70 on.',
  },
  {
    table: 'batteryModule',
    title: 'High-voltage module',
    about: 'One page per module (BMU), from device 0x50 on, numbered through all stacks.',
  },
  {
    table: 'configuration',
    title: 'High-voltage configuration',
    about: 'What the stacks consist of, at device 0xA0.',
  },
  {
    table: 'aggregator',
    title: 'High-voltage aggregator',
    about: 'Above the stacks (BAMS), at device 0x90; seen on one three-phase plant.',
  },
  {
    table: 'meter',
    title: 'Meters',
    about: `At devices 1 to 8. No register tells the scale of a meter, it follows from what the meter hangs
on. Where the table gives three, they hold for meters of single-phase inverters and Gateways, of
three-phase inverters, and of an EMS. A meter whose voltage times current does not fit its apparent
power is of one of the other kinds, and is read in the scale that fits.`,
    variants: ['meterTenths', 'meterExternal'],
  },
  {
    table: 'meterProduct',
    title: 'Meter product data',
    about: 'Read with function 0x16 from devices 1 to 8.',
  },
];

const conditions = {
  tenSlots: 'on models with ten slots',
  powerLimits: 'on AC coupled and All-in-One',
  pauseMode: 'where it has been read',
  pauseSlot: 'where it has been read',
  largestSeen: 'up to the largest value ever read',
  unverified: 'only with "Untried settings"',
};

const written = ({ needs, accepts }) => {
  const values = accepts === undefined ? '' : `only ${accepts.join(', ')}`;
  return [needs === undefined ? '' : conditions[needs], values].filter(Boolean).join('; ') || 'yes';
};

const registersOf = ({ address, codec: { size, bits, type } }) => {
  const range = size === 1 ? `${address}` : `${address}-${address + size - 1}`;
  if (bits !== undefined) return `${range}, bits ${bits[0]}-${bits[0] + bits[1] - 1}`;
  if (type === 'duo8-high') return `${range}, high byte`;
  return type === 'duo8-low' ? `${range}, low byte` : range;
};

const stepOf = ({ scale, unit }) =>
  [scale === undefined || scale === 1 ? '' : scale, unit ?? ''].filter(Boolean).join(' ');

const kinds = { 'duo8-high': 'byte', 'duo8-low': 'byte', duo8: 'two bytes', varies: '16 bit' };

/** "0.1 V, uint16"; where meters differ all their steps. */
const wireOf = (rows) => {
  const steps = rows.map(({ codec }) => stepOf(codec));
  const step = new Set(steps).size > 1 ? steps.map((one) => one || '1').join(' / ') : steps[0];
  const { type } = rows[0].codec;
  return [step, kinds[type] ?? type].filter(Boolean).join(', ');
};

const rangeOf = ({ range }) => (range === undefined ? '' : `${range[0]} to ${range[1]}`);

const labelsOf = ({ labels = {}, bits, type }) => {
  const prefix = type === 'bitfield' && bits === undefined ? 'bit ' : '';
  return Object.entries(labels)
    .map(([code, label]) => `${prefix}${code} = ${label}`)
    .join(', ');
};

const sentence = (part) => `${part[0].toUpperCase()}${part.slice(1)}.`;

const meaningOf = ({ note, doubt, codec }) => {
  const labels = labelsOf(codec);
  const parts = [note, doubt, labels === '' ? undefined : `Values: ${labels}`];
  return parts
    .filter((part) => part !== undefined)
    .map(sentence)
    .join(' ');
};

const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const tableOf = (heads, lines) =>
  lines.length === 0
    ? ''
    : [line(heads), line(heads.map(() => '---')), ...lines.map(line)].join('\n');

const section = (title, table) => (table === '' ? [] : [`### ${title}`, table]);

/** Rows that differ in nothing but a running number, evenly spaced: slots, cells, strings. */
const seriesOf = (entries, factsOf) => {
  const groups = new Map();
  for (const [name, row] of entries) {
    const key = [name.replace(/\d+/, '#'), ...factsOf([name, row])].join('|');
    groups.set(key, [...(groups.get(key) ?? []), [name, row]]);
  }
  return [...groups.values()]
    .flatMap((group) => (isEven(group) ? [group] : group.map((one) => [one])))
    .sort(([[, a]], [[, b]]) => a.address - b.address);
};

/** In bits, so that rows which share a word have an order too. */
const positionOf = ([, { address, codec }]) => 16 * address + (codec.bits?.[0] ?? 0);

const isEven = (group) => {
  const gaps = group.slice(1).map((row, index) => positionOf(row) - positionOf(group[index]));
  return group.length > 2 && new Set(gaps).size === 1 && gaps[0] > 0;
};

/** Name and register of a row, or of the first and last of a series. */
const placeOf = (series, place) => {
  const [name, first] = series[0];
  const [lastName, last] = series.at(-1);
  if (series.length === 1) return [`\`${name}\``, place(first)];
  const names = `\`${name}\` to \`${lastName}\``;
  if (last.address === first.address)
    return [names, `${first.address}, ${first.codec.bits[1]} bits each`];
  const gap = series[1][1].address - first.address;
  const every = gap === first.codec.size ? '' : `, every ${gap}`;
  return [names, `${place(first)} to ${place(last)}${every}`];
};

/** One table of the page: a line per row or series. */
const listOf = (heads, entries, factsOf, place = registersOf) =>
  tableOf(
    heads,
    seriesOf(entries, factsOf).map((series) => [...placeOf(series, place), ...factsOf(series[0])]),
  );

/** The rows of one device, by what a reader wants of them. */
const sectionsOf = (rows, variantsOf) => {
  const heads = ['Reading', 'Register', 'On the wire', 'Range'];
  const wire = ([name, row]) => [wireOf([row, ...variantsOf(name)]), rangeOf(row)];
  const told = rows.filter(([, row]) => row.doubt === undefined && !row.writable);
  const plain = (bank) =>
    listOf(
      [...heads, 'Meaning'],
      told.filter(([, row]) => row.bank === bank),
      (entry) => [...wire(entry), meaningOf(entry[1])],
    );
  const settings = listOf(
    [...heads, 'Written', 'Meaning'],
    rows.filter(([, row]) => row.writable),
    (entry) => [...wire(entry), written(entry[1]), meaningOf(entry[1])],
  );
  const doubts = listOf(
    ['Name', 'Register', 'On the wire', 'Why it is left out'],
    rows.filter(([, row]) => row.doubt !== undefined && !row.writable),
    ([, row]) => [wireOf([row]), sentence(row.doubt)],
    (row) => `${row.bank} ${registersOf(row)}`,
  );
  return [
    ...section('Settings', settings),
    ...section('Measurements', plain('input')),
    ...section('Product data', plain('meter')),
    ...section('Identity and installer settings', plain('holding')),
    ...section('Known, but not reported', doubts),
  ];
};

/** Names of rows that an earlier table of the page has shown. */
const sharedOf = (rows) => {
  const names = seriesOf(rows, ([, row]) => [wireOf([row])]).map(
    (series) => placeOf(series, registersOf)[0],
  );
  return `As above, on single-phase inverters: ${names.join(', ')}.`;
};

/** The text of docs/registers.md. */
export const registersDocument = (tables) => {
  const chapters = devices.map(
    ({ table, title, about, after = [], variants = [], shared = false }) => {
      const seen = new Set(after.flatMap((name) => Object.values(tables[name])));
      const rows = Object.entries(tables[table]).sort(([, a], [, b]) => a.address - b.address);
      const variantsOf = (name) => variants.map((variant) => tables[variant][name]);
      return [
        `## ${title}`,
        about,
        ...(shared ? [sharedOf(rows.filter(([, row]) => seen.has(row)))] : []),
        ...sectionsOf(
          rows.filter(([, row]) => !seen.has(row)),
          variantsOf,
        ),
      ].join('\n\n');
    },
  );
  return [intro.trimEnd(), ...chapters].join('\n\n') + '\n';
};

const built = async (room) => import(new URL(`../dist/src/${room}.js`, import.meta.url).href);
const rooms = ['singlePhase', 'threePhase', 'ems', 'gateway', 'battery', 'highVoltage', 'meter'];
export const parts = rooms.map((room) => `registers/${room}`);

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const tables = Object.assign({}, ...(await Promise.all(parts.map(built))));
  writeFileSync(new URL('../docs/registers.md', import.meta.url), registersDocument(tables));
}
