import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { startBroker } from '../../scripts/demo/broker.mjs';
import { openInverter } from '../../src/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { start, type Running, type Runtime } from '../nodes/runtimes.js';
import { freePort } from '../publish/brokers.js';
import * as editors from './editor.js';
import { historyIs, HISTORY } from './history.js';
import { userDirectory, withSqlite } from './home.js';
import { nameless } from './spoken.js';
import { dongleSerial, walks } from './walks.js';
import { cramped, faint, untranslated } from './words.js';

/** The pencil, as either Node-RED calls it. */
const EDIT_INVERTER = '#node-input-lookup-inverter, #node-input-btn-inverter-edit';

const examples = readdirSync('examples')
  .map((file) => file.replace('.json', ''))
  .filter((example) => withSqlite || example !== HISTORY);

interface ExampleNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly host?: string;
  readonly port?: string;
  readonly inverter?: string;
}
/** Whoever has gone through example 01 has an inverter to choose. */
const ownInverter = (): string =>
  nodesOf('01 - First reading').find(({ type }) => type === 'givtcp-config')?.id ?? '';
const nodesOf = (example: string): readonly ExampleNode[] =>
  JSON.parse(readFileSync(`examples/${example}.json`, 'utf8'));

/** Dark comes with Node-RED 5. */
const themes = (runtime: Runtime): readonly editors.Theme[] =>
  runtime.name === 'Node-RED 5' ? ['light', 'dark'] : ['light'];

/** Everything a browser sees of one Node-RED with the package installed. */
export const suite = (runtime: Runtime, loopback: string): void => {
  describe(runtime.name, () => {
    let home: ReturnType<typeof userDirectory>;
    let red: Running;
    let browser: Browser;
    const dongles: Simulator[] = [];
    /** Those of the walks, which may write. */
    const walked: Simulator[] = [];
    /** Where the simulated inverter of an example listens. */
    const simulated = new Map<string, string>();
    let broker: { close(): Promise<void> };
    let brokerPort: number;
    beforeAll(async () => {
      home = userDirectory(inject('modules'));
      brokerPort = await freePort();
      [red, browser, broker] = await Promise.all([
        start(runtime, home.path, `givtcpConfigSearch: '${loopback}/28',`),
        editors.startBrowser(),
        startBroker(brokerPort, '127.0.0.1', () => undefined),
      ]);
    });
    afterAll(async () => {
      await browser.close();
      await red.stop();
      await Promise.all([broker, ...dongles, ...walked].map((one) => one.close()));
      home.remove();
    });

    /** What a user would type: addresses, each inverter's own; simulated ones move to a free port. */
    const typed = async (example: string): Promise<Record<string, object>> => {
      const nodes = nodesOf(example);
      const moved = new Map<string, string>();
      for (const { type, port } of nodes)
        if (type === 'givtcp-simulator') moved.set(String(port), String(await freePort()));
      for (const port of moved.values()) simulated.set(example, port);
      const entries = nodes.map(async (node) => [node.id, await fields(node, moved)] as const);
      const filled = await Promise.all(entries);
      return Object.fromEntries(filled.filter(([, given]) => Object.keys(given).length > 0));
    };

    const fields = async (
      { type, host, port, inverter }: ExampleNode,
      moved: ReadonlyMap<string, string>,
    ): Promise<object> => {
      switch (type) {
        case 'mqtt-broker':
          return { broker: '127.0.0.1', port: brokerPort };
        case 'sqlitedb':
          return { db: join(home.path, 'history.db') };
        case 'givtcp-simulator':
          return { port: moved.get(String(port)) };
        case 'givtcp-config':
          return host === ''
            ? { host: loopback, port: await newDongle(), brokerPort: String(brokerPort) }
            : { port: moved.get(String(port)) ?? String(port) };
        default:
          return inverter === '' ? { inverter: ownInverter() } : {};
      }
    };

    const newDongle = async (): Promise<string> => {
      const dongle = await startSimulator({ seed: 7, host: loopback, dongle: dongleSerial() });
      dongles.push(dongle);
      return String(dongle.port);
    };

    test('imports every example from the menu, and after Deploy all is well', async () => {
      const editor = await editors.openEditor(browser, red.address, 'en-US');
      const { page } = editor;
      const before = red.lines.length;
      for (const example of examples) {
        await editors.importExample(page, example, nodesOf(example).at(-1)?.id ?? '');
        await editors.fillIn(page, await typed(example));
      }
      await editors.keep(page, `${runtime.name} examples`);
      deepEqual(await editors.invalid(page), []);
      await editors.deploy(page);
      await editors.allWell(page);
      deepEqual(
        red.lines.slice(before).filter((line) => /\[error\]|refuses the connection/.test(line)),
        [],
      );
      deepEqual(editor.complaints, []);
      await editor.close();
    }, 180_000);

    test('a setting changed on the dashboard is what the inverter then holds', async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 1300 } });
      await page.goto(new URL('/dashboard/energy', red.address).href);
      const level = page.locator('.giv-row', { hasText: 'Charge target' });
      await level.locator('b', { hasText: '100 %' }).waitFor();
      await level.locator('.v-slider-thumb').focus();
      for (let percent = 100; percent > 85; percent--) await page.keyboard.press('ArrowLeft');
      await level.locator('.v-btn').click();
      await page.getByRole('button', { name: 'Change it' }).click();
      await page
        .locator('.giv-answer.good', { hasText: 'now shows charge target at 85 %' })
        .waitFor();
      const port = Number(simulated.get('08 - Live dashboard'));
      const inverter = openInverter({ host: '127.0.0.1', port, polling: false });
      const held = await inverter.readRegisters({ bank: 'holding', base: 116, count: 1 });
      await inverter.close();
      deepEqual([...held], [85]);
      await page.close();
    });

    test.runIf(withSqlite)(
      'stores readings in the database, and draws what is there',
      async () => {
        const port = Number(simulated.get(HISTORY));
        const place = { browser, address: red.address, port, picture: `${runtime.name} history` };
        await historyIs(join(home.path, 'history.db'), place);
      },
      180_000,
    );

    for (const locale of ['en-US', 'de'])
      test(`shows each dialog in ${locale}: complete words, no complaint`, async () => {
        const editor = await editors.openEditor(browser, red.address, locale);
        const { page } = editor;
        const kinds = new Map(examples.flatMap(nodesOf).map(({ type, id }) => [type, id] as const));
        for (const [type, id] of kinds) {
          if (!type.startsWith('givtcp-')) continue;
          const tray = await editors.openDialog(page, id);
          // Wider, and it is cut off in a small window.
          ok(((await tray.boundingBox())?.width ?? 0) < 760, type);
          for (const theme of themes(runtime)) {
            await editors.wear(page, theme);
            deepEqual(await tray.evaluate(cramped), [], type);
            deepEqual(await tray.evaluate(faint), [], type);
            await editors.keep(page, `${runtime.name} ${type} ${locale} ${theme}`);
          }
          deepEqual(await tray.evaluate(untranslated), [], type);
          deepEqual(await nameless(page), [], type);
          await editors.closeDialog(page);
        }
        deepEqual(editor.complaints, []);
        await editor.close();
      });

    test('shows readings and a dry run in the dialogs, and writes nothing', async () => {
      const { page, complaints, close } = await editors.openEditor(browser, red.address, 'en-US');
      const idIn = (type: string): string =>
        nodesOf('02 - Overnight cheap-rate charge').find((node) => node.type === type)?.id ?? '';
      await editors.openDialog(page, idIn('givtcp-read'));
      await page.click('#givtcp-preview-button');
      await page.locator('#givtcp-preview', { hasText: 'charge' }).waitFor();
      await editors.closeDialog(page);
      await editors.openDialog(page, idIn('givtcp-write'));
      await page.click('#givtcp-dry-run');
      await page.locator('#givtcp-dry-run-result', { hasText: /\w/ }).waitFor();
      await page.selectOption('#node-input-source', 'fixed');
      await page.locator('#givtcp-write-fields button').first().waitFor();
      deepEqual(await nameless(page), []);
      await editors.keep(page, `${runtime.name} dry run`);
      deepEqual(complaints, []);
      await close();
    });

    test('takes a newcomer from the menu over Find and Test to the first reading', async () => {
      await red.deploy({ flows: [] });
      const found = await startSimulator({
        seed: 7,
        host: loopback,
        port: 8899,
        dongle: dongleSerial(),
      });
      dongles.push(found);
      const { page, complaints, close } = await editors.openEditor(browser, red.address, 'en-US');
      const example = '01 - First reading';
      const id = nodesOf(example).find(({ type }) => type === 'givtcp-read')?.id ?? '';
      await editors.importExample(page, example, id);
      await page
        .locator('#red-ui-workspace-tabs .red-ui-tab-label', { hasText: 'First reading' })
        .click();
      await page.locator(`[id="${id}"]`).dblclick();
      await page.locator(EDIT_INVERTER).click();
      await page.locator('#node-config-input-host.input-error').waitFor();
      await page.click('#givtcp-find');
      await page.locator('.givtcp-found', { hasText: found.serial }).click();
      equal(await page.inputValue('#node-config-input-host'), loopback);
      await page.click('#givtcp-test');
      const answer = page.locator('#givtcp-test-state[data-mood="good"]');
      match(await answer.innerText(), /^\s*Reached: .*batteries/s);
      await editors.keep(page, `${runtime.name} found`);
      await page.click('#node-config-dialog-ok');
      await page.click('#node-dialog-ok');
      await editors.deploy(page);
      await editors.allWell(page);
      await page.locator('.red-ui-flow-node-status-label', { hasText: ' %' }).waitFor();
      deepEqual(complaints, []);
      await close();
    });

    test('asks when the rates of the tariff change only where the clock does it, and says what is wrong with one', async () => {
      const { page, complaints, close } = await editors.openEditor(browser, red.address, 'de');
      const id = nodesOf('01 - First reading').find(({ type }) => type === 'givtcp-config')?.id;
      const tray = await editors.openDialog(page, id ?? '');
      await page.locator('#givtcp-config-tabs a', { hasText: 'Tarif' }).click();
      await page.fill('#node-config-input-dayRate', '0,2864');
      await page.locator('#node-config-input-dayRate:not(.input-error)').waitFor();
      await page.locator('#node-config-input-nightStart').waitFor({ state: 'visible' });
      await editors.keep(page, `${runtime.name} tariff`);
      deepEqual(await tray.evaluate(cramped), []);
      deepEqual(await tray.evaluate(untranslated), []);
      await page.selectOption('#node-config-input-rateChange', 'hand');
      await page.locator('#node-config-input-nightStart').waitFor({ state: 'hidden' });
      await page.fill('#node-config-input-nightRate', '7p');
      await page.press('#node-config-input-nightRate', 'Tab');
      await page.locator('#node-config-input-nightRate.input-error').waitFor();
      deepEqual(complaints, []);
      await close();
    });

    test('tests the broker from its tab, and says what is wrong with it', async () => {
      const { page, complaints, close } = await editors.openEditor(browser, red.address, 'de');
      const example = '01 - First reading';
      const id = nodesOf(example).find(({ type }) => type === 'givtcp-config')?.id ?? '';
      await editors.openDialog(page, id);
      await page.locator('#givtcp-config-tabs a', { hasText: 'MQTT' }).click();
      await page.fill('#node-config-input-broker', '127.0.0.1');
      await page.fill('#node-config-input-brokerPort', String(brokerPort));
      await page.click('#givtcp-test-broker');
      await page.locator('#givtcp-test-broker-state[data-mood="good"]').waitFor();
      await page.fill('#node-config-input-brokerPort', String(await freePort()));
      await page.click('#givtcp-test-broker');
      await page.locator('#givtcp-test-broker-state[data-mood="bad"]').waitFor();
      await editors.keep(page, `${runtime.name} broker`);
      deepEqual(complaints, []);
      await close();
    });

    walks(() => ({ name: runtime.name, red, browser, host: loopback, dongles: walked }));

    test('writes nothing, and holds no connection, when all flows are gone', async () => {
      await red.deploy({ flows: [] });
      deepEqual(
        dongles.flatMap(({ writes }) => writes),
        [],
      );
      for (const { connections } of dongles) equal(connections, 0);
    });
  });
};
