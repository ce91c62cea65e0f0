/** What steps do to pixels, against values worked out by hand; only exact kernels, or colours far enough apart for a lossy format. */
import { equal, fails, ok, pixmill, same, sameBytes, sha256, test } from '../harness.js';
import { photo, withOrientation } from '../fixtures.js';

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const LIME = [0, 255, 0];

/** Raw RGB of rows of colours. @param {number[][][]} rows */
function raster(rows) {
  return { data: Uint8Array.from(rows.flat(2)), width: rows[0].length, height: rows.length, channels: /** @type {const} */ (3) };
}

/** Rows of colours, as a pipeline gives them. @param {any} pipeline */
async function rows(pipeline) {
  const { data, info } = await pipeline.toFormat('raw').toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const pixel = (x, y) => Array.from(data.subarray((y * width + x) * channels, (y * width + x + 1) * channels));
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => pixel(x, y)));
}

/** Eight wide, four high: red on the left, blue on the right. */
const wide = () => raster(Array.from({ length: 4 }, () => [RED, RED, RED, RED, BLUE, BLUE, BLUE, BLUE]));

test('cover keeps the part that position names', async () => {
  // The height fits as it is, so that nothing is interpolated: four of eight columns stay.
  const kept = {
    left: [RED, RED, RED, RED],
    centre: [RED, RED, BLUE, BLUE],
    right: [BLUE, BLUE, BLUE, BLUE],
  };
  for (const [position, row] of Object.entries(kept)) {
    same(await rows(pixmill(wide()).resize(4, 4, { fit: 'cover', position })), Array.from({ length: 4 }, () => row), position);
  }
  same(await rows(pixmill(wide()).resize(4, 4)), Array.from({ length: 4 }, () => kept.centre), 'by default');
});

test('contain pads with its background on the sides that position leaves', async () => {
  const band = Array.from({ length: 8 }, () => LIME);
  const row = [RED, RED, RED, RED, BLUE, BLUE, BLUE, BLUE];
  const repeat = (count, value) => Array.from({ length: count }, () => value);
  const expected = {
    centre: [...repeat(2, band), ...repeat(4, row), ...repeat(2, band)],
    top: [...repeat(4, row), ...repeat(4, band)],
    bottom: [...repeat(4, band), ...repeat(4, row)],
  };
  for (const [position, all] of Object.entries(expected)) {
    same(await rows(pixmill(wide()).resize(8, 8, { fit: 'contain', position, background: '#00ff00' })), all, position);
  }
  const black = await rows(pixmill(wide()).resize(8, 8, { fit: 'contain' }));
  same(black[0][0], [0, 0, 0], 'by default');
});

test('images turn, grow and shrink by the calls that users of sharp know', async () => {
  const [A, B, C, D] = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]];
  const image = () => pixmill(raster([[A, B], [C, D]]));
  const cases = [
    [image().flip(), [[C, D], [A, B]]],
    [image().flop(), [[B, A], [D, C]]],
    [image().flip(false).flop(false), [[A, B], [C, D]]],
    [image().rotate(), [[A, B], [C, D]]],
    [image().rotate(90), [[C, A], [D, B]]],
    [image().rotate(-90, { background: 'red' }), [[B, D], [A, C]]],
    [image().extract({ left: 1, top: 0, width: 1, height: 2 }), [[B], [D]]],
    [image().extend({ left: 1, bottom: 1, extendWith: 'copy' }), [[A, A, B], [C, C, D], [C, C, D]]],
    [image().extend({ right: 2, extendWith: 'mirror' }), [[A, B, B, A], [C, D, D, C]]],
    [image().extend(1).extract({ left: 1, top: 1, width: 2, height: 2 }), [[A, B], [C, D]]],
    [image().affine([[1, 0], [0, 1]], { odx: 1, interpolator: 'nearest', background: '#ff0000' }), [[RED, A], [RED, C]]],
    [image().affine([2, 0, 0, 1], { interpolator: 'nearest' }), [[A, A, B, B], [C, C, D, D]]],
    [image().extend({ top: 9, left: 4, right: 3, background: 'blue' }).trim({ lineArt: true }), [[A, B], [C, D]]],
    [image().extend({ top: 9, left: 4, right: 3, background: 'blue' }).trim({ lineArt: true, margin: 1 }), [[BLUE, BLUE, BLUE, BLUE], [BLUE, A, B, BLUE], [BLUE, C, D, BLUE]]],
    [image().resize({ scale: 2, kernel: 'nearest' }), [[A, A, B, B], [A, A, B, B], [C, C, D, D], [C, C, D, D]]],
    [image().resize(1, 2, { focus: { x: 1 } }), [[B], [D]]],
  ];
  for (const [index, [pipeline, expected]] of cases.entries()) same(await rows(pipeline), expected, JSON.stringify(cases[index][0].toRecipe().steps));
});

test('an area outside of the image is known from its header', async () => {
  const outside = pixmill(raster([[RED, BLUE]])).resize(20, 10, { fit: 'fill' }).extract({ left: 15, top: 0, width: 6, height: 1 });
  const found = { path: 'steps[1]', expected: 'an area within the image of 20 × 10 pixels', found: '6 × 1 from (15, 0)' };
  await fails(outside.plan(), 'InvalidOption', found);
  await fails(outside.toPixels(), 'InvalidOption', found);
  // What trim leaves is known with the pixels only.
  const trimmed = pixmill(raster([[RED, RED, BLUE, RED, RED]])).trim({ lineArt: true }).extract({ left: 0, top: 0, width: 2, height: 1 });
  await trimmed.plan();
  await fails(trimmed.toPixels(), 'InvalidOption', { path: 'steps[1]', expected: 'an area within the image of 1 × 1 pixels' });
});

test('a colour is the same in each of its forms', async () => {
  const padded = (background) => pixmill(wide()).resize(8, 8, { fit: 'contain', background }).png({ compressionLevel: 1 }).toBuffer();
  const expected = await padded('#ff8000');
  for (const form of ['#FF8000', '#ff8000ff', { r: 255, g: 128, b: 0 }, { r: 255, g: 128, b: 0, alpha: 1 }]) sameBytes(await padded(form), expected, JSON.stringify(form));
  // CSS Color 4, 6.1: lime is #00ff00.
  for (const form of ['#0f0', '#0f0f', 'lime', 'LIME']) sameBytes(await padded(form), await padded('#00ff00'), form);
});

test('fill stretches: every pixel of the nearest kernel is one of the input', async () => {
  const found = await rows(pixmill(raster([[RED, BLUE], [BLUE, LIME]])).resize(4, 4, { fit: 'fill', kernel: 'nearest' }));
  same(found, [[RED, RED, BLUE, BLUE], [RED, RED, BLUE, BLUE], [BLUE, BLUE, LIME, LIME], [BLUE, BLUE, LIME, LIME]]);
});

test('half the width is the mean of each two pixels for a kernel that sees two; kernels differ', async () => {
  // Both lie equally far from the new pixel, so that their weights are equal.
  const pair = raster([[[0, 10, 200], [100, 30, 250]]]);
  for (const kernel of ['linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3']) {
    same(await rows(pixmill(pair).resize(1, 1, { fit: 'fill', kernel })), [[[50, 20, 225]]], kernel);
  }
  const kernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'];
  const digests = await Promise.all(kernels.map(async (kernel) => sha256(await pixmill(photo(60, 40, { noise: 255 })).resize(23, 57, { fit: 'fill', kernel }).toFormat('raw').toBuffer())));
  equal(new Set(digests).size, kernels.length, 'different results:');
});

test('an image of one colour stays that colour, however it is resized', async () => {
  const plain = { data: new Uint8Array(37 * 23 * 3).fill(201), width: 37, height: 23, channels: 3 };
  for (const kernel of ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3']) {
    for (const [width, height] of [[1, 1], [5, 90], [74, 46], [36, 22]]) {
      const found = await pixmill(plain).resize(width, height, { fit: 'fill', kernel }).toFormat('raw').toBuffer();
      ok(found.byteLength === width * height * 3 && found.every((value) => value === 201), `${kernel} ${width}×${height}`);
    }
  }
});

test('sizes follow from the aspect ratio, rounded, at least one pixel', async () => {
  const size = async (...options) => {
    const { info } = await pixmill(photo(90, 60)).resize(...options).toFormat('raw').toBuffer({ resolveWithObject: true });
    return [info.width, info.height];
  };
  same(await size(30), [30, 20]);
  same(await size(null, 30), [45, 30]);
  same(await size({ height: 30 }), [45, 30]);
  // 60 × 7 / 90 is 4.67, 60 × 1 / 90 is 0.67.
  same(await size(7), [7, 5]);
  same(await size(1), [1, 1]);
  same(await size(30, 30, { fit: 'inside' }), [30, 20]);
  same(await size(30, 30, { fit: 'outside' }), [45, 30]);
  same(await size(180, 180, { fit: 'inside', withoutEnlargement: true }), [90, 60]);
  same(await size(9, 9, { fit: 'inside', withoutReduction: true }), [90, 60]);
});

test('transparency is composed onto the background', async () => {
  const pixel = (r, g, b, alpha) => ({ data: Uint8Array.of(r, g, b, alpha), width: 1, height: 1, channels: 4 });
  // c × a + background × (1 − a), with a = 51 / 255 = 0.2.
  same(await rows(pixmill(pixel(200, 100, 0, 51)).flatten()), [[[40, 20, 0]]], 'black by default');
  same(await rows(pixmill(pixel(200, 100, 0, 51)).flatten({ background: '#ffffff' })), [[[244, 224, 204]]]);
  same(await rows(pixmill(pixel(200, 100, 0, 0)).flatten({ background: { r: 1, g: 2, b: 3 } })), [[[1, 2, 3]]]);
  same(await rows(pixmill(pixel(200, 100, 0, 255)).flatten()), [[[200, 100, 0]]]);
});

test('colours of transparent pixels do not bleed into their neighbours', async () => {
  // Red beside transparent green: the mean has half of the alpha, and red alone.
  const pair = { data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 0), width: 2, height: 1, channels: 4 };
  const [[[red, green, blue, alpha]]] = await rows(pixmill(pair).resize(1, 1, { fit: 'fill', kernel: 'linear' }));
  same([red, green, blue], RED);
  ok(alpha === 127 || alpha === 128, `alpha ${alpha}`);
});

/** Six squares of 16 pixels, two rows of three: large and far apart, so that JPEG leaves no doubt which is which. */
const SQUARES = [
  [[255, 0, 0], [0, 255, 0], [0, 0, 255]],
  [[255, 255, 0], [0, 255, 255], [255, 0, 255]],
];

/**
 * Where the stored rows and columns begin for each value of the tag (EXIF 2.32, 4.6.4 A, Orientation): the visual side of the 0th row
 * and that of the 0th column.
 */
const ORIENTATIONS = {
  1: ['top', 'left'],
  2: ['top', 'right'],
  3: ['bottom', 'right'],
  4: ['bottom', 'left'],
  5: ['left', 'top'],
  6: ['right', 'top'],
  7: ['right', 'bottom'],
  8: ['left', 'bottom'],
};

/** The squares as they are to be seen. @param {string} rowSide @param {string} columnSide */
function seen(rowSide, columnSide) {
  const upright = ['top', 'bottom'].includes(rowSide);
  const [height, width] = upright ? [2, 3] : [3, 2];
  const place = (side, at, count) => (side === 'top' || side === 'left' ? at : count - 1 - at);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const row = place(rowSide, upright ? y : x, 2);
      const column = place(columnSide, upright ? x : y, 3);
      return SQUARES[row][column];
    }),
  );
}

test('each of the eight orientations is turned as EXIF says', async () => {
  const stored = raster(Array.from({ length: 32 }, (_, y) => Array.from({ length: 48 }, (_, x) => SQUARES[y >> 4][Math.floor(x / 16)])));
  const jpeg = await pixmill(stored).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  for (const [orientation, [rowSide, columnSide]] of Object.entries(ORIENTATIONS)) {
    const expected = seen(rowSide, columnSide);
    const turned = withOrientation(jpeg, Number(orientation));
    for (const [words, pipeline] of Object.entries({ 'by itself': pixmill(turned), 'once only': pixmill(turned).autoOrient() })) {
      const found = await rows(pipeline);
      same([found[0].length, found.length], [expected[0].length * 16, expected.length * 16], `${orientation} ${words}`);
      for (const [y, line] of expected.entries()) {
        for (const [x, colour] of line.entries()) {
          const centre = found[y * 16 + 8][x * 16 + 8];
          ok(centre.every((value, at) => Math.abs(value - colour[at]) < 40), `${orientation} ${words}, square ${x}, ${y}: expected ${colour}, found ${centre}`);
        }
      }
    }
  }
});

test('toPixels() gives the samples as the typed array of their depth', async () => {
  const gray = { data: new Uint8Array([0, 51, 255, 102]), width: 2, height: 2, channels: 1 };
  const plain = await pixmill(gray).png().toPixels();
  ok(plain.data instanceof Uint8Array, 'a Uint8Array');
  same([plain.width, plain.height, plain.channels, plain.depth, Array.from(plain.data)], [2, 2, 1, 'uchar', [0, 51, 255, 102]]);
  const wide = await pixmill(gray).raw({ depth: 'ushort', channels: 4 }).toPixels();
  ok(wide.data instanceof Uint16Array, 'a Uint16Array');
  same([wide.channels, wide.depth, Array.from(wide.data.slice(4, 8))], [4, 'ushort', [51 * 257, 51 * 257, 51 * 257, 65535]]);
  const float = await pixmill(gray).raw({ depth: 'float' }).toPixels();
  ok(float.data instanceof Float32Array, 'a Float32Array');
  same(Array.from(float.data), [0, Math.fround(0.2), 1, Math.fround(0.4)]);
  await fails(pixmill(gray).outputs([{ name: 'a', format: 'png' }]).toPixels(), 'InvalidOption', { path: 'outputs' });
});

test('toImageData() gives what a canvas takes: 8 bit RGBA after the steps', async () => {
  const image = await pixmill({ data: new Uint16Array([0x8080, 0xffff]), width: 2, height: 1, channels: 1, depth: 'ushort' }).toImageData();
  ok(image.data instanceof Uint8ClampedArray, 'a Uint8ClampedArray');
  same([image.width, image.height, image.colorSpace, Array.from(image.data)], [2, 1, 'srgb', [128, 128, 128, 255, 255, 255, 255, 255]]);
  ok(typeof ImageData !== 'function' || image instanceof ImageData, 'an ImageData');
  const small = await pixmill(photo(40, 30)).resize(4, 3).jpeg().toImageData();
  same([small.width, small.height, small.data.length], [4, 3, 48]);
});
