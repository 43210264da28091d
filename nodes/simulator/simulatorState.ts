import type { NodeStatus } from 'node-red';
import type { Home, Simulator } from '../../src/simulator/index.js';
import { badgePhrases } from '../common/phrases.js';

const { say } = badgePhrases;

const WRITES_SHOWN = 20;

/** What a simulated inverter and its house are like now, as plain JSON. */
export const simulatorState = (simulator: Simulator): object => {
  const { home, site, host, port, serial, dongle, connections, asked, writes } = simulator;
  const { pv1, pv2, load, grid, battery, inverter } = home.power;
  const outdoors = home.conditions;
  return {
    host,
    port,
    model: site.family.title,
    serial,
    dongle,
    clock: clockOf(home),
    power: { pv: pv1 + pv2, load, grid, battery, inverter },
    battery: {
      ...(site.capacity > 0 && { stateOfCharge: chargeOf(simulator) }),
      energy: kilowattHours(home.stored),
      capacity: kilowattHours(site.capacity),
    },
    today: Object.fromEntries(
      Object.entries(home.today).map(([name, wattHours]: [string, number]) => [
        name,
        kilowattHours(wattHours),
      ]),
    ),
    weather: { outdoors: outdoors.outdoors, gridVoltage: outdoors.voltage },
    connections,
    queries: asked,
    writes: writes.slice(-WRITES_SHOWN).map(({ address, word, at }) => ({
      register: address,
      word,
      at: new Date(at).toISOString(),
    })),
  };
};

/** The inverter's own clock, "2026-06-21T10:00:00". */
const clockOf = ({ wall, clockAhead }: Home): string =>
  new Date(wall + clockAhead).toISOString().slice(0, 19);

const chargeOf = ({ home, site }: Simulator): number =>
  Math.round((100 * home.stored) / site.capacity);

const kilowattHours = (wattHours: number): number => Math.round(wattHours / 10) / 100;

/** ":8899 · 14:05 · 57 %": where it listens, and its own time. */
export const simulatorStatus = (
  simulator: Simulator | undefined,
  problem: Error | undefined,
): NodeStatus => {
  if (problem !== undefined) return { fill: 'red', shape: 'ring', text: troubleText(problem) };
  if (simulator === undefined) return { fill: 'yellow', shape: 'ring', text: say('starting') };
  const { port, home, site } = simulator;
  const charge = site.capacity > 0 ? [`${chargeOf(simulator)} %`] : [];
  const text = [`:${port}`, clockOf(home).slice(11, 16), ...charge].join(' · ');
  return { fill: 'green', shape: 'dot', text };
};

const troubleText = ({ cause }: Error): string =>
  cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE' && 'port' in cause
    ? say('portInUse', { port: String(cause.port) })
    : say('cannotListen');
