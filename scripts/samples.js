/** Sample images, all made here: ramps with noise like photographs, line art, transparency, orientation, 16 bit, an animation. */
import { animatedGif, deepPhoto, noise, photo, withOrientation } from '../__test__/fixtures.js';

/** Black lines and circles on white. @param {number} width @param {number} height */
function drawing(width, height) {
  const data = new Uint8Array(width * height * 3).fill(255);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const ring = Math.hypot(x - width / 2, y - height / 2) % 80 < 3;
      const line = (x + y) % 200 < 2 || x % 150 === 0;
      if (ring || line) data.fill(0, at, at + 3);
    }
  }
  return { data, width, height, channels: 3 };
}

/** A coloured disc with soft edges on nothing. @param {number} size */
function disc(size) {
  const data = new Uint8Array(size * size * 4);
  for (let y = 0, at = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1, at += 4) {
      const inside = size / 2 - Math.hypot(x - size / 2, y - size / 2);
      data.set([(x * 255) / size, (y * 255) / size, 160, Math.max(0, Math.min(255, inside * 8))], at);
    }
  }
  return { data, width: size, height: size, channels: 4 };
}

/**
 * Each sample by name; `scale` makes all of them smaller.
 * @param {any} pixmill
 * @param {number} [scale]
 * @returns {AsyncGenerator<{name: string, bytes: Uint8Array}>}
 */
export async function* samples(pixmill, scale = 1) {
  const side = (pixels) => Math.max(8, Math.round(pixels * scale));
  const large = photo(side(4000), side(3000));
  const jpeg = await pixmill(large).jpeg({ quality: 88 }).toBuffer();
  yield { name: 'photos/landscape.jpg', bytes: jpeg };
  yield { name: 'photos/turned.jpg', bytes: withOrientation(jpeg, 6) };
  yield { name: 'photos/progressive.jpeg', bytes: await pixmill(photo(side(2400), side(1600), { seed: 2 })).jpeg({ progressive: true }).toBuffer() };
  yield { name: 'photos/noise.png', bytes: await pixmill({ data: noise(side(700) ** 2 * 3), width: side(700), height: side(700), channels: 3 }).png().toBuffer() };
  yield { name: 'photos/lossy.webp', bytes: await pixmill(photo(side(1920), side(1080), { seed: 3 })).webp().toBuffer() };
  yield { name: 'scans/deep.png', bytes: await pixmill(deepPhoto(side(1200), side(900))).png({ compressionLevel: 2 }).toBuffer() };
  yield { name: 'scans/page.tiff', bytes: await pixmill(drawing(side(1700), side(2200))).tiff().toBuffer() };
  yield { name: 'drawings/lines.png', bytes: await pixmill(drawing(side(1800), side(1200))).png().toBuffer() };
  yield { name: 'drawings/disc.png', bytes: await pixmill(disc(side(1000))).png().toBuffer() };
  yield { name: 'drawings/disc.webp', bytes: await pixmill(disc(side(600))).webp({ lossless: true, effort: 2 }).toBuffer() };
  yield { name: 'drawings/lines.bmp', bytes: await pixmill(drawing(side(800), side(600))).bmp().toBuffer() };
  yield { name: 'drawings/disc.qoi', bytes: await pixmill(disc(side(500))).qoi().toBuffer() };
  yield { name: 'drawings/animated.gif', bytes: animatedGif(side(160), 8) };
}
