#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.js';
import { stateFolder } from './state.js';

const stop = new AbortController();
// The second Ctrl-C finds no listener and ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
// Whoever reads our output may stop before its end, as `head` does.
process.stdout.on('error', () => stop.abort());

const manifest: unknown = JSON.parse(
  readFileSync(join(__dirname, '../../../package.json'), 'utf8'),
);
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';

void run(process.argv.slice(2), {
  env: process.env,
  terminal: process.stderr.isTTY,
  interrupted: stop.signal,
  version,
  state: stateFolder(process.env, homedir()),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
}).then((code) => (process.exitCode = code));
