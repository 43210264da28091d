import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Locator, Page } from 'playwright-core';
import { openInverter } from '../../src/index.js';
import { keep } from './editor.js';

export const HISTORY = '09 - History in a database';
const INVERTER = 'SIMULATED1';
const LOOK_AGAIN = 100;
const SIZES = {
  desktop: { width: 1280, height: 1000 },
  phone: { width: 390, height: 1060 },
} as const;

interface Place {
  readonly browser: Browser;
  /** Of the editor. */
  readonly address: string;
  /** Of the example's simulated inverter. */
  readonly port: number;
  readonly picture: string;
}

/** The example at work: real rows in its file, and a page that shows them, to each what he looks at. */
export const historyIs = async (file: string, place: Place): Promise<void> => {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const { page, close } = await open(place, 'desktop', 'light');
    await storesWhatIsRead(page, database, place.port);
    await drawsADay(page, database);
    await drawsAMonth(page, database);
    await close();
    for (const size of ['desktop', 'phone'] as const)
      for (const theme of ['light', 'dark'] as const) await fits(place, size, theme);
  } finally {
    database.close();
  }
};

const open = async (
  { browser, address }: Place,
  size: keyof typeof SIZES,
  colorScheme: 'light' | 'dark',
): Promise<{ readonly page: Page; close(): Promise<void> }> => {
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(new URL('/dashboard/history', address).href);
  await page.locator('.giv-note', { hasText: 'Sample data' }).waitFor();
  await page.locator('.giv-part').first().waitFor();
  const close = async (): Promise<void> => {
    deepEqual(complaints, []);
    await context.close();
  };
  return { page, close };
};

const row = (database: DatabaseSync, sql: string): Readonly<Record<string, unknown>> => ({
  ...database.prepare(sql).get(),
});

/** The row of today has what the counters of the inverter say, or said a moment ago. */
const storesWhatIsRead = async (
  page: Page,
  database: DatabaseSync,
  port: number,
): Promise<void> => {
  while (row(database, 'SELECT count(*) AS read FROM minutes')['read'] === 0)
    await page.waitForTimeout(LOOK_AGAIN);
  const day = row(database, `SELECT * FROM days WHERE inverter = '${INVERTER}' ORDER BY day DESC`);
  const inverter = openInverter({ host: '127.0.0.1', port, polling: false });
  const { figures } = await inverter.refresh('live');
  await inverter.close();
  const { load = 0, pv = 0 } = figures.energy.today;
  const near = (stored: unknown, counted: number): boolean =>
    typeof stored === 'number' && Math.abs(stored - counted) < 1;
  ok(near(day['load'], load) && near(day['pv'], pv), `${JSON.stringify(day)}, not ${load}, ${pv}`);
};

const points = async (line: Locator): Promise<number> =>
  ((await line.getAttribute('d')) ?? '').match(/[ML]/g)?.length ?? 0;

/** Today, which grows, and yesterday, which does not. */
const drawsADay = async (page: Page, database: DatabaseSync): Promise<void> => {
  const stored = (days: number): number =>
    Number(
      row(
        database,
        `SELECT count(DISTINCT time / 300) AS points FROM power WHERE inverter = '${INVERTER}'
         AND date(time, 'unixepoch', 'localtime') = date('now', 'localtime', '${days} days')`,
      )['points'],
    );
  const drawn = (least: number): Promise<unknown> =>
    page.waitForFunction((least) => {
      const path = document.querySelector('.giv-line')?.getAttribute('d') ?? '';
      return (path.match(/[ML]/g)?.length ?? 0) >= least;
    }, least);
  const now = stored(0);
  ok(now > 0);
  await page.reload();
  await drawn(now);
  const yesterday = stored(-1);
  ok(yesterday > 80);
  await page.getByLabel('Earlier day').click();
  await drawn(yesterday);
  equal(await points(page.locator('.giv-line').first()), yesterday);
  equal(await lines(page, 'Save this day as CSV'), yesterday + 1);
};

/** Last month, whose sums stand in the legend. */
const drawsAMonth = async (page: Page, database: DatabaseSync): Promise<void> => {
  const { pv, days } = row(
    database,
    `SELECT sum(pv) AS pv, count(*) AS days FROM days WHERE inverter = '${INVERTER}'
     AND day LIKE strftime('%Y-%m-', 'now', 'localtime', 'start of month', '-1 day') || '%'`,
  );
  await page.getByLabel('Earlier month').click();
  await page.locator('button', { hasText: `Sun${Number(pv).toFixed(1)} kWh` }).waitFor();
  equal(await lines(page, 'Save this month as CSV'), Number(days) + 1);
};

/** How many lines the file has that this button saves. */
const lines = async (page: Page, button: string): Promise<number> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByLabel(button).click(),
  ]);
  return readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n').length;
};

/** Nothing reaches out of the page, and it is as light or dark as the device. */
const fits = async (
  place: Place,
  size: keyof typeof SIZES,
  theme: 'light' | 'dark',
): Promise<void> => {
  const { page, close } = await open(place, size, theme);
  // Yesterday has all its hours.
  await page.getByLabel('Earlier day').click();
  await page.waitForFunction(() => {
    const path = document.querySelector('.giv-line')?.getAttribute('d') ?? '';
    return (path.match(/[ML]/g)?.length ?? 0) > 80;
  });
  const position = { x: SIZES[size].width / 2, y: 100 };
  await page.locator('.giv-history svg').first().hover({ position });
  await page.locator('.giv-cursor').waitFor({ state: 'attached' });
  await keep(page, `${place.picture} ${size} ${theme}`);
  const outside = await page.evaluate(() => {
    const frame = document.querySelector('.giv-history')?.getBoundingClientRect();
    return [...document.querySelectorAll('.giv-history *')]
      .filter((one) => one.getBoundingClientRect().right > (frame?.right ?? 0) + 1)
      .map((one) => one.outerHTML.slice(0, 80));
  });
  deepEqual(outside, []);
  await close();
};
