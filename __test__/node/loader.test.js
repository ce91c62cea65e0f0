/** The loader: one instance however it is imported, a fallback that says so, errors that hold every attempt. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, test } from 'node:test';
import pixmill, { PixmillError, batch, zip } from '../../index.mjs';
import { photo } from '../fixtures.js';
import { BACKENDS, entry, folder, root, run, script } from './tools.js';

const place = folder();
const installed = path.join(place, 'app', 'node_modules', 'pixmill');
const common = `const pixmill = require('pixmill');
const input = { data: new Uint8Array(300), width: 10, height: 10, channels: 3 };
pixmill(input).png().toBuffer().then(async (bytes) => console.log(JSON.stringify({ bytes: bytes.length, ...(await pixmill.backend()) })));`;

/** Runs a script in a folder where the packed tarball is installed. @param {string} text @param {{flags?: string[], env?: Record<string, string>}} [options] */
function inApp(text, { flags = [], env = {} } = {}) {
  const file = path.join(place, 'app', `script-${Math.random().toString(36).slice(2)}.cjs`);
  writeFileSync(file, text);
  return run(process.execPath, [...flags, file], { cwd: path.dirname(file), env: { PIXMILL_BACKEND: '', NODE_OPTIONS: '', ...env } });
}

before(async () => {
  mkdirSync(path.dirname(installed), { recursive: true });
  const { status, out, err } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', place]);
  assert.equal(status, 0, err);
  const [{ filename, files }] = JSON.parse(out);
  const { status: unpacked } = await run('tar', ['-xzf', path.join(place, filename), '-C', place]);
  assert.equal(unpacked, 0);
  cpSync(path.join(place, 'package'), installed, { recursive: true });
  const names = files.map(({ path: name }) => name);
  // What users run, and nothing of how it is made.
  for (const name of ['index.js', 'index.mjs', 'index.d.ts', 'js/front.cjs', 'js/index.js', 'js/backend/worker.js', 'npm/wasm/pixmill_full.wasm', 'bin/pixmill.js', 'NOTICE', 'LICENSE']) {
    assert.ok(names.includes(name), `${name} is packed`);
  }
  assert.deepEqual(names.filter((name) => /^(crates|scripts|__test__|bench|\.ci)\/|\.rs$|\.node$/.test(name)), []);
});

test('require, import and named imports are one instance', () => {
  const required = createRequire(import.meta.url)('../../index.js');
  assert.equal(required, pixmill);
  assert.equal(required.batch, batch);
  assert.equal(required.zip, zip);
  assert.equal(required.PixmillError, PixmillError);
});

for (const backend of BACKENDS) {
  test(`what a program does not use of Node is not loaded for it (${backend})`, async () => {
    const { out, err } = await script(`import pixmill from ${entry};
      const own = pixmill.createPixmill({ backend: '${backend}' });
      const fetches = () => process.moduleLoadList.filter((name) => name.includes('undici')).length;
      const image = await own({ data: new Uint8Array(300), width: 10, height: 10, channels: 3 }).png().toBuffer();
      await own(new Blob([image])).metadata();
      const z = own.zip();
      const read = z.readable.getReader();
      await z.add('a', image);
      await z.add('b', (async function* () { yield image; })());
      const closed = z.close();
      const parts = [];
      for (let step = await read.read(); !step.done; step = await read.read()) parts.push(step.value);
      await closed;
      for await (const found of own.unzip(Buffer.concat(parts))) await found.bytes();
      const before = fetches();
      await own(new Response(image)).metadata();
      console.log(before, fetches());
      await own.close();`);
    // Asked for its Response, Node loads its whole fetch, which takes longer than an archive.
    assert.equal(out, '0 1\n', err);
  });
}

test('without an addon the wasm build runs, and one warning says why and what to type', async () => {
  const { status, out, err } = await inApp(common);
  assert.equal(status, 0, err);
  const { name, reason, bytes } = JSON.parse(out);
  assert.equal(name, 'wasm');
  assert.ok(bytes > 50);
  assert.match(reason, /@pixmill\/\S+: Cannot find module/);
  assert.equal(err.split('PixmillWarning').length, 2, err);
  assert.match(err, /npm install pixmill/);
  const quiet = await inApp(common, { env: { PIXMILL_BACKEND: 'wasm' } });
  assert.equal(quiet.err, '');
  assert.equal(JSON.parse(quiet.out).reason, 'asked for by PIXMILL_BACKEND');
});

test('an asked-for backend that does not load is an error with every attempt', async () => {
  const { status, err } = await inApp(common, { env: { PIXMILL_BACKEND: 'native' } });
  assert.notEqual(status, 0);
  assert.match(err, /BackendUnavailable/);
  assert.match(err, /local \S+: Cannot find module/);
  assert.match(err, /@pixmill\/\S+: Cannot find module/);
  assert.match(err, /npm run build/);
  const wrong = await inApp(common, { env: { PIXMILL_BACKEND: 'fast' } });
  assert.match(wrong.err, /expected native or wasm for backend, found "fast"/);
  rmSync(path.join(installed, 'npm', 'wasm'), { recursive: true });
  const nothing = await inApp(common);
  cpSync(path.join(place, 'package', 'npm'), path.join(installed, 'npm'), { recursive: true });
  assert.notEqual(nothing.status, 0);
  assert.match(nothing.err, /BackendUnavailable/);
  assert.match(nothing.err, /pixmill_bytes/);
  assert.match(nothing.err, /npm run build/);
});

test('CommonJS needs neither require(esm) nor module detection', async () => {
  const wanted = ['--no-experimental-require-module', '--no-experimental-detect-module'];
  const known = wanted.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag) || process.allowedNodeEnvironmentFlags.has(flag.replace('--no-', '--')));
  const { status, out, err } = await inApp(common, { flags: known });
  assert.equal(status, 0, err);
  assert.equal(JSON.parse(out).name, 'wasm');
});

test('it works under Jest', { timeout: 120_000 }, async () => {
  const app = path.join(place, 'app');
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', jest: { testEnvironment: 'node', watchman: false } }));
  writeFileSync(path.join(app, 'app.test.js'), `const pixmill = require('pixmill');
test('converts', async () => {
  const bytes = await pixmill({ data: new Uint8Array(300), width: 10, height: 10, channels: 3 }).webp().toBuffer();
  expect(bytes.length).toBeGreaterThan(20);
  await pixmill.close();
});`);
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  assert.ok(existsSync(jest), 'npm ci installs jest');
  const { status, err } = await run(process.execPath, [jest, '--rootDir', app, '--no-cache'], { cwd: app, env: { PIXMILL_BACKEND: 'wasm' } });
  assert.equal(status, 0, err);
  assert.match(err, /1 passed/);
});

test('instances are apart: settings, budget, life', async () => {
  const [one, two] = [pixmill.createPixmill({ backend: 'wasm', concurrency: 1 }), pixmill.createPixmill({ concurrency: 3 })];
  assert.equal((await one.backend()).workers, 1);
  assert.equal((await two.backend()).workers, 3);
  await one.close();
  await assert.rejects(one(photo(3, 3)).png().toBuffer(), { code: 'Closed' });
  assert.equal((await two(photo(3, 3)).png().toBuffer({ resolveWithObject: true })).info.width, 3);
  await two.close();
  for (const config of [{ concurrency: 0 }, { memoryBudget: 5 }, { backend: 'both' }, { colour: 1 }, 7]) {
    assert.throws(() => pixmill.createPixmill(config), { code: 'InvalidOption' });
  }
});

test('every platform of the loader has a package', () => {
  const folders = readdirSync(path.join(root, 'npm')).filter((name) => name !== 'wasm');
  assert.equal(folders.length, 7, `${folders}`);
});
