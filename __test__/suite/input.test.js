/** Every kind of input, and that what was handed over is ours from then on (P2). */
import { equal, fails, folder, ok, pixmill, runtime, sameBytes, sleep, test } from '../harness.js';
import { photo, streamOf } from '../fixtures.js';
import { has } from '../only.js';

const png = () => pixmill(photo(40, 30)).png({ compressionLevel: 1 }).toBuffer();
const shrink = (input, options) => pixmill(input, options).resize(20).png({ compressionLevel: 1 });

/** A view with bytes before and behind it that are no image. @param {Uint8Array} bytes */
function offset(bytes) {
  const wide = new Uint8Array(bytes.byteLength + 24).fill(7);
  wide.set(bytes, 16);
  return new Uint8Array(wide.buffer, 16, bytes.byteLength);
}

/** Gives one piece of memory again and again, as sources with a buffer of their own do. */
function reusing(bytes, step) {
  const memory = new Uint8Array(step);
  let at = 0;
  return (controller) => {
    if (at >= bytes.byteLength) return controller.close();
    const part = bytes.subarray(at, (at += step));
    memory.set(part);
    return controller.enqueue(memory.subarray(0, part.byteLength));
  };
}

async function* chunks(bytes, step) {
  for (let at = 0; at < bytes.byteLength; at += step) yield bytes.slice(at, at + step);
}

test('every kind of input gives the same image', async () => {
  const bytes = new Uint8Array(await png());
  const expected = await shrink(bytes).toBuffer();
  const shared = has('shared', runtime) ? new SharedArrayBuffer(bytes.byteLength) : undefined;
  if (shared) new Uint8Array(shared).set(bytes);
  const kinds = {
    Uint8Array: bytes,
    'a view with an offset': offset(bytes),
    ArrayBuffer: bytes.buffer,
    DataView: new DataView(offset(bytes).buffer, 16, bytes.byteLength),
    Uint8ClampedArray: new Uint8ClampedArray(bytes),
    Blob: new Blob([bytes]),
    File: new File([bytes], 'a.png'),
    Response: new Response(bytes),
    ReadableStream: streamOf(bytes, 37),
    'a stream of bytes': new ReadableStream({ type: 'bytes', start: (controller) => (controller.enqueue(bytes.slice()), controller.close()) }),
    'a stream that reuses its memory': new ReadableStream({ pull: reusing(bytes, 64) }, { highWaterMark: 0 }),
    'a Response of a stream': new Response(streamOf(bytes, 211)),
    AsyncIterable: chunks(bytes, 101),
    ...(shared && { SharedArrayBuffer: shared }),
    ...(globalThis.Buffer && { Buffer: Buffer.from(bytes), 'a Buffer of the pool': Buffer.concat([bytes]) }),
    ...(has('streams', runtime) && { Readable: process.getBuiltinModule('stream').Readable.from(chunks(bytes, 83)) }),
  };
  for (const [kind, input] of Object.entries(kinds)) sameBytes(await shrink(input).toBuffer(), expected, kind);
});

test('raw samples may lie in any kind of view', async () => {
  const image = photo(24, 10, { channels: 4, noise: 255 });
  const expected = await pixmill(image).png().toBuffer();
  // 960 bytes, behind 16 that are no samples.
  const { buffer } = offset(image.data);
  const kinds = [Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array];
  for (const View of kinds) {
    const data = new View(buffer, 16, 960 / View.BYTES_PER_ELEMENT);
    sameBytes(await pixmill({ ...image, data }).png().toBuffer(), expected, View.name);
  }
  sameBytes(await pixmill({ ...image, data: new DataView(buffer, 16, 960) }).png().toBuffer(), expected, 'DataView');
  sameBytes(await pixmill({ ...image, data: image.data.slice().buffer }).png().toBuffer(), expected, 'ArrayBuffer');
});

test('paths and file: URLs are read where there are files', async () => {
  const bytes = await png();
  if (!has('files', runtime)) {
    await fails(shrink('a.png').toBuffer(), 'Unavailable');
    return;
  }
  const path = `${folder}/an image ü.png`;
  const { pathToFileURL } = process.getBuiltinModule('url');
  await pixmill(bytes).toFile(path, { overwrite: true });
  const expected = await shrink(bytes).toBuffer();
  sameBytes(await shrink(path).toBuffer(), expected, 'path');
  sameBytes(await shrink(pathToFileURL(path)).toBuffer(), expected, 'URL');
  sameBytes(await shrink(pathToFileURL(path).href).toBuffer(), expected, 'href');
  await fails(shrink(`${folder}/none.png`).toBuffer(), 'NotFound', { path: /none\.png/ });
  await fails(shrink(folder).toBuffer(), 'IsDirectory');
});

test('what is no input is refused at the call, with what would be', async () => {
  for (const input of [null, 7, '', true, {}, [], Symbol('x')]) {
    await fails(() => pixmill(input), 'InvalidOption', { expected: /path/ });
  }
  await fails(pixmill().png().toBuffer(), 'InvalidOption');
  await fails(shrink(new Response('no', { status: 404 })).toBuffer(), 'FetchFailed', { found: /404/ });
  const failing = new ReadableStream({ pull: (controller) => controller.error(new Error('torn')) });
  await fails(shrink(failing).toBuffer(), 'IoFailed', { message: /torn/ });
  const words = (async function* () {
    yield 'text';
  })();
  await fails(shrink(words).toBuffer(), 'InvalidOption', { path: 'input', expected: 'chunks of bytes', found: '"string"' });
  await fails(shrink(new URL('https://example.org/a.png')).toBuffer(), 'InvalidOption', { expected: /Response/, found: /example\.org/ });
});

test('a stream that was read is refused with what to do instead', async () => {
  const bytes = await png();
  const once = shrink(new Blob([bytes]).stream());
  await once.toBuffer();
  await fails(once.toBuffer(), 'InvalidOption', { path: 'input', expected: /used twice/ });
  const response = new Response(bytes);
  await response.arrayBuffer();
  await fails(shrink(response).toBuffer(), 'InvalidOption', { path: 'input', expected: /used twice/ });
  const held = new Blob([bytes]).stream();
  const reader = held.getReader();
  await fails(shrink(held).metadata(), 'InvalidOption', { path: 'input', expected: /used twice/ });
  await reader.cancel();
  const z = pixmill.zip();
  await z.add('a.png', held);
  await fails(z.close(), 'InvalidOption', { expected: /used twice/ });
});

test('memory that was transferred away before the call is empty', async () => {
  const gone = new Uint8Array(9);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  await fails(shrink(gone).toBuffer(), 'EmptyInput');
  await fails(shrink(gone.buffer).toBuffer(), 'EmptyInput');
  await fails(shrink(new DataView(new ArrayBuffer(0))).toBuffer(), 'EmptyInput');
});

test('an object with arrayBuffer() keeps its memory', async () => {
  const mine = new Uint8Array(await png());
  const expected = await shrink(mine).toBuffer();
  sameBytes(await shrink({ arrayBuffer: async () => mine.buffer }).toBuffer(), expected);
  ok(mine.byteLength > 0, 'it is still there');
  sameBytes(await shrink({ arrayBuffer: () => mine.buffer }).toBuffer(), expected, 'without a promise');
  // Nobody can take a wasm instance's memory.
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Uint8Array(memory.buffer).set(mine);
  sameBytes(await shrink({ arrayBuffer: async () => memory.buffer }).toBuffer(), expected, 'of a wasm instance');
  await fails(shrink({ arrayBuffer: async () => 'text' }).toBuffer(), 'InvalidOption', { expected: /arrayBuffer/ });
  await fails(shrink({ arrayBuffer: () => Promise.reject(new Error('torn')) }).toBuffer(), 'IoFailed', { message: /torn/ });
  const silent = { arrayBuffer: () => new Promise(() => {}) };
  await fails(shrink(silent).toBuffer({ timeoutMs: 20 }), 'Timeout');
});

test('a name is the last segment of the URL, escapes read where they are some', async () => {
  const named = (url) => Object.defineProperty(new Response(new Uint8Array([1, 2, 3])), 'url', { value: url });
  await fails(shrink(named('https://example.org/in/a%20b.png?x=1')).toBuffer(), 'UnknownFormat', { item: 'a b.png' });
  await fails(shrink(named('https://example.org/in/100%.png')).toBuffer(), 'UnknownFormat', { item: '100%.png' });
  await fails(shrink('file://elsewhere/a.png').toBuffer(), has('files', runtime) ? 'InvalidOption' : 'Unavailable');
});

test('bytes that change after the call change nothing', async () => {
  const bytes = new Uint8Array(await png());
  const expected = await shrink(bytes).toBuffer();
  const jobs = Array.from({ length: 12 }, () => {
    const own = bytes.slice();
    const job = shrink(own).toBuffer();
    own.fill(0);
    return job;
  });
  for (const job of jobs) sameBytes(await job, expected);
  const image = photo(40, 30);
  const untouched = await shrink(image).toBuffer();
  const raw = { ...image, data: image.data.slice() };
  const rawJobs = Array.from({ length: 4 }, () => shrink(raw).toBuffer());
  raw.data.fill(0);
  raw.width = 1;
  for (const job of rawJobs) sameBytes(await job, untouched, 'raw');
  if (!has('shared', runtime)) return;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  const job = shrink(shared).toBuffer();
  shared.fill(0);
  sameBytes(await job, expected, 'shared');
});

test('memory that is transferred or shrunk after the call changes nothing', async () => {
  const bytes = new Uint8Array(await png());
  const expected = await shrink(bytes).toBuffer();
  for (let round = 0; round < 8; round += 1) {
    const own = bytes.slice();
    const job = shrink(own).toBuffer();
    structuredClone(own.buffer, { transfer: [own.buffer] });
    equal(own.byteLength, 0);
    const resizable = new ArrayBuffer(bytes.byteLength, { maxByteLength: bytes.byteLength });
    const view = new Uint8Array(resizable);
    view.set(bytes);
    const other = shrink(view).toBuffer();
    resizable.resize(0);
    sameBytes(await job, expected, 'transferred');
    sameBytes(await other, expected, 'shrunk');
  }
});

test('a batch copies an item when it is pulled, and zip() when it is added', async () => {
  const bytes = new Uint8Array(await png());
  const expected = await shrink(bytes).toBuffer();
  const reused = new Uint8Array(bytes.byteLength);
  function* items() {
    for (let index = 0; index < 10; index += 1) {
      reused.set(bytes);
      yield reused;
      reused.fill(index);
    }
  }
  const results = await pixmill.batch(items()).resize(20).png({ compressionLevel: 1 }).toArray();
  for (const { value } of results) sameBytes(value.data, expected);
  const z = pixmill.zip();
  for (let index = 0; index < 4; index += 1) {
    reused.set(bytes);
    const added = z.add(`${index}.png`, reused);
    reused.fill(0);
    await added;
  }
  await z.close();
  const archive = new Uint8Array(await new Response(z.readable).arrayBuffer());
  for (const { data } of pixmill.unzipSync(archive)) sameBytes(data, bytes);
});

test('transfer: true takes the memory instead of copying it', async () => {
  const bytes = new Uint8Array(await png());
  const expected = await shrink(bytes).toBuffer();
  const own = bytes.slice();
  const pipeline = shrink(own, { transfer: true });
  equal(own.byteLength, 0);
  sameBytes(await pipeline.toBuffer(), expected);
  sameBytes(await pipeline.toBuffer(), expected, 'a second time');
  const part = offset(bytes);
  sameBytes(await shrink(part, { transfer: true }).toBuffer(), expected, 'with an offset');
  equal(part.byteLength, 0);
  const image = photo(40, 30);
  const data = image.data.slice();
  sameBytes(await shrink({ ...image, data }, { transfer: true }).toBuffer(), await shrink(image).toBuffer(), 'raw');
  equal(data.byteLength, 0, 'raw:');
  const added = bytes.slice();
  const z = pixmill.zip();
  await z.add('a.png', added, { transfer: true });
  equal(added.byteLength, 0, 'added:');
  await z.close();
});

test('transfer: true copies what cannot be taken', async () => {
  const bytes = new Uint8Array(await png());
  const expected = await shrink(bytes).toBuffer();
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kinds = { 'of a wasm instance': new Uint8Array(memory.buffer, 8, bytes.byteLength) };
  if (has('shared', runtime)) kinds.shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  if (globalThis.Buffer) kinds['of the pool'] = Buffer.allocUnsafe(bytes.byteLength);
  for (const [kind, view] of Object.entries(kinds)) {
    view.set(bytes);
    sameBytes(await shrink(view, { transfer: true }).toBuffer(), expected, kind);
  }
  sameBytes(kinds['of a wasm instance'], bytes, 'it is still there');
});

test('a stream that never answers ends with its signal', async () => {
  let cancelled = false;
  const silent = new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => void (cancelled = true) });
  const controller = new AbortController();
  const job = shrink(silent).toBuffer({ signal: controller.signal });
  await sleep(20);
  controller.abort();
  await fails(job, 'Aborted');
  await sleep(20);
  ok(cancelled, 'the source is told');
});
