import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installed } from '../nodes/runtimes.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the packed package is installed, and what the examples need. */
    modules: string;
  }
}

const MODULES = 'test/browser/node_modules';
const DASHBOARD = '@flowfuse/node-red-dashboard';
const SQLITE = 'node-red-node-sqlite';
/** Whether the program behind the nodes of the database could be fetched or compiled. */
export const withSqlite = existsSync(`${MODULES}/sqlite3/build/Release/node_sqlite3.node`);

/** Before all tests: packs the project and installs it, as a user would, beside what the examples need. */
export default ({ provide }: TestProject): (() => void) => {
  const home = installed();
  const modules = join(home.userDir, 'node_modules');
  const beside = [DASHBOARD, ...(withSqlite ? [SQLITE] : [])];
  for (const name of beside) link(resolve(MODULES, name), join(modules, name));
  provide('modules', modules);
  return () => home.remove();
};

/** A user directory of its own, with what is installed. */
export const userDirectory = (modules: string): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'browser-'));
  link(modules, join(path, 'node_modules'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
};
