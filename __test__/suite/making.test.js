/** Inputs that no file holds: images that are made, samples that are described beside them, several pages in one. */
import { digest, equal, fails, ok, pixmill, same, sameBytes, test } from '../harness.js';
import { photo } from '../fixtures.js';

const raw = (pipeline) => pipeline.raw().toBuffer({ resolveWithObject: true });

test('an image of one colour is made', async () => {
  const { data, info } = await raw(pixmill({ create: { width: 3, height: 2, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0.5 } } }));
  same([info.width, info.height, info.channels, info.depth], [3, 2, 4, 'uchar']);
  sameBytes(data, Uint8Array.from(Array.from({ length: 6 }, () => [1, 2, 3, 128]).flat()));
  const rgb = await raw(pixmill({ create: { width: 2, height: 1, channels: 3, background: 'red' } }));
  sameBytes(rgb.data, Uint8Array.of(255, 0, 0, 255, 0, 0));
  const bare = await raw(pixmill({ create: { width: 1, height: 1 } }));
  sameBytes(bare.data, Uint8Array.of(0, 0, 0, 255));
  // Steps, formats and the other ends are as for any image.
  const made = pixmill({ create: { width: 40, height: 30, channels: 3, background: '#0f0' } });
  const png = await made.resize(20).png().toBuffer();
  const found = await pixmill(png).metadata();
  same([found.width, found.height, found.channels], [20, 15, 3]);
  const about = await made.metadata();
  same([about.format, about.width, about.height, about.channels, about.hasAlpha, about.pages], ['raw', 40, 30, 3, false, 1]);
  same((await made.stats()).channels.map(({ mean }) => mean), [0, 255, 0]);
  const plan = await made.resize(20).plan();
  same([plan.width, plan.height, plan.outputs[0].width], [40, 30, 20]);
});

test('what was given for a made image is that of the call', async () => {
  const create = { width: 1, height: 1, channels: /** @type {const} */ (3), background: { r: 9, g: 9, b: 9 } };
  const made = pixmill({ create });
  create.background.r = 200;
  create.width = 5;
  sameBytes((await raw(made)).data, Uint8Array.of(9, 9, 9));
});

test('noise has the mean and deviation that are asked for, and is the same everywhere', async () => {
  const make = (channels, noise) => raw(pixmill({ create: { width: 128, height: 64, channels, noise } }));
  for (const channels of [1, 2, 3, 4]) {
    const { data, info } = await make(channels, { type: 'gaussian', mean: 100, sigma: 12 });
    equal(info.channels, channels);
    for (let channel = 0; channel < channels; channel += 1) {
      const values = data.filter((_, at) => at % channels === channel);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      ok(Math.abs(mean - 100) < 0.6 && Math.abs(deviation - 12) < 0.4, `${channels}.${channel}: ${mean} ± ${deviation}`);
    }
    await digest(`noise of ${channels} channels`, data);
  }
  const plain = (await make(3, {})).data;
  sameBytes((await make(3, { mean: 128, sigma: 30, seed: 0 })).data, plain);
  ok(!(await make(3, { seed: 1 })).data.every((value, at) => value === plain[at]), 'another seed');
});

test('a made image of several pages is an animation', async () => {
  const create = { width: 8, height: 12, channels: /** @type {const} */ (3), pageHeight: 4, noise: { sigma: 60 } };
  const webp = await pixmill({ create }).webp({ lossless: true }).toBuffer();
  const found = await pixmill(webp).metadata();
  same([found.pages, found.width, found.height, found.loop], [3, 8, 4, 0]);
  equal((await pixmill({ create }).metadata()).pages, 3);
  // The pages lie below each other in the image of one page.
  const { pageHeight, ...one } = create;
  const whole = (await raw(pixmill({ create: one }))).data;
  for (let page = 0; page < 3; page += 1) {
    const part = whole.subarray(page * 8 * pageHeight * 3, (page + 1) * 8 * pageHeight * 3);
    sameBytes((await raw(pixmill({ create }, { page }))).data, part, `page ${page}`);
    sameBytes((await pixmill(webp, { page }).raw({ channels: 3 }).toBuffer()), part, `page ${page} of the file`);
  }
  await fails(raw(pixmill({ create }, { page: 3 })), 'InvalidOption', { path: 'input.page' });
  await fails(raw(pixmill({ create: { ...create, pageHeight: 5 } })), 'InvalidOption', { path: 'input.create.pageHeight', expected: 'a divisor of height, 12', found: '5' });
});

test('made images are items of a batch, and overlays are made of the same', async () => {
  const create = { width: 2, height: 2, channels: /** @type {const} */ (3), background: 'blue' };
  const items = await pixmill.batch([{ create }, { input: { create }, name: 'blue' }]).raw().toArray();
  same(items.map(({ name, status }) => [name, status]), [['image-0001', 'fulfilled'], ['blue', 'fulfilled']]);
  for (const { value } of items) sameBytes(value.data, Uint8Array.from(Array.from({ length: 4 }, () => [0, 0, 255]).flat()));
  const noise = { width: 6, height: 5, channels: /** @type {const} */ (3), noise: { sigma: 50, seed: 4 } };
  const under = pixmill({ create: { width: 6, height: 5, channels: 3, background: 'red' } });
  sameBytes((await under.composite([{ input: { create: noise } }]).raw({ channels: 3 }).toBuffer()), (await raw(pixmill({ create: noise }))).data);
});

test('what cannot be made is told by its place', async () => {
  const wrong = async (create, path) => fails(async () => pixmill({ create }).raw().toBuffer(), 'InvalidOption', { path });
  await wrong({ height: 1 }, 'input.create.width');
  await wrong({ width: 1 }, 'input.create.height');
  await wrong({ width: 0, height: 1 }, 'input.create.width');
  await wrong({ width: 1, height: 1, channels: 5 }, 'input.create.channels');
  await wrong({ width: 1, height: 1, background: 'no colour' }, 'input.create.background');
  await wrong({ width: 1, height: 1, noise: { type: 'even' } }, 'input.create.noise.type');
  await wrong({ width: 1, height: 1, noise: { mean: -1 } }, 'input.create.noise.mean');
  await wrong({ width: 1, height: 1, more: 1 }, 'input.create');
  await wrong(7, 'input.create');
  await fails(async () => pixmill(/** @type {any} */ ({ create: { width: 1, height: 1 }, data: 1 })), 'InvalidOption', { path: 'input.data' });
  await fails(async () => pixmill(/** @type {any} */ ({ create: { width: 1, height: 1 }, text: 1 })), 'InvalidOption', { path: 'input' });
  const large = pixmill({ create: { width: 1000, height: 1000, channels: 3 } }, { limits: { pixels: 999_999 } });
  await fails(large.png().toBuffer(), 'PixelLimit');
  await fails(pixmill({ create: { width: 1000, height: 1000 } }, { limits: { memory: 1_000_000 } }).png().toBuffer(), 'MemoryLimit');
});

test('samples are described beside them, and a typed array there says their depth', async () => {
  const { data, ...sides } = photo(7, 5, { channels: 3, seed: 2 });
  const expected = await pixmill({ data, ...sides }).png().toBuffer();
  sameBytes(await pixmill(data, { raw: sides }).png().toBuffer(), expected);
  sameBytes(await pixmill(new Blob([data]), { raw: sides }).png().toBuffer(), expected, 'from a Blob');
  sameBytes(await pixmill(data.slice(), { raw: sides, transfer: true }).png().toBuffer(), expected, 'taken');
  const wide = Uint16Array.from({ length: 6 }, (_, at) => at * 9999);
  const one = { width: 2, height: 1, channels: /** @type {const} */ (3) };
  for (const made of [pixmill(wide, { raw: one }), pixmill({ data: wide, depth: 'ushort', ...one }), pixmill(wide, { raw: { ...one, depth: 'ushort' } })]) {
    same(Array.from((await made.toPixels()).data), Array.from(wide));
  }
  const float = Float32Array.of(0, 0.25, 0.5, 0.75, 1, 0);
  same(Array.from((await pixmill(float, { raw: one }).toPixels()).data), Array.from(float));
  await fails(async () => pixmill(data, { raw: /** @type {any} */ ({ width: 7, height: 5 }) }), 'InvalidOption', { path: 'raw.channels' });
  await fails(pixmill(data, { raw: { ...sides, height: 6 } }).png().toBuffer(), 'InvalidOption', { path: 'raw' });
});

test('samples with colours that are multiplied by alpha become straight', async () => {
  const data = Uint8Array.of(100, 50, 0, 128, 9, 9, 9, 0, 1, 2, 3, 255);
  const given = { data, width: 3, height: 1, channels: /** @type {const} */ (4), premultiplied: true };
  // 100 × 255 ÷ 128 and 50 × 255 ÷ 128; nothing is where alpha is nothing.
  sameBytes((await raw(pixmill(given))).data, Uint8Array.of(199, 100, 0, 128, 0, 0, 0, 0, 1, 2, 3, 255));
  const { premultiplied, ...straight } = given;
  sameBytes((await raw(pixmill(straight))).data, data);
  const grey = { data: Uint8Array.of(7), width: 1, height: 1, channels: /** @type {const} */ (1), premultiplied };
  sameBytes((await raw(pixmill(grey))).data, Uint8Array.of(7), 'without alpha');
});

test('samples of several pages are an animation', async () => {
  const { data, width } = photo(6, 12, { channels: 4, seed: 5, noise: 255 });
  const given = { data, width, height: 12, channels: /** @type {const} */ (4), pageHeight: 3 };
  const page = (at) => data.subarray(at * 72, (at + 1) * 72);
  const png = await pixmill(given).png({ loop: 2, delay: [10, 20, 30, 40] }).toBuffer();
  const found = await pixmill(png).metadata();
  same([found.pages, found.width, found.height, found.loop], [4, 6, 3, 2]);
  for (let at = 0; at < 4; at += 1) sameBytes(await pixmill(png, { page: at }).raw().toBuffer(), page(at), `page ${at}`);
  sameBytes((await raw(pixmill(given))).data, page(0), 'a still takes the first');
  equal((await pixmill(await pixmill(given, { animated: false }).png().toBuffer()).metadata()).pages, 1);
  const gif = await pixmill({ ...given, data: new Uint8Array(288).fill(255) }).gif().toBuffer();
  ok(gif.byteLength > 0);
  await fails(raw(pixmill({ ...given, pageHeight: 5 })), 'InvalidOption', { path: 'raw.pageHeight' });
  await fails(pixmill(given, { limits: { pixels: 71 } }).png().toBuffer(), 'PixelLimit');
});

test('a profile is ignored where that is asked for', async () => {
  const image = photo(16, 9, { channels: 3, seed: 7 });
  const p3 = await pixmill(image).withIccProfile('p3').png().toBuffer();
  equal((await pixmill(p3).metadata()).hasProfile, true);
  const samples = async (options) => pixmill(p3, options).raw().toBuffer();
  const stored = await samples({ ignoreIcc: true });
  const shown = await samples({});
  ok(image.data.every((value, at) => Math.abs(value - shown[at]) <= 5), 'converted back to sRGB');
  ok(!image.data.every((value, at) => Math.abs(value - stored[at]) <= 20), 'as they are stored');
  sameBytes(await pixmill(p3).keepIccProfile().raw().toBuffer(), stored, 'those of the file');
  // As sharp does: a profile that is kept still says what the samples are.
  const kept = await pixmill(p3, { ignoreIcc: true }).keepIccProfile().png().toBuffer();
  equal((await pixmill(kept).metadata()).hasProfile, true);
  sameBytes(await pixmill(kept, { ignoreIcc: true }).raw().toBuffer(), stored, 'kept');
  const plain = await pixmill(p3, { ignoreIcc: true }).png().toBuffer();
  equal((await pixmill(plain).metadata()).hasProfile, false);
  sameBytes(await pixmill(plain).raw().toBuffer(), stored, 'without it');
  const [{ value }] = await pixmill.batch([p3], { ignoreIcc: true }).raw().toArray();
  sameBytes(value.data, stored, 'in a batch');
});
