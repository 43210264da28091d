// Writes docs/mqtt.md from the tables in src/publish: node scripts/docs-mqtt.mjs (after a build).
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { differences } from './tree-differences.mjs';

const intro = `# MQTT, Home Assistant and REST

With a broker and *Publish* in its settings a plant publishes itself, without any wires, by the names
that GivTCP 3 has. Dashboards, automations and Predbat that were made for GivTCP go on as they are;
[migrating.md](migrating.md) says how to get there. The tables of this page are written from those that the code uses; \`node scripts/docs-mqtt.mjs\` writes
it anew.

## Publishing

- Everything lies below \`<root>/<serial>/\`: root is \`GivEnergy\` unless you say otherwise (it may
  have slashes), the serial is the inverter's own, not the dongle's.
- One value a topic, as plain text: numbers with at most three decimals, \`enable\` or \`disable\`,
  times of slots as \`HH:MM:SS\`, moments as ISO 8601 with their offset.
- What is not known is not published. A topic is never 0 because something could not be read. When the battery will be
  full or empty is \`None\` while it does not charge or discharge: Home Assistant (2024.10 on) shows that as unknown.
- Only what changed is sent, and everything every ten minutes. Retained unless switched off.
- \`<root>/<serial>/snapshot\` has everything as one JSON text, in this package's own names (below).
- \`<root>/<serial>/Stats/status\` says \`online\` or \`offline\`, always retained: offline while the
  inverter does not answer, and by the broker itself (last will) when this program dies.
- A broker that is away holds nothing up and costs no memory: of each topic only the latest value
  waits. When it is back it is told the state of every retained
  topic again, all that Home Assistant needs, and the answers to commands that it has missed.

## Commands

Listening is an option (*Commands*), off by default. Publish to \`<root>/control/<serial>/<function>\`, with a bare
value or JSON:

    GivEnergy/control/SA1234G567/setChargeTarget     80
    GivEnergy/control/SA1234G567/setChargeStart1     01:30
    GivEnergy/control/SA1234G567/setChargeSlot1      {"start":"0130","finish":"04:30"}
    GivEnergy/control/SA1234G567/forceExport         60

All functions are in [controls.md](controls.md), with GivTCP's other names for them. Home Assistant's
buttons may send any word. Two rules:

- **A retained command is ignored.** It would be carried out again after every restart.
- **Only what a later read of the inverter has shown is published** as the new value. When a command
  is refused or fails, the value that holds is published once more, so that a dashboard snaps back.

What became of it stands on \`<root>/<serial>/Response/<function>\`, with QoS 1 and not retained:

    {"id":"...","function":"setChargeTarget","control":"setChargeTarget","result":"confirmed","ok":true,
     "message":"...","requested":{"chargeToPercent":80},"confirmed":{"chargeTarget":80}, ...}

With MQTT 5 it also goes to the command's response topic, with its correlation data. The latest twenty answers stay
on \`<root>/<serial>/Responses\`, retained, as a list.

### What is promised when a broker dies

Brokers are killed, restarted and cut off; this holds at any moment:

- **A command that arrives is carried out once.** While there is no connection nothing arrives, and nothing is kept
  for later: nobody wants a command of hours ago. \`Stats/status\` says whether somebody listens; with MQTT 5 the
  broker's acknowledgement does too ("no matching subscribers").
- **Its answer is not lost**: it is sent until the broker has taken it, and whoever comes back to the broker too late to
  hear it finds it in \`Responses\`. Each command has one answer with one \`id\`; should a broker die between passing it
  on and saying so, the same one comes once more.
- **A command sent again does no harm.** Your client may have to, when its broker died before it acknowledged. What is
  set already is not written again; and JSON may carry an \`id\` of yours, as in \`{"chargeToPercent":80,"id":"evening-1"}\`:
  the same command with the same id within ten minutes is not carried out again, but answered again, with
  \`"repeated":true\`. One that was refused changed nothing and is tried again. Use it where doing it twice is not the same, such as for \`forceExport\` or a restart.

Answers that are still owed when Node-RED itself ends are lost; those to commands under way while flows are deployed
are not. A broker whose access list refuses a topic or a subscription is named in the log once; all other topics go on.

## Home Assistant

Announcing is an option. In the *entity* form every value is announced by itself on GivTCP's own
topics and with its unique ids, so that entities keep their names and history. In the *device* form
(Home Assistant 2024.11 on) there is one announcement for the inverter and one for each battery,
stack and meter. Moving from one form to the other, or from GivTCP itself, keeps the entities: old
announcements of this plant are migrated and cleared, those of other plants are not touched.

Only what the plant has is announced; a setting that may not be changed is a plain sensor. Numbers
have the limits of this very model. Units and classes are Home Assistant's own where GivTCP's would
be refused or mislead: kWh of a capacity, stored energy as such, W that are no text. It is all announced again when Home Assistant says on
\`homeassistant/status\` that it has started. Cell voltages are there, switched off, for whoever wants
them.

A battery, stack or meter that is gone for good leaves nothing behind: a quarter of an hour after its
last answer it is not shown any more, a new search is made, and its topics and announcements are
cleared. When it is back, they are too.

## Several of everything

- **Several inverters on one broker** do not meet: each has its serial in its topics and its own
  connection to the broker. The second one announced to Home Assistant needs a prefix of its own, such as
  GivTCP2: the ids of its battery stack would be those of the first.
- **Two programs that publish one inverter** (two Node-REDs, or this and a test) say the same on the
  same topics. When one of them ends, its \`offline\` is set right within seconds by the one that still
  reads the inverter. Switch *Commands* on in one of them only: both would carry each command out.
- **Two clients on one dongle** hear each other's answers and each other's writes: what another program
  sets shows here at once.

## REST

An option, for Predbat and older scripts: \`GET /readData\`, \`/runAll\` and \`/getCache\` answer the tree
of the tables below as JSON; \`POST /<function>\` calls a control with the JSON bodies of GivTCP. After
a POST the next read shows the confirmed value. As in GivTCP the answer is 200 whatever became of
it, and \`result\` says what did; \`ok\` is true or false.

It listens on this computer only (127.0.0.1, port 6345), unless an address is set. Then set a token
as well: callers send \`Authorization: Bearer <token>\`. Web pages from elsewhere are refused.

## Tariff

With a day rate on the tab *Tariff* of the settings, \`Energy/Rates/...\` is published, announced and answered over REST,
and the clean names have \`cost\`. Without, none of it is there.

- **Two rates, Day and Night.** They change by the clock on the wall of this computer, also in the nights in which that
  is put forward or back; or by hand, with the command \`switchRate\` and \`Day\` or \`Night\` (GivTCP's dynamic
  tariff). Home Assistant shows a list to choose from in the second case, a plain sensor in the first.
- **Energies are what the import counter rises by**, as the inverter tells it: to 0.1 kWh. The first reading begins the count.
  A counter that falls, jumps or is not told adds nothing.
- **What was missed while nobody looked**, because Node-RED or the dongle was away, is taken from the counters
  afterwards and spread evenly over that time, each part at the rate that held then. After more than 31 days the count begins anew.
- **Costs are booked as they arise**: another price holds from now on, and changes no cost of before.
- **Today** is the day of this computer. \`..._Energy_kWh\`, \`..._Cost\` and \`Import_ppkwh_Today\` begin at
  0 then; \`..._Energy_Total_kWh\` goes on for ever.
- **The battery**: what the grid charged into it cost the average of that half hour, sun cost nothing. What was in
  it at the start counts as free.
- It is all kept in the folder \`givtcp\` of the Node-RED user directory, a file for each inverter, written once an hour and
  when a rate or day ends. Deleting the file begins the count anew.

## Where we differ from GivTCP

On purpose, and compared leaf by leaf with what GivTCP 3.6 publishes from the same recordings:

`;

const added = { absent: 'not published', value: 'another value', added: 'more than GivTCP' };

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const code = (text) => `\`${text}\``;

/** Rows that differ by their numbers only are one row: slot_1..10. */
const collapsed = (rows) => {
  const series = new Map();
  for (const row of rows) {
    const key = row.path.replaceAll(/(?<=[A-Za-z_])\d+(?=_|\/|$)/g, '#') + row.models;
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  return [...series.values()].map((same) => {
    const [first] = same;
    const last = same.at(-1);
    if (same.length === 1) return first;
    const numbers = (text) => [...text.matchAll(/\d+/g)].map(([number]) => number);
    const [from, to] = [numbers(first.path), numbers(last.path)];
    let index = -1;
    const joined = (text) =>
      text.replaceAll(/\d+/g, (number) => {
        index += 1;
        return from[index] === to[index] ? number : `${from[index]}..${to[index]}`;
      });
    const path = joined(first.path);
    const what = first.what.replaceAll(/\d+( to \d+)?/g, 'N');
    return {
      ...first,
      path,
      what,
      ...(first.command && { command: first.command.replace(/\d+$/, 'N') }),
    };
  });
};

const valueOf = ({ kind, options }, classes) => {
  const { unit_of_measurement: unit } = classes[kind];
  if (unit !== undefined) return unit;
  const words = {
    switch: 'enable, disable',
    slot: 'HH:MM:SS',
    time: 'ISO 8601',
    select:
      options === undefined
        ? ''
        : options.slice(0, 5).join(', ') + (options.length > 5 ? ' ...' : ''),
    text: 'text',
    button: 'disable',
    money: 'GBP, or your currency',
    price: 'GBP/kWh',
  };
  return words[kind] ?? '';
};

const leafTable = (rows, classes, withModels) =>
  table(
    ['Topic', 'Meaning', 'Unit or values', ...(withModels ? ['Models'] : []), 'Set by'],
    collapsed(rows).map(({ path, what, models, command, ...row }) => [
      code(path),
      what,
      valueOf(row, classes),
      ...(withModels ? [models] : []),
      command === undefined ? '' : code(command),
    ]),
  );

/** "all but EMS" is shorter than five names. */
const modelsIn = (of, plans) => {
  const others = Object.keys(plans).filter((models) => !of.includes(models));
  if (others.length === 0) return 'all';
  return others.length <= 2 ? `all but ${others.join(' and ')}` : of.join(', ');
};

/** Each path once, with the models that have it. */
const merged = (plans) => {
  const rows = new Map();
  for (const [models, { rows: own, details }] of Object.entries(plans)) {
    const named = [
      ...Object.entries(own),
      ...Object.entries(details).map(([name, row]) => [`<serial>/${name}`, row]),
    ];
    for (const [path, { kind, what, command, options }] of named) {
      const known = rows.get(path) ?? { path, kind, what, command, options, of: [] };
      rows.set(path, { ...known, of: [...known.of, models] });
    }
  }
  return [...rows.values()].map(({ of, ...row }) => ({ ...row, models: modelsIn(of, plans) }));
};

const groups = [
  ['Power', 'Power/'],
  ['Energy', 'Energy/'],
  ['Settings', 'Control/'],
  ['Slots', 'Timeslots/'],
  ['The inverter', '<serial>/'],
  ['Statistics', 'Stats/'],
];

const cleanTable = (name, rows) =>
  `### ${name}\n\n` +
  table(
    ['Path', 'Meaning', 'Unit'],
    rows.map(({ path, what, unit }) => [code(path), what, unit]),
  );

/** The text of docs/mqtt.md. */
export const mqttDocument = ({ plansByModels, members, entityClasses, reportDocs }) => {
  const leaves = merged(plansByModels);
  const sections = groups.map(
    ([title, start]) =>
      `### ${title}\n\n` +
      leafTable(
        leaves.filter(({ path }) => path.startsWith(start)),
        entityClasses,
        true,
      ),
  );
  const ofMembers = members.map(({ title, below, rows }) => {
    const listed = Object.entries(rows).map(([path, row]) => ({ path, models: '', ...row }));
    return `### ${title}\n\nBelow \`${below}\`:\n\n${leafTable(listed, entityClasses, false)}`;
  });
  const { runAll: _, ...functions } = reportDocs;
  return (
    [
      intro.trimEnd(),
      table(
        ['Topic', 'Here', 'Because'],
        differences.map(({ name, kind, why }) => [name, added[kind], why]),
      ),
      '## Topics',
      'A model has the topics of its column as far as its inverter tells them. *Two slots*: single-phase\nmodels with one charge and two discharge slots; *ten slots*: those with ten of each.',
      ...sections,
      ...ofMembers,
      '## Clean names',
      'What the read node answers unless told otherwise, and the snapshot topic. Beside these every answer\nhas `time`. `[]` stands for every entry of a list. `runAll` is getCombinedStats with `modes` and\n`timeslots` as branches.',
      ...Object.entries(functions).map(([name, rows]) => cleanTable(name, rows)),
    ].join('\n\n') + '\n'
  );
};

/** The tables of the page from those of the sources. */
export const tablesOf = ({
  packRows,
  moduleRows,
  stackRows,
  meterRows,
  managedRows,
  aioRows,
  ...tables
}) => ({
  ...tables,
  members: [
    {
      title: 'Low-voltage packs',
      below: 'Battery_Details/Battery_Stack_1/<battery serial>/',
      rows: packRows,
    },
    { title: 'High-voltage stacks', below: 'Battery_Details/Battery_Stack_<n>/', rows: stackRows },
    {
      title: 'Modules of a stack',
      below: 'Battery_Details/Battery_Stack_<n>/<module serial>/',
      rows: moduleRows,
    },
    { title: 'Meters', below: 'Meter_Details/Meter_ID<n>/', rows: meterRows },
    {
      title: 'Inverters behind an EMS',
      below: 'Inverters/<inverter serial>/',
      rows: managedRows(1),
    },
    { title: 'All-in-Ones behind a Gateway', below: 'Inverters/AIO_<n>/', rows: aioRows(1) },
  ],
});

const built = async (path) => import(new URL(`../dist/src/${path}.js`, import.meta.url).href);
export const parts = [
  'publish/givtcp/plans',
  'publish/givtcp/batteryRows',
  'publish/givtcp/otherPlants',
  'publish/homeAssistant/entityClasses',
  'publish/report/reportDocs',
];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const tables = tablesOf(Object.assign({}, ...(await Promise.all(parts.map(built)))));
  writeFileSync(new URL('../docs/mqtt.md', import.meta.url), mqttDocument(tables));
}
