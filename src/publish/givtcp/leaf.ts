import type { Scalar } from '../report/fields.js';
import type { Row, Rows } from './row.js';

/** One topic of the tree, with what it says now. */
export interface TreeLeaf {
  /** Below root and serial, as it is in the topic: "Power/Power/SOC". */
  readonly path: string;
  readonly value: Scalar;
  readonly row: Row<never>;
  /** The battery, stack, meter or inverter that it belongs to, if not the plant itself. */
  readonly member?: Member;
}

export interface Member {
  readonly kind: 'pack' | 'stack' | 'module' | 'meter' | 'inverter';
  /** Its part of unique ids: its serial, "Battery_Stack_1", "Meter_ID1" or "AIO_1". */
  readonly name: string;
}

/** The rows that say something now, below `before`. */
export const fill = <From>(
  rows: Rows<From>,
  from: From,
  before: string,
  member?: Member,
): readonly TreeLeaf[] => {
  const leaves: TreeLeaf[] = [];
  for (const [name, row] of Object.entries(rows)) {
    const value = row.of(from);
    if (value !== undefined)
      leaves.push({ path: before + name, value, row, ...(member && { member }) });
  }
  return leaves;
};
