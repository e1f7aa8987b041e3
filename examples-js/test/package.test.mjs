// The package as others get it: packed, installed into an empty folder, and used from there as the
// README says. npm and the TypeScript compiler are needed; without them the tests are skipped,
// unless TESTS_REQUIRE_NODE is true.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Run, demo, temporaryFolder } from './node-process.mjs';

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = here('../../');
const readme = await readFile(here('../README.md'), 'utf8');
const manifest = JSON.parse(await readFile(here('../package.json'), 'utf8'));
const npm = (args, cwd) => run('npm', args, { cwd, timeout: 300_000 });
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund'];

/** The command of the README that begins so, as its words. */
function command(beginning) {
  const lines = [...readme.matchAll(/^```\n(.*?)\n```$/gms)].flatMap(([, block]) => block.split('\n'));
  const line = lines.find((line) => line.startsWith(beginning));
  return line?.split(' ') ?? assert.fail(`no command ${beginning} in the README`);
}

const packed = path.join(await temporaryFolder(), 'packed');
const folder = await temporaryFolder(); // the project of somebody else
const programs = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, program]) => program);

let missing = false;
let listed;
try {
  await npm(['--version']);
} catch (failure) {
  if (process.env.TESTS_REQUIRE_NODE === 'true') {
    throw failure;
  }
  missing = `there is no npm: ${failure.message.split('\n')[0]}`;
}

describe('the packed package', { skip: missing }, () => {
  let network;
  before(async () => {
    await mkdir(packed);
    const [, ...pack] = command('npm pack');
    const { stdout } = await npm([...pack, '--json', '--pack-destination', packed], root);
    [listed] = JSON.parse(stdout);
    await cp(path.join(packed, listed.filename), path.join(folder, listed.filename));
    await writeFile(path.join(folder, 'package.json'), '{"private": true}');
    const [, ...install] = command('npm install');
    await npm([...install, '--offline', ...QUIET], folder);
    network = await demo();
  });
  after(() => network?.stop());

  const program = async (name, text) => {
    const file = path.join(folder, name);
    await writeFile(file, text.replaceAll('127.0.0.1:6184', network.tcp));
    return file;
  };
  const runs = async (...args) => {
    const ran = new Run(process.execPath, args, { cwd: folder });
    assert.equal(await ran.ended, 0, String(ran));
    return ran.out;
  };

  test('can be published, and holds what it needs and nothing else', async () => {
    assert.equal(manifest.private, undefined);
    assert.equal(listed.filename, `vertx-diemnet-client-${manifest.version}.tgz`);
    const files = listed.files.map((file) => file.path);
    for (const file of ['LICENSE', 'README.md', 'index.d.ts', 'package.json', 'src/node.js', 'src/browser.js']) {
      assert.ok(files.includes(file), `${file} is not in ${files}`);
    }
    const others = /^(LICENSE|README\.md|index\.d\.ts|package\.json|(src|examples)\/[\w-]+\.m?js)$/;
    assert.deepEqual(files.filter((file) => !others.test(file)), []);
    assert.deepEqual(
      await readFile(here('../LICENSE'), 'utf8'),
      await readFile(`${root}LICENSE`, 'utf8'),
    );
    assert.doesNotMatch(readme, /\]\((?!http|#)/, 'a link that leads out of the package');
  });

  test('runs the first program of the README', async () => {
    const out = await runs(await program('use.mjs', programs[0]));
    assert.match(out, /^Round 7\.\nqueued for 3 peers \{\}\n/);
  });

  test("mounts, unmounts and mounts with the README's effect of a component", async () => {
    await program('effect.mjs', programs[1]);
    const out = await runs(
      await program(
        'mount.mjs',
        `import { connect } from 'vertx-diemnet-client';
        import { subscribe } from './effect.mjs';
        const node = await connect('127.0.0.1:6184', { network: 'validator-0' });
        const unmount = subscribe(node, () => {});
        unmount();
        const last = subscribe(node, () => {});
        await node.info();
        last();
        await node.info();
        console.log('mounted');
        node.close();`,
      ),
    );
    assert.equal(out, 'mounted\n');
  });

  test('runs an example from the installed package', async () => {
    const [, script] = command('node node_modules/');
    const out = await runs(script, network.tcp, '--exit');
    assert.match(out, /validator-3 calls: "ping from validator-3"/);
  });

  test('gives the entry for browsers by its condition', async () => {
    const resolve = `console.log(import.meta.resolve('vertx-diemnet-client'))`;
    const out = await runs('--conditions=browser', await program('resolve.mjs', resolve));
    assert.match(out, /vertx-diemnet-client\/src\/browser\.js\n$/);
  });

  test('has types that the TypeScript compiler finds and agrees with', async (t) => {
    const tools = JSON.parse(await readFile(here('stock/package.json'), 'utf8'));
    try {
      const compiler = `typescript@${tools.dependencies.typescript}`;
      await npm(['install', '--no-save', '--prefer-offline', ...QUIET, compiler], folder);
    } catch (failure) {
      if (process.env.TESTS_REQUIRE_NODE === 'true') {
        throw failure;
      }
      t.skip(`no TypeScript compiler from npm: ${failure.message.split('\n')[0]}`);
      return;
    }
    await cp(here('types-of-a-user.mts'), path.join(folder, 'types-of-a-user.mts'));
    const { compilerOptions } = JSON.parse(await readFile(here('tsconfig.json'), 'utf8'));
    for (const [module, moduleResolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
      const options = { ...compilerOptions, module, moduleResolution };
      const config = { compilerOptions: options, files: ['types-of-a-user.mts'] };
      await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
      try {
        await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: folder });
      } catch ({ stdout, message }) {
        assert.fail(`${moduleResolution}: ${stdout || message}`);
      }
    }
    await rm(path.join(folder, 'tsconfig.json'));
  });
});
