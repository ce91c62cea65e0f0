/** What is told of an image without writing it. */
import { equal, fails, ok, pixmill, same, test } from '../harness.js';
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
