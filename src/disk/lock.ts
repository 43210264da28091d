import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { diskPhrases } from './phrases.js';

/** ms between two looks. */
const LOOK = 15;
/** ms: no job takes so long. Whoever made the lock is gone. */
const STALE = 10_000;
const PATIENCE = 2 * STALE;
/** ms: whoever made it had no time to sign it. */
const UNSIGNED = 500;

/** The number of a process means something on its own host only: containers that share a folder often have the same. */
const HOST = hostname();
const SIGNATURE = `${process.pid} ${HOST} ${randomUUID()}`;

/** Runs jobs on one file one at a time, also those of other processes: whoever makes the lock has its turn. */
export const alone = async <T>(path: string, job: () => Promise<T>): Promise<T> => {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await take(lock);
  try {
    return await job();
  } finally {
    await giveBack(lock);
  }
};

const take = async (lock: string): Promise<void> => {
  const end = performance.now() + PATIENCE;
  for (;;) {
    if (made(lock)) return;
    if (performance.now() > end) throw new Error(diskPhrases.say('locked', { path: lock }));
    if (!(await isStale(lock)) || !(await removed(lock))) await wait(LOOK);
  }
};

// At one go: whoever is killed in between leaves a lock that nobody has signed.
const made = (lock: string): boolean => {
  try {
    writeFileSync(lock, SIGNATURE, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
};

/** One removes it while others look: they could take away the lock of whoever came next. */
const removed = async (lock: string): Promise<boolean> => {
  const guard = `${lock}.old`;
  if (!made(guard)) {
    if (await isStale(guard)) await rm(guard, { force: true });
    return false;
  }
  try {
    if (await isStale(lock)) await rm(lock, { force: true });
    return true;
  } finally {
    await giveBack(guard);
  }
};

/** It may be another's by now: whoever takes too long is taken for gone. */
const giveBack = async (lock: string): Promise<void> => {
  if ((await signatureOf(lock)) === SIGNATURE) await rm(lock, { force: true });
};

const signatureOf = (lock: string): Promise<string | undefined> =>
  readFile(lock, 'utf8').catch(() => undefined);

// Windows says that it is not permitted while the last one is just being removed.
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EEXIST', 'EPERM'].includes(String(error.code));

const isStale = async (lock: string): Promise<boolean> => {
  try {
    const { mtimeMs } = await stat(lock);
    const [pid, host] = (await readFile(lock, 'utf8')).split(' ');
    // Also one from the future: the clock was set back since.
    const age = Math.abs(Date.now() - mtimeMs);
    if (age > (pid === '' ? UNSIGNED : STALE)) return true;
    return host === HOST && !isAlive(Number(pid));
  } catch {
    return false; // It has just been given back.
  }
};

/** This very process has one turn at a time: a lock that bears its number is from one that had it before. */
const isAlive = (pid: number): boolean => {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
