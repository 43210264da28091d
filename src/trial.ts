import { downText, type DownKind } from './link/down.js';
import { asError, GivError } from './errors.js';
import { openInverter, type Inverter } from './inverter.js';
import type { InverterOptions } from './inverterOptions.js';
import { phrasebook } from './phrasebook.js';
import type { Snapshot } from './plant/snapshot.js';

/** What came of trying to reach an inverter. */
export type Trial = TrialFacts | TrialFailure;

export interface TrialFacts {
  readonly ok: true;
  readonly model: string;
  readonly firmware: number;
  readonly batteries: number;
  readonly meters: number;
  /** Of the battery, in percent. */
  readonly charge?: number;
  /** W the inverter is made for. */
  readonly ratedPower?: number;
  /** ms of which nine in ten answers stay below. */
  readonly latency?: number;
}

export interface TrialFailure {
  readonly ok: false;
  readonly kind: DownKind | 'stranger' | 'otherDongle' | 'slow' | 'unusable';
  /** What happened, why, what to do. */
  readonly reason: string;
}

/** What only a trial tells. */
export const trialPhrases = phrasebook('trouble', {
  otherSerial:
    'an inverter answers at {address}, but its dongle has another serial than the one filled in: correct the serial or leave it empty, or correct the address',
  stranger:
    "something answers at {address}, but not as an inverter's dongle does: check the address and the port (8899)",
  tooSlow:
    'the inverter answers too slowly or not completely: close other programs that use the dongle, and test again later ({cause})',
});

const LONGEST = 45_000;

/** Connects, reads what is there and leaves again; writes nothing. Never rejects. */
export const tryInverter = async (
  options: InverterOptions,
  signal?: AbortSignal,
): Promise<Trial> => {
  try {
    const inverter = openInverter({ ...options, polling: false, readOnly: true });
    try {
      return await examine(inverter, options, signal);
    } finally {
      await inverter.close();
    }
  } catch (error) {
    return { ok: false, kind: 'unusable', reason: asError(error).message };
  }
};

/** The same with a connection that is there already. Never rejects. */
export const examine = async (
  inverter: Inverter,
  { serial = '' }: Pick<InverterOptions, 'serial'>,
  given?: AbortSignal,
): Promise<Trial> => {
  const limit = AbortSignal.timeout(LONGEST);
  const signal = given === undefined ? limit : AbortSignal.any([limit, given]);
  try {
    const snapshot = await inverter.refresh('all', { signal });
    const { dongle } = inverter.serials;
    return serial === '' || dongle === undefined || dongle === serial
      ? factsOf(snapshot, inverter.counters['latency'])
      : otherDongle(inverter.address);
  } catch (error) {
    return failure(inverter, asError(error));
  }
};

const factsOf = ({ model, topology, figures }: Snapshot, latency: number | undefined): Trial => {
  const { stateOfCharge } = figures.battery;
  return {
    ok: true,
    model: model.name,
    firmware: model.armFirmware,
    batteries: batteriesIn(topology),
    meters: topology.meters.length,
    ...(stateOfCharge !== undefined && { charge: stateOfCharge }),
    ...(model.ratedPower !== undefined && { ratedPower: model.ratedPower }),
    ...(latency !== undefined && { latency }),
  };
};

/** Packs, and modules of stacks. */
export const batteriesIn = ({ packs, stacks }: Snapshot['topology']): number =>
  stacks.reduce((sum, { modules }) => sum + modules.length, packs.length);

const otherDongle = (address: string): TrialFailure => ({
  ok: false,
  kind: 'otherDongle',
  reason: trialPhrases.say('otherSerial', { address }),
});

const failure = ({ address, counters, status }: Inverter, error: Error): TrialFailure => {
  const garbled = Object.keys(counters).some(
    (name) => name.startsWith('bad.') && (counters[name] ?? 0) > 0,
  );
  if (garbled && counters['answers'] === 0) return stranger(address);
  const detail = error instanceof GivError ? error.detail : {};
  const { kind, reason } = detail;
  if (isDownKind(kind) && typeof reason === 'string') return { ok: false, kind, reason };
  if (counters['answers'] === 0)
    return { ok: false, kind: 'silent', reason: downText('silent', address) };
  return {
    ok: false,
    kind: 'slow',
    reason: status.reason ?? trialPhrases.say('tooSlow', { cause: error.message }),
  };
};

const stranger = (address: string): TrialFailure => ({
  ok: false,
  kind: 'stranger',
  reason: trialPhrases.say('stranger', { address }),
});

const downKinds: Readonly<Record<DownKind, true>> = {
  refused: true,
  silent: true,
  unreachable: true,
  unknownName: true,
  churn: true,
  taken: true,
  ended: true,
  other: true,
};
const isDownKind = (kind: unknown): kind is DownKind =>
  typeof kind === 'string' && Object.hasOwn(downKinds, kind);
