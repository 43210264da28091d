import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The JSON in a file; absent if there is none. Throws if it cannot be read or makes no sense. */
export const readJson = (path: string): unknown => {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8'));
};

/**
 * Whole or not at all, and there to stay: a power cut leaves the old file or the new one. Nobody but
 * its owner reads it; each process has a draft of its own.
 */
export const writeJson = async (path: string, value: unknown): Promise<void> => {
  const draft = `${path}.${process.pid}.new`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  await writeFile(draft, text, { flush: true, mode: 0o600 });
  await rename(draft, path);
  await settle(dirname(path));
};

/** The new name itself must reach the disk. Some systems cannot do this for a folder, nor need it. */
const settle = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

/** The last job for each file. */
const last = new Map<string, Promise<unknown>>();

/** Runs one job for a file after another: two writers of one file would mix their drafts. */
export const inTurn = <T>(path: string, job: () => Promise<T>): Promise<T> => {
  const next = (last.get(path) ?? Promise.resolve()).then(job);
  last.set(
    path,
    next.catch(() => undefined),
  );
  return next;
};
