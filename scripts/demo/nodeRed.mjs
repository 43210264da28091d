import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const PATIENCE = 20_000;
// Node-RED 5 refuses older ones. npm scripts run on the newer Node that is among the dependencies.
const NEEDS = [22, 9];

/** Starts Node-RED in a process of its own; `warn` is called with each of its warnings. */
export const startNodeRed = (folder, warn) => {
  const runtime = isNewEnough(process.versions.node) ? 'node-red' : 'node-red4';
  const main = createRequire(import.meta.url).resolve(`${runtime}/red.js`);
  const child = spawn(process.execPath, [main, '-u', folder, '-s', `${folder}/settings.js`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const started = new Promise((resolve, reject) => {
    const take = (line) => {
      if (/Started flows/.test(line)) resolve();
      if (/\[error\]|\[warn\] \[/.test(line)) warn(line);
    };
    createInterface(child.stdout).on('line', take);
    createInterface(child.stderr).on('line', warn);
    exit.then(([code]) => reject(new Error(`Node-RED ended by itself, with code ${code}`)), reject);
  });
  // Whoever does not wait for the start may still stop it.
  started.catch(() => undefined);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await exit;
    clearTimeout(force);
  };
  return { started, exit, stop };
};

const isNewEnough = (version) => {
  const [major, minor] = version.split('.').map(Number);
  return major > NEEDS[0] || (major === NEEDS[0] && minor >= NEEDS[1]);
};
