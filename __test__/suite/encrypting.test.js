/** Archives with a password: AES-256 by WinZip's specification, read back by our own reader here and by others in __test__/node. */
import { equal, fails, ok, pixmill, same, sameBytes, test, zipped } from '../harness.js';
import { noise, photo, streamOf, text } from '../fixtures.js';

const CONTENTS = { empty: new Uint8Array(0), text: text(5000), noise: noise(300), large: text(9_000_000), 'large noise': noise(5_000_000) };

/** @param {(bytes: Uint8Array) => any} form @param {any} options */
function written(form, options) {
  return zipped(options, async (z) => {
    await z.add('folder/');
    for (const [name, content] of Object.entries(CONTENTS)) await z.add(name, form(content));
    await z.add('plain link', undefined, { symlink: 'text' });
  });
}

test('an archive with a password is read with it and not without', async () => {
  const password = 'gehëim';
  const made = {
    bytes: await written((bytes) => bytes, { password }),
    streams: await written((bytes) => streamOf(bytes, 70_001), { password: new TextEncoder().encode(password) }),
    'at once': new Uint8Array(pixmill.zipSync(Object.entries(CONTENTS), { password })),
  };
  for (const [how, archive] of Object.entries(made)) {
    for (const [name, content] of Object.entries(CONTENTS)) {
      const entry = await pixmill.unzip(archive, { password }).entry(name);
      sameBytes(await entry.bytes(), content, `${how}: ${name}`);
      // AE-2: no CRC-32, which would tell of the content.
      same([entry.encrypted, entry.crc32], [true, 0], `${how}: ${name}`);
    }
    await fails(pixmill.unzip(archive).entry('text').then((entry) => entry.bytes()), 'Encrypted');
    await fails(pixmill.unzip(archive, { password: 'geheim' }).entry('text').then((entry) => entry.bytes()), 'WrongPassword');
  }
  equal((await pixmill.unzip(made.bytes).entry('folder/')).encrypted, false);
});

test('salts are random: equal entries are not equal in the archive', async () => {
  const archives = [1, 2].map(() => pixmill.zipSync([['a', text(100)], ['b', text(100)]], { password: 'x', level: 0 }));
  const data = archives.flatMap((archive) => {
    // Local header of 30 bytes, a name of one, the field of AES with 11; 16 bytes of salt.
    const len = 30 + 1 + 11 + 100 + 28;
    return [42, len + 42].map((at) => Array.from(archive.subarray(at, at + 16)).join());
  });
  equal(new Set(data).size, 4);
});

test('a password may be one entry\'s own; an empty one is refused', async () => {
  const archive = pixmill.zipSync([['plain', text(10)], { name: 'secret', data: text(10), password: 'x' }]);
  const found = [];
  for await (const { name, encrypted } of pixmill.unzip(archive)) found.push([name, encrypted]);
  same(found, [['plain', false], ['secret', true]]);
  for (const password of ['', new Uint8Array(0), 7]) await fails(() => pixmill.zipSync([], { password }), 'InvalidOption', { path: 'password' });
});

test('the size of an encrypted archive is known before, and its entries are copied without the password', async () => {
  const entries = Object.entries(CONTENTS).flatMap(([name, data]) => [{ name, data }, { name: `${name} stream`, size: data.byteLength }]);
  const options = { password: 'x', store: 'always' };
  const z = pixmill.zip(options);
  const bytes = new Response(z.readable).arrayBuffer();
  for (const { name, data, size } of entries) await z.add(name, data ?? streamOf(CONTENTS[name.slice(0, -7)], 9973), { size });
  await z.close();
  const archive = new Uint8Array(await bytes);
  equal(archive.byteLength, await pixmill.predictSize(entries, options));
  const copy = pixmill.zip();
  const copied = new Response(copy.readable).arrayBuffer();
  for await (const entry of pixmill.unzip(archive)) await copy.addRaw(entry);
  await copy.close();
  sameBytes(await (await pixmill.unzip(new Uint8Array(await copied), { password: 'x' }).entry('large stream')).bytes(), CONTENTS.large);
  ok(true);
});

/** The archive that a batch writes. @param {any} batch @param {object} options */
async function batched(batch, options) {
  return new Uint8Array(await new Response(batch.toZipStream(options)).arrayBuffer());
}

/** Entries by name, opened with a password. @param {Uint8Array} archive @param {string} [password] */
async function entriesOf(archive, password) {
  const entries = new Map();
  for await (const entry of pixmill.unzip(archive, { password })) entries.set(entry.name, entry);
  return entries;
}

test("a batch's images are encrypted, each with a salt of its own", async () => {
  const images = [photo(9, 9), photo(12, 9)];
  const outputs = [{ name: 'large', format: 'png' }, { name: 'small', format: 'bmp', steps: [{ op: 'resize', width: 4 }] }];
  const archive = await batched(pixmill.batch(images).outputs(outputs), { password: 'grün' });
  const found = await entriesOf(archive, 'grün');
  same([...found.keys()], ['image-0001-large.png', 'image-0001-small.bmp', 'image-0002-large.png', 'image-0002-small.bmp']);
  for (const [index, image] of images.entries()) {
    const png = found.get(`image-000${index + 1}-large.png`);
    sameBytes(await png.bytes(), await pixmill(image).png().toBuffer());
    sameBytes(await found.get(`image-000${index + 1}-small.bmp`).bytes(), await pixmill(image).resize(4).bmp().toBuffer());
    // AE-2 has no CRC-32; a PNG is stored, within 28 bytes of its own (16 of salt, 2 that check the password, 10 of sums).
    same([png.encrypted, png.crc32, png.compressedSize - png.size], [true, 0, 28]);
  }
  await fails(pixmill.unzip(archive).entry('image-0001-large.png').then((entry) => entry.bytes()), 'Encrypted');
  const salts = await Promise.all([...found.values()].map(async (entry) => {
    const { chunks } = await entry._raw(new AbortController().signal);
    for await (const chunk of chunks()) return Array.from(chunk.subarray(0, 16)).join();
  }));
  equal(new Set(salts).size, 4);
});

test('an archive whose images are converted is encrypted whole: what is copied too, what is encrypted already by its own password', async () => {
  const png = await pixmill(photo(9, 9)).png().toBuffer();
  const plain = pixmill.zipSync([{ name: 'folder/' }, ['notes.txt', text(5000)], ['a.png', png], { name: 'own.png', data: png, password: 'x' }, { name: 'other.txt', data: text(99), password: 'y' }]);
  const archive = await batched(pixmill.batch(pixmill.unzip(plain, { password: 'x' })).bmp(), { password: 'x' });
  const found = await entriesOf(archive, 'x');
  same([...found].map(([name, { encrypted }]) => [name, encrypted]), [['folder/', false], ['notes.txt', true], ['a.bmp', true], ['own.bmp', true], ['other.txt', true]]);
  sameBytes(await found.get('notes.txt').bytes(), text(5000));
  // Not packed again.
  equal(found.get('notes.txt').compressedSize, (await pixmill.unzip(plain).entry('notes.txt')).compressedSize + 28);
  const bmp = await pixmill(photo(9, 9)).bmp().toBuffer();
  for (const name of ['a.bmp', 'own.bmp']) sameBytes(await found.get(name).bytes(), bmp, name);
  sameBytes(await (await entriesOf(archive, 'y')).get('other.txt').bytes(), text(99));
  const book = pixmill.zipSync([['[Content_Types].xml', text(9)], ['a.png', png]]);
  // A Response in Chromium does not tell why its stream failed.
  await fails(pixmill.batch(pixmill.unzip(book)).toZipStream({ password: 'x' }).getReader().read(), 'InvalidOption', { path: 'password' });
});
