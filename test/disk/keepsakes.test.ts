import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { ledgerIn, memoryIn, type Memory, type MemoryStore } from '../../src/index.js';
import { MemoryKeeper } from '../../src/controls/jobs/memory.js';
import { alone } from '../../src/disk/lock.js';
import { spentTogether } from '../../src/disk/spentTogether.js';
import { after, london, sight } from '../tariff/sights.js';

const SERIAL = 'SA2114G001';
const job: Memory['jobs'][number] = {
  name: 'forceCharge',
  startedAt: 1,
  endsAt: 2,
  registers: [{ register: 116, name: 'chargeTarget', before: 80, during: 100 }],
};
const spent = (lasting: number) => ({ spent: { day: '2026-06-15', lasting, passing: 0 } });

const stores = (): { folder: string; store: MemoryStore; second: MemoryStore; said: string[] } => {
  const folder = join(mkdtempSync(join(tmpdir(), 'givtcp-')), 'givtcp');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true }));
  const said: string[] = [];
  const open = () => memoryIn(folder, ({ message }) => said.push(message));
  return { folder, store: open(), second: open(), said };
};

for (const [kept, knew, now, together] of [
  [undefined, undefined, 3, 3],
  [5, 5, 6, 6],
  [9, 5, 6, 10],
  [5, undefined, 2, 7],
  // Begun anew, or put aside.
  [undefined, 5, 6, 6],
  [2, 5, 6, 3],
] as const)
  test(`kept ${kept}, known ${knew}, now ${now}: ${together} writes in all`, () => {
    const of = (count: number | undefined) =>
      count === undefined ? undefined : spent(count).spent;
    equal(spentTogether(of(kept), of(knew), of(now))?.lasting, together);
  });

for (const day of ['2026-06-14', '2026-06-16'])
  test(`writes of ${day} are no writes of 2026-06-15`, () => {
    const [today, other] = [spent(4).spent, { day, lasting: 90, passing: 7 }];
    deepEqual(spentTogether(other, other, today), today);
    deepEqual(spentTogether(other, spent(3).spent, today), today);
  });

test('the writes of today are counted, though the clock was ahead when the last ones were kept', async () => {
  const { store, second } = stores();
  await store.save(SERIAL, { spent: { day: '2026-06-16', lasting: 90, passing: 0 } });
  const memory = new MemoryKeeper(second);
  await memory.load(SERIAL);
  await memory.change(spent(1));
  await memory.change(spent(2));
  deepEqual(memory.kept?.spent, spent(2).spent);
  deepEqual((await store.load(SERIAL))?.spent, spent(2).spent);
});

test('two programs with one memory count together, and each knows the count of both', async () => {
  const { store, second } = stores();
  const [one, other] = [new MemoryKeeper(store), new MemoryKeeper(second)];
  await one.load(SERIAL);
  await one.change(spent(3));
  await other.load(SERIAL);
  await one.change(spent(5));
  await other.change({ reserve: 20 });
  await other.change(spent(4));
  deepEqual(other.kept?.spent, spent(6).spent);
  await one.change(spent(6));
  deepEqual(one.kept?.spent, spent(7).spent);
  deepEqual(await store.load(SERIAL), { serial: SERIAL, jobs: [], reserve: 20, ...spent(7) });
});

describe('a lock', () => {
  test('of another host is respected, though this process has the same number', async () => {
    const { folder, store } = stores();
    await store.save(SERIAL, spent(1));
    const lock = join(folder, `controls-${SERIAL}.json.lock`);
    writeFileSync(lock, `${process.pid} another-host token`);
    const saving = store.save(SERIAL, spent(2), spent(1).spent);
    for (let turn = 0; turn < 30; turn++) await store.save('SA2114G002', spent(turn));
    deepEqual((await store.load(SERIAL))?.spent, spent(1).spent);
    rmSync(lock);
    await saving;
    deepEqual((await store.load(SERIAL))?.spent, spent(2).spent);
    equal(existsSync(lock), false);
  });

  test('that a process with the same number has left here is taken away', async () => {
    const { folder, store } = stores();
    await store.save(SERIAL, spent(1));
    const lock = join(folder, `controls-${SERIAL}.json.lock`);
    writeFileSync(lock, `${process.pid} ${hostname()} token`);
    await store.save(SERIAL, spent(2));
    equal(existsSync(lock), false);
  });

  test("that became the next one's during a long job stays", async () => {
    const { folder } = stores();
    const path = join(folder, 'some.json');
    await alone(path, async () => writeFileSync(`${path}.lock`, '1 another-host token'));
    equal(readFileSync(`${path}.lock`, 'utf8'), '1 another-host token');
  });
});

test('each inverter has a memory of its own', async () => {
  const { store, second } = stores();
  await store.save(SERIAL, { jobs: [job] });
  await store.save('SA2114G002', { reserve: 20 });
  deepEqual(await second.load(SERIAL), { serial: SERIAL, jobs: [job] });
  deepEqual(await second.load('SA2114G002'), { serial: 'SA2114G002', reserve: 20, jobs: [] });
  equal(await second.load('SA2114G003'), undefined);
});

test('who tells one thing leaves the rest, though somebody else told that', async () => {
  const { store, second } = stores();
  await store.load(SERIAL);
  await Promise.all([
    second.save(SERIAL, { jobs: [job] }),
    store.save(SERIAL, { reserve: 30 }),
    second.save(SERIAL, spent(7)),
  ]);
  deepEqual(await store.load(SERIAL), { serial: SERIAL, jobs: [job], reserve: 30, ...spent(7) });
});

test('only its owner reads it', { skip: process.platform === 'win32' }, async () => {
  const { folder, store } = stores();
  await store.save(SERIAL, spent(1));
  const [file = ''] = readdirSync(folder);
  deepEqual(
    [statSync(folder), statSync(join(folder, file))].map(({ mode }) => mode & 0o777),
    [0o700, 0o600],
  );
});

describe('a file that makes no sense', () => {
  for (const text of [
    '',
    '{"serial":',
    '[]',
    '{"serial":"SA2114G001","jobs":[],"spent":{"day":"x","lasting":"many","passing":0}}',
    '{"serial":"SA2114G001","jobs":[{"name":"forceCharge"}]}',
    JSON.stringify({
      serial: SERIAL,
      jobs: [{ ...job, registers: [{ ...job.registers[0], replaces: '100' }] }],
    }),
  ])
    test(`is told and done without: ${text}`, async () => {
      const { folder, store, said } = stores();
      await store.save(SERIAL, spent(1));
      writeFileSync(join(folder, `controls-${SERIAL}.json`), text);
      equal(await store.load(SERIAL), undefined);
      match(said.join(), /cannot be used/);
      await store.save(SERIAL, spent(2));
      deepEqual(await store.load(SERIAL), { serial: SERIAL, jobs: [], ...spent(2) });
    });
});

test('what made no sense is put aside for its owner, and no save takes its place', async () => {
  const { folder, store, said } = stores();
  await store.save(SERIAL, { jobs: [job] });
  const half = `{"serial":"${SERIAL}","jobs":[`;
  writeFileSync(join(folder, `controls-${SERIAL}.json`), half);
  await store.save(SERIAL, spent(1));
  const aside = readdirSync(folder).find((name) => name.includes('.unusable-')) ?? '';
  equal(readFileSync(join(folder, aside), 'utf8'), half);
  match(said.join(), /put aside as .*\.unusable-\d+/);
});

test('so is a ledger, with all that energy has cost', async () => {
  const { folder, said } = stores();
  const store = ledgerIn(folder, ({ message }) => said.push(message));
  const ledger = after(london(), [sight('2026-01-15T12:00:00Z', { import: 100 })]);
  await store.save(ledger);
  deepEqual(await store.load(ledger.serial), ledger);
  const text = JSON.stringify({ ...ledger, day: 'today' });
  writeFileSync(join(folder, `tariff-${ledger.serial}.json`), text);
  equal(await store.load(ledger.serial), undefined);
  await store.save(ledger);
  const aside = readdirSync(folder).find((name) => name.includes('.unusable-')) ?? '';
  equal(readFileSync(join(folder, aside), 'utf8'), text);
  equal(said.length, 1);
});

const main = resolve('dist/src/index.js');
if (!existsSync(main)) console.log(`${main} is not built: npm run build makes it`);

/** Saves a count that grows, and says each number that is safe. */
const saver = `
const { memoryIn } = require(${JSON.stringify(main)});
const store = memoryIn(process.argv[1], (error) => process.stdout.write('spoilt: ' + error.message));
const save = async (lasting) => {
  await store.save('${SERIAL}', { spent: { day: '2026-06-15', lasting, passing: 0 } });
  process.stdout.write(lasting + '\\n');
  return save(lasting + 1);
};
void save(Number(process.argv[2]));
`;

test.skipIf(!existsSync(main))(
  'whoever is killed while saving loses nothing that was safe, and leaves no half a file',
  async () => {
    const { folder, store, said } = stores();
    await store.save(SERIAL, { jobs: [job] });
    let safe = 0;
    for (let round = 0; round < 12; round++) {
      const child = spawn(process.execPath, ['-e', saver, folder, String(safe + 1)]);
      const ended = once(child, 'exit');
      let heard = '';
      child.stdout.on('data', (bytes) => {
        heard += String(bytes);
        if (heard.split('\n').length > round) child.kill('SIGKILL');
      });
      await ended;
      const numbers = heard.trim().split('\n').map(Number);
      safe = numbers.at(-1) ?? Number.NaN;
      const memory = await store.load(SERIAL);
      ok((memory?.spent?.lasting ?? 0) >= safe, `${safe} was safe, ${heard}`);
      deepEqual(memory?.jobs, [job]);
    }
    deepEqual(said, []);
  },
);
