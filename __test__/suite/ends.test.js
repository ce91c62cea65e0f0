/** The ends of a pipeline: each runs all of the recipe, takes the run's options, and starts nothing before it is asked. */
import { equal, fails, folder, ok, pixmill, runtime, same, sameBytes, sleep, test } from '../harness.js';
import { animatedGif, deepPhoto, photo, withOrientation } from '../fixtures.js';
import { has } from '../only.js';

const png = () => pixmill(photo(40, 30)).png({ compressionLevel: 1 }).toBuffer();
/** A pipeline whose every part can be seen in its result. @param {any} input */
const whole = (input) => pixmill(input, { page: 1 }).resize(9, 7, { fit: 'fill' }).flatten({ background: '#123' }).webp({ quality: 33 });

/** @param {ReadableStream} stream */
const drained = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());

test('every end runs the whole recipe', async () => {
  await pixmill.ready();
  const gif = animatedGif(12, 3);
  const expected = await whole(gif).toBuffer();
  const { data, info } = await whole(gif).toBuffer({ resolveWithObject: true });
  same([info.format, info.width, info.height, info.quality, info.size], ['webp', 9, 7, 33, expected.byteLength]);
  ok(Array.isArray(info.warnings) && info.ms >= 0, 'warnings and ms');
  const [only] = await whole(gif).toBuffers();
  same([only.name, only.info.format], ['main', 'webp']);
  const results = {
    'toBuffer with an object': data,
    toBuffers: only.data,
    toBufferSync: whole(gif).toBufferSync(),
    toUint8Array: (await whole(gif).toUint8Array()).data,
    toBlob: new Uint8Array(await (await whole(gif).toBlob()).arrayBuffer()),
    toResponse: new Uint8Array(await (await whole(gif).toResponse()).arrayBuffer()),
    toStream: await drained(whole(gif).toStream()),
    transform: await drained(new Blob([gif]).stream().pipeThrough(whole(undefined).transform())),
  };
  for (const [end, bytes] of Object.entries(results)) sameBytes(bytes, expected, end);
  equal(Object.getPrototypeOf(results.toUint8Array), Uint8Array.prototype, 'toUint8Array gives no Buffer:');
  // What the recipe leaves out shows that the whole of it mattered.
  for (const other of [pixmill(gif).resize(9, 7, { fit: 'fill' }).webp({ quality: 33 }), pixmill(gif, { page: 1 }).webp({ quality: 33 })]) {
    ok((await other.toBuffer()).toString() !== expected.toString(), 'another recipe gives other bytes');
  }
});

test('a Response and a Blob tell what they hold', async () => {
  // As the IANA registers them.
  for (const [format, type] of [['jpeg', 'image/jpeg'], ['png', 'image/png'], ['webp', 'image/webp'], ['gif', 'image/gif'], ['tiff', 'image/tiff'], ['bmp', 'image/bmp']]) {
    const pipeline = pixmill(photo(5, 5)).toFormat(format);
    const [blob, response] = [await pipeline.toBlob(), await pipeline.toResponse()];
    equal(blob.type, type);
    equal(response.headers.get('content-type'), type);
    equal(response.headers.get('content-length'), String(blob.size));
    equal(response.status, 200);
  }
});

test('no format named: the input’s own; what is only read becomes PNG or JPEG', async () => {
  const formatOf = async (input) => (await pixmill(input).toBuffer({ resolveWithObject: true })).info.format;
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff', 'bmp', 'ico', 'qoi', 'pnm', 'hdr', 'tga']) equal(await formatOf(await pixmill(photo(6, 6)).toFormat(format).toBuffer()), format);
  // DDS of one grey pixel, and of one with alpha: flags, bits and masks of DDS_PIXELFORMAT (Microsoft).
  const dds = (flags, bits, masks) => {
    const words = new Uint32Array(33);
    words.set([0x20534444, 124, 0x1007, 1, 1]);
    words.set([32, flags, 0, bits, ...masks, 0x1000], 19);
    return new Uint8Array(words.buffer).slice(0, 128 + bits / 8);
  };
  equal(await formatOf(dds(0x20000, 8, [0xff, 0, 0, 0])), 'jpeg');
  equal(await formatOf(dds(0x41, 32, [0xff0000, 0xff00, 0xff, 0xff000000])), 'png');
});

test('a stream starts nothing before it is read, and lets its source go when it is left', async () => {
  let [pulled, cancelled] = [0, ''];
  const source = () => new ReadableStream({ pull: () => (pulled += 1, new Promise(() => {})), cancel: (reason) => void (cancelled = `cancelled ${reason ?? ''}`) }, { highWaterMark: 0 });
  const reader = pixmill(source()).png().toStream().getReader();
  await sleep(60);
  equal(pulled, 0, 'before it is read, pulled:');
  const read = reader.read();
  await sleep(60);
  equal(pulled, 1, 'while it is read, pulled:');
  await reader.cancel('left');
  same(await read, { done: true });
  await sleep(60);
  ok(cancelled.startsWith('cancelled'), 'the source is told');
  equal(pixmill.counters().running, 0);
});

test('streams take signal and timeout as other ends do', async () => {
  const silent = () => new ReadableStream({ pull: () => new Promise(() => {}) });
  const first = async (stream) => stream.getReader().read();
  const reason = new Error('enough');
  const controller = new AbortController();
  const [read, through] = [first(pixmill(silent()).toStream({ signal: controller.signal })), first(pixmill().transform({ signal: controller.signal }).readable)];
  const settled = Promise.allSettled([read, through]);
  await sleep(30);
  controller.abort(reason);
  for (const { reason: error } of await settled) same([error?.code, error?.name, error?.cause === reason], ['Aborted', 'AbortError', true]);
  await fails(first(pixmill(silent()).toStream({ timeoutMs: 20 })), 'Timeout', { name: 'TimeoutError', limit: 20 });
  await fails(first(pixmill().transform({ timeoutMs: 20 }).readable), 'Timeout', { limit: 20 });
  await fails(() => pixmill(silent()).toStream({ timeout: 20 }), 'InvalidOption', { found: '"timeout"', expected: /timeoutMs/ });
  await fails(() => pixmill().transform({ signal: 7 }), 'InvalidOption', { path: 'signal', found: '7' });
});

test('an error in mid-stream is the reader’s, with its code', async () => {
  const broken = (await png()).slice(0, 60);
  await fails(pixmill(broken).toStream().getReader().read(), 'TruncatedImage', { format: 'png' });
  const through = new Blob([new Uint8Array([1, 2, 3])]).stream().pipeThrough(pixmill().png().transform());
  await fails(through.getReader().read(), 'UnknownFormat');
});

test('metadata is what the header says, at once or later', async () => {
  await pixmill.ready();
  const baseline = await pixmill(photo(37, 21)).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
  const progressive = withOrientation(await pixmill(photo(37, 21)).jpeg({ progressive: true }).toBuffer(), 8);
  const cases = [
    [baseline, { format: 'jpeg', width: 37, height: 21, channels: 3, depth: 'uchar', bits: 8, hasAlpha: false, isProgressive: false, orientation: 1, pages: 1, chromaSubsampling: '4:4:4' }],
    [progressive, { format: 'jpeg', width: 21, height: 37, isProgressive: true, orientation: 8, chromaSubsampling: '4:2:0' }],
    [await pixmill(deepPhoto(5, 4)).png().toBuffer(), { format: 'png', width: 5, height: 4, channels: 3, depth: 'ushort', bits: 16, hasAlpha: false }],
    [await pixmill(photo(5, 4, { channels: 4 })).png().toBuffer(), { channels: 4, hasAlpha: true, hasProfile: false }],
    // NETSCAPE2.0: 0 times is for ever.
    [animatedGif(6, 4), { format: 'gif', width: 6, height: 6, pages: 4, loop: 0 }],
    [photo(7, 3, { channels: 1 }), { format: 'raw', width: 7, height: 3, channels: 1, hasAlpha: false }],
  ];
  for (const [input, expected] of cases) {
    const found = await pixmill(input).metadata();
    for (const [name, value] of Object.entries(expected)) equal(found[name], value, `${expected.format} ${name}:`);
    equal(found.size, (input.data ?? input).byteLength, 'size:');
    same(pixmill(input).metadataSync(), found, 'metadataSync:');
    same(await pixmill.metadata(input), found, 'the shorthand:');
    if (!input.data) same(await pixmill(new Blob([input])).metadata(), found, 'of a Blob:');
  }
  const limits = { frames: 3 };
  await fails(() => pixmill(animatedGif(6, 4), { limits }).metadataSync(), 'FrameLimit', { limit: 3, option: 'limits.frames' });
  await fails(pixmill(animatedGif(6, 4), { limits }).metadata(), 'FrameLimit', { limit: 3, option: 'limits.frames' });
});

test('plan() is what a run then does', async () => {
  const jpeg = withOrientation(await pixmill(photo(640, 480)).jpeg().toBuffer(), 6);
  const pipeline = pixmill(jpeg).resize(60).outputs([{ name: 'a', format: 'png' }, { name: 'b', steps: [{ op: 'resize', width: 30 }], format: 'webp' }]);
  const plan = await pipeline.plan();
  same([plan.format, plan.width, plan.height], ['jpeg', 480, 640]);
  const results = await pipeline.toBuffers();
  same(plan.outputs, results.map(({ name, info: { format, width, height } }) => ({ name, format, width, height })));
  same(plan.outputs, [{ name: 'a', format: 'png', width: 60, height: 80 }, { name: 'b', format: 'webp', width: 30, height: 40 }]);
  const larger = await pixmill(photo(640, 480)).resize(2000).png().plan();
  ok(larger.peak > 2000 * 1500 * 3, `found ${larger.peak}`);
  await fails(pixmill(photo(64, 48), { limits: { pixels: 9 } }).plan(), 'PixelLimit', { limit: 9 });
});

test('what reads nothing refuses a source that must be read', async () => {
  await pixmill.ready();
  for (const input of [new Blob([await png()]), new ReadableStream()]) {
    await fails(() => pixmill(input).toBufferSync(), 'InvalidOption', { path: 'input', expected: /^bytes/ });
    await fails(() => pixmill(input).metadataSync(), 'InvalidOption', { path: 'input' });
  }
  await fails(() => pixmill().toBufferSync(), 'InvalidOption', { path: 'input' });
  await fails(() => pixmill(photo(4, 4)).outputs([{ name: 'a', format: 'png' }, { name: 'b', format: 'png' }]).toBufferSync(), 'InvalidOption', { path: 'outputs' });
});

test('toFile tells its options from others, and the format by the extension', async () => {
  const pipeline = pixmill(photo(8, 6));
  if (!has('files', runtime)) {
    await fails(pipeline.toFile('a.png'), 'Unavailable', { op: /toFile/ });
    return;
  }
  const fs = process.getBuiltinModule('fs');
  for (const [extension, format] of [['jpg', 'jpeg'], ['JPEG', 'jpeg'], ['tif', 'tiff'], ['webp', 'webp'], ['png', 'png'], ['gif', 'gif']]) {
    const file = `${folder}/ends.${extension}`;
    const info = await pipeline.toFile(file, { overwrite: true, durable: extension === 'png' });
    same([info.format, info.size], [format, fs.statSync(file).size], extension);
    sameBytes(new Uint8Array(fs.readFileSync(file)), await pipeline.toFormat(format).toBuffer(), extension);
  }
  const { pathToFileURL } = process.getBuiltinModule('url');
  await pipeline.toFile(pathToFileURL(`${folder}/by url.png`));
  equal((await pixmill(`${folder}/by url.png`).metadata()).width, 8);
  await fails(pipeline.toFile(`${folder}/x.png`, { overwite: true }), 'InvalidOption', { found: '"overwite"', expected: /overwrite/ });
  await fails(pipeline.toFile(`${folder}/x.png`, { overwrite: 1 }), 'InvalidOption', { path: 'overwrite', expected: 'boolean', found: '1' });
  await fails(pipeline.toFile(`${folder}/no such folder/x.png`), 'NotFound', { path: /no such folder/ });
  equal(fs.existsSync(`${folder}/x.png`), false, 'nothing is left:');
});
