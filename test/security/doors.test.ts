import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { GivError, openInverter } from '../../src/index.js';
import { publishingFrom, restFrom } from '../../nodes/faces/faceSettings.js';
import { rawQueryFrom } from '../../nodes/read/rawQuery.js';
import { functionOf, readOptionsFrom } from '../../nodes/read/readOptions.js';
import { mqttFrom, settingsFrom } from '../../nodes/config/settings.js';
import { writeOptionsFrom } from '../../nodes/write/writeOptions.js';
import { controlNames, findControl } from '../../src/controls/index.js';
import { openBroker, type Broker } from '../../src/publish/mqtt/broker.js';
import { functionOf as functionInTopic, mayAnswerOn } from '../../src/publish/commands.js';
import { Publisher } from '../../src/publish/mqtt/publisher.js';
import { serveRest, type Rest } from '../../src/publish/rest.js';
import { parseRecording } from '../../src/protocol/recording.js';
import { redact } from '../../src/recorder/redact.js';
import { captureOf } from '../../src/simulator/capture.js';
import { givtcp } from '../cli/console.js';
import { PASSWORD, startBroker, USER, type TestBroker } from '../publish/brokers.js';
import { listen, type Listener } from '../publish/listener.js';
import { openPlant, type OpenPlant } from '../publish/plants.js';
import { runs } from '../support/frames.js';
import { until } from '../support/until.js';

/** Most work for one answer to anything, in ms of this process: a regular expression that runs wild takes minutes. */
const PATIENCE = 500;

/** ms that this process has worked so far; how long it had to wait for a busy machine does not count. */
const worked = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Names that reach what all objects share. */
const wicked = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
);
const name = fc.oneof(
  wicked,
  fc.constantFrom(...controlNames),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
/** Texts that make careless regular expressions go back and forth for ever. */
const long = fc
  .tuple(
    fc.constantFrom(
      '0',
      ' ',
      '.',
      '1:',
      '01:',
      '9.',
      'a',
      '/',
      '-',
      '"',
      '[',
      '{',
      'aA0',
      '\n',
      '%',
    ),
    fc.integer({ min: 1, max: 20_000 }),
    fc.constantFrom('', '!', 'x', '\0', ' '),
  )
  .map(([piece, count, end]) => piece.repeat(count) + end);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  long,
  fc.constantFrom('', '0', '-0', '1e999', 'NaN'),
);
const polluting = fc.constantFrom(
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"chargeToPercent":{"__proto__":{"polluted":true}}}',
  '{"settings":{"__proto__":{"polluted":true},"constructor":1}}',
);
const value = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
  text,
  polluting.map((json): unknown => JSON.parse(json)),
);
const settingNames =
  'host port serial model pace liveEvery broker brokerPort topicRoot publish naming discovery devicePrefix restPort restHost function topic trigger every maxAge control bank base count'.split(
    ' ',
  );
const fields = fc.dictionary(fc.oneof(name, fc.constantFrom(...settingNames)), value, {
  maxKeys: 8,
});

/** Does it, expects it to be quick, and at most one of our own errors. */
const survives = (act: () => unknown): void => {
  const began = worked();
  try {
    act();
  } catch (error) {
    ok(error instanceof GivError, String(error));
    ok(error.message.length < 2000, `${error.message.length} characters`);
  }
  ok(worked() - began < PATIENCE, `${Math.round(worked() - began)} ms`);
  equal(Reflect.get({}, 'polluted'), undefined);
};

describe('settings and messages of a flow', () => {
  for (const [door, parse] of [
    ['the settings of an inverter', settingsFrom],
    ['those of its broker', (given: Record<string, unknown>) => mqttFrom(given, given)],
    ['those of publishing', publishingFrom],
    [
      'those of REST',
      (given: Record<string, unknown>) => restFrom({ ...given, rest: true }, given),
    ],
    ['those of a read node', readOptionsFrom],
    ['those of a write node', writeOptionsFrom],
    ['a message to a read node', functionOf],
    ['a question for registers', rawQueryFrom],
  ] as const)
    test(door, () =>
      fc.assert(
        fc.property(fields, (given) => survives(() => parse(given))),
        runs(500),
      ),
    );

  test('a control and its payload', () =>
    fc.assert(
      fc.property(name, fc.oneof(value, polluting), (control, payload) =>
        survives(() => {
          const { control: found, fixed } = findControl(control);
          found.request(payload, fixed);
        }),
      ),
      runs(1000),
    ));

  test('the options of the library', () =>
    fc.assert(
      fc.property(value, value, (host, model) =>
        survives(() => {
          const options: object = { host, model, polling: false };
          const inverter: unknown = Reflect.apply(openInverter, undefined, [
            { ...options, connect: () => ({ write() {}, close() {}, abort() {} }) },
          ]);
          ok(inverter);
        }),
      ),
      runs(100),
    ));
});

describe('recordings', () => {
  const line = fc.oneof(
    text,
    fc
      .tuple(
        fc.constantFrom('rx', 'tx', 'RX:', '2026-01-01T00:00:00Z rx', 'never tx'),
        fc.uint8Array({ maxLength: 300 }),
      )
      .map(([before, bytes]) => `${before} ${Buffer.from(bytes).toString('hex')}`),
  );
  const recording = fc.array(line, { maxLength: 20 }).map((lines) => lines.join('\n'));

  test('are read or refused', () =>
    fc.assert(
      fc.property(recording, (given) => survives(() => captureOf(parseRecording(given)))),
      runs(300),
    ));

  test('are redacted, whatever they hold', () =>
    fc.assert(
      fc.property(recording, (given) => survives(() => redact(given))),
      runs(300),
    ));
});

test('words of a command line', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom('read', 'write', 'functions', 'controls', 'redact', '', '__proto__'),
      fc.array(
        fc.oneof(
          name,
          text,
          fc.constantFrom(
            '--json',
            '--',
            '--__proto__',
            '--constructor=1',
            '--help',
            '--timeout',
            '--base=1',
          ),
        ),
        { maxLength: 5 },
      ),
      async (command, words) => {
        const began = worked();
        // Nobody is there: no command gets further than that.
        const { code } = await givtcp(command, ...words, '--host', '127.0.0.1', '--port', '1');
        ok([0, 1, 2, 3, 4].includes(code));
        ok(worked() - began < 4 * PATIENCE);
        equal(Reflect.get({}, 'polluted'), undefined);
      },
    ),
    runs(150),
  ));

describe('what was found once', () => {
  test('a model that is no text is refused like any other', () => {
    const options = { host: 'x', polling: false };
    for (const model of [{}, 5n, Symbol('4004')])
      throws(() => Reflect.apply(openInverter, undefined, [{ ...options, model }]), {
        code: 'BAD_CONFIG',
      });
  });

  test('a word of a book’s length is compared with no name', async () => {
    const began = worked();
    const { code } = await givtcp('write', '0'.repeat(100_000), '--host', '127.0.0.1');
    equal(code, 2);
    ok(worked() - began < PATIENCE);
  });

  test('answers go to no topic that a broker would not take', () => {
    const name = functionInTopic(`GivEnergy/control/SA2114G001/${'x'.repeat(65_000)}`);
    ok(name.length <= 100);
    const topics = ['my/answer', 'a/+/b', '#', '', 'x'.repeat(65_536), 'a\0b', undefined];
    deepEqual(topics.filter(mayAnswerOn), ['my/answer']);
  });
});

describe('an open door', () => {
  let plant: OpenPlant;
  let server: TestBroker;
  let broker: Broker;
  let publisher: Publisher;
  let caller: Listener;
  let rest: Rest;
  beforeAll(async () => {
    plant = await openPlant({ model: 'hybridGen1', packs: 1 });
    server = await startBroker();
    broker = openBroker({
      host: '127.0.0.1',
      port: server.port,
      username: USER,
      password: PASSWORD,
    });
    publisher = new Publisher(plant.inverter, broker, { control: true });
    rest = await serveRest(plant.inverter, { port: 0 });
    await until(() => broker.status.state === 'online');
    caller = await listen(server.port, `GivEnergy/${plant.simulator.serial}/#`);
  });
  afterAll(async () => {
    await caller.close();
    await rest.close();
    await publisher.close();
    await broker.close();
    await server.close();
    await plant.close();
  });

  const body = fc.oneof(polluting, text, fc.json(), fc.string({ unit: 'binary' }));
  const mayRestart = (path: string): boolean => /reboot|restart/i.test(path);

  test('REST answers anything with JSON and a status of its own', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
        name.filter((path) => !mayRestart(path)),
        body,
        async (method, path, given) => {
          const began = worked();
          const address = `http://127.0.0.1:${rest.port}/${encodeURIComponent(path)}?${encodeURIComponent(given.slice(0, 40))}`;
          const sends = method === 'GET' ? {} : { body: given };
          const answer = await fetch(address, { method, ...sends });
          const said: unknown = await answer.json();
          ok(said !== null && typeof said === 'object');
          ok([200, 403, 404, 405, 413, 503].includes(answer.status), String(answer.status));
          ok(worked() - began < 4 * PATIENCE);
          equal(Reflect.get({}, 'polluted'), undefined);
        },
      ),
      runs(150),
    ));

  test('MQTT answers whatever comes on a control topic, and goes on', async () => {
    const topic = fc
      .oneof(
        wicked,
        fc.constantFrom(...controlNames, 'x'.repeat(65_535 - 30)),
        fc.string({ unit: 'grapheme', maxLength: 30 }),
      )
      .filter((one) => !/[+#/\0]/.test(one) && !mayRestart(one));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(topic, body), { maxLength: 5 }), async (orders) => {
        for (const [control, payload] of orders)
          void caller.send(`GivEnergy/control/${plant.simulator.serial}/${control}`, payload);
        const from = caller.heard.length;
        void caller.send(`GivEnergy/control/${plant.simulator.serial}/nobodyKnows`, 'x');
        await caller.until(({ topic: said }) => said.endsWith('/Response/nobodyKnows'), from);
        equal(Reflect.get({}, 'polluted'), undefined);
      }),
      runs(60),
    );
    equal(broker.status.state, 'online');
    deepEqual(plant.inverter.snapshot?.serial, plant.simulator.serial);
  });
});
