/** What is told of an image without writing it. */
import { digest, equal, fails, ok, pixmill, same, sameBytes, test } from '../harness.js';
import { animatedGif, photo, withOrientation } from '../fixtures.js';

/** The samples of the figures below. @param {number} width @param {number} height @param {1 | 2 | 3 | 4} channels */
function samples(width, height, channels) {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => i * 37 + ((i * i) >> 3) + 11);
  return { data, width, height, channels };
}

/** @param {number} found @param {number} expected @param {string} words */
function near(found, expected, words) {
  ok(Math.abs(found - expected) <= 1e-6 * Math.abs(expected), `${words}: expected ${expected}, found ${found}`);
}

test('stats are those of sharp', async () => {
  // sharp 0.35.5, stats() of the same samples.
  const { channels, entropy, sharpness, ...rest } = await pixmill(samples(5, 4, 4)).stats();
  equal(channels.length, 4);
  const { stdev, ...exact } = channels[3];
  same(exact, { min: 20, max: 254, sum: 2810, squaresSum: 497510, mean: 140.5, minX: 1, minY: 0, maxX: 2, maxY: 1 });
  near(stdev, 73.5222844842941, 'stdev');
  near(entropy, 4.121928036212921, 'entropy');
  near(sharpness, 19.33067834075023, 'sharpness');
  same(rest, { isOpaque: false, dominant: { r: 40, g: 88, b: 136 } });
});

test('stats are of the upright input, and of the result where that is asked for', async () => {
  const input = photo(40, 30);
  const jpeg = withOrientation(await pixmill(input).jpeg().toBuffer(), 6);
  const { width } = await pixmill(jpeg).metadata();
  equal(width, 30);
  const [asStored, turned] = await Promise.all([pixmill(jpeg, { autoOrient: false }).stats(), pixmill(jpeg).stats()]);
  equal(asStored.channels[0].sum, turned.channels[0].sum);
  // Turned by a quarter the row from the top is the column from the right.
  ok(turned.channels[0].maxX < 30, 'within the turned width');
  const dark = pixmill(input).resize(20).linear(0.5);
  same(await dark.stats(), await pixmill(input).stats());
  const after = await dark.stats({ result: true });
  same(after, await pixmill(await dark.png().toBuffer()).stats());
  ok(after.channels[0].max < 129, 'half as bright');
  const several = dark.outputs([{ name: 'a', format: 'webp' }, { name: 'b', format: 'png', steps: [{ op: 'negate' }] }]);
  same(await several.stats({ result: true }), after, 'steps of single outputs do not count');
});

test('stats of an animation are of its first frame, and wrong calls are errors with codes', async () => {
  const gif = animatedGif(20, 3);
  same(await pixmill(gif).stats(), await pixmill(gif, { animated: false }).stats());
  await fails(pixmill(samples(2, 2, 3)).stats({ results: true }), 'InvalidOption');
  await fails(pixmill(samples(2, 2, 3)).stats({ result: 1 }), 'InvalidOption', { path: 'result' });
  await fails(pixmill(new Uint8Array([1, 2, 3])).stats(), 'UnknownFormat');
  await fails(pixmill(photo(50, 50), { limits: { pixels: 99 } }).stats(), 'PixelLimit');
});

test('a placeholder is a ThumbHash, a short data: URL, the size of the result and its average colour', async () => {
  const data = new Uint8Array(23 * 17 * 4);
  for (let y = 0; y < 17; y += 1) for (let x = 0; x < 23; x += 1) data.set([(x * 255) / 23, (y * 255) / 17, x * y * 3, x * 11 + y * 5], (y * 23 + x) * 4);
  const { thumbHash, dataUrl, ...rest } = await pixmill({ data, width: 23, height: 17, channels: 4 }).placeholder();
  // thumbhash 0.1.1 of npm, rgbaToThumbHash() of the same pixels.
  same(Array.from(thumbHash), [95, 40, 134, 12, 144, 24, 99, 121, 128, 122, 150, 88, 57, 60, 249, 146, 111, 24, 176, 117, 179, 118, 136, 120, 7]);
  equal(thumbHash.buffer.byteLength, thumbHash.byteLength);
  same([rest.width, rest.height], [23, 17]);
  ok(/^#[0-9a-f]{8}$/.test(rest.averageColour), rest.averageColour);
  ok(dataUrl.startsWith('data:image/webp;base64,') && dataUrl.length <= 1024, dataUrl);
  const picture = Uint8Array.from(atob(dataUrl.split(',')[1]), (letter) => letter.charCodeAt(0));
  const { format, width, height, hasAlpha } = await pixmill(picture).metadata();
  same([format, width, height, hasAlpha], ['webp', 23, 17, true]);
  await digest('a placeholder', new TextEncoder().encode(dataUrl));
});

test('a placeholder is of what the steps make, decoded no larger than it needs', async () => {
  const jpeg = await pixmill(photo(1600, 1200)).jpeg().toBuffer();
  const whole = await pixmill(jpeg).placeholder();
  same([whole.width, whole.height], [1600, 1200]);
  const turned = await pixmill(withOrientation(jpeg, 6)).placeholder();
  same([turned.width, turned.height], [1200, 1600]);
  const noisy = await pixmill(photo(300, 300, { noise: 255 })).placeholder();
  ok(noisy.dataUrl.length <= 1024, 'however much there is to see');
  const cropped = await pixmill(jpeg).resize(400, 400).placeholder();
  same([cropped.width, cropped.height], [400, 400]);
  const flat = await pixmill({ data: new Uint8Array([255, 128, 0]), width: 1, height: 1, channels: 3 }).placeholder();
  equal(flat.averageColour, '#ff8000');
  const several = pixmill(jpeg).outputs([{ name: 'a', format: 'webp' }, { name: 'b', format: 'png', steps: [{ op: 'resize', width: 20 }] }]);
  same([...(await several.placeholder()).thumbHash], [...whole.thumbHash], 'steps of single outputs do not count');
  await fails(pixmill(new Uint8Array([1, 2, 3])).placeholder(), 'UnknownFormat');
});

/** What is scored takes seconds in a build without optimisation. */
const SLOW = { ms: 300_000 };
const encode = (pipeline) => pipeline.toBuffer({ resolveWithObject: true });

test('maxBytes takes the best quality whose file fits', async () => {
  const input = photo(120, 90, { channels: 4, noise: 60 });
  for (const format of ['jpeg', 'webp', 'avif']) {
    const extra = format === 'avif' ? { effort: 0 } : {};
    const at = async (quality) => (await pixmill(input).toFormat(format, { ...extra, quality }).toBuffer()).byteLength;
    const maxBytes = await at(60);
    const { data, info } = await encode(pixmill(input).toFormat(format, { ...extra, maxBytes }));
    ok(data.byteLength <= maxBytes, `${format}: ${data.byteLength} of ${maxBytes} bytes`);
    ok(info.quality >= 60, `${format}: quality ${info.quality}`);
    sameBytes(data, await pixmill(input).toFormat(format, { ...extra, quality: info.quality }).toBuffer(), format);
    await digest(`maxBytes of ${format}`, data);
    // A quality that is given is the most that is wanted.
    const capped = await encode(pixmill(input).toFormat(format, { ...extra, maxBytes, quality: 40 }));
    equal(capped.info.quality, 40);
    const roomy = await encode(pixmill(input).toFormat(format, { ...extra, maxBytes: 1_000_000 }));
    equal(roomy.info.quality, 100);
    const smallest = await at(1);
    const error = await fails(pixmill(input).toFormat(format, { ...extra, maxBytes: smallest - 1 }).toBuffer(), 'TooLarge', { limit: smallest - 1, option: 'maxBytes' });
    equal(error.found, String(smallest), 'the smallest that was reached');
  }
});

test('maxBytes counts metadata, and holds for each of several outputs and for animations', async () => {
  const input = photo(90, 90, { noise: 60 });
  const xmp = `<x>${'y'.repeat(3000)}</x>`;
  const maxBytes = 6000;
  const plain = await encode(pixmill(input).jpeg({ maxBytes }));
  const tagged = await encode(pixmill(input).jpeg({ maxBytes }).withXmp(xmp));
  ok(tagged.data.byteLength <= maxBytes, `${tagged.data.byteLength} bytes`);
  ok(tagged.info.quality < plain.info.quality, 'less is left for the picture');
  equal((await pixmill(tagged.data).metadata()).xmp.byteLength, xmp.length);
  const outputs = [
    { name: 'a', format: 'jpeg', maxBytes: 4000 },
    { name: 'b', format: 'webp', maxBytes: 2000, steps: [{ op: 'resize', width: 60 }] },
    { name: 'c', format: 'png' },
  ];
  const [a, b, c] = await pixmill(input).outputs(outputs).toBuffers();
  ok(a.data.byteLength <= 4000 && b.data.byteLength <= 2000, `${a.data.byteLength} and ${b.data.byteLength} bytes`);
  same([a.info.width, b.info.width, c.info.format], [90, 60, 'png']);
  sameBytes(a.data, (await encode(pixmill(input).jpeg({ maxBytes: 4000 }))).data);
  const moving = await encode(pixmill(animatedGif(60, 3)).webp({ maxBytes: 1500 }));
  equal(moving.info.pages, 3);
  ok(moving.data.byteLength <= 1500, `${moving.data.byteLength} bytes`);
  await fails(pixmill(input).outputs([outputs[2], { ...outputs[0], maxBytes: 10 }]).toBuffers(), 'TooLarge', { path: 'outputs.a.maxBytes' });
});

test('maxBytes that make no sense are errors with codes', async () => {
  const input = photo(9, 9);
  for (const maxBytes of [0, -1, 1.5, '9']) await fails(() => pixmill(input).jpeg({ maxBytes }), 'InvalidOption', { path: 'outputs[0].maxBytes' });
  await fails(() => pixmill(input).png({ maxBytes: 100 }), 'InvalidOption');
  await fails(pixmill(input).webp({ maxBytes: 100, lossless: true }).toBuffer(), 'InvalidOption', { path: 'outputs[0].maxBytes' });
  await fails(pixmill(input).avif({ maxBytes: 100, lossless: true }).toBuffer(), 'InvalidOption', { path: 'outputs[0].maxBytes' });
});

test('what is held to be encoded again counts', async () => {
  const input = photo(400, 300);
  const [once, searched] = await Promise.all([pixmill(input).jpeg().plan(), pixmill(input).jpeg({ maxBytes: 9000 }).plan()]);
  ok(searched.peak >= once.peak + 2 * 400 * 300 * 3, `${once.peak} and ${searched.peak} bytes`);
});

test("quality 'auto' takes the lowest quality that reaches the target", async () => {
  // Grey: at half the resolution the fixture's colours would never look alike.
  const input = photo(64, 48, { channels: 1, noise: 63 });
  for (const format of ['jpeg', 'webp', 'avif']) {
    const extra = format === 'avif' ? { effort: 0 } : {};
    const low = await encode(pixmill(input).toFormat(format, { ...extra, quality: 'auto', target: 50 }));
    const high = await encode(pixmill(input).toFormat(format, { ...extra, quality: 'auto', target: 75 }));
    ok(low.info.score >= 50 && high.info.score >= 75, `${format}: scores ${low.info.score} and ${high.info.score}`);
    ok(low.info.quality < high.info.quality && low.data.byteLength < high.data.byteLength, `${format}: qualities ${low.info.quality} and ${high.info.quality}`);
    sameBytes(low.data, await pixmill(input).toFormat(format, { ...extra, quality: low.info.quality }).toBuffer(), format);
    await digest(`quality auto of ${format}`, high.data);
    const both = await encode(pixmill(input).toFormat(format, { ...extra, quality: 'auto', target: 75, maxBytes: low.data.byteLength }));
    ok(both.data.byteLength <= low.data.byteLength && both.info.score < 75, `${format}: ${both.data.byteLength} bytes, score ${both.info.score}`);
  }
}, SLOW);

test("quality 'auto' that cannot reach its target takes the best there is, and wrong options are errors with codes", async () => {
  const input = photo(64, 48, { noise: 255 });
  const { info } = await encode(pixmill(input).jpeg({ quality: 'auto', target: 100 }));
  equal(info.quality, 100);
  ok(info.score < 100, `score ${info.score}`);
  const alpha = await encode(pixmill(photo(64, 48, { channels: 2 })).webp({ quality: 'auto' }));
  ok(alpha.info.score >= 80, `score ${alpha.info.score}`);
  const tiny = await encode(pixmill(photo(1, 1)).webp({ quality: 'auto' }));
  ok(tiny.info.quality >= 1, 'one pixel');
  const moving = await encode(pixmill(animatedGif(40, 3)).webp({ quality: 'auto', target: 60 }));
  equal(moving.info.pages, 3);
  for (const quality of ['best', 0, 101, 1.5]) await fails(() => pixmill(input).jpeg({ quality }), 'InvalidOption', { path: 'outputs[0].quality' });
  await fails(() => pixmill(input).png({ quality: 'auto' }), 'InvalidOption', { path: 'outputs[0].quality' });
  await fails(() => pixmill(input).jpeg({ quality: 'auto', target: 101 }), 'InvalidOption', { path: 'outputs[0].target' });
  await fails(pixmill(input).jpeg({ target: 50 }).toBuffer(), 'InvalidOption', { path: 'outputs[0].target' });
  await fails(pixmill(input).webp({ quality: 'auto', lossless: true }).toBuffer(), 'InvalidOption', { path: 'outputs[0].quality' });
}, SLOW);
