import type { NodeStatus } from 'node-red';
import type { Level, Outcome, PlantEvent, Result, Snapshot, Status } from '../../src/index.js';
import { badgePhrases, eventWords, refusalPhrases, resultPhrases } from './phrases.js';

const { say } = badgePhrases;
export type Refusal = keyof typeof refusalPhrases.sentences;

/** What a node's badge says. Numbers lead: Node-RED looks words up as message keys. */
export const readStatus = (
  status: Status,
  snapshot: Snapshot | undefined,
  now: number,
): NodeStatus => {
  const [age, headline] = [now - (snapshot?.takenAt ?? status.since), headlineOf(snapshot)];
  switch (status.state) {
    case 'online':
      return status.reason === undefined
        ? { fill: 'green', shape: 'dot', text: headline ?? say('online') }
        : {
            fill: 'yellow',
            shape: 'dot',
            text: several(headline, say('struggles')),
          };
    case 'stale':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: several(headline, say('old', { age: lasting(age) })),
      };
    default:
      return linkStatus(status, now);
  }
};

/** The connection alone, for nodes that have no reading to show. */
export const linkStatus = ({ state, since, code }: Status, now: number): NodeStatus => {
  switch (state) {
    case 'online':
      return { fill: 'green', shape: 'ring', text: say('ready') };
    case 'stale':
      return {
        fill: 'yellow',
        shape: 'ring',
        text: say('noAnswer', { age: lasting(now - since) }),
      };
    case 'connecting':
    case 'detecting':
      return { fill: 'yellow', shape: 'ring', text: say(state) };
    case 'offline':
      return code === 'BAD_CONFIG'
        ? notConfigured
        : { fill: 'red', shape: 'ring', text: say('offline', { age: lasting(now - since) }) };
    case 'closed':
      return { fill: 'grey', shape: 'ring', text: say('closed') };
  }
};

export const notConfigured: NodeStatus = { fill: 'red', shape: 'dot', text: say('notConfigured') };
export const working: NodeStatus = { fill: 'blue', shape: 'dot', text: say('writing') };

const colours: Readonly<Record<Result, NodeStatus['fill']>> = {
  confirmed: 'green',
  unchanged: 'green',
  dryRun: 'blue',
  unconfirmed: 'yellow',
  superseded: 'grey',
  failed: 'red',
};

/** What became of the last write, and how long ago. */
export const outcomeStatus = ({ result, at }: Outcome, now: number): NodeStatus => ({
  fill: colours[result],
  shape: 'dot',
  text: since(resultPhrases.say(result), now - at),
});

export const refusalStatus = (code: Refusal, at: number, now: number): NodeStatus => ({
  fill: 'red',
  shape: 'dot',
  text: since(refusalPhrases.say(code), now - at),
});

const levels: Readonly<Record<Level, NodeStatus['fill']>> = {
  alarm: 'red',
  warning: 'yellow',
  info: 'green',
};

/** "grid lost 3 min ago" */
export const eventStatus = (
  { event, level }: Pick<PlantEvent, 'event' | 'level'>,
  at: number,
  now: number,
): NodeStatus => ({
  fill: levels[level],
  shape: 'dot',
  text: since(eventWords(event), now - at),
});

/** "57 % · 1.2 kW PV", as far as it is known. */
export const headlineOf = (snapshot: Snapshot | undefined): string | undefined => {
  if (snapshot === undefined) return undefined;
  const { battery, power } = snapshot.figures;
  const parts = [
    battery.stateOfCharge === undefined ? [] : [`${Math.round(battery.stateOfCharge)} %`],
    power.pv === undefined ? [] : [`${watts(power.pv)} PV`],
    power.pv !== undefined || power.load === undefined
      ? []
      : [say('load', { power: watts(power.load) })],
  ].flat();
  return parts.length === 0 ? undefined : several(...parts);
};

const several = (...texts: readonly (string | undefined)[]): string =>
  texts.filter(Boolean).join(' · ');

const watts = (value: number): string => {
  const whole = Math.round(value);
  return Math.abs(whole) < 1000 ? `${whole} W` : `${(whole / 1000).toFixed(1)} kW`;
};

const since = (what: string, ms: number): string =>
  ms < 10_000 ? say('justNow', { what }) : say('ago', { what, age: lasting(ms) });

const MINUTE = 60_000;

/** How long something has lasted, roughly: "40 s", "3 min", "5 h", "2 d". */
export const lasting = (ms: number): string => {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (ms < 60 * MINUTE) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 48 * 60 * MINUTE) return `${Math.floor(ms / (60 * MINUTE))} h`;
  return `${Math.floor(ms / (24 * 60 * MINUTE))} d`;
};
