/** Panics, traps, memory that runs out, workers that die: one coded error each, and everything else goes on. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { root } from './tools.js';

const require = createRequire(import.meta.url);

/** The addon as the backend calls it. */
function addon() {
  const folder = readdirSync(path.join(root, 'npm')).find((name) => readdirSync(path.join(root, 'npm', name)).some((file) => file.endsWith('.node')));
  return require(path.join(root, 'npm', /** @type {string} */ (folder), `pixmill.${folder}.node`));
}

function instance() {
  const { instantiate } = require(path.join(root, 'npm/wasm/pixmill_basic.cjs'));
  return instantiate(new WebAssembly.Module(readFileSync(path.join(root, 'npm/wasm/pixmill_basic.wasm'))));
}

/** The error that a fault becomes natively. @param {object} request */
async function natively(request) {
  const text = JSON.stringify({ task: 'fault', ...request });
  const codes = [];
  for (const work of [async () => addon().runSync(text, []), () => addon().run(text, [], 7)]) {
    await assert.rejects(work, (error) => codes.push(JSON.parse(error.message)) > 0);
  }
  return codes;
}

/** The error that it becomes after a trap. @param {object} request */
function inWasm(request) {
  const broken = instance();
  assert.throws(() => broken.runSync(JSON.stringify({ task: 'fault', ...request }), []), WebAssembly.RuntimeError);
  return JSON.parse(broken.lost(broken.stage()));
}

test('a panic in a decoder and a trap in it are the same code', async () => {
  for (const { code, format, stage, reason } of [...(await natively({ format: 'png' })), inWasm({ format: 'png' })]) {
    assert.deepEqual([code, format, stage], ['DecoderPanicked', 'png', 'decode']);
    assert.match(reason, /as asked for/);
  }
});

test('a panic outside of a format is an internal error that says where', async () => {
  for (const { code, stage } of [...(await natively({})), inWasm({})]) assert.deepEqual([code, stage], ['Panicked', 'decode']);
});

test('memory that runs out in wasm has a code of its own', () => {
  const { code, stage } = inWasm({ kind: 'memory' });
  assert.deepEqual([code, stage], ['WasmMemory', 'decode']);
});

test('a worker that ends costs its job a coded error, and the next job gets a new one', async () => {
  let made = 0;
  const worker = () => {
    made += 1;
    if (made === 1) return new Worker("require('node:worker_threads').parentPort.on('message', ({ type }) => type === 'run' ? process.exit(3) : require('node:worker_threads').parentPort.postMessage({ started: true }))", { eval: true });
    return new Worker(path.join(root, 'js/backend/worker.js'));
  };
  const own = pixmill.createPixmill({ backend: 'wasm', worker, concurrency: 1 });
  await assert.rejects(own(photo(9, 9)).png().toBuffer(), { code: 'WorkerLost', message: /exited with 3/ });
  const { info } = await own(photo(9, 9)).png().toBuffer({ resolveWithObject: true });
  assert.equal(info.width, 9);
  assert.equal(made, 2);
  await own.close();
});

test('a job that traps in a worker is one error; its batch and later jobs are whole', async () => {
  const own = pixmill.createPixmill({ backend: 'wasm', concurrency: 2 });
  // A module that is no pixmill: every instance fails to start, and says so.
  const other = pixmill.createPixmill({ backend: 'wasm', wasm: { basic: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) } });
  await assert.rejects(other(photo(9, 9)).png().toBuffer(), { code: 'WorkerLost' });
  const results = await own.batch([photo(5, 5), new Uint8Array(10), photo(6, 6)]).png().toArray();
  assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
  await own.close();
  await other.close();
});
