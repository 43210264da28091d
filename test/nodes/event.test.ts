import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import type { NodeMessage } from 'node-red';
import { keep, takeUp } from '../../nodes/event/eventMemory.js';
import type { Simulator } from '../../src/simulator/index.js';
import {
  at,
  box,
  caught,
  deploy,
  house,
  nodeOf,
  reader,
  redeploy,
  send,
  simulator,
  statusOf,
  tab,
  undeploy,
  until,
  useNodeRed,
  watchers,
  writer,
  type FlowItem,
} from './support.js';

useNodeRed();
const { now } = Date;
let ahead = 0;
beforeEach(() => {
  ahead = 0;
  // What the node of the test before saw a moment ago is not to be taken up as after a deploy.
  takeUp('event house', now());
  vi.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
});
afterEach(() => vi.restoreAllMocks());

/** Lets the clock on the wall jump; timers go on as they are. */
const later = (seconds: number): void => {
  ahead += seconds * 1000;
};

/** An event node that watches this, and where its messages go. */
const watcher = (more: object = {}): readonly FlowItem[] => [
  { id: 'event', z: 't1', type: 'givtcp-event', inverter: 'house', wires: [['events']], ...more },
  { id: 'events', z: 't1', type: 'collector', wires: [] },
];

/** Everything is read when a test wants it, and never else. */
const flowFor = (
  dongle: Simulator,
  more: object,
  what = 'getCombinedStats',
): readonly FlowItem[] => [
  tab,
  house(dongle, { liveEvery: '3600', allEvery: '3600' }),
  ...reader({ function: what, maxAge: '0' }),
  ...watcher(more),
  ...watchers,
];

/** One more reading, and everything that was told of it. */
const read = async (): Promise<void> => {
  const answers = box('readings').heard.length;
  send('read');
  await box('readings').until(() => box('readings').heard.length > answers);
};
const told = (): unknown[] => box('events').heard.map((message) => at(message, 'payload.event'));
const nextEvent = (event: string): Promise<NodeMessage> =>
  box('events').until((message) => at(message, 'payload.event') === event);

const importing = { importPower: true, importLimit: '500', powerFor: '0' };

describe('an event', () => {
  test('is one message with what, from what to what, since when and of whom', async () => {
    const dongle = await simulator();
    dongle.hold('gridPower', -200);
    await deploy(flowFor(dongle, importing));
    await read();
    dongle.hold('gridPower', -2300);
    await read();
    const message = await nextEvent('importHigh');
    const { since, lasted, ...payload } = Object(message.payload);
    deepEqual(payload, {
      event: 'importHigh',
      level: 'warning',
      label: 'Import from the grid is above 500 W: 2300 W',
      serial: dongle.serial,
      old: 200,
      new: 2300,
      limit: 500,
    });
    equal(new Date(since).toISOString(), since);
    ok(Number.isInteger(lasted));
    equal(message.topic, `givenergy/${dongle.serial}/event/importHigh`);
    const { age, ...meta } = Object(at(message, 'givtcp'));
    deepEqual(meta, { serial: dongle.serial, event: 'importHigh', source: 'event', missing: [] });
    ok(age >= 0 && age < 5);
  });

  test('comes once two readings say so, some time apart', async () => {
    const dongle = await simulator();
    await deploy(flowFor(dongle, { grid: true }));
    await read();
    dongle.grid(false);
    await read();
    await read();
    deepEqual(told(), []);
    later(15);
    await read();
    deepEqual(told(), ['gridLost']);
    dongle.grid(true);
    await read();
    later(60);
    await read();
    deepEqual(told(), ['gridLost', 'gridRestored']);
    match(String(at(box('events').heard[1], 'payload.label')), /^The grid is back after 1\d s$/);
  });

  test('may be the beginning of a slot, by the clock of the inverter', async () => {
    const dongle = await simulator({ startAt: new Date(2026, 5, 21, 1, 0) });
    dongle.hold('chargeSlot1', { start: '00:30', end: '04:30' });
    dongle.hold('chargeEnabled', false);
    await deploy(flowFor(dongle, { slots: true }, 'runAll'));
    await read();
    dongle.hold('chargeEnabled', true);
    await read();
    equal(at(await nextEvent('slotBegan'), 'payload.what'), 'charge slot 1');
  });

  test('is whole, whatever a flow has done to the one before', async () => {
    const dongle = await simulator();
    await deploy(flowFor(dongle, { fault: true }));
    await read();
    const fault = async (word: number): Promise<NodeMessage> => {
      const before = box('events').heard.length;
      dongle.hold('inverterFaultWord', word);
      await read();
      later(15);
      await read();
      await box('events').until(() => box('events').heard.length > before);
      return box('events').heard[before] ?? {};
    };
    const first = await fault(1);
    Reflect.apply(Array.prototype.push, at(first, 'payload.new'), ['spoilt']);
    deepEqual(at(await fault(3), 'payload.old'), ['fault bit 0']);
  });
});

describe('a setting', () => {
  test('that somebody else has changed is told, and one of ours is not', async () => {
    const dongle = await simulator();
    await deploy([
      ...flowFor(dongle, { settings: true }, 'runAll'),
      ...writer({ control: 'setChargeTarget' }),
    ]);
    await read();
    send('write', { payload: 70 });
    equal(at(await box('outcomes').next(), 'payload.result'), 'confirmed');
    dongle.hold('batteryReserve', 33);
    await read();
    later(90);
    await read();
    const message = await nextEvent('settingChanged');
    deepEqual(told(), ['settingChanged']);
    deepEqual([at(message, 'payload.what'), at(message, 'payload.new')], ['batteryReserve', 33]);
  });
});

describe('a connection', () => {
  test('that is lost is told without another reading, and so is its return', async () => {
    const dongle = await simulator();
    await deploy(flowFor(dongle, { connection: true, offlineAfter: '0' }));
    await read();
    dongle.refuseConnections(1500);
    const lost = await nextEvent('connectionLost');
    match(String(at(lost, 'payload.label')), /127\.0\.0\.1/);
    equal(lost.topic, `givenergy/${dongle.serial}/event/connectionLost`);
    await statusOf('event', /^connection lost now$/);
    const back = await nextEvent('connectionRestored');
    deepEqual([at(back, 'payload.old'), at(back, 'payload.new')], ['offline', 'online']);
  });

  test('is waited for by a timer, as nothing comes in meanwhile', async () => {
    const flow = flowFor(await simulator(), {
      connection: true,
      offlineAfter: '1',
      tellAtStart: true,
    });
    await deploy(flow.map((item) => (item.id === 'house' ? { ...item, port: '9' } : item)));
    const lost = await nextEvent('connectionLost');
    equal(lost.topic, 'givenergy/unknown/event/connectionLost');
    equal(at(lost, 'payload.serial'), undefined);
    equal(at(lost, 'givtcp.age'), undefined);
  });
});

describe('a deploy', () => {
  test('hides nothing that happens meanwhile', async () => {
    const dongle = await simulator();
    const flow = flowFor(dongle, { grid: true });
    await deploy(flow);
    await read();
    dongle.grid(false);
    await redeploy(flow);
    await read();
    later(15);
    await read();
    deepEqual(told(), ['gridLost']);
  });

  test('long after begins anew', () => {
    const state = { serial: 'SA1234G567', tracks: {} };
    keep('a', state, 0);
    keep('b', state, 0);
    equal(takeUp('a', 599_000), state);
    deepEqual(takeUp('b', 601_000), { tracks: {} });
    deepEqual(takeUp('a', 599_000), { tracks: {} });
  });

  test('of a node that was taken away in between begins anew', async () => {
    const dongle = await simulator();
    const flow = flowFor(dongle, { grid: true });
    await deploy(flow);
    await read();
    await redeploy(
      flow.filter(({ id }) => id !== 'event'),
      'nodes',
    );
    dongle.grid(false);
    await read();
    await redeploy(flow, 'nodes');
    later(15);
    await read();
    deepEqual(told(), []);
  });

  test('tells what is so already where that was wished, each time', async () => {
    const dongle = await simulator();
    dongle.grid(false);
    const flow = flowFor(dongle, { grid: true, tellAtStart: true });
    await deploy(flow);
    for (const count of [1, 2]) {
      await read();
      later(15);
      await read();
      equal(told().length, count);
      await redeploy(flow);
    }
    deepEqual(told(), ['gridLost', 'gridLost']);
  });

  test('of one node keeps the connection, and the last one closes it', async () => {
    const dongle = await simulator();
    const flow = flowFor(dongle, importing);
    await deploy(flow);
    await read();
    await redeploy(
      flow.map((item) => (item.id === 'event' ? { ...item, low: true } : item)),
      'nodes',
    );
    await read();
    equal(dongle.arrivals, 1);
    await undeploy();
    await until(() => dongle.connections === 0);
  });
});

describe('status', () => {
  test('is the connection until something happens, then the last event', async () => {
    const dongle = await simulator();
    await deploy(flowFor(dongle, importing));
    dongle.hold('gridPower', 0);
    await read();
    equal(at(await statusOf('event', /^ready$/), 'status.fill'), 'green');
    dongle.hold('gridPower', -2300);
    await read();
    equal(at(await statusOf('event', /^import high now$/), 'status.fill'), 'yellow');
    later(300);
    dongle.hold('gridPower', 10);
    await read();
    equal(at(await statusOf('event', /^import normal now$/), 'status.fill'), 'green');
  });
});

describe('a node that cannot be used', () => {
  for (const [what, fields, words] of [
    ['nothing is chosen', {}, /Nothing is chosen/],
    [
      'a limit is none',
      { low: true, lowAt: 'a little' },
      /Low at is "a little": use a whole number from 1 to 99/,
    ],
    ['a variable is not set', { low: true, lowAt: '${NOT_SET}' }, /variable NOT_SET/],
    ['there is no inverter', { low: true, inverter: '' }, /Inverter is missing/],
  ] as const)
    test(`says so: ${what}`, async () => {
      await deploy(flowFor(await simulator(), fields));
      equal(at(await statusOf('event', /^not configured$/), 'status.fill'), 'red');
      equal(at(await caught(words), 'error.code'), 'BAD_CONFIG');
    });

  test('takes limits from the environment', async () => {
    process.env['TEST_GIVTCP_LIMIT'] = '400';
    const dongle = await simulator();
    dongle.hold('gridPower', 0);
    await deploy(flowFor(dongle, { ...importing, importLimit: '${TEST_GIVTCP_LIMIT}' }));
    await read();
    dongle.hold('gridPower', -450);
    await read();
    equal(at(await nextEvent('importHigh'), 'payload.limit'), 400);
    ok(nodeOf('event'));
  });
});
