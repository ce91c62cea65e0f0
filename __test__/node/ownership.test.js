/** The native proofs that results belong to the JS heap, each shown to catch an addon that does it wrong. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { GIVES_BYTES } from '../suite/ownership.test.js';
import { photo } from '../fixtures.js';
import { readFileSync } from 'node:fs';
import { root, run, script } from './tools.js';

const require = createRequire(import.meta.url);
const proofs = path.join(root, 'build', 'proofs');
const addon = readdirSync(path.join(root, 'npm'))
  .flatMap((folder) => readdirSync(path.join(root, 'npm', folder)).map((name) => path.join(root, 'npm', folder, name)))
  .find((file) => file.endsWith('.node'));

/** napi's symbols that an addon asks its host for. @param {string} file */
async function symbols(file) {
  const { status, out, err } = await run('nm', ['-D', '--undefined-only', file]);
  assert.equal(status, 0, err);
  return [...out.matchAll(/\bnapi_\w+/g)].map(([name]) => name);
}

test('the addon asks for copies, never for external buffers; the control asks for one', async () => {
  assert.ok(addon, 'npm run build makes the addon');
  const ours = await symbols(addon);
  assert.ok(ours.includes('napi_create_buffer_copy'), `${ours}`);
  assert.deepEqual(ours.filter((name) => name.startsWith('napi_create_external_')), []);
  const control = await symbols(path.join(proofs, 'control.node'));
  assert.ok(control.includes('napi_create_external_buffer'), `${control}`);
});

/** Runs a script under the denier, which refuses external buffers as Electron does and says so each time. @param {string} text */
async function denied(text) {
  const { status, err } = await script(text, { env: { LD_PRELOAD: path.join(proofs, 'denier.so') } });
  assert.equal(status, 0, err);
  return err.split('\n').filter((line) => line === 'refused an external buffer').length;
}

test('where external buffers are denied, nothing of ours is; the control is', async () => {
  const load = (name) => `import { createRequire } from 'node:module'; const addon = createRequire(${JSON.stringify(import.meta.url)})(${JSON.stringify(path.join(proofs, name))});`;
  const pixels = 'new Uint8Array(300)';
  const request = JSON.stringify({ task: 'convert', raw: { width: 10, height: 10, channels: 3 }, recipe: { outputs: [{ format: 'png' }] } });
  const ours = await denied(`${load('pixmill-dyn.node')}
    const { buffers } = addon.runSync(${JSON.stringify(request)}, [${pixels}]);
    const later = await addon.run(${JSON.stringify(request)}, [${pixels}], 1);
    const z = new addon.ZipWriter('{}');
    const header = z.begin(JSON.stringify({ name: 'a', method: 0, crc32: 0, size: 0, compressedSize: 0 }));
    z.end('{}');
    if (buffers[0].length < 50 || later.buffers[0].length < 50 || header.length < 31 || z.finish('').length < 22) process.exit(9);`);
  assert.equal(ours, 0);
  const control = await denied(`${load('control-dyn.node')} addon.external(1000); addon.copied(1000);`);
  assert.equal(control, 1);
});

test('a result is counted as memory of the JS heap, to the byte', async () => {
  await pixmill.ready();
  const input = photo(700, 700);
  const pipeline = pixmill(input).toFormat('raw');
  pipeline.toBufferSync();
  const before = process.memoryUsage().arrayBuffers;
  const result = pipeline.toBufferSync();
  const grown = process.memoryUsage().arrayBuffers - before;
  assert.equal(grown, result.byteLength);
  assert.equal(result.byteLength, 700 * 700 * 3);
  const control = require(path.join(proofs, 'control.node'));
  const start = process.memoryUsage().arrayBuffers;
  const copied = control.copied(1_000_000);
  assert.equal(process.memoryUsage().arrayBuffers - start, copied.byteLength);
});

test('our results can be transferred; the external buffer of the control is the proofs’ own catch', async () => {
  const result = await pixmill(photo(20, 20)).png().toBuffer();
  const { byteLength } = result;
  assert.equal(structuredClone(result.buffer, { transfer: [result.buffer] }).byteLength, byteLength);
  assert.equal(result.byteLength, 0);
  // Node 22 and later refuse to detach an external buffer; before, only nm and the denier catch it.
  const { external } = require(path.join(proofs, 'control.node'));
  const buffer = external(100).buffer;
  if (Number(process.versions.node.split('.')[0]) >= 22) assert.throws(() => structuredClone(buffer, { transfer: [buffer] }));
  else assert.equal(buffer.byteLength, 100);
});

test('every function of index.d.ts that gives bytes is in the suite’s list', () => {
  const types = readFileSync(path.join(root, 'index.d.ts'), 'utf8');
  const gives = /\b(?:Bytes|Result|ReadableStream<Bytes>|BatchOutput|Settled)\b/;
  const found = new Set();
  for (const line of types.split('\n')) {
    const method = /^ {2,4}(?:export function |readonly )?(\w+)\??(?:<[^>]*>)?(?:\(.*\))?: (.*);$/.exec(line);
    if (method && gives.test(method[2])) found.add(method[1]);
  }
  for (const data of ['data', 'value', 'outputs']) found.delete(data);
  assert.ok(found.size >= 10, `${[...found]}`);
  assert.deepEqual([...found].filter((name) => !(name in GIVES_BYTES)), []);
});
