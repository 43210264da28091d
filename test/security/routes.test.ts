import { deepEqual, ok } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { installed, runtimes, start, type Running } from '../nodes/runtimes.js';

/** Every route that our nodes add to the editor's server, as the source has them. */
const routes = globSync('nodes/**/*.ts').flatMap((file) =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /httpAdmin\.(\w+)\(\s*(?:'([^']+)'|([A-Za-z.]+)),\s*([^\n]*)/g,
    ),
  ].map(([, method = '', path = '', named, second = '']) => ({
    file,
    method: method.toUpperCase(),
    path: path.replaceAll(/:\w+/g, 'house'),
    named,
    second,
  })),
);

let home: ReturnType<typeof installed>;
let red: Running;
let hash: unknown;
beforeAll(async () => {
  home = installed();
  const [runtime] = runtimes;
  ok(runtime);
  const bcrypt: { hashSync(text: string, rounds: number): string } = createRequire(
    join(resolve('package.json')),
  )('bcryptjs');
  hash = bcrypt.hashSync('open sesame', 4);
  const users = [
    { username: 'owner', password: hash, permissions: '*' },
    { username: 'guest', password: hash, permissions: 'read' },
  ];
  red = await start(
    runtime,
    home.userDir,
    `adminAuth: { type: 'credentials', users: ${JSON.stringify(users)} },`,
  );
});
afterAll(async () => {
  await red.kill();
  home.remove();
});

const tokenOf = async (username: string): Promise<string> => {
  const response = await fetch(`${red.address}auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'node-red-admin',
      grant_type: 'password',
      scope: username === 'owner' ? '*' : 'read',
      username,
      password: 'open sesame',
    }),
  });
  const answer: { access_token?: string } = JSON.parse(await response.text());
  return answer.access_token ?? '';
};

const statusOf = async (
  { method, path }: { method: string; path: string },
  token?: string,
): Promise<number> => {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const address = `${red.address}${path.replace(/^\//, '')}`;
  const { status } = await fetch(address, { method, headers });
  return status;
};

test('there are routes, each with its path and its permission in plain sight', () => {
  ok(routes.length >= 3);
  deepEqual(
    routes.filter(
      ({ named, second }) =>
        named !== undefined || !/^(RED\.auth\.needsPermission\(|mayRead,|mayWrite,)/.test(second),
    ),
    [],
  );
});

test('a stranger gets in nowhere', async () => {
  const open: string[] = [];
  for (const route of routes)
    if ((await statusOf(route)) !== 401) open.push(`${route.method} ${route.path}`);
  deepEqual(open, []);
});

test('the owner gets in everywhere', async () => {
  const token = await tokenOf('owner');
  const closed: string[] = [];
  for (const route of routes.filter(({ method }) => method === 'GET'))
    if ([401, 403].includes(await statusOf(route, token))) closed.push(route.path);
  deepEqual(closed, []);
});

/** They look and set nothing off; they are no GET because what is asked for is too long for an address. */
const looking: ReadonlySet<string> = new Set(['/givtcp/readings/house', '/givtcp/preview/house']);

test('who may only read may set nothing off', async () => {
  const token = await tokenOf('guest');
  ok(token !== '');
  const open: string[] = [];
  for (const route of routes.filter(({ method, path }) => method !== 'GET' && !looking.has(path)))
    if (![401, 403].includes(await statusOf(route, token))) open.push(route.path);
  deepEqual(open, []);
});
