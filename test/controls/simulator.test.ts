import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { describe, test, type TestContext } from 'vitest';
import type { Outcome } from '../../src/controls/writing/outcome.js';
import { GivError, openInverter, type Inverter, type InverterOptions } from '../../src/index.js';
import { INVERTER } from '../../src/protocol/messages.js';
import { families } from '../../src/registers/families.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.js';
import { connectRaw } from '../support/rawClient.js';
import { samplePayloads } from '../support/samplePayloads.js';

type Finished = Pick<TestContext, 'onTestFinished'>;

const simulate = async (
  { onTestFinished }: Finished,
  options: SimulatorOptions = {},
): Promise<Simulator> => {
  const simulator = await startSimulator({ heartbeatEvery: 0, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
};

const connect = (
  { onTestFinished }: Finished,
  { port }: Simulator,
  more: Partial<InverterOptions> = {},
): Inverter => {
  const inverter = openInverter({
    host: '127.0.0.1',
    port,
    pace: 0,
    polling: false,
    writeSpacing: 0,
    writeRest: 0,
    ...more,
  });
  onTestFinished(() => inverter.close());
  return inverter;
};

const start = async (
  context: Finished,
  options: SimulatorOptions = {},
  more: Partial<InverterOptions> = {},
): Promise<{ simulator: Simulator; inverter: Inverter }> => {
  const simulator = await simulate(context, options);
  return { simulator, inverter: connect(context, simulator, more) };
};

/** A family all of whose banks answer: nothing to wait for. */
const fast: SimulatorOptions = { model: 'allInOne' };

const held = (simulator: Simulator, register: number): number | undefined =>
  simulator.read(INVERTER, 'holding', register);

const slot = { start: '01:00', finish: '04:00', chargeToPercent: 80, enable: true };

/** The minute may turn between two of the six words of a clock: then it is wrong by one, and said to be. */
const minuteTurned = (error: unknown): boolean =>
  error instanceof GivError &&
  error.code === 'NOT_VERIFIED' &&
  /systemTime minute/.test(error.message);

describe.concurrent('every control on every family', () => {
  for (const { name: model } of families)
    test(`${model}: another client reads what the outcome says, or nothing was written`, async (context) => {
      const { simulator, inverter } = await start(context, { model });
      const raw = await connectRaw(simulator.port);
      context.onTestFinished(() => raw.close());
      for (const [control, payload] of samplePayloads()) {
        if (control === 'rebootInverter') continue;
        let before = simulator.writes.length;
        const apply = (): Promise<Outcome> => inverter.apply(control, payload, { force: true });
        try {
          const { result, registers } = await apply().catch((error: unknown) => {
            if (!minuteTurned(error)) throw error;
            before = simulator.writes.length;
            return apply();
          });
          ok(
            result === 'confirmed' || result === 'unchanged' || result === 'dryRun',
            `${control}: ${result}`,
          );
          for (const { register, requested, name } of registers)
            if (!name.startsWith('systemTime') && result !== 'dryRun')
              deepEqual(
                await raw.words(INVERTER, 'holding', register, 1),
                [requested],
                `${control}: ${name}`,
              );
          equal(
            simulator.writes.length - before,
            result === 'dryRun' ? 0 : registers.length,
            control,
          );
        } catch (error) {
          ok(error instanceof GivError, String(error));
          ok(['NOT_SUPPORTED', 'NOT_ALLOWED'].includes(error.code), `${control}: ${error.message}`);
          equal(simulator.writes.length, before, control);
        }
      }
      ok(simulator.writes.every(({ device }) => device === INVERTER));
    });
});

test('an acknowledgement that is lost is asked for again, and the outcome is true', async (context) => {
  const { simulator, inverter } = await start(context, fast);
  await inverter.refresh('all');
  simulator.faults.ackLost(1);
  const outcome = await inverter.apply('setChargeTarget', 80);
  equal(outcome.result, 'confirmed');
  equal(held(simulator, 116), 80);
});

test('an acknowledgement for another register is not taken for ours', async (context) => {
  const { simulator, inverter } = await start(context, fast);
  await inverter.refresh('all');
  simulator.faults.ackOther(1);
  const outcome = await inverter.apply('setChargeTarget', 80);
  equal(outcome.result, 'confirmed');
  equal(outcome.registers[0]?.after, 80);
});

test('0x86 although obeyed is a success with a warning', async (context) => {
  const { simulator, inverter } = await start(context, fast);
  await inverter.refresh('all');
  simulator.faults.error86ThenObey();
  const outcome = await inverter.apply('setChargeTarget', 80);
  equal(outcome.result, 'confirmed');
  match(outcome.warnings.join(), /refused/);
});

test('writes that are acknowledged and forgotten are not believed', async (context) => {
  const { simulator, inverter } = await start(context, fast);
  await inverter.refresh('all');
  simulator.faults.ignoreWrites();
  await rejects(inverter.apply('setChargeTarget', 80), { code: 'NOT_VERIFIED' });
});

test('a connection cut after a write is mended, and the rest is written', async (context) => {
  const { simulator, inverter } = await start(context, fast);
  await inverter.refresh('all');
  simulator.faults.dropAfterWrite(2);
  const outcome = await inverter.apply('setChargeSlot1', slot);
  equal(outcome.result, 'confirmed');
  match(outcome.warnings.join(), /cut/);
  deepEqual(
    [94, 95, 116, 96].map((register) => held(simulator, register)),
    [100, 400, 80, 1],
  );
});

test('a write waits for at most the one request that is under way', async (context) => {
  const { simulator, inverter } = await start(context, { latency: 20, model: 'allInOne' });
  await inverter.refresh('all');
  const polling = inverter.refresh('all');
  const before = simulator.queries.length;
  await inverter.apply('setEcoMode', 'disable');
  await polling;
  const later = simulator.queries.slice(before);
  const look = later.findIndex((query) => query.kind === 'read' && query.base === 27);
  const write = later.findIndex(({ kind }) => kind === 'write');
  ok(later.length > 10, 'a poll was going on');
  ok(write - look <= 2, `${write - look - 1} requests came between look and write`);
});

test('a restart is sent once', async (context) => {
  const { simulator, inverter } = await start(context, fast);
  const outcome = await inverter.apply('rebootInverter', '');
  equal(outcome.result, 'unconfirmed');
  equal(simulator.writes.filter(({ address }) => address === 163).length, 1);
});

test('a read-only plant gets no write frame at all', async (context) => {
  const { simulator, inverter } = await start(context, fast, { readOnly: true });
  await rejects(inverter.apply('setChargeTarget', 80), { code: 'READ_ONLY' });
  await inverter.apply('setChargeTarget', 80, { dryRun: true });
  deepEqual(simulator.writes, []);
});

test('a job is taken up after a restart of the program', async (context) => {
  const memory = keeper();
  const simulator = await simulate(context, fast);
  const first = connect(context, simulator, { memory });
  const before = held(simulator, 111);
  await first.apply('tempPauseCharge', 10);
  equal(held(simulator, 111), 0);
  deepEqual(
    first.jobs.map(({ name }) => name),
    ['tempPauseCharge'],
  );
  await first.close();
  // Its time runs out while the program is away.
  memory.endEarly();
  const second = connect(context, simulator, { memory });
  const ended = new Promise<string>((resolve) =>
    second.on('outcome', ({ control }) => resolve(control)),
  );
  await second.refresh('all');
  equal(await ended, 'tempPauseCharge');
  equal(held(simulator, 111), before);
});

test('and not before all that it has to put back has been read', async (context) => {
  const memory = keeper();
  const simulator = await simulate(context, fast);
  const first = connect(context, simulator, { memory });
  await first.apply('setBatteryPauseMode', 'PauseDischarge');
  await first.apply('forceExport', 10);
  await first.close();
  memory.endEarly();
  const second = connect(context, simulator, { memory });
  const end = new Promise((resolve) => {
    second.on('outcome', ({ result }) => resolve(result));
    second.on('complaint', ({ message }) => resolve(message));
  });
  await second.refresh('all');
  equal(await end, 'confirmed');
  equal(held(simulator, 318), 2);
});

/** A memory whose jobs can be made to be over. */
const keeper = (): NonNullable<InverterOptions['memory']> & { endEarly(): void } => {
  let kept: Awaited<ReturnType<NonNullable<InverterOptions['memory']>['load']>>;
  return {
    load: () => Promise.resolve(kept),
    save: (serial, news) => {
      kept = { jobs: [], ...kept, ...news, serial };
      return Promise.resolve(kept);
    },
    endEarly: () => {
      if (kept !== undefined)
        kept = { ...kept, jobs: kept.jobs.map((job) => ({ ...job, endsAt: 1 })) };
    },
  };
};
