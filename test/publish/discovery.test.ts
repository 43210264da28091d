import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { textOf, type View } from '../../src/publish/givtcp/row.js';
import { treeOf } from '../../src/publish/givtcp/tree.js';
import {
  discoveryOf,
  type DiscoveryOptions,
} from '../../src/publish/homeAssistant/homeAssistant.js';
import { viewOf } from '../../src/publish/plantView.js';
import { families } from '../../src/registers/families.js';
import { fieldsOf } from '../support/reference.js';
import { problemsOf } from './discoveryRules.js';
import { openPlant, type OpenPlant } from './plants.js';

const options: DiscoveryOptions = { root: 'GivEnergy', form: 'entity', version: '1.0.0' };

type Config = Readonly<Record<string, unknown>>;
const asConfig = (value: unknown): Config =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const textIn = (config: Config, key: string): readonly string[] => {
  const value = config[key];
  return typeof value === 'string' ? [value] : [];
};
/** Every entity with its component, from either form. */
const entitiesOf = (
  view: View,
  form: 'device' | 'entity',
): readonly (Config & { component: string })[] =>
  discoveryOf(view, treeOf(view), { ...options, form }).flatMap(({ topic, payload }) => {
    const config = asConfig(JSON.parse(payload));
    if (form === 'entity') return [{ ...config, component: topic.split('/')[1] ?? '' }];
    return Object.values(asConfig(config['components'])).map((component) => {
      const own = asConfig(component);
      return { ...own, component: String(own['platform']) };
    });
  });

for (const { name: model } of families)
  describe(`${model}, as Home Assistant hears of it`, () => {
    let plant: OpenPlant;
    let view: View;
    beforeAll(async () => {
      plant = await openPlant({ model, meters: 1 });
      await plant.inverter.refresh('all');
      const { snapshot } = plant.inverter;
      if (snapshot === undefined) throw new Error('nothing was read');
      view = viewOf(plant.inverter, snapshot, { zone: 'Europe/London' });
    });
    afterAll(() => plant.close());

    for (const form of ['entity', 'device'] as const)
      test(`${form} form: Home Assistant would take every announcement`, () => {
        const messages = discoveryOf(view, treeOf(view), { ...options, form });
        ok(messages.length > 0);
        deepEqual(
          messages.flatMap(({ topic, payload }) => problemsOf(topic, payload)),
          [],
        );
      });

    for (const slots of ['time', 'text'] as const)
      test(`slots as ${slots}, and ids for older releases`, () => {
        const messages = discoveryOf(view, treeOf(view), { ...options, slots, objectId: true });
        deepEqual(
          messages.flatMap(({ topic, payload }) => problemsOf(topic, payload)),
          [],
        );
        const shown = messages.filter(({ topic }) => topic.split('/')[1] === slots);
        const has = treeOf(view).filter(
          ({ row: { kind, setting } }) =>
            kind === 'slot' && setting !== undefined && view.limits(setting) !== undefined,
        );
        equal(shown.length, has.length);
      });

    test('unique ids are unique, and the same in both forms', () => {
      const ids = entitiesOf(view, 'entity').map(
        (entity) => `${entity.component} ${textIn(entity, 'unique_id').join()}`,
      );
      equal(new Set(ids).size, ids.length);
      const others = entitiesOf(view, 'device').map(
        (entity) => `${entity.component} ${textIn(entity, 'unique_id').join()}`,
      );
      deepEqual(others.toSorted(), ids.toSorted());
    });

    test('no entity without state and no state without entity', () => {
      const leaves = treeOf(view);
      const states = new Set(leaves.map(({ path }) => `GivEnergy/${view.snapshot.serial}/${path}`));
      const entities = entitiesOf(view, 'entity');
      const shown = entities.flatMap((entity) => textIn(entity, 'state_topic'));
      for (const topic of shown) ok(states.has(topic), topic);
      equal(entities.length, leaves.length);
    });

    test('states are among the options, and within the limits', () => {
      const texts = new Map(
        treeOf(view).map(({ path, row, value }) => [
          `GivEnergy/${view.snapshot.serial}/${path}`,
          textOf(row.kind, value),
        ]),
      );
      const refused = entitiesOf(view, 'entity').filter((entity) => {
        const text = texts.get(textIn(entity, 'state_topic')[0] ?? '');
        const { options: choices, min, max } = entity;
        if (Array.isArray(choices)) return !choices.includes(text);
        if (entity.component !== 'number') return false;
        return !(Number(text) >= Number(min) && Number(text) <= Number(max));
      });
      deepEqual(refused, []);
    });
  });

test('a plant that may only be read has no controls', async () => {
  const plant = await openPlant({ model: 'hybridGen1' });
  const { snapshot } = plant.inverter;
  if (snapshot === undefined) throw new Error('nothing was read');
  const view = viewOf(plant.inverter, snapshot, { readOnly: true });
  const components = new Set(entitiesOf(view, 'entity').map(({ component }) => component));
  await plant.close();
  deepEqual([...components], ['sensor']);
});

/** What GivTCP 3.6 announced, with stand-ins for serials and numbers. */
const golden = readFileSync('test/reference/givtcp-discovery.csv', 'utf8')
  .split('\n')
  .slice(1)
  .map(fieldsOf);

describe('the entities that GivTCP announces', () => {
  /**
   * Announced there and not here: leaves that are absent on purpose (scripts/tree-differences.mjs), times as controls
   * of their own (slots are either), and controls of an EMS
   * that GivTCP itself gives no command, or that need *Untried settings*.
   */
  const gone =
    /ppkwh|Battery_Value|_Cost$|(Day|Night|Export|Current)_Rate|(Day|Night|Start)_Energy|Reboot_Addon|Safe_Write_Count|MOS_State|BMS_Current|Stack_SOC_(Low|Difference)|_time$|Car_Charge|Compensation/;

  test.each([
    ['hybrid_gen1', 'hybridGen1'],
    ['all_in_one', 'allInOne'],
    ['ems', 'ems'],
  ] as const)('%s: same component, unique id and topics', async (name, model) => {
    const plant = await openPlant({ model, packs: 1 });
    await plant.inverter.refresh('all');
    const { snapshot } = plant.inverter;
    if (snapshot === undefined) throw new Error('nothing was read');
    const view = viewOf(plant.inverter, snapshot, { zone: 'Europe/London' });
    await plant.close();
    const members = new Map(
      treeOf(view).flatMap(({ member }) => {
        if (member === undefined) return [];
        const standIn =
          member.kind === 'inverter'
            ? '<INV>'
            : /^Battery_Stack|^Meter/.test(member.name)
              ? undefined
              : '<BAT>';
        return standIn === undefined ? [] : [[member.name, standIn] as const];
      }),
    );
    const masked = (value: string): string => {
      let text = value
        .replace(/^GivTCP_/, '<prefix>_')
        .replaceAll(snapshot.serial, '<SN>')
        .replace('GivEnergy/', '<root>/');
      for (const [serial, standIn] of members) text = text.replaceAll(serial, standIn);
      return text
        .replaceAll(/(?<=[_/](String|Cell|slot|SOC|Meter)_)\d+/g, '<n>')
        .replaceAll(/(Start|End|Target)\d+$/g, '$1<n>');
    };
    const here = new Set(
      entitiesOf(view, 'entity').map((entity) =>
        [
          entity.component,
          ...['unique_id', 'state_topic', 'command_topic'].map((key) =>
            masked(textIn(entity, key).join()),
          ),
        ].join(' '),
      ),
    );
    const missing = golden
      .filter(([of, , id = '']) => of === name && !gone.test(id))
      .filter(
        ([, component, id, state, order]) =>
          !here.has([component, id, component === 'button' ? '' : state, order].join(' ')),
      )
      .map((row) => row.slice(1, 5).join(' '));
    deepEqual(missing, []);
  });
});
