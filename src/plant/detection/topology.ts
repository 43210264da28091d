/**
 * What hardware a plant has, found once and remembered (detection reference, section 1.9). Plain
 * JSON: the node keeps it in a file, so that a restart need not search again.
 */
export interface Topology {
  readonly serial: string;
  /** Register 0 as four hex digits. */
  readonly code: string;
  readonly armFirmware: number;
  /** Low byte of register 2: rated power in 100 W, 0 where it does not tell. */
  readonly ratedHundreds: number;
  /** Device addresses of low-voltage packs, 0x32 to 0x37. */
  readonly packs: readonly number[];
  readonly stacks: readonly { readonly device: number; readonly modules: readonly number[] }[];
  readonly meters: readonly number[];
  /** A low-voltage battery control unit answers at 0x31; an HV aggregator at 0x90. */
  readonly lowVoltageControl: boolean;
  readonly aggregator: boolean;
  /** Labels of banks this unit does not have: "holding 300-359". */
  readonly absent: readonly string[];
  /** EMS: largest export limit ever read; it may be the grid operator's and is never exceeded. */
  readonly largestExportLimit?: number;
  /** When the search was last finished (ms since 1970); 0 before that. */
  readonly foundAt: number;
}
