/** What an image carries beside its pixels: stripped by default, kept or set on request, its profile applied. */
import { digest, equal, fails, ok, pixmill, same, sameBytes, test } from '../harness.js';
import { deepPhoto, photo, tableProfile, withOrientation, withProfile } from '../fixtures.js';

const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/">é</x:xmpmeta>';
const latin = (/** @type {Uint8Array} */ bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** The formats that carry all of it. */
const CARRIERS = ['jpeg', 'png', 'webp', 'avif', 'tiff'];

const tagged = (format, source = photo(30, 20)) =>
  pixmill(source)
    .toFormat(format)
    .withMetadata({ density: 150, icc: 'p3', xmp: XMP, exif: { IFD0: { Copyright: 'Pixmill' }, IFD2: { FNumber: '5.6' } } })
    .toBuffer();

test('EXIF, XMP, profile and density are set, shown by metadata(), and left out by a plain conversion', async () => {
  for (const format of CARRIERS) {
    const bytes = await tagged(format);
    const found = await pixmill(bytes).metadata();
    equal(found.hasProfile, true, format);
    ok(latin(found.exif).startsWith('II*\0') && latin(found.exif).includes('Pixmill\0'), format);
    equal(new TextDecoder().decode(found.xmp), XMP, format);
    equal(latin(found.icc).slice(36, 40), 'acsp', format);
    if (!['webp', 'avif'].includes(format)) equal(Math.round(found.density), 150, format);
    await digest(`metadata in ${format}`, bytes);
    const plain = await pixmill(await pixmill(bytes).toBuffer()).metadata();
    same([plain.exif, plain.xmp, plain.icc, plain.hasProfile], [undefined, undefined, undefined, false], format);
    same(Object.keys(pixmill(bytes).metadataSync()).toSorted(), Object.keys(found).toSorted());
  }
});

test('each part is kept when asked for, and orientation becomes 1 where it was applied', async () => {
  const bytes = await tagged('jpeg');
  const of = async (pipeline) => {
    const { exif, xmp, icc } = await pixmill(await pipeline.png().toBuffer()).metadata();
    return [exif !== undefined, xmp !== undefined, icc !== undefined];
  };
  same(await of(pixmill(bytes).keepExif()), [true, false, false]);
  same(await of(pixmill(bytes).keepXmp()), [false, true, false]);
  same(await of(pixmill(bytes).keepIccProfile()), [false, false, true]);
  same(await of(pixmill(bytes).keepMetadata()), [true, true, true]);
  const turned = withOrientation(await pixmill(photo(30, 20)).jpeg().toBuffer(), 6);
  const upright = await pixmill(await pixmill(turned).keepExif().toBuffer()).metadata();
  same([upright.width, upright.height, upright.orientation], [20, 30, 1]);
  const stored = await pixmill(await pixmill(turned, { autoOrient: false }).keepExif().toBuffer()).metadata();
  same([stored.stored.width, stored.orientation], [30, 6]);
  const merged = await pixmill(await pixmill(bytes).withExifMerge({ IFD0: { Artist: 'A' } }).png().toBuffer()).metadata();
  ok(latin(merged.exif).includes('Pixmill\0') && latin(merged.exif).includes('A\0'));
  const own = await pixmill(await pixmill(bytes).withExif({ IFD0: { Artist: 'A' } }).png().toBuffer()).metadata();
  ok(!latin(own.exif).includes('Pixmill\0'));
});

test('an orientation is noted where it is asked for, and a profile left out', async () => {
  const source = withOrientation(await pixmill(photo(30, 20)).jpeg().toBuffer(), 8);
  for (const format of CARRIERS.filter((name) => name !== 'avif')) {
    const noted = await pixmill(source).toFormat(format).withMetadata({ orientation: 6 }).toBuffer();
    const { stored, width, height, orientation } = await pixmill(noted).metadata();
    // Upright pixels of 20 × 30, which the tag turns again.
    same([stored, width, height, orientation], [{ width: 20, height: 30 }, 30, 20, 6], format);
  }
  equal((await pixmill(await pixmill(photo(3, 3)).png().withMetadata({ orientation: 3 }).toBuffer()).metadata()).orientation, 3);
  for (const orientation of [0, 9, 1.5]) await fails(() => pixmill().withMetadata({ orientation }), 'InvalidOption', { path: 'outputs[0].metadata.orientation' });
  const p3 = (options) => pixmill(photo(30, 20)).png().withIccProfile('p3', options);
  const [named, unnamed] = [await p3({ attach: true }).toBuffer(), await p3({ attach: false }).toBuffer()];
  sameBytes(named, await p3().toBuffer());
  same([(await pixmill(named).metadata()).hasProfile, (await pixmill(unnamed).metadata()).hasProfile], [true, false]);
  // The same numbers, and other colours.
  sameBytes(await pixmill(unnamed).raw().toBuffer(), await pixmill(named, { ignoreIcc: true }).raw().toBuffer());
  await fails(() => p3({ attached: false }), 'InvalidOption', { path: 'options', expected: 'attach' });
  await fails(() => p3({ attach: 0 }), 'InvalidOption', { path: 'outputs[0].metadata.attachIcc' });
});

test('a profile is applied: the same colours come back as sRGB, to the same bytes everywhere', async () => {
  for (const [name, source, bound] of [['8 bit', photo(40, 30, { noise: 0 }), 6], ['16 bit', deepPhoto(16, 9), 1]]) {
    const p3 = await pixmill(source).withIccProfile('p3').png().toBuffer();
    const srgb = await pixmill(p3).raw().toBuffer();
    await digest(`Display P3 as sRGB, ${name}`, srgb);
    const own = await pixmill(p3).keepIccProfile().raw().toBuffer();
    const plain = await pixmill(source).raw().toBuffer();
    // There and back: rounding alone is left, which dark samples multiply; colours of P3's own numbers differ from sRGB's.
    const [back, wide] = [srgb, own].map((bytes) => (name === '8 bit' ? bytes : bytes.filter((_, at) => at % 2 === 1)));
    const truth = name === '8 bit' ? plain : plain.filter((_, at) => at % 2 === 1);
    const most = (bytes) => bytes.reduce((worst, byte, at) => Math.max(worst, Math.abs(byte - truth[at])), 0);
    ok(most(back) <= bound, `${name}: ${most(back)}`);
    ok(most(wide) > 8, `${name}: ${most(wide)}`);
  }
});

test('a profile of tables is applied, to the same bytes everywhere', async () => {
  const jpeg = await pixmill(photo(40, 30, { noise: 0 })).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  const plain = await pixmill(jpeg).raw().toBuffer();
  const exchanged = await pixmill(withProfile(jpeg, tableProfile())).raw().toBuffer();
  await digest('a profile of tables as sRGB', exchanged);
  const apart = exchanged.map((byte, at) => Math.abs(byte - plain[at + [2, 0, -2][at % 3]]));
  const mean = apart.reduce((sum, each) => sum + each, 0) / apart.length;
  // Between the points of the table its colours are not quite those of the curve.
  ok(mean < 1, `${mean}`);
});

test('a profile may be given as bytes, and each output of several has its own', async () => {
  const { icc } = await pixmill(await pixmill(photo(4, 4)).withIccProfile('p3').png().toBuffer()).metadata();
  const given = await pixmill(photo(40, 30)).withIccProfile(icc).png().toBuffer();
  sameBytes(given, await pixmill(photo(40, 30)).withIccProfile('p3').png().toBuffer());
  const outputs = [
    { name: 'plain', format: 'png' },
    { name: 'wide', format: 'png', metadata: { icc: 'p3' } },
  ];
  const [plain, wide] = await pixmill(photo(40, 30)).outputs(outputs).toBuffers();
  sameBytes(plain.data, await pixmill(photo(40, 30)).png().toBuffer());
  sameBytes(wide.data, given);
});

test('wrong metadata is refused at the call, or with the recipe', async () => {
  await fails(() => pixmill().withDensity(0), 'InvalidOption', { path: 'outputs[0].metadata.density' });
  await fails(() => pixmill().withXmp(5), 'InvalidOption', { path: 'outputs[0].metadata.xmp' });
  await fails(() => pixmill().withIccProfile(5), 'InvalidOption', { path: 'outputs[0].metadata.icc' });
  await fails(() => pixmill().withExif({ IFD0: 'x' }), 'InvalidOption', { path: 'outputs[0].metadata.exif' });
  await fails(() => pixmill().outputs([{ format: 'png', metadata: { keepAll: true } }]), 'InvalidOption', { found: '"keepAll"' });
  await fails(pixmill(photo(4, 4)).withExif({ IFD0: { Artiste: 'x' } }).png().toBuffer(), 'InvalidOption', { path: 'outputs[0].metadata.exif.IFD0' });
  const { info } = await pixmill(photo(4, 4)).withXmp(XMP).qoi().toBuffer({ resolveWithObject: true });
  same(info.warnings.map(({ code }) => code), ['MetadataDropped']);
});

/** A pixel of JPEG XL beside a profile of 448 bytes, as in crates/core/src/codecs/jxl/tests.rs. */
const JXL =
  'ff0a001010c26bc2808479006c6a6812383caf63fbaabe02cfd19650e1b5a084e6ed5c41d6c9442d365297d687a96a0200e81fe027eeaa298a97d08ac2bf76ad549a53709ac6bbb8ecbbf7bafc1b9e3b7d9dc0d38903bd90eecfbf7fffe2601583602c145aea20281826ba20d21d704246907fff00080201003c004b12a54285241648eb030f40605600';

test('the profile of a JPEG XL, which its decoder alone can read, is shown by metadata()', async () => {
  const bytes = Uint8Array.from(JXL.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  await pixmill.ready();
  for (const found of [await pixmill(bytes).metadata(), pixmill(bytes).metadataSync()]) {
    equal(found.hasProfile, true);
    same([found.icc.length, latin(found.icc).slice(36, 40)], [448, 'acsp']);
  }
});
