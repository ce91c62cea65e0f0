/**
 * Archives that others made: every file of the corpus has the outcome that is counted here, on both backends, and what their makers
 * say of them holds (LIST.md, EXPECTED.tsv and gen/EXPECT.json of the corpus). Where there is no corpus this says so.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import zlib from 'node:zlib';
import pixmill from '../../index.mjs';
import { archiveCorpus, archiveFiles, otherReaders, tally, unpack } from '../../scripts/archives.js';
import { BACKENDS } from './tools.js';

/** By set, as docs/zip-compat.md shows them: a code is what refuses a file. Files that are no archives are `NotAnArchive`. */
const COUNTS = {
  'adm-zip': '17 read, 2 HeaderMismatch, 1 CorruptArchive',
  async_zip: '7 read, 1 UnsupportedMethod',
  bombs: '30 read, 4 CorruptArchive, 4 NotAnArchive, 3 ArchiveLimit, 3 HeaderMismatch, 2 DuplicateName, 2 Overlap, 2 SizeMismatch, 1 AmbiguousArchive, 1 BytesAfterData, 1 CrcMismatch',
  'commons-compress': '42 read, 8 CorruptArchive, 7 UnsupportedMethod, 6 NotAnArchive, 1 BytesAfterData, 1 DuplicateName, 1 HeaderMismatch',
  cpython: '18 read',
  dotnet: '36 read, 5 CorruptArchive, 3 Encrypted, 3 SizeMismatch, 1 CorruptDeflate, 1 DuplicateName, 1 HeaderMismatch, 1 NotAnArchive, 1 Overlap, 1 UnsupportedMethod',
  gen: '46 read, 4 ArchiveLimit, 4 CorruptArchive, 4 SizeMismatch, 2 CrcMismatch, 2 HeaderMismatch, 2 Overlap, 1 AmbiguousArchive, 1 BytesAfterData, 1 DuplicateName, 1 UnsupportedMethod',
  go: '27 read, 3 NotAnArchive, 1 CorruptArchive',
  'gofuzz-flate': '57 NotAnArchive',
  'gofuzz-gzip': '91 NotAnArchive',
  'gofuzz-zip': '3 read, 88 CorruptArchive, 1 NotAnArchive',
  infozip: '2 read',
  jszip: '43 read, 2 CorruptArchive, 1 CrcMismatch, 1 Overlap, 1 SizeMismatch, 1 UnsupportedMethod',
  libarchive: '53 read, 20 UnsupportedMethod, 16 NotAnArchive, 7 SizeMismatch, 2 HeaderMismatch, 1 CorruptArchive, 1 Encrypted',
  'rc-zip': '32 read, 3 UnsupportedMethod',
  rubyzip: '34 read, 3 CorruptArchive, 1 DuplicateName, 1 NotAnArchive, 1 UnsupportedMethod',
  traversal: '1 NotAnArchive',
  unzipper: '17 read, 24 NotAnArchive',
  wuffs: '2 read, 16 NotAnArchive',
  yauzl: '21 read, 37 NotAnArchive, 10 CorruptArchive, 7 HeaderMismatch, 3 UnsupportedMethod, 2 CorruptDeflate, 2 SizeMismatch, 1 ArchiveLimit',
  'zip-slip': '2 read, 2 NotAnArchive',
  'zip2-fuzz-read': '81 read, 120 CorruptArchive, 1 AmbiguousArchive, 1 NotAnArchive',
  zip2: '22 read, 11 NotAnArchive, 6 UnsupportedMethod, 5 CorruptArchive, 1 ArchiveLimit, 1 Encrypted',
  zipdiff: '112 read, 250 HeaderMismatch, 114 SizeMismatch, 13 DuplicateName, 8 CorruptArchive, 4 AmbiguousArchive, 2 CorruptDeflate',
  zziplib: '7 read',
};

/** Streams among them: by which call, and what becomes of them, whole and as a stream alike, and as node:zlib has it. */
const STREAMS = [
  { files: /^gofuzz-flate\//, call: 'inflate', counts: '42 read, 10 CorruptDeflate, 5 TruncatedData' },
  { files: /^gofuzz-gzip\//, call: 'gunzip', counts: '13 read, 45 TruncatedData, 21 CorruptHeader, 12 CorruptDeflate' },
  { files: /^wuffs\/.*\.deflate$/, call: 'inflate', counts: '6 read, 1 CorruptDeflate' },
  { files: /^wuffs\/.*\.gz$/, call: 'gunzip', counts: '5 read' },
  { files: /^wuffs\/.*\.zlib$/, call: 'unzlib', counts: '4 read' },
];

/** Of generated files that are to be refused: those that can be read, and are refused where they would be extracted. */
const MOST = 64 << 20;
const EXTRACTED = /^gen\/(symlink|symlink_then_write|device_node|name_(17|18|19|23|24)_.*)\.zip$/;

/** What node:zlib makes of a stream; undefined where it refuses it. @param {string} call @param {Uint8Array} bytes */
function byNode(call, bytes) {
  const { inflateRawSync, gunzipSync, inflateSync } = zlib;
  try {
    return { inflate: inflateRawSync, gunzip: gunzipSync, unzlib: inflateSync }[call](bytes, { maxOutputLength: MOST });
  } catch {
    return undefined;
  }
}

const corpus = archiveCorpus();
if (!corpus) console.error('\n*** NO CORPUS: archives of others were not tested; set PIXMILL_CORPUS ***\n');

for (const backend of corpus ? BACKENDS : []) {
  const own = pixmill.createPixmill({ backend });
  after(() => own.close());
  const files = archiveFiles(corpus);
  const fared = (async () => {
    const all = new Map();
    for (const file of files) all.set(file, await unpack(own, path.join(corpus, file)));
    return all;
  })();

  test(`every archive of the corpus fares as it is counted (${backend})`, async () => {
    const sets = {};
    for (const [file, { outcome }] of await fared) (sets[file.split('/')[0]] ??= []).push(outcome);
    assert.equal(files.length, 1689);
    assert.deepEqual(Object.fromEntries(Object.entries(sets).map(([set, outcomes]) => [set, tally(outcomes)])), COUNTS);
  });

  test(`what all of seven readers read is read, what none reads is refused or was encrypted (${backend})`, async () => {
    const all = await fared;
    const others = [...otherReaders(corpus)].filter(([file]) => all.has(file));
    const unlike = others.filter(([file, readers]) => readers.every(Boolean) && all.get(file).outcome !== 'read').map(([file]) => file);
    // Two entries of one name, and 200 MB out of 200 KB: the rules DuplicateName and limits.ratio.
    assert.deepEqual(unlike, ['bombs/own/dup-names.zip', 'bombs/own/ratio-1000to1-200MB.zip']);
    const alone = others.filter(([file, readers]) => !readers.some(Boolean) && all.get(file).outcome === 'read');
    assert.equal(alone.length, 14);
    assert.ok(alone.every(([file]) => all.get(file).password), 'with a password');
  });

  test(`yauzl's archives hold what lies beside them, or fail (${backend})`, async () => {
    const all = await fared;
    const failing = files.filter((file) => file.startsWith('yauzl/failure/'));
    assert.equal(failing.length, 24);
    // One byte behind the end record is only warned of.
    const read = failing.filter((file) => all.get(file).outcome === 'read');
    assert.deepEqual(read.map((file) => all.get(file).warnings), [['TrailingBytes']]);
    // In the corpus the files beside them have other names.
    assert.deepEqual(all.get('yauzl/success/unicode-path-extra-field.zip').names, ['七个房间.txt']);
    let compared = 0;
    for (const file of files.filter((name) => /^yauzl\/success\/(?!.*(encryption|unicode)).*\.zip$/.test(name))) {
      const { outcome, entries } = all.get(file);
      const beside = path.join(corpus, file.slice(0, -'.zip'.length));
      if (outcome !== 'read' || !statSync(beside, { throwIfNoEntry: false })) continue;
      for (const name of readdirSync(beside, { recursive: true })) {
        const held = path.join(beside, String(name));
        if (statSync(held).isDirectory() || String(name).endsWith('.git_please_make_this_directory')) continue;
        assert.ok(entries.get(String(name))?.equals(readFileSync(held)), `${file}: ${name}`);
        compared += 1;
      }
    }
    assert.equal(compared, 20);
  });

  test(`generated archives that are to be refused are, by default or when strict or where they are extracted (${backend})`, async () => {
    const expected = JSON.parse(readFileSync(path.join(corpus, '..', 'gen', 'EXPECT.json'), 'utf8'));
    const bad = Object.entries(expected).filter(([file, text]) => file.startsWith('zip/') && /reject|refuse/.test(text));
    assert.equal(bad.length, 54);
    for (const [name] of bad) {
      const file = name.replace('zip/', 'gen/');
      if (EXTRACTED.test(file)) continue;
      const strict = await unpack(own, path.join(corpus, file), { strict: true });
      assert.notEqual(strict.outcome, 'read', file);
    }
    // Names never become keys: each entry is there under its own.
    for (const file of files.filter((each) => each.startsWith('gen/proto_'))) {
      const { outcome, names } = (await fared).get(file);
      assert.deepEqual([outcome, names.length > 0], ['read', true], file);
    }
    assert.equal(/** @type {any} */ ({}).polluted, undefined);
  });

  test(`every deflate, zlib and gzip stream of the corpus is inflated or has its code, the same in pieces (${backend})`, async () => {
    for (const { files: named, call, counts } of STREAMS) {
      const outcomes = [];
      for (const file of files.filter((name) => named.test(name))) {
        const bytes = readFileSync(path.join(corpus, file));
        const whole = await own[call](bytes, { maxOutputBytes: MOST }).catch((error) => error.code);
        const pieces = new Blob([bytes]).stream().pipeThrough(own[`${call}Stream`]({ maxOutputBytes: MOST }));
        const cut = await new Response(pieces).arrayBuffer().then((all) => Buffer.from(all), (error) => error.code ?? error.cause?.code);
        assert.deepEqual(cut, whole, file);
        assert.deepEqual(typeof whole === 'string' ? undefined : whole, byNode(call, bytes), `${file}, by node:zlib`);
        outcomes.push(typeof whole === 'string' ? whole : 'read');
      }
      assert.equal(tally(outcomes), counts, `${call} ${named}`);
    }
  });
}
