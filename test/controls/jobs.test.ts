import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, test } from 'vitest';
import {
  createWriter,
  volatileStore,
  type MemoryStore,
  type Outcome,
  type Writer,
} from '../../src/controls/index.js';
import { wait } from '../../src/time/clock.js';
import { controlRoom, NOON } from '../support/controlRoom.js';
import { movableClock, type MovableClock } from '../support/movableClock.js';
import type { RegisterMachine } from '../support/registerMachine.js';

const MINUTE = 60_000;
const SERIAL = 'SA1234G567';

/** The hybrid as it was before; its clock stands at noon. */
const words = {
  20: 1,
  27: 1,
  38: 12,
  94: 2330,
  95: 530,
  96: 1,
  110: 20,
  111: 50,
  112: 50,
  116: 29,
};

/** One run of the program on one inverter; a second one with the same machine, clock and store is a restart. */
interface Run {
  readonly machine: RegisterMachine;
  /** Which inverter is at the address. */
  readonly place: { serial: string };
  readonly clock: MovableClock;
  readonly store: MemoryStore;
  readonly writer: Writer;
  readonly reported: Outcome[];
  readonly complaints: Error[];
  /** Lets time pass, and all that falls due happen. */
  pass(ms: number): Promise<void>;
}

const start = (earlier: Partial<Run> = {}, code = '2001'): Run => {
  const room = controlRoom({ code, words, capacity: 17.7152, maxPower: 2600 });
  const { machine = room.machine, clock = movableClock(NOON), store = volatileStore() } = earlier;
  const reported: Outcome[] = [];
  const complaints: Error[] = [];
  const writer = createWriter({
    ask: machine,
    now: clock.now,
    sleep: (ms, signal) => wait(clock, ms, signal),
    plant: () => ({ snapshot: room.snapshot(), readOnly: false, unverified: false }),
    report: (outcome) => reported.push(outcome),
    complain: (error) => complaints.push(error),
    store,
    spacing: 0,
    rest: 0,
  });
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 10_000) {
      clock.pass(Math.min(left, 10_000));
      await setImmediate();
      await setImmediate();
    }
  };
  return { machine, place: room, clock, store, writer, reported, complaints, pass };
};

/** A store that has room for so many saves, and none after. */
const filling = (room: number): MemoryStore => {
  const store = volatileStore();
  let left = room;
  return {
    load: (serial) => store.load(serial),
    save: (serial, news) =>
      left-- > 0 ? store.save(serial, news) : Promise.reject(new Error('disk full')),
  };
};

test('a job runs for its minutes and puts everything back by itself', async () => {
  const run = start();
  const before = new Map(run.machine.memory);
  const outcome = await run.writer.apply('forceCharge', 30);
  equal(outcome.result, 'confirmed');
  deepEqual(outcome.job, { name: 'forceCharge', endsAt: NOON + 30 * MINUTE });
  equal(run.machine.story, '116=100 94=1200 95=1230 111=15');
  deepEqual(run.writer.jobs(), [
    { name: 'forceCharge', startedAt: NOON, endsAt: NOON + 30 * MINUTE, minutesLeft: 30 },
  ]);

  await run.pass(29 * MINUTE);
  equal(run.machine.sent.length, 4);
  equal(run.writer.jobs()[0]?.minutesLeft, 1);
  await run.pass(MINUTE);
  deepEqual(
    new Map([...before].filter(([address]) => address >= 94)),
    new Map([...run.machine.memory].filter(([address]) => address >= 94)),
  );
  deepEqual(run.writer.jobs(), []);
  equal(run.reported.at(-1)?.control, 'forceCharge');
  equal(run.reported.at(-1)?.result, 'confirmed');
});

test('a job is written down before the first register is', async () => {
  const kept: number[] = [];
  const store = volatileStore();
  const run = start({
    store: {
      load: (serial) => store.load(serial),
      save: (serial, news) => {
        kept.push(run.machine.sent.length, news.jobs?.length ?? 0);
        return store.save(serial, news);
      },
    },
  });
  await run.writer.apply('tempPauseCharge', 10);
  deepEqual(kept.slice(0, 2), [0, 1]);
});

test('a job that cannot be written down is not begun', async () => {
  const run = start({ store: filling(0) });
  await rejects(run.writer.apply('tempPauseCharge', 10), {
    code: 'NOT_ALLOWED',
    message: /nothing was written, because it could not be noted on disk.*disk full/,
  });
  equal(run.machine.story, '');
  deepEqual(run.writer.jobs(), []);
});

describe('while another inverter is at its address, a job', () => {
  const begun = async (): Promise<Run> => {
    const run = start();
    await run.writer.apply('tempPauseCharge', 10);
    run.place.serial = 'SA7654G321';
    return run;
  };

  test('is not ended there, though its time comes before anybody has noticed', async () => {
    const run = await begun();
    await run.pass(10 * MINUTE);
    equal(run.machine.story, '111=0');
    match(run.complaints.join(), /another inverter answers at this address now/);
  });

  test('is remembered, and ended as soon as its own inverter is back', async () => {
    const run = await begun();
    run.writer.wake();
    await run.pass(5 * MINUTE);
    // The other one has settings of its own to be remembered.
    await run.writer.apply('setBatteryReserve', 30);
    deepEqual(run.writer.jobs(), []);
    await run.pass(5 * MINUTE);
    equal(run.machine.memory.get(111), 0);
    run.place.serial = SERIAL;
    run.writer.wake();
    await run.pass(1);
    equal(run.machine.memory.get(111), 50);
    equal(run.reported.at(-1)?.serial, SERIAL);
  });
});

describe('a disk that is full', () => {
  test('once a job has been written down keeps it from nothing, least of all its end', async () => {
    const run = start({ store: filling(1) });
    const outcome = await run.writer.apply('tempPauseCharge', 10);
    equal(outcome.result, 'confirmed');
    match(outcome.warnings.join(), /could not be saved: .*disk full/);
    await run.pass(10 * MINUTE);
    equal(run.machine.memory.get(111), 50);
    equal(run.reported.at(-1)?.result, 'confirmed');
    deepEqual(run.writer.jobs(), []);
  });

  test('does not let a job cut off at its start be forgotten', async () => {
    const run = start({ store: filling(1) });
    run.machine.faults.set(2, 'cut');
    const failed = rejects(run.writer.apply('forceCharge', 30), { code: 'CONNECTION_LOST' });
    await run.pass(5 * MINUTE);
    await failed;
    run.machine.reachable = true;
    await run.pass(MINUTE);
    equal(run.machine.memory.get(116), 29);
  });

  test('leaves a running job as it was when it cannot be extended', async () => {
    const run = start({ store: filling(2) });
    await run.writer.apply('tempPauseCharge', 10);
    await rejects(run.writer.apply('tempPauseCharge', 60), { code: 'NOT_ALLOWED' });
    equal(run.writer.jobs()[0]?.endsAt, NOON + 10 * MINUTE);
    await run.pass(10 * MINUTE);
    equal(run.machine.memory.get(111), 50);
  });

  test('does not take its outcome from a setting that was verified', async () => {
    const run = start({ store: filling(0) });
    const outcome = await run.writer.apply('setChargeTarget', 80);
    equal(outcome.result, 'confirmed');
    match(outcome.warnings.join(), /could not be saved: .*disk full/);
  });

  test('is written to again as soon as it has room', async () => {
    const store = volatileStore();
    const disk = { full: true };
    const save: MemoryStore['save'] = (serial, news) =>
      disk.full ? Promise.reject(new Error('disk full')) : store.save(serial, news);
    const run = start({ store: { load: (serial) => store.load(serial), save } });
    await run.writer.apply('setChargeTarget', 80);
    disk.full = false;
    await run.writer.apply('setChargeTarget', 80);
    equal((await store.load(SERIAL))?.spent?.lasting, 1);
  });
});

describe('a restart in the middle of a job', () => {
  test('ends it on time', async () => {
    const first = start();
    await first.writer.apply('tempPauseDischarge', 10);
    await first.writer.close();
    const second = start(first);
    second.writer.wake();
    await second.pass(9 * MINUTE);
    equal(first.machine.memory.get(112), 0);
    await second.pass(MINUTE);
    equal(first.machine.memory.get(112), 50);
  });

  test('that lasts longer than the job ends it at the first chance', async () => {
    const first = start();
    await first.writer.apply('tempPauseDischarge', 10);
    await first.writer.close();
    first.clock.pass(60 * MINUTE);
    const second = start(first);
    equal(first.machine.memory.get(112), 0);
    second.writer.wake();
    await second.pass(1);
    equal(first.machine.memory.get(112), 50);
    deepEqual(second.writer.jobs(), []);
  });

  test('in another version, which does not know the job, says so and lets it stand', async () => {
    const kept = {
      serial: SERIAL,
      jobs: [{ name: 'jobOfOld', startedAt: NOON - MINUTE, endsAt: NOON, registers: [] }],
    };
    const load = async () => JSON.parse(JSON.stringify(kept));
    const run = start({ store: { load, save: async () => load() } });
    run.writer.wake();
    await run.pass(1);
    match(run.complaints.join(), /jobOfOld/);
    equal(run.machine.story, '');
    equal(run.writer.jobs().length, 1);
  });

  test('between the journal and the first write leaves nothing to put back', async () => {
    const store = volatileStore();
    const run = start({ store });
    await store.save(SERIAL, {
      jobs: [
        {
          name: 'tempPauseCharge',
          startedAt: NOON - MINUTE,
          endsAt: NOON,
          registers: [{ register: 111, name: 'batteryChargeRateLimit', before: 50, during: 0 }],
        },
      ],
    });
    run.writer.wake();
    await run.pass(1);
    equal(run.machine.story, '');
    equal((await store.load(SERIAL))?.jobs.length, 0);
  });

  test('on another inverter touches nothing', async () => {
    const store = volatileStore();
    const run = start({ store });
    await store.save('SA9999G999', {
      jobs: [
        {
          name: 'tempPauseCharge',
          startedAt: 0,
          endsAt: 1,
          registers: [{ register: 111, name: 'batteryChargeRateLimit', before: 30, during: 50 }],
        },
      ],
    });
    run.writer.wake();
    await run.pass(1);
    equal(run.machine.story, '');
  });
});

test('a job whose new end never arrived is put back from where it was', async () => {
  const run = start();
  await run.writer.apply('forceCharge', 30);
  run.machine.faults.set(run.machine.sent.length, 'cut');
  const failed = rejects(run.writer.apply('forceCharge', 60), { code: 'CONNECTION_LOST' });
  await run.pass(5 * MINUTE);
  await failed;
  equal(run.machine.memory.get(95), 1230);
  run.machine.reachable = true;
  await run.pass(MINUTE);
  equal(run.machine.memory.get(95), 530);
  deepEqual(run.reported.at(-1)?.warnings, []);
});

test('a charge target that was not set ends no charge after the job', async () => {
  const run = start({}, '8001');
  equal(run.machine.memory.get(242) ?? 0, 0);
  await run.writer.apply('forceCharge', 30);
  equal(run.machine.memory.get(242), 100);
  equal((await run.writer.apply('forceCharge', 'Cancel')).result, 'confirmed');
  equal(run.machine.memory.get(242), 100);
  equal(run.machine.memory.get(116), 29);
});

test('what a user changes during the job stays as the user wants it', async () => {
  const run = start();
  await run.writer.apply('forceCharge', 30);
  await run.writer.apply('setChargeTarget', 80);
  const outcome = await run.writer.apply('forceCharge', 'Cancel');
  equal(run.machine.memory.get(116), 80);
  equal(run.machine.memory.get(94), 2330);
  match(outcome.warnings.join(), /charge target was changed to 80 %, and it stays so/);
});

test('the same change made in another program is respected too', async () => {
  const run = start();
  await run.writer.apply('forceExport', 30);
  run.machine.memory.set(110, 33);
  await run.pass(30 * MINUTE);
  equal(run.machine.memory.get(110), 33);
  equal(run.machine.memory.get(56), 0);
});

test('sent again, a job gets a new end and still restores what was there before it began', async () => {
  const run = start();
  await run.writer.apply('forceCharge', 30);
  await run.pass(20 * MINUTE);
  for (const [register, word] of [
    [38, 12],
    [39, 20],
  ] as const)
    run.machine.memory.set(register, word);
  const outcome = await run.writer.apply('forceCharge', 60);
  equal(outcome.job?.endsAt, NOON + 80 * MINUTE);
  equal(run.machine.memory.get(95), 1320);
  await run.pass(59 * MINUTE);
  equal(run.machine.memory.get(116), 100);
  await run.pass(2 * MINUTE);
  deepEqual(
    [94, 95, 111, 116].map((register) => run.machine.memory.get(register)),
    [2330, 530, 50, 29],
  );
});

test('a job that contradicts a running one ends that one first', async () => {
  const run = start();
  await run.writer.apply('forceCharge', 30);
  await run.writer.apply('forceExport', 30);
  equal(run.machine.memory.get(116), 29);
  deepEqual(
    run.writer.jobs().map(({ name }) => name),
    ['forceExport'],
  );
  equal(run.reported[0]?.control, 'forceCharge');
});

test('cancelJob ends all of them at once; ending what does not run writes nothing', async () => {
  const run = start();
  equal((await run.writer.apply('forceCharge', 'Normal')).result, 'unchanged');
  await run.writer.apply('tempPauseCharge', 10);
  await run.writer.apply('tempPauseDischarge', 10);
  run.machine.sent.length = 0;
  equal((await run.writer.apply('cancelJob', undefined)).result, 'confirmed');
  equal(run.machine.story, '111=50 112=50');
  equal((await run.writer.apply('cancelJob', 'all')).result, 'unchanged');
});

test('a job that fails at its start is undone and forgotten', async () => {
  const run = start();
  run.machine.faults.set(2, 'refuse');
  await rejects(run.writer.apply('forceCharge', 30), { code: 'REFUSED_BY_INVERTER' });
  deepEqual(
    [94, 95, 111, 116].map((register) => run.machine.memory.get(register)),
    [2330, 530, 50, 29],
  );
  deepEqual(run.writer.jobs(), []);
});

test('a job cut off at its start is ended as soon as the inverter is back', async () => {
  const run = start();
  run.machine.faults.set(2, 'cut');
  const failed = rejects(run.writer.apply('forceCharge', 30), { code: 'CONNECTION_LOST' });
  await run.pass(60 * MINUTE);
  await failed;
  equal(run.machine.memory.get(116), 100);
  run.machine.reachable = true;
  run.writer.wake();
  await run.pass(1);
  deepEqual(
    [94, 95, 111, 116].map((register) => run.machine.memory.get(register)),
    [2330, 530, 50, 29],
  );
});

test('an inverter out of reach at the end of a job is tried again on its next sign of life', async () => {
  const run = start();
  await run.writer.apply('tempPauseCharge', 10);
  run.machine.reachable = false;
  await run.pass(11 * MINUTE);
  match(
    String(run.complaints[0]?.message),
    /time of "Pause charging for a while" is over.*not back yet.*tried again/,
  );
  equal(run.writer.jobs().length, 1);
  run.machine.reachable = true;
  run.writer.wake();
  await run.pass(1);
  equal(run.machine.memory.get(111), 50);
});

test('and without any sign of life, as on a plant that is not polled, after a minute', async () => {
  const run = start();
  await run.writer.apply('tempPauseCharge', 10);
  run.machine.reachable = false;
  await run.pass(30 * MINUTE);
  equal(run.complaints.length, 21);
  run.machine.reachable = true;
  await run.pass(MINUTE);
  equal(run.machine.memory.get(111), 50);
  deepEqual(run.writer.jobs(), []);
  equal(run.clock.pending, 0);
});

test('an end that the inverter refuses is tried less and less often', async () => {
  const run = start();
  await run.writer.apply('tempPauseCharge', 10);
  for (let write = 1; write < 20; write++) run.machine.faults.set(write, 'refuse');
  const tries: number[] = [];
  run.machine.meanwhile = () => {
    tries.push((run.clock.now() - NOON) / MINUTE - 10);
  };
  await run.pass(200 * MINUTE);
  deepEqual(tries.map(Math.round), [0, 1, 3, 7, 15, 31, 63, 123, 183]);
});

test('the end of a job is not refused by the budget', async () => {
  const run = start();
  await run.writer.apply('tempPauseCharge', 10);
  const memory = await run.store.load(SERIAL);
  ok(memory?.spent);
  await run.store.save(SERIAL, { spent: { ...memory.spent, lasting: 400 } });
  const later = start(run);
  later.writer.wake();
  await later.pass(10 * MINUTE);
  equal(run.machine.memory.get(111), 50);
});

describe('the time of a job', () => {
  test('is refused while the inverter has lost its clock', async () => {
    const run = start();
    run.machine.memory.set(35, 0);
    await rejects(run.writer.apply('forceCharge', 30), {
      message: /clock of the inverter is wrong/,
    });
    equal(run.machine.story, '');
  });

  test("is the inverter's own, rounded up to a whole minute, and may cross midnight", async () => {
    const run = start();
    for (const [register, word] of [
      [38, 23],
      [39, 50],
      [40, 20],
    ] as const)
      run.machine.memory.set(register, word);
    await run.writer.apply('forceCharge', 30);
    deepEqual(
      [94, 95].map((register) => run.machine.memory.get(register)),
      [2350, 21],
    );
  });

  test('never makes a slot that starts when it ends', async () => {
    const run = start();
    run.machine.memory.set(40, 20);
    await run.writer.apply('forceCharge', 1439);
    deepEqual(
      [94, 95].map((register) => run.machine.memory.get(register)),
      [1200, 1159],
    );
  });

  for (const payload of [1440, 'abc', 1.5, -3, 'Running', {}])
    test(`${JSON.stringify(payload)} is refused`, () =>
      rejects(start().writer.apply('forceCharge', payload), { code: 'BAD_INPUT' }));
});

test('force export tells that the reserve is lowered, and takes another one', async () => {
  const usual = await start().writer.apply('forceExport', 10);
  match(usual.warnings.join(), /lowered from 20 % to 4 %/);
  const run = start();
  await run.writer.apply('forceExport', { minutes: 10, reservePercent: 15 });
  equal(run.machine.memory.get(110), 15);
});

test('three-phase: a pause is limited to 1 %, and says so', async () => {
  const run = start({}, '4004');
  run.machine.memory.set(1110, 90);
  const outcome = await run.writer.apply('tempPauseCharge', 10);
  equal(run.machine.story, '1110=1');
  match(outcome.warnings.join(), /Limited to 1 %/);
});

test('a Gateway: the rate is written, and that nobody has seen it obeyed is said', async () => {
  const run = start({}, '7001');
  const outcome = await run.writer.apply('tempPauseCharge', 10);
  equal(run.machine.story, '111=0');
  match(outcome.warnings.join(), /Nobody has shown that a Gateway goes by this rate/);
});

test('a job extended at the very moment it ends goes on', async () => {
  const run = start();
  await run.writer.apply('tempPauseCharge', 10);
  // The alarm rings while the extension is being prepared.
  const read = run.machine.read.bind(run.machine);
  run.machine.read = async (query) => {
    run.machine.read = read;
    run.clock.pass(MINUTE);
    return read(query);
  };
  await run.pass(9 * MINUTE + 30_000);
  await run.writer.apply('tempPauseCharge', 10);
  await run.pass(1);
  equal(run.machine.memory.get(111), 0);
  equal(run.writer.jobs().length, 1);
});

test('a job that cannot begin leaves the one it contradicts alone', async () => {
  const run = start();
  await run.writer.apply('tempPauseCharge', 10);
  run.machine.silent.add(110);
  await rejects(run.writer.apply('forceCharge', 10), { code: 'NO_REPLY' });
  deepEqual(
    run.writer.jobs().map(({ name }) => name),
    ['tempPauseCharge'],
  );
});

describe('closing while registers are being written', () => {
  const closedAfterTheFirst = async (fault: (run: Run) => void) => {
    const run = start();
    let closed: Promise<void> | undefined;
    run.machine.meanwhile = () => {
      closed ??= run.writer.close();
      fault(run);
    };
    const outcome = run.writer.apply('setChargeSlot1', { start: '01:00', finish: '04:00' });
    const ended = outcome.then(
      ({ result }) => result,
      ({ message }: Error) => message,
    );
    await run.pass(1);
    return { run, ended, closed };
  };

  test('lets them come to their end', async () => {
    const { run, ended, closed } = await closedAfterTheFirst(() => undefined);
    await closed;
    equal(await ended, 'confirmed');
    equal(run.machine.story, '94=100 95=400');
    equal(run.clock.pending, 0);
  });

  test('but waits no longer than Node-RED does, and says what is not known', async () => {
    const { run, ended, closed } = await closedAfterTheFirst(({ machine }) => {
      machine.reachable = false;
    });
    await run.pass(8000);
    await closed;
    match(await ended, /What the inverter has now is not known.* start of charge slot 1 at 01:00/);
    equal(run.clock.pending, 0);
  });

  test('begins nothing that waited its turn', async () => {
    const run = start();
    const first = run.writer.apply('setChargeTarget', 40);
    const second = rejects(run.writer.apply('setBatteryReserve', 30), { code: 'CLOSED' });
    run.machine.meanwhile = () => void run.writer.close();
    await run.pass(1);
    equal((await first).result, 'confirmed');
    await second;
    equal(run.machine.story, '116=40');
  });
});

test('closing leaves no alarm behind', async () => {
  const run = start();
  await run.writer.apply('tempPauseCharge', 10);
  await run.writer.close();
  run.writer.wake();
  await run.pass(1);
  equal(run.clock.pending, 0);
});
