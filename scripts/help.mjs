// What the help of the nodes takes from the tables that the program and its dialogs use.

const escaped = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const list = (rows) => `<dl class="message-properties">\n${rows.join('\n')}\n  </dl>`;

const fieldText = ({ name, limits, unit = '', choices, optional }) => {
  const range = choices?.join(' | ') ?? limits?.join(' - ') ?? '';
  const said = [range, unit].filter(Boolean).join(' ');
  return `<code>${name}</code>${said && ` ${escaped(said)}`}${optional ? ' *' : ''}`;
};

const controlRow = (control, payload, words) => {
  const { name, fields } = control;
  const label = words.control?.[name] ?? control.label;
  const help = [words.help?.[name] ?? control.help, words.risk?.[name] ?? control.risk];
  const named = fields.length > 0 ? `<br>${fields.map(fieldText).join(', ')}` : '';
  const example = fields.length > 0 ? `<br><code>${escaped(JSON.stringify(payload))}</code>` : '';
  return [
    `    <dt>${name} <span class="property-type">${escaped(label)}</span></dt>`,
    `    <dd>${escaped(help.filter(Boolean).join(' '))}${named}${example}</dd>`,
  ].join('\n');
};

const controls = ({ controlNames, describeControl, examplePayload }, words) =>
  list(
    controlNames.map((name) => {
      const control = describeControl(name);
      return controlRow(control, examplePayload(control), words);
    }),
  );

/** The key of a reading's words in a catalogue; the dialog makes the same. */
const slug = (words) =>
  words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');

const readingRow = ({ path, unit, what }, words) =>
  [
    `    <dt>${path}${unit && ` <span class="property-type">${unit}</span>`}</dt>`,
    `    <dd>${escaped(words.reading?.[slug(what)] ?? what)}</dd>`,
  ].join('\n');

// The values of runAll are those of three others.
const readings = ({ reportDocs }, words) =>
  Object.entries(reportDocs)
    .filter(([name]) => name !== 'runAll')
    .map(([name, rows]) => {
      const values = list(rows.map((row) => readingRow(row, words)));
      return `<details><summary>${words.function[name]}</summary>\n  ${values}</details>`;
    })
    .join('\n  ');

/** Fields as the dialog calls them, without their units. */
const labels = (words, names) =>
  names
    .split(' ')
    .map((name) => escaped(words.label[name].replace(/ \(\w+\)$/, '')))
    .join(', ');

/** The help of a node with everything filled in; `words` is its catalogue in that language. */
export const helpOf = (page, words, program) =>
  page
    .replaceAll(/<!-- labels: ([\w ]+) -->/g, (_, names) => labels(words, names))
    .replace('<!-- controls -->', () => controls(program, words))
    .replace('<!-- readings -->', () => readings(program, words));
