/** Archives whose images are converted: comics, books and documents, with everything else copied to its place. */
import { digest, equal, fails, ok, pixmill, same, sameBytes, test } from '../harness.js';
import { photo, text } from '../fixtures.js';

const WHEN = Date.UTC(2026, 10, 27, 20, 15, 30);
const utf8 = (words) => new TextEncoder().encode(words);

/** @param {[string, Uint8Array | string, object?][]} entries @param {object} [options] */
const archive = (entries, options) => pixmill.zipSync(entries.map(([name, data, more]) => ({ name, data: typeof data === 'string' ? utf8(data) : data, mtime: WHEN, ...more })), options);

/** @param {Uint8Array} bytes */
async function entriesOf(bytes) {
  const opened = pixmill.unzip(bytes);
  const all = [];
  for await (const entry of opened) all.push(entry);
  return { all, comment: opened.comment, named: (name) => all.find((entry) => entry.name === name) };
}

/** The archive that a batch writes, and its summary. @param {any} batch @param {object} [options] */
async function converted(batch, options) {
  const parts = [];
  const summary = await batch.toZip(new WritableStream({ write: (chunk) => void parts.push(chunk) }), options);
  return { summary, bytes: new Uint8Array(await new Blob(parts).arrayBuffer()) };
}

const jpeg = (side, seed = 1) => pixmill(photo(side, side, { seed })).jpeg().toBuffer();

test('the images of a comic are converted, all else keeps its bytes, place, time and comment', async () => {
  const notes = text(5000);
  const book = archive(
    [['ComicInfo.xml', notes, { comment: 'of the file' }], ['p/001.jpg', await jpeg(40)], ['p/002.JPG', await jpeg(41, 2)], ['p/', new Uint8Array(0)], ['__MACOSX/p/._001.jpg', 'a fork'], ['z.txt', 'the end']],
    { comment: 'of the archive' },
  );
  const { summary, bytes } = await converted(pixmill.batch(pixmill.unzip(book)).resize(20).webp());
  same([summary.items, summary.failed, summary.copied], [2, 0, 4]);
  equal(summary.bytesOut, bytes.byteLength);
  const { all, comment, named } = await entriesOf(bytes);
  same(all.map(({ name }) => name), ['ComicInfo.xml', 'p/001.webp', 'p/002.webp', 'p/', '__MACOSX/p/._001.jpg', 'z.txt']);
  equal(comment, 'of the archive');
  equal(named('ComicInfo.xml').comment, 'of the file');
  sameBytes(await named('ComicInfo.xml').bytes(), notes);
  for (const entry of all) equal(entry.mtime.getTime(), WHEN, entry.name);
  sameBytes(await named('p/002.webp').bytes(), await pixmill(await jpeg(41, 2)).resize(20).webp().toBuffer());
  // What was copied has the compressed bytes that it had.
  const before = await entriesOf(book);
  equal(named('ComicInfo.xml').compressedSize, before.named('ComicInfo.xml').compressedSize);
  await digest('a comic', bytes);
});

test('an image that fails stays what it was and is counted; names that images take are not taken twice', async () => {
  const good = await jpeg(16);
  const book = archive([['a.png', await pixmill(photo(16, 16)).png().toBuffer()], ['a.jpg', good.slice(0, 60)], ['b.webp', 'no image'], ['b.jpg', good]]);
  const { summary, bytes } = await converted(pixmill.batch(pixmill.unzip(book)).jpeg());
  same([summary.items, summary.failed, summary.errors.map(({ item }) => item)], [4, 2, ['a.jpg', 'b.webp']]);
  const { all, named } = await entriesOf(bytes);
  same(all.map(({ name }) => name), ['a.jpg', 'a (2).jpg', 'b.webp', 'b.jpg']);
  sameBytes(await named('a (2).jpg').bytes(), good.slice(0, 60));
});

const CONTAINER = '<?xml version="1.0"?><container><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>';
const PACKAGE = `<package><manifest>
<item id="a" href="images/a%20&amp;%20b.jpg" media-type="image/jpeg"/><item media-type='image/png' href='../cover.png' id='c'/>
<item id="d" href="drawing.svg" media-type="image/svg+xml"/><item id="t" href="text.xhtml" media-type="application/xhtml+xml"/>
</manifest></package>`;

const epub = async () =>
  archive([
    ['mimetype', 'application/epub+zip', { store: 'always' }],
    ['META-INF/container.xml', CONTAINER],
    ['OEBPS/content.opf', PACKAGE],
    ['OEBPS/images/a & b.jpg', await jpeg(30)],
    ['cover.png', await pixmill(photo(20, 20)).png().toBuffer()],
    ['OEBPS/drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'],
    ['OEBPS/text.xhtml', text(900)],
  ]);

test('a book keeps its names, its stored mimetype first, and says the new media types', async () => {
  const before = await epub();
  const { bytes, summary } = await converted(pixmill.batch(pixmill.unzip(before)).webp());
  same([summary.items, summary.failed], [2, 0]);
  const { all, named } = await entriesOf(bytes);
  same(all.map(({ name }) => name), (await entriesOf(before)).all.map(({ name }) => name));
  same([all[0].name, all[0].size, all[0].compressedSize], ['mimetype', 20, 20]);
  // OCF 3.3, 4.3: the word stands at byte 38, behind a name of 8 and no extra field.
  equal(new TextDecoder().decode(bytes.subarray(30, 38)), 'mimetype');
  const manifest = new TextDecoder().decode(await named('OEBPS/content.opf').bytes());
  equal(manifest, PACKAGE.replace('"image/jpeg"', '"image/webp"').replace("'image/png'", '"image/webp"'));
  for (const name of ['OEBPS/images/a & b.jpg', 'cover.png']) equal((await pixmill(named(name)).metadata()).format, 'webp');
  sameBytes(await named('OEBPS/drawing.svg').bytes(), utf8('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'));
});

test('a book whose images keep their formats keeps its manifest to the byte', async () => {
  const { bytes } = await converted(pixmill.batch(pixmill.unzip(await epub())).resize(10));
  const { named } = await entriesOf(bytes);
  sameBytes(await named('OEBPS/content.opf').bytes(), utf8(PACKAGE));
  const { format, width } = await pixmill(named('OEBPS/images/a & b.jpg')).metadata();
  same([format, width], ['jpeg', 10]);
});

test('a book with an image that fails is not written with a manifest that lies', async () => {
  const { all } = await entriesOf(await epub());
  const entries = await Promise.all(all.map(async (entry) => [entry.name, entry.name === 'cover.png' ? 'damaged' : await entry.bytes(), entry.name === 'mimetype' ? { store: 'always' } : {}]));
  await fails(() => converted(pixmill.batch(pixmill.unzip(archive(/** @type {any} */ (entries)))).webp()), 'UnknownFormat');
});

test('an open document says its new media types; an Office document keeps its formats or is refused', async () => {
  const manifest = '<manifest:manifest><manifest:file-entry manifest:full-path="Pictures/1.jpg" manifest:media-type="image/jpeg"/></manifest:manifest>';
  const odt = archive([['mimetype', 'application/vnd.oasis.opendocument.text', { store: 'always' }], ['Pictures/1.jpg', await jpeg(20)], ['META-INF/manifest.xml', manifest]]);
  const { bytes } = await converted(pixmill.batch(pixmill.unzip(odt)).png());
  const { named } = await entriesOf(bytes);
  equal(new TextDecoder().decode(await named('META-INF/manifest.xml').bytes()), manifest.replace('image/jpeg', 'image/png'));
  const docx = archive([['[Content_Types].xml', '<Types/>'], ['word/media/image1.jpeg', await jpeg(20)]]);
  await fails(() => converted(pixmill.batch(pixmill.unzip(docx)).webp()), 'InvalidOption');
  const kept = await entriesOf((await converted(pixmill.batch(pixmill.unzip(docx)).resize(8))).bytes);
  same(kept.all.map(({ name }) => name), ['[Content_Types].xml', 'word/media/image1.jpeg']);
  equal((await pixmill(kept.named('word/media/image1.jpeg')).metadata()).width, 8);
});

test('an entry is an input like any other, and other ends of a batch take an archive’s images alone', async () => {
  const book = archive([['notes.txt', 'no image'], ['a.jpg', await jpeg(24)], ['b.jpg', await jpeg(25, 3)]]);
  const items = await pixmill.batch(pixmill.unzip(book)).resize(5).png().toArray();
  same(items.map(({ index, name, status }) => [index, name, status]), [[0, 'a.jpg', 'fulfilled'], [1, 'b.jpg', 'fulfilled']]);
  const entry = await pixmill.unzip(book).entry('b.jpg');
  sameBytes(await pixmill(entry).resize(5).png().toBuffer(), items[1].value.data);
  ok(Symbol.asyncIterator in entry);
});
