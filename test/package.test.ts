import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'vitest';
import { deepEqual, equal, match, ok } from 'node:assert/strict';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly main: string;
  readonly types: string;
  readonly keywords: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly 'node-red': {
    readonly version: string;
    readonly nodes: Readonly<Record<string, string>>;
  };
}
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('every development tool is pinned, so that tomorrow builds what today built', () => {
  const loose = Object.entries(manifest.devDependencies).filter(
    ([, version]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(version),
  );
  deepEqual(loose, []);
});

test('what runs at the owner is little, and nothing runs there on installing', () => {
  deepEqual(Object.keys(manifest.dependencies), ['mqtt']);
  const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
  deepEqual(
    hooks.filter((hook) => hook in manifest.scripts),
    [],
  );
});

test('old enough to run where people are', () => {
  equal(manifest.engines['node'], '>=20');
  equal(manifest['node-red'].version, '>=4.0.0');
});

test('the lock file knows no place and all platforms', () => {
  const lock: { packages: Record<string, { resolved?: string; integrity?: string }> } = JSON.parse(
    readFileSync('package-lock.json', 'utf8'),
  );
  const placed = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
  deepEqual(placed, []);
  for (const platform of ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-arm64', 'win32-x64-msvc'])
    ok(`node_modules/@oxlint/binding-${platform}` in lock.packages, platform);
});

test('the licence is the one the manifest names', () => {
  equal(manifest.license, 'Apache-2.0');
  const licence = readFileSync('LICENSE', 'utf8');
  match(licence, /Apache License\s+Version 2\.0, January 2004/);
  match(licence, /END OF TERMS AND CONDITIONS/);
});

const built = existsSync('dist/src/index.js');
if (!built) console.log('dist is not built: the packed files are not tested');

// Each room that Node-RED loads at its start costs every user time and memory, whatever is in the flows.
test.skipIf(!built)(
  'the nodes load what they are made of, and nothing of the rooms before somebody needs it',
  () => {
    const { nodes } = manifest['node-red'];
    const files = Object.values(nodes).map((file) => resolve(file));
    const script = `for (const file of ${JSON.stringify(files)}) require(file);
    console.log(JSON.stringify(Object.keys(require.cache)))`;
    const loaded: string[] = JSON.parse(
      execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }),
    );
    ok(loaded.includes(resolve('dist/src/index.js')));
    // Who is connected to which dongle is one list for all of them.
    const list = new Set(
      ['dongles', 'transport'].map((name) => resolve(`dist/src/link/${name}.js`)),
    );
    const rooms = /dist\/src\/(\w+)\/(?!index\.js)/;
    deepEqual(
      loaded.filter((file) => rooms.test(file) && !list.has(file)),
      [],
    );
  },
);

describe.skipIf(!built)('the packed files', () => {
  const [pack]: [{ files: { path: string; size: number }[]; size: number; unpackedSize: number }] =
    built
      ? JSON.parse(
          execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          }),
        )
      : [{ files: [], size: 0, unpackedSize: 0 }];
  const paths = pack.files.map(({ path }) => path);

  test('are what the product needs', () => {
    const allowed =
      /^(dist\/(src|nodes)\/|dist\/resources\/givtcp-upgrades\.js$|examples\/[^/]+\.json$|resources\/|(README|CHANGELOG)\.md$|LICENSE$|package\.json$)/;
    deepEqual(
      paths.filter((path) => !allowed.test(path)),
      [],
    );
    deepEqual(
      paths.filter((path) => /test|\.map$|\.log$|(?<!\.d)\.ts$/.test(path)),
      [],
    );
  });

  test('have everything the manifest points to', () => {
    const pointed = [
      manifest.main,
      manifest.types,
      ...Object.values(manifest.bin),
      ...Object.values(manifest['node-red'].nodes),
      ...Object.values(manifest.exports).flatMap((one) =>
        typeof one === 'string' ? [one] : Object.values(one),
      ),
    ].map((path) => path.replace('./', ''));
    deepEqual(
      pointed.filter((path) => !paths.includes(path)),
      [],
    );
  });

  test('have a dialog, a text and a picture for every node', () => {
    for (const node of Object.values(manifest['node-red'].nodes)) {
      const dialog = node.replace('.js', '.html');
      const words = node.replace('nodes/', 'nodes/locales/en-US/').replace('.js', '.json');
      for (const path of [dialog, words]) ok(paths.includes(path), path);
    }
    ok(paths.some((path) => /^dist\/nodes\/icons\/.*\.svg$/.test(path)));
  });

  test('are small', () => {
    ok(pack.size < 650_000, `${pack.size} bytes packed`);
    ok(pack.unpackedSize < 2_500_000, `${pack.unpackedSize} bytes unpacked`);
  });

  // The compiler repeats a whole table wherever a type is made of its rows.
  test('declare nothing at length', () => {
    const long = pack.files.filter(({ path, size }) => path.endsWith('.d.ts') && size > 50_000);
    deepEqual(long, []);
  });
});
