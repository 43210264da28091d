import { equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { mqttDocument, tablesOf } from '../../scripts/docs-mqtt.mjs';
import { entityClasses } from '../../src/publish/homeAssistant/entityClasses.js';
import * as batteryRows from '../../src/publish/givtcp/batteryRows.js';
import * as otherPlants from '../../src/publish/givtcp/otherPlants.js';
import { plansByModels } from '../../src/publish/givtcp/plans.js';
import { reportDocs } from '../../src/publish/report/reportDocs.js';

const tables = {
  ...batteryRows,
  ...otherPlants,
  entityClasses,
  plansByModels,
  reportDocs,
};
const document = mqttDocument(tablesOf(tables));

test('docs/mqtt.md says what the tables say; if not: npm run build && node scripts/docs-mqtt.mjs', () =>
  equal(readFileSync('docs/mqtt.md', 'utf8'), document));

test('it shows every topic, series by their first and last', () => {
  const numberless = (text: string): string => text.replaceAll(/\d+(\.\.\d+)?/g, '#');
  const shown = numberless(document);
  for (const { rows, details } of Object.values(plansByModels))
    for (const path of [...Object.keys(rows), ...Object.keys(details)])
      ok(shown.includes(numberless(path)), path);
});
