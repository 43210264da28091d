import { equal, match, rejects } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { between, later, wallOf, wallTime } from '../../src/controls/writing/wallTime.js';
import { controlRoom } from '../support/controlRoom.js';

const forms: readonly (readonly [unknown, string | undefined])[] = [
  ['14/08/2027 09:05:30', '35=27 36=8 37=14 38=9 39=5 40=30'],
  ['14/8/2027 9:05', '35=27 36=8 37=14 38=9 39=5 40=0'],
  ['2027-08-14T09:05:30', '35=27 36=8 37=14 38=9 39=5 40=30'],
  ['2027-08-14 09:05', '35=27 36=8 37=14 38=9 39=5 40=0'],
  [new Date(2027, 7, 14, 9, 5, 30), '35=27 36=8 37=14 38=9 39=5 40=30'],
  [new Date(2027, 7, 14, 9, 5, 30).getTime(), '35=27 36=8 37=14 38=9 39=5 40=30'],
  [new Date(2027, 7, 14, 9, 5, 30).toISOString(), '35=27 36=8 37=14 38=9 39=5 40=30'],
  ['29/02/2028 00:00:00', '35=28 36=2 37=29 38=0 39=0 40=0'],
  ['29/02/2027 00:00:00', undefined],
  ['31/04/2027 00:00:00', undefined],
  ['2027-13-01T00:00:00', undefined],
  ['2027-08-14T24:00:00', undefined],
  ['2000-01-01T00:00:00', undefined],
  ['08/14/2027 09:05:30', undefined],
  ['tomorrow', undefined],
  [0, undefined],
  [new Date(NaN), undefined],
  [true, undefined],
];

describe('setDateTime', () => {
  for (const [value, story] of forms)
    test(`${String(value)} of type ${typeof value} ${story === undefined ? 'is refused' : `writes ${story}`}`, async () => {
      const { machine, writer } = controlRoom({ spacing: 0, rest: 0 });
      const work = writer.apply('setDateTime', { dateTime: value });
      if (story === undefined) await rejects(work, { code: 'BAD_INPUT' });
      else await work;
      equal(machine.story, story ?? '');
    });

  test('the EMS has its own clock', async () => {
    const { writer } = controlRoom({ code: '5001' });
    await rejects(writer.apply('syncDateTime', ''), { code: 'NOT_SUPPORTED' });
  });

  test('the outcome names the risk', async () => {
    const { writer } = controlRoom();
    match((await writer.apply('syncDateTime', '', { dryRun: true })).risk ?? '', /wrong time/);
  });
});

describe('wall time', () => {
  test('is the local time of the host', () =>
    equal(wallTime(new Date(2026, 9, 25, 1, 30).getTime()), '2026-10-25T01:30:00'));
  test('knows no summer time in its own arithmetic', () => {
    equal(later('2026-10-25T00:30:00', 2 * 3_600_000), '2026-10-25T02:30:00');
    equal(between('2026-03-29T00:30:00', '2026-03-29T02:30:00'), 2 * 3_600_000);
  });
  test('has no days that no calendar has', () => equal(wallOf([2026, 2, 30, 0, 0, 0]), undefined));
});
