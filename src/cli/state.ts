import { join } from 'node:path';
import { memoryIn, type MemoryStore } from '../index.js';
import type { Io } from './io.js';

/** Where programs of this user keep what they must remember, as the system has it. */
export const stateFolder = (env: Io['env'], home: string): string =>
  join(env['XDG_STATE_HOME'] || env['LOCALAPPDATA'] || join(home, '.local', 'state'), 'givtcp');

/** What one run leaves for the next: above all how often was written today. */
export const memoryOf = ({ state, err }: Io): MemoryStore =>
  memoryIn(state, ({ message }) => err(`givtcp: ${message}\n`));
