// Processes of `givtcp fleet` that share plants out.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts one; it uses the nodes of the broker in this order. */
export const startOwner = (name, file, nodes, lease) => {
  const mqtt = nodes.map(({ port }) => `mqtt://127.0.0.1:${port}`).join(',');
  const words = ['dist/src/cli/main.js', 'fleet', file, '--mqtt', mqtt, '--group', 'cluster'];
  const times = ['--name', name, '--lease', String(lease), '--live', '5', '--summary', '0.25'];
  const rest = ['--publish', 'snapshot', '--control', '--json'];
  const child = spawn(process.execPath, [...words, ...times, ...rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const owner = { name, owned: 0, members: 0, dropped: 0 };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { owned, members, broker } = JSON.parse(line);
    Object.assign(owner, { owned, members: members.length, dropped: broker.dropped });
  });
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await gone;
  };
  return Object.assign(owner, { end });
};
