import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Ledger, LedgerStore, Snapshot } from '../../src/index.js';
import { Book } from '../../src/tariff/book.js';
import type { Tariff } from '../../src/tariff/tariff.js';
import { noFigures, SERIAL, snapshotWith } from '../publish/snapshots.js';

const START = Date.parse('2026-01-15T02:00:00Z');
const MINUTE = 60_000;

/** What the import counter shows some minutes after two in the night. */
const shown = (minutes: number, bought: number, serial = SERIAL): Snapshot =>
  snapshotWith({
    serial,
    takenAt: START + minutes * MINUTE,
    readAt: { 'input 0-59': START + minutes * MINUTE },
    figures: { energy: { ...noFigures.energy, total: { import: bought } } },
  });

interface Shelf extends LedgerStore {
  readonly saved: Ledger[];
}

const shelf = (): Shelf => {
  const saved: Ledger[] = [];
  return {
    saved,
    load: async (serial) => saved.findLast((ledger) => ledger.serial === serial),
    save: async (ledger) => void saved.push(JSON.parse(JSON.stringify(ledger))),
  };
};

const bookOn = (store: LedgerStore, more: Partial<Tariff> = {}, now = START) => {
  const complaints: string[] = [];
  const book = new Book({
    tariff: { dayRate: 0.3, nightRate: 0.1, zone: 'Europe/London', ...more },
    store,
    now: () => now,
    complain: ({ message }) => complaints.push(message),
  });
  return { book, complaints };
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Turns the page to a plant: costs are told once it is known what was kept of it. */
const opened = async (book: Book, first: Snapshot): Promise<Snapshot> => {
  equal(book.priced(first).cost, undefined);
  await settled();
  return book.priced(first);
};

test('a plant that has not told its name costs nothing that could be told', async () => {
  const { book } = bookOn(shelf());
  equal(book.priced(shown(0, 100, 'unknown')).cost, undefined);
  await settled();
  equal(book.priced(shown(0, 100, 'unknown')).cost, undefined);
});

test('it is written when a rate or a day ends and each hour, not at each reading', async () => {
  const store = shelf();
  const { book } = bookOn(store);
  await opened(book, shown(0, 100));
  // A day of readings a minute.
  for (let minute = 1; minute <= 24 * 60; minute += 1)
    book.priced(shown(minute, 100 + minute / 100));
  await settled();
  const times = store.saved.map(({ at }) => new Date(at).toISOString().slice(11, 16));
  equal(times[0], '02:00');
  deepEqual(
    ['07:30', '00:00', '00:30'].map((time) => times.includes(time)),
    [true, true, true],
  );
  equal(times.length, 26);
});

test('the next run goes on where the last one was, and counts what it missed', async () => {
  const store = shelf();
  const { book: first } = bookOn(store);
  await opened(first, shown(0, 100));
  first.priced(shown(30, 101));
  await first.close();
  equal(store.saved.at(-1)?.at, START + 30 * MINUTE);
  const { book: second } = bookOn(store);
  const { cost } = await opened(second, shown(90, 104));
  deepEqual([cost?.byRate.night.energyTotal, cost?.importTotal], [4, 0.4]);
});

test('a run that was killed loses nothing that the counter knows', async () => {
  const store = shelf();
  const { book: killed } = bookOn(store);
  await opened(killed, shown(0, 100));
  killed.priced(shown(30, 101));
  const { book: next } = bookOn(store);
  equal((await opened(next, shown(31, 101.1))).cost?.byRate.night.energyTotal, 0);
  const { cost } = next.priced(shown(34, 101.1));
  equal(cost?.byRate.night.energyTotal, 1.1);
});

test('a look while the inverter has been away too long to show anything ends no day and no rate', async () => {
  const store = shelf();
  const { book } = bookOn(store, {}, START + 600 * MINUTE);
  await opened(book, shown(360, 100));
  book.priced(shown(374, 101));
  const nothing = snapshotWith({ serial: SERIAL, takenAt: 0, figures: noFigures });
  const { cost } = book.priced(nothing);
  deepEqual(
    [cost?.rate, cost?.importToday, cost?.byRate.day.startedAt, cost?.byRate.night.startedAt],
    ['day', 0.3, 100, 100],
  );
  await book.close();
  equal(store.saved.at(-1)?.at, START + 374 * MINUTE);
});

test('what is there already is not written again on closing', async () => {
  const store = shelf();
  const { book } = bookOn(store);
  await opened(book, shown(0, 100));
  await book.close();
  equal(store.saved.length, 1);
});

test('closing waits for what is being written', async () => {
  const store = shelf();
  let written = false;
  const slow: LedgerStore = {
    ...store,
    save: async () => {
      await settled();
      written = true;
    },
  };
  const { book } = bookOn(slow);
  await opened(book, shown(0, 100));
  await book.close();
  equal(written, true);
});

test('each inverter at an address has a ledger of its own, and finds it again', async () => {
  const store = shelf();
  const { book } = bookOn(store);
  await opened(book, shown(0, 100));
  book.priced(shown(30, 101));
  equal((await opened(book, shown(31, 7, 'SA2'))).cost?.importTotal, 0);
  const { cost } = await opened(book, shown(60, 102));
  equal(cost?.byRate.night.energyTotal, 2);
});

test('what cannot be kept is complained of, and counting goes on', async () => {
  const full: LedgerStore = {
    load: () => Promise.resolve(undefined),
    save: () => Promise.reject(new Error('no space left')),
  };
  const { book, complaints } = bookOn(full);
  await opened(book, shown(0, 100));
  const { cost } = book.priced(shown(15, 101));
  equal(cost?.byRate.night.energyTotal, 1);
  await settled();
  deepEqual(complaints, ['no space left']);
});

test('what cannot be found again is complained of, and begins anew', async () => {
  const broken: LedgerStore = { ...shelf(), load: () => Promise.reject(new Error('no such disk')) };
  const { book, complaints } = bookOn(broken);
  const { cost } = await opened(book, shown(0, 100));
  equal(cost?.importTotal, 0);
  deepEqual(complaints, ['no such disk']);
});

describe('switching by hand', () => {
  const byHand = { byHand: true };

  test('is written at once and kept for the next run', async () => {
    const store = shelf();
    const { book } = bookOn(store, byHand);
    await opened(book, shown(0, 100));
    deepEqual(await book.switchTo('night', false), { serial: SERIAL, before: 'day' });
    equal(store.saved.at(-1)?.rate, 'night');
    equal(book.priced(shown(-1, 100)).cost?.rate, 'night');
    const { book: next } = bookOn(store, byHand);
    equal((await opened(next, shown(10, 100))).cost?.rate, 'night');
  });

  test('to what holds already, or for show, changes nothing', async () => {
    const store = shelf();
    const { book } = bookOn(store, byHand);
    await opened(book, shown(0, 100));
    deepEqual(await book.switchTo('day', false), { serial: SERIAL, before: 'day' });
    deepEqual(await book.switchTo('night', true), { serial: SERIAL, before: 'day' });
    equal(book.priced(shown(1, 100)).cost?.rate, 'day');
    equal(store.saved.length, 1);
  });

  test('says where it cannot be kept', async () => {
    const full: LedgerStore = {
      ...shelf(),
      save: () => Promise.reject(new Error('no space left')),
    };
    const { book } = bookOn(full, byHand);
    await opened(book, shown(0, 100));
    const { unsaved = '' } = (await book.switchTo('night', false)) ?? {};
    match(unsaved, /no space left/);
    equal(book.priced(shown(1, 100)).cost?.rate, 'night');
  });

  test('waits until it is known whose rate it would be', async () =>
    equal(await bookOn(shelf(), byHand).book.switchTo('night', false), undefined));

  test('is refused once it is closed: another may have the ledger by now', async () => {
    const { book } = bookOn(shelf(), byHand);
    await opened(book, shown(0, 100));
    await book.close();
    await rejects(book.switchTo('night', false), { code: 'CLOSED' });
  });
});
