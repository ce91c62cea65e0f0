/** Many images: order, names, failures, memory of what was pulled, and the right image in the right entry (P11). */
import { digest, equal, fails, folder, ok, pixmill, runtime, same, sameBytes, sha256, sleep, test } from '../harness.js';
import { photo } from '../fixtures.js';
import { has } from '../only.js';

const bad = new Uint8Array([1, 2, 3, 4]);

/** Costs differ by a factor of hundreds, so that the order of finishing is not that of starting. @param {number} index */
function shuffled(index) {
  const size = [8, 300, 20, 90, 12, 160][(index * 5) % 6];
  return photo(size + (index % 7), size, { seed: index + 1 });
}

/** @param {Uint8Array} archive */
async function entriesOf(archive) {
  const entries = [];
  for await (const entry of pixmill.unzip(archive)) entries.push({ name: entry.name, digest: await sha256(await entry.bytes()) });
  return entries;
}

test('every entry of a 300-image ZIP is that image converted alone, for one worker and many', async () => {
  const count = 300;
  const expected = [];
  for (let index = 0; index < count; index += 1) {
    const alone = await pixmill(shuffled(index)).resize({ width: 64, withoutEnlargement: true }).webp({ effort: 1 }).toBuffer();
    expected.push({ name: `set/image ${index}.webp`, digest: await sha256(alone) });
  }
  const archives = [];
  for (const concurrency of [1, 2, 4]) {
    const items = Array.from({ length: count }, (_, index) => ({ input: shuffled(index), name: `set/image ${index}.png` }));
    const own = pixmill.createPixmill({ concurrency });
    const stream = own.batch(items).resize({ width: 64, withoutEnlargement: true }).webp({ effort: 1 }).toZipStream();
    const archive = new Uint8Array(await new Response(stream).arrayBuffer());
    same(await entriesOf(archive), expected, `${concurrency} at once`);
    archives.push(archive);
    await own.close();
  }
  sameBytes(archives[1], archives[0], 'two at once');
  sameBytes(archives[2], archives[0], 'four at once');
  await digest('300 images in a ZIP', archives[0]);
}, { ms: 240_000 });

test('items come in input order, or as they finish when that is asked for', async () => {
  const items = Array.from({ length: 24 }, (_, index) => shuffled(index));
  const ordered = await pixmill.batch(items).png().toArray();
  same(ordered.map(({ index }) => index), items.map((_, index) => index));
  const free = await pixmill.batch(items, { preserveOrder: false }).png().toArray();
  same(free.map(({ index }) => index).sort((a, b) => a - b), items.map((_, index) => index));
  for (const { index, value } of free) sameBytes(value.data, ordered[index].value.data);
});

test('a bad image costs only itself, and its error tells which it was', async () => {
  const items = [photo(9, 9), { input: bad, name: 'folder/bad.jpg' }, { input: photo(5, 5), recipe: { steps: [{ op: 'resize', width: 3 }], outputs: [{ format: 'png' }] } }];
  const results = await pixmill.batch(items).webp().toArray();
  same(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
  const { reason, name } = results[1];
  equal(name, 'folder/bad.jpg');
  same([reason.code, reason.index, reason.item], ['UnknownFormat', 1, 'folder/bad.jpg']);
  ok(reason.message.startsWith('folder/bad.jpg: expected an image'), reason.message);
  same([results[2].value.info.format, results[2].value.info.width], ['png', 3]);
  await fails(pixmill.batch(items, { stopOnError: true }).webp().toArray(), 'UnknownFormat', { index: 1 });
});

test('an archive holds what went well; none is written if nothing did', async () => {
  const written = [];
  const sink = { write: (chunk) => void written.push(chunk), end: () => undefined };
  const items = [photo(9, 9), { input: bad, name: 'bad.png' }, { input: photo(7, 7), name: '../up.png' }, photo(8, 8)];
  const summary = await pixmill.batch(items).png().toZip(sink);
  same([summary.items, summary.failed], [4, 2]);
  same(summary.errors.map(({ code }) => code), ['UnknownFormat', 'UnsafeName']);
  const archive = new Uint8Array(await new Blob(written).arrayBuffer());
  equal(summary.bytesOut, archive.byteLength);
  same((await entriesOf(archive)).map(({ name }) => name), ['image-0001.png', 'image-0004.png']);
  written.length = 0;
  const error = await fails(pixmill.batch([bad, bad]).png().toZip(sink), 'AllFailed', { found: 2 });
  same(error.errors.map(({ code }) => code), ['UnknownFormat', 'UnknownFormat']);
  equal(written.length, 0);
  const empty = await pixmill.batch([]).png().toZip(sink);
  same([empty.items, empty.failed], [0, 0]);
  equal(pixmill.unzipSync(new Uint8Array(await new Blob(written).arrayBuffer())).length, 0);
});

test('names: extension of the format, kept where it fits, and each once', async () => {
  const jpeg = await pixmill(photo(9, 9)).jpeg().toBuffer();
  const names = ['a.JPG', 'A.jpeg', 'a.jpg', 'b.v2', 'deep/c.png', 'é.jpg', 'e\u0301.jpg'];
  const stream = pixmill.batch(names.map((name) => ({ input: jpeg, name }))).jpeg().toZipStream();
  const entries = await entriesOf(new Uint8Array(await new Response(stream).arrayBuffer()));
  same(entries.map(({ name }) => name), ['a.JPG', 'A.jpeg', 'a (2).jpg', 'b.v2.jpg', 'deep/c.jpg', 'é.jpg', 'é (2).jpg']);
  const both = pixmill.batch([{ input: jpeg, name: 'x.jpg' }]).outputs([{ name: 'large', format: 'webp' }, { name: 'small', format: 'webp', steps: [{ op: 'resize', width: 2 }] }]);
  const outputs = await entriesOf(new Uint8Array(await new Response(both.toZipStream()).arrayBuffer()));
  same(outputs.map(({ name }) => name), ['x-large.webp', 'x-small.webp']);
});

test('names that cannot stay are refused or made safe, equal ones numbered or refused, as an archive is told', async () => {
  const named = (...names) => pixmill.batch(names.map((name) => ({ input: photo(3, 3), name }))).png();
  const namesOf = async (batch, options) => (await entriesOf(new Uint8Array(await new Response(batch.toZipStream(options)).arrayBuffer()))).map(({ name }) => name);
  const odd = ['../up.png', 'C:\\con.jpg', 'a\0b.png', 'folder/', '..'];
  same(await namesOf(named(...odd), { unsafeNames: 'mend' }), ['up.png', '_con.png', 'a_b.png', 'folder.png']);
  same(await namesOf(named(...odd)), ['folder.png']);
  same(await namesOf(named('a.bmp', 'a.gif')), ['a.png', 'a (2).png']);
  const sink = { write: () => undefined, end: () => undefined };
  const { items, failed, errors } = await named('a.bmp', 'b.gif', 'a.gif', 'A.gif').toZip(sink, { duplicates: 'refuse' });
  same([items, failed, errors.map(({ code, index, item }) => [code, index, item])], [4, 1, [['DuplicateName', 2, 'a.gif']]]);
  await fails(() => named('a').toZipStream({ duplicates: 'keep' }), 'InvalidOption', { path: 'options.duplicates' });
  await fails(() => named('a').toZipStream({ append: true }), 'InvalidOption', { path: 'append' });
});

test('a name is taken in input order, whether or not the earlier item fails', async () => {
  const items = [{ input: bad, name: 'a.png' }, { input: photo(3, 3), name: 'A.png' }];
  const stream = pixmill.batch(items).png().toZipStream();
  const entries = await entriesOf(new Uint8Array(await new Response(stream).arrayBuffer()));
  same(entries.map(({ name }) => name), ['A (2).png']);
});

test('items are pulled lazily, and the source is let go when the loop is left', async () => {
  let [pulled, returned] = [0, false];
  function* source() {
    try {
      for (;;) {
        pulled += 1;
        yield photo(4, 4);
      }
    } finally {
      returned = true;
    }
  }
  let seen = 0;
  for await (const { status } of pixmill.batch(source(), { concurrency: 2 }).png()) {
    equal(status, 'fulfilled');
    seen += 1;
    await sleep(5);
    if (seen === 5) break;
  }
  ok(returned, 'return() was called');
  ok(pulled <= 5 + 1024, `${pulled} pulled`);
  await sleep(50);
  equal(pixmill.counters().held, 0, 'held:');
});

test('a batch pauses with its reader: no more is pulled than may wait', async () => {
  let pulled = 0;
  function* source() {
    for (; pulled < 400; pulled += 1) yield photo(256, 256, { noise: 255 });
  }
  // A result has about 200 KB: at most five wait beside those that run.
  const batch = pixmill.batch(source(), { concurrency: 2, memoryBudget: 2 ** 20 }).png({ compressionLevel: 0 });
  const iterator = batch[Symbol.asyncIterator]();
  await iterator.next();
  await sleep(400);
  ok(pulled < 40, `${pulled} pulled while nobody read`);
  await iterator.return?.();
});

test('a batch inside of another one’s loop goes on', async () => {
  const outer = pixmill.batch(Array.from({ length: 12 }, () => photo(300, 300, { noise: 255 }))).png({ compressionLevel: 0 });
  let inner = 0;
  for await (const { value } of outer) {
    const [result] = await pixmill.batch([value.data]).resize(10).webp().toArray();
    equal(result.status, 'fulfilled');
    await pixmill(value.data).resize(5).png().toBuffer();
    inner += 1;
  }
  equal(inner, 12);
});

test('a batch runs once, and has no then', async () => {
  const batch = pixmill.batch([photo(3, 3)]).png();
  equal(batch.then, undefined);
  await batch.toArray();
  await fails(batch.toArray(), 'Closed');
  for (const items of [null, 'a.jpg', new Uint8Array(3), 5, {}]) await fails(() => pixmill.batch(items), 'InvalidOption');
  await fails(() => pixmill.batch([], { concurency: 2 }), 'InvalidOption', { found: '"concurency"' });
  function* torn() {
    yield photo(3, 3);
    throw new Error('the list is torn');
  }
  await fails(pixmill.batch(torn()).png().toArray(), 'IoFailed', { message: /the list is torn/ });
});

test('progress is told once an item', async () => {
  const told = [];
  await pixmill.batch([photo(3, 3), { input: bad, name: 'b' }, photo(4, 4)]).png().toArray({ onProgress: (progress) => told.push(progress) });
  same(told.map(({ done, failed, total, status }) => [done, failed, total, status]), [[1, 0, 3, 'fulfilled'], [2, 1, 3, 'rejected'], [3, 1, 3, 'fulfilled']]);
  equal(told[1].name, 'b');
  equal(told[1].reason.code, 'UnknownFormat');
});

test('toFiles writes each image by its template', async () => {
  const items = [{ input: photo(5, 5), name: 'in/a.png' }, { input: bad, name: 'b.png' }, { input: photo(6, 6), name: 'c.png' }];
  if (!has('files', runtime)) {
    await fails(pixmill.batch(items).webp().toFiles('out/{name}.{ext}'), 'Unavailable');
    return;
  }
  const fs = process.getBuiltinModule('fs');
  const target = `${folder}/files`;
  const summary = await pixmill.batch(items).webp().toFiles(`${target}/{path}/{index}-{name}.{ext}`);
  same([summary.items, summary.failed], [3, 1]);
  same(fs.readdirSync(target).sort(), ['3-c.webp', 'in']);
  same(fs.readdirSync(`${target}/in`), ['1-a.webp']);
  const again = await pixmill.batch(items).webp().toFiles(`${target}/{path}/{index}-{name}.{ext}`);
  same(again.errors.map(({ code }) => code), ['AlreadyExists', 'UnknownFormat', 'AlreadyExists']);
  await fails(pixmill.batch(items).webp().toFiles('{nam}'), 'InvalidOption', { expected: /\{name\}/ });
});

test('an item that takes too long costs only itself', async () => {
  const silent = () => new ReadableStream({ pull: () => new Promise(() => {}) });
  const results = await pixmill.batch([photo(3, 3), silent(), photo(4, 4)], { itemTimeoutMs: 200 }).png().toArray();
  same(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
  equal(results[1].reason.code, 'Timeout');
  equal(results[1].reason.name, 'TimeoutError');
});
