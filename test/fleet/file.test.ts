import { deepEqual, throws } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { plantsIn } from '../../src/fleet/file.js';

const both = [
  { name: 'attic', host: '192.168.1.50', port: 8899, serial: 'WF1111G222', readOnly: true },
  { name: '192.168.1.51', host: '192.168.1.51', model: '4004' },
];

test('a fleet as JSON', () => {
  const [attic, { name: _, ...nameless } = { name: '' }] = both;
  deepEqual(plantsIn(JSON.stringify([attic, nameless])), both);
});

test('a fleet as CSV, with comments, empty cells and lines, and either separator', () => {
  const text = [
    '# our houses',
    'name;host,port,serial,model,readOnly',
    'attic, 192.168.1.50 ,8899,WF1111G222,,yes',
    '',
    ',192.168.1.51,,,4004',
  ];
  deepEqual(plantsIn(text.join('\r\n')), both);
});

describe('a file that cannot be used is refused, and it is said where it is wrong', () => {
  for (const [text, sentence] of [
    ['', /names no inverter/],
    ['host', /names no inverter/],
    ['[{]', /looks like JSON but is not/],
    ['{"host":"a"}', /must be a list/],
    ['[7]', /inverter 1 must be an object/],
    ['[{"port":1}]', /inverter 1 has no host/],
    ['[{"host":{}}]', /inverter 1 has host/],
    ['host,prot\na,1', /line 2 has "prot", .* known are name, host, port/],
    ['host,port\na,0', /line 2 has port "0": .* 1 to 65535/],
    ['host\na,b', /line 2 has more cells/],
    ['host,model\na,nope', /line 2 has model "nope"/],
    ['host,readOnly\na,perhaps', /line 2 has readOnly "perhaps": must be true or false/],
    ['host,name\na,x\nb,x', /names the name x twice/],
    ['host,name\na,x\na,y', /names the address a:8899 twice/],
    ['host\n10.0.0.1\n 010.000.00.1', /names the name 10.0.0.1 twice/],
    ['host,port\nA,\na.,8899', /names the address a:8899 twice/],
    ['host,serial\na,WF1\nb,WF1', /names the serial WF1 twice/],
  ] as const)
    test(JSON.stringify(text), () => {
      throws(() => plantsIn(text), { code: 'BAD_INPUT', message: sentence });
    });
});
