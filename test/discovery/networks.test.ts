import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, test } from 'vitest';
import {
  hostsOf,
  networkFrom,
  networkText,
  ownNetworks,
  type Card,
} from '../../src/discovery/networks.js';

const card = (address: string, netmask: string, more: Partial<Card> = {}): Card => ({
  address,
  netmask,
  family: 'IPv4',
  internal: false,
  ...more,
});
const found = (...cards: Card[]): string[] => ownNetworks({ eth0: cards }).map(networkText);

describe('own networks are private ones, and never larger than 1022 hosts', () => {
  for (const [address, mask, expected] of [
    ['192.168.1.20', '255.255.255.0', ['192.168.1.0/24']],
    ['192.168.1.200', '255.255.255.128', ['192.168.1.128/25']],
    ['10.1.2.3', '255.0.0.0', ['10.1.0.0/22']],
    ['10.1.7.3', '255.255.0.0', ['10.1.4.0/22']],
    ['172.16.0.9', '255.255.252.0', ['172.16.0.0/22']],
    ['172.32.0.9', '255.255.255.0', []],
    ['8.8.8.8', '255.255.255.0', []],
    ['169.254.3.4', '255.255.0.0', []],
  ] as const)
    test(`${address} ${mask}`, () => deepEqual(found(card(address, mask)), expected));

  test('loopback and IPv6 are left out, and one network is looked through once', () => {
    deepEqual(
      found(
        card('127.0.0.1', '255.0.0.0', { internal: true }),
        card('fe80::1', 'ffff:ffff:ffff:ffff::', { family: 'IPv6' }),
        card('192.168.1.20', '255.255.255.0'),
        card('192.168.1.21', '255.255.255.0'),
      ),
      ['192.168.1.0/24'],
    );
  });
});

test('a network is all its hosts, without the first and the last address', () => {
  const hosts = hostsOf(networkFrom('192.168.1.0/24')).map(({ host }) => host);
  equal(hosts.length, 254);
  deepEqual([hosts[0], hosts.at(-1)], ['192.168.1.1', '192.168.1.254']);
  deepEqual(hostsOf(networkFrom('10.0.0.7')), [{ host: '10.0.0.7', port: 8899 }]);
  deepEqual(hostsOf(networkFrom('127.0.0.7:1234')), [{ host: '127.0.0.7', port: 1234 }]);
  equal(hostsOf(networkFrom('10.0.0.9/22')).length, 1022);
});

describe('what is no private network of a home is refused', () => {
  for (const [text, sentence] of [
    ['8.8.8.0/24', /private network/],
    ['0.0.0.0/24', /private network/],
    ['192.168.0.0/16', /\/22 or smaller/],
    ['192.168.1.0/33', /like 192\.168\.1\.0\/24/],
    ['192.168.1.256', /like 192\.168\.1\.0\/24/],
    ['192.168.1.1:70000', /like/],
    ['home', /like/],
    ['', /like/],
  ] as const)
    test(JSON.stringify(text), () =>
      throws(() => networkFrom(text), { code: 'BAD_INPUT', message: sentence }),
    );
});
