import { INVERTER, type Bank } from '../protocol/messages.js';

/** Registers read together. `live` ones come with every poll, `slow` ones with the full round, `rare` ones once a day. */
export interface Block {
  readonly device: number;
  readonly bank: Bank;
  readonly base: number;
  readonly count: number;
  readonly pace: 'live' | 'slow' | 'rare';
  /** Asked for instead when the whole block is refused or unanswered: some firmware has only its beginning. */
  readonly shorter?: number;
  /**
   * When an answer of nothing but zeros is believed: always, or only until something else was seen
   * here. By default never: it is a glitch.
   */
  readonly mayBeZero?: 'always' | 'untilSeen';
  /** Only some firmware has it: its absence is no news. */
  readonly optional?: boolean;
}

/** A block in words, as `missing` and `readAt` name it: "input 0-59", "pack 2", "meter 1". */
export const labelOf = ({ device, bank, base, count }: Omit<Block, 'pace'>): string => {
  const range = `${bank} ${base}-${base + count - 1}`;
  return shared(device === INVERTER ? range : `${deviceName(device)} ${range}`);
};

// There are few labels and perhaps many plants: one text does for all of them.
const labels = new Map<string, string>();
const shared = (label: string): string => {
  const known = labels.get(label);
  if (known === undefined) labels.set(label, label);
  return known ?? label;
};

/** The phone app and programs of the first days call the inverter so. */
const OLD_ADDRESS = 0x00;
// AC coupled and Gen 1 inverters answer at these addresses as at 0x11, but for the battery's own page.
const FACADE = [0x31, 0x30, 0x32];
const BATTERY_PAGE = { base: 60, end: 120 } as const;
const FACADE_END = 360;

type Registers = Pick<Block, 'bank' | 'base' | 'count'>;

/** Other addresses at which these registers of the inverter may have been asked for. */
export const otherNames = ({ bank, base, count }: Registers): readonly number[] => {
  if (bank === 'meter') return [];
  const end = base + count;
  const outside = bank === 'holding' || end <= BATTERY_PAGE.base || base >= BATTERY_PAGE.end;
  return outside && end <= FACADE_END ? [...FACADE, OLD_ADDRESS] : [OLD_ADDRESS];
};

/** What answers at an address, in words (protocol reference, section 7). */
export const deviceName = (device: number): string => {
  if (device >= 0x01 && device <= 0x08) return `meter ${device}`;
  if (device === 0x31) return 'battery control';
  if (device >= 0x32 && device <= 0x37) return `pack ${device - 0x31}`;
  if (device >= 0x50 && device <= 0x6f) return `module ${device - 0x4f}`;
  if (device >= 0x70 && device <= 0x8f) return `stack ${device - 0x6f}`;
  if (device >= 0x90 && device <= 0x9f) return 'aggregator';
  if (device === 0xa0) return 'battery configuration';
  return `device 0x${device.toString(16)}`;
};
