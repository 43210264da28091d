// Puts beside the built nodes what the compiler does not: dialogs, texts and icons. The long lists
// in the help are made here from the tables that the program itself uses.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import givtcp from '../dist/src/index.js';

const escaped = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const usual = {
  time: '01:30',
  switch: 'enable',
  percent: 80,
  watts: 2000,
  minutes: 30,
  dateTime: 'now',
  list: [],
};

/** A payload that works: every field that has to be there, or the first one. */
const examplePayload = ({ fields, main }) => {
  const needed = fields.filter(({ optional }) => !optional);
  const shown = needed.length > 0 ? needed : fields.filter(({ name }) => name === main);
  const value = ({ name, kind, choices, limits }) =>
    name === 'finish' ? '04:30' : (choices?.[0] ?? usual[kind] ?? limits?.[0] ?? 1);
  return Object.fromEntries(shown.map((field) => [field.name, value(field)]));
};

const fieldText = ({ name, limits, unit = '', choices, optional }) => {
  const range = choices?.join(' | ') ?? limits?.join(' - ') ?? '';
  const said = [range, unit].filter(Boolean).join(' ');
  return `<code>${name}</code>${said && ` ${escaped(said)}`}${optional ? ' *' : ''}`;
};

const controlRow = (control, words) => {
  const { name, fields } = control;
  const label = words.control?.[name] ?? control.label;
  const help = [words.help?.[name] ?? control.help, words.risk?.[name] ?? control.risk];
  const payload = escaped(JSON.stringify(examplePayload(control)));
  const list = fields.length > 0 ? `<br>${fields.map(fieldText).join(', ')}` : '';
  const example = fields.length > 0 ? `<br><code>${payload}</code>` : '';
  return [
    `    <dt>${name} <span class="property-type">${escaped(label)}</span></dt>`,
    `    <dd>${escaped(help.filter(Boolean).join(' '))}${list}${example}</dd>`,
  ].join('\n');
};

const controlList = (words) =>
  givtcp.controlNames.map((name) => controlRow(givtcp.describeControl(name), words)).join('\n');

const readingList = () =>
  givtcp.reportDocs.getCombinedStats
    .map(({ path, unit }) => `    <dt>${path} <span class="property-type">${unit}</span></dt>`)
    .join('\n');

const list = (rows) => `<dl class="message-properties">\n${rows}\n  </dl>`;

cpSync('nodes', 'dist/nodes', { recursive: true, filter: (path) => !path.endsWith('.ts') });
cpSync('icons', 'dist/nodes/icons', { recursive: true });

for (const language of readdirSync('nodes/locales')) {
  const folder = join('dist/nodes/locales', language);
  const texts = JSON.parse(readFileSync(join(folder, 'givtcp-write.json'), 'utf8'));
  const fill = (file, mark, rows) => {
    const path = join(folder, file);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(mark, () => list(rows)),
    );
  };
  fill('givtcp-write.html', '<!-- controls -->', controlList(texts['givtcp-write']));
  fill('givtcp-read.html', '<!-- readings -->', readingList());
}
