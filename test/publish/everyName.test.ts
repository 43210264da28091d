import { deepEqual, ok } from 'node:assert/strict';
import { afterAll, beforeAll, onTestFinished, test } from 'vitest';
import { controlNames, describeControl, type FamilyName } from '../../src/index.js';
import { openBroker } from '../../src/publish/mqtt/broker.js';
import { Publisher } from '../../src/publish/mqtt/publisher.js';
import { serveRest } from '../../src/publish/rest.js';
import { samplePayloads } from '../support/samplePayloads.js';
import { until } from '../support/until.js';
import { PASSWORD, startBroker, USER, type TestBroker } from './brokers.js';
import { listen } from './listener.js';
import { openPlant } from './plants.js';

let server: TestBroker;
beforeAll(async () => {
  server = await startBroker();
});
afterAll(() => server.close());

const RESTARTS = 'rebootInverter';
const samples = samplePayloads();
/** All controls under all their names, each with a payload that has all its fields. */
const calls = controlNames
  .filter((control) => control !== RESTARTS)
  .flatMap((control) =>
    [control, ...describeControl(control).aliases].map(
      (name) => [name, JSON.stringify(samples.get(control))] as const,
    ),
  );

type Call = readonly [name: string, payload: string];
interface Answer {
  readonly done: unknown;
  readonly code: unknown;
}
type Answers = ReadonlyMap<string, Answer>;
const codes = (answers: Answers) => new Map([...answers].map(([name, { code }]) => [name, code]));

const models: readonly Exclude<FamilyName, 'unknown'>[] = ['allInOne', 'threePhase', 'ems'];

for (const model of models)
  test(`${model}: every name is answered over the broker, and over REST in the same way`, async () => {
    const { simulator, inverter, close } = await openPlant({ model });
    onTestFinished(close);
    const broker = openBroker({
      host: '127.0.0.1',
      port: server.port,
      username: USER,
      password: PASSWORD,
    });
    onTestFinished(() => broker.close());
    const publisher = new Publisher(inverter, broker, { control: true, root: model });
    onTestFinished(() => publisher.close());
    const { serial } = simulator;
    await until(() => broker.status.state === 'online');
    const caller = await listen(server.port, `${model}/${serial}/Response/#`);
    onTestFinished(() => caller.close());
    const rest = await serveRest(inverter, { port: 0 });
    onTestFinished(() => rest.close());

    // All at once: one by one, each waits some 20 ms for the broker to fill its packets.
    const overBroker = async (all: readonly Call[]): Promise<Answers> => {
      const from = caller.heard.length;
      for (const [name, payload] of all)
        void caller.send(`${model}/control/${serial}/${name}`, payload);
      const answers = all.map(async ([name]): Promise<readonly [string, Answer]> => {
        const topic = `${model}/${serial}/Response/${name}`;
        const { payload } = await caller.until((message) => message.topic === topic, from);
        const { ok: done, code, message } = JSON.parse(payload);
        ok(typeof message === 'string' && message.length > 10);
        return [name, { done, code }];
      });
      return new Map(await Promise.all(answers));
    };
    const overRest = async (all: readonly Call[]): Promise<Answers> => {
      const answers = new Map<string, Answer>();
      for (const [name, body] of all) {
        const url = `http://127.0.0.1:${rest.port}/${name}`;
        const answer = await fetch(url, { method: 'POST', body });
        const { ok: done, code } = Object(await answer.json());
        answers.set(name, { done, code });
      }
      return answers;
    };
    const told = await overBroker(calls);
    const outcomes = await overRest(calls);
    // Of several that set the same register at once only the last is left standing: compared is who is refused.
    deepEqual(codes(outcomes), codes(told));
    const nonsense = calls.map(([name]) => [name, '{"nonsense":[]}'] as const);
    deepEqual(codes(await overBroker(nonsense)), codes(await overRest(nonsense)));
    const done = [...outcomes.values()].filter(({ done: one }) => one === true).length;
    console.log(`${model}: ${done} of ${outcomes.size} names do something, the rest is refused`);
    ok(done > 30);
  });
