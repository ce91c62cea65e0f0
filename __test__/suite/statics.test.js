/** sharp's constants, functions of the module, and call forms of a pipeline. */
import { equal, fails, folder, ok, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { photo, streamOf } from '../fixtures.js';
import { has } from '../only.js';

const png = (side = 9) => pixmill(photo(side, side)).png({ compressionLevel: 1 }).toBuffer();
/** Slow enough that several are seen to run side by side. */
const slow = (own) => own(photo(500, 500, { noise: 63 })).webp({ effort: 6 }).toBuffer();

/** Keys of sharp 0.35.5's constants (lib/index.d.ts), what takes their words, and words that are not there. */
const CONSTANTS = {
  fit: { keys: ['contain', 'cover', 'fill', 'inside', 'outside'], take: (word) => pixmill().resize(1, 1, { fit: word }) },
  kernel: { keys: ['nearest', 'cubic', 'linear', 'mitchell', 'lanczos2', 'lanczos3', 'mks2013', 'mks2021'], take: (word) => pixmill().resize(1, 1, { kernel: word }) },
  gravity: {
    keys: ['north', 'northeast', 'southeast', 'south', 'southwest', 'west', 'northwest', 'east', 'center', 'centre'],
    take: (word) => pixmill().resize(1, 1, { position: word }).composite([{ input: new Uint8Array(1), gravity: word }]),
  },
  strategy: { keys: ['entropy', 'attention'], take: (word) => pixmill().resize(1, 1, { position: word }) },
  bool: { keys: ['and', 'or', 'eor'], take: (word) => pixmill().bandbool(word).boolean(new Uint8Array(1), word) },
  interpolators: { keys: ['nearest', 'bilinear', 'bicubic'], take: (word) => pixmill().affine([1, 0, 0, 1], { interpolator: word }) },
};

test('constants have sharp’s keys, and operations take their words', () => {
  for (const [name, { keys, take }] of Object.entries(CONSTANTS)) {
    const found = Object.keys(pixmill[name]);
    same(keys.filter((key) => !found.includes(key)), [], `${name} lacks`);
    for (const word of Object.values(pixmill[name])) take(word);
    ok(Object.isFrozen(pixmill[name]), `${name} is frozen`);
  }
});

test('format says what is read and written, by every name', () => {
  const { format } = pixmill;
  const paths = has('files', runtime);
  same(format.jpeg, {
    id: 'jpeg',
    input: { file: paths, buffer: true, stream: true, fileSuffix: ['.jpg', '.jpeg', '.jpe', '.jfif'] },
    output: { file: paths, buffer: true, stream: true, alias: ['jpg'] },
  });
  for (const [name, reads, writes] of [['jxl', true, false], ['svg', true, false], ['webp', true, true], ['heif', true, true], ['ppm', true, true]]) {
    same([format[name].input.buffer, format[name].output.buffer], [reads, writes], name);
  }
  equal(format.heif.id, 'avif');
  ok(!Object.keys(format).includes('heif') && Object.keys(format).includes('avif'), 'each is listed once');
  // As it says: every format that is written is, and no other.
  for (const [name, { output }] of Object.entries(format)) {
    let written = true;
    try {
      pixmill().toFormat(name);
    } catch {
      written = false;
    }
    equal(written, output.buffer, name);
  }
});

test('versions are this build’s and its libraries’', async () => {
  const { pixmill: own, ...libraries } = pixmill.versions;
  equal(own, (await pixmill.backend()).version);
  for (const name of ['png', 'libwebp-sys', 'libaom-sys', 'resvg', 'flate2']) ok(/^\d+\.\d+\.\d+/.test(libraries[name]), `${name}: ${libraries[name]}`);
});

test('cache takes sharp’s forms, and holds nothing', () => {
  const nothing = { memory: { current: 0, high: 0, max: 0 }, files: { current: 0, max: 0 }, items: { current: 0, max: 0 } };
  for (const options of [undefined, true, false, {}, { memory: 50, files: 20, items: 100 }]) same(pixmill.cache(options), nothing);
});

test('concurrency is configure’s, and may change at any time', async () => {
  const own = pixmill.createPixmill({ concurrency: 3 });
  equal(own.concurrency(), 3);
  own.configure({ concurrency: 2 });
  equal(own.concurrency(), 2);
  const most = async () => {
    let seen = 0;
    own.queue.removeAllListeners().on('change', () => (seen = Math.max(seen, own.counters().process)));
    await Promise.all(Array.from({ length: 6 }, () => slow(own)));
    return seen;
  };
  equal(own.concurrency(1), 1);
  equal(await most(), 1, 'one at once:');
  equal(own.concurrency(3), 3);
  equal(await most(), 3, 'three at once:');
  equal(own.concurrency(0), pixmill.createPixmill().concurrency(), 'the processors:');
  await own.close();
});

test('queue tells how many wait: one more with each job, none after the last', async () => {
  const own = pixmill.createPixmill({ concurrency: 1 });
  const [all, first, none] = [[], [], []];
  const unheard = (queued) => none.push(queued);
  equal(own.queue.on('change', (queued) => all.push(queued)).once('change', (queued) => first.push(queued)).on('change', unheard).off('change', unheard), own.queue);
  await Promise.all([slow(own), slow(own), slow(own), slow(own), slow(own)]);
  equal(all.length, 10, 'when one comes and when one ends:');
  // The first is counted before it starts; of five, two wait at least once.
  ok(all[0] === 1 && Math.max(...all) >= 2, `${all}`);
  equal(all.at(-1), 0);
  equal(own.counters().queue, 0);
  same([first.length, none.length], [1, 0]);
  await own.close();
});

test('simd says whether vector instructions are used, whatever is asked', async () => {
  await pixmill.ready();
  const { simd } = await pixmill.backend();
  for (const enable of [undefined, true, false]) equal(pixmill.simd(enable), simd !== 'none');
});

/** What a callback is given, and what the call returned. @param {(callback: (...given: any[]) => void) => any} call */
const heard = (call) =>
  new Promise((resolve) => {
    const returned = call((...given) => resolve({ given, returned }));
  });

test('ends take callbacks as sharp’s do, and return the pipeline', async () => {
  const input = await png();
  const pipeline = pixmill(input).resize(5).webp();
  const expected = await pipeline.toBuffer();
  for (const call of [(callback) => pipeline.toBuffer(callback), (callback) => pipeline.toBuffer({ timeoutMs: 50_000 }, callback), (callback) => pipeline.toBuffer(undefined, callback)]) {
    const { given, returned } = await heard(call);
    const [error, data, info] = given;
    equal(error, null);
    sameBytes(data, expected);
    same([info.format, info.width, info.size], ['webp', 5, expected.byteLength]);
    equal(returned, pipeline);
  }
  const [, metadata] = (await heard((callback) => pipeline.metadata(callback))).given;
  same(metadata, await pipeline.metadata());
  const [, stats] = (await heard((callback) => pipeline.stats({ result: true }, callback))).given;
  same(stats, await pipeline.stats({ result: true }));
  const bad = pixmill(new Uint8Array([1]));
  for (const end of ['toBuffer', 'metadata', 'stats']) {
    const { given } = await heard((callback) => bad[end](callback));
    equal(given.length, 1);
    equal(given[0].code, 'UnknownFormat', end);
  }
  if (!has('files', runtime)) return;
  const file = `${folder}/by-callback.png`;
  const { given } = await heard((callback) => pixmill(input).toFile(file, callback));
  same([given[0], given[1].format, given[1].width], [null, 'png', 9]);
  const [error] = (await heard((callback) => pixmill(input).toFile(file, { overwrite: false }, callback))).given;
  equal(error.code, 'AlreadyExists');
});

test('clone() goes on by itself, from the same input and steps', async () => {
  const pipeline = pixmill(await png(), { name: 'a' }).resize(6).png();
  const copy = pipeline.clone();
  ok(copy !== pipeline, 'another one');
  same(copy.toRecipe(), pipeline.toRecipe());
  const { info } = await copy.resize(3).toBuffer({ resolveWithObject: true });
  same([info.width, (await pipeline.toBuffer({ resolveWithObject: true })).info.width], [3, 6]);
});

test('a stream is read once for a pipeline and its clones, and stays a stream without them', async () => {
  await pixmill.ready();
  const input = await png(40);
  for (const stream of [streamOf(input, 700), new Response(input)]) {
    const pipeline = pixmill(stream);
    const [small, large] = [pipeline.clone().resize(3).png(), pipeline.clone().resize(20).png()];
    const widths = await Promise.all([small, large].map(async (each) => (await each.toBuffer({ resolveWithObject: true })).info.width));
    same([...widths, (await pipeline.metadata()).width, small.metadataSync().width], [3, 20, 40, 40]);
  }
  const controller = new AbortController();
  const pipeline = pixmill(streamOf(input, 700));
  const copy = pipeline.clone();
  const aborted = pipeline.toBuffer({ signal: controller.signal });
  controller.abort();
  await fails(aborted, 'Aborted');
  equal((await copy.metadata()).width, 40, 'one that gives up stops no other:');
  const single = pixmill(streamOf(input, 700));
  await single.metadata();
  await fails(single.metadata(), 'InvalidOption', { path: 'input' });
});

test('timeout() bounds each end, unless that has a time of its own', async () => {
  const long = pixmill(photo(2600, 2000, { noise: 63 })).resize(2500).webp({ effort: 6, lossless: true }).timeout({ seconds: 0.03 });
  await fails(long.toBuffer(), 'Timeout', { limit: 30 });
  await fails(long.resize(2400).toUint8Array(), 'Timeout', { limit: 30 });
  await fails(long.timeout({ seconds: 3600 }).toBuffer({ timeoutMs: 20 }), 'Timeout', { limit: 20 });
  const short = pixmill(await png()).timeout({ seconds: 1e-6 }).timeout({ seconds: 0 });
  equal((await short.metadata()).width, 9);
  same(short.toRecipe(), pixmill().toRecipe());
});
