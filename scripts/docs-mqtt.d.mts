import type { DocRow } from '../src/publish/reportDocs.js';
import type { EntityClass } from '../src/publish/entityClasses.js';
import type { Difference } from '../src/publish/givtcp/differences.js';
import type { Plan } from '../src/publish/givtcp/plans.js';
import type { Kind, Rows } from '../src/publish/givtcp/row.js';

/** What the page is written from, by the names it has in src/publish. */
export interface Tables {
  readonly plansByModels: Readonly<Record<string, Plan>>;
  readonly members: readonly {
    readonly title: string;
    readonly below: string;
    readonly rows: Rows<never>;
  }[];
  readonly entityClasses: Readonly<Record<Kind, EntityClass>>;
  readonly differences: readonly Difference[];
  readonly reportDocs: Readonly<Record<string, readonly DocRow[]>>;
}

/** The text of docs/mqtt.md. */
export const mqttDocument: (tables: Tables) => string;

/** Collects the tables through `load`, which is given a path below src/publish. */
export const tablesFrom: (load: (path: string) => Promise<unknown>) => Promise<Tables>;
