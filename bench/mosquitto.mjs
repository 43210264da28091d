// A real broker on loopback. As a process of its own it takes the place of broker.mjs: it listens to
// everything that mosquitto hands on and counts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectAsync } from 'mqtt';

const HOST = '127.0.0.1';
// Debian has it where only root looks.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

const freePort = async () => {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

const listening = async (port, ended) => {
  while (!ended()) {
    const socket = connect(port, HOST);
    const there = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (there) return;
    await setTimeout(20);
  }
  throw new Error('mosquitto is not installed or ended at once');
};

/** Starts mosquitto; it keeps nothing on disk and drops nothing. */
export const startMosquitto = async () => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'givtcp-bench-'));
  const file = join(folder, 'mosquitto.conf');
  const settings = ['allow_anonymous true', 'max_queued_messages 0', 'set_tcp_nodelay true'];
  writeFileSync(file, [`listener ${port} ${HOST}`, ...settings, ''].join('\n'));
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore', env });
  let over = false;
  const gone = new Promise((resolve) => {
    for (const end of ['exit', 'error'])
      child.on(end, () => {
        over = true;
        resolve();
      });
  });
  await listening(port, () => over);
  const close = async () => {
    child.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, close };
};

const serve = async () => {
  const { port, close } = await startMosquitto();
  const ear = await connectAsync(`mqtt://${HOST}:${port}`);
  await ear.subscribeAsync('#');
  let count = 0;
  let wanted = Infinity;
  const report = () => {
    if (count < wanted) return;
    process.send(count);
    count = 0;
    wanted = Infinity;
  };
  ear.on('message', () => {
    count++;
    report();
  });
  process.on('message', (messages) => {
    wanted = messages;
    report();
  });
  process.on('disconnect', () => {
    ear.end(true);
    void close().then(() => process.exit());
  });
  process.send(port);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve();
