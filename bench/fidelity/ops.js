/**
 * `npm run fidelity -- ops [--only name] [--as-is] [--write]`: each call of bench/operations.js by pixmill and by sharp, on the same decoded pixels:
 * raw samples in and out, one operation at a time. Prints a table; --write makes docs/operations-fidelity.md of it. A call that is over its class's
 * bound without a reason is an error. Photographs come from the corpus (PIXMILL_CORPUS or ../shared/corpus), all else is made here.
 */
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pixmill from '../../index.mjs';
import { ops } from '../../js/generated/table.js';
import { noise, photo } from '../../__test__/fixtures.js';
import { ensure } from '../../scripts/setup.js';
import { BOUNDS, OPERATIONS, argsFor, callOf, worded } from '../operations.js';
import { apart, rgba } from './pixels.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { only: { type: 'string' }, 'as-is': { type: 'boolean' }, write: { type: 'boolean' }, each: { type: 'boolean' } } });
if (!values['as-is']) await ensure(['build', 'bench']);
const require = createRequire(path.join(root, 'bench/peer.js'));
const sharp = require('sharp');
sharp.concurrency(1);
sharp.cache(false);
const { version } = JSON.parse(readFileSync(path.join(root, 'bench/node_modules/sharp/package.json'), 'utf8'));

/**
 * Decoded pixels that both get. @typedef {{name: string, data: Uint8Array | Uint16Array, width: number, height: number, channels: number, depth: string}} Image
 * @param {string} name
 * @param {{data: Uint8Array, width: number, height: number, channels: number}} image
 * @returns {Image}
 */
const plain = (name, { data, width, height, channels }) => ({ name, data, width, height, channels, depth: 'uchar' });

/** The same with another number of channels or depth, each sample from the one before. @param {string} name @param {Image} image @param {(value: number, at: number) => number} of */
const deep = (name, image, of) => ({ ...image, name, data: Uint16Array.from(image.data, of), depth: 'ushort' });

/** A part of a photograph of the corpus. @param {string} file @param {number} left @param {number} top @param {number} width @param {number} height */
async function cut(file, left, top, width, height) {
  const corpus = process.env.PIXMILL_CORPUS ?? path.join(root, '../shared/corpus');
  const bytes = readFileSync(path.join(corpus, 'photos', file));
  const { data } = await sharp(bytes).extract({ left, top, width, height }).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width, height, channels: 3 };
}

/** Another image's pixels, each by its place. @param {{data: Uint8Array, width: number, height: number, channels: number}} image @param {number} channels @param {(pixel: Uint8Array, x: number, y: number) => number[]} of */
function mapped({ data, width, height, channels: had }, channels, of) {
  const out = new Uint8Array(width * height * channels);
  for (let at = 0; at < width * height; at += 1) out.set(of(data.subarray(at * had, (at + 1) * had), at % width, Math.floor(at / width)), at * channels);
  return { data: out, width, height, channels };
}

/** Rings and lines on white, with an empty border. @param {number} width @param {number} height */
function drawing(width, height) {
  const blank = { data: new Uint8Array(width * height), width, height, channels: 1 };
  return mapped(blank, 3, (_, x, y) => {
    const inside = x > 9 && y > 7 && x < width - 12 && y < height - 15;
    const ring = Math.hypot(x - width / 2, y - height / 2) % 24 < 2;
    const line = (x + 2 * y) % 50 < 2 || x % 31 === 0;
    return inside && (ring || line) ? [ring ? 200 : 0, 0, line ? 120 : 0] : [255, 255, 255];
  });
}

/** @returns {Promise<Image[]>} */
async function made() {
  const large = await cut('crop-2mp-00.jpg', 400, 300, 240, 160);
  const odd = await cut('crop-2mp-03.jpg', 500, 500, 131, 97);
  const soft = mapped(odd, 4, ([r, g, b], x, y) => [r, g, b, Math.max(0, Math.min(255, (45 - Math.hypot(x - 65, y - 48)) * 16))]);
  const grey = mapped(large, 1, ([r, g, b]) => [(r + 2 * g + b) >> 2]);
  const greyAlpha = mapped(odd, 2, ([r, g, b], x) => [(r + 2 * g + b) >> 2, Math.min(255, x * 2)]);
  const fine = (value, at) => Math.min(65_535, value * 257 + ((at * 7919) % 257) - 128 < 0 ? 0 : value * 257 + ((at * 7919) % 257) - 128);
  return [
    plain('photo', large),
    plain('photo of odd sides', odd),
    plain('drawing', drawing(150, 110)),
    plain('noise', { data: noise(63 * 41 * 3), width: 63, height: 41, channels: 3 }),
    plain('ramps', photo(80, 60)),
    plain('alpha, soft edge', soft),
    plain('alpha, noise', { data: noise(40 * 40 * 4), width: 40, height: 40, channels: 4 }),
    plain('grey', grey),
    plain('grey with alpha', greyAlpha),
    deep('16 bit', plain('', odd), fine),
    deep('16 bit with alpha', plain('', soft), fine),
    deep('16 bit grey', plain('', grey), fine),
    plain('1 × 1', { data: Uint8Array.of(200, 100, 50), width: 1, height: 1, channels: 3 }),
    plain('3 × 2', { data: noise(18), width: 3, height: 2, channels: 3 }),
  ];
}

/** Three frames of their own, as a file that both decode without loss. */
async function animation() {
  const frames = [0, 1, 2].map((index) => photo(48, 36, { seed: index + 1 }));
  const tall = { data: Buffer.concat(frames.map(({ data }) => data)), raw: { width: 48, height: 108, channels: 3, pageHeight: 36 } };
  return sharp(tall.data, { raw: tall.raw }).webp({ lossless: true, delay: [40, 60, 80], loop: 2 }).toBuffer();
}

/** sharp's own, as a PNG: its raw samples of grey have no alpha. 16 bit stays 16 bit only where it is told so. @param {Image} image @param {string} name @param {any[]} args */
async function theirs({ data, width, height, channels, depth }, name, args) {
  const called = sharp(data, { raw: { width, height, channels } })[name](...args);
  const asked = depth === 'ushort' ? called.toColourspace(name === 'toColourspace' && args[0] === 'b-w' ? 'grey16' : 'rgb16') : called;
  const { data: found, ...info } = await pixmill(await asked.png({ compressionLevel: 1 }).toBuffer()).toPixels();
  return { width: info.width, height: info.height, pixels: rgba(found, info.channels) };
}

/** @param {Image} image @param {string} name @param {any[]} args */
async function ours({ data, width, height, channels, depth }, name, args) {
  const { data: found, ...info } = await pixmill({ data, width, height, channels, depth })[name](...args).toPixels();
  return { width: info.width, height: info.height, pixels: rgba(found, info.channels) };
}

/** The frames below each other. @param {Buffer | Uint8Array} file */
async function tall(file) {
  const { data, info } = await sharp(file, { animated: true }).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: rgba(data, info.channels) };
}

/** What became of a call on one image, by both. @param {() => Promise<any>} their @param {() => Promise<any>} our */
async function beside(their, our) {
  const settled = async (work) => work().then((value) => ({ value }), (error) => ({ error: String(error.message).split('\n')[0] }));
  const [peer, own] = [await settled(their), await settled(our)];
  if (peer.error !== undefined) return { refused: peer.error };
  if (own.error !== undefined) return { mean: Infinity, max: Infinity, found: `refused: ${own.error}` };
  const [a, b] = [peer.value, own.value];
  if (a.width !== b.width || a.height !== b.height) return { mean: Infinity, max: Infinity, found: `${b.width} × ${b.height}, sharp ${a.width} × ${a.height}` };
  return apart(a.pixels, b.pixels);
}

const images = await made();
const moving = await animation();

/** One call on every image. @param {string} name @param {import('../operations.js').Call} call */
async function compare(name, call) {
  const bound = BOUNDS[call.class];
  const seen = [];
  for (const image of images.filter((each) => call.on?.(each) ?? true)) {
    // Each has arguments of its own: sharp writes into them.
    const args = () => argsFor(call.args, image);
    seen.push({ image: image.name, depth: image.depth, channels: image.channels, small: image.width * image.height < 100, ...(await beside(() => theirs(image, name, args()), () => ours(image, name, args()))) });
  }
  if (!call.on || call.on({ width: 48, height: 36, channels: 3, depth: 'uchar' })) {
    const args = () => argsFor(call.args, { width: 48, height: 36 });
    const lossless = { lossless: true, exact: true };
    const their = async () => tall(await sharp(moving, { animated: true })[name](...args()).webp(lossless).toBuffer());
    // Frame by frame: the encoder makes one of equal ones.
    const our = async () => {
      const frames = [];
      for (const page of [0, 1, 2]) frames.push(await pixmill(moving, { page, animated: false })[name](...args()).toPixels());
      const [{ width, height, channels }] = frames;
      const data = new Uint8Array(await new Blob(frames.map((frame) => frame.data)).arrayBuffer());
      return { width, height: height * frames.length, pixels: rgba(data, channels) };
    };
    seen.push({ image: 'animation', ...(await beside(their, our)) });
  }
  // A mean over some pixels is no mean; neighbours of a frame are those of the strip that sharp makes of an animation.
  const pointwise = bound.max !== undefined || call.class === 'colour';
  const counts = ({ small, image, found }) => (image === 'animation' ? pointwise && !OPERATIONS[name].strip : pointwise || !small || found);
  const judged = seen.filter((each) => each.refused === undefined && counts(each));
  const worst = (key) => judged.reduce((most, each) => (each[key] > most[key] ? each : most), { image: '', mean: 0, max: 0, found: undefined });
  const [mean, max] = [worst('mean'), worst('max')];
  const isOver = (each) => each.mean > (bound.mean ?? Infinity) || each.max > (bound.max ?? Infinity);
  const [far, near] = [judged.filter(isOver), judged.filter((each) => !isOver(each))];
  // Where it is only of a kind of image, that is told.
  const kinds = [['16 bit', ({ depth }) => depth === 'ushort'], ['grey', ({ channels }) => channels < 3], ['alpha', ({ channels }) => channels % 2 === 0]];
  const kind = kinds.find(([, has]) => far.every((each) => has(each)));
  return { name, call, bound, seen, judged: judged.length, mean, max, over: far.length > 0, only: far.length > 0 && near.length > 0 ? `${far.length} of ${judged.length} images${kind ? `, only of ${kind[0]}` : ''}` : '' };
}

const rows = [];
const left = [];
for (const { name } of ops.filter((op) => !values.only || op.name === values.only)) {
  const row = OPERATIONS[name];
  if (!row) throw new Error(`no calls of ${name}: add a row to bench/operations.js`);
  if (row.none) left.push(`- \`${name}\`: ${row.none}.`);
  else for (const given of row.calls) rows.push(await compare(name, callOf(given, row)));
}

const shown = (value) => (value === Infinity ? '–' : value.toFixed(value < 10 ? 2 : 0));
const lines = rows.map(({ name, call, bound, judged, mean, max, over, only }) => {
  const words = worded(name, call).replaceAll('|', '\\|');
  const key = bound.max === undefined ? 'mean' : 'max';
  const { image, found } = key === 'max' ? max : mean;
  const note = [...(over ? [`**over**${only ? ` on ${only}` : ''}`] : []), ...(found ? [found] : []), ...(call.why ? [call.why] : [])].join('; ');
  return `| \`${words}\` | ${call.class} | ${key} ≤ ${bound[key]} | ${shown(mean.mean)} | ${shown(max.max)} | ${image || '–'} | ${judged} | ${note} |`;
});
const unexplained = rows.filter(({ over, call }) => over && !call.why);
const over = rows.filter((row) => row.over);
const table = ['| call | class | bound | mean | max | worst image | images | |', '|---|---|---|--:|--:|---|--:|---|', ...lines].join('\n');
const count = `${rows.length} calls of ${new Set(rows.map(({ name }) => name)).size} operations, ${over.length} over their bound, ${unexplained.length} of these without a stated reason.`;
console.log(`${table}\n\n${count}`);
if (values.each) {
  for (const { name, call, seen } of rows) console.log(worded(name, call), JSON.stringify(seen));
}

if (values.write && !values.only) {
  const names = [...images.map((image) => `${image.name} (${image.width} × ${image.height})`), 'animation (three frames of 48 × 36)'];
  const strips = Object.entries(OPERATIONS).filter(([, { strip }]) => strip).map(([name]) => `\`${name}\``);
  const text = `# Operations beside sharp ${version}

Made by \`npm run fidelity -- ops --write\`: each call by pixmill and by sharp on the same decoded pixels, raw samples in, samples without loss out, one operation at a time.
Differences are of 255, those of colours weighted by the lower alpha of both; 16 bit samples are divided by 257. \`mean\` and \`max\` are those of the worst image.
The images: ${names.join(', ')}. The animation is decoded and written without loss by both. An image on which sharp refuses a call is left out: \`images\` counts the others.

Bounds: geometry and point operations differ by at most 1 a sample; resampling and filters by at most 1 on average; colour by at most 2 on average.
Resampling and filters are judged on images of 100 pixels and more (on smaller ones by size), and not on the animation: for sharp its frames are one tall picture.
So they are for ${strips.join(', ')}, which are not judged on it either.

${count}
${left.length > 0 ? `\nNot compared:\n\n${left.join('\n')}\n` : ''}
${table}
`;
  writeFileSync(path.join(root, 'docs/operations-fidelity.md'), text);
  console.log('wrote docs/operations-fidelity.md');
}
if (unexplained.length > 0) {
  console.error(`over their bound without a stated reason:\n${unexplained.map(({ name, call }) => worded(name, call)).join('\n')}`);
  process.exitCode = 1;
}
