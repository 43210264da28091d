// The flow library's own judgement of the package as it would be published.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// Of 2021 and with hundreds of dependencies: fetched when wanted, not installed with the project.
const TOOL = 'node-red-dev@0.1.6';
const preload = resolve('scripts/scorecard-offline.cjs');
const root = mkdtempSync(join(tmpdir(), 'scorecard-'));
const run = (command, argv, options = {}) =>
  execFileSync(command, argv, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });

/** A card holds {test: boolean} or [{name, test}], by check. */
const failed = (card) =>
  Object.entries(card).filter(([, result]) => [result].flat().some((one) => one?.test === false));

try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--silent', '--json', '--pack-destination', root]).replace(/^[^[]*/, ''),
  );
  run('tar', ['xzf', filename], { cwd: root });
  const cwd = join(root, 'package');
  run(
    'npm',
    ['install', '--silent', '--omit=dev', '--no-audit', '--no-fund', '--no-package-lock'],
    { cwd },
  );
  const env = { ...process.env, NODE_OPTIONS: `-r ${preload}` };
  console.log(run('npx', ['-y', TOOL, 'validate', '-o', 'scorecard.json'], { cwd, env }));
  const card = JSON.parse(readFileSync(join(cwd, 'scorecard.json'), 'utf8'));
  for (const [check, result] of failed(card))
    console.log(`failed: ${check} ${JSON.stringify(result)}`);
  if (failed(card).length > 0) process.exitCode = 1;
  if (process.argv.includes('--verbose')) console.log(JSON.stringify(card, undefined, 2));
} finally {
  rmSync(root, { recursive: true, force: true });
}
