import { asAnswer } from '../dist/src/protocol/messages.js';
import { Plant } from '../dist/src/plant/plant.js';
import { modelOf } from '../dist/src/registers/models.js';
import { startSimulator } from '../dist/src/simulator/index.js';
import { topologyAt } from './dongle.mjs';

export const POLL = 15_000;
const ROUNDS = 200;
// The other pages come just often enough to stay fresh: what a live poll costs is asked here.
const ALL_EVERY = 40;
// Its identity first, then each page until two of a battery agree.
const PASSES = 3;

/** Answers of a simulated plant for most of an hour, and as many plants as one likes that have heard them. */
export const recordPlant = async (options) => {
  const simulator = await startSimulator({ startAt: new Date(2026, 5, 21, 11), ...options });
  const topology = await topologyAt({ host: simulator.host, port: simulator.port });
  const { code, armFirmware, ratedHundreds } = topology;
  const model = modelOf(code, armFirmware, ratedHundreds);
  const answer = ({ device, bank, base, count }) => {
    const word = (_, i) => simulator.read(device, bank, base + i) ?? 0;
    return asAnswer(
      { kind: 'read', device, bank, base, count },
      Uint16Array.from({ length: count }, word),
    );
  };
  const blocks = new Plant(model, topology).desks.map(({ page }) => page.block);
  const due = (round) => blocks.filter(({ pace }) => pace === 'live' || round % ALL_EVERY === 0);
  const all = blocks.map(answer);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    simulator.advance(POLL);
    return due(round).map(answer);
  });
  await simulator.close();
  const now = Date.now();
  const furnished = () => {
    const plant = new Plant(model, topology);
    for (let pass = 0; pass < PASSES; pass++)
      for (const words of all) plant.receive(words, now + pass);
    return plant;
  };
  return { furnished, rounds, now };
};
