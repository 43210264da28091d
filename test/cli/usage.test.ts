import { describe, test } from 'vitest';
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { controlNames, readFunctions } from '../../src/index.js';
import { at, documentFrom, givtcp, simulated, start, within } from './console.js';

const host = ['--host', '127.0.0.1'];

describe('a command line that cannot be used says why, and ends with 2', () => {
  for (const [argv, sentence] of [
    [[], /a command is missing: one of read, write/],
    [['reed'], /no command "reed"; did you mean read\?/],
    [['--verbose'], /the command comes first/],
    [['read'], /read needs a function: givtcp read <function>/],
    [['read', 'runall2', ...host], /no read function "runall2"; did you mean runAll\?/],
    [['read', 'weather', ...host], /givtcp functions lists them/],
    [['read', 'runAll'], /no inverter is named: give --host .* or set GIVTCP_HOST/],
    [['read', 'runAll', '--hots', 'x'], /no option --hots; did you mean --host\?/],
    [['read', 'runAll', '--host'], /--host needs a value/],
    [['read', 'runAll', '--host', '--leaves'], /--host needs a value/],
    [['read', 'runAll', ...host, '--port', '0'], /--port is "0": .* from 1 to 65535/],
    [['read', 'runAll', ...host, '--port', '88x'], /--port is "88x"/],
    [['read', 'runAll', ...host, '--timeout', '-1'], /--timeout needs a value/],
    [['read', 'runAll', ...host, '--timeout', 'soon'], /--timeout is "soon": .* above 0/],
    [['read', 'runAll', ...host, '--leaves=yes'], /--leaves is a switch/],
    [['read', 'runAll', ...host, '--naming', 'new'], /must be one of clean, /],
    [['read', 'runAll', ...host, '--model', 'hybridGen9'], /one of .*; did you mean hybridGen3 or/],
    [['read', 'runAll', ...host, '--base', '3'], /--base is for getRaw only/],
    [['read', 'runAll', 'getModes', ...host], /"getModes" is a word too many/],
    [['read', 'runAll', ...host, '--mqtt', 'localhost:1883'], /must look like mqtt:\/\//],
    [['write', 'setChargeTarge', '50', ...host], /did you mean setChargeTarget or/],
    [['write', 'setChargeTarget', ...host], /chargeToPercent is missing/],
    [['write', 'setChargeTarget', '101', ...host], /chargeToPercent is "101": .* 4 to 100 %/],
    [['write', 'setChargeTarget', '{"chargeToPercent":', ...host], /looks like JSON but is not/],
    [['write', 'setChargeSlot1', '{"start":"25:00"}', ...host], /start is "25:00"/],
    [['write', 'setChargeTarget', '{a:', '5}', ...host], /put JSON between single quotes/],
    [['simulate', '--packs', '7'], /--packs is "7"/],
    [['simulate', '--latency', 'slow'], /--latency is "slow": must be "captured" or/],
    [['simulate', '--start', 'dawn'], /--start is "dawn"/],
    [['fleet'], /fleet needs a file/],
    [['fleet', '/nowhere.csv'], /the fleet file \/nowhere\.csv cannot be read/],
    [
      ['fleet', 'a.csv', '--group', 'north'],
      /--group shares plants out over a broker: give --mqtt/,
    ],
    [['fleet', 'a.csv', '--lease', '5'], /--lease is for --group only/],
    [['fleet', 'a.csv', '--mqtt', 'mqtt://a,b'], /must look like mqtt:\/\//],
    [['fleet', 'package.json'], /must be a list of inverters/],
    [['replay'], /replay needs a recording/],
    [['replay', '/nowhere/at.log', '--port', '0'], /cannot read the recording/],
  ] as const)
    test(`givtcp ${argv.join(' ')}`, async () => {
      const { code, out, err } = await givtcp(...argv);
      equal(code, 2);
      equal(out, '');
      match(err, sentence);
      match(err, /--help tells more\n$/);
    });
});

test('a password in a broker address that cannot be used is not repeated', async () => {
  const address = 'http://giv:secret@broker';
  const { code, err, out } = await givtcp('read', 'runAll', ...host, '--mqtt', address);
  equal(code, 2);
  ok(!`${err}${out}`.includes('secret'));
});

test('with --json the failure is a document too', async () => {
  const { code, document } = await documentFrom('write', 'setChargeTarget', '3', ...host);
  equal(code, 2);
  equal(within(document, 'error.code'), 'BAD_INPUT');
  match(String(within(document, 'error.message')), /4 to 100 %/);
  equal(within(document, 'error.detail.field'), 'chargeToPercent');
});

test('nobody is called before the command line is understood', async () => {
  const simulator = await simulated();
  for (const argv of [
    ['write', 'setChargeTarget', '500'],
    ['write', 'setChargeTargets', '50'],
    ['write', 'forceCharge', '30'],
    ['read', 'runEverything'],
    ['read', 'runAll', '--naming', 'other'],
  ])
    ok((await givtcp(...argv, ...at(simulator))).code > 0);
  equal(simulator.arrivals, 0);
});

test('the environment names the inverter where the options do not', async () => {
  const { host, port } = await simulated({ model: 'ems' });
  const env = { GIVTCP_HOST: host, GIVTCP_PORT: String(port), GIVTCP_SERIAL: 'WF1234G567' };
  const running = start(['read', 'getInverterInfo', '--pace', '0'], { env });
  equal(await running.exit, 0);
  const astray = start(['read', 'getInverterInfo'], { env: { ...env, GIVTCP_PORT: 'x' } });
  equal(await astray.exit, 2);
  match(astray.err, /GIVTCP_PORT is "x"/);
});

describe('help', () => {
  test('tells all commands and exit codes', async () => {
    for (const argv of [['--help'], ['-h'], ['help']]) {
      const { code, out, err } = await givtcp(...argv);
      deepEqual([code, err], [0, '']);
      for (const word of ['read <function>', 'write <control> [payload]', 'replay', '130'])
        ok(out.includes(word), word);
    }
  });

  for (const [command, option] of [
    ['read', '--naming'],
    ['write', '--dry-run'],
    ['simulate', '--latency'],
    ['replay', '--play'],
    ['controls', '--json'],
    ['functions', '--json'],
  ] as const)
    test(`${command} explains itself, whatever else was typed`, async () => {
      const { code, out, err } = await givtcp(command, '--nonsense', '--help');
      deepEqual([code, err], [0, '']);
      ok(out.includes(option));
      match(out, /not reachable|cannot be reached/);
    });

  test('the version alone', async () => {
    deepEqual(await givtcp('--version'), { code: 0, out: '1.2.3\n', err: '' });
  });
});

describe('lists', () => {
  test('every read function', async () => {
    const { document } = await documentFrom('functions');
    deepEqual(
      Array.isArray(document) && document.map((one: unknown) => within(one, 'name')),
      readFunctions,
    );
    const { out } = await givtcp('functions');
    for (const name of readFunctions) ok(out.includes(name), name);
  });

  test('every control', async () => {
    const { document } = await documentFrom('controls');
    deepEqual(
      Array.isArray(document) && document.map((one: unknown) => within(one, 'name')),
      controlNames,
    );
    const { out } = await givtcp('controls');
    for (const name of controlNames) ok(out.includes(name), name);
  });

  test('one control, by another of its names', async () => {
    const { code, out } = await givtcp('controls', 'setChargeStart3');
    equal(code, 0);
    match(out, /^setChargeSlotStart: /);
    match(out, /start +time/);
    equal((await givtcp('controls', 'setChargeStrat')).code, 2);
  });
});
