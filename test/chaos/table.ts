import { modeNames, type ModeName } from './modes.js';
import type { Report } from './run.js';

/** What one mode came to, over all that was tried in it. */
export interface Row {
  readonly mode: string;
  readonly runs: number;
  readonly requests: number;
  readonly faults: number;
  readonly snapshots: number;
  readonly wrong: number;
  readonly writes: number;
  readonly lostWrites: number;
  /** s from the cure to the first new live values, the longest; absent if they never came. */
  readonly recovery: number | undefined;
  readonly crashes: number;
  readonly leaks: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** One row for each mode that was tried. */
export const rowsOf = (reports: readonly Report[]): readonly Row[] =>
  modeNames.flatMap((mode) => {
    const all = reports.filter(({ scenario }) => scenario.mode === mode);
    return all.length === 0 ? [] : rowOf(mode, all);
  });

const rowOf = (mode: ModeName, all: readonly Report[]): Row => ({
  mode,
  runs: all.length,
  requests: sum(all.map(({ requests }) => requests)),
  faults: sum(all.map(({ faults }) => faults)),
  snapshots: sum(all.map(({ snapshots }) => snapshots)),
  wrong: sum(all.map(({ wrong }) => wrong.length)),
  writes: sum(all.map(({ writes }) => writes)),
  lostWrites: sum(all.map(({ lostWrites }) => lostWrites)),
  recovery: longest(all.map(({ recovered }) => recovered)),
  crashes: sum(all.map(({ crashes }) => crashes.length)),
  leaks: sum(all.map(({ leaks }) => leaks)),
});

const longest = (times: readonly (number | undefined)[]): number | undefined =>
  times.every((ms) => ms !== undefined) ? Math.max(...times) / 1000 : undefined;

/** What is not as it has to be, in words: nothing, one hopes. */
export const faultsIn = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap((row) =>
    (['wrong', 'lostWrites', 'crashes', 'leaks'] as const)
      .filter((figure) => row[figure] > 0)
      .map((figure) => `${row.mode}: ${row[figure]} ${figure}`)
      .concat(row.recovery === undefined ? [`${row.mode}: never recovered`] : []),
  );

const columns = [
  ['mode', (row: Row) => row.mode],
  ['runs', (row: Row) => String(row.runs)],
  ['requests', (row: Row) => String(row.requests)],
  ['faults', (row: Row) => String(row.faults)],
  ['snapshots', (row: Row) => String(row.snapshots)],
  ['wrong', (row: Row) => String(row.wrong)],
  ['writes', (row: Row) => String(row.writes)],
  ['lost', (row: Row) => String(row.lostWrites)],
  ['recovery s', (row: Row) => row.recovery?.toFixed(1) ?? 'never'],
  ['crashes', (row: Row) => String(row.crashes)],
  ['leaks', (row: Row) => String(row.leaks)],
] as const;

/** The table as Markdown, so that documents can hold it. */
const tableOf = (title: string, rows: readonly Row[]): string => {
  const lines = [
    columns.map(([name]) => name),
    columns.map((_, index) => (index === 0 ? '---' : '---:')),
    ...rows.map((row) => columns.map(([, tell]) => tell(row))),
  ];
  return [`\n### ${title}\n`, ...lines.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
};

/** `npm run chaos`: everything, and the table of it. Otherwise the short version, which is silent. */
export const full = process.env['CHAOS'] === 'full';

export const print = (title: string, rows: readonly Row[]): void => {
  if (full) process.stdout.write(tableOf(title, rows));
};
