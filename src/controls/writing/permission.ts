import { GivError } from '../../errors.js';
import { familyOf, type Family } from '../../registers/families.js';
import type { Register } from '../../registers/register.js';
import type { Snapshot } from '../../plant/snapshot.js';
import { isNeverWritten } from './neverWrite.js';
import { say, values } from './phrases.js';
import { takesWord } from './words.js';
import { settingLabel } from '../../registers/settingLabels.js';

/** What decides about writing: the plant as last seen, and the switches of its configuration. */
export interface PlantState {
  readonly snapshot: Snapshot;
  /** Refuses every write. */
  readonly readOnly: boolean;
  /** Opens the last row of the allow list and nothing else. */
  readonly unverified: boolean;
}

/** A row that may be written on this plant, or why it may not. */
export type Permission =
  | { readonly kind: 'allowed'; readonly row: Register }
  | { readonly kind: 'refused'; readonly error: GivError };

/** The family that permission follows: register 0 as read, never a model set by hand. */
export const writingFamily = ({ snapshot }: PlantState): Family =>
  familyOf(snapshot.topology.code, snapshot.topology.armFirmware);

/** May a setting be written on this plant? */
export const permission = (plant: PlantState, setting: string): Permission => {
  const problem = plantProblem(plant);
  if (problem !== undefined) return { kind: 'refused', error: problem };
  const row = rowOf(writingFamily(plant), setting);
  if (row === undefined) return { kind: 'refused', error: missing(plant, setting) };
  const unmet = unmetNeed(plant, row);
  if (unmet === undefined) return { kind: 'allowed', row };
  return {
    kind: 'refused',
    error: new GivError(
      unmet.code,
      say('settingRefused', { setting: settingLabel(setting), why: unmet.why }),
      {
        setting,
      },
    ),
  };
};

const plantProblem = (plant: PlantState): GivError | undefined => {
  const { model, topology } = plant.snapshot;
  const family = writingFamily(plant);
  if (family.writes === 'none')
    return new GivError(
      'NOT_ALLOWED',
      say('readOnlyModel', { code: topology.code || values.say('notRead') }),
      { code: topology.code },
    );
  if (family.name !== model.family)
    return new GivError(
      'NOT_ALLOWED',
      say('otherModel', { model: model.name, family: family.title, code: topology.code }),
      { code: topology.code },
    );
  return undefined;
};

const rowOf = ({ table, writes }: Family, setting: string): Register | undefined => {
  if (!Object.hasOwn(table, setting)) return undefined;
  if (Array.isArray(writes) && !writes.includes(setting)) return undefined;
  const row = table[setting];
  return row?.writable === true ? row : undefined;
};

const INSTEAD: Readonly<Record<string, string>> = {
  batteryCutoff: say('useReserve'),
  batteryPauseMode: say('useJobs'),
};

const missing = ({ snapshot }: PlantState, setting: string): GivError => {
  const { name, code } = snapshot.model;
  const instead = snapshot.model.phases === 3 ? INSTEAD[setting] : undefined;
  const facts = { model: name, code, setting: settingLabel(setting) };
  const text =
    instead === undefined ? say('noSetting', facts) : say('noSettingBut', { ...facts, instead });
  return new GivError('NOT_SUPPORTED', text, { setting, code });
};

interface Unmet {
  readonly code: 'NOT_SUPPORTED' | 'NOT_ALLOWED';
  readonly why: string;
}
const no = (why: string): Unmet => ({ code: 'NOT_SUPPORTED', why });

const unmetNeed = (plant: PlantState, row: Register): Unmet | undefined => {
  const { snapshot } = plant;
  const family = writingFamily(plant);
  const arm = snapshot.topology.armFirmware;
  switch (row.needs) {
    case undefined:
    case 'largestSeen':
      return undefined;
    case 'tenSlots':
      return family.tenSlots(arm) && wasRead(snapshot, row)
        ? undefined
        : no(say('twoSlots', { model: snapshot.model.name }));
    case 'powerLimits':
      return family.powerLimits && wasRead(snapshot, row) ? undefined : no(say('noPowerLimits'));
    case 'pauseMode':
      return pauseProblem(plant, row, family.pause(arm) !== 'none');
    case 'pauseSlot':
      return pauseProblem(plant, row, family.pause(arm) === 'modeAndSlot');
    case 'unverified':
      return unverifiedProblem(plant, row);
  }
};

const pauseProblem = ({ snapshot }: PlantState, row: Register, has: boolean): Unmet | undefined => {
  if (!has) return no(say('noPause', { model: snapshot.model.name }));
  return wasRead(snapshot, row) ? undefined : no(say('pauseUnread'));
};

const SLOT_BANK = [240, 299] as const;

const unverifiedProblem = (plant: PlantState, row: Register): Unmet | undefined => {
  if (!plant.unverified) return { code: 'NOT_ALLOWED', why: say('untried') };
  const inSlotBank = row.address >= SLOT_BANK[0] && row.address <= SLOT_BANK[1];
  const fits = !inSlotBank || writingFamily(plant).tenSlots(plant.snapshot.topology.armFirmware);
  return fits && wasRead(plant.snapshot, row) ? undefined : no(say('unanswered'));
};

/** Has a bank with this register arrived, and lately enough to be shown? `readAt` names banks as "holding 240-299". */
const wasRead = ({ readAt }: Snapshot, row: Register): boolean =>
  Object.keys(readAt).some((label) => {
    const range = /^holding (\d+)-(\d+)$/.exec(label);
    return (
      range !== null &&
      row.address >= Number(range[1]) &&
      row.address + row.codec.size - 1 <= Number(range[2])
    );
  });

/** Addresses change hands, also while something is being written: what is meant for one inverter is not for the next. */
export const assertSame = ({ snapshot }: PlantState, serial: string): void => {
  if (snapshot.serial === serial) return;
  throw new GivError('NOT_DETECTED', say('otherInverterHere'));
};

/** The last look before a frame leaves: is this word in this register inside the allow list of this plant? */
export const assertWritable = (plant: PlantState, address: number, word: number): void => {
  if (plant.readOnly) throw new GivError('READ_ONLY', say('readOnly'));
  const found = rowAt(plant, address);
  const allowed =
    found !== undefined &&
    takesWord(found.row, address - found.row.address, word) &&
    aboveLargest(plant, found.setting, found.row, word) === undefined;
  if (!allowed || isNeverWritten(address, word))
    throw new GivError('NOT_ALLOWED', say('notListed', { register: address, word }), {
      register: address,
      word,
    });
};

/** Every setting that may be written on this plant, by name. */
export const allowedRows = (plant: PlantState): ReadonlyMap<string, Register> =>
  new Map(
    Object.keys(writingFamily(plant).table).flatMap((setting) => {
      const found = permission(plant, setting);
      return found.kind === 'allowed' ? [[setting, found.row] as const] : [];
    }),
  );

/** The setting that holds a register, if it may be written on this plant. */
export const rowAt = (
  plant: PlantState,
  address: number,
): { readonly setting: string; readonly row: Register } | undefined => {
  for (const [setting, row] of allowedRows(plant))
    if (address >= row.address && address < row.address + row.codec.size) return { setting, row };
  return undefined;
};

/** The EMS's export limit may be the grid operator's: never more than was ever read there (controls reference, 8). */
export const aboveLargest = (
  { snapshot }: PlantState,
  setting: string,
  row: Register,
  word: number,
): GivError | undefined => {
  const { topology, inverter } = snapshot;
  const seen = Math.max(topology.largestExportLimit ?? -1, inverter.exportPowerLimit ?? -1);
  if (row.needs !== 'largestSeen' || word <= seen) return undefined;
  return new GivError(
    'NOT_ALLOWED',
    say('aboveLargest', {
      setting: settingLabel(setting),
      value: word,
      largest: seen < 0 ? values.say('noneYet') : seen,
    }),
    { setting, value: word, largest: seen < 0 ? undefined : seen },
  );
};
