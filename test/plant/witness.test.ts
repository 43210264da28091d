import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { Splitter } from '../../src/protocol/splitter.js';
import type { Words } from '../../src/protocol/messages.js';
import { modelNamed, modelOf } from '../../src/registers/models.js';
import { Plant } from '../../src/plant/plant.js';
import type { Snapshot } from '../../src/plant/snapshot.js';
import type { Topology } from '../../src/plant/detection/topology.js';
import { recordings } from '../support/recordings.js';
import {
  ac,
  agrees,
  aio,
  compareEnd,
  deviceFor,
  differing,
  rowFor,
  said,
  threePhase,
  witnesses,
} from '../support/witnessed.js';
import type { Witness } from '../witness/witness.js';

const recorded = new Map(recordings().map((recording) => [recording.name, recording]));

/** A plant like the recorded one, before anything was read. */
const plantFor = (witness: Witness, serial: string, arm: number): Plant => {
  const { packs, meters, stacks = [], modules = [] } = witness.present;
  const topology: Topology = {
    serial,
    code: witness.code,
    armFirmware: arm,
    ratedHundreds: 0,
    packs,
    meters,
    stacks: stacks.map((device) => ({ device, modules })),
    lowVoltageControl: false,
    aggregator: witness.banks.some(({ device }) => device === 0x90),
    // Only its first 21 registers were recorded.
    absent: witness === aio ? ['holding 300-359'] : [],
    foundAt: 1,
  };
  const model = witness === threePhase ? modelNamed('4004') : modelOf(witness.code, arm);
  ok(model !== undefined);
  return new Plant(model, witness === threePhase ? { ...topology, code: '' } : topology);
};

// The AC recording was made by a client that asks at 0x31, a facade of the inverter.
const atInverter = (words: Words, witness: Witness): Words =>
  witness === ac && words.device === 0x31 && !(words.bank === 'input' && words.base === 60)
    ? { ...words, device: 0x11 }
    : words;

interface Played {
  readonly plant: Plant;
  readonly taken: readonly {
    line: number;
    label: string;
    accepted: boolean;
    rules: readonly string[];
  }[];
  readonly snapshots: readonly { line: number; device: number; base: number; snapshot: Snapshot }[];
}

/** Plays a recording into a plant in time order; a snapshot after every answer at the inverter. */
const play = (witness: Witness): Played | undefined => {
  const recording = recorded.get(witness.file);
  if (recording === undefined) return undefined;
  const identity = witness.end.find(({ address, space }) => space === 'HR' && address === 13);
  const firmware = witness.end.find(({ address, space }) => space === 'HR' && address === 21);
  const plant = plantFor(witness, String(identity?.value ?? ''), Number(firmware?.value ?? 0));
  const taken: Played['taken'][number][] = [];
  const snapshots: Played['snapshots'][number][] = [];
  let line = 0;
  let now = Date.UTC(2026, 0, 1);
  const splitter = new Splitter({
    bad: () => undefined,
    frame: (frame) => {
      if (frame.kind !== 'words') return;
      for (const { desk, accepted, rules } of plant.receive(atInverter(frame, witness), now))
        taken.push({ line, label: desk.page.label, accepted, rules });
      const { device, base } = atInverter(frame, witness);
      snapshots.push({ line, device, base, snapshot: plant.snapshot(now, true, []) });
    },
  });
  const chunks = recording.chunks.filter(({ from }) => from === 'rx');
  for (const chunk of chunks) {
    line = chunk.line;
    now = chunk.at ?? now + 300;
    splitter.push(chunk.bytes);
  }
  // Modules were asked once; a poller asks again until two pages agree.
  const heard = taken.length;
  for (const chunk of witness === aio ? chunks : []) splitter.push(chunk.bytes);
  return { plant, taken: taken.slice(0, heard), snapshots };
};

for (const witness of witnesses)
  describe(witness.file, () => {
    const played = play(witness);
    const last = played?.snapshots.at(-1)?.snapshot;

    test('the last values equal those worked out by hand', (context) => {
      if (played === undefined || last === undefined)
        return context.skip('the recordings are not here');
      const { wrong, compared } = compareEnd(last, played.plant.family, witness);
      deepEqual(wrong, []);
      console.log(`${witness.file}: ${compared} of ${witness.end.length} last values compared`);
      ok(compared >= 100);
    });

    test('values in passing equal those worked out by hand', (context) => {
      if (played === undefined) return context.skip('the recordings are not here');
      let compared = 0;
      const wrong = witness.moments.flatMap((expected) => {
        const [name, row] = rowFor(played.plant.family, witness, expected) ?? [];
        const device = deviceFor(witness, expected.device);
        const then: Played['snapshots'][number] | undefined = played.snapshots.find(
          ({ line, device: by, base }) =>
            line === expected.line && by === device && base === expected.base,
        );
        // The first page of a battery is shown once a second one agrees.
        const early = expected.nth === 1 && device >= 0x32 && device < 0x70;
        // Single registers are read by settings, not by the poll.
        const ignored = !played.taken.some(({ line }) => line === expected.line);
        if (name === undefined || row === undefined || then === undefined || early || ignored)
          return [];
        compared++;
        const actual = said(then.snapshot, device, name);
        return agrees(row, actual, expected.value) ? [] : [{ ...expected, actual, as: name }];
      });
      deepEqual(wrong, []);
      console.log(
        `${witness.file}: ${compared} of ${witness.moments.length} values in passing compared`,
      );
      ok(compared >= 25);
    });

    test('the figures at the end equal those worked out by hand', (context) => {
      if (last === undefined) return context.skip('the recordings are not here');
      deepEqual(differing(witness, last, witness.derived), []);
    });

    // Three-phase powers come in two answers, one after the other.
    const lastOf = (base: number): number => (witness === threePhase ? base + 60 : base);

    test('the figures in passing equal those worked out by hand', (context) => {
      if (played === undefined) return context.skip('the recordings are not here');
      for (const { line, device, base, figures } of witness.figuresAt) {
        const at = deviceFor(witness, device);
        const then: Played['snapshots'][number] | undefined = played.snapshots.find(
          (one) => one.line >= line && one.device === at && one.base === lastOf(base),
        );
        ok(then !== undefined);
        deepEqual(differing(witness, then.snapshot, figures), [], `line ${line}`);
      }
    });

    test('exactly the answers that make no sense are refused', (context) => {
      if (played === undefined) return context.skip('the recordings are not here');
      const refused = played.taken.filter(
        ({ accepted, rules }) => !accepted && !rules.includes('firstPage'),
      );
      const expected = witness.suspicious.filter(
        ({ verdict, device, address, line }) =>
          verdict === 'reject' && address === undefined && line !== undefined && device >= 0x30,
      );
      deepEqual(
        refused.map(({ line }) => line),
        expected.map(({ line }) => line).toSorted((a = 0, b = 0) => a - b),
      );
      const doubted = played.taken.filter(({ accepted, rules }) => accepted && rules.length > 0);
      console.log(
        `${witness.file}: ${played.taken.length} answers taken, ${refused.length} refused, ${doubted.length} with a value held`,
      );
      deepEqual(doubted, []);
    });

    test('flows are never negative and add up on every snapshot', (context) => {
      if (played === undefined) return context.skip('the recordings are not here');
      for (const { line, snapshot } of played.snapshots) {
        const { flows, power } = snapshot.figures;
        ok(
          Object.values(flows).every((watts) => watts >= 0),
          `line ${line}`,
        );
        if (flows.solarToHouse === undefined) continue;
        const {
          solarToHouse,
          batteryToHouse = 0,
          gridToHouse = 0,
          solarToBattery = 0,
          gridToBattery = 0,
        } = flows;
        equal(solarToHouse + batteryToHouse + gridToHouse, power.load, `line ${line}`);
        equal(solarToBattery + gridToBattery, power.charge ?? 0, `line ${line}`);
        equal((power.export ?? 0) - (power.import ?? 0), power.grid, `line ${line}`);
        equal((power.discharge ?? 0) - (power.charge ?? 0), power.battery, `line ${line}`);
      }
    });
  });
