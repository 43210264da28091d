import { equal, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { PASSWORD, startBroker, USER } from '../publish/brokers.js';
import { listen, type Listener } from '../publish/listener.js';
import { witness as ac } from '../witness/ac.js';
import { witness as aio } from '../witness/aio.js';
import { witness as gen1 } from '../witness/gen1.js';
import type { Witness } from '../witness/witness.js';
import {
  box,
  closing,
  deploy,
  house,
  reader,
  send,
  simulator,
  tab,
  useNodeRed,
  watchers,
} from './support.js';

useNodeRed();

/** Recordings of real inverters are not part of this project; GIVTCP_CAPTURES says where they are. */
const folder = process.env['GIVTCP_CAPTURES'] ?? '../shared/captures';
const credentials = { house: { username: USER, password: PASSWORD } };

/** The values that came over MQTT, by their topic without root and serial. */
const received = async (
  listener: Listener,
  topics: readonly string[],
): Promise<Map<string, string>> => {
  const heard = topics.map((topic) => listener.until((message) => message.topic === topic));
  const messages = await Promise.all(heard);
  return new Map(
    messages.map(({ topic, payload }) => [topic.split('/').slice(2).join('.'), payload]),
  );
};

/** Payloads show two decimals, of percentages one. */
const agrees = (path: string, payload: string, expected: number | string): boolean => {
  if (typeof expected === 'string') return payload === expected;
  return Math.abs(Number(payload) - expected) <= (path.startsWith('share.') ? 0.05 : 0.005);
};

/** Figures that the reference leaves open are not compared, nor the one that no payload carries. */
const isSettled = ({ unsettled }: Witness, path: string): boolean =>
  path !== 'battery.maxPower' && !unsettled.some(({ key }) => key === path);

describe('a recording of a real inverter, from TCP through Node-RED to a broker', () => {
  for (const witness of [gen1, ac, aio] as readonly Witness[])
    test.skipIf(!existsSync(join(folder, witness.file)))(
      `${witness.file} says what was worked out by hand from its bytes`,
      async () => {
        const dongle = await simulator({ capture: join(folder, witness.file) });
        const broker = closing(await startBroker());
        const listener = closing(await listen(broker.port, 'givenergy/#'));
        const mqtt = { broker: '127.0.0.1', brokerPort: String(broker.port) };
        const everything = { function: 'runAll', output: 'leaves', publish: true };
        await deploy([tab, house(dongle, mqtt), ...reader(everything), ...watchers], credentials);
        send('read');
        await box('completed').next();
        const topics = box('readings').heard.map(({ topic }) => String(topic));
        const values = await received(listener, topics);
        const expected = Object.entries(witness.derived).filter(([path]) =>
          isSettled(witness, path),
        );
        for (const [path, value] of expected) {
          const payload = values.get(path === 'mode' ? 'modes.mode' : path);
          ok(payload !== undefined, `${path} is missing`);
          ok(agrees(path, payload, value), `${path} is ${payload}, worked out ${value}`);
        }
        ok(expected.length > 30);
        equal(
          topics.every((topic) => topic.startsWith(`givenergy/${dongle.serial}/`)),
          true,
        );
      },
    );
});
