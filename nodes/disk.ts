import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The JSON in a file; absent if there is none. Throws if it cannot be read or makes no sense. */
export const readJson = (path: string): unknown => {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8'));
};

/** Whole or not at all, and there to stay: a power cut leaves the old file or the new one. */
export const writeJson = async (path: string, value: unknown): Promise<void> => {
  const draft = `${path}.new`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, `${JSON.stringify(value, undefined, 2)}\n`, { flush: true });
  await rename(draft, path);
  await settle(dirname(path));
};

/** The new name itself must reach the disk. Some systems cannot do this for a folder, nor need it. */
const settle = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

/** Runs one job after another: two writers of one file would mix their drafts. */
export const inTurn = (): ((job: () => Promise<void>) => Promise<void>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const next = last.then(job);
    last = next.catch(() => undefined);
    return next;
  };
};
