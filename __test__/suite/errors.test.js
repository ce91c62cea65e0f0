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
const opened = (archive, name = 'a') => pixmill.unzip(archive).entry(name).then((entry) => entry.bytes());

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
  UnsupportedFormat: () => fails(() => pixmill(photo(2, 2)).toFormat('avif'), 'UnsupportedFormat', { format: 'avif' }),
  UnsupportedFeature: () => fails(end(frame(12, 0x11)), 'UnsupportedFeature', { found: /12 bit/ }),
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
  ScanLimit: async () => fails(end(await jpeg({ progressive: true }), { limits: { scans: 2 } }), 'ScanLimit', { limit: 2 }),
  MemoryLimit: async () => fails(end(await png(), { limits: { memory: 100 } }), 'MemoryLimit', { limit: 100, option: 'limits.memory' }),
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
  NotAnArchive: () => fails(opened(noise(3000)), 'NotAnArchive'),
  CorruptArchive: () => fails(opened(patched(one, [{ at: 30, value: 0x62 }])), 'CorruptArchive', { reason: /the name differs/ }),
  CorruptDeflate: () => fails(opened(patched(one, [{ at: DATA, value: 7 }], { store: 'never' })), 'CorruptDeflate'),
  UnsupportedMethod: () => fails(opened(patched(one, [{ at: 8, value: 12 }, { central: 10, value: 12 }])), 'UnsupportedMethod', { found: '12' }),
  Encrypted: () => fails(opened(patched(one, [{ at: 6, value: 1 }, { central: 8, value: 1 }])), 'Encrypted'),
  Overlap: () => fails(opened(patched([['a', text(9)], ['b', text(9)]], [{ central: 46 + 1 + 42, value: 0 }])), 'Overlap'),
  UnsafeName: async () => {
    for (const name of ['../a', '/a', 'C:/a', 'a/../../b', 'a\\b']) await fails(() => pixmill.zipSync([[name, text(1)]]), 'UnsafeName', { found: /a/ });
  },
  DuplicateName: async () => {
    await fails(() => pixmill.zipSync([['a', text(1)], ['a', text(2)]]), 'DuplicateName');
    await fails(opened(patched([['a', text(9)], ['b', text(9)]], [{ central: 46 + 1 + 46, value: 0x61 }])), 'DuplicateName');
  },
  NoSuchEntry: () => fails(opened(patched(one, []), 'z'), 'NoSuchEntry', { found: 'z' }),
  ArchiveLimit: () => fails(pixmill.unzip(pixmill.zipSync([['a', text(1)], ['b', text(1)]]), { entries: 1 }).entry('a'), 'ArchiveLimit', { limit: 1 }),
};

/** What needs a file system: there it is reached, in a page it cannot be. */
const WITH_FILES = {
  NotFound: () => fails(end(`${folder}/none.png`), 'NotFound', { path: /none\.png/ }),
  IsDirectory: () => fails(end(folder), 'IsDirectory'),
  AlreadyExists: async () => {
    await pixmill(photo(2, 2)).toFile(`${folder}/there.png`, { overwrite: true });
    await fails(pixmill(photo(2, 2)).toFile(`${folder}/there.png`), 'AlreadyExists', { path: /there\.png/ });
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
  PermissionDenied: 'the row of Deno (below): root may read everything elsewhere',
  Unavailable: 'the row of a page (input.test.js): other runtimes lack nothing',
};

test('the table of codes and these tests name the same codes', () => {
  const named = [...Object.keys(REACHED), ...Object.keys(WITH_FILES), ...Object.keys(ELSEWHERE)];
  same(named.toSorted(), Object.keys(codes).toSorted());
});

for (const [code, reach] of Object.entries(REACHED)) test(`${code} is reached`, reach);
for (const [code, reach] of Object.entries(WITH_FILES)) test(`${code} is reached where there are files`, () => (has('files', runtime) ? reach() : undefined));

test('PermissionDenied is what a runtime’s own refusal becomes', async () => {
  if (runtime === 'deno') await fails(end('/etc/hostname'), 'PermissionDenied', { path: '/etc/hostname' });
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
  const error = await fails(function aNamedCaller() {
    return end(new Uint8Array([9]));
  }, 'UnknownFormat');
  ok(!/pipeline\.js|front\.cjs.*#run/.test(error.stack.split('\n')[1] ?? ''), error.stack);
});
