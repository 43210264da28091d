import { BadInput } from '../../src/index.js';
import type { Corruption, Simulator } from '../../src/simulator/index.js';
import type { Fields } from '../common/fields.js';
import { isRecord, wholeIn, wholeNeeded, wordIn, yesNoIn } from '../common/payload.js';
import { banks } from '../read/rawQuery.js';
import { messagePhrases } from '../common/phrases.js';

type Act = (simulator: Simulator) => void;

const SECOND = 1000;
const MINUTE = 60_000;
/** Where an inverter answers on its bus. */
const INVERTER = 0x11;
const MOST_ANSWERS = 1000;

const count = (asked: Fields): number => wholeIn('count', asked['count'], [1, MOST_ANSWERS], 1);
const device = (asked: Fields): number => wholeIn('device', asked['device'], [0, 255], INVERTER);
const register = (asked: Fields): number => wholeNeeded('register', asked['register'], [0, 65_535]);

const onOff = (asked: Fields): boolean => yesNoIn('on', asked['on'], true);

const reading = (asked: Fields): string => {
  const { reading: name } = asked;
  if (typeof name === 'string') return name;
  throw new BadInput('reading', name, messagePhrases.say('reading'));
};

const spoilt: readonly Corruption[] = [
  'crc',
  'innerLength',
  'garbage',
  'truncated',
  'null',
  'zeroTail',
  'twice',
  'foreign',
  'serial',
];

/** What a message may do to a simulated inverter: parsed first, done then. */
const commands = {
  state: () => () => undefined,
  advance: (asked) => {
    const minutes = wholeIn('minutes', asked['minutes'], [1, 7 * 1440], 60);
    return (simulator) => simulator.advance(minutes * MINUTE);
  },
  grid: (asked) => {
    const on = onOff(asked);
    return (simulator) => simulator.grid(on);
  },
  hold: (asked) => {
    const [name, at] = [reading(asked), device(asked)];
    return (simulator) => simulator.hold(name, asked['value'], at);
  },
  poke: (asked) => {
    const bank = wordIn('bank', asked['bank'], banks);
    const [at, address] = [device(asked), register(asked)];
    const word = wholeNeeded('word', asked['word'], [0, 65_535]);
    return (simulator) => simulator.poke(at, bank, address, word);
  },
  release: (asked) => {
    const [name, at] = [asked['reading'] === undefined ? undefined : reading(asked), device(asked)];
    return (simulator) => simulator.release(name, at);
  },
  drop: () => (simulator) => simulator.drop(),
  refuse: (asked) => {
    const seconds = wholeIn('seconds', asked['seconds'], [1, 3600], 60);
    return (simulator) => simulator.refuseConnections(seconds * SECOND);
  },
  hang: (asked) => {
    const on = onOff(asked);
    return ({ faults }) => faults.hang(on);
  },
  lose: (asked) => {
    const answers = count(asked);
    return ({ faults }) => faults.loseNextAnswers(answers);
  },
  late: (asked) => {
    const [ms, answers] = [wholeIn('ms', asked['ms'], [1, 60_000], 5000), count(asked)];
    return ({ faults }) => faults.answerLate(ms, answers);
  },
  spoil: (asked) => {
    const [kind, answers] = [wordIn('kind', asked['kind'], spoilt), count(asked)];
    return ({ faults }) => faults.corruptNext(kind, answers);
  },
  silence: (asked) => {
    const bank = wordIn('bank', asked['bank'], banks);
    const [at, base] = [device(asked), register(asked)];
    const registers = wholeIn('count', asked['count'], [1, 60], 60);
    return ({ faults }) => faults.silentBank(at, bank, base, registers);
  },
  ignoreWrites: (asked) => {
    const on = onOff(asked);
    return ({ faults }) => faults.ignoreWrites(on);
  },
  mend: () => (simulator) => {
    simulator.faults.clear();
    simulator.release();
  },
} as const satisfies Readonly<Record<string, (asked: Fields) => Act>>;

type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands).filter(
  (name): name is CommandName => name in commands,
);

/** What a payload asks for: an object with a command, or its name alone; anything else asks for the state. */
export const commandFrom = (
  payload: unknown,
): { readonly name: CommandName; readonly act: Act } => {
  const asked: Fields = isRecord(payload) ? payload : { command: nameIn(payload) };
  if (asked['command'] === undefined)
    throw new BadInput(
      'command',
      undefined,
      messagePhrases.say('oneOf', { words: commandNames.join(', ') }),
    );
  const name = wordIn('command', asked['command'], commandNames);
  return { name, act: commands[name](asked) };
};

const nameIn = (payload: unknown): string =>
  typeof payload === 'string' && payload !== '' ? payload : 'state';
