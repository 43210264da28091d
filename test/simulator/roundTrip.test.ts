import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { openInverter, type Snapshot, type Topology } from '../../src/index.js';
import { movableClock, type MovableClock } from '../support/movableClock.js';
import { until } from '../support/until.js';
import { models } from '../../src/simulator/models.js';
import {
  startSimulator,
  stateOfCharge,
  type Energies,
  type Simulator,
} from '../../src/simulator/index.js';

type Model = keyof typeof models;
const all = Object.keys(models).filter((name): name is Model => name in models);
const noon = new Date(2026, 5, 15, 12);
const evening = new Date(2026, 5, 15, 21, 30);

/** The topology that a search would find, so that no test waits for packs that are not there. */
const topologyOf = ({ site }: Simulator): Topology => ({
  serial: site.serial,
  code: site.facts.code,
  armFirmware: site.facts.arm,
  ratedHundreds: site.ratedPower / 100,
  packs: numbered(0x32, site.packs),
  stacks: numbered(0x70, site.stacks).map((device, stack) => ({
    device,
    modules: numbered(0x50 + stack * site.modulesPerStack, site.modulesPerStack),
  })),
  meters: numbered(1, site.meters),
  lowVoltageControl: false,
  aggregator: site.family.layout === 'threePhase',
  absent: [],
  foundAt: noon.getTime(),
});

const numbered = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/** What the client makes of a plant: its second look, as it believes pages only when they agree. */
const seen = async (simulator: Simulator): Promise<Snapshot> => {
  const clock = movableClock();
  const inverter = openInverter({
    host: simulator.host,
    port: simulator.port,
    polling: false,
    pace: 0,
    clock,
    remembered: topologyOf(simulator),
  });
  onTestFinished(() => inverter.close());
  await passing(clock, inverter.refresh('all'));
  return passing(clock, inverter.refresh('all'));
};

/** Lets time pass while work goes on, so that nobody waits for those who stay silent. */
const passing = async <T>(clock: MovableClock, work: Promise<T>): Promise<T> => {
  let done = false;
  const finish = (): void => void (done = true);
  work.then(finish, finish);
  let turns = 0;
  await until(() => {
    // An answer needs a few turns to get here; only a silence of many is one.
    if (++turns % 20 === 0) clock.pass(50);
    return done;
  });
  return work;
};

const simulated = async (model: Model, startAt: Date, options = {}): Promise<Simulator> => {
  const simulator = await startSimulator({
    model,
    startAt,
    speed: 0,
    stateOfCharge: 55,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
};

describe('the client sees the household that is simulated', () => {
  for (const model of all)
    for (const [time, startAt] of [
      ['noon', noon],
      ['evening', evening],
    ] as const)
      test(`${model} at ${time}`, async () => {
        const simulator = await simulated(model, startAt);
        const { figures, model: found, missing } = await seen(simulator);
        const { power, today, total } = simulator.home;
        const { site } = simulator;
        equal(found.family, model);
        deepEqual(missing, []);
        const atTheAcSide = site.family.layout === 'ems' || site.family.layout === 'gateway';
        const battery = atTheAcSide ? power.inverter : power.battery;
        equal(figures.power.load, power.load);
        equal(figures.power.grid, power.grid);
        if (site.capacity > 0) {
          equal(figures.power.battery, battery);
          equal(figures.battery.stateOfCharge, stateOfCharge(simulator.home, site));
        }
        // The strings of an AC coupled three-phase inverter are on a meter that counts for nobody.
        if (model !== 'acThreePhase') equal(figures.power.pv, power.pv1 + power.pv2);
        same(figures.energy.today, today, 'today');
        same(figures.energy.total, total, 'in all');
      });
});

const FLOW = ['import', 'export', 'charge', 'discharge', 'acCharge'] as const;

// kWh against Wh, as far as the plant tells: registers leave out what is less than a tenth.
const same = (
  shown: Snapshot['figures']['energy']['today'],
  lived: Energies,
  when: string,
): void => {
  for (const name of FLOW) {
    const kwh = shown[name];
    if (kwh === undefined) continue;
    const short = lived[name] / 1000 - kwh;
    ok(short > -0.001 && short < 0.101, `${name} ${when}: ${kwh} kWh shown of ${lived[name]} Wh`);
  }
  const { load } = shown;
  if (load !== undefined)
    ok(Math.abs(lived.load / 1000 - load) < 0.41, `load ${when}: ${load} of ${lived.load}`);
};

test('packs arrive with their cells and serials', async () => {
  const simulator = await simulated('hybridGen3', noon, { packs: 4 });
  const { packs } = await seen(simulator);
  deepEqual(
    packs.map(({ device, readings }) => [device, readings.serialNumber, readings.cell16Voltage]),
    numbered(0x32, 4).map((device, pack) => [
      device,
      `BG2214G30${pack}`,
      (simulator.read(device, 'input', 75) ?? 0) / 1000,
    ]),
  );
});

test('stacks arrive with their modules, charging as the inverter has it', async () => {
  const simulator = await simulated('threePhase', noon, { stacks: 2, modulesPerStack: 2 });
  const { stacks, configuration } = await seen(simulator);
  deepEqual(
    stacks.map(({ readings, modules }) => [
      readings.serialNumber,
      readings.status,
      modules.map((module) => module.readings.serialNumber),
    ]),
    [
      ['HS2411G400', 'charging', ['HM2411G500', 'HM2411G501']],
      ['HS2411G401', 'charging', ['HM2411G502', 'HM2411G503']],
    ],
  );
  equal(configuration?.moduleCount, 4);
});

test('meters arrive in the scale of their family', async () => {
  for (const model of ['hybridGen2', 'threePhase', 'ems', 'gateway'] as const) {
    const simulator = await simulated(model, evening, { stateOfCharge: 4 });
    const { meters } = await seen(simulator);
    const { voltageL1 = 0, currentL1 = 0, activePowerL1 = 0 } = meters[0]?.readings ?? {};
    ok(activePowerL1 > 0, model);
    ok(Math.abs(voltageL1 * currentL1 - activePowerL1) <= 0.06 * voltageL1 + 1, model);
  }
});
