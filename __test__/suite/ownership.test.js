/** P1: every result is owned by the JS heap: exact, not shared, transferable, and never changes afterwards. */
import { equal, fails, folder, ok, pixmill, runtime, sameBytes, sha256, test } from '../harness.js';
import { noise, photo, text } from '../fixtures.js';
import { has } from '../only.js';

/** @param {any} bytes @param {string} what */
function checkOwned(bytes, what) {
  ok(bytes instanceof Uint8Array, `${what}: a Uint8Array`);
  ok(bytes.buffer instanceof ArrayBuffer, `${what}: an ArrayBuffer that is not shared`);
  equal(bytes.byteOffset, 0, `${what}: byteOffset`);
  equal(bytes.buffer.byteLength, bytes.byteLength, `${what}: exact`);
}

/** @param {ReadableStream<Uint8Array>} stream */
async function chunksOf(stream) {
  const chunks = [];
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) chunks.push(step.value);
  return chunks;
}

async function archiveChunks(level) {
  const z = pixmill.zip({ level });
  const adding = (async () => {
    await z.add('text', text(5_000_000));
    await z.add('noise', noise(300_000));
    await z.add('small', text(10));
    await z.close();
  })();
  const chunks = await chunksOf(z.readable);
  await adding;
  return chunks;
}

/** Collects what a sink object is given. */
function collector() {
  const chunks = [];
  return { chunks, sink: { write: (chunk) => void chunks.push(chunk), end: () => undefined } };
}

/** A block of metadata by both calls. No call of the API sets IPTC: its segment is made here (Photoshop's resource 0x0404). @param {string} name */
async function blocks(name) {
  const jpeg = await pixmill(photo(9, 9)).jpeg().withMetadata({ icc: 'srgb', xmp: '<x/>', exif: { IFD0: { Artist: 'x' } } }).toBuffer();
  const records = [0x1c, 2, 5, 0, 1, 0x41];
  const body = [...new TextEncoder().encode('Photoshop 3.0'), 0, ...new TextEncoder().encode('8BIM'), 4, 4, 0, 0, 0, 0, 0, records.length, ...records];
  const tagged = new Uint8Array([...jpeg.subarray(0, 2), 0xff, 0xed, 0, body.length + 2, ...body, ...jpeg.subarray(2)]);
  return [(await pixmill(tagged).metadata())[name], pixmill(tagged).metadataSync()[name]];
}

/** Every way in which the API gives bytes, by its name in index.d.ts. */
export const GIVES_BYTES = {
  toBuffer: async () => [await pixmill(photo(50, 40)).png().toBuffer()],
  toBufferSync: async () => [pixmill(photo(50, 40)).webp().toBufferSync()],
  toUint8Array: async () => [(await pixmill(photo(50, 40)).jpeg().toUint8Array()).data],
  toPixels: async () => [new Uint8Array((await pixmill(photo(50, 40)).raw({ depth: 'ushort' }).toPixels()).data.buffer)],
  toImageData: async () => [new Uint8Array((await pixmill(photo(50, 40)).toImageData()).data.buffer)],
  toBuffers: async () => (await pixmill(photo(50, 40)).outputs([{ name: 'a', format: 'png' }, { name: 'b', format: 'raw' }]).toBuffers()).map(({ data }) => data),
  thumbHash: async () => [(await pixmill(photo(50, 40)).placeholder()).thumbHash],
  exif: () => blocks('exif'),
  icc: () => blocks('icc'),
  xmp: () => blocks('xmp'),
  iptc: () => blocks('iptc'),
  toStream: () => chunksOf(pixmill(photo(50, 40)).gif().toStream()),
  transform: async () => chunksOf(new Blob([await pixmill(photo(9, 9)).png().toBuffer()]).stream().pipeThrough(pixmill().bmp().transform())),
  'for await of batch': async () => {
    const found = [];
    for await (const { value } of pixmill.batch([photo(9, 9), photo(80, 80)]).png()) found.push(value.data);
    return found;
  },
  toArray: async () => (await pixmill.batch([photo(9, 9)]).outputs([{ name: 'a', format: 'png' }, { name: 'b', format: 'webp' }]).toArray()).flatMap(({ value }) => value.outputs.map(({ data }) => data)),
  toZip: async () => {
    const { chunks, sink } = collector();
    await pixmill.batch([photo(9, 9), photo(400, 300)]).bmp().toZip(sink);
    return chunks;
  },
  toZipStream: () => chunksOf(pixmill.batch([photo(9, 9), photo(400, 300)]).png().toZipStream()),
  readable: async () => [...(await archiveChunks(6)), ...(await archiveChunks(0))],
  zipSync: async () => [pixmill.zipSync([['a', text(1000)], ['b', noise(100_000)]])],
  unzipSync: async () => pixmill.unzipSync(pixmill.zipSync([['a', text(1000)], ['b', noise(1000)]])).map(({ data }) => data),
  ...Object.fromEntries(
    [['gzip', 'gunzip'], ['deflate', 'inflate'], ['zlib', 'unzlib']].flatMap(([pack, unpack]) => {
      const packed = () => pixmill[`${pack}Sync`](text(2_500_000));
      const through = (bytes, stream) => chunksOf(new Blob([bytes]).stream().pipeThrough(stream));
      return [
        [`${pack}Sync`, async () => [packed(), pixmill[`${pack}Sync`](text(10))]],
        [`${unpack}Sync`, async () => [pixmill[`${unpack}Sync`](packed())]],
        [pack, async () => [await pixmill[pack](text(2_500_000)), await pixmill[pack](text(10))]],
        [unpack, async () => [await pixmill[unpack](packed())]],
        [`${pack}Stream`, () => through(text(900_000), pixmill[`${pack}Stream`]())],
        [`${unpack}Stream`, () => through(packed(), pixmill[`${unpack}Stream`]())],
      ];
    }),
  ),
  bytes: async () => {
    const archive = pixmill.unzip(pixmill.zipSync([['a', text(1000)], ['b', noise(1000)]]));
    return [await (await archive.entry('a')).bytes(), await (await archive.entry('b')).bytes()];
  },
  stream: async () => {
    const archive = pixmill.unzip(pixmill.zipSync([['a', text(3_000_000)], ['b', noise(1_500_000)]]));
    return [...(await chunksOf((await archive.entry('a')).stream())), ...(await chunksOf((await archive.entry('b')).stream()))];
  },
};

test('every result is an exact ArrayBuffer of its own, stays as it was, and can be transferred', async () => {
  await pixmill.ready();
  const kept = [];
  for (const [name, give] of Object.entries(GIVES_BYTES)) {
    const all = await give();
    ok(all.length > 0, `${name} gave nothing`);
    for (const [index, bytes] of all.entries()) {
      checkOwned(bytes, `${name} ${index}`);
      kept.push({ name, bytes, digest: await sha256(bytes) });
    }
  }
  // Memory grows by a large job, and a thousand small ones follow, on the calling thread and beside it.
  await pixmill(photo(3000, 2000)).resize(2500).png({ compressionLevel: 1 }).toBuffer();
  pixmill(photo(900, 900)).webp({ quality: 50 }).toBufferSync();
  const tiny = photo(6, 6);
  for (let index = 0; index < 100; index += 1) pixmill(tiny).png({ compressionLevel: 1 }).toBufferSync();
  await pixmill.batch(Array.from({ length: 900 }, () => tiny)).png({ compressionLevel: 1 }).toArray();
  for (const { name, bytes, digest } of kept) equal(await sha256(bytes), digest, `${name} changed:`);
  for (const { name, bytes } of kept) {
    const len = bytes.byteLength;
    const moved = structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    equal(moved.byteLength, len, `${name}: transferred`);
    equal(bytes.byteLength, 0, `${name}: detached`);
  }
});

test('a result of bytes that are stored is not the memory that was given', async () => {
  const mine = noise(200_000);
  const z = pixmill.zip({ level: 0 });
  await z.add('a', mine);
  await z.close();
  const archive = new Uint8Array(await new Response(z.readable).arrayBuffer());
  sameBytes((await pixmill.unzip(archive).entry('a').then((entry) => entry.bytes())), mine);
});

test('a file holds what a buffer holds', async () => {
  const pipeline = pixmill(photo(64, 48)).resize(32);
  if (!has('files', runtime)) {
    await fails(pipeline.toFile('a.png'), 'Unavailable');
    return;
  }
  const fs = process.getBuiltinModule('fs');
  const info = await pipeline.toFile(`${folder}/owned.webp`, { overwrite: true });
  equal(info.format, 'webp');
  sameBytes(new Uint8Array(fs.readFileSync(`${folder}/owned.webp`)), await pipeline.webp().toBuffer());
  await fails(pipeline.toFile(`${folder}/owned.webp`), 'AlreadyExists');
  await fails(pipeline.png().toFile(`${folder}/owned.webp`), 'InvalidOption');
});
