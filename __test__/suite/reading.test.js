/** How an image is read: sharp's options of inputs, under its names. */
import { equal, fails, pixmill, same, test } from '../harness.js';
import { animatedGif, photo } from '../fixtures.js';

const pages = async (options) => (await pixmill(animatedGif(4, 6), options).webp().toBuffer({ resolveWithObject: true })).info.pages;
const plan = (options) => pixmill(photo(20, 10), options).plan();

test('so many frames are taken as are asked for', async () => {
  same(await Promise.all([{}, { pages: -1 }, { pages: 2 }, { pages: 1 }, { pages: 99 }].map(pages)), [6, 6, 2, 1, 6]);
  same(await Promise.all([{ page: 4, pages: 3 }, { page: 1, pages: 3 }, { animated: false, pages: 2 }].map(pages)), [2, 3, 2]);
  // Frames that are not taken count nowhere, but for those that the first of them stands on.
  const limits = { pixels: 4 * 4 * 3, frames: 3 };
  equal(await pages({ page: 1, pages: 2, limits }), 2);
  await fails(pages({ page: 1, pages: 3, limits }), 'FrameLimit');
  await fails(pages({ pages: 0 }), 'InvalidOption', { path: 'input.pages' });
});

test("sharp's names of limits are taken", async () => {
  await fails(plan({ limitInputPixels: 199 }), 'PixelLimit', { limit: 199, option: 'limits.pixels' });
  await fails(plan({ limitInputPixels: 199, limits: { pixels: 300 } }), 'PixelLimit', { limit: 199 });
  await fails(plan({ limitInputChannels: 2 }), 'ChannelLimit', { limit: 2, found: '3' });
  const made = (options) => pixmill({ create: { width: 30_000, height: 30_000, channels: 1 } }, options).plan();
  await fails(made(), 'PixelLimit', { limit: 268402689 });
  await fails(made({ limitInputPixels: true }), 'PixelLimit', { limit: 268402689 });
  for (const limitInputPixels of [0, false]) equal((await made({ limitInputPixels })).width, 30_000);
  for (const limitInputChannels of [0, false, true]) equal((await plan({ limitInputChannels, limits: { channels: 3 } })).width, 20);
  for (const wrong of [-1, '1']) await fails(() => pixmill(photo(2, 2), { limitInputPixels: wrong }), 'InvalidOption', { path: 'input.limitInputPixels' });
});

test('unlimited lifts the limits that are not named, but for pixels and channels', async () => {
  const wide = (options) => pixmill({ create: { width: 200_000, height: 1, channels: 1 } }, options).plan();
  await fails(wide(), 'SideLimit');
  equal((await wide({ unlimited: true })).width, 200_000);
  await fails(wide({ unlimited: true, limits: { side: 150_000 } }), 'SideLimit', { limit: 150_000 });
  await fails(pixmill({ create: { width: 30_000, height: 30_000, channels: 1 } }, { unlimited: true }).plan(), 'PixelLimit');
  equal((await plan({ sequentialRead: false })).width, 20);
});

test('a style sheet colours what a drawing does not', async () => {
  const drawing = new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="1"><style>.own { fill: #0000ff }</style>' +
      '<rect width="1" height="1"/><rect x="1" width="1" height="1" fill="lime"/><rect class="own" x="2" width="1" height="1"/></svg>',
  );
  const colours = async (options) => [...(await pixmill(drawing, options).raw({ channels: 3 }).toBuffer())];
  same(await colours({}), [0, 0, 0, 0, 255, 0, 0, 0, 255]);
  // As sharp 0.35.5 has it: over attributes, below the drawing's own rules.
  same(await colours({ svg: { stylesheet: 'rect { fill: #ff0000 }' } }), [255, 0, 0, 255, 0, 0, 0, 0, 255]);
  same(await colours({ svg: {} }), await colours({}));
  await fails(() => pixmill(drawing, { svg: { stylesheet: 7 } }), 'InvalidOption', { path: 'input.svg.stylesheet' });
});

test('an image within a page of a TIFF is asked for by its number', async () => {
  const tiff = await pixmill(photo(4, 4)).tiff().toBuffer();
  for (const options of [{ subifd: -1 }, { tiff: { subifd: -1 } }, { tiff: {} }]) equal((await pixmill(tiff, options).plan()).width, 4);
  for (const options of [{ subifd: 0 }, { tiff: { subifd: 0 } }]) {
    await fails(pixmill(tiff, options).png().toBuffer(), 'InvalidOption', { path: 'input.tiff.subifd', found: '0' });
  }
});
