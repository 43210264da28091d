/** Writes docs/controls.md from the tables in src/controls. Needs `npm run build` first. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { differences } from './write-differences.mjs';

const intro = `# Controls

Everything the inverter can be told. This page is written from the tables that the code itself uses
(\`src/controls\`), so it cannot disagree with them; \`node scripts/docs-controls.mjs\` writes it anew.

## How to ask for one

In Node-RED, choose the function in the \`givtcp-write\` node or put its name into \`msg.topic\` or
\`msg.function\`. In TypeScript: \`await inverter.apply('setChargeTarget', { chargeToPercent: 80 })\`.
On the command line: \`givtcp write setChargeTarget 80 --host ...\`.

A payload may be an object, the same as JSON text, or a bare value for the field marked **bold**:
\`{"chargeToPercent": "50"}\`, \`'{"chargeToPercent": 50}'\` and \`50\` mean the same.

- **Numbers** are whole; text such as \`"50"\` or \`"50 %"\` is understood. \`"abc"\`, \`""\`, \`50.5\`, lists and objects
  are refused with the field, the value and its limits. Nothing is bent into range, with one exception:
  a reserve or cutoff of 0 to 3 % becomes 4 %, and the outcome says so.
- **Times** are local wall time: \`01:30\`, \`1:30\`, \`0130\`, \`01:30:00\`.
- **Switches** take \`enable\`/\`disable\`, \`on\`/\`off\`, \`true\`/\`false\`, \`1\`/\`0\`.
- **Choices** are taken in any case and spacing.
- **Names** of controls and fields are taken in any case.
- Fields that a control does not have are ignored, and the outcome says so.

## What happens

1. The payload is understood and checked against this plant: family, firmware, banks that have
   answered, limits. Whatever does not fit is refused before anything is sent.
2. The registers concerned are read. What already holds the value is not written again.
3. The words are written one by one, at least 300 ms apart, the enabling switch last. Each echo is
   compared. An answer that is lost, an error, an echo that differs: the register itself decides.
4. If a write fails, what was changed before it is put back (never a restart, a calibration or the clock).
5. Everything is read again. \`confirmed\` means that this read shows what was asked for, nothing less.

The outcome tells all of it, register by register: \`name\`, the same for people as \`label\`, \`before\`, \`requested\`, \`written\`, \`echoed\`,
\`after\`, \`confirmed\`, \`skipped\`, \`meaning\`; with \`result\`, \`warnings\` and one sentence, \`state\`.

| \`result\` | |
|---|---|
| \`confirmed\` | written, and a later read shows every value |
| \`unchanged\` | everything was as asked already; nothing was written |
| \`dryRun\` | nothing was written on purpose |
| \`unconfirmed\` | written, but a later read was not possible (always so for the restart) |
| \`superseded\` | not written: a newer message for the same setting came while this one waited |
| \`failed\` | an error with the outcome in it; \`state\` says what the inverter holds now |

Options: \`dryRun\` shows what would be written (any payload may carry \`"dryRun": true\` as well, also over MQTT
and REST); \`force\` writes values that are there already;
\`strictSeed\` makes a charge slot without \`enable\` switch timed charging on, as the GivTCP of 2021 did.

## What is never done

- **Only registers on the allow list of the detected model** can be written at all. Grid protection,
  islanding, firmware and factory registers are not on any list, and no switch opens them.
- **Read only** in the configuration refuses every write. (\`switchRate\` is none: it is about this program's own sums.)
- A model set by hand changes how values are read, never what may be written.
- **Spacing**: messages are carried out one after the other. The same register is written at most once in
  5 s; of several messages that wait for the same setting only the newest is carried out.
- **Budget**: each write wears the inverter's flash. From 100 writes a day on the outcome warns, at 400
  they are refused until midnight; both can be set. Ending a timed job is never refused. While
  real-time control is on, the registers it keeps in memory are free. The count of each inverter
  outlives a restart: Node-RED keeps it in its user directory, the command line in
  \`~/.local/state/givtcp\` (\`$XDG_STATE_HOME\`; \`%LOCALAPPDATA%\` on Windows) over all its runs. The two
  do not know of each other.
- **Who is meant**: a message is for the inverter that was there when it came. Where another one has got
  its address since, nothing is written, and a timed job waits until its own inverter is back.
- **"Untried settings"** of the inverter's settings opens a few registers that nobody has shown to be safe
  (marked below). It opens nothing else, and every outcome that needed it says so.
`;

const jobs = `Each of these ends by itself: it is written down before the first register is, so it survives a restart
of Node-RED and a power cut, and ends on time or at the first chance after. At its end every register
gets back its own raw value, **unless somebody has changed it meanwhile**: then it stays, and the outcome
says so. (A charge target below 4 % was none, and cannot be written: it stays at 100 %.) \`"Cancel"\`, \`"Normal"\` and \`0\` end a job at once; ending one that does not run writes nothing.
Sent again, a job gets a new end. A job that contradicts a running one ends that one first.

Slot times are the inverter's own: a job is refused while its clock is lost. On three-phase inverters
a pause is limited to 1 %, since they refuse 0.
`;

const tariff = `Needs rates in the settings of the inverter, tab *Tariff*, with *Rates change* by hand; where they change by the
clock, or there are none, it is refused. It writes no register: it counts against no budget, and read only does not
forbid it. The rate is kept over a restart of Node-RED. The command line keeps no tariff and refuses it.
`;

const groups = {
  schedule: ['Schedules and slots', ''],
  battery: ['Battery levels', ''],
  mode: ['Modes', ''],
  power: ['Power and rates', ''],
  job: ['For a limited time', jobs],
  plant: ['EMS', ''],
  system: ['System', ''],
  tariff: ['Tariff', tariff],
};

/** Plants that stand for the others, each with all its banks answering. */
const plants = [
  { title: 'Hybrid, two slots', code: '2001', arm: 449 },
  { title: 'All-in-One', code: '8001', arm: 612 },
  { title: 'Three-phase', code: '4004', arm: 11 },
  { title: 'EMS', code: '5001', arm: 1036 },
];

const FREE = {
  time: '`01:30`',
  switch: '`enable`, `disable`',
  minutes: '1 to 1439, or `Cancel`',
  dateTime: '`2026-08-14T09:05:30`, `14/08/2026 09:05:30` or `now`',
};

const limitsOf = ({ kind, limits, unit = '', choices, hint }) => {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (FREE[kind] !== undefined) return FREE[kind];
  if (kind === 'watts') return 'whole W';
  if (limits !== undefined) return `${limits[0]} to ${limits[1]} ${unit}`.trim();
  return hint ?? 'an object';
};

const fieldsOf = ({ fields, main }) => {
  const shown = fields.filter(({ name }) => !INTERNAL.has(name));
  if (shown.length === 0) return 'none';
  return shown
    .map((field) => {
      const name = field.name === main ? `**${field.name}**` : field.name;
      const about = field.hint !== undefined && field.kind !== 'list' ? `; ${field.hint}` : '';
      return `${name}${field.optional ? ' (optional)' : ''}: ${limitsOf(field)}${about}`;
    })
    .join('<br>');
};

/** Parts of an export that restoreSettings takes along. */
const INTERNAL = new Set(['serial', 'code', 'kind', 'takenAt']);

const sampleOf = ({ name, kind, limits, choices }) => {
  if (choices !== undefined) return choices[1];
  if (name === 'slot') return 1;
  if (name === 'extended') return false;
  const samples = {
    time: name === 'start' ? '02:10' : '04:50',
    switch: true,
    minutes: 30,
    dateTime: 'now',
    list: [{ start: '02:10', finish: '04:50' }],
    settings: {},
    watts: 1500,
  };
  return samples[kind] ?? Math.min(limits?.[1] ?? 42, 42);
};

const sampleFor = ({ fields }, left) =>
  Object.fromEntries(
    fields
      .filter(({ name }) => name !== 'percent' && !INTERNAL.has(name) && !left.includes(name))
      .map((field) => [field.name, sampleOf(field)]),
  );

const stateOf = ({ modelOf, familyOf }, { code, arm }, unverified) => ({
  readOnly: false,
  unverified,
  snapshot: {
    serial: 'SA1234G567',
    model: modelOf(code, arm),
    inverter: { systemTime: '2026-06-15T12:00:00', exportPowerLimit: 65_535 },
    figures: { battery: { capacity: 10, maxPower: 3000 } },
    topology: { code, armFirmware: arm },
    readAt: Object.fromEntries(
      familyOf(code, arm)
        .blocks.filter(({ bank }) => bank === 'holding')
        .map(({ base, count }) => [`holding ${base}-${base + count - 1}`, 0]),
    ),
  },
});

const around = {
  now: Date.UTC(2026, 5, 15),
  lead: 0,
  strictSeed: false,
  rememberedReserve: undefined,
};

/** The registers a control writes on a plant, in their order; a dash where it is refused. */
const registersOf = (house, description, plant) => {
  const { control } = house.findControl(description.name);
  if (control.only !== undefined && house.familyOf(plant.code, plant.arm).layout !== control.only)
    return '–';
  const tried = (unverified, left = []) => {
    try {
      const request = control.request(sampleFor(description, left));
      return house.foresee(stateOf(house, plant, unverified), request, around);
    } catch {
      return undefined;
    }
  };
  // An EMS has slots, but no switch for all of them.
  const words = tried(false) ?? tried(false, ['enable']);
  if (words !== undefined) return listed(words);
  const doubtful = tried(true);
  return doubtful === undefined ? '–' : `${listed(doubtful)} (unverified)`;
};

const listed = (words) => words.map(({ address }) => address).join(', ') || 'as needed';

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const tableOf = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const chapterOf = (house, group, descriptions) => {
  const [title, text] = groups[group];
  const own = descriptions.filter((description) => description.group === group);
  const what = own.map((description) => [
    `\`${description.name}\``,
    cell(fieldsOf(description)),
    cell(
      description.help + (description.risk === undefined ? '' : ` **Risk:** ${description.risk}`),
    ),
  ]);
  const where = own.map((description) => [
    `\`${description.name}\``,
    ...plants.map((plant) => registersOf(house, description, plant)),
  ]);
  return [
    `## ${title}`,
    ...(text === '' ? [] : [text.trimEnd()]),
    tableOf(['Control', 'Payload', 'What it does'], what),
    ...(group === 'tariff' ? [] : whereWritten(where)),
  ].join('\n\n');
};

const whereWritten = (where) => [
  'Registers written, in this order:',
  tableOf(['Control', ...plants.map((plant) => plant.title)], where),
];

/** setChargeStart1 ... setChargeStart10 as one. */
const folded = (names) => {
  const series = new Map();
  for (const name of names) {
    const [, stem = name, digits] = /^(.*?)(\d+)$/.exec(name) ?? [];
    series.set(stem, [
      ...(series.get(stem) ?? []),
      ...(digits === undefined ? [] : [Number(digits)]),
    ]);
  }
  return [...series].map(([stem, numbers]) =>
    numbers.length < 2
      ? `\`${stem}${numbers[0] ?? ''}\``
      : `\`${stem}${numbers[0]}\` to \`${stem}${numbers.at(-1)}\``,
  );
};

const otherNames = (descriptions) => {
  const rows = descriptions
    .filter(({ aliases }) => aliases.length > 0)
    .map(({ name, aliases }) => [`\`${name}\``, folded(aliases).join(', ')]);
  return [
    '## Other names',
    'Names are taken in any case. A number at the end of a name is the slot. Names with `EMS` in them are for an EMS only.',
    tableOf(['Control', 'Also known as'], rows),
  ].join('\n\n');
};

const notSupported = (unsupported) =>
  [
    '## Names that do nothing',
    'GivTCP takes these names and writes nothing for them. Here they are refused, so that nobody waits for an effect.',
    tableOf(
      ['Name', 'Why'],
      [...unsupported].map(([name, why]) => [`\`${name}\``, cell(why)]),
    ),
  ].join('\n\n');

const ofGivtcp = () =>
  [
    '## Where we differ from GivTCP 3.6',
    "A test replays every call of GivTCP's own recorded tests. What is not in this table is written exactly as GivTCP writes it; values that are there already are skipped unless forced.",
    tableOf(
      ['Call', 'Why it differs'],
      differences.map(({ title, why }) => [cell(title), cell(why)]),
    ),
  ].join('\n\n');

/** The text of docs/controls.md. */
export const controlsDocument = (house) => {
  const descriptions = house.controlNames.map((name) => house.describeControl(name));
  const chapters = Object.keys(groups).map((group) => chapterOf(house, group, descriptions));
  const rest = [otherNames(descriptions), notSupported(house.unsupported), ofGivtcp()];
  return `${[intro.trimEnd(), ...chapters, ...rest].join('\n\n')}\n`;
};

const built = (path) => import(new URL(`../dist/src/${path}.js`, import.meta.url).href);

export const parts = [
  'controls/controls',
  'controls/aliases',
  'controls/writing/prepare',
  'registers/families',
  'registers/models',
];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const house = Object.assign({}, ...(await Promise.all(parts.map(built))));
  writeFileSync(new URL('../docs/controls.md', import.meta.url), controlsDocument(house));
}
