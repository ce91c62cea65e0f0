/** What is told of an image without writing it. */
import { digest, equal, fails, ok, pixmill, same, test } from '../harness.js';
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
