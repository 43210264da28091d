import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import {
  decodeRecording,
  decoderFor,
  families,
  framesIn,
  modelIn,
  type Value,
} from '../../src/index.js';
import { DONGLE, pieces, runs, SERIAL } from '../support/frames.js';
import { frameOf, holding, input, logOf, type HandMade } from '../support/handMade.js';
import * as plants from '../support/handMadePlants.js';

const live = frameOf(input(50, 10, '50=5230 51=-1500 52=-800 59=44'), SERIAL);

const valueOf = (values: readonly Value[], name: string): unknown =>
  values.find((one) => one.name === name)?.value;

describe('bytes', () => {
  test('become frames, in pieces as well as whole', () => {
    const heartbeat = Buffer.from('59590001000d01015746313233344735363701', 'hex');
    const stream = Buffer.concat([Buffer.from('noise'), heartbeat, live]);
    const { frames, bad } = framesIn(stream);
    deepEqual(bad, { garbage: 1 });
    const [first, answer] = frames;
    deepEqual(first, { kind: 'heartbeat', adapterSerial: DONGLE, adapterType: 1 });
    ok(answer?.kind === 'words');
    deepEqual(
      [answer.device, answer.bank, answer.base, answer.words.length],
      [0x11, 'input', 50, 10],
    );
    deepEqual([answer.dongle, answer.inverter, answer.words[9]], [DONGLE, SERIAL, 44]);
    deepEqual(framesIn(pieces(stream, 7)), { frames, bad });
  });

  test('with a wrong checksum are no frame, unless that is allowed', () => {
    const renamed = Buffer.from(live);
    renamed.write('SA0000G000', 28, 'latin1');
    deepEqual(framesIn(renamed), { frames: [], bad: { crc: 1 } });
    const { frames, bad } = framesIn(renamed, { checkCrc: false });
    deepEqual([frames.length, bad], [1, { crc: 1 }]);
  });
});

describe('registers', () => {
  test('become values, whatever their first address and number', () => {
    const decode = decoderFor('hybridGen2');
    const { device, name, values } = decode({ bank: 'input', base: 51, words: [64_036, 64_736] });
    deepEqual([device, name], [0x11, 'inverter']);
    deepEqual(values, [
      { name: 'batteryCurrent', value: -15, unit: 'A', address: 51 },
      { name: 'batteryPower', value: -800, unit: 'W', address: 52 },
    ]);
  });

  test('a value that reaches over two answers is told by the second', () => {
    const decode = decoderFor('hybridGen2');
    deepEqual(decode({ bank: 'input', base: 11, words: [2] }).values, []);
    const { values } = decode({ bank: 'input', base: 12, words: [11_200] });
    equal(valueOf(values, 'pvTotal'), 14_227.2);
  });

  test('of the inverter are told by the inverter at its other addresses, the battery by the battery', () => {
    const decode = decoderFor('acCoupled');
    for (const device of [0x00, 0x30, 0x31, 0x32])
      equal(decode({ device, bank: 'input', base: 59, words: [44] }).name, 'inverter');
    const pack = decode({ device: 0x32, bank: 'input', base: 100, words: [44] });
    deepEqual([pack.name, valueOf(pack.values, 'stateOfCharge')], ['pack 1', 44]);
    equal(decode({ device: 0x31, bank: 'input', base: 62, words: [167] }).name, 'battery control');
    deepEqual(decode({ device: 0x45, bank: 'input', base: 60, words: [1] }).values, []);
  });

  test('beyond what can be are marked; unproven ones are told when asked for', () => {
    const [implausible] = decoderFor('hybridGen1')({
      bank: 'input',
      base: 59,
      words: [120],
    }).values;
    deepEqual([implausible?.value, implausible?.implausible], [120, true]);
    const read = { bank: 'input', base: 14, words: [2] } as const;
    deepEqual(decoderFor('hybridGen1')(read).values, []);
    const [unproven] = decoderFor('hybridGen1', { unproven: true })(read).values;
    deepEqual([unproven?.name, unproven?.value], ['chargeStatus', 'charging']);
  });

  test('that no client would believe say why', () => {
    const zeros = Array.from({ length: 60 }, () => 0);
    const nonsense = zeros.with(30, 1234);
    equal(
      decoderFor('hybridGen1')({ bank: 'holding', base: 0, words: nonsense }).fault,
      'nonsense',
    );
    equal(decoderFor('hybridGen1')({ bank: 'input', base: 0, words: zeros }).fault, undefined);
  });

  test('of a place with nothing in it say so', () => {
    const decode = decoderFor('hybridGen1');
    // A slot without a pack answers with the totals of the others, and -273 degrees.
    const { words } = input(60, 60, '76=0xf556 105=100 106=90');
    const slot = decode({ device: 0x34, bank: 'input', base: 60, words });
    deepEqual([slot.name, slot.fault], ['pack 3', 'absent']);
    equal(decode({ device: 2, bank: 'input', base: 60, words: [0, 0, 0] }).fault, 'absent');
    equal(decode({ device: 2, bank: 'input', base: 60, words: [2400, 0, 0] }).fault, undefined);
    equal(decode({ device: 0x34, bank: 'input', base: 60, words: [3270] }).fault, undefined);
  });

  test('a meter keeps the scale it turned out to have', () => {
    const decode = decoderFor('hybridGen2');
    const meter = (current: number, apparent: number) =>
      valueOf(
        decode({
          device: 1,
          bank: 'input',
          base: 60,
          words: [2400, 0, 0, current, ...Array<number>(12).fill(0), apparent],
        }).values,
        'currentL1',
      );
    // 50 steps are 0.5 A here as a rule; 1200 VA at 240 V make them 5 A.
    deepEqual([meter(50, 1200), meter(1, 0)], [5, 0.1]);
  });

  test('0 to 21 tell the model', () => {
    const { words } = holding(0, 60, `0=0x2001 2=0x0824 13=${SERIAL} 21=920`);
    const { family, code, ratedPower } = modelIn(words);
    deepEqual([family, code, ratedPower], ['hybridGen2', '2001', 3600]);
    equal(modelIn([0x9999]).family, 'unknown');
  });
});

/** The same registers as another program may have asked for them. */
const inPieces = ({ base, words, ...page }: HandMade, size: number): HandMade[] =>
  Array.from({ length: Math.ceil(words.length / size) }, (_, i) => ({
    ...page,
    base: base + i * size,
    words: words.slice(i * size, (i + 1) * size),
  }));

describe('a recording', () => {
  for (const [name, { serial, pages }] of Object.entries(plants))
    test(`of ${name} says the same in whole blocks, in pieces, and at the old address`, () => {
      const whole = decodeRecording(logOf(pages, serial)).snapshot;
      ok(Object.keys(whole.inverter).length > 50);
      const small = pages.flatMap((page) => inPieces(page, 7));
      const old = small.map((page) => (page.device === 0x11 ? { ...page, device: 0 } : page));
      for (const changed of [small, old]) {
        const { snapshot } = decodeRecording(logOf(changed, serial));
        for (const part of ['model', 'inverter', 'figures', 'topology', 'missing'] as const)
          deepEqual(snapshot[part], whole[part]);
        for (const part of ['packs', 'stacks', 'meters'] as const)
          equal(snapshot[part].length, whole[part].length);
      }
    });

  test('tells each value with its time', () => {
    const frame = live.toString('hex');
    const { answers, timed } = decodeRecording(
      `2026-05-28T12:00:00.500Z rx ${frame.slice(0, 50)}\n2026-05-28T12:00:01Z rx ${frame.slice(50)}`,
    );
    equal(timed, true);
    const [answer] = answers;
    ok(answer !== undefined);
    deepEqual(
      [new Date(answer.at).toISOString(), answer.bank, answer.base, answer.count],
      ['2026-05-28T12:00:01.000Z', 'input', 50, 10],
    );
    equal(valueOf(answer.values, 'batteryPower'), -800);
  });

  test('without registers 0 to 21 is read as told, or as what answers suggests', () => {
    const without = ({ serial, pages }: plants.HandMadePlant): string =>
      logOf(
        pages.filter(({ function: code, base }) => code !== 3 || base !== 0),
        serial,
      );
    for (const [plant, family] of [
      [plants.threePhase, 'threePhase'],
      [plants.gateway, 'gateway'],
      [plants.ems, 'ems'],
      [plants.hvHybrid, 'hvHybrid'],
      [plants.gen3, 'hybridGen3'],
      [{ ...plants.gen3, serial: 'ZZ2320G123' }, 'hybridGen1'],
      [{ ...plants.hvHybrid, serial: 'CH2320G123' }, 'allInOne'],
      // Letters that the batteries contradict.
      [{ ...plants.hvHybrid, serial: 'SA2320G123' }, 'hvHybrid'],
      [{ ...plants.gen3, serial: 'CH2320G123' }, 'hybridGen1'],
    ] as const) {
      const { model, known } = decodeRecording(without(plant));
      deepEqual([model.family, known], [family, 'guessed']);
    }
    const { model, known } = decodeRecording(without(plants.gen3), { model: '2201' });
    deepEqual([model.family, known], ['hybridGen3Plus', 'told']);
    throws(() => decodeRecording('', { model: 'toaster' }), { code: 'BAD_CONFIG' });
  });

  test('whose registers 0 to 59 came as zeros in the end, or in part, still tells its model', () => {
    const { serial, pages } = plants.gen3;
    const zeros = decodeRecording(logOf([...pages, holding(0, 60, '')], serial));
    deepEqual([zeros.model.family, zeros.known], ['hybridGen3', 'detected']);
    equal(zeros.snapshot.inverter.serialNumber, serial);
    const others = pages.filter(({ function: code, base }) => code !== 3 || base !== 0);
    const odd = holding(0, 60, `0=0x8102 13=${serial} 34=210`);
    equal(decodeRecording(logOf([odd, ...others], serial)).model.code, '8102');
    equal(decodeRecording(logOf([...pages, odd], serial)).model.code, '2001');
    const part = decodeRecording(logOf([...others, holding(0, 3, '0=0x8102')], serial));
    deepEqual([part.model.code, part.known], ['8102', 'detected']);
  });

  test('that ends in the middle of midnight tells no consumption of half a day', () => {
    const { serial, pages } = plants.gen3;
    // The inverter's output begins the new day, the others still hold all of the old one.
    const live = [150, 150, 0, 0].map((output) =>
      input(0, 60, `0=1 5=2400 13=5000 59=44 25=50 26=100 44=${output}`),
    );
    const lines = [...pages.filter(({ function: code }) => code === 3), ...live]
      .map((page, i) => ({ page, at: `2026-05-28T23:59:${10 + 5 * i}Z` }))
      .map(({ page, at }) => `${at} rx ${frameOf(page, serial).toString('hex')}`);
    const { today } = decodeRecording(lines.join('\n')).snapshot.figures.energy;
    deepEqual([today.inverter, today.import, today.load], [0, 10, 20]);
  });

  test('whose serials were all changed by hand is believed, and says so', () => {
    const { serial, pages } = plants.gen3;
    const frames = pages.map((page) => frameOf(page, serial));
    for (const frame of frames) frame.write('XX0000X000', 28, 'latin1');
    const text = frames.map((frame) => `rx ${frame.toString('hex')}`);
    const all = decodeRecording(text.join('\n'));
    deepEqual(
      [all.unchecked, all.bad, all.answers.length],
      [true, { crc: pages.length }, pages.length],
    );
    equal(all.snapshot.inverter.pv1Power, 1800);
    equal(decodeRecording(text.join('\n'), { checkCrc: true }).answers.length, 0);
    // One that is right tells that the others are damaged.
    const some = decodeRecording(`${text.join('\n')}\n${logOf(pages.slice(0, 1), serial)}`);
    deepEqual([some.unchecked, some.answers.length], [false, 1]);
    equal(decodeRecording(text.slice(0, 2).join('\n')).answers.length, 0);
  });

  test('tells no end of a text whose beginning was not recorded', () => {
    const { serial } = plants.gateway;
    const end = input(1660, 60, '1660=0x3000 1661=SC1.0 1700=2');
    const begin = input(1600, 60, '1600=GAAA 1617=3000 1658=GA1.');
    const nameIn = (pages: readonly HandMade[]): unknown =>
      decodeRecording(logOf(pages, serial)).snapshot.inverter.gatewayFirmwareName;
    deepEqual([nameIn([begin, end]), nameIn([end])], ['GA1.0', undefined]);
  });

  test('of parts of the usual blocks tells the plant as far as they do', () => {
    const { serial, pages } = plants.gen3;
    const parts = pages.map((page) => {
      const most = { 0: 50, 180: 4 }[page.function === 4 ? page.base : -1] ?? 60;
      return { ...page, words: page.words.slice(0, most) };
    });
    const { inverter, figures, missing } = decodeRecording(logOf(parts, serial)).snapshot;
    deepEqual(
      [figures.power.pv, figures.power.load, figures.power.battery],
      [1800, 1020, undefined],
    );
    deepEqual([figures.energy.total.charge, figures.energy.total.discharge], [60, 40]);
    deepEqual([inverter.batteryPower, inverter.stateOfCharge, missing], [undefined, undefined, []]);
  });

  test('of two dongles is that of the busier one, or of the one that is named', () => {
    const lines = ({ serial, pages }: plants.HandMadePlant, dongle: string): string =>
      pages.map((page) => `rx ${frameOf(page, serial, dongle).toString('hex')}\n`).join('');
    const both = lines(plants.hvHybrid, 'WJ2320G123') + lines(plants.ems, 'FO2320G123');
    const alone = decodeRecording(lines(plants.hvHybrid, 'WJ2320G123'));
    const { model, dongles, answers, snapshot } = decodeRecording(both);
    deepEqual(dongles, [
      { serial: 'WJ2320G123', answers: plants.hvHybrid.pages.length },
      { serial: 'FO2320G123', answers: plants.ems.pages.length },
    ]);
    deepEqual([model.family, answers.length], ['hvHybrid', alone.answers.length]);
    deepEqual(
      [snapshot.inverter, snapshot.meters],
      [alone.snapshot.inverter, alone.snapshot.meters],
    );
    const other = decodeRecording(both, { dongle: 'fo2320g123' });
    deepEqual([other.model.family, other.snapshot.serial], ['ems', plants.ems.serial]);
    throws(() => decodeRecording(both, { dongle: 'WF0000G000' }), { code: 'BAD_CONFIG' });
  });

  test('of a Gateway is read in the word order that the whole answer shows', () => {
    const { serial, pages } = plants.gateway;
    const { answers } = decodeRecording(Buffer.concat(pages.map((page) => frameOf(page, serial))));
    const energies = answers.find(({ base }) => base === 1600)?.values ?? [];
    // The words of 10 kWh would pass for 655 360 kWh, if it were not for those of the import beside them.
    deepEqual([valueOf(energies, 'pvTotal'), valueOf(energies, 'importTotal')], [10, 7788.1]);
  });

  test('of whatever words, devices and blocks throws nothing, and tells plain data', () => {
    const page = fc.record({
      device: fc.constantFrom(
        0,
        1,
        3,
        0x11,
        0x30,
        0x31,
        0x32,
        0x37,
        0x50,
        0x6f,
        0x70,
        0x71,
        0x90,
        0xa0,
        0xff,
      ),
      function: fc.constantFrom(3, 4, 0x16),
      base: fc.oneof(
        fc.constantFrom(0, 60, 120, 180, 240, 300, 1000, 1060, 1120, 1600, 1840, 2040, 65_535),
        fc.nat(0xffff),
      ),
      words: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 60 }),
    });
    const model = fc.option(fc.constantFrom(...families.map(({ name }) => name)), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.array(page, { maxLength: 20 }), model, (pages, told) => {
        const options = told === undefined ? {} : { model: told };
        const decoded = decodeRecording(logOf(pages, SERIAL), options);
        equal(decoded.answers.length, pages.length);
        deepEqual(JSON.parse(JSON.stringify(decoded.answers)), decoded.answers);
        deepEqual(JSON.parse(JSON.stringify(decoded.snapshot)), decoded.snapshot);
      }),
      runs(),
    );
  });

  test('of nothing is an empty plant', () => {
    const { answers, snapshot, odd } = decodeRecording('hello');
    deepEqual([answers, snapshot.inverter, odd.length], [[], {}, 1]);
  });
});
