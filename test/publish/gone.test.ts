import { deepEqual, equal, ok } from 'node:assert/strict';
import { afterAll, beforeAll, onTestFinished, test } from 'vitest';
import { HEADER } from '../../src/protocol/frame.js';
import type { Mischief } from '../chaos/mischief.js';
import { startBroker, type TestBroker } from './brokers.js';
import { published, retained } from './virtual.js';

let server: TestBroker;
beforeAll(async () => {
  server = await startBroker();
});
afterAll(() => server.close());

const MINUTE = 60_000;
const OF_HARDWARE = /Battery_Details|Meter_Details/;

/** Nothing reaches these devices. */
const without = (...devices: readonly number[]): Mischief => ({
  request: (bytes) => (devices.includes(bytes[HEADER.innerAt] ?? 0) ? [] : [bytes]),
});

for (const form of ['entity', 'device'] as const)
  test(`a battery that is taken out leaves nothing behind on the broker (${form} form)`, async () => {
    const serial = form === 'entity' ? 'SA2114G041' : 'SA2114G042';
    const discovery = { form, version: '1.0.0' } as const;
    const scene = published(server, { sizes: { packs: 2 }, serial }, { discovery });
    onTestFinished(() => scene.close());
    const settled = async (): Promise<ReadonlyMap<string, string>> => {
      await scene.sent();
      return retained(server, serial);
    };
    await scene.clock.run(10 * MINUTE);
    const [staying, leaving] = scene.inverter.snapshot?.packs ?? [];
    const names = [staying, leaving].map((pack) => pack?.readings.serialNumber ?? '');
    const [stays = '', leaves = ''] = names;
    ok(stays.length === 10 && leaves.length === 10);
    const about = (all: ReadonlyMap<string, string>, name: string): string[] =>
      [...all].filter((entry) => entry.join().includes(name)).map(([topic]) => topic);
    const before = await settled();
    ok(about(before, leaves).some((topic) => topic.startsWith('homeassistant/')));
    ok(about(before, leaves).some((topic) => OF_HARDWARE.test(topic)));

    scene.dongle.mischief = without(leaving?.device ?? 0);
    await scene.clock.run(30 * MINUTE);
    const after = await settled();
    deepEqual(about(after, leaves), []);
    const [was, is] = [about(before, stays), about(after, stays)];
    deepEqual(is.toSorted(), was.toSorted());

    scene.dongle.mischief = {};
    await scene.clock.run(5 * MINUTE);
    const again = await settled();
    equal(about(again, leaves).length, about(before, leaves).length);
  });
