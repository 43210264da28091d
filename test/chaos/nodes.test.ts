import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import type { Inverter, Snapshot } from '../../src/index.js';
import { isConfigNode } from '../../nodes/config/configNode.js';
import { systemClock, wait } from '../../src/time/clock.js';
import { families } from '../../src/registers/families.js';
import {
  at,
  box,
  deploy,
  house,
  nodeOf,
  reader,
  send,
  tab,
  undeploy,
  until,
  useNodeRed,
  watchers,
  writer,
  type FlowItem,
} from '../nodes/support.js';
import { BadWire } from './badWire.js';
import { modeNames, type ModeName } from './modes.js';
import { useHurry } from './hurried.js';
import { CONTROL } from './observer.js';
import type { Report } from './run.js';
import { faultsIn, full, print, rowsOf } from './table.js';

const FACTOR = 20;
const BAD_FOR = full ? 120_000 : 90_000;
const WRITE_EVERY = 30_000;
const SHORT: readonly ModeName[] = ['garbageInside', 'late', 'cutAnytime', 'everything'];
const modes = full ? modeNames : SHORT;

useNodeRed();
const crashes = useHurry(FACTOR);

/** A home of its own for each mode: settings, a read node, a write node, and where their messages go. */
interface Home {
  readonly mode: ModeName;
  readonly bad: BadWire;
  readonly shown: Set<string>;
  sent: number;
}

const open = async (mode: ModeName, index: number): Promise<Home> => {
  const model = families[index % families.length]?.name ?? 'hybridGen1';
  const bad = await BadWire.open({ title: model, mode, seed: 5, simulator: { model, seed: 3 } });
  return { mode, bad, shown: new Set(), sent: 0 };
};

const itemsOf = ({ mode, bad }: Home): readonly FlowItem[] => {
  const config = { host: '127.0.0.1', port: bad.port };
  const [read, readings] = reader({ trigger: 'poll' });
  const [write, outcomes] = writer({ control: CONTROL });
  ok(read && readings && write && outcomes);
  return [
    house(config, { id: `house ${mode}`, pace: '250' }),
    { ...read, id: `read ${mode}`, inverter: `house ${mode}`, wires: [[`readings ${mode}`]] },
    { ...readings, id: `readings ${mode}` },
    { ...write, id: `write ${mode}`, inverter: `house ${mode}`, wires: [[`outcomes ${mode}`]] },
    { ...outcomes, id: `outcomes ${mode}` },
  ];
};

const inverterOf = ({ mode }: Home): Inverter => {
  const node: unknown = nodeOf(`house ${mode}`);
  ok(isConfigNode(node));
  return node.inverter();
};

const PATHS = ['power.load', 'power.grid', 'battery.stateOfCharge'] as const;
const textOf = (figures: unknown): string =>
  PATHS.map((path) => String(at(figures, path))).join(' ');

const watch = (home: Home): void => {
  const inverter = inverterOf(home);
  inverter.on('snapshot', ({ figures }: Snapshot) => home.shown.add(textOf(figures)));
  inverter.on('outcome', (outcome) => home.bad.observer.outcome(outcome));
  home.bad.observer.watch(inverter);
};

const write = (home: Home, percent: number): void => {
  home.bad.observer.writing(percent);
  home.sent++;
  send(`write ${home.mode}`, { payload: percent });
};

/** Messages with figures that no snapshot had. */
const inventedBy = ({ mode, shown }: Home): readonly string[] =>
  box(`readings ${mode}`)
    .heard.map(({ payload }) => textOf(payload))
    .filter((text) => !shown.has(text));

/** Writes that ended in a message or in an error that Catch nodes hear. */
const ended = ({ mode }: Home): number =>
  box(`outcomes ${mode}`).heard.length +
  box('errors').heard.filter((one) => at(one, 'error.source.id') === `write ${mode}`).length;

test(
  'real nodes behind bad lines: no wrong value in a message, every write ends in words, nothing is left',
  {
    timeout: 300_000,
  },
  async () => {
    const homes = await Promise.all(modes.map(open));
    await deploy([tab, ...homes.flatMap(itemsOf), ...watchers]);
    homes.forEach(watch);
    for (let time = 0, percent = 4; time < BAD_FOR; time += WRITE_EVERY) {
      await wait(systemClock, WRITE_EVERY);
      percent = 4 + ((percent + 7) % 90);
      for (const home of homes) write(home, percent);
    }
    const recovered = await Promise.all(homes.map((home) => home.bad.recover(inverterOf(home))));
    // Each ends by itself, with a message or an error.
    await until(() => homes.every((home) => ended(home) === home.sent));
    await undeploy();
    const reports: Report[] = [];
    for (const [index, { bad }] of homes.entries())
      reports.push(await bad.report(recovered[index]));
    print('Over real TCP: real nodes in Node-RED', rowsOf(reports));
    for (const home of homes) {
      deepEqual(inventedBy(home), [], home.mode);
      equal(ended(home), home.sent, `writes that ended, ${home.mode}`);
      ok(home.shown.size > 1, `nothing was ever shown, ${home.mode}`);
    }
    deepEqual(
      reports.flatMap(({ wrong }) => wrong.slice(0, 1)),
      [],
    );
    deepEqual(faultsIn(rowsOf(reports)), []);
    deepEqual(crashes, []);
  },
);
