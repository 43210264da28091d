import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { parseRecording } from '../../src/protocol/recording.js';
import type { Simulator } from '../../src/simulator/index.js';
import { freePort } from '../publish/brokers.js';
import {
  at,
  box,
  caught,
  deploy,
  directory,
  house,
  reader,
  send,
  simulator,
  statusOf,
  tab,
  useNodeRed,
  watchers,
} from './support.js';

useNodeRed();

const INVERTER = 0x11;
const liveReads = ({ queries }: Simulator): number =>
  queries.filter((query) => query.kind === 'read' && query.bank === 'input' && query.base === 0)
    .length;
const topicsOf = (id: string): unknown[] => box(id).heard.map(({ topic }) => topic);

describe('a message that comes in', () => {
  test('is answered with what the inverter holds, and keeps what it carried', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader()]);
    send('read', { topic: 'whatever', colour: 'blue' });
    const answer = await box('readings').next();
    equal(at(answer, 'payload.battery.stateOfCharge'), dongle.read(INVERTER, 'input', 59));
    equal(answer.topic, `givenergy/${dongle.serial}/getCombinedStats`);
    equal(at(answer, 'colour'), 'blue');
    deepEqual(
      ['serial', 'function', 'source'].map((key) => at(answer, `givtcp.${key}`)),
      [dongle.serial, 'getCombinedStats', 'input'],
    );
  });

  for (const [where, message] of [
    ['msg.function', { function: 'getTimeslots' }],
    ['the end of msg.topic', { topic: 'house/getTimeslots' }],
    ['a text payload', { payload: 'getTimeslots' }],
    ['any case', { payload: ' gettimeslots' }],
  ] as const)
    test(`may name the function in ${where}`, async () => {
      const dongle = await simulator();
      await deploy([tab, house(dongle), ...reader({ function: '' })]);
      send('read', message);
      const answer = await box('readings').next();
      equal(at(answer, 'givtcp.function'), 'getTimeslots');
      deepEqual(Object.keys(Object(answer.payload)).slice(0, 3), ['time', 'charge', 'discharge']);
    });

  test('that names no function goes to a catch node, with the names there are', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: '' }), ...watchers]);
    send('read', { function: 'getEverything' });
    const failure = await box('errors').next();
    match(String(at(failure, 'error.message')), /getEverything.*getCombinedStats/);
    equal(box('readings').heard.length, 0);
  });

  test('is not answered from memory that is too old', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ maxAge: '0' })]);
    send('read');
    const first = await box('readings').next();
    dongle.poke(INVERTER, 'input', 59, 31);
    send('read');
    const second = await box('readings').until((message) => message !== first);
    equal(at(second, 'payload.battery.stateOfCharge'), 31);
  });

  test('in quick succession costs the inverter one reading', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ maxAge: '60' })]);
    send('read');
    await box('readings').next();
    const asked = liveReads(dongle);
    const answers = box('readings');
    for (let count = 0; count < 20; count++) send('read');
    await answers.until(() => answers.heard.length === 21);
    equal(liveReads(dongle), asked);
  });
});

describe('getRaw', () => {
  test('reads the registers that the payload names', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: 'getRaw' })]);
    send('read', { payload: { bank: 'holding', base: 110, count: 7 } });
    const answer = await box('readings').next();
    equal(at(answer, 'payload.bank'), 'holding');
    const expected = Array.from({ length: 7 }, (_, index) => [
      String(110 + index),
      dongle.read(INVERTER, 'holding', 110 + index),
    ]);
    deepEqual(at(answer, 'payload.registers'), Object.fromEntries(expected));
  });

  test('says what is wrong with a question', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: 'getRaw' }), ...watchers]);
    send('read', { payload: { bank: 'holding', base: 0, count: 61 } });
    match(
      String(at(await box('errors').next(), 'error.message')),
      /count is 61: use a whole number from 1 to 60/,
    );
  });
});

describe('getRecording', () => {
  test('is text that the simulator plays, and names nobody', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: '', publish: true }), ...watchers]);
    send('read', { function: 'getCombinedStats' });
    await box('readings').next();
    send('read', { topic: 'house/getRecording', kept: 1 });
    const answer = await box('readings').until(({ topic }) => topic === 'getRecording');
    equal(at(answer, 'kept'), 1);
    const chunks = parseRecording(String(answer.payload));
    ok(chunks.length >= 4);
    const bytes = Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString('latin1');
    ok(!bytes.includes(dongle.serial) && !bytes.includes(dongle.dongle));
    const path = join(directory(), 'report.log');
    writeFileSync(path, String(answer.payload));
    const replayed = await simulator({ capture: path });
    equal(replayed.read(INVERTER, 'input', 59), dongle.read(INVERTER, 'input', 59));
  });

  test('answers while the dongle does not', async () => {
    const port = await freePort();
    await deploy([
      tab,
      house({ host: '127.0.0.1', port }),
      ...reader({ function: 'getRecording' }),
    ]);
    send('read');
    equal((await box('readings').next()).payload, '');
  });

  test('goes out only when asked for', async () => {
    const dongle = await simulator();
    const asked = { function: 'getRecording', trigger: 'poll' };
    await deploy([tab, house(dongle), ...reader(asked), ...watchers]);
    await caught(/getRecording goes out when a message asks for it/);
  });
});

describe('without a message', () => {
  test('every poll is sent on, the first right after the deploy', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ trigger: 'poll' })]);
    const first = await box('readings').until(
      (message) => at(message, 'payload.power') !== undefined,
    );
    equal(at(first, 'givtcp.source'), 'poll');
    equal(at(first, 'payload.battery.stateOfCharge'), dongle.read(INVERTER, 'input', 59));
  });

  test('a function that is not known yet sends nothing rather than an empty message', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: 'getTimeslots', trigger: 'poll' })]);
    await box('readings').next();
    for (const { payload } of box('readings').heard)
      ok(Object.keys(Object(payload)).length > 1, JSON.stringify(payload));
  });

  test('an interval sends the first reading right after the deploy', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ trigger: 'interval', every: '3600' })]);
    await box('readings').next();
    equal(box('readings').heard.length, 1);
  });

  test('only what has changed is told, everything once after the deploy', async () => {
    const dongle = await simulator();
    const changed = { trigger: 'input', only: 'changed', output: 'leaves', function: 'getModes' };
    await deploy([tab, house(dongle), ...reader({ ...changed, maxAge: '0' }), ...watchers]);
    send('read');
    await box('completed').next();
    const before = box('readings').heard.length;
    ok(before > 5);
    dongle.poke(INVERTER, 'holding', 116, 77);
    send('read');
    await box('completed').next();
    deepEqual(topicsOf('readings').slice(before), [
      `givenergy/${dongle.serial}/modes/chargeTarget`,
    ]);
  });
});

describe('the shape of the output', () => {
  test('one message for each value has a topic of its own and a plain payload', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ output: 'leaves' })]);
    send('read', { colour: 'blue' });
    const charge = await box('readings').until(({ topic }) =>
      String(topic).endsWith('/battery/stateOfCharge'),
    );
    equal(charge.topic, `givenergy/${dongle.serial}/battery/stateOfCharge`);
    equal(charge.payload, dongle.read(INVERTER, 'input', 59));
    equal(at(charge, 'colour'), 'blue');
    for (const { payload } of box('readings').heard) ok(typeof payload !== 'object');
  });

  test('flat: one level of keys', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ output: 'flat' })]);
    send('read');
    const { payload } = await box('readings').next();
    equal(at(payload, 'battery/stateOfCharge'), dongle.read(INVERTER, 'input', 59));
  });

  test('original names are those of GivTCP in 2021, under the chosen root', async () => {
    const dongle = await simulator();
    const flow = [house(dongle, { topicRoot: 'Home', serial: dongle.dongle })];
    await deploy([tab, ...flow, ...reader({ naming: 'original', output: 'leaves' })]);
    send('read');
    const charge = await box('readings').until(({ topic }) => String(topic).endsWith('/SOC'));
    equal(charge.topic, `Home/${dongle.dongle}/Power/SOC`);
    equal(charge.payload, dongle.read(INVERTER, 'input', 59));
  });

  test('a flow may do to a message what it likes: the next one is whole', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: 'getPlant', maxAge: '60' })]);
    send('read');
    const first = await box('readings').next();
    const copy = structuredClone(first);
    spoil(first.payload);
    spoil(at(first, 'givtcp'));
    send('read');
    const second = await box('readings').until((message) => message !== first);
    deepEqual(second.payload, copy.payload);
    deepEqual(at(second, 'givtcp.missing'), at(copy, 'givtcp.missing'));
  });
});

/** Changes everything in it that can be changed. */
const spoil = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    spoil(Reflect.get(value, key));
    Reflect.set(value, key, 'spoilt');
  }
  if (Array.isArray(value)) value.push('spoilt');
};

describe('status', () => {
  test('shows charge and sun while all is well', async () => {
    const dongle = await simulator({ startAt: new Date(Date.UTC(2026, 5, 15, 12)) });
    await deploy([tab, house(dongle), ...reader({ trigger: 'poll' }), ...watchers]);
    const { status } = await statusOf('read', /%/);
    equal(at(status, 'fill'), 'green');
    match(String(at(status, 'text')), /^\d+ % · (\d+ W|\d\.\d kW) PV$/);
  });

  test('says when the dongle cannot be reached, and recovers by itself', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ trigger: 'poll' }), ...watchers]);
    await statusOf('read', /%/);
    dongle.refuseConnections(1500);
    dongle.drop();
    const { status } = await statusOf('read', /^offline/);
    equal(at(status, 'fill'), 'red');
    const seen = box('statuses').heard.length;
    await box('statuses').until(
      (message) =>
        box('statuses').heard.indexOf(message) >= seen &&
        at(message, 'status.source.id') === 'read' &&
        at(message, 'status.fill') === 'green',
    );
  });

  test('while it is offline a message fails with a code that flows can use', async () => {
    await deploy([
      tab,
      house({ host: '127.0.0.1', port: 9 }),
      ...reader({ trigger: 'input' }),
      ...watchers,
    ]);
    await statusOf('read', /^offline/);
    send('read');
    const failure = await box('errors').next();
    equal(at(failure, 'error.source.id'), 'read');
    equal(at(failure, 'error.code'), 'NOT_CONNECTED');
    match(String(at(failure, 'error.message')), /127\.0\.0\.1:9 refuses the connection/);
  });
});

describe('getSettings', () => {
  test('gives all settings in one object', async () => {
    const dongle = await simulator();
    await deploy([tab, house(dongle), ...reader({ function: 'getSettings' })]);
    send('read', { kept: 1 });
    const answer = await box('readings').next();
    equal(at(answer, 'kept'), 1);
    equal(at(answer, 'payload.serial'), dongle.serial);
    const target = dongle.read(INVERTER, 'holding', 116);
    equal(at(answer, 'payload.settings.chargeTarget'), target);
  });

  test('is refused while a bank of settings does not answer', async () => {
    const dongle = await simulator();
    dongle.faults.silentBank(INVERTER, 'holding', 60, 60);
    await deploy([tab, house(dongle), ...reader({ function: 'getSettings' }), ...watchers]);
    send('read');
    const error = await box('errors').next();
    match(String(at(error, 'error.message')), /has not told all of its settings yet: .*60-119/);
  });
});
