import type { unsupported } from '../src/controls/aliases.js';
import type { controlNames, describeControl, findControl } from '../src/controls/controls.js';
import type { foresee } from '../src/controls/writing/prepare.js';
import type { familyOf } from '../src/registers/families.js';
import type { modelOf } from '../src/registers/models.js';

/** What the page is made of. */
export interface House {
  readonly controlNames: typeof controlNames;
  readonly describeControl: typeof describeControl;
  readonly findControl: typeof findControl;
  readonly foresee: typeof foresee;
  readonly familyOf: typeof familyOf;
  readonly modelOf: typeof modelOf;
  readonly unsupported: typeof unsupported;
}

/** The text of docs/controls.md. */
export const controlsDocument: (house: House) => string;
/** The files below src that it is written from. */
export const parts: readonly string[];
