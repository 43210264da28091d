import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { deepEqual, equal, match } from 'node:assert/strict';

const main = 'dist/src/cli/main.js';
if (!existsSync(main)) console.log(`${main} is not built: npm run build makes it`);

describe.skipIf(!existsSync(main))('the built command', () => {
  const givtcp = (...argv: readonly string[]) =>
    spawnSync(process.execPath, [main, ...argv], { encoding: 'utf8' });

  test('runs by itself wherever npm puts a link to it', () => {
    match(readFileSync(main, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  test('says its version', () => {
    const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
    const { status, stdout, stderr } = givtcp('--version');
    deepEqual([status, stdout, stderr], [0, `${version}\n`, '']);
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
