/** Images that are laid over others: how overlays are given, where they lie, and what becomes of animations. */
import { animatedGif, halves, photo, withOrientation } from '../fixtures.js';
import { digest, equal, fails, folder, ok, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { has } from '../only.js';

/** One colour all over, as raw input. @param {number} width @param {number} height @param {number[]} colour */
const plain = (width, height, colour) => ({ data: Uint8Array.from({ length: width * height * colour.length }, (_, at) => colour[at % colour.length]), width, height, channels: /** @type {any} */ (colour.length) });
const raw = (pipeline) => pipeline.raw().toBuffer();
const shown = async (file, page, at) => Array.from((await pixmill(file, { page, animated: false }).raw({ channels: 3, depth: 'uchar' }).toBuffer()).slice(at, at + 3));
const RED = [255, 0, 0];

const MODES = ['clear', 'source', 'over', 'in', 'out', 'atop', 'dest', 'dest-over', 'dest-in', 'dest-out', 'dest-atop', 'xor', 'add', 'saturate'].concat(
  ['multiply', 'screen', 'overlay', 'darken', 'lighten', 'colour-dodge', 'colour-burn', 'hard-light', 'soft-light', 'difference', 'exclusion'],
);

test('an overlay is given as bytes, as a data: URL, as raw samples or as one colour', async () => {
  const base = plain(4, 2, [0, 0, 255]);
  const png = await pixmill(plain(2, 2, RED)).png().toBuffer();
  const expected = Uint8Array.from(Array.from({ length: 2 }, () => [0, 1, 1, 0].map((red) => (red ? [255, 0, 0, 255] : [0, 0, 255, 255]))).flat(2));
  const url = `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
  const samples = plain(2, 2, RED).data;
  for (const overlay of [
    { input: png },
    { input: new Uint8Array(png).buffer },
    { input: url },
    { input: samples, raw: { width: 2, height: 2, channels: 3 } },
    { input: { create: { width: 2, height: 2, channels: 3, background: '#f00' } } },
    { create: { width: 2, height: 2, background: { r: 255, g: 0, b: 0, alpha: 1 } } },
  ]) {
    const pipeline = pixmill(base).composite([overlay]);
    sameBytes(await raw(pipeline), expected, JSON.stringify(Object.keys(overlay)));
    // The recipe is plain JSON, and does the same.
    const recipe = JSON.parse(JSON.stringify(pipeline.raw().toRecipe()));
    same(pixmill.recipe(recipe), recipe);
    const [{ value }] = await pixmill.batch([{ input: base, recipe }]).toArray();
    sameBytes(value.data, expected, 'by a recipe');
  }
  png.fill(0);
});

test('an overlay is read from a path where there are files, and never by a recipe', async () => {
  await fails(() => pixmill.recipe({ steps: [{ op: 'composite', images: [{ input: 'a.png' }] }] }), 'InvalidOption', { path: 'steps[0].images[0].input' });
  if (!has('files', runtime)) {
    await fails(() => pixmill().composite([{ input: 'a.png' }]), 'Unavailable');
    return;
  }
  const path = `${folder}/an overlay ü.png`;
  const png = await pixmill(plain(2, 2, RED)).png().toBuffer();
  process.getBuiltinModule('fs').writeFileSync(path, png);
  const expected = await raw(pixmill(plain(3, 3, [9, 9, 9])).composite([{ input: png }]));
  sameBytes(await raw(pixmill(plain(3, 3, [9, 9, 9])).composite([{ input: path }])), expected);
  const items = await pixmill.batch([plain(3, 3, [9, 9, 9]), plain(3, 3, [9, 9, 9])]).composite([{ input: path }]).raw().toArray();
  for (const { value } of items) sameBytes(value.data, expected, 'in a batch');
  await fails(() => pixmill().composite([{ input: `${folder}/none.png` }]), 'NotFound', { path: /none\.png/ });
});

test('every blend mode gives the same bytes everywhere', async () => {
  const base = photo(48, 32, { channels: 4, seed: 3, noise: 255 });
  const over = photo(40, 30, { channels: 4, seed: 8, noise: 255 });
  const { data, ...sides } = over;
  for (const blend of MODES) {
    const out = await raw(pixmill(base).composite([{ input: data, raw: sides, blend, left: 4, top: -3 }]));
    equal(out.byteLength, 48 * 32 * 4);
    await digest(`blend mode ${blend}`, out);
  }
});

test('an overlay lies on every frame of an animation, which keeps its times', async () => {
  const gif = await pixmill(animatedGif(12, 5)).gif({ loop: 3, delay: [40, 200, 80, 80, 120] }).toBuffer();
  const stamp = { create: { width: 4, height: 3, background: 'red' }, gravity: 'southeast' };
  for (const [format, options] of [['gif', {}], ['webp', { lossless: true }], ['png', {}]]) {
    const out = await pixmill(gif).composite([stamp]).toFormat(format, options).toBuffer();
    const found = await pixmill(out).metadata();
    same([found.pages, found.loop, found.width, found.height], [5, 3, 12, 12], format);
    for (let page = 0; page < 5; page += 1) {
      same(await shown(out, page, 0), [page * 20, 255 - page * 20, (page * 20) ^ 0x55], `${format} ${page}`);
      same(await shown(out, page, -3 + 12 * 12 * 3), RED, `${format} ${page}`);
    }
    await digest(`an overlay on an animation as ${format}`, out);
  }
  // The same animation without the overlay, and with the same options: as long, frame by frame.
  const out = await pixmill(gif).composite([stamp]).gif().toBuffer();
  const delays = (file) => Array.from(file).flatMap((byte, at) => (byte === 0x21 && file[at + 1] === 0xf9 && file[at + 2] === 4 ? [file[at + 4] + file[at + 5] * 256] : []));
  same(delays(out), [4, 20, 8, 8, 12]);
});

test('an overlay that moves runs along with an animation, and shows its first frame on a still', async () => {
  const over = await pixmill(animatedGif(4, 3)).webp({ lossless: true }).toBuffer();
  const out = await pixmill(animatedGif(12, 5)).composite([{ input: over, gravity: 'northwest' }]).webp({ lossless: true }).toBuffer();
  equal((await pixmill(out).metadata()).pages, 5);
  const colour = (frame) => [frame * 20, 255 - frame * 20, (frame * 20) ^ 0x55];
  for (let page = 0; page < 5; page += 1) {
    same(await shown(out, page, 0), colour(page % 3), `overlay ${page}`);
    same(await shown(out, page, -3 + 12 * 12 * 3), colour(page), `base ${page}`);
  }
  const first = await pixmill(animatedGif(12, 5)).composite([{ input: over, gravity: 'northwest', page: 1, animated: false }]).gif().toBuffer();
  for (let page = 0; page < 5; page += 1) same(await shown(first, page, 0), colour(1), `first ${page}`);
  const still = await raw(pixmill(plain(4, 4, [1, 2, 3])).composite([{ input: over }]));
  same(Array.from(still.slice(0, 4)), [...colour(0), 255]);
});

test('outputs have overlays of their own, and an overlay is turned and drawn when asked', async () => {
  const two = await pixmill(plain(2, 2, [0, 0, 255]))
    .outputs([
      { name: 'red', format: 'raw', steps: [{ op: 'composite', images: [{ create: { width: 2, height: 2, background: 'red' } }] }] },
      { name: 'bare', format: 'raw' },
    ])
    .toBuffers();
  same(two.map(({ data }) => Array.from(data.slice(0, 3))), [RED, [0, 0, 255]]);
  // Left half red, right half blue: a quarter turn to the right puts red on top.
  const turned = withOrientation(await pixmill(halves(16, 16)).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(), 6);
  const pixel = async (options, x, y) => {
    const out = await raw(pixmill(plain(16, 16, [0, 255, 0])).composite([{ input: turned, ...options }]));
    return Array.from(out.slice((y * 16 + x) * 4, (y * 16 + x) * 4 + 3), (v) => Math.round(v / 255));
  };
  same([await pixel({}, 2, 12), await pixel({}, 12, 2)], [[1, 0, 0], [0, 0, 1]]);
  same([await pixel({ autoOrient: true }, 2, 12), await pixel({ autoOrient: true }, 12, 2)], [[0, 0, 1], [1, 0, 0]]);
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="#f00"/></svg>');
  const drawn = await raw(pixmill(plain(20, 20, [0, 0, 255])).composite([{ input: svg, resize: { width: 10 } }]));
  equal(drawn.filter((value, at) => at % 4 === 0 && value === 255).length, 100);
  same((await pixmill(await pixmill(plain(20, 20, [0, 0, 255])).png().toBuffer()).composite([{ input: svg }]).plan()).flavour, 'full');
});

test('an overlay that is damaged, unknown or too large is a coded error with its place', async () => {
  const base = await pixmill(plain(4, 4, [0, 0, 0])).png().toBuffer();
  const fine = { create: { width: 1, height: 1 } };
  const png = await pixmill(photo(4, 4)).png().toBuffer();
  const broken = png.slice();
  broken.fill(0x55, 45, 60);
  for (const [input, code] of [
    [new TextEncoder().encode('no image'), 'UnknownFormat'],
    [new Uint8Array(0), 'EmptyInput'],
    [png.slice(0, 20), /^(TruncatedImage|CorruptImage)$/],
    [broken, /^(TruncatedImage|CorruptImage)$/],
    [await pixmill(plain(5, 4, [0, 0, 0])).png().toBuffer(), 'InvalidOption'],
  ]) {
    for (const [place, pipeline] of [
      ['steps[1].images[1].input', pixmill(base).autoOrient().composite([fine, { input }])],
      ['outputs[0].steps[0].images[0].input', pixmill(base).outputs([{ format: 'png', steps: [{ op: 'composite', images: [{ input }] }] }])],
    ]) {
      const end = pipeline.toUint8Array();
      const error = await end.then(() => undefined, (caught) => caught);
      ok(error instanceof pixmill.PixmillError && new RegExp(code).test(error.code), `${code}: ${error?.stack}`);
      equal(error.path, place, error.message);
      equal(error.op, 'composite');
    }
  }
  await fails(pixmill(base, { limits: { pixels: 20 } }).composite([{ create: { width: 5, height: 5 }, clip: true }]).toBuffer(), 'PixelLimit', { path: 'steps[0].images[0].input' });
  await fails(pixmill(base, { limits: { memory: 2_000_000 } }).composite([{ create: { width: 1000, height: 1000 }, clip: true }]).toBuffer(), 'MemoryLimit');
  await fails(() => pixmill().composite([{ input: base, blend: 'normal' }]), 'InvalidOption', { path: 'steps[0].images[0].blend' });
  await fails(() => pixmill().composite([{ input: base, opacity: 2 }]), 'InvalidOption', { path: 'steps[0].images[0].opacity' });
  await fails(() => pixmill().composite(base), 'InvalidOption', { path: 'steps[0].images' });
  await fails(() => pixmill().composite([]), 'InvalidOption', { path: 'steps[0].images' });
});

test('overlays count in the plan', async () => {
  const base = await pixmill(plain(600, 600, [0, 0, 0])).png().toBuffer();
  const bare = (await pixmill(base).plan()).peak;
  const blank = (side) => ({ create: { width: side, height: side, background: 'red' } });
  const one = (await pixmill(base).composite([blank(500)]).plan()).peak;
  const two = (await pixmill(base).composite([blank(500), blank(500)]).plan()).peak;
  ok(one >= bare + 500 * 500 * 4 && two >= one + 500 * 500 * 4, `${bare} ${one} ${two}`);
});

test('bits and channels of other images are joined as sharp joins them', async () => {
  const base = plain(2, 1, [0xf0, 0xcc, 0xaa]);
  const sides = { width: 2, height: 1, channels: 3 };
  // sharp 0.35.5.
  for (const [operator, expected] of [['and', [48, 72, 136]], ['or', [252, 222, 187]], ['eor', [204, 150, 51]]]) {
    const out = await raw(pixmill(base).boolean(plain(2, 1, [0x3c, 0x5a, 0x99]).data, operator, { raw: sides }));
    same(Array.from(out), [...expected, ...expected], operator);
  }
  const png = await pixmill(plain(2, 1, [9])).png().toBuffer();
  const one = pixmill(base).joinChannel(png);
  same(Array.from(await raw(one)), [0xf0, 0xcc, 0xaa, 9, 0xf0, 0xcc, 0xaa, 9]);
  same(pixmill.recipe(JSON.parse(JSON.stringify(one.toRecipe()))), one.toRecipe());
  same(Array.from(await raw(pixmill(plain(1, 1, [1])).joinChannel([Uint8Array.of(2), Uint8Array.of(3)], { raw: { width: 1, height: 1, channels: 1 } }))), [1, 2, 3]);
  await fails(pixmill(base).joinChannel([png, png]).toBuffer(), 'InvalidOption', { path: 'steps[0].images', found: '5' });
  await fails(pixmill(base).boolean(png, 'and').joinChannel('data:;base64,AAAA').toBuffer(), 'UnknownFormat', { path: 'steps[1].images[0]', op: 'joinChannel' });
  await fails(() => pixmill().boolean(png, 'not'), 'InvalidOption', { path: 'steps[0].operator' });
  await fails(pixmill(base).boolean(await pixmill(photo(2, 2)).png().toBuffer(), 'or').toBuffer(), 'InvalidOption', { path: 'steps[0].operand' });
});

test('each file of a recipe is the one at its place, of any length and however often it stands there', async () => {
  for (let width = 1; width < 9; width += 1) {
    const base = { data: Uint8Array.from({ length: width }, (_, at) => at * 31), width, height: 1, channels: /** @type {1} */ (1) };
    const [first, second] = [3, 40].map((by) => base.data.map((value, at) => value ^ (by + at)));
    const sides = { width, height: 1, channels: 1 };
    const joined = (files) => pixmill(base).joinChannel(files, { raw: sides }).raw();
    const expected = (files) => Uint8Array.from({ length: width * 3 }, (_, at) => (at % 3 === 0 ? base.data : files[(at % 3) - 1])[Math.floor(at / 3)]);
    const lists = [[first, second], [second, first], [first, first]];
    for (const files of lists) {
      const pipeline = joined(files);
      sameBytes(await pipeline.toBuffer(), expected(files));
      const items = await pixmill.batch([base, base].map((input) => ({ input, recipe: pipeline.toRecipe() }))).toArray();
      for (const { value } of items) sameBytes(value.data, expected(files), 'in a batch');
    }
    const outputs = lists.map((files, at) => ({ name: `${at}`, format: 'raw', steps: [{ op: 'joinChannel', images: files, raw: sides }] }));
    const written = await pixmill(base).boolean(first, 'eor', { raw: sides }).boolean(first, 'eor', { raw: sides }).outputs(outputs).toBuffers();
    written.forEach(({ data }, at) => sameBytes(data, expected(lists[at]), 'of several outputs'));
  }
});

test('text that is no base64 is refused where it stands', async () => {
  for (const wrong of ['AA-A', 'AA_A', 'AA A', 'AA=A', 'AAAA\u00e9', '\u00e9', 'AAA\n']) {
    const pipeline = pixmill(plain(1, 1, [9])).boolean(`data:;base64,${wrong}`, 'eor', { raw: { width: 1, height: 1, channels: 1 } });
    await fails(pipeline.raw().toBuffer(), 'InvalidOption', { path: 'steps[0].operand' });
  }
});

test('a mask shows what is white in it, wherever it is, and fits', async () => {
  const base = plain(8, 8, [1, 2, 3]);
  const left = pixmill({ data: Uint8Array.from({ length: 16 }, (_, at) => (at % 4 < 2 ? 255 : 0)), width: 4, height: 4, channels: 1 });
  const file = await left.png().toBuffer();
  const alphas = async (pipeline) => Array.from((await raw(pipeline)).slice(4 * 32, 5 * 32)).filter((_, at) => at % 4 === 3);
  const found = await alphas(pixmill(base).mask(file));
  ok(found[0] > 240 && found[7] < 15, JSON.stringify(found));
  const inverted = await alphas(pixmill(base).mask(file, { invert: true }));
  same(inverted, found.map((alpha) => 255 - alpha), 'inverted');
  same(await alphas(pixmill(base).mask({ create: { width: 1, height: 1, background: '#ffffff80' } }, { channel: 'alpha' })), Array.from({ length: 8 }, () => 128));
  await fails(pixmill(base).mask('data:;base64,AAAA').toBuffer(), 'UnknownFormat', { path: 'steps[0].input', op: 'mask' });
  await fails(pixmill(base).mask().toBuffer(), 'InvalidOption', { path: 'steps[0].input' });
});

test('corners are rounded, borders painted and shadows cast, with the size of the plan', async () => {
  const base = plain(20, 10, [255, 255, 255]);
  const sized = async (pipeline) => {
    const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
    const [planned] = (await pipeline.raw().plan()).outputs;
    same([info.width, info.height], [planned.width, planned.height]);
    return { data, size: [info.width, info.height, info.channels] };
  };
  const rounded = await sized(pixmill(base).radius([4, 0, 4, 0]));
  same(rounded.size, [20, 10, 4]);
  same([rounded.data[3], rounded.data[19 * 4 + 3]], [0, 255]);
  same((await sized(pixmill(base).radius(50, { unit: 'percent' }))).data[3], 0);
  const framed = await sized(pixmill(base).border(3, 'red'));
  same([framed.size, Array.from(framed.data.slice(0, 3))], [[26, 16, 3], RED]);
  same((await sized(pixmill(base).border({ width: 2, radius: 5, inside: true }))).size, [20, 10, 4]);
  const cast = await sized(pixmill(base).shadow({ left: 5, top: 7, blur: 0, opacity: 1 }));
  same([cast.size, Array.from(cast.data.slice(-4))], [[25, 17, 4], [0, 0, 0, 255]]);
  const soft = await sized(pixmill(base).shadow());
  ok(soft.size[0] > 20 && soft.size[1] > 18, JSON.stringify(soft.size));
  await fails(pixmill(base).radius([1, 2]).toBuffer(), 'InvalidOption', { path: 'steps[0].radii' });
});
