/** Entries copied from one archive into another: as they are, renamed, left out, in any order; and archives that are added to. */
import { equal, fails, ok, pixmill, same, sameBytes, test, zipped } from '../harness.js';
import { noise, text } from '../fixtures.js';

const when = Date.UTC(2022, 3, 4, 5, 6, 8);
const ENTRIES = [
  { name: 'text', data: text(5000), mtime: when, mode: 0o640, comment: 'größer', level: 1, extra: { 0xbeef: new Uint8Array([7]) } },
  { name: 'noise', data: noise(5_000_000) },
  { name: 'large', data: text(9_000_000) },
  { name: 'folder/', mtime: when },
  { name: 'link', symlink: 'text' },
];
const original = () => pixmill.zipSync(ENTRIES, { comment: 'of all' });

/** What tells an entry, and its bytes. */
async function listed(archive) {
  const entries = [];
  for await (const entry of pixmill.unzip(archive)) {
    const { name, size, compressedSize, crc32, mtime, mode, comment, isDirectory } = entry;
    entries.push({ about: { name, size, compressedSize, crc32, mtime: mtime.getTime(), mode, comment, isDirectory }, bytes: isDirectory ? new Uint8Array(0) : await entry.bytes() });
  }
  return entries;
}

test('an archive whose entries are all copied holds the same, and copying that gives the same bytes', async () => {
  const copy = (from) => zipped({}, async (z) => {
    for await (const entry of pixmill.unzip(from)) await z.addRaw(entry);
  }, { comment: 'of all' });
  const first = await copy(original());
  const [expected, found] = [await listed(original()), await listed(first)];
  same(found.map(({ about }) => about), expected.map(({ about }) => about));
  found.forEach(({ bytes, about }, at) => sameBytes(bytes, expected[at].bytes, about.name));
  // Sums that followed the data stand before it now.
  ok(first.byteLength < original().byteLength);
  sameBytes(await copy(first), first);
});

test('copies are renamed, changed, left out and mixed with new entries', async () => {
  const archive = await zipped({}, async (z) => {
    const source = pixmill.unzip(original());
    await z.add('new', text(10));
    await z.addRaw(await source.entry('link'));
    await z.addRaw(await source.entry('text'), { name: 'folder\\renamed', mtime: 0, mode: 0o600, comment: '' });
    await z.addRaw(await source.entry('text'), { name: 'new', duplicates: 'number' });
    await fails(z.addRaw(await source.entry('text'), { name: 'new' }), 'DuplicateName');
    await fails(z.addRaw(await source.entry('text'), { name: '../x' }), 'UnsafeName');
    await fails(z.addRaw(await source.entry('text'), { level: 9 }), 'InvalidOption', { found: '"level"' });
    await fails(z.addRaw({ name: 'text' }), 'InvalidOption', { path: 'entry' });
  });
  const found = await listed(archive);
  same(found.map(({ about }) => about.name), ['new', 'link', 'folder/renamed', 'new (2)']);
  const [renamed, kept] = [found[2], found[3]];
  same([renamed.about.mtime, renamed.about.mode, renamed.about.comment], [0, 0o100_600, '']);
  same([kept.about.mtime, kept.about.mode, kept.about.comment], [when, 0o100_640, 'größer']);
  equal(renamed.about.compressedSize, kept.about.compressedSize);
  sameBytes(renamed.bytes, text(5000));
});

test('a damaged entry is copied as it is: its reader finds the damage', async () => {
  const archive = pixmill.zipSync([['a', noise(1000)]]);
  archive[500] ^= 1;
  const copy = await zipped({}, async (z) => z.addRaw(await pixmill.unzip(archive).entry('a')));
  await fails(pixmill.unzip(copy).entry('a').then((entry) => entry.bytes()), 'CrcMismatch', { path: 'a' });
});

test('a source archive that ends early ends the copy', async () => {
  const archive = original();
  const short = { size: archive.byteLength, read: async (offset, length) => (length > 100_000 ? new Uint8Array(5) : archive.slice(offset, offset + length)) };
  const z = pixmill.zip();
  const reading = new Response(z.readable).arrayBuffer().catch(() => undefined);
  await z.addRaw(await pixmill.unzip(short).entry('noise')).catch(() => undefined);
  await fails(z.close(), 'IoFailed');
  await reading;
});

test('only a path can be appended to', async () => {
  await fails(() => pixmill.zip({ append: true }), 'InvalidOption', { path: 'append' });
  await fails(() => pixmill.zip({ write() {}, end() {} }, { append: true }), 'InvalidOption', { path: 'append' });
});
