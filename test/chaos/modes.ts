import { INVERTER, type Query } from '../../src/protocol/messages.js';
import type { Dice } from './dice.js';
import { whole, type Mischief, type Piece, type Scene } from './mischief.js';
import {
  bankOf,
  baseOf,
  cutUp,
  deviceOf,
  emptied,
  flipped,
  noise,
  notice,
  refused,
  unknownKind,
  withByte,
  withSerial,
  withWrongCrc,
  withZeroTail,
  zeroPage,
} from './spoil.js';

const nothing: readonly Piece[] = [];
const at = (after: number, bytes: Buffer): Piece => ({ after, bytes });

type Spoil = (bytes: Buffer, scene: Scene) => readonly Piece[];

/** Spoils a share of the answers, and leaves the others whole. */
const some =
  (share: number, spoil: Spoil): Spoil =>
  (bytes, scene) => {
    if (!scene.dice.happens(share)) return whole(bytes);
    scene.count();
    return spoil(bytes, scene);
  };

const changed = (share: number, change: (bytes: Buffer, dice: Dice) => Buffer) =>
  some(share, (bytes, { dice }) => whole(change(bytes, dice)));

/** Times as a busy dongle takes them: mostly short, now and then seconds. */
const lateness = (dice: Dice): number => {
  const throwOf = dice.next();
  if (throwOf < 0.8) return dice.between(0, 60);
  return throwOf < 0.96 ? dice.between(300, 900) : dice.between(1200, 2800);
};

const question = (dice: Dice): Query => ({
  kind: 'read',
  device: dice.pick([INVERTER, INVERTER, 0x32, 0x33, 0x50, 0x70, 1]),
  bank: dice.pick(['input', 'holding']),
  base: dice.pick([0, 30, 60, 110, 120, 180, 1000, 1060, 1600, 2040]),
  count: dice.pick([60, 60, 30, 1, 5]),
});

/** Answers to other clients, around ours. */
const others = (bytes: Buffer, { dice, answer }: Scene): readonly Piece[] => {
  const foreign = answer(question(dice));
  if (foreign === undefined) return whole(bytes);
  const pieces = [foreign, bytes];
  return (dice.happens(0.5) ? pieces : pieces.toReversed()).map((one) => at(0, one));
};

/** Other clients ask for the very banks that we read, and for parts of them. */
const sameQuestion = ({ dice, answer, count }: Scene): readonly Piece[] => {
  count();
  const bytes = answer({
    kind: 'read',
    device: INVERTER,
    bank: dice.pick(['input', 'holding']),
    base: dice.pick([0, 60, 110, 120, 180, 1000, 1060, 1600, 2040]),
    count: dice.pick([60, 60, 60, 10, 1]),
  });
  return bytes === undefined ? nothing : whole(bytes);
};

// Where zeros are usual, or in a few registers, nobody can tell them from a glitch.
const mayBeZeroed = (bytes: Buffer): boolean =>
  bytes.length > 100 &&
  (deviceOf(bytes) === INVERTER
    ? baseOf(bytes) <= (bankOf(bytes) === 3 ? 120 : 0)
    : deviceOf(bytes) >= 0x32 && deviceOf(bytes) < 0x60);

const zeroed = (bytes: Buffer, dice: Dice): Buffer =>
  dice.happens(0.5) && mayBeZeroed(bytes) ? zeroPage(bytes) : withZeroTail(bytes, dice);

const byName = (dice: Dice): string => dice.pick(['', 'XX9999G999', 'SA9999G998', '??????????']);

/** Each answer in two pieces, cut one byte further on than the one before. */
const splitFurther = (): Mischief => {
  let boundary = 0;
  const answer = some(1, (bytes) => {
    const k = 1 + (boundary++ % (bytes.length - 1));
    return [at(0, bytes.subarray(0, k)), at(40, bytes.subarray(k))];
  });
  return { answer, slowest: 40 };
};

const byteByByte = (bytes: Buffer): readonly Piece[] =>
  cutUp(bytes, 1).map((byte, index) => at(index, byte));

const insideOut = (bytes: Buffer, dice: Dice): Buffer => {
  const k = 1 + dice.below(bytes.length - 1);
  const skip = dice.pick([0, 0, 1, 5]);
  return Buffer.concat([bytes.subarray(0, k), noise(dice), bytes.subarray(k + skip)]);
};

const oddLength = (bytes: Buffer, dice: Dice): Buffer =>
  withByte(bytes, dice.pick([18, 23, 24, 25, 25, 25]), dice.below(256));

/** Every way in which a line was ever seen to be bad, and some more. */
export const modes = {
  calm: () => ({}),
  jitter: () => ({
    answer: some(1, (bytes, { dice }) => [at(lateness(dice), bytes)]),
    slowest: 2800,
  }),
  lostAnswers: () => ({ answer: some(0.3, () => nothing) }),
  lostRequests: () => ({
    request: (bytes, { dice, count }) => {
      if (!dice.happens(0.3)) return [bytes];
      count();
      return [];
    },
  }),
  duplicates: () => ({
    answer: some(0.6, (bytes, { dice }) => [
      at(0, bytes),
      at(0, bytes),
      at(dice.between(0, 1500), bytes),
    ]),
    request: (bytes, { dice }) => (dice.happens(0.2) ? [bytes, bytes] : [bytes]),
    slowest: 1500,
  }),
  garbageBetween: () => ({
    answer: some(0.7, (bytes, { dice }) => [
      at(0, noise(dice)),
      at(0, bytes),
      at(dice.between(0, 50), noise(dice)),
    ]),
    chatter: ({ dice }) => (dice.happens(0.2) ? whole(noise(dice)) : nothing),
  }),
  garbageInside: () => ({ answer: changed(0.4, insideOut) }),
  truncated: () => ({
    answer: some(0.4, (bytes, { dice }) => whole(bytes.subarray(0, 1 + dice.below(bytes.length)))),
  }),
  splitAnywhere: splitFurther,
  byteByByte: () => ({ answer: some(1, byteByByte), slowest: 200 }),
  wrongCrc: () => ({ answer: changed(0.4, withWrongCrc) }),
  flippedBits: () => ({
    answer: changed(0.5, (bytes, dice) => flipped(bytes, dice, 1 + dice.below(3))),
  }),
  wrongInnerLength: () => ({ answer: changed(0.4, oddLength) }),
  wrongLength: () => ({
    answer: changed(0.4, (bytes, dice) => withByte(bytes, dice.pick([4, 5]), dice.below(256))),
  }),
  wrongSerial: () => ({ answer: changed(0.4, (bytes, dice) => withSerial(bytes, byName(dice))) }),
  otherAnswers: () => ({ answer: some(0.8, others) }),
  sameAnswers: () => ({ chatter: sameQuestion }),
  late: () => ({
    answer: some(0.25, (bytes, { dice }) => [at(dice.between(700, 3500), bytes)]),
    slowest: 3500,
  }),
  refusals: () => ({
    answer: some(0.3, (bytes, { dice }) =>
      whole(dice.happens(0.6) ? refused(bytes) : emptied(bytes)),
    ),
  }),
  zeros: () => ({ answer: changed(0.3, zeroed) }),
  noHeartbeats: () => ({ heartbeats: false }),
  heartbeatFlood: () => ({ heartbeatEvery: 30 }),
  strangeFrames: () => ({
    answer: some(0.7, (bytes, { dice }) => [
      at(0, dice.happens(0.5) ? notice(bytes) : unknownKind(bytes, dice)),
      at(0, bytes),
    ]),
  }),
  halfOpen: () => ({
    line: ({ dice, count }) => {
      if (dice.happens(0.4)) return {};
      count();
      return { deaf: true };
    },
  }),
  cutAnywhere: () => ({ line: ({ dice }) => ({ bytes: 1 + dice.below(1500) }) }),
  cutAnytime: () => ({ line: ({ dice }) => ({ lives: dice.between(1, 12_000) }) }),
  refusedForAWhile: () => ({
    line: ({ dice, count }) => {
      if (dice.happens(0.2)) return { lives: dice.between(2000, 30_000) };
      count();
      return { refused: true };
    },
  }),
  surplusSocket: () => ({ line: () => ({ lives: 10_000 }) }),
  stalls: () => ({
    // All that would come in the bad twenty of sixty seconds comes at their end.
    answer: (bytes, { now, count }) => {
      const phase = now % 60_000;
      if (phase < 40_000) return whole(bytes);
      count();
      return [at(60_000 - phase, bytes)];
    },
    slowest: 20_000,
  }),
  addressChange: () => ({
    line: ({ line, count }) => {
      if (line % 3 !== 0) return { lives: 70_000 };
      count();
      return { plant: 1, lives: 40_000 };
    },
  }),
} as const satisfies Record<string, () => Mischief>;

export type ModeName = keyof typeof modes | 'everything';

/** Any of the others by turns, a new one every few answers. */
const everything = (): Mischief => {
  const { addressChange: _, stalls: __, ...shorter } = modes;
  const all = Object.values<() => Mischief>(shorter).map((make) => make());
  let current: Mischief = {};
  let left = 0;
  const turn = ({ dice }: Scene): Mischief => {
    if (left-- <= 0) {
      current = all[dice.below(all.length)] ?? {};
      left = 1 + dice.below(12);
    }
    return current;
  };
  return {
    answer: (bytes, scene) => turn(scene).answer?.(bytes, scene) ?? whole(bytes),
    request: (bytes, scene) => current.request?.(bytes, scene) ?? [bytes],
    line: (scene) => turn(scene).line?.(scene) ?? {},
    chatter: (scene) => current.chatter?.(scene) ?? nothing,
    slowest: 3500,
  };
};

export const mischiefOf = (name: ModeName): Mischief =>
  name === 'everything' ? everything() : modes[name]();

export const modeNames: readonly ModeName[] = [
  ...Object.keys(modes).filter((name): name is keyof typeof modes => name in modes),
  'everything',
];
