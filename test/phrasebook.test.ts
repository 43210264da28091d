import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { BadInput, GivError, saidBy, saidByError } from '../src/index.js';
import { phrases, say } from '../src/controls/writing/phrases.js';
import { downError } from '../src/link/down.js';
import { phrasebook, saidIn } from '../src/phrasebook.js';

describe('a sentence of the program', () => {
  test('is told apart into kind and facts', () => {
    deepEqual(saidBy(say('noSlot', { slot: 7, model: 'Hybrid', kind: 'charge', slots: 2 })), {
      kind: 'noSlot',
      facts: { slot: '7', model: 'Hybrid', kind: 'charge', slots: '2' },
    });
  });

  test('may have another within it', () => {
    const text = say('settingRefused', { setting: 'batteryPauseMode', why: say('untried') });
    deepEqual(saidBy(text), {
      kind: 'settingRefused',
      facts: { setting: 'batteryPauseMode', why: { kind: 'untried', facts: {} } },
    });
  });

  test('about a line that is down is known with its next try', () => {
    const cause = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    const { message } = downError('192.0.2.7:8899', cause, { ms: 4000, why: 'backoff' });
    deepEqual(saidBy(message), {
      kind: 'nextTry',
      facts: { reason: { kind: 'refused', facts: { address: '192.0.2.7:8899' } }, seconds: '4' },
    });
  });

  test('about a dongle that is looked for is known with the reason', () => {
    const text =
      '192.0.2.7:8899 cannot be reached: check that the dongle has power and is on this network';
    const facts = { address: '192.0.2.7:8899' };
    deepEqual(saidBy(`${text}; next try in 9 s; looking for it at other addresses`), {
      kind: 'looking',
      facts: {
        reason: {
          kind: 'nextTry',
          facts: { reason: { kind: 'unreachable', facts }, seconds: '9' },
        },
      },
    });
  });

  test('that nobody wrote down is none', () => equal(saidBy('something else'), undefined));

  for (const [kind, sentence] of Object.entries(phrases.sentences))
    test(`is its own kind: ${kind}`, () => equal(saidBy(sentence)?.kind, kind));
});

test('marks of a pattern in a sentence are only themselves', () => {
  const book = phrasebook({ sum: 'is (a+b)? {n}.', other: 'is .*' });
  const find = saidIn([book]);
  deepEqual(find(book.say('sum', { n: 3 })), { kind: 'sum', facts: { n: '3' } });
  equal(find('is ab 3.'), undefined);
});

test('wrong input tells its field and what is expected', () => {
  deepEqual(saidByError(new BadInput('start', undefined, say('time'))), {
    kind: 'missingField',
    facts: { field: 'start', expected: { kind: 'time', facts: {} } },
  });
  equal(saidByError(new GivError('NO_DATA', 'unheard of')), undefined);
});
