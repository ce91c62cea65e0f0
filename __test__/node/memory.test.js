/** Memory is bounded by the budget, not by the number of inputs; the event loop stays free. In processes of their own. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { BACKENDS, entry, folder, script } from './tools.js';

const place = folder();
const MB = 2 ** 20;
/** What a process has beside the budget: Node itself, the addon or the compiled modules and their instances, garbage. */
const OVERHEAD = { native: 240 * MB, wasm: 420 * MB };

/** Peak memory while it ran, and how much of it there was half way. @param {string} backend @param {string} body */
async function peak(backend, body) {
  const { status, out, err } = await script(`import pixmill from ${entry}; import { readFileSync } from 'node:fs';
    const highest = () => Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;
    let half = 0;
    const discard = { write() {}, end() {} };
    ${body}
    console.log(JSON.stringify({ ...pixmill.counters(), peak: highest(), half }));`, { env: { PIXMILL_BACKEND: backend }, ms: 300_000 });
  assert.equal(status, 0, err);
  return JSON.parse(out);
}

const small = (count) => `
  pixmill.configure({ memoryBudget: 64 * ${MB}, concurrency: 2 });
  const pixels = new Uint8Array(64 * 64 * 3).map((_, at) => at * 31);
  function* items() { for (let at = 0; at < ${count}; at += 1) { pixels[at % pixels.length] ^= 255; yield { data: pixels, width: 64, height: 64, channels: 3 }; } }
  let done = 0;
  const summary = await pixmill.batch(items()).resize(32).jpeg().toZip(discard, { onProgress: () => { done += 1; if (done === ${count} / 2) half = highest(); } });
  if (summary.failed || summary.items !== ${count}) throw new Error(JSON.stringify(summary));`;

for (const backend of BACKENDS) {
  test(`ten thousand small images are held within the budget, and no more at the end than half way (${backend})`, { timeout: 300_000 }, async () => {
    const { peak: most, half, held } = await peak(backend, small(10_000));
    assert.equal(held, 0);
    assert.ok(most < 64 * MB + OVERHEAD[backend], `${(most / MB).toFixed(0)} MB`);
    assert.ok(most < half * 1.3, `${(half / MB).toFixed(0)} MB half way, ${(most / MB).toFixed(0)} MB at the end`);
  });
}

test('a hundred photographs of 12 MP are held within the budget; with admission switched off they are not', { timeout: 300_000 }, async () => {
  const file = path.join(place, 'photo.png');
  writeFileSync(file, await pixmill(photo(4000, 3000, { noise: 3 })).png({ compressionLevel: 1 }).toBuffer());
  // Decoded a photograph has 36 MB; twelve may run at once as far as the number goes.
  const body = (budget, count) => `
    const summary = await pixmill.batch(Array.from({ length: ${count} }, () => ${JSON.stringify(file)}), { concurrency: 12, memoryBudget: ${budget} })
      .resize(200).jpeg().toZip(discard);
    if (summary.failed) throw summary.errors[0];`;
  const bounded = await peak('native', body(160 * MB, 100));
  assert.ok(bounded.peak < 160 * MB + OVERHEAD.native, `${(bounded.peak / MB).toFixed(0)} MB`);
  const unbounded = await peak('native', body(1e12, 24));
  assert.ok(unbounded.peak > 160 * MB + OVERHEAD.native, `the test shows nothing: ${(unbounded.peak / MB).toFixed(0)} MB without admission`);
});

for (const backend of BACKENDS) {
  test(`the event loop stays free while a batch runs (${backend})`, { timeout: 120_000 }, async () => {
    const { status, out, err } = await script(`import pixmill from ${entry}; import { monitorEventLoopDelay } from 'node:perf_hooks';
      await pixmill.ready();
      const input = { data: new Uint8Array(1200 * 900 * 3).map((_, at) => (at * 7) ^ (at >> 9)), width: 1200, height: 900, channels: 3 };
      const png = await pixmill(input).png({ compressionLevel: 1 }).toBuffer();
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      await pixmill.batch(Array.from({ length: 40 }, () => png), { concurrency: 1 }).resize(800).webp().toZip({ write() {}, end() {} });
      console.log(delay.percentile(50) / 1e6, delay.percentile(99) / 1e6);`, { env: { PIXMILL_BACKEND: backend } });
    assert.equal(status, 0, err);
    const [median, late] = out.trim().split(' ').map(Number);
    // A conversion takes about 60 ms: were it on this thread, the delay would be that.
    assert.ok(median < 20 && late < 60, `median ${median} ms, 99 % ${late} ms`);
  });
}
