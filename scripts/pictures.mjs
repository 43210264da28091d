// Takes the pictures of the documentation from a running demo: `npm run demo` in one terminal,
// `npm run pictures` in another. Needs a chromium; CHROMIUM says where it is.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const OUT = 'docs/pictures';
const TOOLS = '.demo/browser';
const DRIVER = 'playwright-core@1.64.1';
const base = process.argv[2] ?? 'http://127.0.0.1:1880';

const SIZES = {
  desktop: { width: 1280, height: 860 },
  phone: { width: 390, height: 844 },
  editor: { width: 1600, height: 900 },
};
// Long enough for a reading to arrive and for the chart to be drawn.
const SETTLE = 8000;

/** The driver of the browser, fetched into a folder of its own when it is first needed. */
const driver = () => {
  mkdirSync(TOOLS, { recursive: true });
  const manifest = join(TOOLS, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "pictures", "private": true }\n');
  if (!existsSync(join(TOOLS, 'node_modules/playwright-core')))
    execFileSync('npm', ['install', '--prefix', TOOLS, '--no-audit', '--no-fund', DRIVER]);
  return createRequire(resolve(manifest))('playwright-core');
};

const dashboard = async (browser, name, size, colorScheme) => {
  const page = await browser.newPage({ viewport: size, colorScheme });
  await page.goto(`${base}/dashboard/energy`);
  await page.waitForSelector('.giv-flow svg');
  await page.waitForTimeout(SETTLE);
  await take(page, name);
};

const editorPage = async (browser, viewport) => {
  const page = await browser.newPage({ viewport });
  await page.goto(base);
  // Hints of the editor would cover the flow.
  await page.addStyleTag({ content: '#red-ui-notifications { display: none }' });
  await page.waitForSelector(
    '#red-ui-palette .red-ui-palette-node[data-palette-type="givtcp-read"]',
    {
      state: 'attached',
    },
  );
  await page.waitForTimeout(SETTLE);
  return page;
};

const editor = async (browser) => take(await editorPage(browser, SIZES.editor), 'flow');

/** The settings of the demo's inverter, tested. */
const settings = async (browser) => {
  const page = await editorPage(browser, { width: 1300, height: 640 });
  await page.evaluate(() =>
    RED.nodes.eachConfig(({ id, type, name }) => {
      if (type === 'givtcp-config' && /dashboard/.test(name)) RED.editor.editConfig('', type, id);
    }),
  );
  await page.click('#givtcp-test');
  await page.locator('#givtcp-test-state[data-mood="good"]').waitFor();
  const tray = page.locator('.red-ui-tray').last();
  await tray.screenshot({ path: join(OUT, 'settings.png') });
  await page.close();
  console.log(`${OUT}/settings.png`);
};

const take = async (page, name) => {
  await page.screenshot({ path: join(OUT, `${name}.png`) });
  await page.close();
  console.log(`${OUT}/${name}.png`);
};

mkdirSync(OUT, { recursive: true });
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await driver().chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  await dashboard(browser, 'dashboard-light', SIZES.desktop, 'light');
  await dashboard(browser, 'dashboard-dark', SIZES.desktop, 'dark');
  await dashboard(browser, 'phone-light', SIZES.phone, 'light');
  await dashboard(browser, 'phone-dark', SIZES.phone, 'dark');
  await editor(browser);
  await settings(browser);
} finally {
  await browser.close();
}
