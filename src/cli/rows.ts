/** Lines with columns as wide as their widest cell; the last one is as long as it likes. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) => `${lineOf(row, widths)}\n`).join('');
};

const lineOf = (row: readonly string[], widths: readonly number[]): string =>
  row
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd();

/** One value of a payload as a line: "power.pv", "1840 W". */
export type Row = readonly [path: string, value: string];

/** A payload's values, one a line. `unitOf` knows a unit by path, with [] for any entry of a list. */
export const rowsOf = (
  value: unknown,
  unitOf: (path: string) => string,
  shown = '',
  path = '',
): readonly Row[] => {
  if (Array.isArray(value)) return listRows(value, unitOf, shown, path);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) =>
      rowsOf(inner, unitOf, join(shown, name), join(path, name)),
    );
  return [[shown, `${String(value)} ${unitOf(path)}`.trimEnd()]];
};

const listRows = (
  list: readonly unknown[],
  unitOf: (path: string) => string,
  shown: string,
  path: string,
): readonly Row[] => {
  // Plain values of a list fit on one line.
  if (list.every((item) => typeof item !== 'object'))
    return [[shown, list.length === 0 ? 'none' : list.join(', ')]];
  return list.flatMap((item, index) => rowsOf(item, unitOf, `${shown}[${index + 1}]`, `${path}[]`));
};

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
