import { equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeAll, test } from 'vitest';
import { mqttDocument, tablesFrom, type Tables } from '../../scripts/docs-mqtt.mjs';

let tables: Tables;
let document: string;
beforeAll(async () => {
  tables = await tablesFrom((path) => import(`../../src/publish/${path}.ts`));
  document = mqttDocument(tables);
});

test('docs/mqtt.md says what the tables say; if not: npm run build && node scripts/docs-mqtt.mjs', () =>
  equal(readFileSync('docs/mqtt.md', 'utf8'), document));

test('it shows every topic, series by their first and last', () => {
  const numberless = (text: string): string => text.replaceAll(/\d+(\.\.\d+)?/g, '#');
  const shown = numberless(document);
  for (const { rows, details } of Object.values(tables.plansByModels))
    for (const path of [...Object.keys(rows), ...Object.keys(details)])
      ok(shown.includes(numberless(path)), path);
});
