import { count, row, text, type Rows, type View } from './row.js';
import { isoIn } from '../../time/zone.js';

/** Predbat takes the paths of GivTCP 3 when the version begins with 3. */
const SPOKEN_VERSION = '3.6';

const told =
  (name: string) =>
  ({ counters }: View): number | undefined =>
    counters[name];

/** Of all kinds or rules together; getStats and the snapshot topic tell them one by one. */
const sumOf =
  (prefix: string) =>
  ({ counters }: View): number =>
    Object.entries(counters)
      .filter(([name]) => name.startsWith(prefix))
      .reduce((sum, [, value]) => sum + value, 0);

/** The same on every plant. */
export const statsRows: Rows = {
  'Stats/status': text('Does the inverter answer? online or offline', ({ status }: View) => status),
  'Stats/Last_Updated_Time': row('time')('When the newest values arrived', ({ snapshot, zone }) =>
    isoIn(snapshot.takenAt, zone),
  ),
  'Stats/Time_Since_Last_Update': row('seconds')(
    'Since the newest values arrived',
    ({ snapshot, now }) => ageOf(snapshot.takenAt, now),
  ),
  'Stats/Data_Age': row('seconds')('The same, by its newer name', ({ snapshot, now }) =>
    ageOf(snapshot.takenAt, now),
  ),
  'Stats/GivTCP_Version': text('The GivTCP whose names these are', () => SPOKEN_VERSION),
  'Stats/Write_Count': count('Registers written since the start', told('writes')),
  'Stats/Timeout_Error': count('Requests without an answer', told('timeouts')),
  'Stats/Requests': count('Requests sent since the start', told('requests')),
  'Stats/Retries': count('Requests repeated', told('retries')),
  'Stats/Bad_Frames': count('Frames thrown away', sumOf('bad.')),
  'Stats/Rejected_Values': count('Values and pages not believed', sumOf('rejected.')),
};

const ageOf = (takenAt: number, now: number): number => Math.max(0, (now - takenAt) / 1000);
