/** zip() and unzip(): what goes in comes out, the same bytes however it came, and nothing is held that may not be. */
import { digest, equal, fails, ok, pixmill, same, sameBytes, sleep, test } from '../harness.js';
import { noise, photo, streamOf, text } from '../fixtures.js';

const big = () => text(9 * 2 ** 20 + 12_345);
const CONTENTS = {
  'readme.txt': () => text(5000),
  'empty.bin': () => new Uint8Array(0),
  'ünïcode/名前.txt': () => text(70_000),
  'noise.bin': () => noise(5 * 2 ** 20 + 7),
  'large.txt': big,
  'just whole.txt': () => text(4 * 2 ** 20),
};

/** @param {any} z */
async function read(z) {
  return new Uint8Array(await new Response(z.readable).arrayBuffer());
}

/** @param {(bytes: Uint8Array) => any} form @param {object} [options] @param {any} [instance] */
async function archived(form, options = {}, instance = pixmill) {
  const z = instance.zip(options);
  const bytes = read(z);
  for (const [name, make] of Object.entries(CONTENTS)) await z.add(name, form(make()));
  await z.close();
  return bytes;
}

test('an archive is the same from bytes, Blobs and at once, for any number of workers', async () => {
  const expected = pixmill.zipSync(Object.entries(CONTENTS).map(([name, make]) => [name, make()]));
  sameBytes(await archived((bytes) => bytes), expected, 'bytes');
  sameBytes(await archived((bytes) => new Blob([bytes])), expected, 'Blob');
  sameBytes(await archived((bytes) => () => bytes), expected, 'function');
  for (const concurrency of [1, 4]) {
    const own = pixmill.createPixmill({ concurrency });
    sameBytes(await archived((bytes) => bytes, {}, own), expected, `${concurrency} at once`);
    await own.close();
  }
  await digest('an archive', expected);
});

test('an archive of streams does not depend on how they are cut', async () => {
  const whole = await archived((bytes) => streamOf(bytes, 1 << 20));
  sameBytes(await archived((bytes) => streamOf(bytes, 65_537)), whole);
  sameBytes(await archived((bytes) => streamOf(bytes, 400_001)), whole);
  await digest('an archive of streams', whole);
});

test('every entry comes out as it went in, whole and in pieces', async () => {
  for (const options of [{}, { level: 0 }, { level: 9 }, { effort: 'max' }, { store: 'never', level: 1 }]) {
    const archive = await archived((bytes) => streamOf(bytes, 300_000), options);
    const names = [];
    for await (const entry of pixmill.unzip(archive)) {
      const expected = CONTENTS[entry.name]();
      names.push(entry.name);
      equal(entry.size, expected.byteLength, entry.name);
      sameBytes(await entry.bytes(), expected, entry.name);
      sameBytes(new Uint8Array(await new Response(entry.stream()).arrayBuffer()), expected, `${entry.name} in pieces`);
    }
    same(names, Object.keys(CONTENTS));
  }
  const read = pixmill.unzipSync(pixmill.zipSync(Object.entries(CONTENTS).map(([name, make]) => ({ name, data: make() }))));
  for (const { name, data } of read) sameBytes(data, CONTENTS[name](), name);
});

test('effort max makes entries smaller than level 9, small, whole and in blocks', async () => {
  // Long enough for blocks, and soon done.
  const long = new Uint8Array((4 << 20) + 9);
  long.set(text(400_000));
  const entries = [['small', text(9000)], ['whole', text(200_000)], ['blocks', long]];
  const sizes = {};
  for (const [name, options] of [['nine', { level: 9 }], ['max', { effort: 'max' }]]) {
    const z = pixmill.zip(options);
    const bytes = read(z);
    for (const [entry, data] of entries) await z.add(entry, data);
    await z.close();
    const archive = await bytes;
    sameBytes(pixmill.zipSync(entries, options), archive, name);
    sizes[name] = [];
    for await (const entry of pixmill.unzip(archive)) {
      sameBytes(await entry.bytes(), entries[sizes[name].length][1], entry.name);
      sizes[name].push(entry.compressedSize);
    }
  }
  sizes.max.forEach((size, index) => ok(size < sizes.nine[index], entries[index][0]));
});

test('what is compressed already is stored unless asked', async () => {
  const png = await pixmill(photo(60, 60)).png().toBuffer();
  const methods = async (options) => {
    const z = pixmill.zip(options);
    const bytes = read(z);
    await z.add('image', png);
    await z.add('text', text(5000));
    await z.close();
    const sizes = [];
    for await (const { size, compressedSize } of pixmill.unzip(await bytes)) sizes.push(size === compressedSize);
    return sizes;
  };
  same(await methods({}), [true, false]);
  same(await methods({ store: 'always' }), [true, true]);
  same(await methods({ store: 'never' }), [false, false]);
});

test('what an entry says of itself is kept: time, mode, comment', async () => {
  const mtime = new Date('2020-02-29T13:14:16Z');
  const z = pixmill.zip({ comment: 'of all' });
  const bytes = read(z);
  await z.add('a.txt', text(9), { mtime, mode: 0o640, comment: 'ä' });
  await z.add('folder/', new Uint8Array(0));
  await z.add('b.txt', text(9));
  await z.close();
  const archive = pixmill.unzip(await bytes);
  const entry = await archive.entry('a.txt');
  equal(entry.mtime.toISOString(), mtime.toISOString());
  equal(entry.mode & 0o7777, 0o640);
  equal(entry.comment, 'ä');
  equal((await archive.entry('folder/')).isDirectory, true);
  equal((await archive.entry('b.txt')).mtime.toISOString(), '1980-01-01T00:00:00.000Z');
  await fails(archive.entry('none'), 'NoSuchEntry', { found: 'none' });
});

test('an archive is read by ranges, from a Blob, from a stream', async () => {
  const archive = pixmill.zipSync([['a', text(100_000)], ['b', noise(2000)]]);
  const asked = [];
  const ranged = { size: archive.byteLength, read: async (offset, length) => (asked.push([offset, length]), archive.slice(offset, offset + length)) };
  for (const input of [ranged, new Blob([archive]), streamOf(archive, 999), archive.buffer]) {
    sameBytes(await (await pixmill.unzip(input).entry('b')).bytes(), noise(2000));
  }
  ok(asked.every(([offset, length]) => offset >= 0 && offset + length <= archive.byteLength), 'every range lies inside');
  await fails(pixmill.unzip({ size: 100, read: () => new Uint8Array(1) }).entry('a'), 'IoFailed');
});

test('a source that fails costs its entry alone, if its caller can still be told', async () => {
  const z = pixmill.zip();
  const bytes = read(z);
  await z.add('a', text(10));
  await z.add('a-b', text(10));
  await fails(z.add('c', 7), 'InvalidOption');
  await fails(z.add('d', text(3), { mode: -1 }), 'InvalidOption', { path: 'mode' });
  await z.close();
  same(pixmill.unzipSync(await bytes).map(({ name }) => name), ['a', 'a-b']);
});

test('an entry that waits for room and fails in its turn costs itself alone', async () => {
  const own = pixmill.createPixmill({ memoryBudget: 2 ** 20 });
  const z = own.zip();
  const bytes = read(z);
  await fails(z.add('more than may wait', noise(300_000), { size: 5 }), 'SizeMismatch');
  await z.add('b', text(10));
  await z.close();
  same(pixmill.unzipSync(await bytes).map(({ name }) => name), ['b']);
  await own.close();
});

test('a source that fails after it was accepted ends the archive without a directory', async () => {
  const written = [];
  let aborted;
  const sink = { write: (chunk) => void written.push(chunk), end: () => written.push('end'), destroy: (reason) => void (aborted = reason) };
  const z = pixmill.zip(sink);
  await z.add('good', text(100));
  await z.add('bad', new ReadableStream({ pull: (controller) => controller.error(new Error('torn')) })).catch(() => undefined);
  await fails(z.close(), 'IoFailed', { message: /torn/ });
  ok(aborted, 'the sink is told');
  ok(!written.includes('end'), 'the sink is not ended');
  await fails(z.add('more', text(1)), 'IoFailed');
});

test('abort() ends it, and nothing can be added afterwards', async () => {
  const z = pixmill.zip();
  await z.add('a', text(10));
  await z.abort(new Error('enough'));
  await fails(z.add('b', text(10)), 'Aborted');
  await fails(z.close(), 'Aborted');
  await fails(async () => {
    try {
      await z.readable.getReader().read();
    } catch (error) {
      throw pixmill.PixmillError.from(error);
    }
  }, 'Aborted');
});

test('a reader that leaves ends the work', async () => {
  const z = pixmill.zip();
  await z.add('a', text(100_000));
  const reader = z.readable.getReader();
  await reader.read();
  await reader.cancel('left');
  await fails(z.close(), 'Aborted', { cause: 'left' });
  let pulled = 0;
  function* source() {
    for (; pulled < 10_000; pulled += 1) yield photo(200, 200, { noise: 255 });
  }
  const other = pixmill.batch(source()).bmp().toZipStream({ level: 0 }).getReader();
  await other.read();
  await other.cancel();
  const soFar = pulled;
  await sleep(200);
  ok(pulled <= soFar + 4, `${pulled - soFar} more were pulled`);
});

test('a slow sink slows the adding down', async () => {
  let written = 0;
  const slow = new WritableStream({
    async write(chunk) {
      await sleep(5);
      written += chunk.byteLength;
    },
  });
  const own = pixmill.createPixmill({ memoryBudget: 2 ** 22 });
  const z = own.zip(slow, { level: 0 });
  let [added, most] = [0, 0];
  for (let index = 0; index < 40; index += 1) {
    await z.add(`${index}`, noise(300_000, index + 1));
    added += 300_000;
    most = Math.max(most, added - written);
  }
  await z.close();
  ok(written > 40 * 300_000, `${written} written`);
  ok(most < 2 ** 22, `${most} bytes were waiting`);
  await own.close();
});

test('un-awaited adds past the budget are refused', async () => {
  const own = pixmill.createPixmill({ memoryBudget: 2 ** 20 });
  const z = own.zip();
  const bytes = read(z);
  const adds = Array.from({ length: 8 }, (_, index) => z.add(`${index}`, noise(300_000, index + 1)).then(() => 'added', (error) => error.code));
  const outcomes = await Promise.all(adds);
  ok(outcomes.includes('QueueFull') && outcomes[0] === 'added', `${outcomes}`);
  await z.close();
  equal(pixmill.unzipSync(await bytes).length, outcomes.filter((outcome) => outcome === 'added').length);
  await own.close();
});

test('un-awaited adds within the budget are all written, in their order', async () => {
  const z = pixmill.zip();
  const bytes = read(z);
  for (let index = 0; index < 300; index += 1) z.add(`${index}`, index % 50 === 0 ? text(400_000) : text(index));
  await z.close();
  same(pixmill.unzipSync(await bytes).map(({ name }) => name), Array.from({ length: 300 }, (_, index) => `${index}`));
});

test('zip() tells its options from files, and names who takes the latter', async () => {
  await fails(() => pixmill.zip({ 'a.txt': text(4) }), 'InvalidOption', { message: /pixmill\/fflate/ });
  await fails(() => pixmill.zip({ levl: 3 }), 'InvalidOption', { found: '"levl"' });
  await fails(() => pixmill.zip(undefined, { level: 10 }), 'InvalidOption', { path: /level/ });
  await fails(() => pixmill.zip(undefined, { effort: 'most' }), 'InvalidOption', { path: /effort/, expected: 'one of level, max' });
  await fails(() => pixmill.zip(7), 'InvalidOption', { path: 'sink' });
  await fails(() => pixmill.zipSync({ 'a.txt': text(4) }), 'InvalidOption');
});
