// Three nodes of RabbitMQ with its MQTT plugin on loopback, all that they write in one folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const HOST = '127.0.0.1';
// Debian's wrapper would change the user; this is what it wraps.
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
export const rabbitIsHere = () => existsSync(SERVER);

/** Starts `count` nodes as one cluster; resolves when all of them take MQTT. */
export const startCluster = async (folder, count) => {
  const epmd = await freePort();
  const ports = await Promise.all(Array.from({ length: count }, nodePorts));
  const names = ports.map((_, index) => `givtcp${index + 1}@localhost`);
  const env = { ...process.env, HOME: folder, ERL_EPMD_PORT: String(epmd), ERL_EPMD_ADDRESS: HOST };
  writeFileSync(join(folder, 'plugins'), '[rabbitmq_mqtt].');
  // Otherwise the first node would start one that outlives all of them.
  const registry = spawn('epmd', [], { env, stdio: 'ignore' });
  const nodes = [];
  // One after another: the first makes the cluster, the others join it.
  for (const [index, own] of ports.entries())
    nodes.push(await startNode({ folder, name: names[index], names, own, env }));
  return {
    nodes,
    close: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
      registry.kill();
    },
  };
};

const nodePorts = async () => ({
  amqp: await freePort(),
  mqtt: await freePort(),
  dist: await freePort(),
});

const startNode = async ({ folder, name, names, own, env }) => {
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, 'node.conf'), configuration(names, own));
  const child = spawn(SERVER, [], {
    stdio: 'ignore',
    // A group of its own: all of the node can be killed at once.
    detached: true,
    env: {
      ...env,
      RABBITMQ_NODENAME: name,
      RABBITMQ_DIST_PORT: String(own.dist),
      RABBITMQ_CONFIG_FILE: join(home, 'node.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      RABBITMQ_MNESIA_BASE: join(home, 'mnesia'),
      RABBITMQ_LOG_BASE: join(home, 'log'),
      RABBITMQ_PID_FILE: join(home, 'pid'),
    },
  });
  const gone = once(child, 'exit');
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  await answering(own.mqtt, ended);
  return {
    name,
    port: own.mqtt,
    kill: async () => {
      if (ended() || child.pid === undefined) return;
      process.kill(-child.pid, 'SIGKILL');
      await gone;
    },
  };
};

// Queues of QoS 1 sessions are copied to all nodes; whoever is cut off from the others stops.
const configuration = (names, { amqp, mqtt }) =>
  [
    `listeners.tcp.1 = ${HOST}:${amqp}`,
    `mqtt.listeners.tcp.1 = ${HOST}:${mqtt}`,
    'mqtt.allow_anonymous = true',
    'mqtt.durable_queue_type = quorum',
    'cluster_partition_handling = pause_minority',
    'cluster_formation.peer_discovery_backend = classic_config',
    ...names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
    '',
  ].join('\n');

const freePort = async () => {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

const answering = async (port, ended) => {
  while (!ended()) {
    const socket = connect(port, HOST);
    const there = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (there) return;
    await setTimeout(200);
  }
  throw new Error('a node of RabbitMQ ended while it started: see its log');
};
