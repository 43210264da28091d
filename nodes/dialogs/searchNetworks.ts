import type { NodeAPI } from 'node-red';

/**
 * Where to look for inverters instead of in this computer's own networks, if settings.js says so:
 * `givtcpConfigSearch: '192.168.20.0/24'`, several with commas or as a list.
 */
export const searchNetworks = (RED: NodeAPI): readonly string[] | undefined => {
  const told: unknown = Reflect.get(RED.settings, 'givtcpConfigSearch');
  const list: readonly unknown[] = typeof told === 'string' ? told.split(',') : [told].flat();
  const networks = list
    .filter((network) => typeof network === 'string')
    .map((network) => network.trim())
    .filter((network) => network !== '');
  return networks.length === 0 ? undefined : networks;
};
