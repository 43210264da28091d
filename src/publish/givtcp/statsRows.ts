import { count, row, text, type Rows, type View } from './row.js';
import { isoIn } from './zone.js';

/** Predbat takes the paths of GivTCP 3 when the version begins with 3. */
export const SPOKEN_VERSION = '3.6';

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
  'Stats/Write_Count': count(
    'Registers written since the start',
    ({ counters }: View) => counters['writes'],
  ),
  'Stats/Timeout_Error': count(
    'Requests without an answer',
    ({ counters }: View) => counters['timeouts'],
  ),
};

const ageOf = (takenAt: number, now: number): number => Math.max(0, (now - takenAt) / 1000);
