import { equal } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import type { Simulator } from '../../src/simulator/index.js';
import { freePort } from '../publish/brokers.js';
import { broker, brokerOf, credentials, listening } from '../nodes/mqtt.js';
import {
  at,
  box,
  caught,
  deploy,
  directory,
  house,
  reader,
  redeploy,
  request,
  send,
  simulator,
  tab,
  until,
  useNodeRed,
  watchers,
  writer,
} from '../nodes/support.js';

useNodeRed();

const nodes = [...reader({ function: '' }), ...writer(), ...watchers];

/** The file in which a running job is written down, with its time over. */
const makeDue = ({ serial }: Simulator): void => {
  const path = join(directory(), 'givtcp', `controls-${serial}.json`);
  const memory: { jobs: object[] } = JSON.parse(readFileSync(path, 'utf8'));
  const jobs = memory.jobs.map((job) => ({ ...job, endsAt: 1 }));
  writeFileSync(path, JSON.stringify({ ...memory, jobs }));
};

test('read only holds at every door, and for a job that began before', async () => {
  const [dongle, mqtt, restPort] = [
    await simulator({ stateOfCharge: 40 }),
    await broker(),
    await freePort(),
  ];
  const open = {
    ...brokerOf(mqtt),
    publish: 'true',
    commands: 'true',
    rest: 'true',
    restPort: String(restPort),
    unverified: 'true',
  };
  const live = await listening(mqtt, 'GivEnergy/#');
  await deploy([tab, house(dongle, open), ...nodes], credentials);
  send('read', { function: 'getSettings' });
  const settings = at(await box('readings').next(), 'payload');
  send('write', { function: 'forceCharge', payload: 30 });
  equal(at(await box('outcomes').next(), 'payload.result'), 'confirmed');
  const written = dongle.writes.length;

  const closed = house(dongle, { ...open, readOnly: 'true' });
  makeDue(dongle);
  const heard = live.heard.length;
  await redeploy([tab, closed, ...nodes], 'full');
  await live.until(({ topic }) => topic.endsWith('/snapshot'), heard);

  await caught(/Force charging for a while.*Read only/);

  const refusals = async (...messages: readonly object[]): Promise<void> => {
    for (const message of messages) {
      const from = box('errors').heard.length;
      send('write', message);
      await until(() => box('errors').heard.length > from);
      equal(at(box('errors').heard.at(-1), 'error.code'), 'READ_ONLY');
    }
  };
  await refusals(
    { function: 'setChargeTarget', payload: 61 },
    { function: 'setChargeTarget', payload: { chargeToPercent: 61, dryRun: false }, force: true },
    { topic: 'GivEnergy/control/x/setChargeTarget', payload: '61' },
    { function: 'restoreSettings', payload: settings },
    { function: 'forceExport', payload: 10 },
    { function: 'cancelJob', payload: 'all' },
    { function: 'rebootInverter' },
    { function: 'syncDateTime' },
  );
  await live.send(`GivEnergy/control/${dongle.serial}/setChargeTarget`, '61');
  const answer = await live.until(({ topic }) => topic.endsWith('/Response/setChargeTarget'));
  equal(JSON.parse(answer.payload).code, 'READ_ONLY');
  const rest = await fetch(`http://127.0.0.1:${restPort}/setChargeTarget`, {
    method: 'POST',
    body: '{"chargeToPercent": 61}',
  });
  equal(at(await rest.json(), 'code'), 'READ_ONLY');
  const tried = await request()
    .post('/givtcp/dry-run/house')
    .send({ control: 'setChargeTarget', source: 'message', payload: '61' });
  equal(at(tried.body, 'outcome.result'), 'dryRun');
  const from = box('readings').heard.length;
  send('read', {
    function: 'getRaw',
    kind: 'write',
    bank: 'holding',
    base: 116,
    count: 1,
    word: 9,
  });
  await until(() => box('readings').heard.length > from);
  equal(dongle.writes.length, written);

  // What was begun is not forgotten for all that.
  await redeploy([tab, house(dongle, open), ...nodes], 'full');
  await until(() => dongle.writes.length > written);
});
