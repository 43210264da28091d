import type { ApplyOptions, Outcome } from '../index.js';
import { GivError } from '../errors.js';
import { maxAge } from './answer.js';
import { command, type Told } from './command.js';
import { exits } from './failure.js';
import type { Io } from './io.js';
import { knownControl } from './known.js';
import { common, flag, linkOptions, whole } from './options.js';
import { outcomeText } from './outcomeText.js';
import { sessionFrom, withInverter } from './session.js';
import { memoryOf } from './state.js';

const WARN_AT = 100;
const STOP_AT = 400;

const options = {
  'dry-run': flag('Say what would be written, and write nothing'),
  force: flag('Write also what is already as wanted'),
  'strict-seed': flag('setChargeSlot switches the schedule on, as the original GivTCP did'),
  unverified: flag('Allow the few settings that nobody has verified'),
  budget: whole(
    'number',
    `Writes a day to stop at, since each wears the memory (${STOP_AT})`,
    [1, 10_000],
  ),
  ...linkOptions,
  ...common,
} as const;

export const write = command({
  name: 'write',
  summary: 'Change a setting of the inverter, and read it back',
  about:
    'The controls and their payloads are listed by: givtcp controls [control]\nWrites of this computer and day are counted, over all runs.',
  operands: [{ name: 'control' }, { name: 'payload', optional: true }],
  options,
  examples: [
    'givtcp write setChargeTarget 80 --host 192.168.1.50',
    `givtcp write setChargeTarget '{"chargeToPercent":"50"}' --host 192.168.1.50`,
    `givtcp write setChargeSlot1 '{"start":"0100","finish":"05:30"}' --host 192.168.1.50 --dry-run`,
  ],
  run: async ([given = '', payload], told, io) => {
    const name = checked(given, payload, told['dry-run'] === true);
    const session = sessionFrom(told);
    const { unverified = false, budget: stopAt = STOP_AT } = told;
    const budget = { warnAt: Math.min(WARN_AT, stopAt), stopAt };
    const inverter = { ...session.inverter, unverified, budget, memory: memoryOf(io) };
    const outcome = await withInverter({ ...session, inverter }, io, async (inverter, say) => {
      await inverter.refresh('all', { maxAge });
      say(`writing ${name} and reading it back`);
      return inverter.apply(name, payload, applyOptions(told));
    });
    return show(outcome, told.json === true, io);
  },
});

/** Refuses before anything is connected what could never be done. */
const checked = (name: string, payload: string | undefined, dryRun: boolean): string => {
  const { control, fixed } = knownControl(name);
  const { job, rate, onlyShow } = control.request(payload, fixed);
  if (rate !== undefined)
    throw new GivError(
      'NOT_SUPPORTED',
      `${name} changes a tariff, and this command keeps none: use the write node in Node-RED, MQTT or REST, with rates in the settings of the inverter`,
      { control: name },
    );
  if (job?.kind === 'start' && !dryRun && !onlyShow)
    throw new GivError(
      'NOT_SUPPORTED',
      `${name} has to be ended after ${job.minutes} minutes, and this command will be gone by then: use the write node in Node-RED, which stays`,
      { control: name },
    );
  return name;
};

const applyOptions = (told: Told<typeof options>): ApplyOptions => ({
  dryRun: told['dry-run'] === true,
  force: told.force === true,
  strictSeed: told['strict-seed'] === true,
});

const show = (outcome: Outcome, json: boolean, io: Io): number => {
  for (const warning of outcome.warnings) io.err(`givtcp: ${warning}\n`);
  io.out(json ? `${JSON.stringify(outcome, undefined, 2)}\n` : outcomeText(outcome));
  const { result } = outcome;
  return result === 'unconfirmed' || result === 'superseded' ? exits.refused : exits.ok;
};
