import { entityOf, type DiscoveryOptions, type Entity } from './entities.js';
import type { View } from '../givtcp/row.js';
import type { Member, TreeLeaf } from '../givtcp/tree.js';
import { firmwareText } from '../report/inverterFields.js';
import { invertorTypes } from '../givtcp/names.js';

export type { DiscoveryOptions } from './entities.js';

export interface DiscoveryMessage {
  readonly topic: string;
  readonly payload: string;
}

/** What announces all leaves to Home Assistant, with GivTCP's unique ids. */
export const discoveryOf = (
  view: View,
  leaves: readonly TreeLeaf[],
  options: DiscoveryOptions,
): readonly DiscoveryMessage[] => {
  const entities = leaves.map((leaf) => entityOf(view, leaf, options));
  return options.form === 'device'
    ? deviceMessages(view, entities, options)
    : entities.map((entity) => entityMessage(view, entity, options));
};

const entityMessage = (view: View, entity: Entity, options: DiscoveryOptions): DiscoveryMessage => {
  const { topic = 'homeassistant' } = options;
  const { serial } = view.snapshot;
  const object = [serial, ...(entity.member ? [entity.member.name] : []), entity.leaf].join('_');
  return {
    topic: `${topic}/${entity.component}/GivEnergy/${slug(object)}/config`,
    payload: JSON.stringify({
      ...entity.config,
      device: deviceOf(view, entity, options),
      origin: originOf(options),
    }),
  };
};

const deviceMessages = (
  view: View,
  entities: readonly Entity[],
  options: DiscoveryOptions,
): readonly DiscoveryMessage[] => {
  const { topic = 'homeassistant' } = options;
  const { serial } = view.snapshot;
  return [...byMember(entities)].map(([name, own]) => ({
    topic: `${topic}/device/GivEnergy/${slug(name === '' ? serial : `${serial}_${name}`)}/config`,
    payload: JSON.stringify({
      device: wholeDevice(view, own[0]?.member, options),
      origin: originOf(options),
      components: Object.fromEntries(
        own.map(({ component, leaf, config }) => [
          slug(`${component}_${leaf}`),
          { platform: component, ...config },
        ]),
      ),
    }),
  }));
};

/** The plant's own entities under the empty name, then those of each member. */
const byMember = (entities: readonly Entity[]): ReadonlyMap<string, readonly Entity[]> => {
  const groups = new Map<string, Entity[]>();
  for (const entity of entities) {
    const name = entity.member?.name ?? '';
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entity]);
    else group.push(entity);
  }
  return groups;
};

const originOf = ({ version }: DiscoveryOptions) => ({
  name: 'GivTCP for Node-RED',
  sw_version: version,
});

/** GivTCP makes a device of every group of leaves. */
const deviceOf = (view: View, { group, member }: Entity, options: DiscoveryOptions) => {
  const { prefix = 'GivTCP' } = options;
  const { serial } = view.snapshot;
  if (member !== undefined) return wholeDevice(view, member, options, `${serial}_${serial}`);
  return {
    ...about(view),
    identifiers: [`${serial}_${group}`],
    name: `${prefix} ${group}`,
  };
};

const wholeDevice = (
  view: View,
  member: Member | undefined,
  { prefix = 'GivTCP' }: DiscoveryOptions,
  parent?: string,
) => {
  const { serial } = view.snapshot;
  if (member === undefined)
    return { ...about(view), identifiers: [serial], name: `${prefix} ${serial}` };
  return {
    identifiers: [`${prefix} ${member.name}`],
    name: `${prefix} ${member.name.replaceAll('_', ' ')}`,
    manufacturer: 'GivEnergy',
    model: memberModels[member.kind],
    via_device: parent ?? serial,
  };
};

const memberModels: Readonly<Record<Member['kind'], string>> = {
  pack: 'Battery',
  module: 'Battery module',
  stack: 'Battery stack',
  meter: 'Meter',
  inverter: 'Inverter',
};

const about = ({ snapshot }: View) => {
  const firmware = firmwareText(snapshot);
  return {
    manufacturer: 'GivEnergy',
    model: invertorTypes[snapshot.model.family],
    serial_number: snapshot.serial,
    ...(firmware !== undefined && { sw_version: firmware }),
  };
};

/** Topics of Home Assistant take letters, digits, - and _ only. */
const slug = (text: string): string => text.replace(/[^A-Za-z0-9_-]+/g, '_');
