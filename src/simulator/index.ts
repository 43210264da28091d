import { GivError } from '../errors.js';
import { simulatorPhrases } from '../simulatorPhrases.js';
import { readCapture, type Capture } from './capture.js';
import { systemClock, type Clock } from '../time/clock.js';
import { Dongle } from './dongle.js';
import { install, type Installation } from './installation.js';
import type { Simulator, SimulatorOptions } from './options.js';
import { playback } from './playback.js';
import { RecordedPlant } from './recording.js';
import { RunningSimulator } from './running.js';
import { SimulatedPlant } from './simulatedPlant.js';
import { wallTime } from './wallClock.js';

export {
  captureOf,
  parseCapture,
  readCapture,
  type Capture,
  type Chunk,
  type OddLine,
} from './capture.js';
export type { Clock } from '../time/clock.js';
export type { Corruption, Faults } from './faults.js';
export { inverterClock, stateOfCharge, type Energies, type Home, type Powers } from './home.js';
export type { Latency } from './latency.js';
export type { Installation, Sizes } from './installation.js';
export type { SeenWrite, Simulator, SimulatorOptions } from './options.js';
export type { Recording } from './recording.js';

const HOST = '127.0.0.1';

/**
 * Starts a dongle with a plausible inverter and household behind it, or with a recording. Rejects
 * when it cannot listen or the recording cannot be read.
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const clock = options.clock ?? systemClock;
  if (options.capture === undefined) return startHousehold(options, clock);
  const capture = await readCapture(options.capture);
  return options.rawPlayback === true
    ? startPlayback(capture, options, clock)
    : startRecording(capture, options, clock);
};

const startHousehold = async (options: SimulatorOptions, clock: Clock): Promise<Simulator> => {
  const site = installed(options);
  const time = moving(clock, options.speed ?? 1);
  const plant = new SimulatedPlant({
    site,
    wall: wallTime(options.startAt ?? new Date(clock.now())),
    stateOfCharge: options.stateOfCharge,
    elapsed: time.elapsed,
  });
  const { heartbeatEvery = site.facts.heartbeatEvery } = options;
  const told = heartbeatEvery === undefined ? options : { ...options, heartbeatEvery };
  const dongle = new Dongle(plant, told, clock);
  await dongle.server.open();
  const household = { site, home: () => plant.home };
  return new RunningSimulator({
    host: options.host ?? HOST,
    plant,
    dongle,
    household,
    advance: time.advance,
    stop: nothing,
  });
};

const installed = (options: SimulatorOptions): Installation => {
  const { model = 'hybridGen1', seed = 1 } = options;
  if (model === 'unknown')
    throw new GivError('BAD_CONFIG', simulatorPhrases.say('chooseModel'), { model });
  return install({ ...options, model, seed });
};

const startRecording = async (
  capture: Capture,
  options: SimulatorOptions,
  clock: Clock,
): Promise<Simulator> => {
  const plant = recorded(capture, options);
  const time = moving(clock, options.speed ?? 1);
  if (options.position !== undefined) plant.seek(options.position);
  if (options.playThrough === true) plant.playBy(time.elapsed);
  const dongle = new Dongle(plant, options, clock);
  await dongle.server.open();
  return new RunningSimulator({
    host: options.host ?? HOST,
    plant,
    dongle,
    recording: plant,
    advance: time.advance,
    stop: nothing,
  });
};

const startPlayback = async (
  capture: Capture,
  options: SimulatorOptions,
  clock: Clock,
): Promise<Simulator> => {
  const plant = recorded(capture, options);
  let stop: (() => void) | undefined;
  const dongle = new Dongle(plant, { ...options, heartbeatEvery: 0 }, clock, {
    deaf: true,
    came: () => {
      stop ??= playback(capture.chunks, options.speed ?? 1, clock, (bytes) =>
        dongle.server.send(bytes),
      );
    },
  });
  await dongle.server.open();
  return new RunningSimulator({
    host: options.host ?? HOST,
    plant,
    dongle,
    recording: plant,
    advance: nothing,
    stop: () => stop?.(),
  });
};

const recorded = (capture: Capture, options: SimulatorOptions): RecordedPlant =>
  new RecordedPlant(capture, options.serial ?? capture.serial, options.dongle ?? capture.dongle);

const nothing = (): void => undefined;

interface MovingTime {
  /** ms of household time since the beginning. */
  elapsed(): number;
  advance(ms: number): void;
}

const moving = (clock: Clock, speed: number): MovingTime => {
  const began = clock.now();
  let ahead = 0;
  return {
    elapsed: () => (clock.now() - began) * speed + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
};
