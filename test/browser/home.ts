import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installed } from '../nodes/runtimes.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the packed package and the dashboard are installed. */
    modules: string;
  }
}

const DASHBOARD = '@flowfuse/node-red-dashboard';

/** Before all tests: packs the project and installs it, as a user would, beside the dashboard. */
export default ({ provide }: TestProject): (() => void) => {
  const home = installed();
  const modules = join(home.userDir, 'node_modules');
  link(resolve('test/browser/node_modules', DASHBOARD), join(modules, DASHBOARD));
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
