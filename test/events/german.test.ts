import { equal } from 'node:assert/strict';
import { test } from 'vitest';
import { german } from '../../src/events/german.js';
import { kinds } from '../../src/events/kinds.js';

for (const [event, facts, expected] of [
  ['batteryLow', { what: '', new: 18 }, 'Die Batterie ist fast leer: 18 %'],
  [
    'slotBegan',
    { what: 'discharge slot 2', new: 'on', detail: '16:00 to 19:00' },
    'Entladezeit 2 hat begonnen: 16:00 bis 19:00',
  ],
  [
    'planNotObeyed',
    { what: 'charging', new: 0, detail: 'charge slot 1 is on, the battery is at 40 % of 80 %' },
    'Laden ist geplant, geschieht aber nicht: Ladezeit 1 läuft, die Batterie ist bei 40 % von 80 %',
  ],
  [
    'gridRestored',
    { what: '', new: 'there', lasted: 300_000 },
    'Das Netz ist wieder da nach 5 min',
  ],
] as const)
  test(`${event} in German: ${expected}`, () => equal(german[event](facts), expected));

test('every event has its sentence in both languages', () => {
  const facts = { what: 'pack 2', new: 1, limit: 2, detail: 'x' };
  for (const [event, label] of Object.entries(german)) {
    const english = Object.entries(kinds)
      .find(([name]) => name === event)?.[1]
      .label(facts);
    equal(label(facts) === english, false, event);
  }
});
