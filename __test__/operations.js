/** One example an operation: what the suite runs on every kind of image, and what docs/pictures shows. */
import { ops } from '../js/generated/table.js';

/** An image as a file (PAM, Netpbm's format with alpha). @param {number} width @param {number} height @param {(x: number, y: number) => number[]} at RGBA */
export function pam(width, height, at) {
  const head = new TextEncoder().encode(`P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`);
  const file = new Uint8Array(head.length + width * height * 4);
  file.set(head);
  for (let y = 0, to = head.length; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 4) file.set(at(x, y), to);
  }
  return file;
}

/** A red disc with a soft edge. @param {number} size */
const disc = (size) => pam(size, size, (x, y) => [220, 30, 60, Math.max(0, Math.min(255, (size / 2 - Math.hypot(x + 0.5 - size / 2, y + 0.5 - size / 2)) * 120))]);
/** Stripes: white or black (PGM). @param {number} width @param {number} height */
const grey = (width, height) => {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  return Uint8Array.from([...head, ...Array.from({ length: width * height }, (_, at) => (((at % width) + Math.floor(at / width)) % 40 < 20 ? 255 : 0))]);
};
/** A table of colours (Adobe's Cube LUT 1.0): blue fades, red glows. */
const WARM = new TextEncoder().encode(`LUT_3D_SIZE 2\n${[0, 1, 2, 3, 4, 5, 6, 7].map((at) => `${at & 1 ? 1 : 0.1} ${at & 2 ? 0.9 : 0.05} ${at & 4 ? 0.6 : 0}`).join('\n')}\n`);
const third = (side) => Math.max(1, Math.round(side / 3));

/**
 * One row an operation: the arguments of its fluent form for an image of a size, as users of sharp write them;
 * `on`: which picture shows it best; `depth`: of the result of 16 bit samples, where it is not 16 bit; `stills`: why it refuses animations;
 * `most`: channels of an image that it takes, where more are an error; `unplanned`: why the header does not say the result's size.
 * @typedef {{args?: (width: number, height: number) => any[], on?: 'scene' | 'disc' | 'framed' | 'grey', depth?: string, stills?: string, unplanned?: string, most?: number}} Example
 * @type {Record<string, Example>}
 */
const EXAMPLES = {
  affine: { args: () => [[1, 0.2, 0.1, 0.8], { background: 'white' }] },
  autoOrient: {},
  bandbool: { args: () => ['and'] },
  blur: { args: () => [3] },
  border: { args: () => [6, '#e0c060'] },
  boolean: { args: (width, height) => [grey(width, height), 'eor'] },
  clahe: { args: (width, height) => [{ width: third(width), height: third(height) }] },
  composite: { args: (width, height) => [[{ input: disc(Math.min(third(width), third(height))), gravity: 'southeast' }]] },
  convolve: { args: () => [{ width: 3, height: 3, kernel: [-1, -1, 0, -1, 1, 1, 0, 1, 1] }] },
  dilate: { args: () => [2] },
  ensureAlpha: { args: () => [0.5] },
  erode: { args: () => [2] },
  extend: { args: () => [{ top: 4, bottom: 4, left: 8, right: 8, background: '#e0c060' }] },
  extract: { args: (width, height) => [{ left: third(width), top: third(height), width: third(width), height: third(height) }] },
  extractChannel: { args: () => [0] },
  flatten: { args: () => [{ background: '#f0c040' }], on: 'disc' },
  flip: {},
  flop: {},
  gamma: { args: () => [1, 2.2] },
  greyscale: {},
  joinChannel: { args: (width, height) => [grey(width, height)], most: 3 },
  linear: { args: () => [1.4, -30] },
  lut: { args: () => [WARM] },
  mask: { args: (width, height) => [disc(Math.min(width, height)), { channel: 'alpha', fit: 'contain' }] },
  median: { args: () => [5] },
  modulate: { args: () => [{ brightness: 1.1, saturation: 1.4, hue: 120 }] },
  negate: {},
  normalise: {},
  noise: { args: () => [25] },
  pixelate: { args: () => [8] },
  radius: { args: (width, height) => [Math.min(third(width), third(height))] },
  recomb: { args: () => [[[0.35, 0.68, 0.17], [0.31, 0.61, 0.15], [0.24, 0.47, 0.12]]] },
  removeAlpha: { on: 'disc' },
  resize: { args: (width, height) => [width - 6, Math.round(height / 2), { fit: 'contain', background: '#e0c060' }] },
  rotate: { args: () => [20, { background: 'white' }] },
  shadow: { args: () => [{ left: 3, top: 4, blur: 3 }], on: 'disc' },
  sharpen: { args: () => [{ sigma: 2 }] },
  threshold: { args: () => [128] },
  tint: { args: () => ['#ff8020'] },
  toColourspace: { args: () => ['b-w'], depth: 'uchar' },
  trim: { on: 'framed', unplanned: 'the pixels decide', stills: 'its frames would differ in size' },
  unflatten: { on: 'framed' },
  vignette: { args: () => [0.8] },
};

/** An operation, and the step that its example is for an image of a size. @typedef {{name: string, row: any, example: Example, step: (pixmill: any, width: number, height: number) => any}} Shown */

/** Every operation of the table with its example, which it must have. @returns {Shown[]} */
export function examples() {
  return ops.map((row) => {
    const example = EXAMPLES[row.name];
    if (!example) throw new Error(`no example of ${row.name}: add a row to __test__/operations.js`);
    const step = (pixmill, width, height) => pixmill()[row.name](...(example.args?.(width, height) ?? [])).toRecipe().steps[0];
    return { name: row.name, row, example, step };
  });
}
