/** Drawings with text: fonts that the caller gives, in every form in which they may come. */
import { digest, equal, fails, folder, pixmill, runtime, same, sameBytes, test } from '../harness.js';
import { BOXES } from '../font.js';
import { has } from '../only.js';

const font = () => Uint8Array.from(atob(BOXES), (letter) => letter.charCodeAt(0));
const drawing = (text) => new TextEncoder().encode(`<svg xmlns="http://www.w3.org/2000/svg" width="32" height="16"><text y="12" font-size="16">${text}</text></svg>`);
/** Which pixels of a row are black. */
const row = (samples, width, y) => Array.from({ length: width }, (_, x) => (samples[(y * width + x) * 4 + 3] === 255 ? '#' : '.')).join('');
const AB = `${'#'.repeat(24)}${'.'.repeat(8)}`;

test('text is drawn with fonts as bytes, as an ArrayBuffer and as a data: URL, to the same bytes', async () => {
  const bytes = drawing('AB');
  const samples = await pixmill(bytes, { fonts: [font()] }).raw().toBuffer();
  same([row(samples, 32, 0), row(samples, 32, 11), row(samples, 32, 12)], [AB, AB, '.'.repeat(32)]);
  await digest('text in a drawing', await pixmill(bytes, { fonts: [font()] }).resize(300).png().toBuffer());
  for (const given of [font().buffer, new DataView(font().buffer), `data:font/ttf;base64,${BOXES}`, new URL(`data:;base64,${BOXES}`)]) {
    sameBytes(await pixmill(bytes, { fonts: [given] }).raw().toBuffer(), samples);
  }
  const recipe = pixmill(bytes, { fonts: [font()] }).raw().toRecipe();
  equal(typeof recipe.input.fonts[0], 'string');
  same(pixmill.recipe(recipe), recipe);
  const [item] = await pixmill.batch([{ input: bytes, recipe }]).toArray();
  sameBytes(item.value.data, samples);
  const [shared] = await pixmill.batch([bytes], { fonts: [font()] }).raw().toArray();
  sameBytes(shared.value.data, samples);
  equal((await pixmill(bytes).metadata()).width, 32);
});

test('the bytes of a font are taken at the call', async () => {
  const given = font();
  const pipeline = pixmill(drawing('AB'), { fonts: [given] }).raw();
  given.fill(0);
  equal(row(await pipeline.toBuffer(), 32, 0), AB);
});

test('text without fonts is drawn in the default font, the same everywhere', async () => {
  const samples = await pixmill(drawing('Ia\u00fc')).raw().toBuffer();
  // The I of DejaVu Sans reaches from 0.098 to 0.197 of its size.
  equal(row(samples, 32, 6).slice(0, 4), '..#.');
  await digest('text in the default font', await pixmill(drawing('Ia\u00fc')).resize(300).png().toBuffer());
});

test('letters that the default font has not, and fonts that are none, are coded errors', async () => {
  await fails(pixmill(drawing('A\u6f22')).png().toBuffer(), 'UnsupportedFeature', { found: /give fonts/ });
  await fails(pixmill(drawing('AB'), { fonts: [new Uint8Array(4)] }).png().toBuffer(), 'InvalidOption', { path: 'input.fonts[0]' });
  for (const fonts of [font(), [7], [''], Array(33).fill(font())]) {
    await fails(() => pixmill(drawing('AB'), { fonts }), 'InvalidOption', { path: /^input\.fonts/ });
  }
  await fails(() => pixmill.recipe({ input: { fonts: ['font.ttf'] } }), 'InvalidOption', { path: 'input.fonts' });
  await fails(pixmill(drawing('AB'), { fonts: [font()], limits: { fonts: 100 } }).png().toBuffer(), 'MemoryLimit', { option: 'limits.fonts' });
});

test('a font is read from a path or file: URL where there are files', async () => {
  if (!has('files', runtime)) {
    await fails(() => pixmill(drawing('AB'), { fonts: ['font.ttf'] }), 'Unavailable');
    return;
  }
  const fs = process.getBuiltinModule('fs');
  const { pathToFileURL } = process.getBuiltinModule('url');
  const path = `${folder}/a font ü.ttf`;
  fs.writeFileSync(path, font());
  for (const given of [path, pathToFileURL(path), pathToFileURL(path).href]) {
    equal(row(await pixmill(drawing('AB'), { fonts: [given] }).raw().toBuffer(), 32, 0), AB);
  }
  await fails(() => pixmill(drawing('AB'), { fonts: [`${folder}/none.ttf`] }), 'NotFound', { path: /none\.ttf/ });
});

test('a drawing without a size is as large as what is drawn, wherever it is asked', async () => {
  const bytes = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><rect x="1" width="2" height="1" fill="red"/></svg>');
  await pixmill.ready();
  const sizes = [await pixmill(bytes).metadata(), pixmill(bytes).metadataSync(), await pixmill(bytes).plan()];
  same(sizes.map(({ width, height }) => [width, height]), [[2, 1], [2, 1], [2, 1]]);
  const samples = [await pixmill(bytes).raw().toBuffer(), pixmill(bytes).raw().toBufferSync()];
  for (const found of samples) same([...found], [0, 0, 0, 0, 255, 0, 0, 255]);
  const nothing = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
  await fails(pixmill(nothing).metadata(), 'UnsupportedFeature', { found: /no size/ });
  await fails(pixmill(nothing).png().toBuffer(), 'UnsupportedFeature', { found: /no size/ });
});
