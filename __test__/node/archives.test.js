/** Archives read back by readers that we did not write: Info-ZIP, Python, fflate. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { unzipSync as fflateUnzip } from 'fflate';
import pixmill from '../../index.mjs';
import { noise, photo, streamOf, text } from '../fixtures.js';
import { BACKENDS, folder, run } from './tools.js';

const place = folder();
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
const LARGE = 6 * 2 ** 20 + 77;

/** Python's own words for each entry, and its own check of every CRC. */
const PYTHON = `
import sys, json, zipfile, hashlib
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps({ 'comment': z.comment.decode(), 'entries': [
        { 'name': i.filename, 'method': i.compress_type, 'date': list(i.date_time), 'mode': (i.external_attr >> 16) & 0o7777,
          'comment': i.comment.decode(), 'digest': hashlib.sha256(z.read(i)).hexdigest() } for i in z.infolist()] }))
`;

/** @param {string} file */
async function byPython(file) {
  const { status, out, err } = await run('python3', ['-c', PYTHON, file]);
  assert.equal(status, 0, err);
  return JSON.parse(out);
}

/** @param {string} file */
async function byInfoZip(file) {
  const { status, out, err } = await run('unzip', ['-t', '-qq', file]);
  assert.equal(status, 0, out + err);
}

for (const backend of BACKENDS) {
  test(`an archive of every kind of entry is what three readers say it is (${backend})`, async () => {
    const own = pixmill.createPixmill({ backend });
    const file = path.join(place, `all-${backend}.zip`);
    const stored = path.join(place, `noise-${backend}.bin`);
    writeFileSync(stored, noise(LARGE));
    const z = own.zip(file, { comment: 'a comment' });
    const expected = {};
    const add = async (name, source, bytes, options) => {
      expected[name] = digest(bytes);
      await z.add(name, source, options);
    };
    await add('small.txt', text(5000), text(5000), { mode: 0o600, comment: 'small', mtime: Date.UTC(2024, 1, 29, 12, 30, 42) });
    await add('empty', new Uint8Array(0), new Uint8Array(0));
    await add('ünï/名.txt', new Blob([text(99)]), text(99));
    await add('large stream.txt', streamOf(text(LARGE), 77_777), text(LARGE));
    await add('large noise from a path', stored, noise(LARGE), { mtime: 0 });
    await add('a Node stream', createReadStream(stored, { end: 99_999 }), noise(LARGE).slice(0, 100_000));
    await z.close();
    await own.close();

    await byInfoZip(file);
    const { comment, entries } = await byPython(file);
    assert.equal(comment, 'a comment');
    assert.deepEqual(Object.fromEntries(entries.map(({ name, digest: found }) => [name, found])), expected);
    const small = entries.find(({ name }) => name === 'small.txt');
    assert.deepEqual([small.mode, small.comment, small.date], [0o600, 'small', [2024, 2, 29, 12, 30, 42]]);
    assert.equal(entries.find(({ name }) => name === 'large noise from a path').method, 0);
    assert.equal(entries.find(({ name }) => name === 'large stream.txt').method, 8);
    const third = fflateUnzip(readFileSync(file));
    assert.deepEqual(Object.fromEntries(Object.entries(third).map(([name, bytes]) => [name, digest(bytes)])), expected);
  });
}

test('the same archive is written natively and in wasm, into every kind of sink', async () => {
  const items = () => Array.from({ length: 30 }, (_, index) => ({ input: photo(20 + index * 3, 30, { seed: index + 1 }), name: `${index % 4}/i.png` }));
  const files = [];
  for (const backend of BACKENDS) {
    for (const concurrency of [1, 2, 4]) {
      const own = pixmill.createPixmill({ backend, concurrency });
      const file = path.join(place, `${backend}-${concurrency}.zip`);
      await own.batch(items()).resize(16).webp().toZip(file);
      files.push(file);
      await own.close();
    }
  }
  const sinks = {
    writable: createWriteStream(path.join(place, 'writable.zip')),
    stream: new WritableStream({ write: (chunk) => void writeFileSync(path.join(place, 'stream.zip'), chunk, { flag: 'a' }) }),
    object: { write: (chunk) => void writeFileSync(path.join(place, 'object.zip'), chunk, { flag: 'a' }), end: () => undefined },
  };
  for (const [name, sink] of Object.entries(sinks)) {
    await pixmill.batch(items()).resize(16).webp().toZip(sink);
    files.push(path.join(place, `${name}.zip`));
  }
  const digests = new Set(files.map((file) => digest(readFileSync(file))));
  assert.equal(digests.size, 1, `${files.length} archives have ${digests.size} contents`);
  await byInfoZip(files[0]);
  for (const { name, digest: found } of (await byPython(files[0])).entries.slice(0, 4)) {
    const index = Number(name.split('/')[0]);
    assert.equal(found, digest(await pixmill(items()[index].input).resize(16).webp().toBuffer()), name);
  }
});

test('seventy thousand entries need ZIP64, and are listed by all', async () => {
  const file = path.join(place, 'many.zip');
  const z = pixmill.zip(file, { level: 0 });
  const count = 70_000;
  for (let index = 0; index < count; index += 1) await z.add(`${index}`, new Uint8Array([index & 255]));
  await z.close();
  const { status, out } = await run('python3', ['-c', 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); n=z.namelist(); print(len(n), n[-1], z.read(n[-1])[0])', file]);
  assert.equal(status, 0);
  assert.equal(out.trim(), `${count} ${count - 1} ${(count - 1) & 255}`);
  let seen = 0;
  for await (const { name } of pixmill.unzip(file)) {
    assert.equal(name, `${seen}`);
    seen += 1;
  }
  assert.equal(seen, count);
});

test('a sink that fails gets a coded error, and a path is left as it was', async () => {
  const before = readdirSync(place).length;
  const file = path.join(place, 'failed.zip');
  const z = pixmill.zip(file);
  await z.add('good', text(100_000));
  await z.add('bad', path.join(place, 'no such file')).catch(() => undefined);
  await assert.rejects(z.close(), { code: 'NotFound' });
  assert.equal(existsSync(file), false);
  await assert.rejects(pixmill.batch([photo(300, 300)]).bmp().toZip('/dev/full', { overwrite: true }), { code: 'DiskFull' });
  const torn = createWriteStream(path.join(place, 'torn.zip'));
  const work = pixmill.batch(Array.from({ length: 50 }, () => photo(300, 300, { noise: 255 }))).bmp().toZip(torn, { level: 0 });
  setTimeout(() => torn.destroy(new Error('the client left')), 30);
  await assert.rejects(work, { code: 'IoFailed', message: /the client left/ });
  await pixmill.zip(file).abort();
  const controller = new AbortController();
  const stopped = pixmill.batch(Array.from({ length: 50 }, () => photo(900, 900))).webp().toZip(file, { signal: controller.signal });
  setTimeout(() => controller.abort(), 60);
  await assert.rejects(stopped, { code: 'Aborted' });
  assert.deepEqual(readdirSync(place).filter((name) => name.startsWith('.pixmill-')), []);
  assert.equal(existsSync(file), false);
  assert.ok(readdirSync(place).length <= before + 1, 'nothing else is left');
});

test('an archive that exists is refused before anything is converted, and replaced when asked', async () => {
  const file = path.join(place, 'there.zip');
  writeFileSync(file, 'mine');
  await assert.rejects(pixmill.batch([photo(5, 5)]).png().toZip(file), { code: 'AlreadyExists' });
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  await pixmill.batch([photo(5, 5)]).png().toZip(file, { overwrite: true });
  await byInfoZip(file);
});
