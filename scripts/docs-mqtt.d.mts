import type { entityClasses } from '../src/publish/homeAssistant/entityClasses.js';
import type * as batteryRows from '../src/publish/givtcp/batteryRows.js';
import type * as otherPlants from '../src/publish/givtcp/otherPlants.js';
import type { plansByModels } from '../src/publish/givtcp/plans.js';
import type { reportDocs } from '../src/publish/report/reportDocs.js';

/** What the page is written from, by the names it has in src/publish. */
export interface Sources
  extends
    Pick<typeof batteryRows, 'packRows' | 'moduleRows' | 'stackRows' | 'meterRows'>,
    Pick<typeof otherPlants, 'managedRows' | 'aioRows'> {
  readonly plansByModels: typeof plansByModels;
  readonly entityClasses: typeof entityClasses;
  readonly reportDocs: typeof reportDocs;
}

export interface Tables extends Omit<
  Sources,
  'packRows' | 'moduleRows' | 'stackRows' | 'meterRows' | 'managedRows' | 'aioRows'
> {
  readonly members: readonly { readonly title: string; readonly below: string }[];
}

/** The tables of the page from those of the sources. */
export const tablesOf: (sources: Sources) => Tables;
/** The text of docs/mqtt.md. */
export const mqttDocument: (tables: Tables) => string;
/** The files below src that it is written from. */
export const parts: readonly string[];
