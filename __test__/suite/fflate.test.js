/** `pixmill/fflate`: what callers of fflate rely on. node/fflate.test.js holds it beside fflate itself. */
import { equal, ok, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { noise, text } from '../fixtures.js';

const entries = {
  node: () => import('../../fflate.mjs'),
  bun: () => import('../../fflate.mjs'),
  deno: () => import('../../js/fflate/deno.js'),
  browser: () => import('../../js/fflate/browser.js'),
};
const loaded = () => entries[runtime]();
const hello = new TextEncoder().encode('hello hello hello\n');
const joined = (parts) => new Uint8Array(parts.flatMap((part) => [...part]));

/** The number of what a call throws, and that its words are `words`. */
function throws(work, code, words) {
  try {
    work();
  } catch (error) {
    equal(error.code, code, `${error.message}:`);
    if (words) ok(error.message.startsWith(words), error.message);
    ok(error instanceof Error, 'an Error');
    return;
  }
  throw new Error(`expected the error ${code}`);
}

/** A call with a callback, as a promise. */
const called = (call, ...args) =>
  new Promise((resolve, reject) => {
    call(...args, (error, data) => (error ? reject(error) : resolve(data)));
  });

/** What a stream gives for these chunks: its pieces, and how often it said that one is the last. */
function pushed(Stream, options, chunks) {
  const pieces = [];
  let finals = 0;
  const stream = new Stream(options, (data, final) => {
    equal(data.buffer.byteLength, data.byteLength, `${Stream.name}: exact`);
    pieces.push(data);
    finals += final ? 1 : 0;
  });
  chunks.forEach((chunk, at) => stream.push(chunk, at === chunks.length - 1));
  equal(finals, 1, `${Stream.name} final`);
  return joined(pieces);
}

/** The same of an asynchronous one, whose queue is empty at its end. */
function pushedLater(Stream, options, chunks) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    let drained = 0;
    const stream = new Stream(options, (error, data, final) => {
      if (error) reject(error);
      else pieces.push(data);
      if (final) setTimeout(() => resolve({ bytes: joined(pieces), drained, queued: stream.queuedSize }), 0);
    });
    stream.ondrain = (size) => {
      drained += size;
    };
    chunks.forEach((chunk, at) => stream.push(chunk, at === chunks.length - 1));
  });
}

const cut = (bytes, size) => Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, at * size + size));
const FORMS = [
  { pack: 'gzip', unpack: 'gunzip', Pack: 'Gzip', Unpack: 'Gunzip' },
  { pack: 'zlib', unpack: 'unzlib', Pack: 'Zlib', Unpack: 'Unzlib' },
  { pack: 'deflate', unpack: 'inflate', Pack: 'Deflate', Unpack: 'Inflate' },
];

test('fflate: whole bytes go there and back, at once and by callback, and are plain arrays', async () => {
  const fflate = await loaded();
  for (const { pack, unpack } of FORMS) {
    for (const input of [new Uint8Array(0), hello, text(600_000), noise(300_000)]) {
      const options = pack === 'gzip' ? { mtime: 0 } : {};
      const packed = fflate[`${pack}Sync`](input, options);
      equal(Object.getPrototypeOf(packed), Uint8Array.prototype, pack);
      equal(packed.buffer.byteLength, packed.byteLength);
      sameBytes(await called(fflate[pack], input, options), packed, pack);
      sameBytes(fflate[`${unpack}Sync`](packed), input, unpack);
      sameBytes(await called(fflate[unpack], packed), input, unpack);
      sameBytes(fflate.decompressSync(packed), input, 'decompressSync');
      sameBytes(await called(fflate.decompress, packed), input, 'decompress');
    }
  }
  equal(fflate.compressSync, fflate.gzipSync);
  equal(fflate.AsyncCompress, fflate.AsyncGzip);
  sameBytes(pixmill.gunzipSync(fflate.gzipSync(hello, { filename: 'a.txt', mtime: '2024-01-01T00:00:00Z' })), hello);
});

test('fflate: pushed streams give what the whole call gives, in chunks of any size', async () => {
  const fflate = await loaded();
  const input = text(700_001);
  for (const { pack, unpack, Pack, Unpack } of FORMS) {
    const options = pack === 'gzip' ? { mtime: 0, level: 5 } : { level: 5 };
    const packed = fflate[`${pack}Sync`](input, options);
    for (const size of [99_999, 262_144, 700_001]) {
      sameBytes(pushed(fflate[Pack], options, cut(input, size)), packed, `${Pack} ${size}`);
      const { bytes, drained, queued } = await pushedLater(fflate[`Async${Pack}`], options, cut(input, size));
      sameBytes(bytes, packed, `Async${Pack} ${size}`);
      same([drained, queued], [input.length, 0]);
    }
    for (const size of [777, packed.length]) {
      sameBytes(pushed(fflate[Unpack], {}, cut(packed, size)), input, `${Unpack} ${size}`);
      sameBytes(pushed(fflate.Decompress, {}, cut(packed, size)), input, `Decompress ${pack} ${size}`);
      sameBytes((await pushedLater(fflate[`Async${Unpack}`], {}, cut(packed, size))).bytes, input, `Async${Unpack} ${size}`);
      sameBytes((await pushedLater(fflate.AsyncDecompress, {}, cut(packed, size))).bytes, input, `AsyncDecompress ${pack} ${size}`);
    }
  }
});

test('fflate: what was flushed can be inflated before the end', async () => {
  const fflate = await loaded();
  for (const { Pack, Unpack } of FORMS) {
    const [packed, found] = [[], []];
    const stream = new fflate[Pack]((data) => packed.push(data));
    const back = new fflate[Unpack]((data) => found.push(data));
    stream.push(hello);
    equal(packed.length, 0);
    stream.flush();
    back.push(packed.shift());
    sameBytes(joined(found), hello, Pack);
    stream.push(hello, true);
    back.push(joined(packed), true);
    sameBytes(joined(found), joined([hello, hello]), Pack);
  }
});

test('fflate: errors have its numbers and words', async () => {
  const fflate = await loaded();
  const { FlateErrorCode: codes } = fflate;
  throws(() => fflate.inflateSync(fflate.deflateSync(hello).subarray(0, 5)), codes.UnexpectedEOF, 'unexpected EOF');
  throws(() => fflate.inflateSync(new Uint8Array([7])), codes.InvalidBlockType, 'invalid block type');
  throws(() => fflate.gunzipSync(hello), codes.InvalidHeader, 'invalid gzip data');
  throws(() => fflate.unzlibSync(hello), codes.InvalidHeader, 'invalid zlib data');
  throws(() => fflate.unzlibSync(fflate.zlibSync(hello, { dictionary: hello })), codes.InvalidHeader, 'invalid zlib data: need dictionary');
  throws(() => fflate.unzlibSync(fflate.zlibSync(hello), { dictionary: hello }), codes.InvalidHeader, 'invalid zlib data: unexpected dictionary');
  throws(() => fflate.deflate(hello), codes.NoCallback, 'no callback');
  throws(() => new fflate.Deflate().push(hello, true), codes.NoStreamHandler, 'no stream handler');
  const done = new fflate.Inflate(() => {});
  done.push(fflate.deflateSync(hello), true);
  throws(() => done.push(hello), codes.StreamFinished, 'stream finished');
  throws(() => new fflate.DecodeUTF8(() => {}).push(new Uint8Array([0xe6, 0x97]), true), codes.InvalidUTF8);
  throws(() => fflate.zipSync({ a: [hello, { mtime: 0 }] }), codes.InvalidDate, 'date not in range');
  throws(() => fflate.zipSync({ ['a'.repeat(70_000)]: hello }), codes.FilenameTooLong, 'filename too long');
  throws(() => fflate.zipSync({ a: [hello, { extra: { 1: new Uint8Array(70_000) } }] }), codes.ExtraFieldTooLong);
  throws(() => fflate.unzipSync(hello), codes.InvalidZipData, 'invalid zip data');
  const error = await called(fflate.inflate, new Uint8Array([7])).catch((each) => each);
  same([error.code, error.message, error.name], [1, 'invalid block type', 'Error']);
  // Sums are checked, which fflate leaves out.
  throws(() => fflate.gunzipSync(fflate.gzipSync(hello).with(-8, 1)), codes.InvalidHeader, 'invalid gzip data: expected CRC-32');
});

test('fflate: out, size, dictionary and consume do what they do there', async () => {
  const fflate = await loaded();
  const packed = fflate.deflateSync(hello);
  const out = new Uint8Array(50);
  const found = fflate.inflateSync(packed, { out });
  same([found.length, found.buffer === out.buffer], [18, true]);
  equal(fflate.inflateSync(packed, { out: new Uint8Array(5) }).length, 5);
  equal((await called(fflate.inflate, packed, { size: 5 })).length, 5);
  const dictionary = text(40_000);
  for (const { pack, unpack } of FORMS) sameBytes(fflate[`${unpack}Sync`](fflate[`${pack}Sync`](text(9000), { dictionary }), { dictionary }), text(9000), pack);
  const mine = hello.slice();
  sameBytes(await called(fflate.deflate, mine, { consume: true }), packed);
  equal(mine.length, 0);
  const kept = hello.slice();
  await called(fflate.deflate, kept);
  equal(kept.length, 18);
  let told = 0;
  fflate.gzip(text(5_000_000), () => (told += 1))();
  await called(fflate.gzip, text(5_000_000));
  equal(told, 0);
});

test('fflate: text', async () => {
  const { strToU8, strFromU8, EncodeUTF8, DecodeUTF8 } = await loaded();
  const words = 'aé日😀b';
  equal(strFromU8(strToU8(words)), words);
  same([...strToU8('aé日', true)], [97, 233, 229]);
  equal(strFromU8(new Uint8Array(100_000).fill(0xe9), true), 'é'.repeat(100_000));
  let text16 = '';
  const decode = new DecodeUTF8((data) => {
    text16 += data;
  });
  const encode = new EncodeUTF8((data, final) => cut(data, 1).forEach((byte, at) => decode.push(byte, final && at === data.length - 1)));
  encode.push('aé');
  encode.push('日😀b', true);
  equal(text16, words);
});

const TREE = () => ({ a: hello, 'x/y.txt': [text(5000), { level: 9 }], folder: { b: [hello, { level: 0 }], deeper: { 'ü名': hello } }, empty: {}, __proto__: null, ['__proto__']: hello });
const NAMES = ['a', 'x/y.txt', 'folder/', 'folder/b', 'folder/deeper/', 'folder/deeper/ü名', 'empty/', '__proto__'];

test('fflate: an object of names becomes an archive and comes back, names never reaching a prototype', async () => {
  const fflate = await loaded();
  const mtime = new Date(2020, 1, 29, 12, 30, 42);
  const options = { mtime, os: 3, attrs: 0o644 << 16, comment: 'ü', extra: { 0x1234: new Uint8Array([1, 2]) } };
  const packed = fflate.zipSync(TREE(), options);
  sameBytes(await called(fflate.zip, TREE(), options), packed);
  for (const found of [fflate.unzipSync(packed), await called(fflate.unzip, packed)]) {
    same(Object.keys(found), NAMES);
    equal(Object.getPrototypeOf(found), null);
    for (const [name, bytes] of Object.entries(found)) equal(bytes.buffer.byteLength, bytes.byteLength, `${name}: exact`);
    sameBytes(found['x/y.txt'], text(5000));
    sameBytes(found['folder/deeper/ü名'], hello);
  }
  const seen = [];
  const filter = (file) => seen.push(file) > 0 && file.name.endsWith('b');
  same(Object.keys(fflate.unzipSync(packed, { filter })), ['folder/b']);
  same(seen[3], { name: 'folder/b', size: 18, originalSize: 18, compression: 0 });
  // Our own reader, which is strict, finds the same files.
  same(pixmill.unzipSync(packed).map(({ name }) => name), NAMES.filter((name) => !name.endsWith('/')));
  const entry = await pixmill.unzip(packed).entry('a');
  same([entry.mode & 0o777, entry.comment], [0o644, 'ü']);
});

test('fflate: archives that lie are refused', async () => {
  const fflate = await loaded();
  const packed = fflate.zipSync({ a: hello, b: [hello, { level: 0 }] });
  const view = new DataView(packed.buffer);
  const central = view.getUint32(packed.length - 6, true);
  const changed = (at, value) => packed.with(at, value);
  for (const bad of [changed(central + 24, 17), changed(central + 24, 19), changed(central + 16, packed[central + 16] ^ 1), changed(central + 45, 1), packed.subarray(0, packed.length - 1)]) {
    throws(() => fflate.unzipSync(bad), fflate.FlateErrorCode.InvalidZipData, 'invalid zip data');
    equal((await called(fflate.unzip, bad).catch((error) => error)).code, fflate.FlateErrorCode.InvalidZipData);
  }
  throws(() => fflate.unzipSync(packed.with(central + 10, 12)), fflate.FlateErrorCode.UnknownCompressionMethod, 'unknown compression type 12');
});

/** What the archive classes gave for the four kinds of file, some of them pushed before their turn. */
async function streamed(fflate) {
  const parts = [];
  const finished = new Promise((resolve, reject) => {
    const zip = new fflate.Zip((error, data, final) => {
      if (error) reject(error);
      else parts.push(data);
      if (final) resolve(undefined);
    });
    const first = new fflate.AsyncZipDeflate('first', { level: 9 });
    zip.add(first);
    const second = new fflate.ZipDeflate('second');
    zip.add(second);
    second.comment = 'too late, as there';
    const third = new fflate.ZipPassThrough('third');
    third.mtime = new Date(2001, 1, 2);
    zip.add(third);
    second.push(text(400_000), true);
    third.push(hello);
    first.push(text(300_000));
    third.push(hello, true);
    first.push(hello, true);
    const own = Object.assign(new fflate.ZipPassThrough('own'), {
      process(chunk, final) {
        this.ondata(null, chunk, final);
      },
    });
    zip.add(own);
    own.push(noise(3000), true);
    zip.end();
  });
  await finished;
  return joined(parts);
}

const CONTENTS = { first: joined([text(300_000), hello]), second: text(400_000), third: joined([hello, hello]), own: noise(3000) };

test('fflate: files that are pushed become an archive in the order in which they were added', async () => {
  const fflate = await loaded();
  const packed = await streamed(fflate);
  const found = fflate.unzipSync(packed);
  same(Object.keys(found), Object.keys(CONTENTS));
  for (const [name, bytes] of Object.entries(CONTENTS)) sameBytes(found[name], bytes, name);
  same(pixmill.unzipSync(packed).map(({ name, data }) => [name, data.length]), Object.entries(CONTENTS).map(([name, data]) => [name, data.length]));
});

test('fflate: an archive that comes in pieces of any size gives its files as they are found', async () => {
  const fflate = await loaded();
  const sized = fflate.zipSync({ ...CONTENTS, 'folder/': new Uint8Array(0), stored: [noise(2000), { level: 0 }] });
  const unsized = await streamed(fflate);
  // A stored archive within an archive: its signatures are data.
  const nested = await new Promise((resolve) => {
    const parts = [];
    const zip = new fflate.Zip((_, data, final) => (parts.push(data), final && resolve(joined(parts))));
    const file = new fflate.ZipPassThrough('nested.zip');
    zip.add(file);
    file.push(unsized, true);
    zip.end();
  });
  for (const [name, archive, decoder] of [['sized', sized, fflate.UnzipInflate], ['unsized', unsized, fflate.UnzipInflate], ['async', sized, fflate.AsyncUnzipInflate], ['nested', nested, fflate.UnzipInflate]]) {
    const expected = fflate.unzipSync(archive);
    for (const size of [61, 5000, archive.length]) {
      const found = {};
      const files = [];
      const unzip = new fflate.Unzip((file) => {
        found[file.name] = [];
        files.push(
          new Promise((resolve, reject) => {
            file.ondata = (error, data, final) => {
              if (error) reject(error);
              else found[file.name].push(data);
              if (final) resolve(undefined);
            };
          }),
        );
        file.start();
      });
      unzip.register(decoder);
      cut(archive, size).forEach((chunk, at, all) => unzip.push(chunk, at === all.length - 1));
      await Promise.all(files);
      same(Object.keys(found), Object.keys(expected), `${name} ${size}`);
      for (const [file, bytes] of Object.entries(expected)) sameBytes(joined(found[file]), bytes, `${name} ${size} ${file}`);
    }
  }
});
