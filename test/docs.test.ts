import { deepEqual, ok } from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'vitest';
import { badgePhrases, refusalPhrases, resultPhrases } from '../nodes/common/phrases.js';
import { parts as controls } from '../scripts/docs-controls.mjs';
import { parts as mqtt } from '../scripts/docs-mqtt.mjs';
import { parts as registers } from '../scripts/docs-registers.mjs';

const text = (path: string): string => readFileSync(path, 'utf8');
const pages = ['README.md', ...globSync('docs/*.md')];

/** As the hubs make them from headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

const linksOf = (page: string): readonly string[] =>
  [...text(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?|mqtt|mailto):/.test(target));

const leadsNowhere = (page: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
};

for (const page of pages)
  test(`each link of ${page} leads somewhere`, () =>
    deepEqual(
      linksOf(page).filter((link) => leadsNowhere(page, link)),
      [],
    ));

for (const [page, parts] of Object.entries({ controls, mqtt, registers }))
  test(`what docs/${page}.md is written from is there`, () =>
    deepEqual(
      parts.filter((part) => !existsSync(`src/${part}.ts`)),
      [],
    ));

test('the index lists every page', () => {
  const listed = linksOf('docs/README.md');
  deepEqual(
    readdirSync('docs').filter((name) => name.endsWith('.md') && !listed.includes(name)),
    ['README.md'],
  );
});

test('each example is a recipe, and each recipe an example', () => {
  const examples = readdirSync('examples').map((name) => name.replace('.json', ''));
  const recipes = [...text('docs/recipes.md').matchAll(/^## (\d+ - .+)$/gm)].map(
    ([, name]) => name,
  );
  deepEqual(recipes, examples);
});

describe('troubleshooting', () => {
  const page = text('docs/troubleshooting.md');
  const explains = (words: string): void => ok(page.includes(words), words);

  test('explains every error code', () => {
    const codes = [...text('src/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
      ([, code]) => code,
    );
    ok(codes.length > 10);
    for (const code of codes) explains(`| \`${code}\``);
  });

  test('explains every word below a node', () => {
    // Ages, and what stands beside a word.
    const within = new Set(['several', 'old', 'ago', 'justNow', 'load']);
    const shown = [
      ...Object.entries(badgePhrases.sentences).filter(([kind]) => !within.has(kind)),
      ...Object.entries(resultPhrases.sentences),
    ];
    ok(shown.length > 20);
    for (const [, words] of shown) explains(`\`${words.replace(/ ?:?\{.*/, '')}`);
  });

  test('explains why a message was refused, by what stands below its node', () => {
    for (const [code, words] of Object.entries(refusalPhrases.sentences))
      explains(code === 'FAILED' ? `| none | \`${words}\` |` : `| \`${code}\` | \`${words}\` |`);
  });

  test('explains what the settings say of an inverter', () => {
    const { plant }: { plant: Record<string, string> } = JSON.parse(
      text('nodes/locales/en-US/givtcp-config.json'),
    )['givtcp-config'];
    const openings = Object.values(plant).map((words) => words.split(/,(?! but)|[:.]| for __/)[0]);
    for (const opening of openings) explains(opening?.trim() ?? '');
  });
});
