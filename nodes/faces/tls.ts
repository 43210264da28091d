import type { TlsOptions } from '../../src/index.js';
import { badConfig } from '../common/fields.js';
import { configPhrases } from '../common/phrases.js';

/** What Node-RED's own TLS settings hold, asked for as its core nodes do; absent: no TLS. */
export const tlsFrom = (id: unknown, find: (id: string) => unknown): TlsOptions | undefined => {
  if (typeof id !== 'string' || id === '') return undefined;
  const node = find(id);
  // Without them the password would travel in the clear.
  if (!canAdd(node)) throw badConfig(configPhrases.say('noTls'));
  const options: TlsOptions = {};
  node.addTLSOptions(options);
  return options;
};

const canAdd = (node: unknown): node is { addTLSOptions(options: object): void } =>
  typeof node === 'object' &&
  node !== null &&
  'addTLSOptions' in node &&
  typeof node.addTLSOptions === 'function';
