import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, test } from 'vitest';
import type { NodeAPI } from 'node-red';
import { helpOf } from '../../scripts/help.mjs';
import { dialogOf } from '../../scripts/dialogs.mjs';
import { schemaOf, upgraded } from '../../resources/givtcp-upgrades.js';
import givtcpConfig from '../../nodes/givtcp-config.js';
import { eventSettingsFrom } from '../../nodes/event/eventOptions.js';
import { labels } from '../../nodes/common/fields.js';
import { allBooks, keyOf } from '../../nodes/common/said.js';
import { germanSettings } from '../../src/registers/settingLabels.js';
import { commandNames } from '../../nodes/simulator/simulatorCommands.js';
import * as program from '../../src/index.js';
import {
  controlNames,
  describeControl,
  eventKinds,
  labelLanguages,
  namings,
  readFunctions,
  reportDocs,
  usualEventLimits,
  watchNames,
} from '../../src/index.js';
import { skies } from '../../src/simulator/weather.js';

const text = (path: string): string => readFileSync(path, 'utf8');
const nodeTypes = globSync('nodes/givtcp-*.html').map((path) =>
  path.replace(/^nodes.|\.html$/g, ''),
);
const languages = readdirSync('nodes/locales');
const manifest: { 'node-red': { nodes: object } } = JSON.parse(text('package.json'));

interface Property {
  readonly value?: unknown;
  readonly type?: string;
  readonly validate?: (this: object, value: unknown, opt: object) => unknown;
}
interface Definition {
  readonly category: string;
  readonly color?: string;
  readonly icon?: string;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly defaults: Readonly<Record<string, Property>>;
  readonly credentials?: Readonly<Record<string, object>>;
  readonly inputLabels?: unknown;
  readonly outputLabels?: unknown;
}

/** What a dialog registers, run as the editor would, without a page around it. */
const definitionOf = (type: string): Definition => {
  const registered: Definition[] = [];
  const $ = (): { length: number } => ({ length: 0 });
  const window: Record<string, unknown> = {};
  const RED = {
    nodes: { registerType: (_: string, definition: Definition) => registered.push(definition) },
  };
  const world = { window, $, RED, givtcpEditor: undefined as unknown };
  runInNewContext(text('resources/givtcp-editor.js'), world);
  world.givtcpEditor = window['givtcpEditor'];
  const [, script = ''] =
    /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(text(`nodes/${type}.html`)) ?? [];
  runInNewContext(script, world);
  const [definition] = registered;
  ok(definition);
  return definition;
};

const catalogue = (language: string, type: string): Readonly<Record<string, string>> =>
  flat(JSON.parse(text(`nodes/locales/${language}/${type}.json`)));
const flat = (tree: object, stem = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flat(value, `${stem}${key}.`))
        : [[`${stem}${key}`, String(value)]],
    ),
  );

/** Saved, but not typed into an input of their own. */
const unseen = new Set(['schema', 'values', 'valueTypes', 'fields']);

/** A dialog and the scripts that are its own. */
const sourceOf = (type: string): string => {
  const html = dialogOf(type);
  const scripts = [...html.matchAll(/node-red-contrib-givtcp\/([\w-]+\.js)/g)];
  return [html, ...scripts.map(([, file = '']) => text(`resources/${file}`))].join('\n');
};

/** What the program says lives in its phrasebooks and tables; a language other than English has it in a catalogue. */
const bookNames = [...new Set(allBooks().map(({ name }) => name))].join('|');
const ofControls = new RegExp(
  String.raw`^givtcp-write\.(control\.(?!message$)|help\.|risk\.|field\.)|^givtcp-config\.(${bookNames})\.|^givtcp-read\.reading\.`,
);

test('there are dialogs and languages to check', () => {
  deepEqual(nodeTypes.toSorted(), Object.keys(manifest['node-red'].nodes).toSorted());
  deepEqual(languages.toSorted(), ['de', 'en-US']);
});

for (const type of nodeTypes)
  describe(`the dialog of ${type}`, () => {
    const definition = definitionOf(type);
    const html = sourceOf(type);
    const prefix = definition.category === 'config' ? 'node-config-input' : 'node-input';
    const shown = Object.keys({ ...definition.defaults, ...definition.credentials }).filter(
      (name) => !unseen.has(name),
    );

    test('each field has an input with a label of its own', () => {
      for (const name of shown) {
        ok(html.includes(`id="${prefix}-${name}"`), name);
        match(html, new RegExp(`<label for="${prefix}-${name}(-choice)?">`));
      }
    });

    test('each validator can say why, and accepts what the dialog starts with', () => {
      for (const [name, { validate, value }] of Object.entries(definition.defaults)) {
        if (validate === undefined) continue;
        equal(validate.length, 2, name);
        const answer = validate.call({ ...fresh(definition), _: (key: string) => key }, value, {});
        ok(name === 'host' ? answer === `${type}.invalid.host` : answer === true, name);
        const refusal = validate.call(refusing, 'certainly # wrong', {});
        equal(refusal, `${type}.invalid.${name}`);
      }
    });

    test('each text of the dialog exists in each language', () => {
      const used = [...html.matchAll(/data-i18n="(?:\[[\w-]+\])?([^"]+)"/g)].map(
        ([, key = '']) => key,
      );
      // What begins with RED is the editor's own.
      const called = [...html.matchAll(/(?<!RED\.)_\('([\w.-]+)'/g)].map(([, key = '']) => key);
      const asked = /text\(node, '([\w.-]+)'/g;
      called.push(...[...html.matchAll(asked)].map(([, key = '']) => `${type}.${key}`));
      const refusals = Object.keys(definition.defaults)
        .filter((name) => definition.defaults[name]?.validate !== undefined)
        .map((name) => `${type}.invalid.${name}`);
      for (const language of languages) {
        const known = Object.keys(catalogue(language, type));
        for (const key of [...used, ...called, ...refusals])
          if (!key.startsWith('node-red:') && !key.endsWith('.'))
            ok(known.includes(key), `${key} in ${language}`);
        ok(used.length > 3 && refusals.length > 0);
      }
    });

    test('all languages say the same things', () => {
      const keys = languages.map((language) =>
        Object.keys(catalogue(language, type))
          .filter((key) => !ofControls.test(key))
          .toSorted(),
      );
      for (const other of keys) deepEqual(other, keys[0]);
    });

    test('no text of a catalogue is unused', () => {
      const roots = [...html.matchAll(/'(givtcp-[\w-]+\.[\w.]+\.)'/g)].map(([, root = '']) => root);
      const groups = /'([\w-]+)\.'/g;
      if (html.includes('givtcpEditor.failure(')) roots.push(`${type}.failure.`);
      const byGroup = [...html.matchAll(groups)].map(([, group = '']) => `${type}.${group}.`);
      const isNamed = (key: string): boolean =>
        html.includes(key) || html.includes(`'${key.slice(type.length + 1)}'`);
      for (const key of Object.keys(catalogue('en-US', type)))
        ok(isNamed(key) || [...roots, ...byGroup].some((root) => key.startsWith(root)), key);
    });

    test('there is help in each language', () => {
      for (const language of languages)
        match(
          text(`nodes/locales/${language}/${type}.html`),
          new RegExp(`data-help-name="${type}"`),
        );
    });

    test('colours come from the theme alone', () => {
      const style = [...html.matchAll(/style="([^"]*)"/g)].map(([, css = '']) => css).join(';');
      equal(/#[0-9a-f]{3,6}|rgb|background|(^|[^-])color/i.test(style), false);
    });
  });

for (const type of nodeTypes.filter((one) => definitionOf(one).category !== 'config'))
  test(`${type} has an icon, labelled ports and an example`, () => {
    const { icon, inputs, inputLabels, outputLabels } = definitionOf(type);
    ok(existsSync(`icons/${icon}`));
    match(text(`icons/${icon}`), /viewBox="0 0 40 60"/);
    equal(typeof inputLabels, inputs === 0 ? 'undefined' : 'function');
    equal(typeof outputLabels, 'function');
    ok(examples.some(({ nodes }) => nodes.some((node) => node.type === type)));
  });

const placesIn = (sentence: string, place: RegExp): readonly string[] =>
  [...sentence.matchAll(place)].map(([, name = '']) => name).toSorted();

const refusing = { _: (key: string) => key, trigger: 'interval' };
const fresh = ({ defaults }: Definition): object =>
  Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));

describe('the tables of the program and the dialogs agree', () => {
  const read = text('nodes/givtcp-read.html');

  test('the read node offers each function and naming', () => {
    for (const value of [...readFunctions, ...namings]) match(read, new RegExp(`value="${value}"`));
  });

  test('each dialog saves the schema that the upgrades end with', () => {
    for (const type of nodeTypes)
      equal(definitionOf(type).defaults['schema']?.value, schemaOf(type), type);
  });

  test('the simulator offers each sky, the event node each language of labels', () => {
    for (const sky of skies)
      match(text('nodes/givtcp-simulator.html'), new RegExp(`value="${sky}"`));
    for (const language of labelLanguages)
      match(text('nodes/givtcp-event.html'), new RegExp(`value="${language}"`));
  });

  test('German has words for each reading', () => {
    const words = catalogue('de', 'givtcp-read');
    for (const { what } of Object.values(reportDocs).flat()) {
      const slug = what
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '_')
        .replaceAll(/^_|_$/g, '');
      ok(words[`givtcp-read.reading.${slug}`], what);
    }
  });

  test('the event node offers everything that can be watched', () => {
    const { defaults } = definitionOf('givtcp-event');
    const ticks = Object.keys(defaults).filter(
      (name) => typeof defaults[name]?.value === 'boolean',
    );
    deepEqual(ticks.toSorted(), [...watchNames, 'tellAtStart'].toSorted());
  });

  test('the event node begins with the usual limits', () => {
    deepEqual(
      eventSettingsFrom({ ...fresh(definitionOf('givtcp-event')) }).limits,
      usualEventLimits,
    );
  });

  test('what the runtime says of a field calls it as its dialog does', () => {
    // Ports, and what the dialog's headings say, need more words in a log.
    const longer = new Set(['brokerPort', 'restPort', 'discovery']);
    const called = nodeTypes.flatMap((type) =>
      Object.entries(catalogue('en-US', type)).flatMap(([key, words]) => {
        const name = key.replace(`${type}.label.`, '');
        return Object.hasOwn(labels, name) && !longer.has(name)
          ? [[name, words.replace(/ \(.*\)$/, '')] as const]
          : [];
      }),
    );
    ok(called.length > 40);
    const spoken = new Map<string, string>(Object.entries(labels));
    for (const [name, words] of called) ok(words.startsWith(spoken.get(name) ?? '?'), words);
  });

  for (const language of languages) {
    test(`help in ${language} has each reading and each control, and leaves no gap`, () => {
      for (const type of nodeTypes) {
        const words: object = JSON.parse(text(`nodes/locales/${language}/${type}.json`))[type];
        const help = helpOf(text(`nodes/locales/${language}/${type}.html`), words, program);
        equal(/<!--|undefined/.test(help), false, type);
        const rows =
          type === 'givtcp-read'
            ? Object.values(reportDocs).flatMap((list) => list.map(({ path }) => path))
            : type === 'givtcp-write'
              ? controlNames
              : [];
        for (const row of rows)
          ok(help.includes(`<dt>${row.replace(/^(modes|timeslots)\./, '')}`), row);
      }
    });

    test(`each event is explained in ${language}`, () => {
      const help = text(`nodes/locales/${language}/givtcp-event.html`);
      for (const [event, { level }] of Object.entries(eventKinds))
        match(
          help,
          new RegExp(`<dt>(\\w+, )?${event}\\b.*${level === 'info' ? '' : level}`),
          event,
        );
    });

    test(`each command of the simulator is explained in ${language}`, () => {
      const help = text(`nodes/locales/${language}/givtcp-simulator.html`);
      for (const name of commandNames) match(help, new RegExp(`<dt>${name}\\b`));
    });
  }

  test('credentials are the same for dialog and runtime', () => {
    const registered: { credentials?: object }[] = [];
    givtcpConfig(recording(registered));
    deepEqual(
      structuredClone(definitionOf('givtcp-config').credentials),
      registered[0]?.credentials,
    );
  });

  for (const language of languages.filter((one) => one !== 'en-US')) {
    const words: ReadonlyMap<string, string> = new Map(
      nodeTypes.flatMap((type) => Object.entries(catalogue(language, type))),
    );
    const sentences = allBooks().flatMap(({ name, sentences }) =>
      Object.entries(sentences).map(([kind, english]) => ({
        key: keyOf(`${name}.${kind}`).replace(/.*:/, ''),
        english,
      })),
    );

    test(`${language} has words for each sentence, with the same places`, () => {
      ok(sentences.length > 300);
      for (const { key, english } of sentences) {
        const own = words.get(key);
        ok(own, `${key}: ${english}`);
        deepEqual(placesIn(own, /__(\w+?)__/g), placesIn(english, /\{(\w+)\}/g), key);
      }
    });

    test(`${language} has no words for sentences that are gone`, () => {
      const known = new Set(sentences.map(({ key }) => key));
      const own = [...words.keys()].filter((key) =>
        new RegExp(String.raw`^givtcp-config\.(${bookNames})\.`).test(key),
      );
      deepEqual(
        own.filter((key) => !known.has(key)),
        [],
      );
    });

    test(`${language} calls fields in a sentence as its dialogs do`, () => {
      const labelled = [...words].flatMap(([key, label]) => {
        const [, name] = /^givtcp-[\w-]+\.label\.(\w+)$/.exec(key) ?? [];
        const spoken = words.get(`givtcp-config.field.${name}`);
        return spoken === undefined ? [] : [{ label, spoken }];
      });
      ok(labelled.length > 40);
      for (const { label, spoken } of labelled)
        ok(
          label.startsWith(spoken) ||
            spoken.startsWith(`${label} der`) ||
            spoken.startsWith(`${label} des`),
          `${spoken}, ${label}`,
        );
    });

    test(`${language} has words for each control`, () => {
      const words = catalogue(language, 'givtcp-write');
      for (const name of controlNames) {
        const { risk, fields } = describeControl(name);
        ok(words[`givtcp-write.control.${name}`], name);
        ok(words[`givtcp-write.help.${name}`], name);
        if (risk !== undefined) ok(words[`givtcp-write.risk.${name}`], name);
        for (const field of fields) ok(words[`givtcp-write.field.${field.name}`], field.name);
      }
    });
  }

  test('settings have the same German names in events and in sentences', () => {
    const words = catalogue('de', 'givtcp-config');
    for (const [kind, german] of Object.entries(germanSettings))
      equal(words[`givtcp-config.setting.${kind}`], german.replaceAll(/\{(\w+)\}/g, '__$1__'));
  });

  test('no words are left of controls that are gone', () => {
    const named = Object.keys(catalogue('de', 'givtcp-write')).flatMap((key) => {
      const [, name] = /^givtcp-write\.(?:control|help|risk)\.(?!message$)(.*)$/.exec(key) ?? [];
      return name === undefined ? [] : [name];
    });
    deepEqual(
      named.filter((name) => !controlNames.includes(name)),
      [],
    );
  });
});

/** As much of Node-RED as registering needs. */
const recording = (registered: object[]): NodeAPI => {
  const RED = {
    nodes: {
      registerType: (_type: string, _make: unknown, options: object) => registered.push(options),
    },
    httpAdmin: { get: () => undefined, post: () => undefined, delete: () => undefined },
    auth: { needsPermission: () => undefined },
  };
  return Object.assign(Object.create(null), RED);
};

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}
const flowIn = (path: string): { path: string; nodes: readonly FlowNode[] } => ({
  path,
  nodes: JSON.parse(text(path)),
});
const examples = globSync('examples/*.json').map(flowIn);

describe('examples', () => {
  test('there are some', () => ok(examples.length >= 3));

  test('no two nodes share an id, in whichever file', () => {
    const ids = [...examples, flowIn('scripts/demo/flow.json')].flatMap(({ nodes }) =>
      nodes.map(({ id }) => id),
    );
    equal(new Set(ids).size, ids.length);
    for (const id of ids) match(id, /^[0-9a-f]{16}$/);
  });

  for (const { path, nodes } of [...examples, flowIn('scripts/demo/flow.json')])
    test(`${path} is whole, explained and free of secrets`, () => {
      const ids = new Set(nodes.map(({ id }) => id));
      for (const { wires = [], id } of nodes)
        for (const target of wires.flat()) ok(ids.has(target), `${id} -> ${target}`);
      ok(nodes.some(({ type }) => type === 'comment'));
      equal(
        nodes.some((node) => 'credentials' in node),
        false,
      );
      equal(/\b(?!127\.0\.0\.1)\d{1,3}(\.\d{1,3}){3}\b/.test(text(path)), false);
      for (const node of nodes.filter(({ type }) => type.startsWith('givtcp-'))) {
        const known = Object.keys(definitionOf(node.type).defaults);
        const now = upgraded(node.type, node);
        for (const name of known) ok(name in now, `${node.type} lacks ${name}`);
      }
    });

  test('have names that sort and explain themselves', () => {
    for (const { path } of examples) match(path, /^examples.\d\d - [A-Z].+\.json$/);
  });
});
