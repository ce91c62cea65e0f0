/** What is compared with sharp, one row an operation: calls that both take as they stand, the class of their bound, and the call that is timed. */
import { crc32, deflateSync } from 'node:zlib';

/** How far a class may be from sharp, of 255: `max` for each sample, `mean` over an image. @type {Record<string, {max?: number, mean?: number}>} */
export const BOUNDS = { geometry: { max: 1 }, point: { max: 1 }, resampling: { mean: 1 }, filter: { mean: 1 }, colour: { mean: 2 } };

/** An image to lay on another, as a PNG (PNG 3rd edition, 11.2). @param {number} width @param {number} height @param {1 | 4} channels @param {(x: number, y: number) => number[]} at */
function png(width, height, channels, at) {
  const rows = Buffer.alloc(height * (width * channels + 1));
  for (let y = 0, to = 0; y < height; y += 1) {
    to += 1;
    for (let x = 0; x < width; x += 1, to += channels) rows.set(at(x, y), to);
  }
  const chunk = (name, data) => {
    const out = Buffer.alloc(data.length + 12);
    out.writeUInt32BE(data.length);
    out.write(name, 4);
    out.set(data, 8);
    out.writeUInt32BE(crc32(out.subarray(4, -4)), data.length + 8);
    return out;
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, channels === 4 ? 6 : 0, 0, 0, 0]);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]);
}

const overlay = (width, height) => png(width, height, 4, (x, y) => [(x * 7) & 255, (y * 5) & 255, 90, ((x + y) * 9) & 255]);
const opaque = (width, height) => png(width, height, 4, (x, y) => [(x * 7) & 255, (y * 5) & 255, (x ^ y) & 255, 255]);
const mask = (width, height) => png(width, height, 1, (x, y) => [((x + y) * 9) & 255]);
const half = (side) => Math.max(1, side >> 1);
/** @param {any} image */
const shallow = ({ depth }) => depth === 'uchar';
const lay = (options) => (width, height) => [[{ input: overlay(half(width), half(height)), ...options }]];
const BLENDS = ['clear', 'source', 'over', 'in', 'out', 'atop', 'dest', 'dest-over', 'dest-in', 'dest-out', 'dest-atop', 'xor', 'add', 'saturate', 'multiply', 'screen', 'overlay', 'darken', 'lighten', 'colour-dodge', 'colour-burn', 'hard-light', 'soft-light', 'difference', 'exclusion'];
/** @type {Call[]} */
const COMPOSED = [
  ...BLENDS.map((blend) => ({ say: `blend: '${blend}'`, args: lay({ blend }) })),
  ...['northwest', 'southeast', 'east'].map((gravity) => ({ say: `gravity: '${gravity}'`, args: lay({ gravity }) })),
  { say: 'top: 1, left: 2', args: lay({ top: 1, left: 2 }), on: ({ width }) => width > 8 },
  { say: 'top: -3, left: -2', args: lay({ top: -3, left: -2 }), on: ({ width }) => width > 8 },
  { say: 'tile: true', args: lay({ tile: true }) },
  { say: "tile: true, blend: 'multiply', gravity: 'northwest'", args: lay({ tile: true, blend: 'multiply', gravity: 'northwest' }) },
  { say: 'premultiplied: true', args: lay({ premultiplied: true }) },
  { say: 'two', args: (width, height) => [[{ input: overlay(half(width), half(height)), gravity: 'north' }, { input: overlay(width, height), blend: 'screen' }]], why: 'each layer is within 1: sharp cuts where this rounds' },
];
const SEPIA = [[0.3588, 0.7044, 0.1368], [0.299, 0.587, 0.114], [0.2392, 0.4696, 0.0912]];
const EDGES = { width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1] };
const SLOPE = { width: 3, height: 3, kernel: [-1, 0, 1, -2, 0, 2, -1, 0, 1], scale: 4, offset: 100 };
const KERNELS = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3', 'mks2013', 'mks2021'];
const scaled = (x, y, options) => (width, height) => [Math.max(1, Math.round(width * x)), Math.max(1, Math.round(height * y)), options];
const SHALLOW = 'sharp goes through 8 bit; here 16 bit stay 16 bit';
const ENLARGED = 'sharp enlarges half a new pixel to the right and downwards, and bicubically for every smooth kernel; here the picture stays in the middle, by the kernel that was asked for';

/**
 * A call is its arguments, or what makes them for an image's size; as an object it has a class of its own, the words that name it,
 * the images that it is for, or `why`: the reason for being over its bound.
 * @typedef {any[] | ((width: number, height: number) => any[])} Args
 * @typedef {{args: Args, class?: string, say?: string, on?: (image: any) => boolean, why?: string}} Call
 * `timed` is the call whose time is measured (else the first), on an image of `channels` (else 3), where sharp's time over ours should be `wanted` (else 0.5).
 * `strip`: sharp does it to an animation as to one tall picture.
 * `why`: the reason for those of its calls that have none of their own.
 * @typedef {{class: string, calls: (Args | Call)[], strip?: boolean, timed?: Args, channels?: number, wanted?: number, none?: string, why?: string}} Row
 * @type {Record<string, Row>}
 */
export const OPERATIONS = {
  affine: {
    class: 'resampling',
    calls: [
      [[1, 0, 0, 1]],
      [[[1, 0.3], [0.1, 0.7]]],
      [[0.7, 0, 0, 0.7], { background: 'white' }],
      ...['nearest', 'bilinear', 'bicubic', 'lbb', 'nohalo', 'vsqbs'].map((interpolator) => [[1.2, 0.2, -0.1, 1.1], { interpolator }]),
      [[1, 0.2, 0, 1], { idx: 3, idy: 2, odx: 5, ody: 4 }],
    ],
    timed: [[1, 0.1, 0.1, 1]],
  },
  autoOrient: { class: 'geometry', calls: [[]] },
  bandbool: { class: 'point', calls: [['and'], ['or'], ['eor']] },
  blur: { class: 'filter', why: "sharp's masks of 7 bits shift flat areas at some sigmas; here they stay as they are", calls: [[], [0.5], [1], [2.5], [10], [{ sigma: 3, precision: 'float' }], [{ sigma: 3, precision: 'approximate' }], [{ sigma: 2, minAmplitude: 0.01 }]], timed: [3], wanted: 1 },
  boolean: {
    strip: true,
    class: 'point',
    calls: ['and', 'or', 'eor'].map((operator) => ({ say: `image, '${operator}'`, args: (width, height) => [opaque(width, height), operator], on: (image) => image.depth === 'uchar' && image.channels === 4 })),
    timed: (width, height) => [opaque(width, height), 'eor'],
    channels: 4,
  },
  border: { class: 'point', calls: [[]], none: 'sharp has no such method' },
  clahe: { strip: true, class: 'filter', why: 'alpha stays as it is; sharp equalises it as a channel', calls: [[{ width: 20, height: 20 }], [{ width: 50, height: 30, maxSlope: 10 }], [{ width: 20, height: 20, maxSlope: 0 }]], timed: [{ width: 100, height: 100 }] },
  composite: {
    strip: true,
    class: 'point',
    calls: [
      ...COMPOSED.map((call) => ({ ...call, on: (image) => shallow(image) && (call.on?.(image) ?? true) })),
      { say: "of 16 bit, blend: 'over'", args: lay({}), on: (image) => !shallow(image), why: 'sharp composes samples of 16 bit in 8 bit' },
    ],
    timed: (width, height) => [[{ input: overlay(half(width), half(height)) }]],
    wanted: 1,
  },
  convolve: { class: 'filter', calls: [[EDGES], [SLOPE], [{ width: 5, height: 3, kernel: Array.from({ length: 15 }, () => 1) }]], timed: [SLOPE] },
  dilate: { class: 'filter', why: SHALLOW, calls: [[], [1], [4]], timed: [3] },
  ensureAlpha: { class: 'point', calls: [[], [0.25]] },
  erode: { class: 'filter', why: SHALLOW, calls: [[], [1], [4]], timed: [3] },
  extend: {
    strip: true,
    class: 'geometry',
    calls: [
      [7],
      [{ top: 3, left: 5, bottom: 7, right: 9, background: '#804020' }],
      [{ top: 3, left: 5, bottom: 7, right: 9, background: { r: 10, g: 200, b: 30, alpha: 0.5 } }],
      ...['copy', 'repeat', 'mirror'].map((extendWith) => [{ top: 3, left: 5, bottom: 7, right: 9, extendWith }]),
    ],
    timed: [{ top: 100, left: 100, bottom: 100, right: 100 }],
  },
  extract: {
    class: 'geometry',
    calls: [{ say: 'the middle', args: (width, height) => [{ left: width >> 2, top: height >> 2, width: half(width), height: half(height) }] }, { say: 'all', args: (width, height) => [{ left: 0, top: 0, width, height }] }],
    timed: (width, height) => [{ left: 100, top: 100, width: width - 200, height: height - 200 }],
  },
  extractChannel: { class: 'point', calls: [[0], ['green'], { args: ['alpha'], on: ({ channels }) => channels % 2 === 0 }] },
  flatten: { class: 'point', calls: [[], [{ background: '#f0c040' }]], channels: 4, why: "sharp lays grey on the red of the colour; here on the colour's luminance" },
  flip: { class: 'geometry', calls: [[]], strip: true },
  flop: { class: 'geometry', calls: [[]] },
  gamma: { class: 'point', calls: [[], [1.5], [2.2, 1.2], [1, 3]], timed: [2.2, 1.2] },
  greyscale: { class: 'colour', calls: [[]] },
  joinChannel: {
    strip: true,
    class: 'point',
    calls: [{ say: 'grey image', args: (width, height) => [mask(width, height)], on: ({ channels }) => channels === 1 || channels === 3, why: 'sharp joins samples of 8 bit to those of 16 bit as they stand, of 65,535 next to nothing; here they are scaled' }],
    timed: (width, height) => [mask(width, height)],
  },
  linear: { class: 'point', calls: [[1.4], [0.7, 20], [null, 30], { args: [[0.5, 1, 1.5], [10, 0, -10]], on: ({ channels }) => channels > 2 }], timed: [1.2, -10] },
  lut: { class: 'point', calls: [[]], none: 'sharp has no such method' },
  mask: { class: 'point', calls: [[]], none: 'sharp has no such method' },
  median: { class: 'filter', calls: [[], [3], [5], [9]], timed: [3] },
  modulate: { class: 'colour', calls: [[{ brightness: 1.3 }], [{ saturation: 0.4 }], [{ saturation: 1.8 }], [{ hue: 90 }], [{ lightness: 12 }], [{ brightness: 0.8, saturation: 1.2, hue: 200, lightness: -5 }]], timed: [{ brightness: 1.1, saturation: 1.2, hue: 40 }], wanted: 1 },
  negate: { class: 'point', calls: [[], [{ alpha: false }]] },
  noise: { class: 'point', calls: [[]], none: 'sharp has no such method' },
  normalise: { strip: true, class: 'colour', calls: [[], [{ lower: 5, upper: 90 }]] },
  pipelineColourspace: { class: 'colour', calls: [['rgb16'], ['b-w']], none: 'a step here, a mode of the whole pipeline in sharp' },
  pixelate: { class: 'filter', calls: [[]], none: 'sharp has no such method' },
  radius: { class: 'point', calls: [[]], none: 'sharp has no such method' },
  recomb: { class: 'point', why: SHALLOW, calls: [{ args: [SEPIA], on: ({ channels }) => channels > 2 }, { args: [[[0, 0, 1], [0, 1, 0], [1, 0, 0]]], on: ({ channels }) => channels > 2 }], timed: [SEPIA] },
  removeAlpha: { class: 'point', calls: [[]], channels: 4 },
  resize: {
    class: 'resampling',
    calls: [
      { say: "less, fit: 'fill'", args: scaled(0.4, 0.37, { fit: 'fill' }) },
      ...KERNELS.map((kernel) => ({ say: `less, fit: 'fill', kernel: '${kernel}'`, args: scaled(0.61, 0.7, { fit: 'fill', kernel }) })),
      { say: "a tenth, fit: 'fill'", args: scaled(0.1, 0.1, { fit: 'fill' }), why: 'sharp averages whole pixels first where much is taken away, then filters; here the kernel sees every pixel' },
      { say: 'half the width', args: (width) => [half(width)] },
      { say: "less, position: 'top'", args: scaled(0.3, 0.5, { position: 'top' }) },
      ...['inside', 'outside', 'contain', 'cover'].map((fit) => ({ say: `less, fit: '${fit}'`, args: scaled(0.4, 0.6, { fit }) })),
      { say: "less, fit: 'contain', background: { r: 255, g: 0, b: 0, alpha: 0.5 }", args: scaled(0.4, 0.6, { fit: 'contain', background: { r: 255, g: 0, b: 0, alpha: 0.5 } }), why: 'sharp takes a translucent background of grey with alpha, and of 16 bit, for premultiplied: it comes out lighter than asked for' },
      ...['right bottom', 'west'].map((position) => ({ say: `less, position: '${position}'`, args: scaled(0.3, 0.5, { position }) })),
      ...['entropy', 'attention'].map((position) => ({ say: `less, position: '${position}'`, args: scaled(0.3, 0.5, { position }), why: 'of pixels of 8 bit that sharp resized the same part is kept; where two parts are alike to within a rounding of the resize (noise, and 16 bit, whose values hardly repeat), another is' })),
      ...KERNELS.map((kernel) => ({ say: `more, fit: 'fill', kernel: '${kernel}'`, args: scaled(1.9, 2.2, { fit: 'fill', kernel }), why: ENLARGED })),
      [500, 500, { fit: 'inside', withoutEnlargement: true }],
      [1, 1, { fit: 'inside', withoutReduction: true }],
    ],
    timed: (width, height) => [width >> 1, height >> 1],
    wanted: 1,
  },
  rotate: {
    strip: true,
    class: 'geometry',
    calls: [[90], [180], [270], [-90], [360], { args: [30], class: 'resampling' }, { args: [-17.5, { background: 'white' }], class: 'resampling' }, { args: [135, { background: { r: 0, g: 100, b: 200, alpha: 0.4 } }], class: 'resampling', why: 'sharp takes a translucent background for premultiplied: it comes out lighter than asked for' }],
    timed: [90],
    wanted: 1,
  },
  shadow: { class: 'point', calls: [[]], none: 'sharp has no such method' },
  sharpen: { class: 'filter', calls: [[], [{ sigma: 1 }], [{ sigma: 2, m1: 0, m2: 3, x1: 3, y2: 15, y3: 15 }], { args: [{ sigma: 5, m1: 2 }], why: 'sharp cuts when it multiplies by alpha; here it is rounded' }], timed: [{ sigma: 1.5 }], wanted: 1 },
  threshold: { class: 'colour', calls: [[], [60], { args: [128, { greyscale: false }], class: 'point', on: shallow }, { say: 'of 16 bit, 128, {greyscale: false}', args: [128, { greyscale: false }], class: 'point', on: (image) => !shallow(image), why: 'sharp compares samples of 16 bit with 128 as it stands' }, [0]] },
  tint: { class: 'colour', why: 'grey images take the tint; sharp leaves them grey', calls: [['#ff8020'], [{ r: 20, g: 90, b: 200 }]], timed: ['#ff8020'] },
  toColourspace: { class: 'colour', calls: [['srgb'], ['b-w']], timed: ['b-w'] },
  trim: { strip: true, class: 'geometry', why: 'the threshold is of 255 at every depth; sharp counts it in steps of the samples', calls: [[], [{ threshold: 40 }], [{ background: 'white', threshold: 5 }], [{ lineArt: true }], [{ margin: 3 }]] },
  unflatten: { class: 'point', calls: [[]], why: SHALLOW },
  vignette: { class: 'point', calls: [[]], none: 'sharp has no such method' },
};

/** A call in full. @param {Args | Call} given @param {Row} row @returns {Call & {class: string}} */
export const callOf = (given, row) => ({ class: row.class, ...(row.why && { why: row.why }), ...(typeof given === 'function' || Array.isArray(given) ? { args: given } : given) });

/** @param {Args} args @param {{width: number, height: number}} image @returns {any[]} */
export const argsFor = (args, { width, height }) => (typeof args === 'function' ? args(width, height) : structuredClone(args));

/** A call in words. @param {string} name @param {Call} call */
export const worded = (name, { say, args }) => `${name}(${say ?? JSON.stringify(args).slice(1, -1).replaceAll(/"(\w+)":/g, '$1: ').replaceAll('"', "'").replaceAll(',', ', ').replaceAll(/,  +/g, ', ')})`;
