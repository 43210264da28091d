import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { eventSettingsFrom } from '../../nodes/event/eventOptions.js';
import { readOptionsFrom } from '../../nodes/read/readOptions.js';
import { schemaOf, upgraded } from '../../resources/givtcp-upgrades.js';
import { at, box, deploy, send, simulator, useNodeRed, type FlowItem } from './support.js';

useNodeRed();

/** A flow as the editor saved it with version 0.1.0, and one from before schemas were stored. */
const saved = (): FlowItem[] => JSON.parse(readFileSync('test/nodes/saved/0.1.0.json', 'utf8'));

test('a flow saved by an older version works without being opened', async () => {
  const dongle = await simulator();
  const flow = saved().map((node) =>
    node.type === 'givtcp-config'
      ? { ...node, host: dongle.host, port: String(dongle.port) }
      : node,
  );
  await deploy([...flow, ...['readings', 'outcomes'].map(collector)]);
  send('read');
  equal(at(await box('readings').next(), 'givtcp.function'), 'getCombinedStats');
  send('write');
  deepEqual(at(await box('outcomes').next(), 'payload.requested'), { chargeToPercent: 64 });
});

const collector = (id: string): FlowItem => ({ id, z: 't1', type: 'collector', wires: [] });

test('every node ends with the schema of this version and keeps what it was set to', () => {
  for (const node of saved()) {
    const now = upgraded(node.type, node);
    equal(Reflect.get(now, 'schema'), schemaOf(node.type));
    deepEqual({ ...now, ...node, schema: schemaOf(node.type) }, now);
    deepEqual(upgraded(node.type, now), now);
  }
});

test('a field that the editor holds as undefined was never saved', () => {
  const now = upgraded('givtcp-simulator', { schema: 1, sky: undefined });
  equal(Reflect.get(now, 'sky'), 'usual');
});

test('what was new then is as it was before there was a choice', () => {
  equal(
    readOptionsFrom({ ...upgraded('givtcp-read', { function: 'getModes' }) }).fields,
    undefined,
  );
  const event = upgraded('givtcp-event', { grid: true });
  equal(eventSettingsFrom({ ...event }).language, 'en-US');
});

test('a node of a later version is left as it is', () => {
  const later = { schema: 99, fields: ['power.pv'] };
  deepEqual(upgraded('givtcp-read', later), later);
});
