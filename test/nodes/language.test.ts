import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'vitest';
import { languageOf } from '../../nodes/common/language.js';
import { BadInput } from '../../src/index.js';

const problem = new BadInput('start', 7, 'must be a list');

test('a Node-RED without words of ours keeps an error as it is', () => {
  equal(languageOf({ _: (key: string) => key }).error(problem), problem);
});

test('an error in other words keeps its code, its details and where it arose', () => {
  const { name, message, stack, ...facts } = languageOf({ _: () => 'anders' }).error(problem);
  deepEqual([name, message, stack], ['GivError', 'anders', problem.stack]);
  deepEqual(facts, { code: problem.code, detail: problem.detail });
});
