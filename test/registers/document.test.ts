import { equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { registersDocument } from '../../scripts/docs-registers.mjs';
import { tables } from '../support/tables.js';

const document = registersDocument(tables);

test('docs/registers.md says what the tables say; if not: npm run build && node scripts/docs-registers.mjs', () =>
  equal(readFileSync('docs/registers.md', 'utf8'), document));

test('it shows every row of every table, series by their first and last', () => {
  const numberless = (text: string): string => text.replaceAll(/\d+/g, '#');
  const shown = numberless(document);
  for (const table of Object.values(tables))
    for (const name of Object.keys(table)) ok(shown.includes(`\`${numberless(name)}\``), name);
});
