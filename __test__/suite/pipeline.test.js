/** One image: steps, formats, ends, and what the recipe says. */
import { digest, equal, fails, ok, pixmill, same, sameBytes, test } from '../harness.js';
import { animatedGif, deepPhoto, halves, photo, withOrientation } from '../fixtures.js';

/** @param {any} input */
async function pixels(input) {
  const { data, info } = await pixmill(input).toFormat('raw').toBuffer({ resolveWithObject: true });
  return { data, ...info };
}

test('a call gives a new pipeline and leaves the old one alone', async () => {
  const base = pixmill(photo(40, 30));
  const small = base.resize(10);
  same(base.toRecipe(), { version: 1 });
  same(small.toRecipe(), { version: 1, steps: [{ op: 'resize', width: 10 }] });
  equal((await small.png().toBuffer({ resolveWithObject: true })).info.width, 10);
  const png = base.png();
  same(base.toRecipe(), { version: 1 });
  png.webp();
  png.outputs([{ name: 'a', format: 'gif' }]);
  same(png.toRecipe(), { version: 1, outputs: [{ format: 'png' }] });
});

test('what was given or taken out may change without changing the pipeline', () => {
  const background = { r: 1, g: 2, b: 3 };
  const options = { width: 4, height: 4, fit: 'contain', background };
  const pipeline = pixmill(photo(4, 4)).resize(options).png();
  const expected = JSON.stringify(pipeline.toRecipe());
  options.width = 9;
  const taken = pipeline.toRecipe();
  taken.steps[0].width = 7;
  taken.steps.push({ op: 'flatten' });
  taken.outputs[0].format = 'webp';
  equal(JSON.stringify(pipeline.toRecipe()), expected);
  const recipe = { steps: [{ op: 'resize', width: 3 }] };
  const checked = pixmill.recipe(recipe);
  recipe.steps[0].width = 5;
  equal(checked.steps[0].width, 3);
});

test('resize fits as each fit says', async () => {
  const sizes = { cover: [20, 20], contain: [20, 20], fill: [20, 20], inside: [20, 10], outside: [40, 20] };
  for (const [fit, [width, height]] of Object.entries(sizes)) {
    const { info } = await pixmill(photo(80, 40)).resize(20, 20, { fit }).png().toBuffer({ resolveWithObject: true });
    same([info.width, info.height], [width, height], fit);
  }
  const { info } = await pixmill(photo(80, 40)).resize({ width: 200, withoutEnlargement: true }).png().toBuffer({ resolveWithObject: true });
  same([info.width, info.height], [80, 40]);
});

test('steps run in the written order, and may occur twice', async () => {
  const twice = await pixmill(photo(64, 64)).resize(32).resize(48, 16, { fit: 'fill' }).png().toBuffer({ resolveWithObject: true });
  same([twice.info.width, twice.info.height], [48, 16]);
});

test('the last format wins, and aliases are the same format', async () => {
  const { info } = await pixmill(photo(8, 8)).png().webp().jpg({ quality: 50 }).toBuffer({ resolveWithObject: true });
  equal(info.format, 'jpeg');
  equal(info.quality, 50);
  const several = [{ name: 'a', format: 'png' }, { name: 'b', format: 'gif' }];
  same(pixmill().outputs(several).webp({ quality: 9 }).toRecipe().outputs, [{ format: 'webp', quality: 9 }]);
  same(pixmill().webp().outputs(several).toRecipe().outputs, several);
  same(pixmill().toFormat('JPG').toRecipe(), pixmill().jpeg().toRecipe());
  same(pixmill().tif().toRecipe(), pixmill().tiff().toRecipe());
});

test('every format that is written is read back at its size', async () => {
  const written = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff', 'bmp', 'ico', 'qoi', 'pnm', 'hdr', 'tga'];
  for (const format of written) {
    const bytes = await pixmill(photo(33, 21)).toFormat(format).toBuffer();
    await digest(`written ${format}`, bytes);
    const metadata = await pixmill(bytes).metadata();
    same([metadata.format, metadata.width, metadata.height], [format, 33, 21]);
    equal(metadata.size, bytes.byteLength);
    await digest(`read ${format}`, (await pixels(bytes)).data);
  }
});

test('formats without loss give every sample back', async () => {
  const image = photo(31, 17, { noise: 255 });
  for (const [format, options] of [['png', {}], ['bmp', {}], ['tiff', {}], ['qoi', {}], ['pnm', {}], ['tga', {}], ['tga', { rle: false }], ['webp', { lossless: true }], ['avif', { lossless: true }], ['png', { compressionLevel: 0 }]]) {
    const bytes = await pixmill(image).toFormat(format, options).toBuffer();
    sameBytes((await pixels(bytes)).data, image.data, format);
  }
  for (const [channels, formats] of [[1, ['png', 'tiff', 'pnm', 'tga']], [2, ['png', 'tiff', 'pnm', 'tga']], [4, ['png', 'tiff', 'bmp', 'ico', 'qoi', 'pnm', 'tga']]]) {
    const other = photo(29, 11, { channels, noise: 255 });
    for (const format of formats) sameBytes((await pixels(await pixmill(other).toFormat(format).toBuffer())).data, other.data, `${format} with ${channels} channels`);
  }
  const clear = photo(29, 11, { channels: 4, noise: 255 });
  sameBytes((await pixels(await pixmill(clear).webp({ lossless: true, exact: true }).toBuffer())).data, clear.data, 'webp with exact');
});

test('an icon has the sizes that are asked for, or the image as it is', async () => {
  const sides = (bytes) => Array.from({ length: bytes[4] }, (_, entry) => bytes[6 + 16 * entry]);
  const given = [48, 16, 64];
  const pipeline = pixmill(photo(300, 200)).toFormat('ico', { sizes: given });
  given.push(999);
  same(sides(new Uint8Array(await pipeline.toBuffer())), [16, 48, 64]);
  same(sides(new Uint8Array(await pixmill(photo(20, 20)).ico().toBuffer())), [20]);
  await fails(pixmill(photo(300, 200)).ico().toBuffer(), 'SizeLimit', { message: /from 1 to 256 for ico, found 300 × 200/ });
  await fails(() => pixmill().ico({ sizes: [0] }), 'InvalidOption', { message: /expected integer from 1 to 256, or 1 to 32 of them/ });
});

test('an icon that claims more bytes than there can be is read as far as it goes, wherever sizes have 32 bits', async () => {
  const icon = new Uint8Array(await pixmill(photo(20, 20)).ico().toBuffer());
  const whole = await pixels(icon);
  icon.fill(255, 14, 18);
  sameBytes((await pixels(icon)).data, whole.data);
});

test('sixteen bits stay sixteen bits where the format can carry them', async () => {
  const image = deepPhoto(19, 13);
  for (const format of ['png', 'tiff', 'pnm']) {
    const bytes = await pixmill(image).toFormat(format).toBuffer();
    equal((await pixmill(bytes).metadata()).depth, 'ushort', format);
    sameBytes((await pixels(bytes)).data, image.data, format);
  }
  equal((await pixmill(await pixmill(image).avif({ bitdepth: 10 }).toBuffer()).metadata()).depth, 'ushort');
  for (const format of ['jpeg', 'avif']) equal((await pixmill(await pixmill(image).toFormat(format).toBuffer()).metadata()).depth, 'uchar', format);
});

test('alpha is kept where the format can carry it, else flattened on black', async () => {
  const image = photo(16, 16, { channels: 4 });
  equal((await pixmill(await pixmill(image).png().toBuffer()).metadata()).hasAlpha, true);
  const clear = { data: new Uint8Array(16 * 16 * 4).fill(255).map((value, at) => (at % 4 === 3 ? 0 : value)), width: 16, height: 16, channels: 4 };
  const { data, channels } = await pixels(await pixmill(clear).bmp().toBuffer());
  ok(channels === 3 ? data[0] === 0 : data[3] === 0, `found ${Array.from(data.slice(0, 4))}`);
});

test('AVIF is written by its settings, with alpha and grey, and refuses what it cannot be', async () => {
  const image = photo(40, 30, { channels: 4 });
  const sizes = [];
  for (const options of [{}, { quality: 90 }, { lossless: true }, { effort: 0 }, { chromaSubsampling: '4:2:0' }, { bitdepth: 10 }, { bitdepth: 10, effort: 0 }, { bitdepth: 10, effort: 0, lossless: true }]) {
    const bytes = await pixmill(image).avif(options).toBuffer();
    await digest(`avif ${JSON.stringify(options)}`, bytes);
    const { hasAlpha, chromaSubsampling } = await pixmill(bytes).metadata();
    same([hasAlpha, chromaSubsampling], [true, options.chromaSubsampling ?? '4:4:4']);
    sizes.push(bytes.byteLength);
  }
  ok(sizes[0] < sizes[1] && sizes[1] < sizes[2], `${sizes}`);
  const grey = await pixmill(photo(21, 13, { channels: 1 })).avif({ lossless: true }).toBuffer();
  same([(await pixmill(grey).metadata()).channels, (await pixels(grey)).channels], [1, 1]);
  sameBytes((await pixels(grey)).data, photo(21, 13, { channels: 1 }).data);
  await fails(pixmill(image).avif({ bitdepth: 9 }).toBuffer(), 'InvalidOption', { expected: '8 or 10' });
  await fails(pixmill(image).avif({ lossless: true, chromaSubsampling: '4:2:0' }).toBuffer(), 'InvalidOption', { found: '4:2:0' });
});

test('an orientation is applied before step 1, and only once', async () => {
  const upright = await pixmill(halves(48, 32)).jpeg({ quality: 95 }).toBuffer();
  // Orientation 6: the stored picture is to be turned by 90 degrees clockwise; its left becomes its top.
  const turned = withOrientation(upright, 6);
  const metadata = await pixmill(turned).metadata();
  same([metadata.width, metadata.height, metadata.orientation], [32, 48, 6]);
  same(metadata.stored, { width: 48, height: 32 });
  const image = await pixels(turned);
  same([image.width, image.height], [32, 48]);
  const top = Array.from(image.data.slice(0, 3));
  const bottom = Array.from(image.data.slice(-3));
  ok(top[0] > 200 && top[2] < 60, `top: ${top}`);
  ok(bottom[2] > 200 && bottom[0] < 60, `bottom: ${bottom}`);
  const { info } = await pixmill(turned, { autoOrient: false }).png().toBuffer({ resolveWithObject: true });
  same([info.width, info.height], [48, 32]);
});

test('an animation shows its first frame in a still, and any by page', async () => {
  const gif = animatedGif(12, 5);
  const metadata = await pixmill(gif).metadata();
  same([metadata.pages, metadata.width], [5, 12]);
  // Frame n is index 20 n of a table whose colours are [i, 255 - i, i ^ 0x55].
  const first = await pixels(await pixmill(gif).png().toBuffer());
  same(Array.from(first.data.slice(0, 3)), [0, 255, 0x55]);
  const third = await pixels(await pixmill(gif, { page: 2 }).png().toBuffer());
  same(Array.from(third.data.slice(0, 3)), [40, 215, 40 ^ 0x55]);
});

test('an animated GIF stays one: its frames, what each shows, and how often it is shown', async () => {
  const gif = animatedGif(12, 5);
  const out = await pixmill(gif).resize(24, 24, { kernel: 'nearest' }).gif().toBuffer();
  const found = await pixmill(out).metadata();
  same([found.pages, found.loop, found.width], [5, 0, 24]);
  for (let page = 0; page < 5; page += 1) {
    const shown = await pixels(await pixmill(out, { page }).png().toBuffer());
    same(Array.from(shown.data.slice(-3)), [page * 20, 255 - page * 20, (page * 20) ^ 0x55]);
  }
  equal((await pixmill(await pixmill(gif).gif({ loop: 3, delay: [40, 200] }).toBuffer()).metadata()).loop, 3);
  await fails(() => pixmill().gif({ delay: [40, -1] }), 'InvalidOption', { path: 'outputs[0].delay' });
  equal((await pixmill(await pixmill(gif, { animated: false }).gif().toBuffer()).metadata()).pages, 1);
  await digest('an animated GIF', out);
});

test('an animation stays one in every format that has them, and from one to the next', async () => {
  let from = animatedGif(12, 5);
  for (const [format, options] of [['webp', { lossless: true, loop: 2 }], ['png', {}], ['webp', { lossless: true, minSize: true }], ['gif', {}], ['png', { progressive: true, delay: 70 }]]) {
    const out = await pixmill(from).toFormat(format, options).toBuffer();
    const found = await pixmill(out).metadata();
    same([found.format, found.pages, found.loop, found.width], [format, 5, 2, 12], format);
    for (let page = 0; page < 5; page += 1) {
      const shown = await pixels(await pixmill(out, { page }).bmp().toBuffer());
      same(Array.from(shown.data.slice(-3)), [page * 20, 255 - page * 20, (page * 20) ^ 0x55]);
    }
    await digest(`an animation as ${format} with ${JSON.stringify(options)}`, out);
    from = out;
  }
  equal((await pixmill(await pixmill(from, { animated: false }).webp().toBuffer()).metadata()).pages, 1);
});

test('a palette, few bits and the search for the smallest form show what they should', async () => {
  const image = photo(40, 30, { channels: 4 });
  for (const options of [{ palette: true }, { colours: 16, dither: 0.5 }, { quality: 70, effort: 3 }, { bitdepth: 2 }, { compressionLevel: 10 }, { progressive: true }, { compressionLevel: 1 }]) {
    const out = await pixmill(image).png(options).toBuffer();
    const { width, height, hasAlpha, isProgressive } = await pixmill(out).metadata();
    same([width, height, hasAlpha, isProgressive], [40, 30, true, options.progressive === true], JSON.stringify(options));
    await digest(`a PNG with ${JSON.stringify(options)}`, out);
  }
  await fails(pixmill(image).png({ bitdepth: 5 }).toBuffer(), 'InvalidOption', { path: 'bitdepth' });
});

test('outputs() gives several results of one decode', async () => {
  const outputs = [{ name: 'large', format: 'webp' }, { name: 'small', steps: [{ op: 'resize', width: 10 }], format: 'jpeg', quality: 60 }];
  const results = await pixmill(photo(60, 40)).resize(30).outputs(outputs).toBuffers();
  same(results.map(({ name, info }) => [name, info.format, info.width]), [['large', 'webp', 30], ['small', 'jpeg', 10]]);
  sameBytes(results[0].data, await pixmill(photo(60, 40)).resize(30).webp().toBuffer(), 'large');
  sameBytes(results[1].data, await pixmill(photo(60, 40)).resize(30).resize(10).jpeg({ quality: 60 }).toBuffer(), 'small');
  await fails(pixmill(photo(6, 4)).outputs(outputs).toBuffer(), 'InvalidOption');
});

test('a recipe is plain JSON that gives the same image again', async () => {
  const pipeline = pixmill(photo(50, 40)).flatten({ background: '#336699' }).resize(20, 10, { kernel: 'mitchell' }).webp({ quality: 70 });
  const recipe = pixmill.recipe(JSON.parse(JSON.stringify(pipeline.toRecipe())));
  const [{ value }] = await pixmill.batch([{ input: photo(50, 40), recipe }]).toArray();
  sameBytes(value.data, await pipeline.toBuffer());
  await digest('resized by mitchell', value.data);
});

test('every kernel gives the same bytes everywhere', async () => {
  const kernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'];
  for (const kernel of kernels) {
    await digest(`kernel ${kernel}`, await pixmill(photo(97, 61, { channels: 4 })).resize(41, 67, { fit: 'fill', kernel }).png().toBuffer());
  }
  const deep = { data: new Uint8Array(61 * 47 * 8).map((_, at) => (at * 73) ^ (at >> 5)), width: 61, height: 47, channels: 4, depth: 'ushort' };
  await digest('16 bit with alpha', await pixmill(deep).resize(23, 31, { fit: 'fill' }).png().toBuffer());
  await digest('scaled decode', await pixmill(await pixmill(photo(640, 480)).jpeg().toBuffer()).resize(77).png().toBuffer());
});

test('plan() tells size, flavour and cost without decoding', async () => {
  const plan = await pixmill(photo(800, 600)).resize(200).webp().plan();
  same([plan.format, plan.width, plan.height, plan.flavour], ['raw', 800, 600, 'basic']);
  same(plan.outputs, [{ name: 'main', format: 'webp', width: 200, height: 150 }]);
  ok(plan.peak > 800 * 600 * 3, `found ${plan.peak}`);
});

test('each end gives the same bytes in its own form', async () => {
  const pipeline = pixmill(photo(24, 24)).png();
  const buffer = await pipeline.toBuffer();
  const { data, info } = await pipeline.toUint8Array();
  sameBytes(data, buffer);
  same([info.format, info.width], ['png', 24]);
  const blob = await pipeline.toBlob();
  equal(blob.type, 'image/png');
  sameBytes(new Uint8Array(await blob.arrayBuffer()), buffer);
  const response = await pipeline.toResponse();
  equal(response.headers.get('content-length'), String(buffer.byteLength));
  sameBytes(new Uint8Array(await response.arrayBuffer()), buffer);
  sameBytes(new Uint8Array(await new Response(pipeline.toStream()).arrayBuffer()), buffer);
  const through = new Blob([buffer]).stream().pipeThrough(pixmill().png().transform());
  sameBytes(new Uint8Array(await new Response(through).arrayBuffer()), buffer);
  if (globalThis.Buffer) ok(buffer instanceof Buffer, 'a Buffer where there is one');
});

test('progress tells what ended', async () => {
  const stages = [];
  await pixmill(photo(8, 8)).png().toBuffer({ onProgress: ({ stage }) => stages.push(stage) });
  same(stages, ['read', 'plan', 'convert']);
});
