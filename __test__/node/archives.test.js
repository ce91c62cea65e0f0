/** Archives that we write, read back by readers that we did not write, and the same to the byte however they were made. */
import assert from 'node:assert/strict';
import fs, { closeSync, createReadStream, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { noise, photo, streamOf, text } from '../fixtures.js';
import { agree, agreeToo, by7Zip, byInfoZip, byZipJs, byPython, digest, extractByBsdtar, extractByInfoZip } from './readers.js';
import { BACKENDS, entry, folder, run, script } from './tools.js';

const place = folder();
const MB = 2 ** 20;
/** Entries above this are deflated by blocks of 256 KiB (ARCHITECTURE, Decisions). */
const WHOLE = 4 * MB;
const LARGE = 6 * MB + 77;
/** General purpose flags: sums after the data (bit 3), a name in UTF-8 (bit 11); APPNOTE 4.4.4. */
const [DESCRIBED, UTF8] = [1 << 3, 1 << 11];

/** An archive in a file. @param {any} own @param {string} name @param {[string, any, any?][]} entries @param {object} [options] */
async function write(own, name, entries, options = {}) {
  const file = path.join(place, name);
  const z = own.zip(file, { overwrite: true, ...options });
  for (const [entryName, source, about] of entries) await z.add(entryName, source, about);
  await z.close();
  return file;
}

for (const backend of BACKENDS) {
  test(`an archive of every kind of entry is what eight readers say it is (${backend})`, async () => {
    const own = pixmill.createPixmill({ backend });
    const stored = path.join(place, `noise-${backend}.bin`);
    writeFileSync(stored, noise(LARGE));
    const when = Date.UTC(2024, 1, 29, 12, 30, 42);
    const entries = [
      ['small.txt', text(5000), { mode: 0o600, comment: 'small', mtime: when }, text(5000)],
      ['empty', new Uint8Array(0), {}, new Uint8Array(0)],
      ['empty stream', streamOf(new Uint8Array(0), 1), {}, new Uint8Array(0)],
      ['ünï/名/😀.txt', new Blob([text(99)]), { comment: 'größer' }, text(99)],
      ['run.sh', () => text(300), { mode: 0o755, mtime: when }, text(300)],
      ['large stream.txt', streamOf(text(LARGE), 77_777), {}, text(LARGE)],
      ['large noise from a path', stored, { mtime: when }, noise(LARGE)],
      ['large noise from a stream', streamOf(noise(LARGE), 123_457), {}, noise(LARGE)],
      ['large text in bytes', text(LARGE), { level: 1 }, text(LARGE)],
      ['large and stored', text(LARGE), { level: 0 }, text(LARGE)],
      ['as long as one job', text(WHOLE), {}, text(WHOLE)],
      ['a byte longer', text(WHOLE + 1), {}, text(WHOLE + 1)],
      ['a Node stream', createReadStream(stored, { end: 99_999 }), {}, noise(100_000)],
    ];
    const file = await write(own, `all-${backend}.zip`, entries, { comment: 'a comment' });
    await own.close();

    const expected = new Map(entries.map(([name, , , bytes]) => [name, digest(bytes)]));
    const { comment, entries: found } = await agree(file, expected);
    assert.equal(comment, 'a comment');
    await agreeToo(file, [...expected]);
    const by = path.join(place, `bsdtar-${backend}`);
    mkdirSync(by);
    await extractByBsdtar(file, by);
    for (const [name, , , bytes] of entries) assert.equal(digest(readFileSync(path.join(by, name))), digest(bytes), `bsdtar: ${name}`);
    const of = (name) => found.find((each) => each.name === name);
    const { mode, comment: note, date, system } = of('small.txt');
    // S_IFREG and the permissions that were given; 3 is Unix (APPNOTE 4.4.2); the DOS date is UTC.
    assert.deepEqual([mode, note, date, system], [0o100_600, 'small', [2024, 2, 29, 12, 30, 42], 3]);
    assert.deepEqual(of('empty').date, [1980, 1, 1, 0, 0, 0]);
    assert.deepEqual(entries.filter(([name]) => of(name).flags & UTF8).map(([name]) => name), ['ünï/名/😀.txt']);
    assert.equal(of('ünï/名/😀.txt').comment, 'größer');
    // Stored: sums stand before the data. Method 0 with sums behind it is what forward readers cannot read.
    const described = entries.filter(([name]) => of(name).flags & DESCRIBED).map(([name]) => name);
    assert.deepEqual(described, ['large stream.txt', 'large noise from a stream', 'large text in bytes', 'a byte longer']);
    assert.deepEqual(described.map((name) => of(name).method), [8, 8, 8, 8]);
    for (const name of ['empty', 'large noise from a path', 'large and stored', 'a Node stream']) assert.equal(of(name).method, 0, name);
    assert.ok(of('large noise from a stream').compressed < LARGE * 1.001, 'what does not shrink hardly grows');

    const out = path.join(place, `out-${backend}`);
    await extractByInfoZip(file, out);
    for (const [name, , about, bytes] of entries) {
      const written = path.join(out, name);
      assert.equal(digest(readFileSync(written)), digest(bytes), name);
      if (about.mode) assert.equal(statSync(written).mode & 0o7777, about.mode, name);
      if (about.mtime) assert.equal(statSync(written).mtimeMs, about.mtime, name);
    }
  });

  test(`every entry of a batch's archive is the image as it is converted alone, by name (${backend})`, async () => {
    const own = pixmill.createPixmill({ backend });
    const images = Array.from({ length: 24 }, (_, index) => photo(20 + index * 3, 30, { seed: index + 1 }));
    const items = images.map((input, index) => ({ input, name: `${index % 4}/ï.png` }));
    items.splice(5, 0, { input: new Uint8Array(40), name: '1/ï.png' });
    const file = path.join(place, `batch-${backend}.zip`);
    const summary = await own.batch(items).resize(16).webp().toZip(file);
    assert.deepEqual([summary.items, summary.failed, summary.bytesOut], [25, 1, statSync(file).size]);
    const expected = [];
    const seen = new Map();
    for (const { input, name } of items) {
      // A later equal name gets ` (2)` in input order, whether or not the earlier item fails.
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      if (input instanceof Uint8Array) continue;
      expected.push([`${name.slice(0, -4)}${count > 1 ? ` (${count})` : ''}.webp`, digest(await own(input).resize(16).webp().toBuffer())]);
    }
    await agree(file, expected);
    await own.close();
  });
}

test('folders, links and extra fields are what other readers take them for', async () => {
  const when = Date.UTC(2023, 5, 6, 7, 8, 10);
  const file = await write(pixmill, 'kinds.zip', [
    ['folder/', undefined, { mode: 0o750, mtime: when }],
    ['folder/run', text(100), { mode: 0o744, mtime: when, extra: { 0xbeef: new Uint8Array(3) } }],
    ['link', undefined, { symlink: 'folder/run', mtime: when }],
    ['ünï/', undefined],
  ]);
  const contents = [['folder/', ''], ['folder/run', text(100)], ['link', 'folder/run'], ['ünï/', '']];
  await agreeToo(file, contents.map(([name, bytes]) => [name, digest(Buffer.from(/** @type {any} */ (bytes)))]));
  assert.equal(await byInfoZip(file), 4);
  assert.deepEqual((await byPython(file)).entries.map(({ mode, method }) => [mode, method]), [[0o040_750, 0], [0o100_744, 8], [0o120_777, 0], [0o040_755, 0]]);
  for (const [name, extract] of Object.entries({ unzip: extractByInfoZip, bsdtar: extractByBsdtar })) {
    const out = path.join(place, `kinds-${name}`);
    mkdirSync(out);
    await extract(file, out);
    assert.equal(readlinkSync(path.join(out, 'link')), 'folder/run', name);
    assert.ok(lstatSync(path.join(out, 'link')).isSymbolicLink(), name);
    assert.equal(statSync(path.join(out, 'folder/run')).mode & 0o777, 0o744, name);
    assert.ok(statSync(path.join(out, 'ünï')).isDirectory(), name);
  }
});

test('an archive is added to: what it held comes first, and it stays as it was until the new one is whole', async () => {
  const file = await write(pixmill, 'grown.zip', [['a', text(500), { mtime: 0 }], ['b', noise(LARGE)]], { comment: 'first' });
  const add = async (entries, options) => write(pixmill, 'grown.zip', entries, { overwrite: false, append: true, ...options });
  await add([['c', text(700)]]);
  const expected = [['a', digest(text(500))], ['b', digest(noise(LARGE))], ['c', digest(text(700))]];
  const { comment } = await agree(file, /** @type {any} */ (expected));
  assert.equal(comment, 'first');
  const before = digest(readFileSync(file));
  const files = readdirSync(place).length;
  await assert.rejects(add([['d', streamOf(text(LARGE), 1000)], ['e', async () => { throw new Error('torn'); }]]), { code: 'IoFailed' });
  const again = pixmill.zip(file, { append: true });
  await assert.rejects(again.add('a', text(9)), { code: 'DuplicateName' });
  await again.abort();
  assert.deepEqual([digest(readFileSync(file)), readdirSync(place).length], [before, files]);
  await add([['a', text(9)]], { duplicates: 'number', comment: 'second' });
  await agreeToo(file, [.../** @type {[string, string][]} */ (expected), ['a (2)', digest(text(9))]]);
  await write(pixmill, 'new.zip', [['a', text(9)]], { append: true });
  await agree(path.join(place, 'new.zip'), [['a', digest(text(9))]]);
  writeFileSync(path.join(place, 'none.zip'), 'no archive');
  const none = pixmill.zip(path.join(place, 'none.zip'), { append: true });
  await assert.rejects(none.add('a', text(9)), { code: 'NotAnArchive' });
  await assert.rejects(none.close(), { code: 'NotAnArchive' });
  assert.equal(readFileSync(path.join(place, 'none.zip'), 'latin1'), 'no archive');
});

test('a batch is added to an archive: what it held comes first, images are numbered beside it, and a batch that fails leaves it alone', async () => {
  const file = await write(pixmill, 'album.zip', [['image-0001.png', text(500)], ['z', text(9)]], { comment: 'first' });
  const images = [photo(20, 30), photo(21, 30)];
  const summary = await pixmill.batch(images).png().toZip(file, { append: true });
  assert.deepEqual([summary.items, summary.failed, summary.bytesOut], [2, 0, statSync(file).size]);
  const made = await Promise.all(images.map((image) => pixmill(image).png().toBuffer()));
  const expected = [['image-0001.png', digest(text(500))], ['z', digest(text(9))], ['image-0001 (2).png', digest(made[0])], ['image-0002.png', digest(made[1])]];
  const { comment } = await agree(file, /** @type {any} */ (expected));
  assert.equal(comment, 'first');
  const [before, count] = [digest(readFileSync(file)), readdirSync(place).length];
  await assert.rejects(pixmill.batch([new Uint8Array(40)]).png().toZip(file, { append: true }), { code: 'AllFailed' });
  await assert.rejects(pixmill.batch(images).png().toZip(file), { code: 'AlreadyExists' });
  assert.deepEqual([digest(readFileSync(file)), readdirSync(place).length], [before, count]);
  const fresh = path.join(place, 'fresh.zip');
  await pixmill.batch(images).png().toZip(fresh, { append: true, password: 'secret', comment: 'own' });
  assert.equal((await run('7zz', ['t', '-psecret', fresh])).status, 0);
  assert.notEqual((await run('7zz', ['t', '-pother', fresh])).status, 0);
});

test('an archive with a password is read by 7-Zip, bsdtar and zip.js with it alone', async () => {
  const password = 'pässword';
  for (const backend of BACKENDS) {
    const own = pixmill.createPixmill({ backend });
    const contents = [['empty', new Uint8Array(0)], ['small', text(5000)], ['by blocks', text(LARGE)], ['stored', noise(LARGE)]];
    const file = await write(own, `secret-${backend}.zip`, /** @type {any} */ (contents), { password });
    await own.close();
    assert.equal((await run('7zz', ['t', `-p${password}`, file])).status, 0);
    assert.notEqual((await run('7zz', ['t', '-pother', file])).status, 0);
    const expected = contents.map(([name, bytes]) => [name, digest(/** @type {any} */ (bytes))]);
    assert.deepEqual(await byZipJs(file, { password }), expected);
    const out = path.join(place, `secret-${backend}`);
    mkdirSync(out);
    const { status, err } = await run('bsdtar', ['--passphrase', password, '-xf', file, '-C', out], { env: { LC_ALL: 'C.UTF-8' } });
    assert.equal(status, 0, err);
    for (const [name, content] of expected) assert.equal(digest(readFileSync(path.join(out, name))), content, name);
  }
});

test('what other programs packed and encrypted is copied: by Info-ZIP with its password, by 7-Zip with AES and with other methods', async () => {
  const folder = path.join(place, 'theirs');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.txt'), text(5000));
  writeFileSync(path.join(folder, 'b.txt'), text(70_000));
  const by = {
    zipcrypto: ['zip', ['-q', '-j', '-P', 'secret', 'zipcrypto.zip', 'theirs/a.txt', 'theirs/b.txt']],
    // Sums behind the data, the time in the place of the CRC-32: a password is checked by it.
    piped: ['/bin/sh', ['-c', 'zip -q -j -fz- -P secret - theirs/a.txt theirs/b.txt | cat > piped.zip']],
    aes: ['7zz', ['a', '-tzip', '-mem=AES256', '-psecret', 'aes.zip', './theirs/*']],
    lzma: ['7zz', ['a', '-tzip', '-mm=LZMA', 'lzma.zip', './theirs/*']],
    bzip2: ['7zz', ['a', '-tzip', '-mm=BZip2', 'bzip2.zip', './theirs/*']],
  };
  for (const [name, [program, args]] of /** @type {[string, [string, string[]]][]} */ (Object.entries(by))) {
    const made = await run(program, args, { cwd: place });
    assert.equal(made.status, 0, `${name}: ${made.out}${made.err}`);
    const copy = path.join(place, `${name}-copy.zip`);
    const z = pixmill.zip(copy);
    for await (const entry of pixmill.unzip(path.join(place, `${name}.zip`))) await z.addRaw(entry);
    await z.close();
    const { status, out, err } = await run('7zz', ['t', '-psecret', copy], { cwd: place });
    assert.equal(status, 0, `${name}: ${out}${err}`);
    if (!['zipcrypto', 'piped'].includes(name)) continue;
    const second = await run('unzip', ['-t', '-P', 'secret', copy]);
    assert.equal(second.status, 0, `${name}: ${second.out}${second.err}`);
  }
});

test('ZIP64 begins where 16 bits of entries end', { timeout: 120_000 }, async () => {
  for (const [count, wide] of /** @type {[number, boolean][]} */ ([[65_534, false], [65_535, true], [65_536, true]])) {
    const bytes = pixmill.zipSync(Array.from({ length: count }, (_, index) => [`${index}`, new Uint8Array(0)]));
    // The locator of ZIP64's end record stands before the end record (APPNOTE 4.3.15).
    assert.equal(Buffer.from(bytes.buffer, bytes.length - 42, 4).toString('latin1') === 'PK\x06\x07', wide, `${count}`);
    const file = path.join(place, `${count}.zip`);
    writeFileSync(file, bytes);
    assert.equal(await byInfoZip(file), count);
    assert.equal((await by7Zip(file)).length, count);
    const { out } = await run('python3', ['-c', 'import sys,zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))', file]);
    assert.equal(Number(out), count);
  }
});

/** Contents in which every path through the packing is taken: stored, deflated, by blocks, at its edges. */
const CONTENTS = {
  text: text(50_000),
  none: new Uint8Array(0),
  'as long as one job': text(WHOLE),
  'by blocks': text(5 * MB + 12_345),
  'whole blocks': text(WHOLE + 2 * (256 << 10)),
  noise: noise(70_000),
  'much noise': noise(WHOLE + 99_999),
};

/** How sources of the same bytes may be cut: primes, near powers of two, one piece, pieces that change in size. */
const CUTS = {
  997: (bytes) => streamOf(bytes, 9973),
  'a block': (bytes) => streamOf(bytes, 256 << 10),
  'a block and one': (bytes) => streamOf(bytes, (256 << 10) + 1),
  'one piece': (bytes) => streamOf(bytes, Math.max(1, bytes.length)),
  async *changing(bytes) {
    // One array for all pieces: a source may reuse its memory.
    const piece = new Uint8Array(500_000);
    for (let at = 0, step = 1; at < bytes.length; at += step, step = (step * 7 + 3) % 500_000) {
      const part = bytes.subarray(at, at + step);
      piece.set(part);
      yield piece.subarray(0, part.length);
    }
  },
};

test('an archive has the same bytes on both backends, for 1, 2 and 4 at once, however its sources are cut', { timeout: 300_000 }, async () => {
  const given = Object.entries(CONTENTS);
  const inFiles = given.map(([name, bytes], index) => {
    const file = path.join(place, `content-${index}`);
    writeFileSync(file, bytes);
    return [name, file, { mtime: 0 }];
  });
  const bytesForms = { bytes: given.map(([name, bytes]) => [name, bytes, { mtime: 0 }]), Blob: given.map(([name, bytes]) => [name, new Blob([bytes]), { mtime: 0 }]), path: inFiles };
  const [again, once] = [new Set(), new Set()];
  let count = 0;
  for (const backend of BACKENDS) {
    for (const concurrency of [1, 2, 4]) {
      const own = pixmill.createPixmill({ backend, concurrency });
      for (const [form, entries] of Object.entries(bytesForms)) {
        again.add(digest(readFileSync(await write(own, `${form}.zip`, entries))));
        count += 1;
      }
      again.add(digest(own.zipSync(bytesForms.bytes.map(([name, data, about]) => ({ name, data, ...about })))));
      for (const cut of concurrency === 2 ? Object.values(CUTS) : [CUTS[997]]) {
        once.add(digest(readFileSync(await write(own, 'cut.zip', given.map(([name, bytes]) => [name, cut(bytes), { mtime: 0 }])))));
        count += 1;
      }
      await own.close();
    }
  }
  assert.equal(count, 32);
  assert.equal(again.size, 1, 'from bytes, Blobs and paths, and at once');
  assert.equal(once.size, 1, 'from streams');
  await agree(path.join(place, 'path.zip'), given.map(([name, bytes]) => [name, digest(bytes)]));
  await agree(path.join(place, 'cut.zip'), given.map(([name, bytes]) => [name, digest(bytes)]));
});

test("a batch's archive has the same bytes on both backends and for 1, 2 and 4 at once", async () => {
  const items = () => Array.from({ length: 30 }, (_, index) => ({ input: photo(20 + index * 3, 30, { seed: index + 1 }), name: `${index % 4}/i.png` }));
  const digests = new Set();
  for (const backend of BACKENDS) {
    for (const concurrency of [1, 2, 4]) {
      const own = pixmill.createPixmill({ backend, concurrency });
      const file = path.join(place, `${backend}-${concurrency}.zip`);
      // BMP is deflated in the image's own job, WebP stored.
      await own.batch(items()).outputs([{ name: 'a', format: 'webp' }, { name: 'b', format: 'bmp' }]).toZip(file);
      digests.add(digest(readFileSync(file)));
      await own.close();
    }
  }
  assert.equal(digests.size, 1);
});

for (const backend of BACKENDS) {
  test(`files of any kind and size are the entries that their bytes are (${backend})`, async (t) => {
    const own = pixmill.createPixmill({ backend });
    const from = path.join(place, `files-${backend}`);
    mkdirSync(from);
    const opened = t.mock.method(fs, 'open');
    const entries = [];
    /** @param {string} name @param {Uint8Array} data @param {number} seconds @param {object} [about] */
    const put = (name, data, seconds, about = {}) => {
      writeFileSync(path.join(from, name), data);
      const when = new Date(seconds * 1000);
      utimesSync(path.join(from, name), when, when);
      entries.push({ name, data, mtime: seconds * 1000, ...about });
    };
    for (let index = 0; index < 60; index += 1) put(`${index}.txt`, text(100 + index * 150), 1.7e9 + index + 0.999);
    const KB = 1024;
    [0, 1, 64 * KB - 1, 64 * KB, 64 * KB + 1, 300 * KB, 5, 40 * KB, 5 * MB, 7].forEach((size, index) => put(`size ${index}`, text(size), 1.6e9));
    put('noise', noise(3000), 1.5e9);
    put('before 1970', text(50), -5);
    put('stored', text(900), 1e9, { level: 0 });
    put('hard', text(9000), 1e9, { level: 9, comment: 'packed otherwise than its neighbours' });
    const z = own.zip(path.join(place, `files-${backend}.zip`));
    for (const { name, data, mtime, ...about } of entries) {
      await z.add(name, path.join(from, name), about);
      if (name === '30.txt') assert.ok(opened.mock.callCount() < 5, 'the job that packs small files reads them');
    }
    await z.close();
    const expected = own.zipSync(entries);
    assert.equal(digest(readFileSync(path.join(place, `files-${backend}.zip`))), digest(expected));

    for (const [wrong, code] of [['nowhere', 'NotFound'], ['.', 'IsDirectory']]) {
      const broken = own.zip(path.join(place, `broken-${backend}.zip`));
      const add = async () => {
        for (const name of ['1.txt', '2.txt', wrong, '3.txt']) await broken.add(name === wrong ? 'wrong' : name, path.join(from, name));
        await broken.close();
      };
      await assert.rejects(add, { code, item: 'wrong', path: path.join(from, wrong) });
    }
    await own.close();
  });
}

test('an archive does not depend on the time zone or the clock', async () => {
  const program = `import pixmill from ${entry};
    const z = pixmill.zip({ mtime: Date.UTC(2021, 9, 31, 2, 30, 9) });
    z.add('a', new Uint8Array(9)).catch(console.error);
    z.add('b', new Uint8Array(9), { mtime: new Date('1979-06-01T00:00:00Z') }).catch(console.error);
    z.close().catch(console.error);
    const bytes = Buffer.from(await new Response(z.readable).arrayBuffer());
    const [one] = await pixmill.batch([{ data: new Uint8Array(3), width: 1, height: 1, channels: 3 }]).png().toArray();
    console.log(bytes.toString('hex') + pixmill.zipSync([['c', one.value.data]]).toString('hex'));`;
  const outs = new Set();
  for (const TZ of ['UTC', 'Asia/Kathmandu', 'America/Los_Angeles']) {
    const { status, out, err } = await script(program, { env: { TZ } });
    assert.equal(status, 0, err);
    outs.add(out);
  }
  assert.equal(outs.size, 1);
  const file = await write(pixmill, 'dates.zip', [['old', text(3), { mtime: new Date('1979-06-01T00:00:00Z') }], ['late', text(3), { mtime: Date.UTC(2107, 11, 31, 23, 59, 58) }]]);
  // DOS has no date before 1980 and none after 2107: APPNOTE 4.4.6.
  assert.deepEqual((await byPython(file)).entries.map(({ date }) => date), [[1980, 1, 1, 0, 0, 0], [2107, 12, 31, 23, 59, 58]]);
});

test('seventy thousand entries need ZIP64, and are listed by all', { timeout: 120_000 }, async () => {
  const count = 70_000;
  const z = pixmill.zip(path.join(place, 'many.zip'), { level: 0 });
  for (let index = 0; index < count; index += 1) await z.add(`${index}`, new Uint8Array([index & 255]));
  await z.close();
  const file = path.join(place, 'many.zip');
  assert.equal(await byInfoZip(file), count);
  const { status, out, err } = await run('python3', ['-c', 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); n=z.namelist(); print(len(n), n[-1], z.read(n[-1])[0])', file]);
  assert.equal(status, 0, err);
  assert.equal(out.trim(), `${count} ${count - 1} ${(count - 1) & 255}`);
  const digests = new Set([digest(readFileSync(file))]);
  digests.add(digest(pixmill.zipSync(Array.from({ length: count }, (_, index) => [`${index}`, new Uint8Array([index & 255])]), { level: 0 })));
  assert.equal(digests.size, 1);
  let seen = 0;
  for await (const { name } of pixmill.unzip(file)) {
    assert.equal(name, `${seen}`);
    seen += 1;
  }
  assert.equal(seen, count);
});

test('entries over 4 GiB, and one whose header lies beyond: ZIP64 sizes and offsets', { timeout: 300_000 }, async () => {
  const size = 2 ** 32 + 5 * MB;
  const file = path.join(place, 'huge.zip');
  const fd = openSync(file, 'w');
  const [zeros, PAGE] = [Buffer.alloc(MB), 4096];
  let at = 0;
  const sink = {
    // Pages of zeros stay holes of the file: what is on the disk is small.
    write(chunk) {
      for (let from = 0; from < chunk.length; from += PAGE) {
        const page = chunk.subarray(from, from + PAGE);
        if (!zeros.subarray(0, page.length).equals(page)) writeSync(fd, page, 0, page.length, at + from);
      }
      at += chunk.length;
    },
    end: () => closeSync(fd),
  };
  const pieces = async function* () {
    for (let sent = 0; sent < size; sent += MB) yield zeros;
  };
  const z = pixmill.zip(sink, { mtime: 0 });
  await z.add('small', pieces(), { level: 1 });
  // Deflate's stored blocks: as large in the archive as it is.
  await z.add('large', pieces(), { level: 0 });
  await z.add('after', Buffer.from('behind 4 GiB'));
  await z.close();
  const list = `import sys,json,zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps({ 'of': [[i.filename, i.file_size, i.compress_size > 2**32, i.compress_type] for i in z.infolist()],
    'sound': [z.open(name).read(9).hex() for name in ('small', 'large')], 'after': z.read('after').decode() }))`;
  const { status, out, err } = await run('python3', ['-c', list, file]);
  assert.equal(status, 0, err);
  const zero = '00'.repeat(9);
  assert.deepEqual(JSON.parse(out), { of: [['small', size, false, 8], ['large', size, true, 8], ['after', 12, false, 0]], sound: [zero, zero], after: 'behind 4 GiB' });
  const archive = pixmill.unzip(file);
  const large = await archive.entry('large');
  assert.ok(large.size === size && large.compressedSize > 2 ** 32);
  assert.equal((await (await archive.entry('after')).bytes()).toString(), 'behind 4 GiB');
});
