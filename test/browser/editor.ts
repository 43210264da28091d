import { deepEqual } from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

/** What these tests use of the editor's own objects, inside the page. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly valid?: boolean;
  readonly validationErrors?: readonly string[];
  readonly status?: { readonly fill?: string; readonly text?: string };
  changed?: boolean;
}
declare const RED: {
  readonly actions: { invoke(name: string): void };
  readonly editor: {
    edit(node: EditorNode): void;
    validateNode(node: EditorNode): boolean;
    editConfig(name: string, type: string, id: string): void;
  };
  readonly nodes: {
    node(id: string): EditorNode | null | undefined;
    eachNode(take: (node: EditorNode) => void): void;
    eachConfig(take: (node: EditorNode) => void): void;
  };
  readonly sidebar: { readonly help: { show(type: string): void } };
  readonly view: { reveal(id: string): void };
  readonly tray: unknown;
};

const PATIENCE = 30_000;
const LOOK_AGAIN = 100;

export type Theme = 'light' | 'dark';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });

/** The runtime answers 404 for settings that were not deployed yet: the browser notes it, the dialog says it in words. */
const BEFORE_DEPLOY = /\/givtcp\/\w+\/info$/;

/** An editor in one language, and everything its browser complained of. */
export interface Editor {
  readonly page: Page;
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

const OURS = '#red-ui-palette .red-ui-palette-node[data-palette-type="givtcp-read"]';

export const openEditor = async (
  browser: Browser,
  address: string,
  locale: string,
): Promise<Editor> => {
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, locale });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    const where = message.location().url;
    if (message.type() === 'error' && !BEFORE_DEPLOY.test(where))
      complaints.push(`${message.text()} ${where}`);
  });
  await page.goto(address);
  await page.waitForSelector(OURS, { state: 'attached' });
  await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  return { page, complaints, close: () => context.close() };
};

const TAB = '#red-ui-clipboard-dialog-import-tab-examples';

/** Menu, Import, Examples, ours, this one; then waits for one of its nodes. */
export const importExample = async (page: Page, name: string, id: string): Promise<void> => {
  await page.evaluate(() => RED.actions.invoke('core:show-examples-import-dialog'));
  const examples = page.locator(TAB);
  await examples.getByText('node-red-contrib-givtcp').click();
  // While the list is still being drawn a click on it may be lost.
  const ready = page.locator('#red-ui-clipboard-dialog-ok:enabled');
  for (let tries = 0; tries < 5 && !(await ready.isVisible()); tries++) {
    await examples.getByText(name, { exact: true }).click();
    await ready.waitFor({ timeout: 5000 }).catch(() => undefined);
  }
  await ready.click();
  await page.waitForFunction((id) => Boolean(RED.nodes.node(id)), id);
};

/** Fills fields of nodes in, as their dialogs would. */
export const fillIn = (page: Page, fields: Readonly<Record<string, object>>): Promise<void> =>
  page.evaluate((fields) => {
    for (const [id, values] of Object.entries(fields)) {
      const node = RED.nodes.node(id);
      if (!node) throw new Error(`${id} was not imported`);
      Object.assign(node, values, { changed: true });
    }
    RED.nodes.eachConfig((node) => RED.editor.validateNode(node));
    RED.nodes.eachNode((node) => RED.editor.validateNode(node));
  }, fields);

/** Presses Deploy and waits until it has been done. A question of the editor, say after a wrong node, ends in a timeout. */
export const deploy = async (page: Page): Promise<void> => {
  const done = page.waitForResponse(
    (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
  );
  await page.click('#red-ui-header-button-deploy');
  const response = await done;
  if (!response.ok()) throw new Error(`deploy: ${response.status()}`);
};

export interface Seen {
  readonly id: string;
  readonly type: string;
  readonly fill?: string | undefined;
  readonly text?: string | undefined;
}

/** What stands below the nodes of the workspace. */
export const statuses = (page: Page): Promise<readonly Seen[]> =>
  page.evaluate(() => {
    const seen: { id: string; type: string; fill?: string; text?: string }[] = [];
    RED.nodes.eachNode(({ id, type, status }) => seen.push({ id, type, ...status }));
    return seen;
  });

/** The nodes whose fields are not accepted, and why. */
export const invalid = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const take = ({ id, type, valid, validationErrors }: EditorNode) => {
      if (valid === false) wrong.push(`${type} ${id}: ${String(validationErrors)}`);
    };
    RED.nodes.eachNode(take);
    RED.nodes.eachConfig(take);
    return wrong;
  });

/** Opens the dialog of a node, waits until it stands still, and gives its place. */
export const openDialog = async (page: Page, id: string) => {
  await page.evaluate((id) => {
    const node = RED.nodes.node(id);
    if (!node) throw new Error(`there is no node ${id}`);
    if (node.z) RED.view.reveal(id);
    if (node.type === 'givtcp-config') RED.editor.editConfig('', node.type, id);
    else RED.editor.edit(node);
  }, id);
  const tray = page.locator('.red-ui-tray').last();
  await tray.locator('.form-row:visible').first().waitFor();
  return tray;
};

export const closeDialog = async (page: Page, button: 'cancel' | 'ok' = 'cancel') => {
  const trays = page.locator('.red-ui-tray');
  const before = await trays.count();
  await trays.last().locator(`#node-dialog-${button}, #node-config-dialog-${button}`).click();
  await page.waitForFunction(
    (before) => document.querySelectorAll('.red-ui-tray').length < before,
    before,
  );
};

export const wear = (page: Page, theme: Theme): Promise<unknown> =>
  page.evaluate(
    (dark) => document.documentElement.classList.toggle('nr-theme-dark', dark),
    theme === 'dark',
  );

/** Where SCREENSHOTS names a folder, keeps what is to be looked at. */
export const keep = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
};

/** Waits until each of our nodes is green, or says which are not. */
export const allWell = async (page: Page): Promise<void> => {
  const poorly = async () =>
    (await statuses(page)).filter(
      ({ type, fill }) => fill === 'red' || (type.startsWith('givtcp-') && fill !== 'green'),
    );
  const deadline = Date.now() + PATIENCE;
  let left = await poorly();
  while (left.length > 0 && Date.now() < deadline) {
    await page.waitForTimeout(LOOK_AGAIN);
    left = await poorly();
  }
  deepEqual(left, []);
};
