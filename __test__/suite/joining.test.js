/** Several inputs as one: in a grid, as an animation, and each in every form in which an input may come. */
import { digest, equal, fails, folder, ok, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { animatedGif, halves, photo, streamOf, withOrientation } from '../fixtures.js';
import { has } from '../only.js';

/** Samples from a number on. */
const samples = (width, height, from, channels = 3) => ({ data: Uint8Array.from({ length: width * height * channels }, (_, at) => from + at), width, height, channels });
const raw = (pipeline) => pipeline.raw().toBuffer({ resolveWithObject: true });
/** The first channel of each pixel, a row a string. */
const rows = ({ data, info }) => Array.from({ length: info.height }, (_, y) => Array.from({ length: info.width }, (_, x) => data[(y * info.width + x) * info.channels]).join(' '));

test('images are laid in a grid', async () => {
  const images = () => [samples(2, 1, 1), samples(1, 2, 11), samples(1, 1, 21)];
  // As sharp 0.35.5 has it.
  same(rows(await raw(pixmill(images()))), ['1 4', '0 0', '11 0', '14 0', '21 0', '0 0']);
  const join = /** @type {const} */ ({ across: 2, shim: 1, background: 'white' });
  same(rows(await raw(pixmill(images(), { join }))), ['1 4 255 11 255', '255 255 255 14 255', '255 255 255 255 255', '21 255 255 255 255', '255 255 255 255 255']);
  const placed = await raw(pixmill([samples(3, 4, 1), samples(2, 1, 101)], { join: { across: 2, halign: 'right', valign: 'bottom' } }));
  same(rows(placed), ['1 4 7 0 0 0', '10 13 16 0 0 0', '19 22 25 0 0 0', '28 31 34 0 101 104']);
  await pixmill.ready();
  const about = await pixmill(images(), { join }).metadata();
  same([about.format, about.width, about.height, about.channels, about.pages], ['raw', 5, 5, 3, 1]);
  same(pixmill(images(), { join }).metadataSync(), about);
  const plan = await pixmill(images(), { join }).resize(10).plan();
  same([plan.width, plan.height, plan.outputs[0].width, plan.outputs[0].format], [5, 5, 10, 'png']);
  sameBytes(pixmill(images()).raw().toBufferSync(), (await raw(pixmill(images()))).data);
  equal((await pixmill(images()).stats()).channels[0].max, 21);
});

test('images are joined in whatever form they come, and what was given is that of the call', async () => {
  const bytes = await Promise.all([1, 2, 3].map((seed) => pixmill(photo(60, 40, { seed })).png().toBuffer()));
  const given = [Uint8Array.from(bytes[0]), new Blob([bytes[1]]), streamOf(Uint8Array.from(bytes[2]), 999)];
  if (has('files', runtime)) {
    const path = `${folder}/joined.png`;
    process.getBuiltinModule('fs').writeFileSync(path, bytes[1]);
    given[1] = path;
  }
  const join = { across: 3 };
  const pipeline = pixmill(given, { join }).webp({ lossless: true });
  given[0].fill(0);
  const [found, expected] = [await pipeline.toBuffer(), await pixmill(bytes, { join }).webp({ lossless: true }).toBuffer()];
  sameBytes(found, expected);
  await digest('three photographs beside each other', expected);
  const [third] = [await pixmill(expected).extract({ left: 120, top: 0, width: 60, height: 40 }).raw({ channels: 3 }).toBuffer()];
  sameBytes(third, photo(60, 40, { seed: 3 }).data);
  const mixed = await raw(pixmill([bytes[0], { create: { width: 60, height: 1, channels: 4, background: '#12345678' } }]));
  same([mixed.info.width, mixed.info.height, mixed.info.channels, [...mixed.data.subarray(60 * 40 * 4, 60 * 40 * 4 + 4)]], [60, 80, 4, [0x12, 0x34, 0x56, 0x78]]);
});

test('each image is turned upright before it is laid down', async () => {
  const jpeg = withOrientation(await pixmill(halves(32, 16)).jpeg({ quality: 100 }).toBuffer(), 6);
  const upright = await raw(pixmill([jpeg, jpeg], { join: { across: 2 } }));
  same([upright.info.width, upright.info.height], [32, 32]);
  const [top, bottom] = [0, 31].map((y) => [...upright.data.subarray(y * 96, y * 96 + 3)]);
  ok(top[0] > 200 && top[2] < 60 && bottom[2] > 200, `${top}, ${bottom}`);
  const stored = await pixmill([jpeg, jpeg], { join: { across: 2 }, autoOrient: false }).raw().toBuffer({ resolveWithObject: true });
  same([stored.info.width, stored.info.height], [64, 16]);
});

test('images become the frames of an animation', async () => {
  const frames = [samples(4, 2, 1), samples(2, 4, 101), await pixmill(animatedGif(4, 3)).gif().toBuffer()];
  const webp = await pixmill(frames, { join: { animated: true, halign: 'centre' } }).webp({ lossless: true }).toBuffer();
  const found = await pixmill(webp).metadata();
  same([found.pages, found.width, found.height], [3, 4, 4]);
  const second = await raw(pixmill(webp, { page: 1 }));
  same(rows(second), ['0 101 104 0', '0 107 110 0', '0 113 116 0', '0 119 122 0']);
  equal((await pixmill(frames, { join: { animated: true }, pages: 2 }).gif().toBuffer({ resolveWithObject: true })).info.pages, 2);
  await fails(() => pixmill(frames, { join: { animated: true, across: 2 } }).plan(), 'InvalidOption', { path: 'join' });
});

test('items of a batch that are lists are joined', async () => {
  const pair = (from) => [samples(1, 1, from), samples(1, 1, from + 10)];
  const items = [pair(1), { input: pair(50), name: 'named' }, samples(2, 1, 90)];
  const settled = await pixmill.batch(items, { join: { across: 2 } }).raw().toArray();
  same(settled.map(({ name, value }) => [name, [...value.data]]), [['image-0001', [1, 2, 3, 11, 12, 13]], ['named', [50, 51, 52, 60, 61, 62]], ['image-0003', [90, 91, 92, 93, 94, 95]]]);
  await fails(() => pixmill.batch(items, { join: { across: 0 } }), 'InvalidOption', { path: 'join.across' });
});

test('what is wrong with joined images is a coded error with its place', async () => {
  const one = samples(1, 1, 1);
  await fails(pixmill([one]).raw().toBuffer(), 'InvalidOption', { path: 'input', expected: /2 to 10000 images/, found: '1' });
  await fails(pixmill([one, new Uint8Array([1, 2, 3])]).raw().toBuffer(), 'UnknownFormat', { path: 'input[1]' });
  await fails(pixmill([one, one], { limits: { pixels: 1 } }).plan(), 'PixelLimit', { found: '2' });
  await fails(() => pixmill([one, [one, one]]), 'InvalidOption', { path: 'input' });
  await fails(() => pixmill(one, { join: {} }), 'InvalidOption', { path: 'input' });
  await fails(() => pixmill([one, one], { join: { halign: 'top' } }), 'InvalidOption', { path: 'join.halign' });
  await fails(() => pixmill([one, one], { raw: { width: 1, height: 1, channels: 1 } }), 'InvalidOption', { path: 'raw' });
  if (has('files', runtime)) await fails(pixmill([one, `${folder}/none.png`]).raw().toBuffer(), 'NotFound');
});
