import { equal } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/cli/run.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';

/** A command that runs, and what it has said so far. */
export interface Running {
  readonly out: string;
  readonly err: string;
  readonly exit: Promise<number>;
  interrupt(): void;
}

export interface Surroundings {
  readonly env?: Io['env'];
  readonly terminal?: boolean;
}

/** What the runs of one file of tests leave for each other. */
export const state = mkdtempSync(join(tmpdir(), 'givtcp-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

/** The command `givtcp` in this process, between a keyboard and a screen made of strings. */
export const start = (argv: readonly string[], surroundings: Surroundings = {}): Running => {
  const said = { out: '', err: '' };
  const stop = new AbortController();
  const exit = run(argv, {
    env: surroundings.env ?? {},
    terminal: surroundings.terminal ?? false,
    interrupted: stop.signal,
    version: '1.2.3',
    state,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  });
  return {
    exit,
    get out() {
      return said.out;
    },
    get err() {
      return said.err;
    },
    interrupt: () => stop.abort(),
  };
};

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const givtcp = async (...argv: readonly string[]): Promise<Said> => {
  const running = start(argv);
  const code = await running.exit;
  return { code, out: running.out, err: running.err };
};

/** With --json: the one document. Fails if standard output holds anything else. */
export const documentFrom = async (
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly document: unknown }> => {
  const { code, out } = await givtcp(...argv, '--json');
  const document: unknown = JSON.parse(out);
  equal(out, `${JSON.stringify(document, undefined, 2)}\n`);
  return { code, document };
};

export const simulated = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const simulator = await startSimulator({ seed: 7, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
};

/** Options that lead to a simulator, without the pauses that real dongles need. */
export const at = ({ host, port }: Pick<Simulator, 'host' | 'port'>): readonly string[] => [
  '--host',
  host,
  '--port',
  String(port),
  '--pace',
  '0',
];

/** A property of a document, as deep as the path goes: "payload.power.pv". */
export const within = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
      value,
    );
