import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { line } from './report.mjs';

const MIB = 2 ** 20;

const sizeOf = (path) =>
  lstatSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : lstatSync(path).size;

// What `npm install` of the tarball brings: the package, and what is not marked as for developers only.
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { dependencies = {} } = lock.packages[''];
const runtime = Object.entries(lock.packages).filter(
  ([path, { dev, devOptional, optional }]) =>
    path !== '' && dev !== true && devOptional !== true && optional !== true,
);
const [{ unpackedSize, size, entryCount }] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
const besides = Object.keys(dependencies).filter((name) => name !== 'mqtt');
const bytes = runtime.reduce((sum, [path]) => sum + (existsSync(path) ? sizeOf(path) : 0), 0);
line('install', {
  packages: runtime.length + 1,
  MiB: (bytes + unpackedSize) / MIB,
  'besides-mqtt': besides.length,
  'own-MiB': unpackedSize / MIB,
  'tarball-MiB': size / MIB,
  files: entryCount,
});
