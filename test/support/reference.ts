import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The register reference: a copy lies in the test tree, GIVTCP_REFERENCE may name another. */
const folder = process.env['GIVTCP_REFERENCE'] ?? 'test/reference';

/** One row of registers/*.csv, as written there. */
export interface ReferenceRow {
  readonly file: string;
  readonly bank: 'holding' | 'input' | 'meter';
  readonly first: number;
  readonly last: number;
  readonly name: string;
  readonly type: string;
  readonly scale: string;
  readonly unit: string;
  readonly min: string;
  readonly max: string;
  readonly write: string;
  readonly codes: string;
}

const banks = { HR: 'holding', IR: 'input', MR: 'meter' } as const;

/** The fields of one line; quotes keep commas, two quotes are one. */
export const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

const rowOf = (file: string, line: string): ReferenceRow => {
  const [
    space,
    address = '',
    name = '',
    type = '',
    scale = '',
    unit = '',
    min = '',
    max = '',
    write = '',
    codes = '',
  ] = fieldsOf(line);
  if (space !== 'HR' && space !== 'IR' && space !== 'MR') throw new Error(`${file}: ${line}`);
  const [first = '', last = first] = address.split('-');
  return {
    file,
    bank: banks[space],
    first: Number(first),
    last: Number(last),
    name,
    type,
    scale,
    unit,
    min,
    max,
    write,
    codes,
  };
};

/** The rows of one file of the reference, such as "ems-input". */
export const referenceRows = (file: string): ReferenceRow[] =>
  readFileSync(join(folder, 'registers', `${file}.csv`), 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => rowOf(file, line));
