/** unzipTo(): files as the archive has them, nothing outside of the folder, each whole or not at all. */
import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import pixmill from '../../index.mjs';
import { archiveCorpus, archiveFiles } from '../../scripts/archives.js';
import { noise, streamOf, text } from '../fixtures.js';
import { BACKENDS, folder } from './tools.js';

const place = folder();
const when = new Date('2021-05-06T07:08:10Z');
const LARGE = 5 * 2 ** 20 + 3;
let serial = 0;

/** A folder that is not there yet. */
function fresh() {
  serial += 1;
  return path.join(place, `${serial}`);
}

/** Every file below a folder. @param {string} from */
function tree(from) {
  return readdirSync(from, { recursive: true }).map(String).filter((name) => !statSync(path.join(from, name)).isDirectory()).sort();
}

/** An archive with an entry under a name that zip() would refuse or change. @param {string} name @param {string} [first] */
function named(name, first = 'good.txt') {
  const bytes = Buffer.from(name);
  const filler = 'q'.repeat(bytes.byteLength);
  const archive = Buffer.from(pixmill.zipSync([[first, text(9)], [filler, text(9)]], { store: 'always' }));
  for (let at = archive.indexOf(filler); at >= 0; at = archive.indexOf(filler)) bytes.copy(archive, at);
  return archive;
}

/** @param {Promise<unknown>} work @param {string} code */
async function refused(work, code) {
  await assert.rejects(work, (error) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

const ENTRIES = [
  { name: 'a.txt', data: text(5000), mode: 0o640, mtime: when },
  { name: 'empty', data: new Uint8Array(0), mtime: when },
  { name: 'inner/', data: new Uint8Array(0), mtime: when },
  { name: 'inner/deep/ünï.bin', data: noise(70_000), mode: 0o104_755, mtime: when },
  { name: 'large.bin', data: noise(LARGE), mtime: when },
  { name: 'inner/large.txt', data: text(LARGE), mtime: when },
];

for (const backend of BACKENDS) {
  const own = pixmill.createPixmill({ backend });
  after(() => own.close());
  const archive = own.zipSync(ENTRIES);
  const forms = { bytes: () => archive, blob: () => new Blob([archive]), stream: () => streamOf(archive, 50_001) };

  for (const [form, make] of Object.entries(forms)) {
    test(`files are what the archive holds, with times and permissions (${form}, ${backend})`, async () => {
      const dir = path.join(fresh(), 'new');
      const told = [];
      const { files, folders, bytesOut, skipped, warnings } = await own.unzipTo(make(), dir, { onProgress: (progress) => told.push(progress) });
      assert.deepEqual([files, folders, skipped, warnings], [5, 1, 0, []]);
      assert.equal(bytesOut, 5000 + 70_000 + 2 * LARGE);
      assert.deepEqual(told.map(({ name }) => name).sort(), ENTRIES.map(({ name }) => name).filter((name) => !name.endsWith('/')).sort());
      for (const { name, data, mode } of ENTRIES) {
        const at = path.join(dir, name);
        assert.equal(statSync(at).mtimeMs, when.getTime(), name);
        if (name.endsWith('/')) continue;
        assert.ok(readFileSync(at).equals(data), name);
        // Neither setuid, setgid nor sticky, and no more than the umask leaves.
        if (mode) assert.equal(statSync(at).mode & 0o7777, mode & 0o777 & ~process.umask(), name);
      }
      assert.deepEqual(tree(dir), ['a.txt', 'empty', 'inner/deep/ünï.bin', 'inner/large.txt', 'large.bin'], 'nothing else');
    });

    test(`names that leave the folder, or that Windows takes for something else, write nothing (${form}, ${backend})`, async () => {
      for (const name of ['../escaped', '/tmp/escaped', 'a/../../escaped', 'C:/escaped', '..\\escaped', 'nul\0', '\\\\host\\share']) {
        const dir = fresh();
        const bytes = named(name);
        const given = { bytes, blob: new Blob([bytes]), stream: streamOf(bytes, 9) }[form];
        await refused(own.unzipTo(given, dir, { allow: ['UnsafeName'] }), 'UnsafeName');
        assert.deepEqual(tree(dir), [], name);
      }
      for (const name of ['con', 'a/NUL.txt', 'x.txt:stream', 'dot.', 'space ']) {
        const dir = fresh();
        await refused(own.unzipTo(named(name), dir), 'ReservedName');
        assert.deepEqual(tree(dir), [], name);
        if (process.platform === 'win32') continue;
        await own.unzipTo(named(name), dir, { allow: ['ReservedName'] });
        assert.equal(tree(dir).length, 2, name);
      }
      // Empty parts and dots are left out.
      const dir = fresh();
      await own.unzipTo(named('.//a/./b'), dir);
      assert.deepEqual(tree(dir), ['a/b', 'good.txt']);
      await refused(own.unzipTo(named('n'.repeat(256)), fresh()), 'UnsafeName');
    });
  }

  test(`two entries for one place are refused (${backend})`, async () => {
    for (const [one, other] of [['A', 'a'], ['ä', 'a\u0308'], ['a', 'a/b'], ['a/b', 'a'], ['x/ß', 'X/SS']]) {
      const dir = fresh();
      const both = named(other, one);
      await refused(own.unzipTo(both, dir), 'SimilarName');
      assert.deepEqual(tree(dir), [], one);
    }
    await refused(own.unzipTo(named('./a', 'a'), fresh(), { allow: ['DuplicateName', 'SimilarName'] }), 'DuplicateName');
  });

  test(`links that are in the folder are not followed, those of the archive not made (${backend})`, async () => {
    for (const make of [(bytes) => bytes, (bytes) => streamOf(bytes, 9)]) {
      const [dir, outside] = [fresh(), fresh()];
      mkdirSync(dir);
      mkdirSync(outside);
      writeFileSync(path.join(outside, 'file'), 'old');
      symlinkSync(outside, path.join(dir, 'folder'));
      symlinkSync(path.join(outside, 'file'), path.join(dir, 'file'));
      symlinkSync(path.join(outside, 'none'), path.join(dir, 'broken'));
      for (const name of ['folder/new', 'file', 'broken', 'folder/']) {
        await refused(own.unzipTo(make(own.zipSync([[name, text(name.endsWith('/') ? 0 : 3)]])), dir, { overwrite: true }), 'SymbolicLink');
      }
      assert.deepEqual(tree(outside), ['file']);
      assert.equal(readFileSync(path.join(outside, 'file'), 'utf8'), 'old');
      const link = { name: 'link', data: Buffer.from(outside), mode: 0o120_777 };
      const attack = own.zipSync([link, { name: 'after', data: text(4) }]);
      const { files, skipped, warnings } = await own.unzipTo(make(attack), dir);
      assert.deepEqual([files, skipped, warnings.map(({ code }) => code)], [1, 1, ['SpecialFile']]);
      assert.equal(lstatSync(path.join(dir, 'link'), { throwIfNoEntry: false }), undefined);
      await refused(own.unzipTo(make(attack), fresh(), { strict: true }), 'SpecialFile');
      // The folder itself may be reached by a link: that is the caller's.
      const through = path.join(place, `through ${serial}`);
      symlinkSync(outside, through);
      await own.unzipTo(make(own.zipSync([['arrived', text(3)]])), through);
      assert.ok(tree(outside).includes('arrived'));
    }
  });

  test(`what is there stays, or is replaced whole (${backend})`, async () => {
    const dir = fresh();
    mkdirSync(path.join(dir, 'folder'), { recursive: true });
    writeFileSync(path.join(dir, 'a'), 'old');
    chmodSync(path.join(dir, 'a'), 0o600);
    await refused(own.unzipTo(own.zipSync([['a', text(3)]]), dir), 'AlreadyExists');
    assert.equal(readFileSync(path.join(dir, 'a'), 'utf8'), 'old');
    await own.unzipTo(own.zipSync([['a', text(3)], ['folder/b', text(4)]]), dir, { overwrite: true, durable: true });
    assert.ok(readFileSync(path.join(dir, 'a')).equals(text(3)));
    await refused(own.unzipTo(own.zipSync([['folder', text(3)]]), dir, { overwrite: true }), 'IsDirectory');
    await refused(own.unzipTo(own.zipSync([['a/b', text(3)]]), dir, { overwrite: true }), 'AlreadyExists');
    assert.deepEqual(tree(dir), ['a', 'folder/b']);
  });

  test(`a failure leaves what was finished and nothing half; of a stream nothing (${backend})`, async () => {
    const bytes = Buffer.from(own.zipSync([['a', text(50)], ['b', text(60)], ['c', text(70)]], { store: 'always' }));
    const damaged = Buffer.from(bytes);
    damaged[31 + 50 + 31 + 5] ^= 1; // in the data of b
    const dir = fresh();
    await refused(own.unzipTo(damaged, dir), 'CrcMismatch');
    assert.ok(!tree(dir).includes('b') && tree(dir).every((name) => ['a', 'c'].includes(name)), `${tree(dir)}`);
    for (const bad of [damaged, bytes.subarray(0, bytes.byteLength - 30), bytes.subarray(0, 100)]) {
      const other = fresh();
      await assert.rejects(own.unzipTo(streamOf(bad, 9), other));
      assert.deepEqual(tree(other), []);
    }
    const none = fresh();
    await refused(own.unzipTo(text(5000), none), 'NotAnArchive');
    assert.equal(statSync(none, { throwIfNoEntry: false }), undefined, 'no folder is made for what is no archive');
  });

  test(`an abort stops it and leaves no temporary (${backend})`, async () => {
    for (const [form, make] of Object.entries(forms)) {
      const dir = fresh();
      const controller = new AbortController();
      const reason = new Error('enough');
      const work = own.unzipTo(make(), dir, { signal: controller.signal, onProgress: () => controller.abort(reason) });
      if (form === 'stream') setTimeout(() => controller.abort(reason), 5);
      await assert.rejects(work, (error) => error.code === 'Aborted' && error.cause === reason);
      assert.ok(tree(dir).every((name) => !name.includes('.pixmill-')), `${tree(dir)}`);
    }
  });

  const corpus = archiveCorpus();
  test(`no archive of the corpus writes outside of its folder or leaves a temporary (${backend})`, { skip: !corpus }, async () => {
    const outer = fresh();
    let written = 0;
    for (const file of archiveFiles(corpus).filter((name) => /^(gen|bombs|zip-slip|rubyzip|dotnet|unzipper|zip2)\//.test(name))) {
      const dir = path.join(outer, 'a', 'b', 'c');
      const result = await own
        .unzipTo(path.join(corpus, file), dir, { overwrite: true, limits: { bytes: 64 << 20 } })
        .catch((error) => assert.ok(error.code && error.code !== 'Panicked', `${file}: ${error}`));
      written += result?.files ?? 0;
    }
    assert.ok(written > 100, `${written} files`);
    assert.deepEqual(readdirSync(outer), ['a']);
    assert.deepEqual(readdirSync(path.join(outer, 'a')), ['b']);
    assert.deepEqual(readdirSync(path.join(outer, 'a', 'b')), ['c']);
    assert.deepEqual(tree(outer).filter((name) => name.includes('.pixmill-')), []);
  });
}
