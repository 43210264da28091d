import { BadInput } from '../errors.js';
import { INVERTER, type Bank } from '../protocol/messages.js';
import { lowVoltagePack } from '../registers/battery.js';
import type { Family } from '../registers/families.js';
import { batteryControl, batteryModule } from '../registers/highVoltage.js';
import { meter } from '../registers/meter.js';
import type { Register, RegisterTable } from '../registers/register.js';
import { wordsFor } from './encode.js';
import { simulatorPhrases } from '../simulatorPhrases.js';

/** One register of a plant. */
export interface Place {
  readonly device: number;
  readonly bank: Bank;
  readonly address: number;
}

/** Looks a register up: its word, or undefined where this plant has none. */
type Look = (place: Place) => number | undefined;

/** The registers of a reading, by its name in the tables. Throws BadInput. */
export const placesOf = (
  family: Family,
  device: number,
  reading: string,
  look: Look,
): readonly Place[] => {
  const row = tableAt(family, device)[reading];
  const places = row === undefined ? [] : placesIn(row, device);
  if (places.length === 0 || places.some((place) => look(place) === undefined))
    throw new BadInput(
      'reading',
      reading,
      simulatorPhrases.say('noReading', { model: family.title }),
    );
  return places;
};

/** A reading as words, each with its register. Throws BadInput. */
export const wordsHeld = (
  family: Family,
  device: number,
  reading: string,
  value: unknown,
  look: Look,
): readonly (Place & { readonly word: number })[] => {
  const places = placesOf(family, device, reading, look);
  const words = encoded(
    tableAt(family, device)[reading],
    value,
    places.map((place) => look(place) ?? 0),
  );
  if (words.length !== places.length || !words.every(isWord))
    throw new BadInput('value', value, simulatorPhrases.say('noValue', { reading }));
  return places.map((place, index) => ({ ...place, word: words[index] ?? 0 }));
};

const placesIn = ({ bank, address, codec }: Register, device: number): readonly Place[] =>
  Array.from({ length: codec.size }, (_, index) => ({ device, bank, address: address + index }));

const encoded = (
  row: Register | undefined,
  value: unknown,
  before: readonly number[],
): readonly number[] => {
  try {
    return row === undefined ? [] : wordsFor(row.codec, value, before);
  } catch {
    // Codecs trust their caller: whatever they make of a wrong type is no value.
    return [];
  }
};

const isWord = (word: number): boolean => Number.isInteger(word) && word >= 0 && word <= 0xffff;

const tableAt = (family: Family, device: number): RegisterTable => {
  if (device >= 0x01 && device <= 0x08) return meter;
  if (device >= 0x32 && device <= 0x37) return lowVoltagePack;
  if (device >= 0x50 && device <= 0x6f) return batteryModule;
  if (device >= 0x70 && device <= 0x8f) return batteryControl;
  return device === INVERTER ? family.table : {};
};

/** What an inverter says of a grid that is not there. */
export const noGrid: Readonly<Record<string, unknown>> = {
  systemMode: 'off grid',
  workMode: 'off grid',
  gridVoltage: 0,
  gridVoltageL1: 0,
  gridVoltageL2: 0,
  gridVoltageL3: 0,
  phaseVoltageL1: 0,
  phaseVoltageL2: 0,
  phaseVoltageL3: 0,
  gridPower: 0,
  gridImportPower: 0,
  gridExportPower: 0,
};
