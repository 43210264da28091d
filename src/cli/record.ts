import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  openInverter,
  readRecording,
  recordingTextOf,
  redact as redacted,
  type Inverter,
} from '../index.js';
import { asError, GivError } from '../errors.js';
import { usage } from './arguments.js';
import { command } from './command.js';
import type { Io } from './io.js';
import { tellOdd } from './oddLines.js';
import { common, flag, linkOptions, model, positive } from './options.js';
import { follow, progressOn } from './progress.js';
import { sessionFrom, type Session } from './session.js';

/** Bytes of traffic that are kept, some hours of it. */
const ROOM = 1_000_000;
const SECONDS = 60;

const force = flag('Write over a file that is there already');
const { timeout: _, ...talking } = linkOptions;

export const record = command({
  name: 'record',
  summary: 'Record the traffic with an inverter, without serial numbers and addresses',
  about:
    'It polls as the nodes do and writes nothing to the inverter. Ctrl-C ends it sooner and keeps what there is.',
  operands: [{ name: 'file' }],
  options: {
    seconds: positive('number', `How long (${SECONDS})`),
    model: model('Read it as this model, for a dongle that does not tell'),
    force,
    ...talking,
    ...common,
  },
  examples: [
    'givtcp record report.log --host 192.168.1.50',
    'givtcp record report.log --host 192.168.1.50 --seconds 600',
  ],
  run: async ([file = ''], told, io) => {
    const { seconds = SECONDS, json = false } = told;
    const session = sessionFrom(told);
    const recording = await recorded(session, seconds, io);
    const path = kept(file, recording, told.force === true);
    const lines = recording.split('\n').length - 1;
    if (json) io.out(`${JSON.stringify({ file: path, lines }, undefined, 2)}\n`);
    else io.out(`${lines} lines in ${path}; try: givtcp replay ${path}\n`);
    return 0;
  },
});

const recorded = async (session: Session, seconds: number, io: Io): Promise<string> => {
  const { host, port } = session.inverter;
  const inverter = openInverter({ ...session.inverter, polling: true, recording: ROOM });
  const progress = progressOn(io, session.verbose);
  const unfollow = follow(inverter, `${host}:${port}`, progress);
  inverter.on('snapshot', ({ complete }) => {
    if (complete) unfollow();
    if (complete) progress.say('all has been read once and is read again; Ctrl-C ends it');
  });
  try {
    const ending = AbortSignal.any([io.interrupted, AbortSignal.timeout(seconds * 1000)]);
    if (!ending.aborted) await once(ending, 'abort');
    return something(inverter);
  } finally {
    unfollow();
    await inverter.close();
    progress.end();
  }
};

/** A file without one answer would help nobody. */
const something = (inverter: Inverter): string => {
  const text = inverter.recording();
  if (/ rx /.test(text)) return text;
  const { code = 'NO_REPLY', reason = 'the inverter has not answered in this time' } =
    inverter.status;
  throw new GivError(code, `nothing was recorded: ${reason}`);
};

export const redact = command({
  name: 'redact',
  summary: 'Take serial numbers and addresses out of a recording',
  about:
    'Figures stay, serials become others of the same kind, checksums are made anew. What `record` writes is like that already.',
  operands: [{ name: 'recording' }, { name: 'file', optional: true }],
  options: { force, ...common },
  examples: ['givtcp redact capture.log', 'givtcp redact capture.log report.log'],
  run: ([recording = '', file], { force: over = false, json = false }, io) => {
    const given = contentOf(recording);
    const text = redacted(given);
    tellOdd(readRecording(given).odd, io);
    if (file !== undefined) kept(file, text, over);
    else if (!json) io.out(text);
    if (json) io.out(`${JSON.stringify(file === undefined ? { text } : { file }, undefined, 2)}\n`);
    return 0;
  },
});

const contentOf = (path: string): string => {
  try {
    return recordingTextOf(readFileSync(path));
  } catch (error) {
    throw usage(`cannot read the recording ${path}: ${asError(error).message}`);
  }
};

const kept = (path: string, text: string, over: boolean): string => {
  try {
    writeFileSync(path, text, { flag: over ? 'w' : 'wx' });
    return path;
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const reason = exists ? 'it is there already; --force writes over it' : asError(error).message;
    throw usage(`cannot write ${path}: ${reason}`);
  }
};
