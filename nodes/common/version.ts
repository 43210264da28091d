import type { NodeAPI } from 'node-red';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of this package, as its manifest has it: two folders above the sources, three above what is built. */
export const version = (): string => {
  const manifest = ['../..', '../../..']
    .map((up) => join(__dirname, up, 'package.json'))
    .find(existsSync);
  const read: unknown = manifest === undefined ? {} : JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : '';
};

/** Of all that matters to a bug report. */
export const versions = (RED: NodeAPI): Readonly<Record<string, string>> => ({
  package: version(),
  node: process.version,
  nodeRed: String(Reflect.get(RED.settings, 'version')),
});
