import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, onTestFinished, test } from 'vitest';
import { isSame, searchAfter, type FoundInverter } from '../../src/discovery/index.js';
import { GivError, openInverter, type InverterOptions } from '../../src/index.js';
import { settle } from '../../src/inverterOptions.js';
import { Whereabouts } from '../../src/whereabouts.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { movableClock, type MovableClock } from '../support/movableClock.js';
import { until } from '../support/until.js';

const PORT = 18_912;
const at = (last: number): string => `127.82.0.${last}`;
const MINUTE = 60_000;

const device = (more: Partial<FoundInverter>): FoundInverter => ({
  kind: 'inverter',
  host: at(1),
  port: PORT,
  serial: 'SA2114G001',
  dongle: 'WF2114G001',
  model: 'Hybrid Gen 1',
  firmware: 449,
  ...more,
});

describe('only the very dongle that was lost is taken', () => {
  for (const [wanted, same] of [
    [{ dongle: 'WF2114G001' }, true],
    [{ inverter: 'SA2114G001' }, true],
    [{ dongle: 'WF2114G001', inverter: 'SA2114G001' }, true],
    [{ dongle: 'WF2114G001', inverter: 'SA9999G999' }, false],
    [{ dongle: 'WF9999G999', inverter: 'SA2114G001' }, false],
    [{ dongle: 'WF9999G999' }, false],
    [{}, false],
  ] as const)
    test(JSON.stringify(wanted), () => equal(isSame(device({}), wanted), same));
});

test('searches come ever more seldom', () => {
  deepEqual(
    [0, 1, 2, 5, 6, 7].map((searches) => searchAfter(searches) / MINUTE),
    [2, 4, 8, 64, 124, 184],
  );
});

const simulated = async (last: number, serial: string): Promise<Simulator> => {
  const simulator = await startSimulator({ host: at(last), port: PORT, seed: 7, dongle: serial });
  onTestFinished(() => simulator.close());
  return simulator;
};

/** An inverter on a clock that stands still, and how to let one failed attempt after the other pass. */
const opened = (options: Partial<InverterOptions> = {}) => {
  const clock = movableClock();
  let failed: () => void = () => undefined;
  const inverter = openInverter({
    host: at(2),
    port: PORT,
    pace: 0,
    polling: false,
    clock,
    findAgain: ['127.82.0.0/28'],
    // Asked for once whenever an attempt has ended.
    random: () => {
      failed();
      return 0.5;
    },
    ...options,
  });
  onTestFinished(() => inverter.close());
  const attempt = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => (failed = resolve));
    clock.pass(MINUTE);
    await ended;
  };
  return { inverter, clock, attempt };
};

test('a dongle with a new address is found again, and read there', async () => {
  const before = await simulated(2, 'WF2114G001');
  const { inverter, attempt } = opened({ serial: 'WF2114G001' });
  await inverter.refresh('live');
  await before.close();
  const [after] = await Promise.all([simulated(9, 'WF2114G001'), simulated(4, 'WF2114G002')]);
  const moves: object[] = [];
  const moved = new Promise((resolve) => inverter.on('moved', resolve));
  inverter.on('moved', (move) => moves.push(move));
  while (moves.length === 0) await Promise.race([attempt(), moved]);
  deepEqual(moves, [{ from: `${at(2)}:${PORT}`, to: `${at(9)}:${PORT}` }]);
  match(inverter.history.map(({ reason }) => reason).join(), /found again at 127\.82\.0\.9/);
  const back = until(() => inverter.counters['connects'] === 2);
  while (inverter.counters['connects'] === 1) await Promise.race([attempt(), back]);
  equal((await inverter.refresh('live')).serial, after.serial);
  equal(inverter.address, `${at(9)}:${PORT}`);
});

test('another dongle is never taken for it, and the status says that it was looked for', async () => {
  const stranger = await simulated(4, 'WF2114G002');
  const { inverter, attempt } = opened({ serial: 'WF2114G001' });
  while (!/not found at any other/.test(inverter.status.reason ?? '')) await attempt();
  equal(inverter.address, `${at(2)}:${PORT}`);
  equal(stranger.writes.length, 0);
});

/** Time passes while something is awaited, and sockets have their turns. */
const passing = async <T>(clock: MovableClock, work: Promise<T>): Promise<T> => {
  const state = { over: false };
  const end = (): void => void (state.over = true);
  work.then(end, end);
  while (!state.over) {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    clock.pass(100);
  }
  return work;
};

describe('another inverter that got the address', () => {
  const taken = async (options: Partial<InverterOptions>) => {
    const before = await simulated(2, 'WF2114G001');
    const scene = opened(options);
    await scene.inverter.refresh('live');
    await before.close();
    const stranger = await startSimulator({
      host: at(2),
      port: PORT,
      seed: 8,
      dongle: 'WF2114G002',
      serial: 'SA2114G002',
    });
    onTestFinished(() => stranger.close());
    /** The serial that is read, or why none is. */
    const asked = (): Promise<string> =>
      passing(scene.clock, scene.inverter.refresh('live')).then(
        ({ serial }) => serial,
        ({ message }: Error) => message,
      );
    return { ...scene, asked, before, stranger };
  };

  test('is neither read nor written for the one whose dongle was told, which is found where it is', async () => {
    const { inverter, asked, clock, stranger, before } = await taken({ serial: 'WF2114G001' });
    const moves: string[] = [];
    inverter.on('moved', ({ to }) => moves.push(to));
    let said = '';
    while (!/another inverter, with another dongle/.test(said)) said = await asked();
    await rejects(passing(clock, inverter.apply('setChargeTarget', 77)), {
      code: 'NOT_DETECTED',
      message: /with another dongle than the one in the settings, answers at 127\.82\.0\.2/,
    });
    equal(stranger.writes.length, 0);
    await simulated(9, 'WF2114G001');
    const seen = new Set<string>();
    while (said !== before.serial) seen.add((said = await asked()));
    deepEqual(moves, [`${at(9)}:${PORT}`]);
    equal(seen.has('SA2114G002'), false);
  });

  test('is the one from then on where no dongle was told', async () => {
    const { inverter, asked } = await taken({});
    while ((await asked()) !== 'SA2114G002');
    equal(inverter.address, `${at(2)}:${PORT}`);
  });
});

test('a clock that is set back does not put the search off', async () => {
  const clock = { ...movableClock(), now: () => now };
  let now = 100 * MINUTE;
  const findAgain = ['127.82.0.0/30'];
  const options = settle({ host: at(2), port: PORT, serial: 'WF2114G001', clock, findAgain });
  const where = new Whereabouts(options, () => undefined);
  const looksAt = (time: number): boolean => {
    now = time;
    return /looking for it/.test(where.down(new GivError('NOT_CONNECTED', 'gone')).message);
  };
  deepEqual(
    [100, 40, 41, 42].map((minute) => looksAt(minute * MINUTE)),
    [false, false, false, true],
  );
  await where.close();
});

test('without a serial, or switched off, nothing is looked for', async () => {
  for (const options of [{}, { serial: 'WF2114G001', findAgain: false }]) {
    const other = await simulated(4, 'WF2114G001');
    const { inverter, attempt } = opened(options);
    for (let minute = 0; minute < 6; minute++) await attempt();
    equal(other.arrivals, 0);
    ok(!/look|found/.test(inverter.status.reason ?? ''));
    await other.close();
  }
});
