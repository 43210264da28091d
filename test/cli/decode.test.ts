import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { frameOf, input, logOf } from '../support/handMade.js';
import * as plants from '../support/handMadePlants.js';
import { documentFrom, givtcp, start, within } from './console.js';

const fileOf = (content: string | Uint8Array): string => {
  const folder = mkdtempSync(join(tmpdir(), 'givtcp-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'recording.log');
  writeFileSync(path, content);
  return path;
};

const { serial, pages } = plants.gen3;
const at = (second: number): string => `2026-05-28T12:00:0${second}.000Z`;
const later = frameOf(input(59, 1, '59=45'), serial).toString('hex');
const timed = [
  ...pages.map((page, i) => `${at(i % 5)} rx ${frameOf(page, serial).toString('hex')}`),
  'a line of something else',
  `${at(9)} rx ${later}`,
].join('\n');

describe('decode', () => {
  test('tells the last value of each reading, with its time, and what was of no use', async () => {
    const { code, out, err } = await givtcp('decode', fileOf(timed));
    equal(code, 0);
    match(
      out,
      /^Hybrid Gen 3 2001, firmware 303, \d+ answers, 2026-05-28T12:00:00.000Z to 2026-05-28T12:00:09.000Z$/m,
    );
    match(out, /^2026-05-28T12:00:09\.000Z +inverter +stateOfCharge +45 %$/m);
    match(out, /^\S+ +inverter +chargeSlot3 +01:00 to 02:30$/m);
    match(out, /^\S+ +pack 3 +serialNumber +DZ2320G124$/m);
    equal(out.match(/ stateOfCharge /g)?.length, 3);
    match(err, /^givtcp: line \d+: no bytes in it: a line of something else$/m);
  });

  test('tells every value of every answer as JSON, and the plant at the end', async () => {
    const { document } = await documentFrom('decode', fileOf(timed), '--every');
    equal(within(document, 'model.family'), 'hybridGen3');
    equal(within(document, 'atEnd.figures.battery.stateOfCharge'), 45);
    const answers = within(document, 'answers');
    ok(Array.isArray(answers));
    deepEqual(answers.at(-1), {
      time: '2026-05-28T12:00:09.000Z',
      at: Date.parse('2026-05-28T12:00:09.000Z'),
      device: 0x11,
      name: 'inverter',
      bank: 'input',
      base: 59,
      count: 1,
      values: [{ name: 'stateOfCharge', value: 45, unit: '%', address: 59 }],
    });
  });

  test('says that several dongles answer, and listens to the one that is named', async () => {
    const stranger = frameOf(input(59, 1, '59=99'), 'SA9999G999', 'WK9999G999').toString('hex');
    const path = fileOf(`${timed}\n${at(9)} rx ${stranger}`);
    const busier = await givtcp('decode', path);
    match(busier.out, /^Hybrid Gen 3 2001/);
    match(busier.err, /several dongles answer in it: WF1234G567, WK9999G999; .*--dongle/);
    const named = await givtcp('decode', path, '--dongle', 'WK9999G999');
    match(named.out, / stateOfCharge +99 %$/m);
  });

  test('says what a read function would say at the end, in whatever names', async () => {
    const file = fileOf(timed);
    const { document } = await documentFrom('decode', file, 'getCombinedStats');
    equal(within(document, 'payload.battery.stateOfCharge'), 45);
    const { out } = await givtcp('decode', file, 'runall', '--naming', 'v3', '--leaves');
    match(out, /^GivEnergy\/FD2320G123\/Power\/Power\/SOC +45$/m);
  });

  test('reads bytes as they were on the wire; without times the number of the answer tells when', async () => {
    const raw = Buffer.concat(pages.map((page) => frameOf(page, serial)));
    const { out, err } = await givtcp('decode', fileOf(raw));
    match(out, /^#2 +inverter +batteryPower +-800 W$/m);
    equal(err, '');
  });

  test('says so where the model is guessed, and takes the one it is told', async () => {
    const file = fileOf(logOf(pages.slice(1), serial));
    match((await givtcp('decode', file)).err, /does not tell its model; read as Hybrid Gen 3/);
    const told = await givtcp('decode', file, '--model', 'hybridGen3');
    equal(told.err, '');
    match(told.out, /^Hybrid Gen 3, /);
  });

  test('names damaged frames, and believes those whose serial was changed by hand when told to', async () => {
    const frame = frameOf(input(59, 1, '59=45'), serial);
    frame.write('XX0000X000', 28, 'latin1');
    const file = fileOf(`rx: ${later}\nrx: ${frame.toString('hex')}\n`);
    const { err, out } = await givtcp('decode', file, '--every');
    match(err, /passed over: crc 1\n.*--any-checksum/);
    equal(out.match(/stateOfCharge/g)?.length, 1);
    const all = await givtcp('decode', file, '--every', '--any-checksum');
    equal(all.out.match(/stateOfCharge/g)?.length, 2);
  });

  test('believes frames of which not one checksum is right, and says so', async () => {
    const frames = pages.map((page) => frameOf(page, serial));
    for (const frame of frames) frame.write('XX0000X000', 28, 'latin1');
    const file = fileOf(frames.map((frame) => `rx: ${frame.toString('hex')}\n`).join(''));
    const { code, err, out } = await givtcp('decode', file);
    equal(code, 0);
    match(out, / pv1Power +1800 W$/m);
    match(err, /^givtcp: not one checksum is right/m);
    equal(err.includes('passed over'), false);
  });

  test('leaves out places with nothing in them, and marks them among all answers', async () => {
    const slot = input(60, 60, '76=0xf556 105=100', 0x34);
    const file = fileOf(logOf([input(0, 60, '59=45'), slot, slot], serial));
    ok(!(await givtcp('decode', file)).out.includes('pack 3'));
    match(
      (await givtcp('decode', file, '--every')).out,
      /pack 3 +stackDischargeTotalLow +10 kWh \(absent\)/,
    );
  });

  test('marks what no client would show', async () => {
    const { out } = await givtcp('decode', fileOf(logOf([input(59, 1, '59=130')], serial)));
    match(out, /stateOfCharge +130 % \(implausible\)/);
  });

  test('refuses a file without answers', async () => {
    const { code, err } = await givtcp('decode', fileOf('hello'));
    equal(code, 2);
    match(err, /holds no answers of an inverter \(1 lines/);
  });

  for (const [what, argv, reason] of [
    ['a file that is not there', ['/nowhere/at.log'], /cannot read the recording/],
    ['getRaw', ['x.log', 'getRaw'], /getRaw asks an inverter/],
    ['a function that does not exist', ['x.log', 'getPower'], /no read function/],
  ] as const)
    test(`refuses ${what}`, async () => {
      const { code, err } = await givtcp('decode', ...argv);
      equal(code, 2);
      match(err, reason);
    });
});

test('replay and redact say which lines were of no use', async () => {
  const file = fileOf(timed);
  const reason = /^givtcp: line \d+: no bytes in it: a line of something else$/m;
  match((await givtcp('redact', file)).err, reason);
  const running = start(['replay', file, '--port', '0']);
  running.interrupt();
  equal(await running.exit, 0);
  match(running.err, reason);
});
