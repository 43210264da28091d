import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { BadInput, books, GivError, parts, saidByError } from '../src/index.js';
import { outcomePhrases, pieces, say } from '../src/controls/writing/phrases.js';
import { downError } from '../src/link/down.js';
import { phrasebook, saidIn } from '../src/phrasebook.js';

const saidBy = saidIn(books, parts);

describe('a sentence of the program', () => {
  test('is told apart into kind and facts', () => {
    deepEqual(saidBy(say('noSlot', { slot: 7, model: 'Hybrid', kind: 'charge slots', slots: 2 })), {
      kind: 'writing.noSlot',
      facts: {
        slot: '7',
        model: 'Hybrid',
        kind: { kind: 'value.chargeSlots', facts: {} },
        slots: '2',
      },
    });
  });

  test('may have another within it', () => {
    const text = say('settingRefused', { setting: 'battery pause', why: say('untried') });
    deepEqual(saidBy(text), {
      kind: 'writing.settingRefused',
      facts: {
        setting: { kind: 'setting.batteryPauseMode', facts: {} },
        why: { kind: 'writing.untried', facts: {} },
      },
    });
  });

  test('may have a list within it', () => {
    const settings = [
      pieces.say('at', { setting: 'start of charge slot 1', value: '01:30' }),
      pieces.say('at', { setting: 'timed charging', value: 'on' }),
    ].join(', ');
    const slot = { kind: 'setting.chargeSlot', facts: { number: '1' } };
    deepEqual(saidBy(outcomePhrases.say('confirmed', { settings })), {
      kind: 'outcome.confirmed',
      facts: {
        settings: {
          kind: 'piece.more',
          facts: {
            first: {
              kind: 'piece.at',
              facts: {
                setting: { kind: 'setting.start', facts: { setting: slot } },
                value: '01:30',
              },
            },
            rest: {
              kind: 'piece.at',
              facts: {
                setting: { kind: 'setting.chargeEnabled', facts: {} },
                value: { kind: 'value.on', facts: {} },
              },
            },
          },
        },
      },
    });
  });

  test('about a line that is down is known with its next try', () => {
    const cause = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    const { message } = downError('192.0.2.7:8899', cause, { ms: 4000, why: 'backoff' });
    deepEqual(saidBy(message), {
      kind: 'trouble.nextTry',
      facts: {
        reason: { kind: 'trouble.refused', facts: { address: '192.0.2.7:8899' } },
        seconds: '4',
      },
    });
  });

  test('about a dongle that is looked for is known with the reason', () => {
    const text =
      '192.0.2.7:8899 cannot be reached: check that the dongle has power and is on this network';
    const facts = { address: '192.0.2.7:8899' };
    deepEqual(saidBy(`${text}; next try in 9 s; looking for it at other addresses`), {
      kind: 'trouble.looking',
      facts: {
        reason: {
          kind: 'trouble.nextTry',
          facts: { reason: { kind: 'trouble.unreachable', facts }, seconds: '9' },
        },
      },
    });
  });

  test('that nobody wrote down is none', () => equal(saidBy('something else'), undefined));
});

test('marks of a pattern in a sentence are only themselves', () => {
  const book = phrasebook('sums', { sum: 'is (a+b)? {n}.', other: 'is .*' });
  const find = saidIn([book]);
  deepEqual(find(book.say('sum', { n: 3 })), { kind: 'sums.sum', facts: { n: '3' } });
  equal(find('is ab 3.'), undefined);
});

test('a part is no sentence of its own', () => {
  const find = saidIn(
    [phrasebook('whole', { is: 'It is {what}' })],
    [phrasebook('part', { on: 'on' })],
  );
  equal(find('on'), undefined);
  deepEqual(find('It is on'), {
    kind: 'whole.is',
    facts: { what: { kind: 'part.on', facts: {} } },
  });
});

test('wrong input tells its field and what is expected', () => {
  deepEqual(saidByError(new BadInput('start', undefined, say('time')), saidBy), {
    kind: 'input.missing',
    facts: { field: 'start', expected: { kind: 'writing.time', facts: {} } },
  });
  equal(saidByError(new GivError('NO_DATA', 'unheard of'), saidBy), undefined);
});
