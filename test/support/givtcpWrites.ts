import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from './reference.js';

/** One recorded call of GivTCP 3.6 and what it wrote. */
export interface GivtcpWrite {
  readonly line: number;
  readonly model: string;
  readonly via: string;
  /** Without the slash of a REST path. */
  readonly call: string;
  readonly payload: string;
  /** "94=130 95=430"; `<read>` is the value that was there before. */
  readonly writes: string;
  readonly outcome: string;
}

const folder = process.env['GIVTCP_REFERENCE'] ?? 'test/reference';

export const givtcpWrites = (): readonly GivtcpWrite[] =>
  readFileSync(join(folder, 'givtcp-writes.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .map((line, index) => [line, index + 2] as const)
    .filter(([line]) => line !== '')
    .map(([text, line]) => {
      const [model = '', via = '', call = '', payload = '', writes = '', , outcome = ''] =
        fieldsOf(text);
      return { line, model, via, call: call.replace('/', ''), payload, writes, outcome };
    });
