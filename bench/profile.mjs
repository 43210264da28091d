// `profile.mjs <section> [words]`, e.g. `profile.mjs mqtt json`: runs that section of the bench under the CPU
// profiler and says where the time went: self time by file or module, then by function.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST = 20;
const [section, ...words] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'givtcp-profile-'));
const script = fileURLToPath(new URL(`${section}.mjs`, import.meta.url));
const flags = ['--expose-gc', '--cpu-prof', `--cpu-prof-dir=${folder}`];
execFileSync(process.execPath, [...flags, script, ...words], { stdio: 'inherit' });

// Processes started by it profile themselves too; the longest profile is that of the section.
const profiles = readdirSync(folder).map((name) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')),
);
const [{ nodes, samples, timeDeltas }] = profiles.toSorted(
  (a, b) => b.endTime - b.startTime - (a.endTime - a.startTime),
);
rmSync(folder, { recursive: true, force: true });

const place = ({ url, functionName }) =>
  url === ''
    ? functionName
    : url
        .replace(/^.*\/node_modules\/([^/]+)\/.*/, '$1')
        .replace(/^.*\/(dist|bench)\//, '$1/')
        .replace(/^dist\/src\/(\w+)\/.*/, 'src/$1');
const own = ({ url, functionName, lineNumber }) =>
  `${functionName || '(top)'} ${place({ url, functionName })}:${lineNumber + 1}`;

const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
const busy = samples.flatMap((id, index) => {
  const frame = frames.get(id);
  return frame.functionName === '(idle)' ? [] : [{ frame, us: timeDeltas[index] }];
});
const total = busy.reduce((sum, { us }) => sum + us, 0);

const show = (name) => {
  const sums = new Map();
  for (const { frame, us } of busy) sums.set(name(frame), (sums.get(name(frame)) ?? 0) + us);
  for (const [what, us] of [...sums].toSorted((a, b) => b[1] - a[1]).slice(0, MOST))
    console.log(`bench profile     ${((us / total) * 100).toFixed(1).padStart(5)} %  ${what}`);
};

console.log(`bench profile     ${(total / 1e6).toFixed(2)} s of CPU, by place`);
show(place);
console.log('bench profile     by function');
show(own);
