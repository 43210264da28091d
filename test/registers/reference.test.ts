import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { lowVoltageControl, lowVoltagePack } from '../../src/registers/battery.js';
import { ems } from '../../src/registers/ems.js';
import { gateway } from '../../src/registers/gateway.js';
import {
  aggregator,
  batteryControl,
  batteryModule,
  configuration,
} from '../../src/registers/highVoltage.js';
import { meter, meterExternal, meterProduct, meterTenths } from '../../src/registers/meter.js';
import type { Register, RegisterTable } from '../../src/registers/register.js';
import { singlePhase } from '../../src/registers/singlePhase.js';
import { threePhase } from '../../src/registers/threePhase.js';
import { referenceRows, type ReferenceRow } from '../support/reference.js';

/** Every table, the files it must hold, and the one it may borrow rows from. */
const tables: readonly { name: string; table: RegisterTable; files: string[]; borrows?: string }[] =
  [
    { name: 'singlePhase', table: singlePhase, files: ['inverter-holding', 'inverter-input'] },
    {
      name: 'threePhase',
      table: threePhase,
      files: ['three-phase-holding', 'three-phase-input'],
      borrows: 'inverter-holding',
    },
    { name: 'ems', table: ems, files: ['ems-holding', 'ems-input'], borrows: 'inverter-holding' },
    { name: 'gateway', table: gateway, files: ['inverter-holding', 'gateway-input'] },
    { name: 'lowVoltagePack', table: lowVoltagePack, files: ['battery-lv-input'] },
    { name: 'lowVoltageControl', table: lowVoltageControl, files: ['lv-bcu-input'] },
    { name: 'batteryControl', table: batteryControl, files: ['hv-bcu-input'] },
    { name: 'batteryModule', table: batteryModule, files: ['hv-bmu-input'] },
    { name: 'configuration', table: configuration, files: ['hv-config-input'] },
    { name: 'aggregator', table: aggregator, files: ['hv-bams-input'] },
    { name: 'meter', table: meter, files: ['meter-input'] },
    { name: 'meterTenths', table: meterTenths, files: ['meter-input'] },
    { name: 'meterExternal', table: meterExternal, files: ['meter-input'] },
    { name: 'meterProduct', table: meterProduct, files: ['meter-product'] },
  ];

/** "bits 3..2 (LSB=0)" names the lowest bit and the width of a row that shares its word. */
const bitsOf = (row: ReferenceRow): readonly [number, number] | undefined => {
  const [, high, low] = /^bits (\d+)\.\.(\d+)/.exec(row.codes) ?? [];
  return high === undefined ? undefined : [Number(low), Number(high) - Number(low) + 1];
};

/** A word with a list of codes is an enumeration, even where the reference calls it a number. */
const sameType = (row: ReferenceRow, register: Register): boolean =>
  row.type === register.codec.type ||
  (row.codes !== '' && row.type === 'uint16' && register.codec.type === 'enum');

const isThe = (row: ReferenceRow, register: Register): boolean => {
  const bits = bitsOf(row);
  return (
    register.bank === row.bank &&
    register.address === row.first &&
    sameType(row, register) &&
    (bits === undefined || String(bits) === String(register.codec.bits))
  );
};

const units: Readonly<Record<string, string>> = { degC: '°C', 'C/100': '%' };

const rangeOf = ({ type, min, max }: ReferenceRow): readonly [number, number] | undefined => {
  if (max === '') return undefined;
  // A limit alone counts both ways where the number has a sign.
  const lowest = type.startsWith('int') ? -Number(max) : 0;
  return [min === '' ? lowest : Number(min), Number(max)];
};

const expectSameFacts = (row: ReferenceRow, { address, codec, range }: Register): void => {
  equal(address + codec.size - 1, row.last, 'last register');
  deepEqual(range, rangeOf(row), 'range');
  if (row.scale !== 'varies' && row.type !== 'bitfield')
    equal(codec.scale ?? 1, Number(row.scale === '' ? 1 : row.scale), 'scale');
  if (row.type !== 'bitfield')
    equal(codec.unit, row.unit === '' ? undefined : (units[row.unit] ?? row.unit), 'unit');
};

const permission = (register: Register): string => {
  if (!register.writable) return 'no';
  return register.needs === undefined && register.accepts === undefined ? 'yes' : 'conditional';
};

for (const { name, table, files, borrows } of tables) {
  const own = files.flatMap(referenceRows);
  const borrowed = borrows === undefined ? [] : referenceRows(borrows);
  const registers: [string, Register][] = Object.entries(table);

  describe(`the table ${name}`, () => {
    for (const row of own)
      test(`${row.file} ${row.first} ${row.name} is in the table as the reference has it`, () => {
        const found = registers.filter(([, register]) => isThe(row, register));
        ok(found.length > 0, 'no such row');
        for (const [, register] of found) {
          expectSameFacts(row, register);
          equal(permission(register), row.write, 'write permission');
        }
      });

    test('has no row that the reference does not have', () => {
      const strangers = registers.filter(
        ([, register]) => ![...own, ...borrowed].some((row) => isThe(row, register)),
      );
      deepEqual(
        strangers.map(([reading]) => reading),
        [],
      );
    });

    test('borrows rows as they are, and never widens what may be written', () => {
      for (const [reading, register] of registers) {
        const row = own.some((row) => isThe(row, register))
          ? undefined
          : borrowed.find((row) => isThe(row, register));
        if (row === undefined) continue;
        expectSameFacts(row, register);
        ok(['no', row.write].includes(permission(register)), reading);
      }
    });
  });
}

describe('what codes mean', () => {
  const words = (label: string): string[] => label.toLowerCase().match(/[a-z0-9+]+/g) ?? [];
  /** Labels of ours that share no word with the reference's, on purpose. */
  const renamed: Readonly<Record<string, string>> = {
    Disabled: 'not paused',
    PauseCharge: 'pause charge',
    PauseDischarge: 'pause discharge',
    PauseBoth: 'pause both',
  };
  const codesOf = (row: ReferenceRow): [number, string][] =>
    [...row.codes.matchAll(/(?:^|;|: |bit)(\d+)=([^;(]+)/g)].map(([, code, label = '']) => [
      Number(code),
      label,
    ]);

  // HR 1012 and 1013 hold several codes in one word; docs/registers.md shows how they are split.
  const named = tables.flatMap(({ table, files }) =>
    files
      .flatMap(referenceRows)
      .filter((row) => codesOf(row).length > 1 && row.type !== 'bool')
      .filter(({ first }) => first !== 1012 && first !== 1013)
      .map((row) => ({ row, table })),
  );

  for (const { row, table } of named)
    test(`${row.file} ${row.first} ${row.name}`, () => {
      const registers: Register[] = Object.values(table);
      const labels = registers.find((register) => isThe(row, register))?.codec.labels ?? {};
      for (const [code, label] of codesOf(row)) {
        const ours = labels[code] ?? '';
        const told = words(renamed[ours] ?? ours);
        // The reference writes power factors as abbreviations: pf_by_set, qv_model.
        const same = words(label).some((word) => told.includes(word)) || /^pf|^qv/.test(label);
        ok(same, `${code}: "${ours}" for "${label}"`);
      }
    });
});

test('no file of the reference is left out', () => {
  const counted = new Set(tables.flatMap(({ files }) => files));
  let rows = 0;
  for (const file of counted) rows += referenceRows(file).length;
  equal(counted.size, 15);
  equal(rows, 992);
});

test('reading names carry no unit', () => {
  for (const { table } of tables)
    for (const name of Object.keys(table))
      ok(!/Percent|Watts?$|Kwh|Degrees|Volts?$/i.test(name), name);
});
