import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'vitest';
import {
  detectEvents,
  nothingSeen,
  usualEventLimits,
  watchNames,
  type PlantEvent,
} from '../../src/index.js';
import { Plant } from '../../src/plant/plant.js';
import { Splitter } from '../../src/protocol/splitter.js';
import { modelOf } from '../../src/registers/models.js';
import { recordings } from '../support/recordings.js';
import { witness as ac } from '../witness/ac.js';
import { witness as aio } from '../witness/aio.js';
import { witness as ems } from '../witness/ems.js';
import { witness as gateway } from '../witness/gateway.js';
import { witness as gen1 } from '../witness/gen1.js';
import type { Witness } from '../witness/witness.js';

const recorded = new Map(recordings().map((recording) => [recording.name, recording]));

const valueAt = ({ end }: Witness, register: number): unknown =>
  end.find(({ space, address }) => space === 'HR' && address === register)?.value;

const plantOf = (witness: Witness): Plant => {
  const { packs, meters, stacks = [], modules = [] } = witness.present;
  const armFirmware = Number(valueAt(witness, 21) ?? 0);
  return new Plant(modelOf(witness.code, armFirmware), {
    serial: String(valueAt(witness, 13) ?? ''),
    code: witness.code,
    armFirmware,
    ratedHundreds: 0,
    packs,
    meters,
    stacks: stacks.map((device) => ({ device, modules })),
    lowVoltageControl: false,
    aggregator: false,
    absent: [],
    foundAt: 1,
  });
};

/** Everything that is told while a recording passes, looked at after every answer. */
const toldOf = (witness: Witness): readonly PlantEvent[] | undefined => {
  const recording = recorded.get(witness.file);
  if (recording === undefined) return undefined;
  const plant = plantOf(witness);
  const told: PlantEvent[] = [];
  const settings = { watch: watchNames, limits: usualEventLimits, tellAtStart: true };
  let state = nothingSeen;
  let now = Date.UTC(2026, 0, 1);
  const splitter = new Splitter({
    bad: () => undefined,
    frame: (frame) => {
      if (frame.kind !== 'words') return;
      // A client of the AC coupled one asked at 0x31, a facade of the inverter.
      const facade = witness === ac && frame.device === 0x31 && frame.base !== 60;
      plant.receive(facade ? { ...frame, device: 0x11 } : frame, now);
      const found = detectEvents(
        state,
        plant.snapshot(now, true, []),
        { state: 'online' },
        settings,
        now,
      );
      state = found.state;
      told.push(...found.events);
    },
  });
  for (const { from, at, bytes } of recording.chunks) {
    now = at ?? now + 300;
    if (from === 'rx') splitter.push(bytes);
  }
  ok(Object.keys(state.tracks).length > 10);
  return told;
};

/** Healthy plants all of them: nothing here is an alarm. */
for (const [witness, expected] of [
  [gen1, ['chargeStarted']],
  [aio, ['chargeStarted']],
  // Its battery turns from charging to discharging and back.
  [
    gateway,
    ['chargeStarted', 'chargeFinished', 'dischargeStarted', 'chargeStarted', 'dischargeFinished'],
  ],
  [ems, ['dischargeStarted', 'slotBegan export slot 1']],
  // Behind an EMS, which steers it by its settings.
  [
    ac,
    [
      'slotBegan discharge slot 1',
      'settingChanged dischargeEnabled',
      'settingChanged activePowerRate',
      'slotEnded discharge slot 1',
      'slotBegan discharge slot 1',
      'slotEnded discharge slot 1',
      'settingChanged activePowerRate',
      'settingChanged dischargeEnabled',
    ],
  ],
] as const)
  test(`${witness.file}: what happens is told, and nothing else`, (context) => {
    const told = toldOf(witness);
    if (told === undefined) return context.skip('the recordings are not here');
    deepEqual(
      told.map(({ event, what }) => [event, what].filter(Boolean).join(' ')),
      expected,
    );
  });
