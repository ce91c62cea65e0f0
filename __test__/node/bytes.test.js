/** gzip, zlib and raw deflate beside node:zlib, gzip(1) and Python: what each wrote, the others read. */
import assert from 'node:assert/strict';
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import zlib from 'node:zlib';
import pixmill from '../../index.mjs';
import { noise, text } from '../fixtures.js';
import { BACKENDS, entry, folder, run, script } from './tools.js';

const place = folder();
const MB = 2 ** 20;
const inputs = { nothing: new Uint8Array(0), words: text(5000), large: text(3 * MB + 77), noise: noise(MB), zeros: new Uint8Array(5 * MB) };
/** Our call, node:zlib's for the same form, and what undoes both. */
const forms = [
  { pack: 'gzip', unpack: 'gunzip', theirs: zlib.gzipSync, back: zlib.gunzipSync },
  { pack: 'deflate', unpack: 'inflate', theirs: zlib.deflateRawSync, back: zlib.inflateRawSync },
  { pack: 'zlib', unpack: 'unzlib', theirs: zlib.deflateSync, back: zlib.inflateSync },
];
const equal = (found, expected, words) => assert.ok(Buffer.compare(found, expected) === 0, words);

for (const backend of BACKENDS) {
  test(`node:zlib reads what we wrote, and we what it wrote, at every level (${backend})`, async () => {
    const own = pixmill.createPixmill({ backend });
    const dictionary = text(40_000);
    for (const { pack, unpack, theirs, back } of forms) {
      for (const [name, input] of Object.entries(inputs)) {
        for (const level of /** @type {const} */ ([0, 1, 4, 6, 9])) {
          const words = `${pack} ${name} ${level}`;
          equal(back(await own[pack](input, { level })), input, words);
          equal(await own[unpack](theirs(input, { level })), input, words);
        }
        if (pack === 'gzip') continue;
        equal(back(await own[pack](input, { dictionary }), { dictionary }), input, `${pack} ${name} with a dictionary`);
        equal(await own[unpack](theirs(input, { dictionary }), { dictionary }), input, `${pack} ${name} with a dictionary`);
      }
    }
    assert.equal(own.adler32(inputs.large), zlib.deflateSync(inputs.large).readUInt32BE(zlib.deflateSync(inputs.large).length - 4));
    await own.close();
  });
}

test('our size is that of zlib at the same level, within a hundredth', async () => {
  // Text that people wrote: words at random are no measure of a compressor.
  const written = ['js/front.cjs', 'index.d.ts', 'docs/operations.md'].map((name) => readFileSync(new URL(`../../${name}`, import.meta.url)));
  const input = Buffer.concat(written);
  for (const level of [1, 6, 9]) {
    const [ours, theirs] = [(await pixmill.gzip(input, { level })).length, zlib.gzipSync(input, { level }).length];
    assert.ok(ours <= theirs * 1.01, `level ${level}: ${ours} bytes, zlib's ${theirs}`);
  }
});

test('gzip(1) and Python read what we wrote, its name and time; we read what gzip(1) wrote, and files put together', async () => {
  const file = path.join(place, 'ours.gz');
  writeFileSync(file, await pixmill.gzip(inputs.large, { filename: 'it.txt', mtime: Date.UTC(2024, 0, 1), comment: 'a comment' }));
  equal((await run('gzip', ['-dc', file])).bytes, inputs.large, 'gzip -dc');
  assert.match((await run('gzip', ['-lvN', file], { env: { TZ: 'UTC' } })).out, /Jan +1 00:00 .*it\.txt/);
  const { out } = await run('python3', ['-c', 'import gzip,sys;f=gzip.open(sys.argv[1]);print(len(f.read()),f.mtime)', file]);
  assert.equal(out.trim(), `${inputs.large.length} 1704067200`);
  const plain = path.join(place, 'plain.txt');
  writeFileSync(plain, inputs.words);
  for (const level of ['-1', '-6', '-9']) {
    const { bytes } = await run('gzip', [level, '-c', plain]);
    equal(await pixmill.gunzip(bytes), inputs.words, level);
    equal(await pixmill.gunzip(Buffer.concat([bytes, readFileSync(file), bytes])), Buffer.concat([inputs.words, inputs.large, inputs.words]), level);
  }
});

test('a file goes through a pipeline, there and back', async () => {
  const [plain, packed, again] = ['in.bin', 'in.bin.gz', 'out.bin'].map((name) => path.join(place, name));
  writeFileSync(plain, inputs.large);
  await pipeline(createReadStream(plain), pixmill.gzipStream({ level: 3 }), createWriteStream(packed));
  equal(zlib.gunzipSync(readFileSync(packed)), inputs.large, 'node:zlib');
  await pipeline(createReadStream(packed), pixmill.gunzipStream(), createWriteStream(again));
  equal(readFileSync(again), inputs.large, 'ours');
});

for (const backend of BACKENDS) {
  test(`a gigabyte through both streams takes little memory (${backend})`, async () => {
    const { out, err } = await script(`
      import pixmill from ${entry};
      const own = pixmill.createPixmill({ backend: '${backend}', concurrency: 2 });
      const block = new Uint8Array(1 << 20).map((_, at) => (at * at) >> 7);
      let left = 1024;
      const source = new ReadableStream({ pull: (c) => (left-- > 0 ? c.enqueue(block) : c.close()) }, { highWaterMark: 0 });
      await own.gzip(block);
      const before = process.memoryUsage.rss();
      let [size, peak] = [0, 0];
      for await (const chunk of source.pipeThrough(own.gzipStream({ level: 1 })).pipeThrough(own.gunzipStream())) {
        size += chunk.length;
        peak = Math.max(peak, process.memoryUsage.rss());
      }
      console.log(JSON.stringify({ size, grown: (peak - before) / 2 ** 20 }));
      await own.close();
    `, { ms: 300_000 });
    const { size, grown } = JSON.parse(out || `{"size":"${err}"}`);
    assert.equal(size, 2 ** 30);
    assert.ok(grown < 200, `${grown} MB`);
  });
}
