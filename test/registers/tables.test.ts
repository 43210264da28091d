import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { text } from '../../src/registers/codecs.js';
import { aioSerials, gateway } from '../../src/registers/gateway.js';
import { batteryModule, moduleSerial } from '../../src/registers/highVoltage.js';
import { meter, meterExternal, meterProduct, meterTenths } from '../../src/registers/meter.js';
import type { Register, RegisterTable } from '../../src/registers/register.js';
import { singlePhase } from '../../src/registers/singlePhase.js';
import { threePhase } from '../../src/registers/threePhase.js';
import { wordsOf } from '../support/hex.js';

/** What a table says of one bank of words that begins at `base`. */
const readingsOf = (table: RegisterTable, base: number, hex: string, names: readonly string[]) => {
  const bank = wordsOf(hex);
  return names.map((name) => {
    const row: Register | undefined = table[name];
    return row?.codec.decode(bank, row.address - base);
  });
};

describe('the worked examples of the protocol reference', () => {
  const live =
    '00010dc00d520f6e0000096c000108a2003e003a' +
    '008300022bc0138a00020b3626fc00650886005e' +
    '07ba000079e000000b86003000090001' +
    '10e10000085200000001cb200000000c004700230000' +
    '0000' +
    '0000019c03340b9000a800029d120000565400' +
    '0114c8f8d0fc2c096a1389019500ee000004ce004c';
  const expected: Readonly<Record<string, unknown>> = {
    inverterStatus: 'normal',
    pv1Voltage: 352,
    pv2Voltage: 341,
    gridVoltage: 241.2,
    batteryThroughputTotal: 6774.6,
    pvTotal: 14_227.2,
    gridFrequency: 50.02,
    pv1Today: 10.1,
    pv1Power: 2182,
    pv2Power: 1978,
    exportTotal: 3120,
    inverterOutputPower: 2950,
    gridPower: 2130,
    importTotal: 11_753.6,
    batteryChargeToday: 7.1,
    batteryDischargeToday: 3.5,
    inverterTemperature: 41.2,
    loadPower: 820,
    operatingTime: 22_100,
    systemMode: 'grid tied',
    batteryVoltage: 53.2,
    batteryCurrent: -18.4,
    batteryPower: -980,
    batteryWarningFlags: [],
    stateOfCharge: 76,
  };
  for (const [name, value] of Object.entries(expected))
    test(`example 1 says ${name} ${JSON.stringify(value)}`, () =>
      deepEqual(readingsOf(singlePhase, 0, live, [name]), [value]));

  test('example 2 is the clock', () =>
    deepEqual(readingsOf(singlePhase, 35, '001a0008000e00090005001e', ['systemTime']), [
      '2026-08-14T09:05:30',
    ]));
  test('example 4 is a charge target of 80 in one word', () => {
    equal(singlePhase.chargeTarget.address, 116);
    deepEqual(singlePhase.chargeTarget.codec.encode?.(80), wordsOf('0050'));
  });
  test('example 5 is a charge slot and its switch', () => {
    const slot = { start: '01:30', end: '04:30' };
    equal(singlePhase.chargeSlot1.address, 94);
    deepEqual(singlePhase.chargeSlot1.codec.encode?.(slot), wordsOf('0082 01ae'));
    equal(singlePhase.chargeEnabled.address, 96);
  });
  test('example 9 is the product data of a meter', () =>
    deepEqual(
      readingsOf(meterProduct, 60, '0012d6870045535400880001000100012580', [
        'serialNumber',
        'factoryCode',
        'typeCode',
        'hardwareVersion',
        'softwareVersion',
        'modbusId',
        'baudRate',
      ]),
      ['0012d687', 'EST', 136, 1, 1, 1, 9600],
    ));
});

describe('rows that share a word', () => {
  test('HR 2 of an All-in-One is G99 and 6000 W', () =>
    deepEqual(readingsOf(singlePhase, 2, '0c3c', ['gridSafetyStandard', 'ratedPower']), [
      'G99',
      6000,
    ]));
  test('a rating of 0 is no rating', () =>
    deepEqual(readingsOf(singlePhase, 2, '0c00', ['ratedPower']), [undefined]));
  test('HR 1012 of a GIV-3HY-11 is 11 kW with a lithium battery', () =>
    deepEqual(readingsOf(threePhase, 1012, 'b180', ['ratedPower', 'storageType']), [
      11_000,
      'lithium',
    ]));
});

describe('meters count in their own scales', () => {
  const said = (table: RegisterTable, currentWord: string, va: string, factor: string) => [
    ...readingsOf(table, 63, currentWord, ['currentL1']),
    ...readingsOf(table, 76, va, ['apparentPowerL1']),
    ...readingsOf(table, 80, factor, ['powerFactorL1']),
  ];
  test('single-phase and Gateway: hundredths, offset', () =>
    deepEqual(said(meter, '01cc', '0458', '4e20'), [4.6, 1112, 1]));
  test('three-phase: tenths, offset', () =>
    deepEqual(said(meterTenths, '002e', '0458', '0000'), [4.6, 1112, undefined]));
  test('EMS: tenths of A and VA, signed', () =>
    deepEqual(said(meterExternal, '0052', '4c94', 'd9bc'), [8.2, 1960.4, -0.9796]));
  test('a single-phase CT leaves its total at 0, which tells nothing', () => {
    deepEqual(readingsOf(meter, 68, 'fc34000000000000', ['activePowerL1', 'activePowerTotal']), [
      -972,
      undefined,
    ]);
    deepEqual(readingsOf(meterTenths, 71, '0000', ['activePowerTotal']), [0]);
  });
  test('all have the same readings', () => {
    deepEqual(Object.keys(meterTenths), Object.keys(meter));
    deepEqual(Object.keys(meterExternal), Object.keys(meter));
  });
});

describe('serial numbers that move', () => {
  const serial = (number: string): readonly number[] => text(5).encode?.(number) ?? [];
  const bank = (places: Readonly<Record<number, readonly number[]>>): number[] => {
    const filled = Array.from({ length: 29 }, () => 0);
    for (const [start, put] of Object.entries(places))
      filled.splice(Number(start) - 1831, put.length, ...put);
    return filled;
  };

  test('the recorded Gateway has them one after the other', () => {
    const page = bank({ 1841: serial('CH1234G001'), 1846: serial('CH1234G002') });
    deepEqual(aioSerials(page, 'GAAA0014'), ['CH1234G001', 'CH1234G002', undefined]);
    equal(gateway.aio2SerialNumber.codec.decode(page, 1846 - 1831), 'CH1234G002');
  });
  test('documents space them out from GA000010 on', () =>
    deepEqual(
      aioSerials(bank({ 1841: serial('CH1234G001'), 1848: serial('CH1234G002') }), 'GA000010'),
      ['CH1234G001', 'CH1234G002', undefined],
    ));
  test('and begin earlier before it', () =>
    deepEqual(
      aioSerials(bank({ 1831: serial('CH1234G001'), 1838: serial('CH1234G002') }), 'GA000009'),
      ['CH1234G001', 'CH1234G002', undefined],
    ));
  test('where the documented places are empty, the recorded ones count', () =>
    deepEqual(aioSerials(bank({ 1841: serial('CH1234G001') }), 'GA000009'), [
      'CH1234G001',
      undefined,
      undefined,
    ]));
  test('the recorded places count where they hold more', () =>
    deepEqual(
      aioSerials(bank({ 1841: serial('CH1234G001'), 1846: serial('CH1234G002') }), 'GA000010'),
      ['CH1234G001', 'CH1234G002', undefined],
    ));
  test('an All-in-One keeps its number where the one before it is absent', () =>
    deepEqual(
      aioSerials(bank({ 1841: serial('CH1234G001'), 1851: serial('CH1234G003') }), 'GAAA0014'),
      ['CH1234G001', undefined, 'CH1234G003'],
    ));
  test('a Gateway alone has none', () =>
    deepEqual(aioSerials(bank({}), 'GAAA0014'), [undefined, undefined, undefined]));

  test('a module has its serial in one piece', () => {
    const page = [0, 0, 0, 0, ...serial('HX1234G001')];
    equal(moduleSerial(page), 'HX1234G001');
    equal(batteryModule.serialNumber.codec.decode(page, 4), 'HX1234G001');
  });
  test('or split in two', () => {
    const [head = 0, ...tail] = serial('HX1234G001');
    equal(moduleSerial([head, 0, 0, 0, 0, ...tail]), 'HX1234G001');
  });
  test('or none', () => equal(moduleSerial([0, 0, 0, 0, 0, 0, 0, 0, 0]), undefined));
});
