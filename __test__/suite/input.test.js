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
    AsyncIterable: chunks(bytes, 101),
    ...(shared && { SharedArrayBuffer: shared }),
    ...(globalThis.Buffer && { Buffer: Buffer.from(bytes) }),
  };
  for (const [kind, input] of Object.entries(kinds)) sameBytes(await shrink(input).toBuffer(), expected, kind);
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
