import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import type { Inverter, Snapshot } from '../../src/index.js';
import { isConfigNode } from '../../nodes/config/configNode.js';
import { systemClock, wait } from '../../src/time/clock.js';
import { startSimulator, type Simulator } from '../../src/simulator/index.js';
import { watchStalls } from '../support/stalls.js';
import {
  at,
  box,
  closing,
  deploy,
  house,
  lookingIn,
  nodeOf,
  reader,
  send,
  tab,
  undeploy,
  until,
  useNodeRed,
  watchers,
  writer,
} from '../nodes/support.js';
import { diceOf } from './dice.js';
import { mischiefOf, type ModeName } from './modes.js';
import { useHurry } from './hurried.js';
import { CONTROL, Observer, registersOf } from './observer.js';
import { faultsIn, full, print } from './table.js';
import { Truth } from './truth.js';
import { FaultyWire } from './wire.js';

const FACTOR = 20;
const MOVES = full ? 12 : 2;
const MINUTE = 60_000;
const SLACK = 15_000;
const STALLS = 5;
const DONGLE = 'WF2114G084';
const places = Array.from({ length: 12 }, (_, index) => `127.84.0.${index + 2}`);
/** Who is at the old address afterwards, and how good the line to the new one is. */
const kinds: readonly { readonly stranger: boolean; readonly line: ModeName }[] = [
  { stranger: true, line: 'calm' },
  { stranger: false, line: 'everything' },
  { stranger: true, line: 'garbageInside' },
  { stranger: false, line: 'cutAnytime' },
];

lookingIn('127.84.0.0/28');
useNodeRed();
const crashes = useHurry(FACTOR);

/** An inverter whose dongle gets one address after the other, and another one that gets the old ones. */
class Removals {
  readonly stalls = watchStalls();
  readonly observer: Observer;
  readonly own: Simulator;
  readonly stranger: Simulator;
  readonly recoveries: number[] = [];
  readonly wires: FaultyWire[] = [];
  readonly #dice = diceOf(8);
  readonly #truths: readonly [Truth, Truth];
  #here: FaultyWire | undefined;
  #squatter: FaultyWire | undefined;
  port = 0;

  constructor(own: Simulator, stranger: Simulator) {
    this.own = own;
    this.stranger = stranger;
    this.#truths = [new Truth(own.serial), new Truth(stranger.serial)];
    this.observer = new Observer({
      truths: this.#truths,
      now: () => Date.now(),
      slack: () => SLACK + (this.#here?.mischief.slowest ?? 0) + STALLS * this.stalls.longest,
      register: registersOf(
        [own, stranger].map((one) => ({
          serial: one.serial,
          word: (device, bank, address) => one.read(device, bank, address),
        })),
      ),
    });
  }

  static async open(): Promise<Removals> {
    const usual = { latency: 100, heartbeatEvery: 30_000 };
    const own = await startSimulator({ ...usual, seed: 3, dongle: DONGLE });
    const more = { seed: 4, serial: 'SA9999G998', dongle: 'WF9999G998' };
    const stranger = await startSimulator({ ...usual, ...more });
    const all = new Removals(own, stranger);
    await all.#settle(places[0] ?? '', 'calm');
    return all;
  }

  /** The dongle has another address all at once; resolves when its line is open there. */
  async move(index: number): Promise<void> {
    const { stranger, line } = kinds[index % kinds.length] ?? { stranger: false, line: 'calm' };
    const old = places[index % places.length];
    await this.#squatter?.close();
    await this.#here?.close();
    await this.#settle(places[(index + 1) % places.length] ?? '', line);
    this.#squatter = stranger ? await this.#listen(old, 1) : undefined;
  }

  /** From now on the line is good. */
  cure(): void {
    this.#here?.cure();
  }

  async close(): Promise<void> {
    this.stalls.end();
    await this.#squatter?.close();
    await this.#here?.close();
    await this.own.close();
    await this.stranger.close();
  }

  async #settle(host: string, line: ModeName): Promise<void> {
    this.#here = await this.#listen(host, 0);
    this.#here.mischief = mischiefOf(line);
    this.port = this.#here.port;
  }

  async #listen(host: string | undefined, who: 0 | 1): Promise<FaultyWire> {
    const simulators = [who === 0 ? this.own : this.stranger] as const;
    const truth = this.#truths[who];
    const options = { simulators, truths: [truth], dice: this.#dice, port: this.port };
    const wire = new FaultyWire({ ...options, ...(host !== undefined && { host }) });
    this.wires.push(wire);
    return wire.listen();
  }
}

const inverterOf = (id: string): Inverter => {
  const node: unknown = nodeOf(id);
  ok(isConfigNode(node));
  return node.inverter();
};

test(
  'a dongle that gets one address after the other is found again each time, and never another in its place',
  { timeout: full ? 900_000 : 180_000 },
  async () => {
    const all = closing(await Removals.open());
    const { observer } = all;
    const settings = { serial: DONGLE, findAgain: 'true', pace: '250' };
    const place = { host: places[0] ?? '', port: all.port };
    await deploy([
      tab,
      house(place, settings),
      ...reader({ trigger: 'poll' }),
      ...writer({ control: CONTROL }),
      ...watchers,
    ]);
    const inverter = inverterOf('house');
    const serials = new Set<string>();
    inverter.on('snapshot', ({ serial }: Snapshot) => serials.add(serial));
    inverter.on('outcome', (outcome) => observer.outcome(outcome));
    observer.watch(inverter);
    const fresh = async (since: number): Promise<void> =>
      until(() => observer.newest > since && inverter.status.state === 'online');
    await fresh(0);
    let sent = 0;
    const write = (): void => {
      const percent = 4 + ((sent++ * 7) % 90);
      observer.writing(percent);
      send('write', { payload: percent });
    };
    const ended = (): number =>
      box('outcomes').heard.length +
      box('errors').heard.filter((one) => at(one, 'error.source.id') === 'write').length;
    for (let move = 0; move < MOVES; move++) {
      write();
      await all.move(move);
      const moved = Date.now();
      write();
      await until(() => inverter.address.startsWith(`${places[(move + 1) % places.length]}:`));
      await wait(systemClock, MINUTE / 2);
      all.cure();
      await fresh(Date.now());
      all.recoveries.push(Date.now() - moved);
      write();
      // Each ends by itself, with a message or an error; this one on a good line.
      await until(() => ended() === sent);
    }
    await undeploy();
    const row = {
      mode: 'moved',
      runs: MOVES,
      requests: all.wires.reduce((sum, { requests }) => sum + requests, 0),
      faults: all.wires.reduce((sum, { faults }) => sum + faults, MOVES),
      snapshots: observer.snapshots,
      wrong: observer.wrong.length,
      writes: observer.writes,
      lostWrites: observer.lostWrites,
      recovery: Math.max(...all.recoveries) / 1000,
      crashes: observer.crashes.length + crashes.length,
      leaks: all.wires.reduce((sum, { connections }) => sum + connections, 0),
    };
    print('Over real TCP: real nodes, a dongle that moves', [row]);
    deepEqual([...serials], [all.own.serial]);
    equal(all.stranger.writes.length, 0);
    deepEqual(observer.wrong.slice(0, 1), []);
    deepEqual(faultsIn([row]), []);
    ok(observer.writes >= MOVES);
  },
);
