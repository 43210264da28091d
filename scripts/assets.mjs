// Puts beside the built nodes what the compiler does not: dialogs, texts and icons. The long lists
// in the help are made here from the tables that the program itself uses.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dialogOf } from './dialogs.mjs';
import { helpOf } from './help.mjs';
import givtcp from '../dist/src/index.js';

const isAsset = (path) => !path.endsWith('.ts') && path !== join('nodes', 'pages');
cpSync('nodes', 'dist/nodes', { recursive: true, filter: isAsset });
for (const file of readdirSync('nodes').filter((name) => name.endsWith('.html')))
  writeFileSync(join('dist/nodes', file), dialogOf(basename(file, '.html')));
cpSync('resources/givtcp-upgrades.js', 'dist/resources/givtcp-upgrades.js');
cpSync('icons', 'dist/nodes/icons', { recursive: true });

for (const language of readdirSync('nodes/locales')) {
  const folder = join('dist/nodes/locales', language);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.html'))) {
    const type = basename(file, '.html');
    const words = JSON.parse(readFileSync(join(folder, `${type}.json`), 'utf8'))[type];
    const page = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), helpOf(page, words, givtcp));
  }
}
