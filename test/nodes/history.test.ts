import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { NodeMessage } from 'node-red';
import { beforeEach, describe, test } from 'vitest';
import { at, box, closing, deploy, send, tab, until, useNodeRed } from './support.js';

// Where clocks change, so that days of 23 and 25 hours come.
process.env['TZ'] = 'Europe/London';

useNodeRed();

interface ExampleNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly sql?: string;
  readonly outputs?: number;
}
const example: readonly ExampleNode[] = JSON.parse(
  readFileSync('examples/09 - History in a database.json', 'utf8'),
);
const functions = example.filter(({ type }) => type === 'function');
const named = (name: string): ExampleNode => {
  const found = example.find((node) => node.name === name);
  ok(found, name);
  return found;
};
const outputsOf = ({ name = '', outputs = 1 }: ExampleNode): readonly string[] =>
  Array.from({ length: outputs }, (_, index) => `${name} ${index + 1}`);

let database: DatabaseSync;
/** The function nodes of the example as they are, in Node-RED, and a database with its tables. */
beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  closing({ close: () => Promise.resolve(database.close()) });
  await deploy([
    tab,
    ...functions.map((node) => ({
      ...node,
      z: tab.id,
      g: '',
      wires: outputsOf(node).map((output) => [output]),
    })),
    ...functions.flatMap(outputsOf).map((id) => ({ id, type: 'collector', z: tab.id })),
  ]);
  await maintain();
});

/** What a function node answers at its first output. */
const answer = async (name: string, message: object = {}): Promise<NodeMessage> => {
  const coming = box(`${name} 1`).next();
  send(named(name).id, message);
  return coming;
};

/** The statement of one of the example's database nodes. */
const run = (name: string, message: unknown): readonly object[] => {
  const statement = database.prepare(named(name).sql ?? '');
  const bound: Record<string, SQLInputValue> = {};
  for (const [key, value] of Object.entries(Object(at(message, 'params'))))
    bound[key] = typeof value === 'number' || typeof value === 'string' ? value : null;
  return statement.all(bound).map((row) => ({ ...row }));
};
const rows = (sql: string): readonly object[] =>
  database
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));

const maintain = async (): Promise<void> =>
  database.exec(String(at(await answer('Tables, and what is too old'), 'topic')));

type Counters = Readonly<Record<string, number>>;
const reading = (time: string, today: Counters, power: object = {}, soc?: number): object => ({
  payload: {
    time: new Date(time).toISOString(),
    power,
    battery: { stateOfCharge: soc },
    energy: { today },
  },
  givtcp: { serial: 'AB1234G567' },
});

/** Sends readings one after the other, and stores what comes of them as the example is wired. */
const store = async (...readings: readonly object[]): Promise<void> => {
  const [power, day] = [box('A row a minute 1'), box('A row a minute 2')];
  let done = 0;
  for (const [index, one] of readings.entries()) {
    send(named('A row a minute').id, { ...one, _msgid: `${index}` });
    // Its own next message says that it has dealt with this one.
    await answer('Tables, and what is too old');
    for (const message of power.heard.slice(done)) run('Power of the minute', message);
    for (const message of day.heard.slice(done)) run('Energy of the day', message);
    done = power.heard.length;
  }
};

/** A minute is written when the next one begins. */
const nextMinute = (time: string): object =>
  reading(new Date(Date.parse(time) + 60_000).toISOString(), {});

const days = (columns = 'load, import'): readonly object[] =>
  rows(`SELECT day, ${columns} FROM days ORDER BY day`);

describe('the energy of a day', () => {
  for (const [what, readings, expected] of [
    [
      'ends when the counters fall, though the inverter is late',
      [
        ['2026-11-20T23:58', { load: 9.7, import: 0 }],
        ['2026-11-21T00:03', { load: 9.8, import: 0.3 }],
        ['2026-11-21T00:08', { load: 0.1, import: 0.2 }],
        ['2026-11-21T00:40', { load: 0.4, import: 2.5 }],
        ['2026-11-21T12:00', { load: 5, import: 9 }],
      ],
      ['2026-11-20 9.8 0.3', '2026-11-21 5 9'],
    ],
    [
      'ends when the counters fall, though the inverter is early',
      [
        ['2026-11-20T23:50', { load: 9.7, import: 1 }],
        ['2026-11-20T23:57', { load: 0, import: 0 }],
        ['2026-11-20T23:59', { load: 0.1, import: 0.1 }],
        ['2026-11-21T00:30', { load: 0.6, import: 0.3 }],
      ],
      ['2026-11-20 9.7 1', '2026-11-21 0.6 0.3'],
    ],
    [
      'is that of the inverter where its clock does not follow summer time',
      [
        ['2026-07-20T23:58', { load: 9.2, import: 1 }],
        ['2026-07-21T00:58', { load: 9.8, import: 1.4 }],
        ['2026-07-21T01:01', { load: 0, import: 0 }],
        ['2026-07-21T02:00', { load: 0.4, import: 0.1 }],
      ],
      ['2026-07-20 9.8 1.4', '2026-07-21 0.4 0.1'],
    ],
    [
      'has what was counted while Node-RED was off',
      [
        ['2026-11-20T10:00', { load: 3, import: 1 }],
        ['2026-11-20T22:00', { load: 11, import: 4 }],
      ],
      ['2026-11-20 11 4'],
    ],
    [
      'is a new one after a gap over midnight, even where a counter has already more than yesterday',
      [
        ['2026-11-20T21:00', { load: 12, import: 0.2 }],
        ['2026-11-21T00:30', { load: 0.3, import: 1.5 }],
      ],
      ['2026-11-20 12 0.2', '2026-11-21 0.3 1.5'],
    ],
    [
      'late in the evening is today after days without any reading',
      [
        ['2026-11-17T12:00', { load: 12, import: 3 }],
        ['2026-11-20T23:10', { load: 8, import: 2 }],
      ],
      ['2026-11-17 12 3', '2026-11-20 8 2'],
    ],
    [
      'bears counters that begin the day one after the other',
      [
        ['2026-11-20T23:59', { load: 9, import: 4 }],
        ['2026-11-21T00:00', { load: 0, import: 4 }],
        ['2026-11-21T00:02', { load: 0.1, import: 0 }],
      ],
      ['2026-11-20 9 4', '2026-11-21 0.1 0'],
    ],
    [
      'is mended when the first reading ever still had yesterday in it',
      [
        ['2026-11-21T00:02', { load: 9, import: 4 }],
        ['2026-11-21T00:10', { load: 0.1, import: 0 }],
      ],
      ['2026-11-21 0.1 0'],
    ],
    [
      'is counted once, however often it is read',
      [
        ['2026-11-20T10:00', { load: 3, import: 1 }],
        ['2026-11-20T10:05', { load: 3, import: 1 }],
        ['2026-11-20T10:05', { load: 3, import: 1 }],
      ],
      ['2026-11-20 3 1'],
    ],
  ] as const)
    test(what, async () => {
      const last = readings.at(-1)?.[0] ?? '';
      await store(...readings.map(([time, one]) => reading(time, one)), nextMinute(last));
      deepEqual(
        days().map((row) => Object.values(row).join(' ')),
        expected,
      );
    });

  test('leaves out what is not known, and keeps what was known', async () => {
    await store(
      reading('2026-11-20T10:00', { load: 3, pv: 0 }),
      reading('2026-11-20T10:05', { load: 3.2 }),
      nextMinute('2026-11-20T10:05'),
    );
    deepEqual(days('pv, load, import'), [{ day: '2026-11-20', pv: 0, load: 3.2, import: null }]);
  });

  test('has what the last reading before midnight counted', async () => {
    await store(
      reading('2026-11-20T23:59:05', { load: 9.7 }),
      reading('2026-11-20T23:59:50', { load: 9.8 }),
      reading('2026-11-21T00:00:05', { load: 0 }),
      nextMinute('2026-11-21T00:00:05'),
    );
    deepEqual(days('load'), [
      { day: '2026-11-20', load: 9.8 },
      { day: '2026-11-21', load: 0 },
    ]);
  });
});

describe('the power of a minute', () => {
  const powers = (): readonly object[] =>
    rows("SELECT strftime('%H:%M:%S', time, 'unixepoch') AS at, pv, load, soc FROM minutes");

  test('is the mean of what was read in it; what was not known stays empty', async () => {
    await store(
      reading('2026-11-20T10:00:05Z', {}, { pv: 1000, load: 0 }, 50),
      reading('2026-11-20T10:00:20Z', {}, { pv: 2000 }, 51),
      reading('2026-11-20T10:00:35Z', {}, { load: 600 }),
      reading('2026-11-20T10:01:05Z', {}, { pv: 1 }),
      reading('2026-11-20T10:07:00Z', {}, { pv: 5 }),
    );
    deepEqual(powers(), [
      { at: '10:00:00', pv: 1500, load: 300, soc: 50.5 },
      { at: '10:01:00', pv: 1, load: null, soc: null },
    ]);
    // The first at once, then one for each minute: a card does not like to be written to.
    equal(box('A row a minute 1').heard.length, 3);
  });

  test('is kept apart for each inverter', async () => {
    const other = { ...reading('2026-11-20T10:00:30Z', {}, { pv: 7 }), givtcp: { serial: 'CD' } };
    await store(reading('2026-11-20T10:00:05Z', {}, { pv: 1000 }), other);
    deepEqual(rows('SELECT inverter, pv FROM minutes'), [
      { inverter: 'AB1234G567', pv: 1000 },
      { inverter: 'CD', pv: 7 },
    ]);
  });

  test('becomes a mean of a quarter of an hour when it is old, once', async () => {
    const now = Math.floor(Date.now() / 1000);
    const old = now - (now % 900) - 40 * 86_400;
    const put = database.prepare('INSERT INTO minutes VALUES (?, ?, ?, NULL, 0, 0, 50)');
    for (let minute = 0; minute < 30; minute++) put.run('A', old + minute * 60, minute);
    put.run('A', now, 77);
    await maintain();
    const thin = rows('SELECT time, seconds, pv, load FROM power ORDER BY time');
    deepEqual(thin, [
      { time: old, seconds: 900, pv: 7, load: null },
      { time: old + 900, seconds: 900, pv: 22, load: null },
      { time: now, seconds: 60, pv: 77, load: null },
    ]);
    await maintain();
    deepEqual(rows('SELECT time, seconds, pv, load FROM power ORDER BY time'), thin);
  });
});

describe('what a page asks for', () => {
  const ask = (topic: string, payload: object): Promise<NodeMessage> =>
    answer('What is asked for', { topic, payload });

  test('is a day of the house, which may have 23 or 25 hours', async () => {
    for (const [day, hours, marks] of [
      ['2026-03-29', 23, '00:00 03:00 06:00 09:00 12:00 15:00 18:00 21:00 24:00'],
      ['2026-10-25', 25, '00:00 03:00 06:00 09:00 12:00 15:00 18:00 21:00 24:00'],
    ] as const) {
      const message = await ask('day', { page: 'p', inverter: 'A', day });
      equal((Number(at(message, 'ask.to')) - Number(at(message, 'ask.from'))) / 3600, hours);
      const texts = Object.values(Object(at(message, 'ask.hours'))).map((mark) => at(mark, 'text'));
      equal(texts.join(' '), marks);
      equal(at(message, 'ask.page'), 'p');
    }
  });

  test('is answered with means of five minutes of that day alone', async () => {
    await store(
      ...['10:01', '10:02', '10:06', '10:07'].map((time, index) =>
        reading(`2026-11-20T${time}:00Z`, { load: 1 }, { pv: index * 100 }, 50),
      ),
      reading('2026-11-21T10:00:00Z', { load: 2 }, { pv: 9 }),
      reading('2026-11-21T10:01:00Z', { load: 2 }, { pv: 9 }),
    );
    const shown = async (day: string): Promise<readonly unknown[]> => {
      const asked = await ask('day', { inverter: 'AB1234G567', day });
      return run('The power of a day', asked).map((row) => [at(row, 'seconds'), at(row, 'pv')]);
    };
    deepEqual(await shown('2026-11-20'), [
      [300, 50],
      [300, 250],
    ]);
    deepEqual(await shown('2026-11-21'), [[300, 9]]);
  });

  test('is refused where it is no day', async () => {
    send(named('What is asked for').id, { topic: 'day', payload: { day: "x' OR 1" } });
    await answer('Tables, and what is too old');
    deepEqual(box('What is asked for 1').heard, []);
  });
});

describe('the sample history', () => {
  const fill = async (): Promise<void> => {
    const days = box('Sample history 2').next();
    run('Sample power', await answer('Sample history'));
    run('Sample energy', await days);
  };

  test('is of the simulated inverter alone, adds up, and stays as it is', async () => {
    await fill();
    deepEqual(rows('SELECT DISTINCT inverter FROM power UNION SELECT inverter FROM days'), [
      { inverter: 'SIMULATED1' },
    ]);
    const counted = rows('SELECT count(*) AS days FROM days');
    deepEqual(counted, [{ days: 60 }]);
    const apart = rows(
      'SELECT day FROM days WHERE abs(pv + import + discharge - load - export - charge) > 0.31',
    );
    deepEqual(apart, []);
    const before = rows('SELECT * FROM power ORDER BY time');
    await fill();
    deepEqual(rows('SELECT * FROM power ORDER BY time'), before);
  });

  test('makes nothing up for a time when something was read', async () => {
    const now = Math.floor(Date.now() / 1000);
    const quarter = now - (now % 900) - 86_400;
    database
      .prepare("INSERT INTO minutes VALUES ('SIMULATED1', ?, 1, 1, 1, 1, 1)")
      .run(quarter + 60);
    await fill();
    deepEqual(rows(`SELECT time FROM quarters WHERE time = ${quarter}`), []);
    equal(rows(`SELECT time FROM quarters WHERE time = ${quarter - 900}`).length, 1);
  });
});

test('a file without tables gets them, any other failure is said', async () => {
  const again = box('A new file? 1').next();
  send(named('A new file?').id, { error: { message: 'SQLITE_ERROR: no such table: minutes' } });
  await again;
  const said = box('A new file? 2').next();
  send(named('A new file?').id, { error: { message: 'SQLITE_FULL: disk is full' } });
  match(String(at(await said, 'error.message')), /disk is full/);
  equal(box('A new file? 1').heard.length, 1);
  await until(() => box('A new file? 2').heard.length === 1);
});
