// The tests in a real browser: fetches what only they need, once, and says why they cannot run.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'test/browser';
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

const versionIn = (folder, name) => {
  const path = join(folder, 'node_modules', name, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined;
};

const SQLITE = join(FOLDER, 'node_modules/sqlite3/build/Release/node_sqlite3.node');

const isInstalled = () => {
  const { dependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'));
  return Object.entries(dependencies).every(([name, wanted]) => versionIn(FOLDER, name) === wanted);
};

/** Where it cannot be fetched it is compiled: rather quickly than to be quick. */
const makeSqlite = () => {
  console.log('Fetching SQLite, or compiling it ...');
  const env = { ...process.env, CFLAGS: '-O0' };
  spawnSync('npm', ['rebuild', 'sqlite3', '--silent'], { cwd: FOLDER, stdio: 'inherit', env });
  if (!existsSync(SQLITE))
    console.log('SQLite could not be had: the example with a database is not tested.');
};

if (existsSync(chromium)) {
  if (!isInstalled()) {
    console.log('Fetching the browser driver and the dashboard ...');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    execFileSync('npm', ['ci', ...quiet], { cwd: FOLDER, stdio: 'inherit' });
  }
  if (!existsSync(SQLITE)) makeSqlite();
  const steps = [
    ['tsc', '-p', FOLDER],
    ['vitest', 'run', '--config', `${FOLDER}/vitest.config.mts`, ...process.argv.slice(2)],
  ];
  const results = steps.map(
    ([tool, ...argv]) => spawnSync(tool, argv, { stdio: 'inherit' }).status,
  );
  process.exitCode = results.every((status) => status === 0) ? 0 : 1;
} else {
  console.log(`The browser tests did not run: there is no chromium at ${chromium}.`);
  console.log('Install it (Debian: apt-get install chromium), or let CHROMIUM name another place.');
}
