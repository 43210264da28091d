import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const NAME = '@flowfuse/node-red-dashboard';
const VERSION = '1.31.0';
/** Kept between demos, so that only the first one fetches. */
const FOLDER = '.demo/packages';
const PACKAGE = join(FOLDER, 'node_modules', NAME);

/** Fetches the nodes of the dashboard when they are not there yet; `begin` lets npm be stopped. */
export const fetchDashboard = async (begin, say) => {
  if (versionThere() === VERSION) return true;
  say(`Fetching the dashboard (${NAME} ${VERSION}), once: this takes half a minute ...`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{ "name": "demo-packages", "private": true }\n');
  const quiet = ['--omit=dev', '--no-audit', '--no-fund', '--loglevel=silent', '--ignore-scripts'];
  // Without a network npm would try for more than a minute.
  const brief = [
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=2000',
  ];
  const child = npm(['install', '--prefix', FOLDER, ...quiet, ...brief, `${NAME}@${VERSION}`]);
  const began = Date.now();
  const passing = setInterval(
    () => say(`  ... ${Math.round((Date.now() - began) / 1000)} s`),
    5000,
  );
  try {
    const [code] = await begin(once(child, 'exit'), () => child.kill());
    return code === 0 && versionThere() === VERSION;
  } finally {
    clearInterval(passing);
  }
};

/** Puts the dashboard into a user directory, as though it had been installed there. */
export const addDashboard = (folder) => {
  const place = join(folder, 'node_modules', NAME);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(resolve(PACKAGE), place, 'junction');
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.dependencies[NAME] = VERSION;
  writeFileSync(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
};

const versionThere = () => {
  const path = join(PACKAGE, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined;
};

const npm = (argv) => {
  const path = process.env.npm_execpath;
  const [command, first] = path === undefined ? ['npm', []] : [process.execPath, [path]];
  return spawn(command, [...first, ...argv], { stdio: ['ignore', 'ignore', 'inherit'] });
};
