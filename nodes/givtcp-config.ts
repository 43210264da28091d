import { join } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import {
  asError,
  GivError,
  type Complaint,
  type Naming,
  type Status,
  type Style,
} from '../src/index.js';
import { serveDialog } from './dialogs/admin.js';
import { Audience } from './config/audience.js';
import { ready } from './config/beginnings.js';
import { Board } from './faces/board.js';
import { complaintsAbout } from './dialogs/complaining.js';
import { enrol, placeOf, type ConfigNode, type Credentials } from './config/configNode.js';
import { openFaces } from './faces/faces.js';
import type { Fields } from './common/fields.js';
import { finish } from './common/finish.js';
import { tellOnceStarted } from './common/startProblem.js';
import { speakOwnLanguage } from './common/language.js';
import { nodePhrases } from './common/phrases.js';
import { facesInfo, plantInfo, type PlantInfo } from './dialogs/info.js';
import { enter, exit, lastSerial, type Entry, type Plant } from './config/plants.js';
import { Post } from './faces/post.js';
import { searchNetworks } from './dialogs/searchNetworks.js';
import { mqttFrom, settingsFrom, type Settings } from './config/settings.js';
import type { Listener } from './config/shared.js';
import { tlsFrom } from './faces/tls.js';
import { versions } from './common/version.js';

type Definition = NodeDef & Fields;
const { say } = nodePhrases;

export default (RED: NodeAPI): void => {
  function GivtcpConfig(this: ConfigNode, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    enrol(this);
    speakOwnLanguage(RED, this);
    const audience = new Audience(
      (status) => announce(this, status),
      (error) => this.error(error, {}),
    );
    const board = new Board(this);
    const post = postOf(RED, this, definition, board);
    this.users = {};
    this.publish = (letters) => post.send(letters);
    this.place = placeOf(definition);
    this.bundle = () => undefined;
    this.info = () => ({ ...infoOf(audience), ...facesInfo(board.states) });
    const leave = settle(RED, this, { definition, audience, board, post });
    this.on('close', (done: () => void) => {
      board.close();
      // The answers to what is under way still go to the broker.
      const closed = Promise.allSettled([leave()]).then(() => post.close());
      void finish(closed, () => done());
    });
  }

  RED.nodes.registerType<ConfigNode, Definition, object, Credentials>(
    'givtcp-config',
    GivtcpConfig,
    {
      credentials: {
        username: { type: 'text' },
        password: { type: 'password' },
        restToken: { type: 'password' },
      },
    },
  );

  serveDialog(RED);
};

type Leave = () => Promise<unknown>;

interface Parts {
  readonly definition: Definition;
  readonly audience: Audience;
  readonly board: Board;
  readonly post: Post;
}

const settle = (RED: NodeAPI, node: ConfigNode, parts: Parts): Leave => {
  try {
    return connect(RED, node, settingsFrom(parts.definition), parts);
  } catch (error) {
    return refuse(RED, node, asError(error), parts.audience);
  }
};

/** Ready for users; the first of them opens the connection. Its own faces are users too. */
const connect = (RED: NodeAPI, node: ConfigNode, settings: Settings, parts: Parts): Leave => {
  const entry = entryOf(RED, node, settings);
  const plant = enter(entry);
  warnOfOthers(node, plant);
  node.info = () => ({
    ...infoOf(parts.audience, () => complaintsAbout(plant, settings)),
    ...facesInfo(parts.board.states),
  });
  node.bundle = () => plant.shared.inverter?.supportBundle(versions(RED));
  node.style = (naming) => styleOf(settings, naming, plant.shared.inverter?.serials.dongle);
  node.inverter = () => plant.shared.inverter ?? notNow();
  // Also here: another config node may have opened the shared connection for writing.
  const { readOnly } = settings;
  node.apply = async (control, payload, options) =>
    node.inverter().apply(control, payload, { ...options, readOnly });
  const enlist = (listener: Listener): (() => void) => enlisted(parts.audience, plant, listener);
  node.join = (user, listener) => {
    node.users[user.id] = user;
    const leave = enlist(listener);
    return () => {
      delete node.users[user.id];
      leave();
    };
  };
  const close = openFaces({
    ...parts,
    node,
    settings,
    enlist,
    fields: parts.definition,
    credentials: { ...node.credentials },
    inverter: () => plant.shared.inverter,
    apply: (control, payload, options = {}) => node.apply(control, payload, options),
    lastSerial: () => lastSerial(entry),
  });
  return () => Promise.all([close(), exit(entry, plant)]);
};

const infoOf = (
  { latestStatus, latestSnapshot }: Audience,
  complaints: () => readonly Complaint[] = () => [],
): PlantInfo => plantInfo(latestStatus, latestSnapshot, complaints(), Date.now());

const enlisted = (audience: Audience, { shared }: Plant, listener: Listener): (() => void) => {
  audience.add(listener);
  if (audience.size === 1) shared.join(audience);
  return () => {
    audience.remove(listener);
    if (audience.size === 0) shared.leave(audience);
  };
};

/** Settings that cannot be used: said to Catch nodes or else in the log, and to every user's status and messages. */
const refuse = (RED: NodeAPI, node: ConfigNode, problem: Error, audience: Audience): Leave => {
  const status: Status = {
    state: 'offline',
    since: Date.now(),
    code: 'BAD_CONFIG',
    reason: problem.message,
  };
  const fail = (): never => {
    throw problem;
  };
  const silence = tellOnceStarted(RED, node, problem);
  node.inverter = fail;
  node.style = fail;
  node.apply = async () => fail();
  node.join = (user, listener) => {
    node.users[user.id] = user;
    audience.add(listener);
    audience.status(status);
    return () => {
      delete node.users[user.id];
      audience.remove(listener);
    };
  };
  return async () => silence();
};

/** Clean topics have a root of their own; GivTCP's names go where its owner wants them. */
const styleOf = (
  { topicRoot, serial }: Settings,
  naming: Naming,
  dongle: string | undefined = serial,
): Style => ({
  naming,
  ...(naming !== 'clean' && { root: topicRoot }),
  ...(dongle !== undefined && { dongle }),
});

const entryOf = (RED: NodeAPI, node: ConfigNode, settings: Settings): Entry => {
  const { userDir } = RED.settings;
  const networks = searchNetworks(RED);
  const asked = ready(RED, settings);
  return {
    id: node.id,
    name: node.name || node.id,
    settings,
    moved: ({ from, to }) => node.warn(say('moved', { from, to })),
    failed: (error) => node.warn(say('keeping', { cause: asError(error).message })),
    ...(asked !== undefined && { ready: asked }),
    ...(networks !== undefined && { networks }),
    ...(userDir !== undefined && { directory: join(userDir, 'givtcp') }),
  };
};

const warnOfOthers = (node: ConfigNode, { owners }: Plant): void => {
  const first = [...owners.values()].find(({ id }) => id !== node.id);
  if (first !== undefined) node.warn(say('sameAddress', { name: first.name }));
};

const postOf = (RED: NodeAPI, node: ConfigNode, definition: Definition, board: Board): Post =>
  new Post({
    settings: () => mqttFrom(definition, { ...node.credentials }),
    tls: () => tlsFrom(definition['tls'], (id) => RED.nodes.getNode(id)),
    status: ({ state, error }) =>
      board.tell('mqtt', { state, ...(error && { reason: error.message }) }),
    complain: ({ message }) => node.warn(message),
  });

/** The log hears of every outage once. Status nodes hear it from the nodes that use this one. */
const announce = (node: ConfigNode, status: Status): void => {
  // Settings that cannot be used are complained of once all nodes are made.
  if (status.code === 'BAD_CONFIG') return;
  if (status.state === 'online') node.log(say('connected'));
  else if (status.state === 'offline' || status.state === 'stale')
    node.warn(status.reason ?? say(status.state));
};

const notNow = (): never => {
  throw new GivError('NOT_CONNECTED', say('anew'));
};
