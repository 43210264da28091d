import type { InverterReadings, ReadingName, Snapshot, Stack } from '../plant/snapshot.js';
import { deviceName } from '../registers/blocks.js';
import type { Said } from './event.js';
import type { EventKind } from './kinds.js';
import type { Sight } from './track.js';
import { TWICE, type Watch } from './watch.js';

/** Where a plant tells of one sort of trouble: what it is called there, as a list of words. */
type Source = (snapshot: Snapshot) => readonly Sight[];

const troubles = (begins: EventKind, ends: EventKind, sources: readonly Source[]): Watch => ({
  usual: '',
  settle: () => TWICE,
  look: ({ snapshot }) => sources.flatMap((source) => source(snapshot)),
  tell: ({ from, to }) => [
    ...named(begins, listOf(to.value), listOf(from.value)),
    ...named(ends, listOf(from.value), listOf(to.value)),
  ],
});

/** One event for all that is in one list and not in the other. */
const named = (event: EventKind, here: readonly string[], there: readonly string[]) => {
  const only = here.filter((trouble) => !there.includes(trouble));
  return only.length === 0 ? [] : [{ event, detail: only.join(', ') }];
};

const listOf = (value: Said | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];

const sight = (subject: string, what: string, found: readonly string[]): Sight => ({
  subject,
  what,
  is: found.join('|'),
  value: found,
});

/** A reading of the inverter, and what is wrong by it. */
const reading =
  <Name extends ReadingName>(
    name: Name,
    what: string,
    troublesIn: (value: NonNullable<InverterReadings[Name]>) => readonly string[],
  ): Source =>
  ({ inverter }) => {
    const value = inverter[name];
    return value === undefined || value === null ? [] : [sight(name, what, troublesIn(value))];
  };

const just = (word: string) => (value: string) => (value === word ? [word] : []);
const asListed = (list: readonly string[]): readonly string[] => list;

/** Bits that nobody has named go by their number, from the lowest. */
const bits =
  (word: string) =>
  (value: number): readonly string[] =>
    Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => Math.floor(value / 2 ** bit) % 2 === 1)
      .map((bit) => `${word} bit ${bit}`);

const stacks =
  (
    what: string,
    troublesIn: (readings: Stack['readings']) => readonly string[] | undefined,
  ): Source =>
  (snapshot) =>
    snapshot.stacks.flatMap(({ device, readings }) => {
      const found = troublesIn(readings);
      const name = deviceName(device);
      return found === undefined ? [] : [sight(`${name} ${what}`, name, found)];
    });

const unless = <T>(value: T | undefined, troublesIn: (value: T) => readonly string[]) =>
  value === undefined ? undefined : troublesIn(value);

export const fault = troubles('inverterFault', 'inverterFaultCleared', [
  reading('inverterStatus', 'inverter', just('fault')),
  reading('inverterFaultWord', 'inverter', bits('fault')),
  reading('faultWord0', 'inverter', asListed),
  reading('faultWord1', 'inverter', asListed),
  reading('faultWord2', 'inverter', asListed),
  reading('faultWord3', 'inverter', asListed),
  reading('faultWord4', 'inverter', asListed),
  reading('faultWord5', 'inverter', asListed),
  reading('faultWord6', 'inverter', asListed),
  reading('dcStatus', 'inverter', just('fault')),
  reading('workMode', 'gateway', just('fault')),
  reading('protectionFaultFlags', 'gateway', bits('fault')),
  reading('emsStatus', 'EMS', just('fault')),
  reading('errorFlags', 'EMS', asListed),
  reading('inverter1Status', 'inverter 1', just('error')),
  reading('inverter2Status', 'inverter 2', just('error')),
  reading('inverter3Status', 'inverter 3', just('error')),
  reading('inverter4Status', 'inverter 4', just('error')),
  stacks('status', ({ status }) => unless(status, just('error'))),
  stacks('fault', ({ packFaultFlags }) => unless(packFaultFlags, bits('fault'))),
  stacks('protection', ({ packProtectionFlags }) =>
    unless(packProtectionFlags, bits('protection')),
  ),
]);

export const warning = troubles('inverterWarning', 'inverterWarningCleared', [
  reading('inverterStatus', 'inverter', just('warning')),
  reading('inverterWarningWord', 'inverter', bits('warning')),
  // Battery full or weak, fans and meters: nothing that stops the inverter.
  reading('faultWord7', 'inverter', asListed),
  reading('dcStatus', 'inverter', just('warning')),
  reading('batteryWarningFlags', 'battery', asListed),
  reading('emsStatus', 'EMS', just('warning')),
  reading('warningFlags', 'plant', asListed),
  reading('inverter1Status', 'inverter 1', just('warning')),
  reading('inverter2Status', 'inverter 2', just('warning')),
  reading('inverter3Status', 'inverter 3', just('warning')),
  reading('inverter4Status', 'inverter 4', just('warning')),
  stacks('warning', ({ packWarningFlags }) => unless(packWarningFlags, bits('warning'))),
]);
