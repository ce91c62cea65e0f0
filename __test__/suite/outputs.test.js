/** Options of formats as sharp's users know them: spellings, formats that are not forced, what each option makes of a file. */
import { digest, equal, fails, ok, pixmill, same, sameBytes, test } from '../harness.js';
import { animatedGif, photo } from '../fixtures.js';

const view = (/** @type {Uint8Array} */ bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Dark bars on white, as letters are. @param {number} width @param {number} height */
function bars(width, height) {
  const data = new Uint8Array(width * height * 3).fill(255);
  for (let at = 0; at < width * height; at += 1) if ((at % width) % 11 < 3 && Math.floor(at / width) % 13 < 9) data.fill(10, at * 3, at * 3 + 3);
  return { data, width, height, channels: 3 };
}

/** The mean square of the difference of samples, of those that `counts`. */
function meanSquare(a, b, counts = (/** @type {number} */ _value) => true) {
  let [sum, count] = [0, 0];
  for (let at = 0; at < a.length; at += 1) {
    if (!counts(a[at])) continue;
    sum += (a[at] - b[at]) ** 2;
    count += 1;
  }
  return sum / count;
}

test('both spellings of an option are one, and cannot stand beside each other', async () => {
  same(pixmill(photo(4, 4)).png({ colors: 8 }).toRecipe().outputs, [{ format: 'png', colours: 8 }]);
  same(pixmill(photo(4, 4)).jpeg({ optimizeCoding: false, quantizationTable: 2, trellisQuantization: true, optimizeScans: true }).toRecipe().outputs, [
    { format: 'jpeg', optimiseCoding: false, quantisationTable: 2, trellisQuantisation: true, optimiseScans: true },
  ]);
  const source = photo(32, 24);
  sameBytes(await pixmill(source).gif({ colors: 5 }).toBuffer(), await pixmill(source).gif({ colours: 5 }).toBuffer());
  await fails(() => pixmill(source).gif({ colours: 5, colors: 5 }), 'InvalidOption', { path: 'outputs[0].colours', found: '"both"' });
  await fails(() => pixmill(source).gif({ colors: 1 }), 'InvalidOption', { path: 'outputs[0].colors' });
});

test('options of formats that are not forced count where the image has that format', async () => {
  const [jpeg, png] = [await pixmill(photo(40, 30)).jpeg().toBuffer(), await pixmill(photo(40, 30)).png().toBuffer()];
  const each = (input) => pixmill(input).jpeg({ quality: 20, force: false }).png({ compressionLevel: 9, force: false });
  same(each(jpeg).toRecipe().outputs, [{ formats: { jpeg: { quality: 20 }, png: { compressionLevel: 9 } } }]);
  sameBytes(await each(jpeg).toBuffer(), await pixmill(jpeg).jpeg({ quality: 20 }).toBuffer());
  sameBytes(await each(png).toBuffer(), await pixmill(png).png({ compressionLevel: 9 }).toBuffer());
  // Others keep their own format, and a format that was asked for stays.
  const webp = await pixmill(photo(40, 30)).webp().toBuffer();
  sameBytes(await each(webp).toBuffer(), await pixmill(webp).webp().toBuffer());
  same(pixmill(png).webp({ quality: 9 }).jpeg({ quality: 20, force: false }).toRecipe().outputs, [{ format: 'webp', quality: 9 }]);
  same(pixmill(png).webp({ quality: 9 }).webp({ effort: 1, force: false }).toRecipe().outputs, [{ format: 'webp', quality: 9, effort: 1 }]);
  same(pixmill(png).outputs([{ format: 'jpeg', quality: 20, force: false }]).toRecipe().outputs, [{ formats: { jpeg: { quality: 20 } } }]);
  const recipe = { version: 1, outputs: [{ formats: { jpeg: { quality: 20 } } }] };
  same(pixmill.recipe(recipe), recipe);
  // A quality that is searched is so there, too.
  const { info } = await pixmill(jpeg).jpeg({ maxBytes: 900, force: false }).toBuffer({ resolveWithObject: true });
  ok(info.size <= 900 && info.format === 'jpeg', `${info.size}`);
  await fails(() => pixmill.recipe({ outputs: [{ formats: { jpeg: { quality: 0 } } }] }), 'InvalidOption', { path: 'outputs[0].formats.jpeg.quality' });
  await fails(() => pixmill.recipe({ outputs: [{ formats: { none: {} } }] }), 'InvalidOption');
});

test('a profile may be left out although the colours are converted, and an orientation may be set', async () => {
  const source = photo(12, 10);
  const [attached, bare] = [await pixmill(source).withIccProfile('p3').png().toBuffer(), await pixmill(source).withIccProfile('p3', { attach: false }).png().toBuffer()];
  same([(await pixmill(attached).metadata()).hasProfile, (await pixmill(bare).metadata()).hasProfile], [true, false]);
  sameBytes(await pixmill(bare).raw().toBuffer(), await pixmill(attached).keepIccProfile().raw().toBuffer());
  await fails(() => pixmill(source).withIccProfile('p3', { attach: 1 }), 'InvalidOption');
  await fails(() => pixmill(source).withIccProfile('p3', { attached: true }), 'InvalidOption');
  for (const format of ['jpeg', 'png', 'webp', 'tiff']) {
    const bytes = await pixmill(source).toFormat(format).withMetadata({ orientation: 6 }).toBuffer();
    const { orientation, width, stored } = await pixmill(bytes).metadata();
    same([orientation, width, stored.width], [6, 10, 12], format);
  }
  await fails(() => pixmill(source).withMetadata({ orientation: 9 }), 'InvalidOption');
});

test('TIFF notes its own resolution, in inches or centimetres, before any other', async () => {
  const density = async (options, dots) => {
    const base = pixmill(photo(9, 7)).tiff(options);
    const bytes = await (dots ? base.withDensity(dots) : base).toBuffer();
    return (await pixmill(bytes).metadata()).density;
  };
  equal(await density({ xres: 4 }), 101.6);
  equal(await density({ yres: 4, resolutionUnit: 'cm' }), 101.6);
  equal(await density({ xres: 10, yres: 2 }, 300), 254);
  equal(await density({ resolutionUnit: 'cm' }, 300), 300);
  equal(await density({}), undefined);
});

test('BigTIFF is written when asked for, with pages, metadata and all', async () => {
  const source = photo(40, 30);
  const big = await pixmill(source).tiff({ bigtiff: true, tile: true, tileWidth: 16, tileHeight: 16 }).withMetadata({ density: 200, icc: 'p3', exif: { IFD0: { Artist: 'A' }, IFD2: { FNumber: '5.6' } } }).toBuffer();
  // Version 43, eight bytes an offset (BigTIFF).
  same([...big.subarray(0, 8)], [0x49, 0x49, 43, 0, 8, 0, 0, 0]);
  const found = await pixmill(big).metadata();
  same([found.width, found.height, found.density, found.hasProfile], [40, 30, 200, true]);
  ok(Array.from(found.exif, (byte) => String.fromCharCode(byte)).join('').includes('A\0'));
  const plain = await pixmill(await pixmill(source).tiff({ bigtiff: true }).toBuffer()).raw().toBuffer();
  sameBytes(plain, source.data);
  const pages = await pixmill(animatedGif(12, 3)).tiff({ bigtiff: true }).toBuffer();
  equal((await pixmill(pages).metadata()).pages, 3);
  await digest('BigTIFF', big);
});

test('TIFF holds JPEG and WebP in strips and tiles, and packs bits', async () => {
  const source = photo(100, 75);
  const alone = async (format, options) => meanSquare(source.data, await pixmill(await pixmill(source).toFormat(format, options).toBuffer()).raw().toBuffer());
  // What each loses by itself; edges of tiles lose a little more.
  const [usual, fine, webp] = [await alone('jpeg'), await alone('jpeg', { quality: 95, chromaSubsampling: '4:4:4' }), await alone('webp', { quality: 80 })];
  for (const [options, most] of [[{ compression: 'jpeg' }, usual * 1.3], [{ compression: 'jpeg', quality: 95 }, fine * 1.3], [{ compression: 'webp' }, webp * 1.3], [{ compression: 'packbits' }, 0]]) {
    for (const tile of [false, true]) {
      const bytes = await pixmill(source).tiff({ ...options, tile, tileWidth: 48, tileHeight: 64 }).toBuffer();
      const { data, info } = await pixmill(bytes).raw().toBuffer({ resolveWithObject: true });
      const error = meanSquare(source.data, data);
      same([info.width, info.height, info.channels], [100, 75, 3]);
      ok(error <= most, `${JSON.stringify(options)} ${tile}: ${error}`);
      if (most > 0) ok(bytes.byteLength < source.data.length * 0.8, `${bytes.byteLength}`);
      await digest(`TIFF ${JSON.stringify(options)} ${tile}`, bytes);
    }
  }
  const sizes = await Promise.all([30, 80].map(async (quality) => (await pixmill(source).tiff({ compression: 'jpeg', quality }).toBuffer()).byteLength));
  ok(sizes[0] < sizes[1], `${sizes}`);
  // Alpha stays in WebP, and is laid on black in JPEG; grey is JPEG's own.
  const shown = async (channels, compression) => (await pixmill(await pixmill(photo(20, 20, { channels })).tiff({ compression }).toBuffer()).raw().toBuffer({ resolveWithObject: true })).info.channels;
  same([await shown(4, 'webp'), await shown(4, 'jpeg'), await shown(1, 'jpeg')], [4, 3, 1]);
  // Few bits are grey's alone: colours keep theirs.
  sameBytes(await pixmill(source).tiff({ bitdepth: 1 }).toBuffer(), await pixmill(source).tiff().toBuffer());
});

test('raw samples come in every depth that has no imaginary part', async () => {
  const source = { data: Uint8Array.of(0, 255, 51), width: 3, height: 1, channels: 1 };
  const of = async (depth) => {
    const { data, depth: told } = await pixmill(source).raw({ depth }).toPixels();
    equal(told, depth);
    return [...data];
  };
  same(await of('char'), [0, 127, 25]);
  same(await of('short'), [0, 32767, 6553]);
  same(await of('uint'), [0, 4294967295, 858993459]);
  same(await of('int'), [0, 2147483647, 429496729]);
  same(await of('double'), [0, 1, 0.2]);
  await fails(() => pixmill(source).raw({ depth: 'complex' }), 'InvalidOption', { path: 'outputs[0].depth' });
});

test('overshoot shows less ringing on white, and a search for scans finds a smaller file of the same picture', async () => {
  const text = bars(120, 90);
  const written = async (options) => {
    const bytes = await pixmill(text).jpeg({ quality: 40, chromaSubsampling: '4:4:4', ...options }).toBuffer();
    return { bytes, data: await pixmill(bytes).raw().toBuffer() };
  };
  const isWhite = (value) => value === 255;
  const [plain, over] = [await written({}), await written({ overshootDeringing: true })];
  const [before, after] = [plain, over].map(({ data }) => meanSquare(text.data, data, isWhite));
  ok(after < before * 0.75, `${before} ${after}`);
  ok(over.bytes.byteLength < plain.bytes.byteLength * 1.1, `${plain.bytes.byteLength} ${over.bytes.byteLength}`);
  for (const source of [photo(150, 110), photo(90, 61, { channels: 1 })]) {
    for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
      const [usual, found] = await Promise.all([{ progressive: true }, { optimiseScans: true }].map((options) => pixmill(source).jpeg({ chromaSubsampling, ...options }).toBuffer()));
      ok(found.byteLength < usual.byteLength, `${found.byteLength} ${usual.byteLength}`);
      equal((await pixmill(found).metadata()).isProgressive, true);
      sameBytes(await pixmill(found).raw().toBuffer(), await pixmill(usual).raw().toBuffer());
    }
  }
  await digest('JPEG with overshoot', over.bytes);
  await digest('JPEG with scans that were searched', (await written({ mozjpeg: true })).bytes);
});

test('effort makes palettes of GIF closer, and reuse keeps those of the input', async () => {
  const source = photo(60, 40, { noise: 63 });
  const error = async (effort) => {
    const bytes = await pixmill(source).gif({ colours: 16, dither: 0, effort }).toBuffer();
    await digest(`GIF of effort ${effort}`, bytes);
    return meanSquare(source.data, (await pixmill(bytes).removeAlpha().raw().toBuffer()));
  };
  const [quick, usual, best] = [await error(1), await error(7), await error(10)];
  ok(best < usual * 0.95 && best < quick && quick !== usual, `${quick} ${usual} ${best}`);
  // Behind the screen's seven bytes stands the palette.
  const palette = (/** @type {Uint8Array} */ bytes) => [...bytes.subarray(13, 13 + 24)];
  const few = await pixmill(photo(60, 40)).gif({ colours: 8 }).toBuffer();
  const small = (reuse) => pixmill(few).resize(30, 20).gif({ reuse, interPaletteMaxError: 40 }).toBuffer();
  same(palette(await small(true)), palette(few));
  ok(JSON.stringify(palette(await small(false))) !== JSON.stringify(palette(few)));
  ok(view(few).getUint16(6, true) === 60);
});
