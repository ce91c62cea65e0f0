/** Pyramids of tiles: what `tile()` makes of a pipeline, and the files in its ZIP. */
import { digest, equal, fails, pixmill, same, test } from '../harness.js';
import { photo } from '../fixtures.js';

const names = (/** @type {Uint8Array} */ zip) => pixmill.unzipSync(zip).map(({ name }) => name).toSorted();

test('tile() makes a pyramid of the format before it, with its options, and the last format wins', async () => {
  const base = pixmill(photo(21, 10));
  same(base.tile({ size: 8 }).toRecipe().outputs, [{ format: 'dz', size: 8 }]);
  same(base.png({ compressionLevel: 9 }).tile({ center: true }).toRecipe().outputs, [{ format: 'dz', tileFormat: 'png', png: { compressionLevel: 9 }, centre: true }]);
  same(base.jpeg({ quality: 7, force: false }).tile().toRecipe().outputs, [{ format: 'dz', jpeg: { quality: 7 } }]);
  same(base.webp().tile({ size: 8 }).tile({ overlap: 1 }).toRecipe().outputs, [{ format: 'dz', tileFormat: 'webp', webp: {}, size: 8, overlap: 1 }]);
  same(base.tile().png().toRecipe().outputs, [{ format: 'png' }]);
  await fails(() => base.gif().tile(), 'InvalidOption', { path: 'format' });
  await fails(() => base.tile({ layout: 'other' }), 'InvalidOption', { path: 'outputs[0].layout' });
  await fails(() => base.tile({ size: 8, jpeg: { quality: 0 } }), 'InvalidOption', { path: 'outputs[0].jpeg.quality' });
  await fails(base.tile({ size: 8, overlap: 9 }).toBuffer(), 'InvalidOption', { path: 'overlap' });
});

test('its ZIP holds the tiles of every level and what describes them', async () => {
  const { data, info } = await pixmill(photo(21, 10)).png().tile({ size: 8, basename: 'a' }).toBuffer({ resolveWithObject: true });
  same([info.format, info.width, info.height, info.size], ['dz', 21, 10, data.byteLength]);
  // 21 × 10, 11 × 5, 6 × 3, 3 × 2, 2 × 1, 1 × 1 in tiles of 8.
  const levels = [[0, 1, 1], [1, 1, 1], [2, 1, 1], [3, 1, 1], [4, 2, 1], [5, 3, 2]];
  const expected = levels.flatMap(([level, across, down]) => Array.from({ length: across * down }, (_, at) => `a_files/${level}/${at % across}_${Math.floor(at / across)}.png`));
  same(names(data), ['a.dzi', ...expected].toSorted());
  await digest('a pyramid', data);
  const google = await pixmill(photo(21, 10)).tile({ size: 8, layout: 'google' }).toBuffer();
  same(names(google).slice(0, 3), ['untitled/0/0/0.jpg', 'untitled/1/0/0.jpg', 'untitled/1/0/1.jpg']);
  const largest = pixmill.unzipSync(data).find(({ name }) => name === 'a_files/5/1_1.png');
  const { data: tile } = await pixmill(largest?.data).raw().toBuffer({ resolveWithObject: true });
  const part = await pixmill(photo(21, 10)).extract({ left: 8, top: 8, width: 8, height: 2 }).raw().toBuffer();
  same([...tile], [...part]);
  equal((await pixmill(photo(21, 10)).tile({ size: 8 }).plan()).outputs[0].format, 'dz');
});
