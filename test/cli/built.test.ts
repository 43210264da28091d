import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { startSimulator } from '../../src/simulator/index.js';

const main = 'dist/src/cli/main.js';
if (!existsSync(main)) console.log(`${main} is not built: npm run build makes it`);

describe.skipIf(!existsSync(main))('the built command', () => {
  const givtcp = (...argv: readonly string[]) =>
    spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8' });

  test('runs by itself wherever npm puts a link to it', () => {
    match(readFileSync(main, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  test('keeps its count of writes where programs of this user keep such things', async () => {
    const home = mkdtempSync(join(tmpdir(), 'givtcp-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const simulator = await startSimulator({ seed: 7 });
    onTestFinished(() => simulator.close());
    const { host, port, serial } = simulator;
    const argv = ['write', 'setChargeTarget', '71', '--host', host, '--port', String(port)];
    const env = { ...process.env, XDG_STATE_HOME: home };
    const child = spawn(process.execPath, [main, ...argv], { env, stdio: 'ignore' });
    deepEqual(await once(child, 'exit'), [0, null]);
    const file = join(home, 'givtcp', `controls-${serial}.json`);
    match(readFileSync(file, 'utf8'), /"lasting": 1,/);
    if (process.platform !== 'win32') equal(statSync(file).mode & 0o077, 0);
  });

  test('counts what runs side by side write, all of it, and minds a lock that somebody left behind', async () => {
    const home = mkdtempSync(join(tmpdir(), 'givtcp-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const simulator = await startSimulator({ seed: 7 });
    onTestFinished(() => simulator.close());
    const { host, port, serial } = simulator;
    const file = join(home, 'givtcp', `controls-${serial}.json`);
    mkdirSync(join(home, 'givtcp'));
    writeFileSync(`${file}.lock`, '');
    utimesSync(`${file}.lock`, 1, 1);
    const env = { ...process.env, XDG_STATE_HOME: home };
    const runs = ['setChargeTarget', 'setBatteryReserve', 'setChargeRate', 'setDischargeRate'].map(
      (control) => {
        const argv = [
          'write',
          control,
          '44',
          '--host',
          host,
          '--port',
          String(port),
          '--pace',
          '0',
        ];
        return once(spawn(process.execPath, [main, ...argv], { env, stdio: 'ignore' }), 'exit');
      },
    );
    deepEqual(new Set((await Promise.all(runs)).map(([code]) => code)), new Set([0]));
    const kept: { spent: { lasting: number } } = JSON.parse(readFileSync(file, 'utf8'));
    equal(kept.spent.lasting, simulator.writes.length);
    equal(existsSync(`${file}.lock`), false);
  });

  test('says its version', () => {
    const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
    const { status, stdout, stderr } = givtcp('--version');
    deepEqual([status, stdout, stderr], [0, `${version}\n`, '']);
  });

  test('a fleet keeps the room for new objects small, however many of them live on', () => {
    const roomAfter = (before: string): number => {
      const script = `${before}
        const kept = [];
        const room = () => require('node:v8')
          .getHeapSpaceStatistics()
          .find(({ space_name: name }) => name === 'new_space').space_size / 2 ** 20;
        const work = (turns) => {
          for (let i = 0; i < 2e4; i++) kept[(turns * 2e4 + i) % 4e5] = { i, more: [i] };
          if (turns === 0) console.log(room());
          else setImmediate(work, turns - 1);
        };
        work(300);`;
      return Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout);
    };
    const small = roomAfter("require('./dist/src/cli/heap.js').keepHeapSmall();");
    ok(small > 0 && small <= 32, `${small} MiB`);
    const usual = roomAfter('');
    ok(usual > small, `${usual} MiB`);
  });

  test('hands the exit code to the shell', () => {
    const { status, stdout, stderr } = givtcp('read', 'runAll', '--host', '127.0.0.1', '--prot');
    deepEqual([status, stdout], [2, '']);
    match(stderr, /did you mean --port\?/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    test(`${signal} ends what it serves, and it ends well`, async () => {
      const child = spawn(process.execPath, [main, 'simulate', '--port', '0', '--json']);
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      child.kill(signal);
      deepEqual(await ended, [0, null]);
    });

  test('a reader that has seen enough may go', async () => {
    const child = spawn(process.execPath, [main, 'functions', '--json']);
    const ended = once(child, 'exit');
    child.stdout.destroy();
    const [, signal] = await ended;
    equal(signal, null);
  });
});
