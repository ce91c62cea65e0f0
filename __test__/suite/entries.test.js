/** What entries are called and what they are: names made safe, duplicates, folders, links, extra fields, promised sizes. */
import { equal, fails, ok, pixmill, same, sameBytes, test, zipped } from '../harness.js';
import { noise, streamOf, text } from '../fixtures.js';

import { devices } from '../../js/generated/table.js';

/** Names of a directory, in order. @param {Uint8Array} archive */
async function namesOf(archive) {
  const names = [];
  for await (const { name } of pixmill.unzip(archive)) names.push(name);
  return names;
}

/** Names as they are given, and what they become: as they are, mended. `undefined`: refused. */
const NAMES = [
  ['a/b.txt', 'a/b.txt', 'a/b.txt'],
  ['a\\b.txt', 'a/b.txt', 'a/b.txt'],
  ['./a//b/./c', 'a/b/c', 'a/b/c'],
  ['a/...', 'a/...', 'a/...'],
  ['console.log', 'console.log', 'console.log'],
  ['comma/com10.txt', 'comma/com10.txt', 'comma/com10.txt'],
  ['../../etc/passwd', undefined, 'etc/passwd'],
  ['a/../b', undefined, 'a/b'],
  ['/etc/passwd', undefined, 'etc/passwd'],
  ['\\\\host\\share\\a', undefined, 'host/share/a'],
  ['C:\\windows\\a', undefined, 'windows/a'],
  ['c:a', undefined, 'a'],
  ['/c:/a', undefined, 'c_/a'],
  ['a\0b', undefined, 'a_b'],
  ['NUL', undefined, '_NUL'],
  ['a/con.txt', undefined, 'a/_con.txt'],
  ['COM1 .tar.gz', undefined, '_COM1 .tar.gz'],
  ['lpt9/x', undefined, '_lpt9/x'],
  ['..', undefined, undefined],
  ['', undefined, undefined],
  ['/', undefined, undefined],
];

test('names get slashes; those that leave the folder or open a device are refused, or mended when asked', async () => {
  for (const [name, safe, mended] of NAMES) {
    for (const [unsafeNames, expected] of [['refuse', safe], ['mend', mended]]) {
      const made = () => pixmill.zipSync([{ name, data: text(3), unsafeNames }]);
      if (expected === undefined) await fails(made, 'UnsafeName');
      else same(await namesOf(made()), [expected]);
    }
  }
});

/** An archive with a name that we do not write. @param {string} name */
function named(name) {
  const bytes = new TextEncoder().encode(name);
  const plain = 'q'.repeat(bytes.byteLength);
  const archive = new Uint8Array(pixmill.zipSync([[plain, text(1)]]));
  for (let at = 0; at <= archive.byteLength - bytes.byteLength; at += 1) {
    if (archive.subarray(at, at + bytes.byteLength).every((byte) => byte === 0x71)) archive.set(bytes, at);
  }
  return archive;
}

test('what is a device where names are written is one where they are read', async () => {
  const read = async (name) => {
    const archive = pixmill.unzip(named(name));
    for await (const entry of archive) equal(entry.name, name);
    return archive.warnings.some(({ code }) => code === 'ReservedName');
  };
  const written = async (name) => {
    try {
      return pixmill.zipSync([[name, text(1)]]) && false;
    } catch (error) {
      return error.code === 'UnsafeName';
    }
  };
  equal(devices.length, 26 + 6);
  const others = ['cone', 'com', 'com10', 'com²³', 'xcon', 'conin', 'conin$x', 'con-1', 'a.con', 'lpt.9', 'conın$', 'lpt٣'];
  const more = (name) => [name, name.toLowerCase(), `${name}.tar.gz`, `${name}  .x`, `a/${name}`, `${name}/b`];
  for (const [names, expected] of [[devices, true], [others, false]]) {
    for (const name of names.flatMap(more)) same([name, await written(name), await read(name)], [name, expected, expected]);
  }
});

test('a refused name costs its entry alone, in zip() too', async () => {
  const archive = await zipped({}, async (z) => {
    await z.add('a', text(5));
    await fails(z.add('../b', text(5)), 'UnsafeName', { found: '"../b"' });
    await fails(z.add('a', text(5)), 'DuplicateName', { found: 'a' });
    await z.add('../c', text(5), { unsafeNames: 'mend' });
  });
  same(await namesOf(archive), ['a', 'c']);
});

test('equal names are refused, or numbered when asked: then letter case and composition count as equal', async () => {
  await fails(() => pixmill.zipSync([['a.txt', text(1)], ['./a.txt', text(1)]]), 'DuplicateName', { found: 'a.txt' });
  same(await namesOf(pixmill.zipSync([['a.txt', text(1)], ['A.txt', text(1)]])), ['a.txt', 'A.txt']);
  const names = ['a.txt', 'A.txt', 'x/a.txt', 'a.txt', 'e\u0301', '\u00e9', 'f/', 'f'];
  const numbered = ['a.txt', 'A (2).txt', 'x/a.txt', 'a (3).txt', '\u00e9', '\u00e9 (2)', 'f/', 'f (2)'];
  same(await namesOf(pixmill.zipSync(names.map((name) => (name.endsWith('/') ? { name } : [name, text(1)])), { duplicates: 'number' })), numbered);
  const archive = await zipped({ duplicates: 'number' }, async (z) => {
    for (const name of names) await z.add(name, name.endsWith('/') ? undefined : text(1));
  });
  same(await namesOf(archive), numbered);
});

test('a name that ends in a slash is a folder, which has no bytes', async () => {
  const archive = await zipped({}, async (z) => {
    await z.add('empty\\folder/', undefined, { mtime: Date.UTC(2020, 1, 2), mode: 0o700 });
    await fails(z.add('another/', text(1)), 'InvalidOption', { path: 'source' });
    await z.add('empty/folder/a', text(2));
  });
  const entry = await pixmill.unzip(archive).entry('empty/folder/');
  // S_IFDIR and the permissions that were given.
  same([entry.isDirectory, entry.size, entry.mode, entry.mtime.getTime()], [true, 0, 0o040_700, Date.UTC(2020, 1, 2)]);
  sameBytes(pixmill.zipSync([{ name: 'f/' }]), pixmill.zipSync([['f/', new Uint8Array(0)]]));
});

test('symbolic links are made on request', async () => {
  const archive = await zipped({}, async (z) => {
    await z.add('link', undefined, { symlink: '../tärget' });
    await fails(z.add('b', text(1), { symlink: 'a' }), 'InvalidOption', { path: 'source' });
    await fails(z.add('c/', undefined, { symlink: 'a' }), 'InvalidOption', { path: 'symlink' });
    await fails(z.add('d', undefined, { symlink: '' }), 'InvalidOption', { path: 'symlink' });
  });
  const entry = await pixmill.unzip(archive).entry('link');
  // S_IFLNK; the data is the target.
  equal(entry.mode, 0o120_777);
  sameBytes(await entry.bytes(), new TextEncoder().encode('../tärget'));
});

test('extra fields stand in both headers; those that have an option of their own are refused', async () => {
  const archive = pixmill.zipSync([{ name: 'a', data: text(4), extra: { 0xbeef: new Uint8Array([1, 2, 255]) } }]);
  const hex = Array.from(archive, (byte) => byte.toString(16).padStart(2, '0')).join('');
  // Id, size, data, little-endian (APPNOTE 4.5.1).
  equal(hex.split('efbe03000102ff').length - 1, 2);
  for (const id of [0x0001, 0x5455, 0x9901, 0x7075]) await fails(() => pixmill.zipSync([{ name: 'a', data: text(4), extra: { [id]: new Uint8Array(2) } }]), 'InvalidOption', { path: 'extra' });
  await fails(() => pixmill.zipSync([{ name: 'a', data: text(4), extra: { 70000: new Uint8Array(2) } }]), 'InvalidOption', { path: 'extra' });
  await fails(() => pixmill.zipSync([{ name: 'a', data: text(4), extra: { 9: new Uint8Array(65_100) } }]), 'InvalidOption', { path: 'extra' });
});

test('a stream that has not the promised size is an error', async () => {
  for (const [length, promised, found] of [[100, 101, '100'], [100, 99, 'more'], [5_000_000, 5_000_001, '5000000'], [5_000_000, 4_999_999, 'more']]) {
    const z = pixmill.zip({ store: 'always' });
    const reading = new Response(z.readable).arrayBuffer().catch(() => undefined);
    z.add('s', streamOf(noise(length), 65_536), { size: promised }).catch(() => undefined);
    await fails(z.close(), 'SizeMismatch', { expected: `${promised}`, found });
    await reading;
  }
});

test('the size of an archive of stored entries is known before it is written', async () => {
  const when = Date.UTC(2021, 4, 5);
  const lengths = [0, 1, 4 << 20, (4 << 20) + 1, 5_000_000, (4 << 20) + 2 * (256 << 10)];
  const options = { store: 'always', comment: 'größe', mtime: when };
  const about = { comment: 'ü', mode: 0o600, extra: { 0xbeef: new Uint8Array(5) } };
  const entries = [
    ...lengths.map((size) => ({ name: `stream ${size}`, size })),
    ...lengths.map((size) => ({ name: `bytes ${size}`, data: noise(size), ...about })),
    { name: 'blob', data: new Blob([text(7_000_000)]) },
    { name: 'ünï/' },
    { name: 'link', symlink: 'blob' },
    { name: 'bytes 1', data: noise(8), duplicates: 'number' },
  ];
  const predicted = await pixmill.predictSize(entries, options);
  const archive = await zipped(options, async (z) => {
    for (const { name, data, size, ...own } of entries) await z.add(name, size === undefined ? data : streamOf(noise(size), 100_003), { ...own, size });
  });
  equal(archive.byteLength, predicted);
  equal(await pixmill.predictSize([], {}), 22);
  equal(await pixmill.predictSize([['a', noise(9)]], { level: 0 }), pixmill.zipSync([['a', noise(9)]], { level: 0 }).byteLength);
  await fails(pixmill.predictSize([['a', noise(9)]]), 'InvalidOption', { path: 'store' });
  await fails(pixmill.predictSize([{ name: 'a' }], options), 'InvalidOption', { path: 'size' });
  await fails(pixmill.predictSize([{ name: 'a', size: 1 }, { name: 'a', size: 1 }], options), 'DuplicateName');
  // ZIP64 by its one rule: 65,535 entries have the records of 56 and 20 bytes (APPNOTE 4.3.14, 4.3.15), 65,534 have none.
  const many = (count) => Array.from({ length: count }, (_, index) => ({ name: String(index).padStart(5, '0'), size: 0 }));
  const each = 30 + 46 + 2 * 5;
  equal(await pixmill.predictSize(many(65_534), { level: 0 }), 65_534 * each + 22);
  equal(await pixmill.predictSize(many(65_535), { level: 0 }), 65_535 * each + 22 + 76);
  ok((await pixmill.predictSize([{ name: 'a', size: 2 ** 33 }], { level: 0 })) > 2 ** 33);
});
