// The front doors of the rooms, once built: what lies behind a name is loaded when somebody first asks
// for it. A Node-RED that reads an inverter need not load what finds, simulates, decodes and publishes.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const require = createRequire(import.meta.url);
const rooms = [
  '.',
  'controls',
  'controls/catalogue',
  'decode',
  'discovery',
  'events',
  'publish',
  'publish/givtcp',
  'recorder',
  'tariff',
];

/** The files that a door leads to, each with the names there by the names given here. */
const behind = (door) => {
  const left = new Map(Object.entries(require(resolve(door))));
  const files = readFileSync(door, 'utf8').matchAll(/require\("(\.[^"]+)"\)/g);
  const found = [...files].map(([, file]) => {
    const there = Object.entries(require(resolve(dirname(door), file)));
    const named = [...left].flatMap(([name, value]) => {
      const same = there.filter(([, other]) => other === value).map(([other]) => other);
      return same.length === 0 ? [] : [[name, same.includes(name) ? name : same[0]]];
    });
    for (const [name] of named) left.delete(name);
    return { file, named };
  });
  if (left.size > 0) throw new Error(`${door} does more than open: ${[...left.keys()].join(', ')}`);
  return found.filter(({ named }) => named.length > 0);
};

// The last line is never run: from it Node.js knows the names when an ES module imports this.
const lazy = (found) => `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const lazily = (names, open) => {
    let file;
    for (const [name, there] of Object.entries(names))
        Object.defineProperty(exports, name, { enumerable: true, get: () => (file ??= open())[there] });
};
${found.map(opening).join('\n')}
0 && (module.exports = { ${found.flatMap(({ named }) => named.map(([name]) => name)).join(', ')} });
`;

const opening = ({ file, named }) =>
  `lazily(${JSON.stringify(Object.fromEntries(named))}, () => require("${file}"));`;

const doors = rooms.map((room) => join('dist/src', room, 'index.js'));
const texts = doors.map((door) => [door, lazy(behind(door))]);
for (const [door, text] of texts) writeFileSync(door, text);
