import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { decodeRecording } from '../../src/index.js';
import { familyNamed } from '../../src/registers/families.js';
import { recordingPath } from '../support/recordings.js';
import {
  compareEnd,
  deviceFor,
  differing,
  rowFor,
  threePhase,
  witnesses,
} from '../support/witnessed.js';

for (const witness of witnesses)
  test(`${witness.file} is decoded without a connection as worked out by hand`, (context) => {
    const path = recordingPath(witness.file);
    if (path === undefined) return context.skip('the recordings are not here');
    const told = witness === threePhase ? { model: '4004' } : {};
    const { model, known, snapshot, answers, odd } = decodeRecording(
      readFileSync(path, 'utf8'),
      told,
    );
    equal(model.family, witness.family);
    equal(known, witness === threePhase ? 'told' : 'detected');
    deepEqual(odd, []);
    const family = familyNamed(model.family);
    const { wrong, compared } = compareEnd(snapshot, family, witness);
    deepEqual(wrong, []);
    deepEqual(differing(witness, snapshot, witness.derived), []);
    const { packs, meters, stacks = [] } = witness.present;
    deepEqual(
      snapshot.packs.map(({ device }) => device),
      packs,
    );
    deepEqual(
      snapshot.meters.map(({ device }) => device),
      meters,
    );
    deepEqual(
      snapshot.stacks.map(({ device }) => device),
      stacks,
    );
    // The last answer that has a register says of it what the snapshot says.
    const last = new Map(
      answers.flatMap(({ device, bank, values }) =>
        values.map((value) => [`${device} ${bank} ${value.name}`, value.value]),
      ),
    );
    let single = 0;
    for (const expected of witness.end) {
      const [name, row] = rowFor(family, witness, expected) ?? [];
      if (name === undefined || row === undefined) continue;
      ok(last.has(`${deviceFor(witness, expected.device)} ${row.bank} ${name}`), name);
      single++;
    }
    equal(single, compared);
    console.log(`${witness.file}: ${answers.length} answers, ${compared} last values as by hand`);
  });
