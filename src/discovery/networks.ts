import { BadInput } from '../errors.js';
import { phrasebook } from '../phrasebook.js';

/** What a network that is to be looked through must be. */
export const networkPhrases = phrasebook('network', {
  form: 'must be like 192.168.1.0/24',
  wide: 'must be /{widest} or smaller, such as 192.168.1.0/24',
  noWrites: 'nothing is written while looking for inverters',
  private: 'must be a private network, such as 192.168.1.0/24',
});
const { say } = networkPhrases;

/** A network card's address, as the system tells it. */
export interface Card {
  readonly address: string;
  readonly netmask: string;
  readonly family: string;
  readonly internal: boolean;
}
export type Cards = Readonly<Record<string, readonly Card[] | undefined>>;

/** A piece of an IPv4 network to look through. Addresses are numbers of 32 bits. */
export interface Network {
  readonly first: number;
  readonly bits: number;
  readonly port: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

const DONGLE_PORT = 8899;
/** 1022 hosts: more than any home has, and looked through in half a minute. */
const WIDEST = 22;
const ALL = 2 ** 32;

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
// Only where somebody names it: this computer itself, where simulators live.
const LOOPBACK = '127.0.0.0/8';

/** The private networks this computer is in, each once; of a large one the part around its own address. */
export const ownNetworks = (cards: Cards, port = DONGLE_PORT): readonly Network[] => {
  const own = Object.values(cards)
    .flatMap((card) => card ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .flatMap(({ address, netmask }) => networkOf(address, netmask, port))
    .filter(({ first }) => PRIVATE.some((range) => isIn(range, first)));
  return [...new Map(own.map((network) => [JSON.stringify(network), network])).values()];
};

const networkOf = (address: string, netmask: string, port: number): Network[] => {
  const [own, mask] = [numberOf(address), numberOf(netmask)];
  if (own === undefined || mask === undefined) return [];
  const bits = Math.max(WIDEST, 32 - Math.log2(ALL - mask));
  return [{ first: firstOf(own, bits), bits, port }];
};

/** "192.168.20.0/24", one address, either with ":port"; private networks and this computer, at most /22. */
export const networkFrom = (text: string, port = DONGLE_PORT): Network => {
  const [, address = '', size = '32', named] = /^([\d.]+)(?:\/(\d+))?(?::(\d+))?$/.exec(text) ?? [];
  const [number, bits] = [numberOf(address), Number(size)];
  if (number === undefined || bits > 32 || Number(named ?? port) > 65_535)
    throw new BadInput('network', text, say('form'));
  if (bits < WIDEST) throw new BadInput('network', text, say('wide', { widest: WIDEST }));
  if (![...PRIVATE, LOOPBACK].some((range) => isIn(range, number)))
    throw new BadInput('network', text, say('private'));
  return { first: firstOf(number, bits), bits, port: Number(named ?? port) };
};

/** Every host of a network, without the addresses that stand for all of it. */
export const hostsOf = ({ first, bits, port }: Network): readonly Address[] => {
  const size = 2 ** (32 - bits);
  const [from, until] = size > 2 ? [1, size - 1] : [0, size];
  return Array.from({ length: until - from }, (_, index) => ({
    host: textOf(first + from + index),
    port,
  }));
};

/** "192.168.1.0/24" */
export const networkText = ({ first, bits }: Network): string => `${textOf(first)}/${bits}`;

const isIn = (range: string, address: number): boolean => {
  const [base = '', bits = ''] = range.split('/');
  return firstOf(address, Number(bits)) === numberOf(base);
};

const firstOf = (address: number, bits: number): number => {
  const size = 2 ** (32 - bits);
  return address - (address % size);
};

const numberOf = (text: string): number | undefined => {
  const parts = text.split('.').map(Number);
  const sound = parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return parts.length === 4 && sound
    ? parts.reduce((number, part) => number * 256 + part, 0)
    : undefined;
};

const textOf = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
