/** `pixmill/fflate` beside npm fflate: the same calls on both, what each wrote read by the other. docs/fflate-parity.md tells what differs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as theirs from 'fflate';
import ours from '../../fflate.mjs';
import { noise, text } from '../fixtures.js';

const hello = new TextEncoder().encode('hello hello hello\n');
const both = [ours, /** @type {any} */ (theirs)];
const equal = (found, expected, words) => assert.ok(Buffer.compare(found, expected) === 0, words);
const joined = (parts) => new Uint8Array(Buffer.concat(parts));
const called = (call, ...args) =>
  new Promise((resolve, reject) => {
    call(...args, (error, data) => (error ? reject(error) : resolve(data)));
  });

test('the exports are those of fflate, by their names', () => {
  assert.deepEqual(Object.keys(ours).toSorted(), Object.keys(theirs).toSorted());
  assert.deepEqual(ours.FlateErrorCode, theirs.FlateErrorCode);
});

/** What a call comes to: its result in short, or its error as fflate's callers see it. */
function outcome(work) {
  try {
    return shown(work());
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  }
}

function shown(value) {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex'), type: value.constructor.name };
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof Error) return { name: value.name, code: /** @type {any} */ (value).code, message: value.message };
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(each)]));
  return value;
}

/** What a stream's handler was told. @param {(log: any[][]) => unknown} work */
function told(work) {
  /** @type {any[][]} */
  const log = [];
  const end = outcome(() => work(log));
  return { log: log.map(shown), end };
}

const tiny = theirs.deflateSync(hello);
const [gz, zl] = [theirs.gzipSync(hello, { mtime: 0 }), theirs.zlibSync(hello)];
const archive = theirs.zipSync({ a: hello, b: [hello, { level: 0 }], c: { d: text(9000) } }, { mtime: '2020-02-29T12:00:00' });

/** Calls that come to the same on both. @type {Record<string, (f: any) => unknown>} */
const SAME = {
  'inflate': (f) => f.inflateSync(tiny),
  'inflate of nothing': (f) => f.inflateSync(new Uint8Array(0)),
  'inflate, cut': (f) => outcome(() => f.inflateSync(tiny.subarray(0, 5))),
  'inflate, a wrong block': (f) => f.inflateSync(new Uint8Array([7])),
  'inflate, a distance too far': (f) => f.inflateSync(new Uint8Array([0x4b, 0x04, 0x12, 0x00])),
  'inflate, bytes behind': (f) => f.inflateSync(joined([tiny, hello])),
  'inflate into something short': (f) => f.inflateSync(tiny, { out: new Uint8Array(5) }),
  'inflate into something long': (f) => f.inflateSync(tiny, { out: new Uint8Array(50) }),
  'gunzip': (f) => f.gunzipSync(gz),
  'gunzip of nothing': (f) => f.gunzipSync(new Uint8Array(0)),
  'gunzip of another thing': (f) => f.gunzipSync(hello),
  'gunzip, bytes behind': (f) => f.gunzipSync(joined([gz, hello.subarray(0, 3)])).subarray(0, 18),
  'unzlib': (f) => f.unzlibSync(zl),
  'unzlib of another thing': (f) => f.unzlibSync(hello),
  'unzlib, a dictionary is needed': (f) => f.unzlibSync(theirs.zlibSync(hello, { dictionary: hello })),
  'unzlib, a dictionary is not needed': (f) => f.unzlibSync(zl, { dictionary: hello }),
  'decompress': (f) => [gz, zl, tiny].map((each) => f.decompressSync(each)),
  'no callback': (f) => f.deflate(hello),
  'no callback but options': (f) => f.gunzip(hello, {}),
  'no callback for zip': (f) => f.zip({}),
  'text': (f) => [f.strToU8('aé日😀'), f.strFromU8(f.strToU8('aé日😀')), f.strToU8('aé日', true), f.strFromU8(new Uint8Array([0xff, 0xe9]), true), f.strToU8('\ud800a'), f.strFromU8(new Uint8Array([0xff]))],
  'a stored archive, to the byte': (f) => f.zipSync({ a: hello, 'b/ü': [text(50), { comment: 'ö', os: 3, attrs: 0o755 << 16, extra: { 7: hello } }] }, { level: 0, mtime: '2020-02-29T12:00:00' }),
  'an archive of nothing': (f) => f.zipSync({}),
  'a long name': (f) => f.zipSync({ ['a'.repeat(70_000)]: hello }),
  'a date before 1980': (f) => f.zipSync({ a: [hello, { mtime: new Date('1970-01-02') }] }),
  'a long extra field': (f) => f.zipSync({ a: [hello, { extra: { 1: new Uint8Array(70_000) } }] }),
  'unzip': (f) => f.unzipSync(archive),
  'unzip with a filter': (f) => {
    const seen = [];
    return [f.unzipSync(archive, { filter: (file) => seen.push(file) && file.name === 'b' }), seen];
  },
  'unzip of another thing': (f) => f.unzipSync(hello),
  'unzip of nothing': (f) => f.unzipSync(new Uint8Array(0)),
};

/** Streams whose handlers are told the same. @type {Record<string, (f: any, log: any[][]) => unknown>} */
const SAME_STREAMS = {
  'Inflate': (f, log) => new f.Inflate((...args) => log.push(args)).push(tiny, true),
  'Inflate, cut': (f, log) => new f.Inflate((...args) => log.push(args)).push(tiny.subarray(0, 4), true),
  'Inflate, a wrong block': (f, log) => new f.Inflate((...args) => log.push(args)).push(new Uint8Array([7, 7, 7]), true),
  'Inflate without a handler': (f) => new f.Inflate().push(tiny, true),
  'Deflate without a handler': (f) => new f.Deflate().push(hello, true),
  'Inflate after its end': (f, log) => {
    const stream = new f.Inflate((...args) => log.push(args));
    stream.push(tiny, true);
    stream.push(tiny);
  },
  'Gunzip of another thing': (f, log) => new f.Gunzip((...args) => log.push(args)).push(hello, true),
  'Unzlib': (f, log) => new f.Unzlib((...args) => log.push(args)).push(zl, true),
  'Unzlib, cut': (f, log) => new f.Unzlib((...args) => log.push(args)).push(zl.subarray(0, zl.length - 5), true),
  'EncodeUTF8': (f, log) => {
    const stream = new f.EncodeUTF8((...args) => log.push(args));
    stream.push('aé');
    stream.push('日', true);
    stream.push('x');
  },
  'DecodeUTF8 byte by byte': (f, log) => {
    const stream = new f.DecodeUTF8((...args) => log.push(args));
    const bytes = new TextEncoder().encode('aé日😀b');
    bytes.forEach((byte, at) => stream.push(new Uint8Array([byte]), at === bytes.length - 1));
  },
  'DecodeUTF8, cut': (f, log) => new f.DecodeUTF8((...args) => log.push(args)).push(new Uint8Array([0xe6, 0x97]), true),
  'Zip of stored files, one before its turn': (f, log) => {
    const zip = new f.Zip((...args) => log.push(args));
    const files = ['a', 'b'].map((name) => Object.assign(new f.ZipPassThrough(name), { mtime: '2020-02-29T12:00:00' }));
    files.forEach((file) => zip.add(file));
    files[1].push(hello, true);
    log.push(['b was pushed']);
    files[0].push(hello);
    files[0].push(hello, true);
    zip.end();
  },
  'Zip that ends before its files': (f, log) => {
    const zip = new f.Zip((...args) => log.push(args));
    const file = Object.assign(new f.ZipPassThrough('a'), { mtime: '2020-02-29T12:00:00' });
    zip.add(file);
    zip.end();
    log.push(['ended']);
    file.push(hello, true);
  },
  'Zip, added to after its end': (f, log) => {
    const zip = new f.Zip((...args) => log.push(args));
    zip.end();
    zip.add(new f.ZipPassThrough('x'));
  },
  'Zip ended twice': (f, log) => {
    const zip = new f.Zip((...args) => log.push(args));
    zip.end();
    zip.end();
  },
  'Zip, terminated': (f, log) => {
    const zip = new f.Zip((...args) => log.push(args));
    zip.add(new f.ZipPassThrough('a'));
    zip.terminate();
    zip.add(new f.ZipPassThrough('b'));
  },
  'Zip, a long name': (f, log) => new f.Zip((...args) => log.push(args)).add(new f.ZipPassThrough('a'.repeat(70_000))),
  'Zip without a handler': (f) => new f.Zip().add(new f.ZipPassThrough('a')),
  'ZipPassThrough that was not added': (f) => new f.ZipPassThrough('a').push(hello),
  'Unzip': (f, log) => {
    const unzip = new f.Unzip((file) => {
      log.push([file.name, file.size, file.originalSize, file.compression]);
      file.ondata = (...args) => log.push([file.name, ...args]);
      file.start();
    });
    unzip.register(f.UnzipInflate);
    unzip.push(archive, true);
    unzip.push(archive, true);
  },
  'Unzip without a file’s handler': (f) => {
    const unzip = new f.Unzip((file) => file.start());
    unzip.register(f.UnzipInflate);
    unzip.push(archive, true);
  },
  'Unzip without a handler': (f) => new f.Unzip().push(archive, true),
};

test('calls come to the same on both', () => {
  for (const [name, call] of Object.entries(SAME)) {
    const [mine, other] = both.map((f) => outcome(() => call(f)));
    assert.deepEqual(mine, other, name);
  }
  for (const [name, call] of Object.entries(SAME_STREAMS)) {
    const [mine, other] = both.map((f) => told((log) => call(f, log)));
    assert.deepEqual(mine, other, name);
  }
});

test('what is asynchronous comes to the same on both', async () => {
  /** @type {Record<string, (f: any) => Promise<unknown>>} */
  const calls = {
    'inflate': (f) => called(f.inflate, tiny),
    'inflate to a size': (f) => called(f.inflate, tiny, { size: 5 }),
    'inflate, a wrong block': (f) => called(f.inflate, new Uint8Array([7])),
    'gunzip of another thing': (f) => called(f.gunzip, hello),
    'decompress': (f) => Promise.all([gz, zl, tiny].map((each) => called(f.decompress, each))),
    'zip, a date before 1980': (f) => called(f.zip, { a: [hello, { mtime: 0 }] }),
    'zip of stored files': (f) => called(f.zip, { a: hello, b: { c: text(50) } }, { level: 0, mtime: '2020-02-29T12:00:00' }),
    'unzip': (f) => called(f.unzip, archive),
    'unzip of another thing': (f) => called(f.unzip, hello),
  };
  for (const [name, call] of Object.entries(calls)) {
    const [mine, other] = await Promise.all(both.map((f) => call(f).then(shown, shown)));
    assert.deepEqual(mine, other, name);
  }
});

test('each reads what the other wrote', async () => {
  const dictionary = text(20_000);
  for (const input of [new Uint8Array(0), hello, text(1_000_000), noise(300_000)]) {
    for (const [pack, unpack] of [['gzipSync', 'gunzipSync'], ['zlibSync', 'unzlibSync'], ['deflateSync', 'inflateSync']]) {
      for (const options of [{}, { level: 0 }, { level: 9 }, { dictionary }]) {
        equal(/** @type {any} */ (theirs)[unpack](ours[pack](input, options), options), input, `${pack} ${JSON.stringify(options).slice(0, 30)}`);
        equal(ours[unpack](/** @type {any} */ (theirs)[pack](input, options), options), input, `${pack} ${JSON.stringify(options).slice(0, 30)}`);
      }
    }
  }
  const tree = { a: hello, 'x/ü': [text(100_000), { level: 9 }], folder: { b: [noise(5000), { level: 0 }] } };
  for (const [writer, reader] of [both, both.toReversed()]) {
    const files = reader.unzipSync(writer.zipSync(tree));
    assert.deepEqual(Object.keys(files), ['a', 'x/ü', 'folder/', 'folder/b']);
    equal(files['x/ü'], text(100_000));
    equal(files['folder/b'], noise(5000));
  }
});

test('the parity table is up to date', () => {
  const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('../../scripts/fflate-parity.js', import.meta.url)), '--check'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
