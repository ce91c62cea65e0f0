/** gzip, zlib and raw deflate: whole bytes and streams, at once and beside the calling thread. */
import { digest, equal, fails, ok, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { noise, text } from '../fixtures.js';
import { has } from '../only.js';

const hex = (words) => Uint8Array.from(words.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const ascii = (words) => new TextEncoder().encode(words);
const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const zeros = (len) => new Uint8Array(len);

const HELLO = ascii('hello hello hello\n');
/** `gzip -6` (1.12) of it as a.txt of 2024-01-01. */
const GZIP = hex('1f8b080880009265 0003 612e74787400 cb48cdc9c957c840905c00 3b7c8adf 12000000');
/** Python's zlib.compress(…, 9), and the same with wbits -15. */
const ZLIB = hex('78da cb48cdc9c957c840905c00 40b50687');
const RAW = hex('cb48cdc9c957c840905c00');
/** Python's zlib.compressobj(9, zdict=DICTIONARY), with wbits 15 and -15. */
const DICTIONARY = ascii('hello world, hello mill');
const ZLIB_BY_IT = hex('78f9 6735088b 83b090482e00 40b50687');
const RAW_BY_IT = hex('83b090482e00');

/** Each form: what it makes and takes. */
const FORMS = [
  { pack: 'gzip', unpack: 'gunzip', bytes: GZIP },
  { pack: 'deflate', unpack: 'inflate', bytes: RAW },
  { pack: 'zlib', unpack: 'unzlib', bytes: ZLIB },
];
const BLOCK = 256 << 10;

/** By its reader: a Response of a page makes errors of its own. @param {ReadableStream<Uint8Array>} stream */
async function whole(stream) {
  const chunks = [];
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) chunks.push(step.value);
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

/** @param {Uint8Array} bytes @param {number} size */
function streamOf(bytes, size) {
  let at = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (at >= bytes.byteLength) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
      return undefined;
    },
  });
}

/** What a call gives on each of its ways. @param {string} name @param {Uint8Array} bytes @param {object} [options] */
async function everyWay(name, bytes, options) {
  return {
    sync: pixmill[`${name}Sync`](bytes, options),
    async: await pixmill[name](bytes, options),
    stream: await whole(streamOf(bytes, 70_001).pipeThrough(pixmill[`${name}Stream`](options))),
  };
}

/** Fails with this code on each way. */
async function failsEveryWay(name, bytes, code, fields = {}, options = undefined) {
  await fails(() => pixmill[`${name}Sync`](bytes, options), code, fields);
  await fails(pixmill[name](bytes, options), code, fields);
  await fails(whole(streamOf(bytes, 5).pipeThrough(pixmill[`${name}Stream`](options))), code, fields);
}

test('what other tools compressed is read, in each form and on each way', async () => {
  await pixmill.ready();
  for (const { unpack, bytes } of FORMS) {
    for (const [way, found] of Object.entries(await everyWay(unpack, bytes))) sameBytes(new Uint8Array(found), HELLO, `${unpack} ${way}`);
  }
});

test('compressed bytes inflate to what went in, and are the same on each way, at each level and length', async () => {
  await pixmill.ready();
  const lengths = [0, 1, 1000, BLOCK - 1, BLOCK, BLOCK + 1, 4 * BLOCK, 4 * BLOCK + 1, 9 * BLOCK + 12_345];
  for (const { pack, unpack } of FORMS) {
    for (const len of lengths) {
      const input = text(len);
      const { sync, async, stream } = await everyWay(pack, input);
      sameBytes(async, sync, `${pack} ${len} async`);
      sameBytes(stream, sync, `${pack} ${len} stream`);
      ok(len < 1000 || sync.byteLength < len / 2, `${pack} ${len}: ${sync.byteLength}`);
      sameBytes(pixmill[`${unpack}Sync`](sync), input, `${unpack} ${len}`);
      if (len === lengths.at(-1)) await digest(`bytes ${pack}`, sync);
    }
    for (let level = 0; level <= 9; level += 1) {
      const input = level % 2 ? text(300_000) : noise(300_000);
      const packed = await pixmill[pack](input, { level });
      sameBytes(packed, pixmill[`${pack}Sync`](input, { level }), `${pack} level ${level}`);
      await digest(`bytes ${pack} level ${level}`, packed);
      sameBytes(await pixmill[unpack](packed), input, `${unpack} level ${level}`);
    }
  }
});

test('the number of workers changes no byte', async () => {
  const input = text(5_000_001);
  const one = pixmill.createPixmill({ concurrency: 1 });
  const many = pixmill.createPixmill({ concurrency: 3 });
  const [a, b] = [await one.gzip(input), await many.gzip(input)];
  sameBytes(a, b);
  sameBytes(await whole(streamOf(input, 1_000_003).pipeThrough(many.gzipStream())), a);
  await one.close();
  await many.close();
});

test('a gzip header tells what it is given: RFC 1952, 2.3', async () => {
  const head = (packed, len) => [...packed.subarray(0, len)];
  // ID1 ID2 CM FLG MTIME XFL OS: no time, of an unknown system.
  same(head(pixmill.gzipSync(HELLO), 10), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  const options = { mtime: new Date('2024-01-01T00:00:00Z'), filename: 'é.txt', comment: 'c', level: 9 };
  const named = pixmill.gzipSync(HELLO, options);
  same(head(named, 18), [0x1f, 0x8b, 8, 0x18, 0x80, 0x00, 0x92, 0x65, 2, 255, 0xe9, 0x2e, 0x74, 0x78, 0x74, 0, 0x63, 0]);
  sameBytes(await pixmill.gzip(HELLO, options), named);
  sameBytes(pixmill.gunzipSync(named), HELLO);
  // RFC 1950: 78 and 01, 5e, 9c or da by FLEVEL.
  for (const [level, flags] of [[1, 0x01], [5, 0x5e], [6, 0x9c], [9, 0xda]]) same(head(pixmill.zlibSync(HELLO, { level }), 2), [0x78, flags]);
});

test('members one after the other are one; behind them may be zeros and nothing else', async () => {
  const two = joined(GZIP, pixmill.gzipSync(text(100_000)));
  for (const padding of [0, 1, 513]) {
    for (const found of Object.values(await everyWay('gunzip', joined(two, zeros(padding))))) sameBytes(new Uint8Array(found), joined(HELLO, text(100_000)));
  }
  await failsEveryWay('gunzip', joined(two, ascii('x')), 'TrailingData');
  await failsEveryWay('gunzip', joined(two, zeros(8), GZIP), 'TrailingData');
  await failsEveryWay('inflate', joined(RAW, zeros(1)), 'TrailingData');
  await failsEveryWay('unzlib', joined(ZLIB, zeros(1)), 'TrailingData');
});

test('each damage has its code on each way', async () => {
  await pixmill.ready();
  const changed = (bytes, at, value) => bytes.with(at < 0 ? bytes.length + at : at, value);
  await failsEveryWay('gunzip', changed(GZIP, 0, 0x1e), 'CorruptHeader', { format: 'gzip' });
  await failsEveryWay('gunzip', ZLIB, 'CorruptHeader');
  await failsEveryWay('gunzip', changed(GZIP, 2, 7), 'CorruptHeader', { reason: /method/ });
  await failsEveryWay('gunzip', changed(GZIP, 3, 0x88), 'CorruptHeader', { reason: /reserved/ });
  await failsEveryWay('gunzip', changed(GZIP, 16, 7), 'CorruptDeflate');
  await failsEveryWay('gunzip', changed(GZIP, -8, 0), 'CrcMismatch', { expected: 'df8a7c00', found: 'df8a7c3b' });
  await failsEveryWay('gunzip', changed(GZIP, -4, 19), 'SizeMismatch', { expected: '19', found: '18' });
  await failsEveryWay('unzlib', changed(ZLIB, -1, 0), 'AdlerMismatch', { expected: '40b50600', found: '40b50687' });
  await failsEveryWay('unzlib', GZIP, 'CorruptHeader', { format: 'zlib' });
  for (const { unpack, bytes } of FORMS) {
    for (let cut = 0; cut < bytes.length; cut += 1) await failsEveryWay(unpack, bytes.slice(0, cut), 'TruncatedData');
  }
});

test('a bomb ends at its limit, which is named', async () => {
  const bomb = pixmill.gzipSync(zeros(20_000_000), { level: 9 });
  ok(bomb.byteLength < 25_000, `${bomb.byteLength}`);
  const limited = { limit: 1_000_000, option: 'maxOutputBytes' };
  await failsEveryWay('gunzip', bomb, 'OutputLimit', limited, { maxOutputBytes: 1_000_000 });
  equal((await pixmill.gunzip(bomb, { maxOutputBytes: 20_000_000 })).byteLength, 20_000_000);
  await failsEveryWay('gunzip', bomb, 'OutputLimit', { limit: 19_999_999 }, { maxOutputBytes: 19_999_999 });
});

test('a dictionary makes small data smaller, and must be the same one', async () => {
  const named = pixmill.zlibSync(HELLO, { dictionary: DICTIONARY });
  // FDICT, and the dictionary's own Adler-32.
  equal(named[1] & 0x20, 0x20);
  equal(new DataView(named.buffer, named.byteOffset).getUint32(2), pixmill.adler32(DICTIONARY));
  for (const [name, bytes] of [['unzlib', ZLIB_BY_IT], ['inflate', RAW_BY_IT], ['unzlib', named]]) {
    for (const found of Object.values(await everyWay(name, bytes, { dictionary: DICTIONARY }))) sameBytes(new Uint8Array(found), HELLO, name);
  }
  await failsEveryWay('unzlib', named, 'WrongDictionary', { expected: '6735088b', found: 'none' });
  await failsEveryWay('unzlib', named, 'WrongDictionary', { found: '11e60398' }, { dictionary: ascii('Wikipedia') });
  const { sync, async, stream } = await everyWay('deflate', HELLO, { dictionary: DICTIONARY });
  sameBytes(async, sync);
  sameBytes(stream, sync);
  ok(sync.byteLength <= RAW_BY_IT.byteLength + 2, `${sync.byteLength}`);
  sameBytes(pixmill.inflateSync(sync, { dictionary: DICTIONARY }), HELLO);
  const large = text(2_000_000);
  sameBytes(pixmill.inflateSync(await pixmill.deflate(large, { dictionary: large.subarray(0, 50_000) }), { dictionary: large.subarray(0, 50_000) }), large);
});

test('checksums are those of the specifications, and go on from a seed', () => {
  // RFC 1952's polynomial and RFC 1950's sums: the values that their usual examples give.
  equal(pixmill.crc32(ascii('123456789')), 0xcbf4_3926);
  equal(pixmill.adler32(ascii('Wikipedia')), 0x11e6_0398);
  equal(pixmill.adler32(zeros(0)), 1);
  equal(pixmill.adler32(ascii('pedia'), pixmill.adler32(ascii('Wiki'))), 0x11e6_0398);
  equal(pixmill.crc32(ascii('6789'), pixmill.crc32(ascii('12345'))), 0xcbf4_3926);
});

test('bytes are taken when they are given: the caller may change them at once', async () => {
  for (const len of [1000, 3_000_000]) {
    const mine = text(len);
    const expected = pixmill.gzipSync(mine);
    const packing = pixmill.gzip(mine);
    mine.fill(0);
    sameBytes(await packing, expected);
    const theirs = expected.slice();
    const unpacking = pixmill.gunzip(theirs);
    theirs.fill(0);
    sameBytes(await unpacking, text(len));
  }
  const mine = text(9).slice();
  const { readable, writable } = pixmill.deflateStream();
  const writer = writable.getWriter();
  const done = whole(readable);
  await writer.write(mine);
  mine.fill(0);
  await writer.close();
  sameBytes(pixmill.inflateSync(await done), text(9));
});

test('a stream holds little: who does not read stops who writes', async () => {
  const bomb = pixmill.gzipSync(zeros(30_000_000), { level: 9 });
  const piece = text(100_000);
  for (const [stream, chunk, most] of [[pixmill.gunzipStream(), bomb, 2], [pixmill.gzipStream(), piece, 120]]) {
    const writer = stream.writable.getWriter();
    const reader = stream.readable.getReader();
    let written = 0;
    const writing = (async () => {
      for (; written < 300; written += 1) await writer.write(chunk);
    })().catch(() => undefined);
    const { value } = await reader.read();
    ok(value.byteLength <= BLOCK, `${value.byteLength}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 150);
    });
    ok(written < most, `${written} chunks were taken`);
    await reader.cancel();
    await writing;
  }
});

test('an abort ends bytes and streams, and a cancelled stream ends its writer', async () => {
  const controller = new AbortController();
  const packing = pixmill.gzip(noise(8_000_000), { signal: controller.signal, level: 9 });
  controller.abort();
  const error = await fails(packing, 'Aborted');
  equal(error.name, 'AbortError');
  await fails(pixmill.gunzip(GZIP, { signal: AbortSignal.abort() }), 'Aborted');
  await fails(pixmill.gzip(noise(30_000_000), { timeoutMs: 1, level: 9 }), 'Timeout');
  const later = new AbortController();
  const stream = pixmill.gzipStream({ signal: later.signal });
  const writer = stream.writable.getWriter();
  const reading = whole(stream.readable);
  await writer.write(text(10));
  later.abort();
  await fails(reading, 'Aborted');
  await fails(writer.write(text(10)), 'Aborted');
  const cancelled = pixmill.gzipStream();
  const other = cancelled.writable.getWriter();
  await cancelled.readable.cancel();
  await fails(other.write(text(10)), 'Aborted');
  await fails(whole(pixmill.gzipStream({ signal: AbortSignal.abort() }).readable), 'Aborted');
});

test('an error of the source is the stream’s error', async () => {
  const source = new ReadableStream({
    pull: () => {
      throw new RangeError('of the source');
    },
  });
  await fails(whole(source.pipeThrough(pixmill.gzipStream())), 'Panicked', { reason: /of the source/ });
});

test('effort max is smaller than level 9, whole, in parts and as a stream, and the same bytes each way', async () => {
  const input = new Uint8Array(1_500_000);
  input.set(text(300_000));
  for (const pack of ['gzip', 'deflate', 'zlib']) {
    const smallest = pixmill[`${pack}Sync`](input, { effort: 'max' });
    ok(smallest.byteLength < pixmill[`${pack}Sync`](input, { level: 9 }).byteLength, pack);
    sameBytes(await pixmill[pack](input, { effort: 'max', level: 1 }), smallest, pack);
    sameBytes(await whole(streamOf(input, 100_001).pipeThrough(pixmill[`${pack}Stream`]({ effort: 'max' }))), smallest, pack);
    await digest(`${pack} at effort max`, smallest);
  }
  sameBytes(pixmill.gunzipSync(pixmill.gzipSync(input, { effort: 'max' })), input);
  ok(pixmill.deflateSync(input, { effort: 'max', level: 0 }).byteLength > input.byteLength);
});

test('wrong options are refused before work begins', async () => {
  const wrong = [
    ['gzip', { level: 10 }, 'options.level', 'integer from 0 to 9'],
    ['zlib', { level: 1.5 }, 'options.level', 'integer from 0 to 9'],
    ['deflate', { effort: 'most' }, 'options.effort', 'one of level, max'],
    ['gzip', { effort: 9 }, 'options.effort', /level, max/],
    ['gzip', { mtime: -1 }, 'options.mtime', /^integer from 0/],
    ['gzip', { mtime: new Date(NaN) }, 'options.mtime', /^integer from 0/],
    ['gzip', { filename: '日本' }, 'options.filename', /Latin-1/],
    ['gzip', { comment: 'a\0b' }, 'options.comment', /Latin-1/],
    ['deflate', { filename: 'a' }, 'options', /^one of level, effort, dictionary/],
    ['gunzip', { maxOutputBytes: -1 }, 'options.maxOutputBytes', /^integer from 0/],
    ['inflate', { dictionary: 'abc' }, 'options.dictionary', 'bytes'],
    ['gunzip', 5, 'options', /^object with/],
  ];
  for (const [name, options, path, expected] of wrong) {
    await fails(() => pixmill[`${name}Sync`](HELLO, options), 'InvalidOption', { path, expected });
    await fails(pixmill[name](HELLO, options), 'InvalidOption', { path, expected });
    await fails(async () => whole(streamOf(HELLO, 5).pipeThrough(pixmill[`${name}Stream`](options))), 'InvalidOption', { path, expected });
  }
  await fails(pixmill.gzip('text'), 'InvalidOption', { path: 'bytes' });
  await fails(() => pixmill.gzipSync(HELLO, { signal: undefined }), 'InvalidOption', { found: '"signal"' });
  await fails(() => pixmill.adler32(HELLO, -1), 'InvalidOption', { path: 'seed' });
});

test('the streams stand in a pipeline of Node’s', async () => {
  if (!has('streams', runtime)) return;
  const { Readable, Writable, Duplex } = process.getBuiltinModule('stream');
  const { pipeline } = process.getBuiltinModule('stream/promises');
  const chunks = [];
  const sink = () => new Writable({ write: (chunk, _, next) => (chunks.push(chunk), next()) });
  const source = () => Readable.from([Buffer.from(text(300_000)), Buffer.from(text(50))]);
  const through = (stream) => (has('pipeline', runtime) ? stream : Duplex.fromWeb(stream));
  await pipeline(source(), through(pixmill.gzipStream()), sink());
  sameBytes(pixmill.gunzipSync(joined(...chunks.splice(0))), joined(text(300_000), text(50)));
  await pipeline(source(), Duplex.fromWeb(pixmill.gzipStream()), Duplex.fromWeb(pixmill.gunzipStream()), sink());
  sameBytes(joined(...chunks), joined(text(300_000), text(50)));
  await fails(pipeline(Readable.from([Buffer.from('no gzip')]), through(pixmill.gunzipStream()), sink()), 'CorruptHeader');
});
