import { equal, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { GivError } from '../../src/errors.js';
import { message, objection, plants } from '../support/anyMessage.js';
import { controlRoom } from '../support/controlRoom.js';

/** GIVTCP_RUNS asks for more: 17 000 make about 100 000 messages a plant. */
const RUNS = Number(process.env['GIVTCP_RUNS'] ?? 500);

describe('whatever comes in, only what may be written is written', () => {
  for (const [title, options, allowed] of plants)
    test(
      `${title}: ${RUNS} sequences of random messages`,
      () =>
        fc.assert(
          fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 6 }), async (messages) => {
            const { machine, writer } = controlRoom({ ...options, rest: 0 });
            for (const { name, payload, force } of messages)
              await writer.apply(name, payload, { force }).catch((error: unknown) => {
                ok(error instanceof GivError, `${name} threw ${String(error)}`);
              });
            for (const { address, word } of machine.sent)
              equal(objection(allowed, address, word), undefined);
          }),
          { numRuns: RUNS },
        ),
      RUNS * 100,
    );
});

test('nearly right messages do get through', async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(message, async ({ name, payload }) => {
      const { machine, writer } = controlRoom({ code: '2001', capacity: 17.7 });
      await writer.apply(name, payload).catch(() => undefined);
      written += machine.sent.length;
    }),
    { numRuns: 300, seed: 7 },
  );
  ok(written > 20, `only ${written} writes`);
});
