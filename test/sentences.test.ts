import { deepEqual, equal, ok } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { wordsOf, wordsOfPiece, keyOf, type Worded } from '../nodes/common/said.js';
import { books, parts } from '../src/index.js';
import { filledIn } from '../src/phrasebook.js';
import * as phrases from '../nodes/common/phrases.js';

/** Rooms whose sentences no editor shows: command line, fleets and recordings are English, and options in TypeScript are the dialogs' own checked before. */
const ELSEWHERE =
  /^src\/(cli|fleet|decode|recorder)\/|^src\/(inverterOptions|protocol\/recorded\/dongles|simulator\/capture|tariff\/tariff)\.ts$/;

const files = globSync(['src/**/*.ts', 'nodes/**/*.ts'])
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !ELSEWHERE.test(file));

/** What is thrown, logged, warned of or shown below a node, as it stands in the source. */
const TELLS =
  /\bnew (?:Giv|Control)?(?:Error|BadInput|ControlFailed|GivError)\(|\bbadConfig\(|\bunusable\(|\.(?:warn|error|log)\(|\b(?:text|reason|state|meaning|was): (?=['"`])/g;

const told = (source: string): readonly string[] =>
  [...source.matchAll(TELLS)].map(({ index, 0: start }) =>
    start.endsWith('(') ? upToItsEnd(source, index + start.length) : lineAt(source, index),
  );

const upToItsEnd = (source: string, from: number): string => {
  let open = 1;
  let at = from;
  for (; open > 0 && at < source.length; at++) {
    if (source[at] === '(') open++;
    if (source[at] === ')') open--;
  }
  return source.slice(from, at - 1);
};

const lineAt = (source: string, from: number): string => source.slice(from).split('\n', 1)[0] ?? '';

/** Literal words of a sentence: two of them with a blank between. */
const isSentence = (code: string): boolean =>
  [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`/g)].some(
    ([, single = '', double = '', template = '']) =>
      /[a-z]{2,} [a-z]{2,}/i.test(single + double + template.replaceAll(/\$\{[^}]*\}/g, '#')),
  );

test('whatever an editor can show stands in a phrasebook', () => {
  ok(files.length > 150);
  const loose = files.flatMap((file) =>
    told(readFileSync(file, 'utf8'))
      .filter(isSentence)
      .map((code) => `${file}: ${code}`),
  );
  deepEqual(loose, []);
});

const samples: Readonly<Record<string, string>> = {
  age: '3 min',
  number: '7',
  seconds: '9',
  percent: '50',
  watts: '1200',
};

/** A sentence with plausible facts, which are no sentences themselves. */
const sampled = (sentence: string): string =>
  filledIn(
    sentence,
    Object.fromEntries(
      [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [
        name,
        samples[name] ?? `<${name}>`,
      ]),
    ),
  );

const plain = ({ key, facts }: Worded): { key: string; facts: object } => ({
  key,
  facts: Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? fact : fact.key]),
  ),
});

describe('a sentence is known again with its facts', () => {
  const nodeBooks = [
    phrases.configPhrases,
    phrases.messagePhrases,
    phrases.nodePhrases,
    phrases.badgePhrases,
  ];
  const nodeParts = [phrases.usePhrases, phrases.eventPhrases(), phrases.resultPhrases];
  for (const [list, find] of [
    [[...books, ...nodeBooks], wordsOf],
    [[...parts, ...nodeParts, phrases.refusalPhrases], wordsOfPiece],
  ] as const)
    for (const { name, sentences } of list)
      for (const [kind, sentence] of Object.entries(sentences))
        test(`${name}.${kind}`, () => {
          const found = find(sampled(sentence));
          ok(found, sentence);
          const places = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, place = '']) => place);
          // Two events, or a control and a setting, may have one name.
          if (places.length === 0 && found.key !== keyOf(`${name}.${kind}`))
            return equal(textOf(found.key), sentence);
          deepEqual(plain(found), {
            key: keyOf(`${name}.${kind}`),
            facts: Object.fromEntries(
              places.map((place) => [place, samples[place] ?? `<${place}>`]),
            ),
          });
        });
});

const textOf = (key: string): string | undefined =>
  [
    ...books,
    ...parts,
    phrases.usePhrases,
    phrases.eventPhrases(),
    phrases.resultPhrases,
    phrases.refusalPhrases,
  ]
    .flatMap(({ name, sentences }) =>
      Object.entries(sentences).map(([kind, text]) => [keyOf(`${name}.${kind}`), text] as const),
    )
    .find(([known]) => known === key)?.[1];
