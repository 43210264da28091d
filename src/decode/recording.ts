import { asAnswer, readOf, type Read } from '../protocol/messages.js';
import {
  readRecording,
  recordingTextOf,
  type Chunk,
  type OddLine,
  type RecordedText,
} from '../protocol/recording.js';
import type { Model } from '../registers/models.js';
import { missingOf, Progress } from '../plant/polling/progress.js';
import { Plant } from '../plant/plant.js';
import type { Snapshot } from '../plant/snapshot.js';
import { eachHeard, isChangedByHand, type Damage } from '../protocol/recorded/heard.js';
import { donglesIn, ofOneDongle, type Dongle } from '../protocol/recorded/dongles.js';
import { kept, type Answer } from './frames.js';
import { deviceOf, WordMemory } from './memory.js';
import { decoderFor, pageFaultIn, type Decoded, type DecoderOptions } from './values.js';
import { foundIn, whoIs, type Found, type Known } from './who.js';

export interface RecordingOptions extends DecoderOptions {
  /**
   * Are frames believed whose checksum is wrong, if they are whole? true: none; false: all. Default: where several
   * answer and not one is right, as after serials were changed by hand. They are counted either way.
   */
  readonly checkCrc?: boolean;
  /** The model, where the recording does not tell or is not believed: four hex digits or a family name. */
  readonly model?: string;
  /** The serial of the dongle to listen to, where several answer. Default: the busiest. */
  readonly dongle?: string;
}

/** One answer of a recording, decoded. */
export interface DecodedAnswer extends Decoded {
  /** When it came: ms since 1970. Without times in the recording it counts on from 1970. */
  readonly at: number;
  readonly bank: Answer['bank'];
  readonly base: number;
  readonly count: number;
}

export interface DecodedRecording {
  readonly model: Model;
  /** Whether the model was told by hand, detected by registers 0 to 21, or guessed by what answers. */
  readonly known: Known;
  /** Those that answer in it, the busiest first: it is the one decoded, unless another was named. */
  readonly dongles: readonly Dongle[];
  /** Has the recording times of its own? */
  readonly timed: boolean;
  /** In the order of time. */
  readonly answers: readonly DecodedAnswer[];
  /** What a client that had seen all this would show at its end: readings, figures, batteries, meters. */
  readonly snapshot: Snapshot;
  /** Frames that were damaged or are no answers, by kind. */
  readonly bad: Damage;
  /** Were frames with a wrong checksum believed? */
  readonly unchecked: boolean;
  /** Lines that could not be used. */
  readonly odd: readonly OddLine[];
}

/**
 * Every value of a recording with its time, and the plant as it was at its end. Takes text in any of the forms of
 * `readRecording`, a file's content, or bytes as they were on the wire. Throws GivError BAD_CONFIG for a model that
 * does not exist, or a dongle that is not in it; damage is counted, not thrown.
 */
export const decodeRecording = (
  recording: string | Uint8Array | RecordedText,
  { model: name, dongle, checkCrc, unproven = false }: RecordingOptions = {},
): DecodedRecording => {
  const { chunks, odd, timed } = textOf(recording);
  const unchecked = checkCrc === undefined ? isChangedByHand(chunks) : !checkCrc;
  const { answers: all, bad } = answersIn(chunks, !unchecked);
  const dongles = donglesIn(all);
  const answers = ofOneDongle(all, dongles, dongle);
  const memory = new WordMemory();
  // Of a page that no client would believe, what nothing else has told.
  for (const { answer } of answers)
    if (!memory.knows(answer) || pageFaultIn(answer, memory.heldBy(answer)) === undefined)
      memory.put(answer);
  const serial = answers.findLast(({ answer }) => answer.inverter !== '')?.answer.inverter;
  const { model, known } = whoIs(memory, name, serial);
  const decode = decoderFor(model.family, { unproven });
  return {
    model,
    known,
    dongles,
    timed,
    answers: answers.map(({ at, answer }) => ({
      at,
      bank: answer.bank,
      base: answer.base,
      count: answer.words.length,
      ...decode(answer),
    })),
    snapshot: snapshotAt(answers, foundIn(memory, model, serial)),
    bad,
    unchecked,
    odd,
  };
};

const textOf = (recording: string | Uint8Array | RecordedText): RecordedText => {
  if (typeof recording === 'string') return readRecording(recording);
  return recording instanceof Uint8Array ? readRecording(recordingTextOf(recording)) : recording;
};

interface Timed {
  readonly at: number;
  readonly dongle: string;
  readonly answer: Answer;
}

interface Heard {
  readonly answers: readonly Timed[];
  readonly bad: Damage;
}

// What came from the dongle; requests of other programs may be among it.
const answersIn = (chunks: readonly Chunk[], checkCrc: boolean): Heard => {
  const answers: Timed[] = [];
  const bad = eachHeard(chunks, checkCrc, (frame, at) => {
    const answer = kept(frame);
    if (answer.kind === 'words') answers.push({ at, dongle: answer.dongle, answer });
  });
  return { answers, bad };
};

/** A client looks as often as this at most, and a plant remembers what it has told (ms). */
const LOOKS_EVERY = 5000;

// The plant of a client that overheard it all. Blocks may have come in other pieces than it would ask for.
const snapshotAt = (answers: readonly Timed[], { model, family, topology }: Found): Snapshot => {
  const [first = 0, last = 0] = [answers[0]?.at, answers.at(-1)?.at];
  // Nothing grows too old within a recording.
  const span = Math.max(1, last - first);
  const pace = { liveEvery: span, allEvery: span };
  const plant = new Plant(model, topology, pace, family);
  const memory = new WordMemory();
  let seen = first;
  for (const { at, answer } of answers) {
    memory.put(answer);
    for (const read of readsTouchedBy(answer, plant)) tell(plant, memory, read, at);
    if (at - seen < LOOKS_EVERY) continue;
    plant.snapshot(at, true, []);
    seen = at;
  }
  // A client asks twice for a battery page before it shows the first one.
  for (const { whole, page } of plant.desks)
    if (whole !== undefined && Object.keys(whole).length === 0)
      tell(plant, memory, readOf(page.block), last);
  return plant.snapshot(last, true, missingOf(plant, new Progress()));
};

const tell = (plant: Plant, memory: WordMemory, read: Read, at: number): void => {
  const words = memory.wordsOf(read);
  if (words !== undefined) plant.receive(asAnswer(read, words), at);
};

const readsTouchedBy = (answer: Answer, plant: Plant): readonly Read[] => {
  const { bank, base, words } = answer;
  const [owner, end] = [deviceOf(answer), base + words.length];
  return plant.desks
    .map(({ page: { block } }) => block)
    .filter((block) => block.device === owner && block.bank === bank)
    .filter((block) => base < block.base + block.count && end > block.base)
    .map(readOf);
};
