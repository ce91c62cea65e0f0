/** Every code of the table is reached from JS, or said where and why not. */
import { codes } from '../../js/generated/table.js';
import { equal, fails, folder, ok, pixmill, runtime, same, test } from '../harness.js';
import { animatedGif, noise, photo, text } from '../fixtures.js';
import { has } from '../only.js';

const png = () => pixmill(photo(20, 20)).png().toBuffer();
const jpeg = (options) => pixmill(photo(200, 200, { noise: 255 })).jpeg(options).toBuffer();
const end = (input, options) => pixmill(input, options).png().toBuffer();

/** SOI and the header of a baseline frame (ITU-T T.81, B.2.2). @param {number} bits @param {number} sampling */
const frame = (bits, sampling) => new Uint8Array([0xff, 0xd8, 0xff, 0xc0, 0, 11, bits, 0, 8, 0, 8, 1, 1, sampling, 0, 0xff, 0xda]);

/** An archive of entries, some of its bytes changed: `at` counts from the local header, `central` from the directory's first record. */
function patched(entries, changes, options = { store: 'always' }) {
  const archive = new Uint8Array(pixmill.zipSync(entries, options));
  const view = new DataView(archive.buffer);
  const directory = view.getUint32(archive.byteLength - 22 + 16, true);
  for (const { at, central, value } of changes) archive[central === undefined ? at : directory + central] = value;
  return archive;
}

const one = [['a', text(50)]];
/** Where the data of the entry `a` begins: 30 bytes, the name, no extra field (APPNOTE 4.3.7). */
const DATA = 31;
const opened = (archive, options = {}, name = 'a') => pixmill.unzip(archive, options).entry(name).then((entry) => entry.bytes());

/** @param {string} hex */
function fromHex(hex) {
  return new Uint8Array((hex.match(/../g) ?? []).map((byte) => parseInt(byte, 16)));
}

/** @param {...Uint8Array} parts */
const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));

/** An archive of one entry of this name, whatever it is. @param {string} name */
function named(name) {
  const bytes = new TextEncoder().encode(name);
  const archive = new Uint8Array(pixmill.zipSync([['n'.repeat(bytes.byteLength), text(1)]], { store: 'always' }));
  for (let at = 0; at + bytes.byteLength <= archive.byteLength; at += 1) {
    if (archive.subarray(at, at + bytes.byteLength).every((byte) => byte === 0x6e)) archive.set(bytes, at);
  }
  return archive;
}

/** An archive of 20 times `a` under the name `a`, deflated to these bytes. @param {number[]} data */
function squeezed(data) {
  const bytes = new TextEncoder().encode('a'.repeat(20));
  const archive = new Uint8Array(pixmill.zipSync([['a', bytes]], { store: 'always' }));
  const rest = archive.slice(DATA + 20);
  const packed = data.length;
  // Method and compressed size, in the local header and in the directory.
  [archive[8], archive[18], rest[10], rest[20]] = [8, packed, 8, packed];
  new DataView(rest.buffer).setUint32(rest.byteLength - 22 + 16, DATA + packed, true);
  return joined(archive.subarray(0, DATA), new Uint8Array(data), rest);
}

/** What 7-Zip 26.02 wrote (`7z a -tzip -mem=AES256 -mx9 -psecret`) of a file `a` with three words and a line's end. */
const locked = fromHex(
  '504b03043300010063000000215800000000280000001800000001000b00610199070002004145030800119efb7c0814ee0a21e130783e0d35961459' +
    'c4dacae5daec8b15bc4edb431b84bb0a07c41a27bb16504b01023f033300010063000000215800000000280000001800000001002f00000000000000' +
    '2080a48100000000610a002000000000000100180000c08976453cda01000000000000000000000000000000000199070002004145030800504b0506' +
    '00000000010001005e000000520000000000',
);

/** What is only warned of by default, and an error when strict. @param {Uint8Array} archive @param {string} code */
async function strictly(archive, code) {
  for (const allow of [undefined, [code]]) {
    const lenient = pixmill.unzip(archive, { strict: allow !== undefined, allow });
    for await (const entry of lenient) await entry.bytes();
    same(lenient.warnings.map((warning) => warning.code), [code], `warnings of ${code}`);
  }
  await fails(opened(archive, { strict: true }), code);
  await fails(() => pixmill.unzipSync(archive, { strict: true }), code);
}

/** A stream that nobody reads takes half a minute to be given up: begun with the suite, asked for at its end. */
const unread = (async () => {
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
  const own = pixmill.createPixmill();
  const z = own.zip({ level: 0 });
  try {
    for (let index = 0; index < 40; index += 1) await z.add(`${index}`, noise(2 ** 20));
    return 'all was added';
  } catch (error) {
    return error.code;
  }
})();

/** How each code is reached on every row. @type {Record<string, () => Promise<unknown>>} */
const REACHED = {
  UnknownFormat: () => fails(end(new Uint8Array([1, 2, 3])), 'UnknownFormat', { found: /01 02 03/ }),
  UnsupportedFormat: () => fails(() => pixmill(photo(2, 2)).toFormat('dds'), 'UnsupportedFormat', { format: 'dds' }),
  UnsupportedFeature: () => fails(end(frame(12, 0x11)), 'UnsupportedFeature', { found: /12 bit/ }),
  BlockedFormat: async () => {
    const own = pixmill.createPixmill();
    own.block({ operation: ['png'] });
    const error = await fails(own(await png()).jpeg().toBuffer(), 'BlockedFormat', { format: 'png', kind: 'Unsupported' });
    equal(error.message, 'png is blocked');
    await own.close();
  },
  EmptyInput: () => fails(end(new Uint8Array(0)), 'EmptyInput'),
  TruncatedImage: async () => {
    const whole = await jpeg();
    await fails(end(whole.slice(0, whole.byteLength >> 1)), 'TruncatedImage', { format: 'jpeg' });
    const other = await png();
    await fails(end(other.slice(0, other.byteLength - 30)), 'TruncatedImage', { format: 'png' });
  },
  CorruptImage: () => fails(end(frame(8, 0x00)), 'CorruptImage', { format: 'jpeg' }),
  InvalidOption: async () => {
    await fails(() => pixmill().resize(-1), 'InvalidOption', { path: 'steps[0].width', found: '-1', expected: /^integer from 1/ });
    await fails(() => pixmill().webp({ qualty: 3 }), 'InvalidOption', { found: '"qualty"', expected: /quality/ });
    await fails(() => pixmill().resize(3, 3, { fit: 'middle' }), 'InvalidOption', { expected: /cover/ });
    await fails(end(animatedGif(4, 2), { page: 9 }), 'InvalidOption', { path: 'input.page' });
  },
  PixelLimit: async () => fails(end(await png(), { limits: { pixels: 100 } }), 'PixelLimit', { limit: 100, option: 'limits.pixels', found: '400' }),
  SideLimit: async () => fails(end(await png(), { limits: { side: 19 } }), 'SideLimit', { limit: 19 }),
  FrameLimit: () => fails(pixmill(animatedGif(4, 5), { limits: { frames: 3 } }).metadata(), 'FrameLimit', { limit: 3 }),
  ChannelLimit: async () => fails(end(await png(), { limits: { channels: 2 } }), 'ChannelLimit', { limit: 2, option: 'limits.channels', found: '3' }),
  ScanLimit: async () => fails(end(await jpeg({ progressive: true }), { limits: { scans: 2 } }), 'ScanLimit', { limit: 2 }),
  WorkLimit: async () => {
    const large = { op: 'resize', width: 10_000, height: 10_000, fit: 'fill' };
    const turns = (count, options) => pixmill(photo(4, 4), options).outputs([{ steps: Array.from({ length: count }, () => large), format: 'png' }]);
    // 10⁸ pixels, four times each: before anything is decoded or drawn.
    await fails(turns(251).toBuffer(), 'WorkLimit', { limit: 1e11, option: 'limits.work', path: 'outputs[0].steps[250]', found: '100400000000' });
    equal((await turns(250).plan()).outputs[0].width, 10_000);
    await fails(turns(1, { limits: { work: 399_999_999 } }).plan(), 'WorkLimit', { limit: 399_999_999, found: '400000000' });
    // Frames count, where the output takes them.
    const frames = (format) => pixmill(animatedGif(10, 5), { limits: { work: 1999 } }).resize(10, 10).toFormat(format).toBuffer();
    await fails(frames('gif'), 'WorkLimit', { found: '2000', path: 'steps[0]', op: 'resize' });
    await frames('jpeg');
  },
  MemoryLimit: async () => fails(end(await png(), { limits: { memory: 100 } }), 'MemoryLimit', { limit: 100, option: 'limits.memory' }),
  MetadataLimit: async () => {
    const tagged = await pixmill(photo(4, 4)).withXmp('x'.repeat(2000)).png().toBuffer();
    await fails(pixmill(tagged, { limits: { metadata: 1000 } }).keepXmp().png().toBuffer(), 'MetadataLimit', { limit: 1000, option: 'limits.metadata' });
  },
  MetadataDropped: async () => {
    const { info } = await pixmill(photo(4, 4)).withXmp('<x/>').qoi().toBuffer({ resolveWithObject: true });
    same(info.warnings.map(({ code }) => code), ['MetadataDropped']);
  },
  InputLimit: async () => {
    const own = pixmill.createPixmill({ memoryBudget: 2 ** 20 });
    await fails(own(new Blob([noise(2 ** 21)])).png().toBuffer(), 'InputLimit', { limit: 2 ** 20, option: 'memoryBudget' });
    await own.close();
  },
  OutputLimit: async () => {
    const own = pixmill.createPixmill({ memoryBudget: 2 ** 20 });
    const entry = await own.unzip(pixmill.zipSync([['a', text(3 * 2 ** 20)]])).entry('a');
    await fails(entry.bytes(), 'OutputLimit', { limit: 2 ** 20 });
    await own.close();
  },
  TooLarge: () => fails(pixmill(photo(40, 40)).jpeg({ maxBytes: 100 }).toBuffer(), 'TooLarge', { format: 'jpeg', limit: 100, path: 'outputs.main.maxBytes' }),
  SizeLimit: () => fails(pixmill(photo(4, 4)).resize(20_000, 4, { fit: 'fill' }).webp().toBuffer(), 'SizeLimit', { format: 'webp', limit: 16_383 }),
  Aborted: () => fails(pixmill(photo(4, 4)).png().toBuffer({ signal: AbortSignal.abort() }), 'Aborted'),
  Timeout: () => fails(pixmill(new ReadableStream()).png().toBuffer({ timeoutMs: 10 }), 'Timeout', { limit: 10 }),
  IoFailed: () => fails(end(new ReadableStream({ pull: (c) => c.error(new Error('torn')) })), 'IoFailed', { reason: /torn/ }),
  FetchFailed: () => fails(end(new Response('', { status: 500 })), 'FetchFailed', { found: /500/ }),
  QueueFull: async () => {
    const own = pixmill.createPixmill({ concurrency: 1, queueLimit: 2 });
    const jobs = Array.from({ length: 12 }, () => own(photo(90, 90)).png().toBuffer());
    const codesOf = (await Promise.allSettled(jobs)).map(({ reason }) => reason?.code);
    ok(codesOf.includes('QueueFull') && codesOf.includes(undefined), `${codesOf}`);
    await own.close();
  },
  NotReady: () => fails(() => pixmill.createPixmill({ backend: 'wasm', wasm: { bytes: new Uint8Array(0) } }).crc32(text(3)), 'NotReady'),
  AlreadyStarted: async () => {
    const own = pixmill.createPixmill();
    await own(photo(2, 2)).png().toBuffer();
    await fails(() => own.configure({ backend: 'wasm' }), 'AlreadyStarted');
    await own.close();
  },
  Closed: async () => {
    const own = pixmill.createPixmill();
    await own.close();
    await fails(own(photo(2, 2)).png().toBuffer(), 'Closed');
  },
  NotConsumed: async () => equal(await unread, 'NotConsumed'),
  AllFailed: () => fails(pixmill.batch([new Uint8Array(1)]).png().toZip({ write() {}, end() {} }), 'AllFailed'),
  CrcMismatch: () => fails(opened(patched(one, [{ at: DATA, value: 0 }])), 'CrcMismatch', { path: 'a', expected: /^[0-9a-f]{8}$/ }),
  SizeMismatch: () => fails(opened(patched(one, [{ central: 24, value: 49 }])), 'SizeMismatch'),
  AdlerMismatch: () => fails(pixmill.unzlib(pixmill.zlibSync(text(9)).with(-1, 0)), 'AdlerMismatch', { expected: /^[0-9a-f]{8}$/ }),
  CorruptHeader: () => fails(pixmill.gunzip(text(99)), 'CorruptHeader', { format: 'gzip' }),
  TruncatedData: () => fails(pixmill.gunzip(pixmill.gzipSync(text(9)).subarray(0, 20)), 'TruncatedData'),
  TrailingData: () => fails(pixmill.inflate(new Uint8Array([...pixmill.deflateSync(text(9)), 1])), 'TrailingData'),
  WrongDictionary: () => fails(pixmill.unzlib(pixmill.zlibSync(text(9), { dictionary: text(5) })), 'WrongDictionary', { kind: 'InvalidOption' }),
  NotAnArchive: () => fails(opened(noise(3000)), 'NotAnArchive'),
  CorruptArchive: () => fails(opened(patched(one, [{ at: 0, value: 0x62 }])), 'CorruptArchive', { reason: /no local header/ }),
  HeaderMismatch: () => fails(opened(patched(one, [{ at: 30, value: 0x62 }])), 'HeaderMismatch', { op: 'name', expected: 'a', found: 'b' }),
  AmbiguousArchive: () => {
    const archive = pixmill.zipSync(one);
    return fails(opened(joined(archive, archive)), 'AmbiguousArchive');
  },
  // The deflated data of 20 times `a` (zlib 1.2.13), and a byte behind it.
  BytesAfterData: () => fails(opened(squeezed([0x4b, 0x4c, 0xc4, 0x04, 0, 0])), 'BytesAfterData', { found: '1' }),
  PrefixBytes: () => strictly(joined(text(7), pixmill.zipSync(one)), 'PrefixBytes'),
  TrailingBytes: () => strictly(joined(pixmill.zipSync(one), text(7)), 'TrailingBytes'),
  GapBytes: () => {
    const archive = pixmill.zipSync(one);
    const end = archive.byteLength - 22;
    return strictly(joined(archive.slice(0, end), text(7), archive.slice(end)), 'GapBytes');
  },
  BackslashName: () => strictly(named('a\\b'), 'BackslashName'),
  DeceptiveName: () => strictly(named('a\u202eb'), 'DeceptiveName'),
  ReservedName: () => strictly(named('nul.txt'), 'ReservedName'),
  SimilarName: () => strictly(pixmill.zipSync([['A', text(1)], ['a', text(1)]]), 'SimilarName'),
  CorruptDeflate: () => fails(opened(patched(one, [{ at: DATA, value: 7 }], { store: 'never' })), 'CorruptDeflate'),
  UnsupportedMethod: () => fails(opened(patched(one, [{ at: 8, value: 12 }, { central: 10, value: 12 }])), 'UnsupportedMethod', { found: '12' }),
  Encrypted: () => fails(opened(locked), 'Encrypted', { path: 'a' }),
  WrongPassword: () => fails(opened(locked, { password: 'Secret' }), 'WrongPassword', { path: 'a' }),
  AuthenticationFailed: async () => {
    const changed = new Uint8Array(locked);
    changed[DATA + 11 + 18] ^= 1;
    await fails(opened(changed, { password: 'secret' }), 'AuthenticationFailed', { path: 'a' });
    equal(new TextDecoder().decode(await opened(locked, { password: 'secret' })), 'pixmill pixmill pixmill\n');
  },
  // A stored entry whose descriptor follows (flag 3), its sums before it 0: it can be read from its end alone.
  SizeUnknown: async () => {
    const zeros = Array.from({ length: 12 }, (_, index) => ({ at: 14 + index, value: 0 }));
    const archive = patched(one, [{ at: 6, value: 8 }, ...zeros]);
    await fails(opened(new Blob([archive]).stream()), 'SizeUnknown', { path: 'a' });
  },
  Overlap: () => fails(opened(patched([['a', text(9)], ['b', text(9)]], [{ central: 46 + 1 + 42, value: 0 }])), 'Overlap'),
  UnsafeName: async () => {
    for (const name of ['../a', '/a', 'C:/a', 'a/../../b', 'a\0b']) await fails(() => pixmill.zipSync([[name, text(1)]]), 'UnsafeName', { found: /a/ });
  },
  DuplicateName: async () => {
    await fails(() => pixmill.zipSync([['a', text(1)], ['a', text(2)]]), 'DuplicateName');
    await fails(opened(patched([['a', text(9)], ['b', text(9)]], [{ central: 46 + 1 + 46, value: 0x61 }])), 'DuplicateName');
  },
  NoSuchEntry: () => fails(opened(patched(one, []), {}, 'z'), 'NoSuchEntry', { found: 'z' }),
  ArchiveLimit: () => fails(pixmill.unzip(pixmill.zipSync([['a', text(1)], ['b', text(1)]]), { limits: { entries: 1 } }).entry('a'), 'ArchiveLimit', { limit: 1, option: 'limits.entries' }),
};

/** What needs a file system: there it is reached, in a page it cannot be. */
const WITH_FILES = {
  NotFound: () => fails(end(`${folder}/none.png`), 'NotFound', { path: /none\.png/ }),
  IsDirectory: () => fails(end(folder), 'IsDirectory'),
  AlreadyExists: async () => {
    await pixmill(photo(2, 2)).toFile(`${folder}/there.png`, { overwrite: true });
    await fails(pixmill(photo(2, 2)).toFile(`${folder}/there.png`), 'AlreadyExists', { path: /there\.png/ });
  },
  SpecialFile: async () => {
    const archive = pixmill.zipSync([{ name: 'link', data: text(5), mode: 0o120_777 }, { name: 'a', data: text(5) }]);
    const { files, skipped, warnings } = await pixmill.unzipTo(archive, `${folder}/special`, { overwrite: true });
    same([files, skipped, warnings.map(({ code }) => code)], [1, 1, ['SpecialFile']]);
    await fails(pixmill.unzipTo(archive, `${folder}/special`, { overwrite: true, strict: true }), 'SpecialFile', { path: 'link' });
  },
  // Linux's device that is always full.
  DiskFull: () => has('full', runtime) && fails(pixmill(photo(9, 9)).png().toFile('/dev/full', { overwrite: true }), 'DiskFull', { path: '/dev/full' }),
};

/** What not every row can reach, and where it is reached. */
const ELSEWHERE = {
  DecoderPanicked: 'node/faults.test.js: no file that we may ship makes a decoder panic',
  Panicked: 'node/faults.test.js: it is a bug when it happens',
  WasmMemory: 'node/faults.test.js: it takes 4 GiB',
  WorkerLost: 'node/faults.test.js: a worker is ended from outside',
  BackendUnavailable: 'node/loader.test.js: a package without builds',
  SymbolicLink: 'node/extract.test.js: it takes a link in the folder',
  PermissionDenied: 'the row of Deno (below): root may read everything elsewhere',
  Unavailable: 'the row of a page (input.test.js): other runtimes lack nothing',
};

test('HEIC and OpenEXR are refused by name, with a way out', async () => {
  const heic = new Uint8Array([0, 0, 0, 16, ...new TextEncoder().encode('ftypheic'), 0, 0, 0, 0]);
  const exr = new Uint8Array([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]);
  for (const [format, bytes] of [['heic', heic], ['openexr', exr]]) {
    await fails(pixmill(bytes).metadata(), 'UnsupportedFormat', { format, message: /convert it to .+ first/ });
  }
});

test('the table of codes and these tests name the same codes', () => {
  const named = [...Object.keys(REACHED), ...Object.keys(WITH_FILES), ...Object.keys(ELSEWHERE)];
  same(named.toSorted(), Object.keys(codes).toSorted());
});

for (const [code, reach] of Object.entries(REACHED)) test(`${code} is reached`, reach);
for (const [code, reach] of Object.entries(WITH_FILES)) test(`${code} is reached where there are files`, () => (has('files', runtime) ? reach() : undefined));

test('PermissionDenied is what a runtime’s own refusal becomes', async () => {
  if (has('refuses', runtime)) await fails(end('/etc/hostname'), 'PermissionDenied', { path: '/etc/hostname' });
});

test('an error survives its JSON, and says what it says in one line', async () => {
  const error = await fails(() => pixmill().resize(-1), 'InvalidOption');
  equal(error.message, 'expected integer from 1 to 1000000 for steps[0].width, found -1');
  const copy = pixmill.PixmillError.from(JSON.parse(JSON.stringify(error)));
  same(copy.toJSON(), error.toJSON());
  ok(copy instanceof pixmill.PixmillError && copy instanceof Error, 'a PixmillError');
  const failed = await fails(pixmill.batch([new Uint8Array(1)]).png().toZip({ write() {}, end() {} }), 'AllFailed');
  equal(pixmill.PixmillError.from(JSON.parse(JSON.stringify(failed))).errors[0].code, 'UnknownFormat');
});

test('the stack of an asynchronous error begins at the call', async () => {
  const ends = {
    toBuffer: (pipeline) => pipeline.toBuffer(),
    toUint8Array: (pipeline) => pipeline.toUint8Array(),
    toBlob: (pipeline) => pipeline.toBlob(),
    metadata: (pipeline) => pipeline.metadata(),
    plan: (pipeline) => pipeline.plan(),
  };
  for (const [name, run] of Object.entries(ends)) {
    // Awaited here: of a tail call JavaScriptCore keeps no frame.
    const error = await fails(async function aNamedCaller() {
      return await run(pixmill(new Uint8Array([9])));
    }, 'UnknownFormat');
    const [words, first, ...others] = error.stack.split('\n');
    ok(words.endsWith(error.message), `${name}: ${error.stack}`);
    ok(first?.includes('errors.test.js'), `${name}: ${error.stack}`);
    ok([first, ...others].some((line) => line.includes('aNamedCaller')), `${name}: ${error.stack}`);
  }
});

test('an error names the image: by its given name, else its own', async () => {
  const bad = new Uint8Array([1, 2, 3]);
  await fails(pixmill(bad, { name: 'given.png' }).png().toBuffer(), 'UnknownFormat', { item: 'given.png', message: /^given\.png: expected an image/ });
  await fails(pixmill(new File([bad], 'own.png')).png().toBuffer(), 'UnknownFormat', { item: 'own.png' });
  await fails(pixmill(new File([bad], 'own.png'), { name: 'given.png' }).metadata(), 'UnknownFormat', { item: 'given.png' });
  const { message, item } = await fails(pixmill(bad).png().toBuffer(), 'UnknownFormat');
  equal(item, undefined);
  ok(message.startsWith('expected an image'), message);
});

/** Options that are wrong: the call, where in the recipe, what is accepted, what was found. */
const WRONG = [
  [() => pixmill().resize({ width: 0 }), 'steps[0].width', 'integer from 1 to 1000000', '0'],
  [() => pixmill().resize(1.5), 'steps[0].width', 'integer from 1 to 1000000', '1.5'],
  [() => pixmill().resize('30'), 'steps[0].width', 'integer from 1 to 1000000', '"30"'],
  [() => pixmill().resize(NaN), 'steps[0].width', 'integer from 1 to 1000000', 'NaN'],
  [() => pixmill().flatten().resize(5, 5, { fit: 'middle' }), 'steps[1].fit', 'one of cover, contain, fill, inside, outside', '"middle"'],
  [() => pixmill().resize({ widht: 5 }), 'steps[0]', /^one of width, height, fit/, '"widht"'],
  [() => pixmill().resize(5, 5, { background: 7 }), 'steps[0].background', /^colour/, '7'],
  [() => pixmill().flatten({ background: { r: 1, g: 2 } }), 'steps[0].background', /^colour/, '{"r":1,"g":2}'],
  [() => pixmill().flatten({ background: { r: 1, g: 2, b: 256 } }), 'steps[0].background', /^colour/, /256/],
  [() => pixmill().flatten({ background: { r: 1, g: 2, b: 3, a: 1 } }), 'steps[0].background', /^colour/, /"a":1/],
  [() => pixmill().flatten({ background: { r: 1, g: 2, b: 3, alpha: 2 } }), 'steps[0].background', /^colour/, /"alpha":2/],
  [() => pixmill(photo(2, 2)).flatten({ background: 'colourless' }).png().toBuffer(), 'steps[0].background', /^colour/, '"colourless"'],
  [() => pixmill().resize(5, 5, 5), 'resize', /width, height and an object/, '5'],
  [() => pixmill().flatten('#000'), 'steps[0]', /^object with background/, '"#000"'],
  [() => pixmill().jpeg({ quality: 101 }), 'outputs[0].quality', 'integer from 1 to 100, or auto', '101'],
  [() => pixmill().jpeg({ progressive: 1 }), 'outputs[0].progressive', 'boolean', '1'],
  [() => pixmill().gif({ dither: 1.1 }), 'outputs[0].dither', 'number from 0 to 1', '1.1'],
  [() => pixmill().png({ alphaQuality: 5 }), 'outputs[0]', /^one of compressionLevel/, '"alphaQuality"'],
  [() => pixmill().toFormat('jpog'), 'outputs[0].format', /jpeg, png, webp/, '"jpog"'],
  [() => pixmill().toFormat(), 'outputs[0].format', /jpeg, png, webp/, 'undefined'],
  [() => pixmill().outputs([]), 'outputs', 'a list of outputs', '[]'],
  [() => pixmill().outputs([{ name: 'a', format: 'png', steps: [{ op: 'resize', width: -1 }] }]), 'outputs[0].steps[0].width', /^integer/, '-1'],
  [() => pixmill().outputs([{ name: 'a', format: 'png', steps: [{ op: 'spin' }] }]), 'outputs[0].steps[0].op', /resize/, '"spin"'],
  [() => pixmill(photo(2, 2), { page: -1 }), 'input.page', /^integer from 0/, '-1'],
  [() => pixmill(photo(2, 2), { paged: 1 }), 'input', /^one of autoOrient/, '"paged"'],
  [() => pixmill(photo(2, 2), { limits: { pixels: 0 } }), 'input.limits.pixels', /^integer from 1/, '0'],
  [() => pixmill(photo(2, 2), { limits: { pixel: 9 } }), 'input.limits', /^one of pixels/, '"pixel"'],
  [() => pixmill(photo(2, 2), { failOn: 'never' }), 'input.failOn', 'one of none, truncated, error, warning', '"never"'],
  [() => pixmill({ ...photo(2, 2), width: undefined }), 'input.width', /^integer from 1/, 'undefined'],
  [() => pixmill({ ...photo(2, 2), channels: 5 }), 'input.channels', 'integer from 1 to 4', '5'],
  [() => pixmill({ ...photo(2, 2), data: [1, 2, 3] }), 'input.data', 'bytes', '[1,2,3]'],
  [() => pixmill({ ...photo(2, 2), depth: 'double' }), 'input.depth', 'one of uchar, ushort, float', '"double"'],
  [() => pixmill({ ...photo(2, 2), width: 3 }).png().toBuffer(), 'raw', /^18 bytes/, '12 bytes'],
  [() => pixmill.recipe({ steps: [{ op: 'resize', width: 5 }, { op: 'resize', kernel: 'x' }] }), 'steps[1].kernel', /^one of nearest/, '"x"'],
  [() => pixmill.recipe({ version: 2 }), 'version', '1', '2'],
  [() => pixmill.recipe({ step: [] }), 'recipe', /^one of version, input, steps, outputs/, '"step"'],
  [() => pixmill.recipe([]), 'recipe', 'object', '[]'],
  [() => pixmill(photo(2, 2)).png().toBuffer({ signal: 7 }), 'signal', 'an AbortSignal', '7'],
  [() => pixmill(photo(2, 2)).png().toBuffer({ timeoutMs: -5 }), 'timeoutMs', /^milliseconds/, '-5'],
  [() => pixmill.batch([photo(2, 2)], { timeoutMs: Infinity }), 'timeoutMs', /^milliseconds/, 'Infinity'],
  [() => pixmill(photo(2, 2)).toFile(5), 'path', 'a path or file: URL', '5'],
  [() => pixmill(photo(2, 2)).toFile(), 'path', 'a path or file: URL', 'undefined'],
  [() => pixmill(photo(2, 2)).toFile(''), 'path', 'a path or file: URL', '""'],
  [() => pixmill(photo(2, 2), { name: 5 }), 'name', 'text', '5'],
  [() => pixmill(photo(2, 2), { transfer: 'yes' }), 'transfer', 'boolean', '"yes"'],
  [() => pixmill(photo(2, 2), 'a.png'), 'options', 'an object', '"a.png"'],
  [() => pixmill(photo(2, 2)).png().toBuffer({ onProgress: 1 }), 'onProgress', 'a function', '1'],
  [() => pixmill(photo(2, 2)).png().toBuffer({ resolveWithObjects: true }), 'options', /resolveWithObject/, '"resolveWithObjects"'],
  [() => pixmill(photo(2, 2)).png().toBuffer(null), 'options', /^object with signal/, 'null'],
  [() => pixmill(photo(2, 2)).toBuffer({}, 1), 'callback', 'a function', '1'],
  [() => pixmill().timeout({ seconds: -1 }), 'seconds', 'number from 0 to 3600', '-1'],
  [() => pixmill().timeout({ seconds: 3601 }), 'seconds', 'number from 0 to 3600', '3601'],
  [() => pixmill().timeout(3), 'options', 'an object with seconds', '3'],
  [() => pixmill().timeout({ second: 3 }), 'options', 'seconds', '"second"'],
  [() => pixmill.cache(5), 'options', /^boolean, or object/, '5'],
  [() => pixmill.cache({ memory: -1 }), 'memory', 'integer from 0', '-1'],
  [() => pixmill.cache({ item: 1 }), 'options', 'one of memory, files, items', '"item"'],
  [() => pixmill.concurrency(1.5), 'config.concurrency', 'integer from 1 to 1024', '1.5'],
  [() => pixmill.concurrency(-1), 'config.concurrency', 'integer from 1 to 1024', '-1'],
  [() => pixmill.simd('no'), 'enable', 'boolean', '"no"'],
  [() => pixmill.queue.on('changed', () => {}), 'event', 'change', '"changed"'],
  [() => pixmill.queue.once('change'), 'listener', 'a function', 'undefined'],
  [() => pixmill.block(['svg']), 'options', 'an object with operation', '["svg"]'],
  [() => pixmill.block({ operation: 'svg' }), 'operation', /^a list of jpeg/, '"svg"'],
  [() => pixmill.block({ operation: ['svg', 'svgg'] }), 'operation', /^a list of jpeg/, '"svgg"'],
  [() => pixmill.unblock({ operation: ['VipsForeignLoadJpge'] }), 'operation', /VipsForeignLoadTiff/, '"VipsForeignLoadJpge"'],
  [() => pixmill.unblock({ operation: ['raw'] }), 'operation', /^a list of jpeg/, '"raw"'],
  [() => pixmill.unblock({ operation: [], allow: [] }), 'options', 'operation', '"allow"'],
  [() => pixmill.crc32('text'), 'bytes', 'bytes', '"text"'],
  [() => pixmill.crc32(text(3), -1), 'seed', 'integer from 0 to 4294967295', '-1'],
  [() => pixmill.crc32(text(3), 2 ** 32), 'seed', 'integer from 0 to 4294967295', '4294967296'],
];

test('a wrong option is told by its path, what is accepted and what was found', async () => {
  await pixmill.ready();
  for (const [call, path, expected, found] of WRONG) {
    const error = await fails(call, 'InvalidOption', { path, expected, found, kind: 'InvalidOption' });
    equal(error.message, `expected ${error.expected} for ${error.path}, found ${error.found}`);
  }
});
