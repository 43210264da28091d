import { deepEqual, equal, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { message, objection, payload, plants } from '../support/anyMessage.js';
import { samplePayloads } from '../support/samplePayloads.js';
import { hurry } from '../support/hurriedTime.js';
import { box, deploy, house, send, simulator, tab, until, useNodeRed } from './support.js';

/** GIVTCP_RUNS: messages for each plant; 25 000 make 100 000 in all. */
const RUNS = Number(process.env['GIVTCP_RUNS'] ?? 600);
/** Minutes of pauses between writes pass in seconds. */
const FACTOR = 40;

useNodeRed();
let calm = (): void => {};
const unhandled: unknown[] = [];
const keep = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', keep);
  calm = hurry(FACTOR);
});
afterEach(() => void unhandled.splice(0));
afterAll(() => {
  calm();
  process.off('unhandledRejection', keep);
});

/** From careful to reckless, and one that is set to a control. */
const nodes = {
  plain: {},
  forced: { force: true },
  seed: { force: true, strictSeed: true },
  fixed: { control: 'setBatteryMode' },
} as const;
const ids = ['plain', 'forced', 'seed', 'fixed'] as const;
const flow = [
  tab,
  ...ids.map((id) => ({
    ...nodes[id],
    id,
    z: 't1',
    type: 'givtcp-write',
    inverter: 'house',
    wires: [['outcomes']],
  })),
  { id: 'outcomes', z: 't1', type: 'collector', wires: [] },
  { id: 'catcher', z: 't1', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', z: 't1', type: 'collector', wires: [] },
];

/** What an untidy flow sends: the control here or there, or nowhere. */
const anyMessage = message.chain(({ name, payload: usual }) =>
  fc.record(
    {
      function: fc.oneof({ weight: 6, arbitrary: fc.constant<unknown>(name) }, fc.anything()),
      topic: fc.oneof(fc.constant<unknown>(`house/control/${name}`), fc.anything()),
      payload: fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, payload),
      dryRun: fc.oneof(fc.boolean(), fc.anything()),
      givtcp: fc.anything(),
    },
    { requiredKeys: ['payload'] },
  ),
);

/** Nearly always right, so that much is really written: the fields of a control with values of their kinds. */
const time = fc
  .tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 60 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const likely = (field: string, usual: unknown): fc.Arbitrary<unknown> => {
  if (field === 'slot') return fc.integer({ min: 0, max: 3 });
  if (typeof usual === 'number') return fc.integer({ min: 0, max: usual > 100 ? 4000 : 101 });
  if (/^\d\d:\d\d$/.test(String(usual))) return time;
  return usual === 'enable' ? fc.constantFrom('enable', 'disable') : fc.constant(usual);
};
const sensible = fc
  .constantFrom(...[...samplePayloads()].filter(([name]) => !/^reboot/i.test(name)))
  .chain(([name, fields]) =>
    fc.record({
      function: fc.constant(name),
      payload: fc.record(
        Object.fromEntries(
          Object.entries(fields).map(([field, usual]) => [field, likely(field, usual)]),
        ),
      ),
    }),
  );
const burst = fc.array(
  fc.oneof(
    fc.record({ id: fc.constantFrom(...ids), sent: anyMessage }),
    fc.record({ id: fc.constantFrom(...ids.slice(0, 3)), sent: sensible }),
  ),
  { minLength: 1, maxLength: 8 },
);

/** Sends all at once, and resolves when each has had its answer or its failure. */
const sendAll = async (messages: readonly { id: string; sent: object }[]): Promise<void> => {
  const answers = [box('outcomes').heard, box('errors').heard];
  for (const heard of answers) heard.splice(0);
  for (const { id, sent } of messages) send(id, sent);
  await until(() => answers.reduce((sum, { length }) => sum + length, 0) >= messages.length);
  const [outcomes = [], errors = []] = answers;
  equal(outcomes.length + errors.length, messages.length);
};

const families = [
  ['Gen 1', 'hybridGen1'],
  ['All-in-One', 'allInOne'],
  ['three-phase', 'threePhase'],
  ['EMS', 'ems'],
] as const;

for (const [title, model] of families)
  test(
    `${title}: ${RUNS} random messages write only what may be written, and each is answered once`,
    async () => {
      const [, , allowed = new Map()] = plants.find(([known]) => known === title) ?? [];
      ok(allowed.size > 0);
      const dongle = await simulator({ model, heartbeatEvery: 0 });
      const settings = { warnAt: '10000', stopAt: '10000' };
      await deploy([house(dongle, settings), ...flow]);
      let [count, looked] = [0, 0];
      await fc.assert(
        fc.asyncProperty(burst, async (messages) => {
          if (count >= RUNS) return;
          count += messages.length;
          await sendAll(messages);
          for (const { address, word } of dongle.writes.slice(looked))
            equal(objection(allowed, address, word), undefined);
          looked = dongle.writes.length;
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
      console.log(`${title}: ${count} messages, ${looked} writes`);
      ok(looked > 0);
      deepEqual(unhandled, []);
    },
    60_000 + RUNS * 1000,
  );
