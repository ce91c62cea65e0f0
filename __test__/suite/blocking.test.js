/** block() and unblock(): formats that are refused, wherever they stand. */
import { equal, fails, folder, ok, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { photo } from '../fixtures.js';
import { has } from '../only.js';

const made = (format, side = 8) => pixmill(photo(side, side)).toFormat(format).toBuffer();

/** @param {(own: any) => unknown} work with an instance of its own */
async function isolated(work) {
  const own = pixmill.createPixmill();
  try {
    await work(own);
  } finally {
    await own.close();
  }
}

/** Formats of these that an instance reads. @param {any} own @param {string[]} formats */
async function readBy(own, formats) {
  const found = [];
  for (const format of formats) {
    const input = await made(format);
    const { code } = await own(input).metadata().catch((error) => error);
    equal(code, await own(input).png().toBuffer().then(() => undefined, (error) => error.code), `${format}: metadata() and toBuffer()`);
    ok(code === undefined || code === 'BlockedFormat', `${format}: ${code}`);
    if (code === undefined) found.push(format);
  }
  return found;
}

test('a blocked format is refused by everything that reads images', async () => {
  const input = await made('png');
  await isolated(async (own) => {
    await own.ready();
    own.block({ operation: ['png'] });
    const image = () => own(input);
    const ends = {
      metadata: () => image().metadata(),
      metadataSync: () => image().metadataSync(),
      'the module’s metadata': () => own.metadata(input),
      plan: () => image().plan(),
      toBuffer: () => image().jpeg().toBuffer(),
      toBufferSync: () => image().jpeg().toBufferSync(),
      toPixels: () => image().toPixels(),
      stats: () => image().stats(),
      placeholder: () => image().placeholder(),
      transform: () => new Blob([input]).stream().pipeThrough(own().jpeg().transform()).getReader().read(),
      'a Blob': () => own(new Blob([input])).jpeg().toBuffer(),
      'an overlay': () => own(photo(9, 9)).composite([{ input }]).jpeg().toBuffer(),
      'an overlay of an output': () => own(photo(9, 9)).outputs([{ format: 'jpeg', steps: [{ op: 'composite', images: [{ input }] }] }]).toBuffer(),
      'a mask': () => own(photo(9, 9)).mask(input).webp().toBuffer(),
      'an overlay in a batch': () => own.batch([photo(9, 9)], { concurrency: 1 }).composite([{ input }]).jpeg().toArray().then(([{ reason }]) => Promise.reject(reason)),
      'a batch': () => own.batch([input]).jpeg().toArray().then(([{ reason }]) => Promise.reject(reason)),
    };
    for (const [end, run] of Object.entries(ends)) {
      const error = await fails(run, 'BlockedFormat', { format: 'png' });
      ok(error.message.endsWith('png is blocked'), `${end}: ${error.message}`);
    }
    // Writing is no reading, and samples are no format.
    const written = await own(photo(8, 8)).png().toBuffer();
    sameBytes(written, input);
    equal((await own(await made('bmp')).metadata()).format, 'bmp');
    own.unblock({ operation: ['png'] });
    for (const end of ['metadata', 'toPixels', 'placeholder']) equal((await image()[end]()).width, 8, end);
  });
});

test('what is blocked stays blocked within other files', async () => {
  const icon = await pixmill(photo(256, 256)).toFormat('ico', { sizes: [256] }).toBuffer();
  // A PNG behind the icon's directory of one entry.
  same([...icon.subarray(22, 26)], [0x89, 0x50, 0x4e, 0x47]);
  const drawing = new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image width="8" height="8" href="data:image/png;base64,${btoa(String.fromCharCode(...(await made('png'))))}"/></svg>`,
  );
  await isolated(async (own) => {
    for (const input of [icon, drawing]) ok((await own(input).raw().toBuffer()).byteLength > 0, 'read');
    own.block({ operation: ['png'] });
    for (const input of [icon, drawing]) await fails(own(input).jpeg().toBuffer(), 'BlockedFormat', { format: 'png' });
  });
});

test('a file that is written here is scored, though its format is blocked', async () => {
  await isolated(async (own) => {
    own.block({ operation: ['jpeg'] });
    const { info } = await own(photo(16, 16, { noise: 0 })).jpeg({ quality: 'auto' }).toBuffer({ resolveWithObject: true });
    ok(Number.isFinite(info.score), `score ${info.score}`);
  });
});

test('instances block for themselves', async () => {
  await isolated(async (own) => {
    own.block({ operation: ['VipsForeignLoad'] });
    equal((await pixmill(await made('webp')).metadata()).format, 'webp');
  });
});

const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'ico', 'pnm'];

test('sharp’s names of loaders are understood', async () => {
  /** What is blocked, what is allowed again, and what is read then. @type {[string[], string[], string[]][]} */
  const rows = [
    [['VipsForeignLoadTiff'], [], FORMATS.filter((format) => format !== 'tiff')],
    [['VipsForeignLoadNsgif', 'VipsForeignLoadPpm', 'VipsForeignLoadMagick', 'jpg'], [], ['png', 'webp', 'tiff']],
    // Both of sharp's own examples.
    [['VipsForeignLoad'], ['VipsForeignLoadWebpFile'], []],
    [['VipsForeignLoad'], ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer'], ['jpeg', 'png']],
    [['VipsForeignLoadPdf', 'VipsForeignLoadOpenslide', 'VipsForeignLoadRaw'], [], FORMATS],
    [['VipsForeignLoadPngFile'], [], FORMATS],
  ];
  for (const [blocked, allowed, read] of rows) {
    await isolated(async (own) => {
      own.block({ operation: blocked });
      own.unblock({ operation: allowed });
      same(await readBy(own, FORMATS), read, `${blocked}, but ${allowed}:`);
    });
  }
});

test('paths and what is no path are blocked apart', async () => {
  if (!has('files', runtime)) return;
  const [file, bytes, jpeg] = [`${folder}/blocked.webp`, await made('webp'), await made('jpeg')];
  await pixmill(bytes).toFile(file);
  await isolated(async (own) => {
    own.block({ operation: ['VipsForeignLoad'] });
    own.unblock({ operation: ['VipsForeignLoadWebpFile', 'VipsForeignLoadJpegBuffer'] });
    equal((await own(file).metadata()).format, 'webp');
    await fails(own(bytes).metadata(), 'BlockedFormat', { format: 'webp' });
    // A recipe holds files as bytes, also beside a path.
    equal((await own(file).composite([{ input: jpeg }]).png().toBuffer({ resolveWithObject: true })).info.width, 8);
    await fails(own(file).composite([{ input: file }]).png().toBuffer(), 'BlockedFormat', { format: 'webp', path: 'steps[0].images[0].input' });
  });
});
