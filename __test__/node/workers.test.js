/** The addon and the wasm pool in worker_threads, ended in mid-job. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { BACKENDS, entry, run } from './tools.js';

/** A thread that converts without end, and tells when it has begun. @param {string} backend */
function busy(backend) {
  const text = `(async () => {
    const { default: pixmill } = await import(${entry});
    const { parentPort } = require('node:worker_threads');
    const own = pixmill.createPixmill({ backend: ${JSON.stringify(backend)}, concurrency: 2 });
    const input = { data: new Uint8Array(900 * 900 * 3).map((_, at) => at * 7), width: 900, height: 900, channels: 3 };
    await own(input).resize(20).png().toBuffer();
    for (let at = 0; at < 20; at += 1) own(input).webp({ effort: 6 }).toBuffer().catch(() => undefined);
    parentPort.postMessage('begun');
  })()`;
  return new Worker(text, { eval: true });
}

for (const backend of BACKENDS) {
  test(`eight threads are each ended in mid-job, and the process goes on (${backend})`, { timeout: 120_000 }, async () => {
    const threads = Array.from({ length: 8 }, () => busy(backend));
    await Promise.all(
      threads.map(async (thread, index) => {
        await new Promise((resolve, reject) => {
          thread.once('message', resolve);
          thread.once('error', reject);
        });
        await new Promise((resolve) => {
          setTimeout(resolve, index * 15);
        });
        await thread.terminate();
      }),
    );
    const own = pixmill.createPixmill({ backend });
    const { info } = await own(photo(60, 40)).resize(30).png().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [30, 20]);
    await own.close();
  });

  test(`threads at the same time each get their own right results (${backend})`, { timeout: 120_000 }, async () => {
    const expected = await pixmill(photo(80, 60, { seed: 3 })).resize(31).webp().toBuffer();
    const text = `(async () => {
      const { default: pixmill } = await import(${entry});
      const { photo } = await import(${JSON.stringify(new URL('../fixtures.js', import.meta.url).href)});
      const own = pixmill.createPixmill({ backend: ${JSON.stringify(backend)}, concurrency: 1 });
      const results = await own.batch(Array.from({ length: 12 }, () => photo(80, 60, { seed: 3 }))).resize(31).webp().toArray();
      require('node:worker_threads').parentPort.postMessage(results.map(({ value }) => new Uint8Array(value.data)));
      await own.close();
    })()`;
    const all = await Promise.all(
      Array.from({ length: 4 }, () => new Promise((resolve, reject) => {
        const thread = new Worker(text, { eval: true });
        thread.once('message', resolve);
        thread.once('error', reject);
      })),
    );
    for (const results of all) for (const result of results) assert.ok(expected.equals(result));
  });
}

test('threads that load the addon one after the other, and nobody else, each do their work', { timeout: 120_000 }, async () => {
  // The place of a thread that has ended is taken by the next one, and Node has closed the addon meanwhile.
  const work = `(async () => {
    const { default: pixmill } = await import(${entry});
    const own = pixmill.createPixmill({ backend: 'native' });
    const { data } = await own({ data: new Uint8Array(30 * 20 * 3), width: 30, height: 20, channels: 3 }).png().toBuffer({ resolveWithObject: true });
    require('node:worker_threads').parentPort.postMessage(data.length);
  })()`;
  const program = `
    const { Worker } = require('node:worker_threads');
    (async () => {
      for (let round = 0; round < 6; round += 1) {
        const thread = new Worker(${JSON.stringify(work)}, { eval: true });
        await new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));
        await thread.terminate();
      }
      console.log('done');
    })();`;
  const { status, out, err } = await run(process.execPath, ['-e', program]);
  assert.deepEqual([status, out.trim()], [0, 'done'], err);
});
