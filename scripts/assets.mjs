// Puts beside the built nodes what the compiler does not: dialogs, texts and icons. The long lists
// in the help are made here from the tables that the program itself uses.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dialogOf } from './dialogs.mjs';
import givtcp from '../dist/src/index.js';

const escaped = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const fieldText = ({ name, limits, unit = '', choices, optional }) => {
  const range = choices?.join(' | ') ?? limits?.join(' - ') ?? '';
  const said = [range, unit].filter(Boolean).join(' ');
  return `<code>${name}</code>${said && ` ${escaped(said)}`}${optional ? ' *' : ''}`;
};

const controlRow = (control, words) => {
  const { name, fields } = control;
  const label = words.control?.[name] ?? control.label;
  const help = [words.help?.[name] ?? control.help, words.risk?.[name] ?? control.risk];
  const payload = escaped(JSON.stringify(givtcp.examplePayload(control)));
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

const isAsset = (path) => !path.endsWith('.ts') && path !== join('nodes', 'pages');
cpSync('nodes', 'dist/nodes', { recursive: true, filter: isAsset });
for (const file of readdirSync('nodes').filter((name) => name.endsWith('.html')))
  writeFileSync(join('dist/nodes', file), dialogOf(basename(file, '.html')));
cpSync('resources/givtcp-upgrades.js', 'dist/resources/givtcp-upgrades.js');
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
