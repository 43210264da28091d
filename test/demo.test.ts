import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, onTestFinished, test } from 'vitest';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { Transcript } from './support/transcript.js';

const built = existsSync('dist/src/simulator/index.js');
if (!built) console.log('dist is not built: the demo is not tested');

const startDemo = (...more: readonly string[]) => {
  const child = spawn(process.execPath, ['scripts/demo.mjs', '--built', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const transcript = new Transcript(createInterface(child.stdout));
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
  });
  return { line: (fits: RegExp) => transcript.until(fits), end: () => child.kill('SIGINT'), ended };
};

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}

/** The buttons of the demo's flow, by name. */
const buttons = (): ReadonlyMap<string, string> => {
  const flow: readonly FlowNode[] = JSON.parse(readFileSync('scripts/demo/flow.json', 'utf8'));
  const injects = flow.filter(({ type }) => type === 'inject');
  return new Map(injects.map(({ name = '', id }) => [name, id]));
};

describe.skipIf(!built)('the demo', () => {
  test('shows readings, obeys its buttons, and ends without a trace', async () => {
    const demo = startDemo('--offline');
    await demo.line(/could not be fetched.*01 - First reading/);
    const [, editor = ''] = await demo.line(/Node-RED: +(http:\S+)/);
    await demo.line(/first reading is on MQTT: givenergy\/\w+\//);
    const target = buttons().get('Charge target 80 %') ?? '';
    const pressed = await fetch(`${editor}inject/${target}`, { method: 'POST' });
    equal(pressed.status, 200);
    await demo.line(/told: register 116 = 80/);
    demo.end();
    await demo.line(/All has ended/);
    deepEqual(await demo.ended, [0, null]);
    ok(!existsSync(`.demo/${new URL(editor).port}`));
    equal(await fetch(editor).catch(() => 'nobody there'), 'nobody there');
  });

  test('opens on the live dashboard, where there is a network', async () => {
    const demo = startDemo();
    const [line, page = ''] = await demo.line(/Dashboard: +(http:\S+)|could not be fetched/);
    if (page === '') return console.log(`not tested: ${line}`);
    await demo.line(/first reading is on MQTT/);
    const served = await fetch(page);
    equal(served.status, 200);
    const flows: { type: string; label?: string }[] = await (
      await fetch(new URL('/flows', page))
    ).json();
    equal(flows.find(({ type }) => type === 'tab')?.label, 'Live dashboard');
    demo.end();
    await demo.line(/All has ended/);
    deepEqual(await demo.ended, [0, null]);
  }, 120_000);
});
