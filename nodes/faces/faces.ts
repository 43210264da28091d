import type { Node } from 'node-red';
import {
  asError,
  availabilityOf,
  Publisher,
  serveRest,
  type Inverter,
  type PlantSource,
} from '../../src/index.js';
import type { Board } from './board.js';
import { FacePlant } from './facePlant.js';
import { publishingFrom, restFrom, type DiscoverySettings } from './faceSettings.js';
import type { FaceStates } from './faceStatus.js';
import type { Fields } from '../common/fields.js';
import type { Post } from './post.js';
import { claim } from './prefixes.js';
import { RestFace } from './restFace.js';
import { mqttFrom, type Settings } from '../config/settings.js';
import type { Listener } from '../config/shared.js';
import { version } from '../common/version.js';
import { nodePhrases } from '../common/phrases.js';

/** What the faces of one config node are made of. */
export interface FacesRoom {
  readonly node: Node;
  readonly fields: Fields;
  readonly credentials: Fields;
  readonly settings: Settings;
  readonly post: Post;
  readonly board: Board;
  readonly apply: PlantSource['apply'];
  inverter(): Inverter | undefined;
  /** The inverter's serial from an earlier time. */
  lastSerial(): string | undefined;
  /** Listens to the plant, which keeps the connection open; returns how to stop. */
  enlist(listener: Listener): () => void;
}

type End = () => Promise<void>;

/** Starts what the settings switch on. What is set up wrongly is said, and all else goes on. */
export const openFaces = (room: FacesRoom): (() => Promise<unknown>) => {
  const plant = new FacePlant(room.inverter, room.apply);
  const ends = [
    begun(room.board, 'mqtt', () => publish(room, plant)),
    begun(room.board, 'rest', () => answer(room, plant)),
  ].filter((end) => end !== undefined);
  const leave = ends.length > 0 ? room.enlist(plant.ear) : undefined;
  return () => {
    leave?.();
    return Promise.allSettled(ends.map((end) => end()));
  };
};

const begun = (
  board: Board,
  face: keyof FaceStates,
  begin: () => End | undefined,
): End | undefined => {
  try {
    return begin();
  } catch (error) {
    board.fail(face, asError(error));
    return undefined;
  }
};

const publish = (room: FacesRoom, plant: PlantSource): End | undefined => {
  const { fields, settings, post } = room;
  const publishing = publishingFrom(fields);
  if (publishing === undefined) return undefined;
  const { discovery, commands, ...more } = publishing;
  const { qos, retain } = mqttFrom(fields, {});
  const root = rootOf(settings, publishing.naming);
  const serial = room.lastSerial();
  const broker = post.open(serial && availabilityOf(root, serial));
  const publisher = new Publisher(plant, broker, {
    ...more,
    ...switches(settings),
    root,
    qos,
    retain,
    control: commands,
    dongle: () => room.inverter()?.serials.dongle ?? settings.serial,
    ...(discovery && { discovery: { ...discovery, version: version() } }),
  });
  const release = discovery && claimPrefix(room, discovery);
  return async () => {
    release?.();
    await publisher.close();
  };
};

/** As the read node has it: clear names begin with a root of their own. */
const rootOf = ({ topicRoot }: Settings, naming: string): string =>
  naming === 'clean' ? 'givenergy' : topicRoot;

const switches = ({ readOnly, unverified }: Settings) => ({ readOnly, unverified });

const claimPrefix = (
  { node, fields }: FacesRoom,
  { prefix, topic }: DiscoverySettings,
): (() => void) => {
  const { host = '', port } = mqttFrom(fields, {});
  const { other, release } = claim([host, port, topic], prefix, node.id, node.name || node.id);
  if (other !== undefined) node.warn(nodePhrases.say('samePrefix', { name: other, prefix }));
  return release;
};

const answer = (room: FacesRoom, plant: PlantSource): End | undefined => {
  const { node, fields, credentials, settings, board } = room;
  const rest = restFrom(fields, credentials);
  if (rest === undefined) return undefined;
  if (rest.token === undefined && !settings.readOnly && !/^(127\.|localhost$|::1$)/.test(rest.host))
    node.warn(nodePhrases.say('restOpen', { host: rest.host }));
  const options = { ...rest, ...switches(settings) };
  const face = new RestFace(
    () => serveRest(plant, options),
    (state) => board.tell('rest', state),
  );
  return () => face.close();
};
