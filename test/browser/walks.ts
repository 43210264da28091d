import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openInverter } from '../../src/index.js';
import { parseCapture, startSimulator, type Simulator } from '../../src/simulator/index.js';
import type { Running } from '../nodes/runtimes.js';
import * as editors from './editor.js';
import { tabTo } from './spoken.js';

/** Where the walks take place. */
export interface Place {
  readonly name: string;
  readonly red: Running;
  readonly browser: Browser;
  /** An address for simulated inverters. */
  readonly host: string;
  /** Ended with all others. */
  readonly dongles: Simulator[];
}

let dongles = 0;
/** One that no other simulated inverter has. */
export const dongleSerial = (): string => `WF${String(++dongles).padStart(8, '0')}`;

const dongleAt = async (
  { host, dongles: all }: Place,
  options: Parameters<typeof startSimulator>[0],
): Promise<Simulator> => {
  const dongle = await startSimulator({ seed: 7, host, dongle: dongleSerial(), ...options });
  all.push(dongle);
  return dongle;
};

const tab = { id: 'walk', type: 'tab', label: 'Walk' };
const settings = (id: string, { host, port }: Simulator, more: object = {}) => ({
  id,
  type: 'givtcp-config',
  name: `The ${id}`,
  host,
  port: String(port),
  pace: '0',
  ...more,
});
const node = (type: string, id: string, z: string, more: object) => ({
  id,
  type,
  z,
  x: 200,
  y: 100,
  wires: [[]],
  ...more,
});
const reader = (id: string, z: string, inverter: string, trigger: string) =>
  node('givtcp-read', id, z, {
    inverter,
    trigger,
    function: 'getInverterInfo',
    output: 'object',
    only: 'all',
    naming: 'clean',
    maxAge: '5',
    schema: 2,
  });

const openLive = async (page: Page, id: string): Promise<void> => {
  await editors.openDialog(page, id);
  await page.locator('#givtcp-config-tabs a[href="#live"]').click();
};

const bytesIn = (text: string): string =>
  parseCapture(text)
    .map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    .join('');

/** Plays a support file as the inverter it came from, and asks that for its model. */
const modelPlayed = async (place: Place, capture: string): Promise<string | undefined> => {
  const { host, port } = await dongleAt(place, { capture });
  const inverter = openInverter({ host, port, polling: false, pace: 0 });
  const { model } = await inverter.refresh('live');
  await inverter.close();
  return model.name;
};

/** The support file: nothing yet, saved, copied, played. */
const supportFile = async (place: Place): Promise<void> => {
  const { red, browser, host, name } = place;
  const dongle = await dongleAt(place, { model: 'allInOne' });
  const house = settings('house', dongle, { serial: dongle.dongle });
  const unused = settings('unused', dongle, { port: '1' });
  await red.deploy({ flows: [tab, house, unused, reader('read', tab.id, 'house', 'poll')] });
  const { page, close } = await editors.openEditor(browser, red.address, 'en-US');
  const state = (mood: string) => page.locator(`#givtcp-bundle-state[data-mood="${mood}"]`);
  await editors.allWell(page);
  await openLive(page, 'unused');
  await page.click('#givtcp-bundle');
  await state('bad').getByText('nothing to tell yet').waitFor();
  await editors.closeDialog(page);
  await openLive(page, 'house');
  const download = page.waitForEvent('download');
  await page.click('#givtcp-bundle');
  const path = await (await download).path();
  await state('good').getByText('Saved as givtcp-support.json').waitFor();
  await page.click('#givtcp-bundle-copy');
  await state('good').getByText('Copied').waitFor();
  await editors.keep(page, `${name} support`);
  const text = readFileSync(path, 'utf8');
  const told = text + bytesIn(text);
  deepEqual(
    [dongle.serial, dongle.dongle, host].filter((secret) => told.includes(secret)),
    [],
  );
  const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  ok(text.includes(`"package": "${version}"`));
  equal(await modelPlayed(place, path), 'All-in-One');
  await close();
};

/** One subflow for two inverters, which its property names. */
const subflow = (first: Simulator, second: Simulator) => {
  const ui = { type: 'conf-types' };
  const property = (value: string) => ({ name: 'which', type: 'givtcp-config', value, ui });
  const inside = '${which}';
  return [
    tab,
    settings('first', first),
    settings('second', second),
    {
      id: 'sub',
      type: 'subflow',
      name: 'Battery',
      env: [property('first')],
      in: [{ x: 50, y: 50, wires: [{ id: 'reads' }, { id: 'writes' }] }],
      out: [{ x: 400, y: 50, wires: [{ id: 'writes', port: 0 }] }],
    },
    reader('reads', 'sub', inside, 'input'),
    node('givtcp-write', 'writes', 'sub', {
      inverter: inside,
      control: 'setChargeTarget',
      source: 'message',
      schema: 2,
    }),
    node('subflow:sub', 'one', tab.id, { wires: [['out']] }),
    node('subflow:sub', 'two', tab.id, { wires: [['out']], env: [property('second')] }),
    node('inject', 'press', tab.id, {
      props: [{ p: 'payload' }],
      payload: '60',
      payloadType: 'num',
      wires: [['one', 'two']],
    }),
    node('debug', 'out', tab.id, { console: true, complete: 'payload', targetType: 'msg' }),
  ];
};

/** Presses the button, and waits for the answer of either place. */
const pressed = async ({ red }: Place): Promise<void> => {
  const before = red.lines.length;
  await red.ask('/inject/press', {});
  await Promise.all(
    ['SA', 'CH'].map((serial) => red.line(new RegExp(`serial: '${serial}`), before)),
  );
};

/** A subflow: its dialogs know the inverter of its property; each place that uses it has its own. */
const inSubflows = async (place: Place): Promise<void> => {
  const { red, browser, name } = place;
  const first = await dongleAt(place, {});
  const second = await dongleAt(place, { model: 'allInOne' });
  await red.deploy({ flows: subflow(first, second) });
  await pressed(place);
  for (const { writes } of [first, second])
    deepEqual(
      writes.map(({ address, word }) => [address, word]),
      [[116, 60]],
    );
  const { page, complaints, close } = await editors.openEditor(browser, red.address, 'en-US');
  await editors.openDialog(page, 'reads');
  await page.locator('#givtcp-fields-note', { hasText: 'This plant, now' }).waitFor();
  await editors.closeDialog(page);
  await editors.openDialog(page, 'writes');
  await page.click('#givtcp-dry-run');
  await page.locator('#givtcp-dry-run-result', { hasText: '60 %' }).waitFor();
  await editors.keep(page, `${name} subflow`);
  deepEqual(complaints, []);
  await close();
};

/** From a node's dialog to its inverter, found and taken over, without a mouse. */
const byKeyboard = async (place: Place): Promise<void> => {
  const { red, browser } = place;
  const host = place.host.replace(/\d+$/, '2');
  await dongleAt(place, { host, port: 8899 });
  const own = settings('house', await dongleAt(place, {}));
  await red.deploy({ flows: [tab, own, reader('read', tab.id, 'house', 'input')] });
  const { page, complaints, close } = await editors.openEditor(browser, red.address, 'en-US');
  const press = async (selector: string, key: string, way = 'Tab'): Promise<void> => {
    await tabTo(page, selector, way);
    await page.keyboard.press(key);
  };
  await editors.openDialog(page, 'read');
  await press('#node-input-btn-inverter-edit', 'Enter');
  await page.locator('#node-config-input-host').waitFor();
  await press('#givtcp-config-tabs a[href="#mqtt"]', 'Enter');
  await page.locator('#node-config-input-broker').waitFor();
  await press('#givtcp-config-tabs a[href="#inverter"]', 'Enter', 'Shift+Tab');
  await press('#givtcp-find', ' ');
  await page.locator(`.givtcp-found[data-host="${host}"]`).waitFor();
  await page.locator('#givtcp-find-state[data-mood="good"]').waitFor();
  await press(`.givtcp-found[data-host="${host}"]`, 'Enter');
  equal(await page.inputValue('#node-config-input-port'), '8899');
  equal(await page.inputValue('#node-config-input-host'), host);
  await press('#givtcp-test', 'Enter');
  await page.locator('#givtcp-test-state[data-mood="good"]').waitFor();
  ok(await page.locator('#givtcp-test').evaluate((one) => one === document.activeElement));
  await page.keyboard.press('Control+Enter');
  await page.locator('#node-config-input-host').waitFor({ state: 'detached' });
  await tabTo(page, '#givtcp-fields input');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  const chosen = page.locator('#givtcp-fields input:checked');
  equal(await chosen.count(), 1);
  await press('#givtcp-preview-button', 'Enter');
  await page.locator('#givtcp-preview', { hasText: /\w/ }).waitFor();
  deepEqual(complaints, []);
  await close();
};

/** Walks that an owner takes through the editor. `place` is asked when they begin. */
export const walks = (place: () => Place): void => {
  test('saves a support file that tells no serial and no address, and plays as the inverter', () =>
    supportFile(place()));
  test('serves subflows, in which each place has its own inverter', () => inSubflows(place()));
  test('takes somebody without a mouse to an inverter that is found', () => byKeyboard(place()));
};
