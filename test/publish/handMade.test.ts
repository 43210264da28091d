import { deepEqual, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import {
  decodeRecording,
  leafMessages,
  namings,
  readFunctions,
  readMessage,
} from '../../src/index.js';
import { logOf } from '../support/handMade.js';
import * as plants from '../support/handMadePlants.js';

/** What JSON would change or lose. */
const flawsIn = (value: unknown, path = ''): string[] => {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (value === undefined || value === null || typeof value === 'function')
    return [`${path} is ${String(value)}`];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => flawsIn(inner, `${path}.${key}`));
};

describe('plants that nobody has recorded here are told in all names', () => {
  for (const [name, { serial, pages }] of Object.entries(plants))
    for (const naming of namings)
      test(`${name}, ${naming}`, () => {
        const { snapshot } = decodeRecording(logOf(pages, serial));
        const extras = { now: snapshot.takenAt };
        for (const one of readFunctions.filter(
          (each) => each !== 'getRaw' && each !== 'getStats',
        )) {
          const { payload } = readMessage(one, snapshot, extras, { naming });
          deepEqual(flawsIn(payload, one), []);
          for (const { topic, payload: leaf } of leafMessages(one, snapshot, extras, { naming })) {
            ok(topic !== '' && typeof leaf !== 'object', topic);
            deepEqual(flawsIn(leaf, topic), []);
          }
        }
      });
});
