/** Text as an image and as an overlay: the caller's fonts, in every form; lines, sizes, colours. */
import { digest, equal, fails, folder, ok, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { BOXES } from '../font.js';
import { has } from '../only.js';

/** A font of boxes: `A` is 16 × 12 at 16 pixels an em, `B` its left half. */
const fontfile = () => Uint8Array.from(atob(BOXES), (letter) => letter.charCodeAt(0));
const given = (text, more = {}) => ({ text: { text, font: 'Boxes 16', fontfile: fontfile(), ...more } });
const sized = async (input, options) => {
  const { width, height, channels } = (await pixmill(input, options).raw().toBuffer({ resolveWithObject: true })).info;
  return [width, height, channels];
};

test('text becomes an image as large as what shows', async () => {
  const { data, info } = await pixmill(given('AB')).raw().toBuffer({ resolveWithObject: true });
  same([info.width, info.height, info.channels], [24, 12, 1]);
  sameBytes(data, new Uint8Array(24 * 12).fill(255));
  same(await sized(given('A', { dpi: 144 })), [32, 24, 1]);
  same(await sized(given('A A', { width: 32 })), [16, 28, 1]);
  same(await sized(given('A', { rgba: true })), [16, 12, 4]);
  same(await sized(given('A', { width: 40, height: 1000 })), [40, 30, 1]);
  const about = await pixmill(given('AB')).metadata();
  same([about.format, about.width, about.height, about.channels, about.space], ['raw', 24, 12, 1, 'b-w']);
  await pixmill.ready();
  same(pixmill(given('AB')).metadataSync(), about);
  sameBytes(pixmill(given('AB')).raw().toBufferSync(), data);
  const plan = await pixmill(given('AB')).resize(48).plan();
  same([plan.width, plan.height, plan.outputs[0].width], [24, 12, 48]);
  await digest('text', await pixmill(given('<b>AB</b> <i>A</i> <u>BCD</u>', { rgba: true, dpi: 200 })).png().toBuffer());
});

test('a font of text is bytes, a path, a data: URL, or one of those for all', async () => {
  const expected = await pixmill(given('A')).raw().toBuffer();
  for (const file of [fontfile().buffer, `data:font/ttf;base64,${BOXES}`, new URL(`data:;base64,${BOXES}`)]) {
    sameBytes(await pixmill(given('A', { fontfile: file })).raw().toBuffer(), expected);
  }
  const { fontfile: own, ...plain } = given('A').text;
  sameBytes(await pixmill({ text: plain }, { fonts: [own] }).raw().toBuffer(), expected);
  const [item] = await pixmill.batch([{ text: plain }], { fonts: [own] }).raw().toArray();
  sameBytes(item.value.data, expected);
  const changed = fontfile();
  const pipeline = pixmill(given('A', { fontfile: changed }));
  changed.fill(0);
  sameBytes(await pipeline.raw().toBuffer(), expected);
  if (!has('files', runtime)) return;
  const path = `${folder}/text.ttf`;
  process.getBuiltinModule('fs').writeFileSync(path, fontfile());
  sameBytes(await pixmill(given('A', { fontfile: path })).raw().toBuffer(), expected);
  await fails(() => pixmill(given('A', { fontfile: `${folder}/none.ttf` })), 'NotFound', { path: /none\.ttf/ });
});

test('text lies over an image, and beside others', async () => {
  const white = { create: { width: 10, height: 12, channels: /** @type {const} */ (3), background: 'white' } };
  const over = pixmill(white).composite([{ input: given('B', { rgba: true }), left: 1, top: 0 }]);
  const row = (data, channels) => Array.from({ length: 10 }, (_, x) => (data[x * channels] === 0 ? '#' : '.')).join('');
  equal(row(await over.raw().toBuffer(), 4), '.########.');
  const recipe = over.raw().toRecipe();
  same(pixmill.recipe(recipe), recipe);
  // White on black, as libvips gives it.
  equal(row(await pixmill(white).composite([{ input: given('B'), left: 1, top: 0 }]).raw().toBuffer(), 4), '..........');
  same(await sized([given('A'), given('B')]), [16, 24, 1]);
});

test('without a font the default one is drawn', async () => {
  const [narrow, wide] = await Promise.all(['i', 'W'].map((text) => sized({ text: { text, font: '40px' } })));
  ok(narrow[0] < wide[0] && wide[1] > 20, `${narrow} ${wide}`);
});

test('what is wrong with a text is a coded error with its place', async () => {
  const ends = (input, options) => pixmill(input, options).raw().toBuffer();
  await fails(ends(given('A & B')), 'InvalidOption', { path: 'input.text.text', expected: /&amp;/ });
  await fails(ends(given('<em>A</em>')), 'InvalidOption', { path: 'input.text.text', found: '<em>' });
  await fails(ends(given(' ')), 'InvalidOption', { path: 'input.text.text', found: 'nothing to draw' });
  await fails(ends(given('A', { dpi: 100, height: 10 })), 'InvalidOption', { path: 'input.text' });
  await fails(() => pixmill({ text: { font: 'a' } }), 'InvalidOption', { path: 'input.text.text' });
  await fails(() => pixmill(given('A', { align: 'top' })), 'InvalidOption', { path: 'input.text.align' });
  await fails(() => pixmill({ ...given('A'), create: { width: 1, height: 1 } }), 'InvalidOption', { path: 'input' });
  await fails(ends(given('A'), { limits: { pixels: 16 * 12 - 1 } }), 'PixelLimit');
});
