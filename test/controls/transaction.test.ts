import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { ControlFailed, type Outcome } from '../../src/controls/index.js';
import { controlRoom, type Room, type RoomOptions } from '../support/controlRoom.js';
import type { Fault } from '../support/registerMachine.js';

const words = { 20: 1, 27: 1, 94: 2330, 95: 530, 96: 0, 110: 4, 111: 50, 112: 50, 116: 29 };

const room = (faults: Readonly<Record<number, Fault>> = {}, options: RoomOptions = {}): Room => {
  const made = controlRoom({ words, ...options });
  for (const [index, fault] of Object.entries(faults))
    made.machine.faults.set(Number(index), fault);
  return made;
};

const slot = { start: '01:00', finish: '04:00', chargeToPercent: 80, enable: true };

/** The outcome of a control that has to fail. */
const failure = async (work: Promise<Outcome>): Promise<ControlFailed> => {
  try {
    await work;
  } catch (error) {
    ok(error instanceof ControlFailed, String(error));
    return error;
  }
  throw new Error('it did not fail');
};

describe('an answer that gets lost', () => {
  test('is a success when the register shows the value', async () => {
    const { machine, writer } = room({ 0: 'loseAck' });
    const outcome = await writer.apply('setChargeTarget', 80);
    equal(outcome.result, 'confirmed');
    equal(machine.story, '116=80');
    match(outcome.warnings.join(), /no answer/);
  });

  test('is a failure when the register does not', async () => {
    const { writer } = room({ 0: 'loseWrite' });
    const { code, outcome, message } = await failure(writer.apply('setChargeTarget', 80));
    equal(code, 'NO_REPLY');
    equal(outcome.result, 'failed');
    equal(outcome.registers[0]?.after, 29);
    match(message, /Nothing has changed/);
  });
});

describe('error 0x86', () => {
  test('is a success when the inverter obeyed all the same', async () => {
    const { writer } = room({ 0: 'refuseButObey' });
    const outcome = await writer.apply('setChargeTarget', 80);
    equal(outcome.result, 'confirmed');
    deepEqual(outcome.confirmed['chargeTarget'], 80);
  });

  test('in the middle puts back what was written before it', async () => {
    const { machine, writer } = room({ 2: 'refuse' });
    const { code, outcome, message } = await failure(writer.apply('setChargeSlot1', slot));
    equal(code, 'REFUSED_BY_INVERTER');
    equal(machine.story, '94=100 95=400 116=80 95=530 94=2330');
    equal(machine.memory.get(96), 0);
    match(message, /Nothing has changed: what had been written was put back/);
    deepEqual(
      outcome.registers.map(({ name, written, skipped }) => [name, written, skipped]),
      [
        ['chargeSlot1 start', true, undefined],
        ['chargeSlot1 end', true, undefined],
        ['chargeTarget', true, undefined],
        ['chargeEnabled', false, 'notReached'],
      ],
    );
  });
});

test('a slot that was not set before is emptied when it is put back', async () => {
  const { machine, writer } = room({ 1: 'refuse' }, { words: { 94: 60, 95: 60 } });
  await failure(writer.apply('setChargeSlot1', { start: '01:00', finish: '04:00' }));
  equal(machine.story, '94=100 95=400 94=0');
});

test('a value the inverter bends is not believed, and what was there is put back', async () => {
  const { machine, writer } = room({ 0: { clampTo: 40 } });
  const { code } = await failure(writer.apply('setChargeTarget', 80));
  equal(code, 'NOT_VERIFIED');
  equal(machine.story, '116=80 116=29');
});

test('a value the inverter acknowledges but does not show is not believed', async () => {
  const { writer } = room({ 0: 'ignore' });
  const { code, outcome, message } = await failure(writer.apply('setChargeTarget', 80));
  equal(code, 'NOT_VERIFIED');
  equal(outcome.registers[0]?.confirmed, false);
  deepEqual(outcome.confirmed, { chargeTargetEnabled: true });
  match(message, /The inverter now has charge target at 29 % \(unchanged\)/);
});

describe('a connection cut between two writes', () => {
  test('that comes back: what was written is put back', async () => {
    const { machine, writer, time } = room({ 1: 'cut' });
    const cutAt = time.now;
    machine.comesBack = () => time.now > cutAt + 2000;
    const { code, message } = await failure(writer.apply('setChargeSlot1', slot));
    equal(code, 'CONNECTION_LOST');
    equal(machine.memory.get(94), 2330);
    match(message, /Nothing has changed/);
  });

  test('that stays away: the outcome says that the state is not known, and what was sent', async () => {
    const { writer } = room({ 1: 'cut' });
    const { outcome } = await failure(writer.apply('setChargeSlot1', slot));
    match(
      outcome.state,
      /not known.*Sent before that: start of charge slot 1 at 01:00, end of charge slot 1 at 04:00/,
    );
    equal(outcome.registers[0]?.after, undefined);
  });
});

test('what never left is not said to have been written', async () => {
  const made = room();
  made.machine.meanwhile = () => {
    made.machine.reachable = false;
  };
  const failing = failure(made.writer.apply('setChargeSlot1', slot));
  const { code, outcome, message } = await failing;
  equal(code, 'NOT_CONNECTED');
  equal(made.machine.story, '94=100');
  deepEqual(
    outcome.registers.map(({ written }) => written),
    [true, false, false, false],
  );
  match(message, /Sent before that: start of charge slot 1 at 01:00\.$/);
});

test('nothing is written where the present values cannot be read', async () => {
  const { machine, writer } = room();
  machine.reachable = false;
  await rejects(writer.apply('setChargeTarget', 80), {
    code: 'NOT_CONNECTED',
    message: /nothing was written, because the present values could not be read/,
  });
  equal(machine.story, '');
});

test('everything is validated before the first write', async () => {
  const { machine, writer } = room();
  await rejects(writer.apply('setChargeSlot1', { ...slot, chargeToPercent: 2 }), {
    code: 'BAD_INPUT',
  });
  await rejects(writer.apply('setChargeSlot', { ...slot, slot: 3 }), { code: 'NOT_SUPPORTED' });
  equal(machine.story, '');
});

describe('the restart', () => {
  test('is sent once, read by nobody, and reported as not confirmed', async () => {
    const { machine, writer } = room({ 0: 'loseAck' });
    const outcome = await writer.apply('rebootInverter', 'restart');
    equal(machine.story, '163=100');
    equal(outcome.result, 'unconfirmed');
    match(outcome.state, /The restart was sent/);
    equal(machine.attempts.at(-1), 1);
    deepEqual(machine.reads, []);
  });

  test('refused is a failure', async () => {
    const { writer } = room({ 0: 'refuse' });
    equal((await failure(writer.apply('rebootInverter', ''))).code, 'REFUSED_BY_INVERTER');
  });
});

describe('the clock', () => {
  test('is set in six words, seconds last, to the time of the last one', async () => {
    const { machine, writer } = room();
    const outcome = await writer.apply('syncDateTime', '');
    equal(machine.story, '35=26 36=6 37=15 38=12 39=0 40=2');
    equal(outcome.result, 'confirmed');
  });

  test('that is right already is left alone', async () => {
    const { machine, writer } = room({}, { words: { 38: 12, 40: 1 } });
    equal((await writer.apply('syncDateTime', '')).result, 'unchanged');
    equal(machine.story, '');
  });

  test('may have moved on by the time it is read back', async () => {
    const { machine, writer } = room();
    machine.meanwhile = ({ address }) => {
      if (address === 40) queueMicrotask(() => machine.memory.set(40, 7));
    };
    equal((await writer.apply('setDateTime', '01/02/2027 03:04:00')).result, 'confirmed');
  });

  test('half set is not set back but told', async () => {
    const { machine, writer } = room({ 3: 'refuse' });
    const { outcome } = await failure(writer.apply('setDateTime', '2027-02-01T03:04:00'));
    equal(machine.story, '35=27 36=2 37=1 38=3');
    match(outcome.state, /\(year\) at 27 \(as asked\).*\(hour\) at 11 \(unchanged\)/);
  });
});

describe('spacing', () => {
  test('300 ms lie between two frames', async () => {
    const { machine, writer } = room();
    await writer.apply('setChargeSlot1', slot);
    const gaps = machine.sent.slice(1).map(({ at }, index) => at - (machine.sent[index]?.at ?? 0));
    deepEqual(gaps, [300, 300, 300]);
  });

  test('a register rests five seconds between two writes, and waits instead of failing', async () => {
    const { machine, writer } = room();
    await writer.apply('setChargeTarget', 80);
    await writer.apply('setChargeTarget', 60);
    const [first, second] = machine.sent;
    equal((second?.at ?? 0) - (first?.at ?? 0), 5000);
  });

  test('a clock that is set back makes nobody wait until it has caught up', async () => {
    const { machine, writer, time } = room();
    await writer.apply('setChargeTarget', 80);
    time.now -= 3_600_000;
    const back = time.now;
    await writer.apply('setBatteryReserve', 20);
    await writer.apply('setChargeTarget', 60);
    deepEqual(
      machine.sent.slice(1).map(({ at }) => at - back),
      [300, 5000],
    );
  });

  test('another register does not have to wait for that', async () => {
    const { machine, writer } = room();
    await writer.apply('setChargeTarget', 80);
    await writer.apply('setBatteryReserve', 20);
    const [first, second] = machine.sent;
    equal((second?.at ?? 0) - (first?.at ?? 0), 300);
  });
});

describe('messages at the same time', () => {
  test('are carried out one after the other', async () => {
    const { machine, writer } = room();
    await Promise.all([
      writer.apply('setChargeSlot1', slot),
      writer.apply('setDischargeSlot1', { start: '16:00', finish: '19:00' }),
    ]);
    equal(machine.story, '94=100 95=400 116=80 96=1 56=1600 57=1900');
  });

  test('for the same setting collapse to the newest', async () => {
    const { machine, writer } = room();
    const outcomes = await Promise.all(
      [40, 50, 60, 70].map((percent) => writer.apply('setChargeTarget', percent)),
    );
    deepEqual(
      outcomes.map(({ result }) => result),
      ['confirmed', 'superseded', 'superseded', 'confirmed'],
    );
    equal(machine.story, '116=40 116=70');
  });

  test('one that waits for its register to rest gives way as well', async () => {
    const { machine, writer } = room();
    await writer.apply('setChargeTarget', 40);
    const waiting = writer.apply('setChargeTarget', 50);
    const newer = writer.apply('setChargeTarget', 60);
    equal((await waiting).result, 'superseded');
    equal((await newer).result, 'confirmed');
    equal(machine.story, '116=40 116=60');
  });
});

describe('the budget', () => {
  const budget = { warnAt: 2, stopAt: 3 };

  test('warns, then refuses, and starts anew the next day', async () => {
    const { machine, writer, time } = room({}, { budget });
    await writer.apply('setChargeTarget', 40);
    const second = await writer.apply('setBatteryReserve', 20);
    match(second.warnings.join(), /2 writes today/);
    await writer.apply('setEcoMode', 'disable');
    await rejects(writer.apply('setEcoMode', 'enable'), { code: 'BUDGET_SPENT' });
    equal(machine.sent.length, 3);
    time.now += 24 * 3_600_000;
    equal((await writer.apply('setEcoMode', 'enable')).result, 'confirmed');
  });

  test('is not begun when it does not suffice for the whole', async () => {
    const { machine, writer } = room({}, { budget });
    await rejects(writer.apply('setChargeSlot1', slot), { code: 'BUDGET_SPENT' });
    equal(machine.story, '');
  });

  test('counts apart what real-time control keeps from the flash', async () => {
    const { writer } = room({}, { budget, words: { ...words, 166: 1 } });
    for (const percent of [40, 50, 60, 70, 80])
      equal((await writer.apply('setChargeTarget', percent)).result, 'confirmed');
  });

  test('counts what was repeated', async () => {
    const { writer } = room({ 0: 'loseAck' }, { budget: { warnAt: 100, stopAt: 6 } });
    await writer.apply('setChargeTarget', 40);
    await rejects(writer.apply('setBatteryReserve', 20), { code: 'BUDGET_SPENT' });
  });

  test('is not overshot by repeats, but what was begun is put back all the same', async () => {
    const { machine, writer } = room({ 0: 'loseAck' }, { budget: { warnAt: 100, stopAt: 5 } });
    const { code, message } = await failure(writer.apply('setChargeSlot1', slot));
    equal(code, 'BUDGET_SPENT');
    match(message, /5 of 5 writes a day are spent/);
    match(message, /Nothing has changed: what had been written was put back/);
    deepEqual(machine.attempts, [5, 6]);
    equal(machine.story, '94=100 94=2330');
  });

  test('and the rests are those of one inverter, not of another at its address', async () => {
    const made = room({}, { budget: { warnAt: 100, stopAt: 1 } });
    await made.writer.apply('setChargeTarget', 40);
    const began = made.time.now;
    made.serial = 'SA7654G321';
    equal((await made.writer.apply('setChargeTarget', 50)).result, 'confirmed');
    equal((made.machine.sent.at(-1)?.at ?? 0) - began, 300);
    await rejects(made.writer.apply('setBatteryReserve', 20), { code: 'BUDGET_SPENT' });
  });

  test('outlives a restart', async () => {
    const before = room({}, { budget });
    await before.writer.apply('setDischargeSlot1', { start: '16:00', finish: '19:00' });
    const after = room({}, { budget, store: before.store });
    await rejects(after.writer.apply('setDischargeSlot2', { start: '01:00', finish: '02:00' }), {
      code: 'BUDGET_SPENT',
    });
  });
});

describe('another inverter that gets the address', () => {
  test('while a slot is being written gets none of it, nor is anything put back there', async () => {
    const made = room();
    made.machine.meanwhile = () => {
      if (made.machine.sent.length === 2) made.serial = 'SA7654G321';
    };
    const { code, outcome, message } = await failure(made.writer.apply('setChargeSlot1', slot));
    equal(code, 'NOT_DETECTED');
    equal(made.machine.story, '94=100 95=400');
    equal(outcome.serial, 'SA1234G567');
    match(message, /another inverter answers at this address now/);
    match(message, /What the inverter has now is not known/);
  });

  test('is not asked whether a write arrived that was cut off', async () => {
    const made = room({ 0: 'cut' });
    made.machine.comesBack = () => {
      made.serial = 'SA7654G321';
      made.machine.memory.set(116, 80);
      return true;
    };
    const { code, outcome } = await failure(made.writer.apply('setChargeTarget', 80));
    equal(code, 'CONNECTION_LOST');
    equal(outcome.registers[0]?.confirmed, false);
    equal(outcome.registers[0]?.after, undefined);
  });

  test('while an order waits does not get that order', async () => {
    const made = room();
    const first = made.writer.apply('setChargeTarget', 80);
    const second = made.writer.apply('setBatteryReserve', 20);
    const refused = rejects(second, { code: 'NOT_DETECTED' });
    made.machine.meanwhile = () => (made.serial = 'SA7654G321');
    equal((await first).result, 'unconfirmed');
    await refused;
    equal(made.machine.story, '116=80');
  });
});

describe('closing', () => {
  test('refuses what comes and what waits', async () => {
    const { machine, writer } = room();
    await writer.apply('setChargeTarget', 40);
    const waiting = writer.apply('setChargeTarget', 50);
    const refused = rejects(waiting, { code: 'CLOSED' });
    await writer.close();
    await refused;
    await rejects(writer.apply('setChargeTarget', 60), { code: 'CLOSED' });
    equal(machine.story, '116=40');
  });
});

test('a plant that has not been detected takes no control', async () => {
  const { writer } = controlRoom({ undetected: true });
  await rejects(writer.apply('setChargeTarget', 50), { code: 'NOT_DETECTED' });
});
