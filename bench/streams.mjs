import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { encodeQuery } from '../dist/src/protocol/frame.js';
import { startSimulator } from '../dist/src/simulator/index.js';
import { familyNamed } from '../dist/src/registers/families.js';

const ROUNDS = 30;
const POLL = 15_000;

/** What a client hears of a simulated plant that is polled for some minutes, chunk by chunk. */
export const simulatedStream = async (model) => {
  const simulator = await startSimulator({
    model,
    startAt: new Date(2026, 5, 21, 11),
    heartbeatEvery: 0,
  });
  const socket = connect(simulator.port, '127.0.0.1');
  await once(socket, 'connect');
  const chunks = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const block of familyNamed(model).blocks) {
      socket.write(encodeQuery({ kind: 'read', ...block }, 'BENCH00000'));
      const [chunk] = await once(socket, 'data');
      chunks.push(chunk);
    }
    simulator.advance(POLL);
  }
  socket.destroy();
  await simulator.close();
  return chunks;
};

const folder = process.env.GIVTCP_CAPTURES ?? '../shared/captures';

/** Chunks of every recording of a real inverter that is here, by file name. */
export const recordedStreams = () =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /\.(log|txt)$/.test(name))
    .map((name) => [name.replace(/_.*/, ''), chunksIn(readFileSync(join(folder, name), 'utf8'))]);

const chunksIn = (text) =>
  [...text.matchAll(/\brx:? ([0-9a-f]+)\s*$/gm)].map(([, hex]) => Buffer.from(hex, 'hex'));

/** The same bytes cut anew. `size` says how long the next piece is. */
export const recut = (chunks, size) => {
  const all = Buffer.concat(chunks);
  const pieces = [];
  for (let at = 0; at < all.length;) pieces.push(all.subarray(at, (at += size())));
  return pieces;
};

/** The same numbers in every run, so that figures can be compared. */
export const seeded = (seed) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
