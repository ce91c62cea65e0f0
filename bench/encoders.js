/**
 * `npm run bench:encoders [-- folder]`: sizes, SSIMULACRA2 and CPU time of lossy encoders at five qualities and each effort beside sharp's, natively,
 * on a photo, a drawing, a screenshot and an image with alpha; and the sizes of lossless ones. `gain` is how much higher our score is than sharp's at
 * the same number of bytes, read off the line between sharp's own points. AVIF's default stands beside sharp's effort 2, and beside ravif and
 * jSquash (in wasm) on the photo. PIXMILL_FORMATS names some alone: jpeg, webp, avif, lossless. The pictures are made here but for the photo, which is one of the corpus. One thread each, in turn.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pixmill from '../index.mjs';
import { corpusFiles } from '../scripts/corpus-files.js';
import { ensure } from '../scripts/setup.js';

const here = path.dirname(fileURLToPath(import.meta.url));
await ensure(['build', 'bench']);
const sharp = createRequire(path.join(here, 'peer.js'))('sharp');
sharp.concurrency(1);
sharp.cache(false);

const WIDTH = 1024;
const HEIGHT = 768;
const folder = mkdtempSync(path.join(tmpdir(), 'encoders-'));
const target = process.env.CARGO_TARGET_DIR ?? path.join(here, 'score/target');
const built = spawnSync('cargo', ['build', '--release', '--quiet', '--manifest-path', path.join(here, 'score/Cargo.toml'), '--target-dir', target], { stdio: 'inherit' });
if (built.status !== 0) throw new Error('bench/score was not built');
const program = path.join(target, 'release/score');

/** An SVG as pixels, by sharp. @param {string} body */
const drawn = (body) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${body}</svg>`)).png().toBuffer();

/** Shapes of few colours with smooth edges and one gradient. */
function drawing() {
  const shapes = Array.from({ length: 60 }, (_, i) => {
    const [x, y, r] = [(i * 167) % WIDTH, (i * 263) % HEIGHT, 20 + ((i * 37) % 90)];
    const colour = `hsl(${(i * 47) % 360},${40 + (i % 5) * 12}%,${35 + (i % 4) * 13}%)`;
    return i % 2 ? `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>` : `<path d="M${x} ${y}q${r} ${-r} ${2 * r} 0t${r} ${r}z" fill="${colour}" stroke="#222" stroke-width="2"/>`;
  });
  return `<defs><linearGradient id="g"><stop stop-color="#fff4d8"/><stop offset="1" stop-color="#9ad1f5"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>${shapes.join('')}`;
}

/** Windows, and lines of small marks as letters have them. */
function screenshot() {
  const lines = Array.from({ length: 46 }, (_, line) => {
    const marks = Array.from({ length: 110 }, (_, at) => ((at * 7 + line * 13) % 11 < 8 ? `<path d="M${40 + at * 8} ${70 + line * 14}v${4 + ((at * line) % 5)}h${2 + (at % 4)}${at % 3 ? 'v-3h-2' : 'l2 -4'}" stroke="#1d2733" fill="none" stroke-width="1"/>` : ''));
    return marks.join('');
  });
  return `<rect width="100%" height="100%" fill="#3b6ea5"/><rect x="20" y="20" width="940" height="720" fill="#fdfdfd"/><rect x="20" y="20" width="940" height="32" fill="#dfe3e8"/>${lines.join('')}<rect x="700" y="400" width="300" height="330" fill="#20242b"/>`;
}

/** The drawing on nothing, its edges half transparent. */
const alpha = () => drawing().replace(/<rect[^>]*>/, '').replaceAll('fill="hsl', 'fill-opacity="0.8" fill="hsl');

async function pictures() {
  const { corpus } = corpusFiles(process.argv[2]);
  const photo = path.join(corpus, 'photos/crop-2mp-00.jpg');
  if (!existsSync(photo)) throw new Error(`no ${photo}`);
  const taken = await sharp(readFileSync(photo)).resize(WIDTH, HEIGHT, { fit: 'cover' }).png().toBuffer();
  return { photo: taken, drawing: await drawn(drawing()), screenshot: await drawn(screenshot()), alpha: await drawn(alpha()) };
}

/** As files of RGB: on white, and on black too where there is alpha. @param {Buffer} bytes @param {string} name */
async function flattened(bytes, name) {
  const { hasAlpha } = await sharp(bytes).metadata();
  const grounds = hasAlpha ? ['#ffffff', '#000000'] : ['#ffffff'];
  const files = [];
  for (const [index, background] of grounds.entries()) {
    const file = path.join(folder, `${name}-${index}.rgb`);
    writeFileSync(file, await sharp(bytes).flatten({ background }).toColourspace('srgb').removeAlpha().raw().toBuffer());
    files.push(file);
  }
  return files;
}

/** Mean over the grounds. @param {string[]} originals @param {Buffer} bytes */
async function score(originals, bytes) {
  const others = await flattened(bytes, 'other');
  const scores = originals.map((original, index) => {
    const { stdout, status, stderr } = spawnSync(program, [String(WIDTH), String(HEIGHT), original, others[Math.min(index, others.length - 1)]], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  });
  return scores.reduce((sum, each) => sum + each, 0) / scores.length;
}

/** CPU milliseconds, the lowest of three. @param {() => Promise<Buffer>} work @returns {Promise<{bytes: Buffer, ms: number}>} */
async function timed(work) {
  let best = { bytes: Buffer.alloc(0), ms: Infinity };
  for (let turn = 0; turn < 3; turn += 1) {
    const before = process.cpuUsage();
    const bytes = await work();
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 < best.ms) best = { bytes, ms: (user + system) / 1000 };
  }
  return best;
}

/** What sharp's points say at a number of bytes. @param {{size: number, score: number}[]} points @param {number} size */
function at(points, size) {
  const sorted = points.toSorted((a, b) => a.size - b.size);
  const upper = sorted.findIndex((point) => point.size >= size);
  if (upper <= 0) return NaN;
  const [low, high] = [sorted[upper - 1], sorted[upper]];
  const part = Math.log(size / low.size) / Math.log(high.size / low.size);
  return low.score + (high.score - low.score) * part;
}

const QUALITIES = [40, 55, 70, 80, 90];
/** Options of ours, and of sharp's where they differ. */
const LOSSY = {
  jpeg: [[{}], [{ mozjpeg: true }]],
  webp: [0, 2, 4, 6].map((effort) => [{ effort }]),
  avif: [[{}, { effort: 2 }], ...[2, 4, 6].map((effort) => [{ effort }])],
};
const LOSSLESS = { png: [{ compressionLevel: 1 }, {}, { compressionLevel: 9 }], webp: [{ lossless: true, effort: 0 }, { lossless: true }, { lossless: true, effort: 6 }] };

/** The default of AVIF beside ravif's, natively, and jSquash's, in wasm: each at the qualities that give about these scores. @param {Buffer} png */
async function avifBesideOthers(png) {
  const originals = await flattened(png, 'original');
  const [original] = originals;
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { default: jsquash, init } = await import('@jsquash/avif/encode.js');
  await init(await WebAssembly.compile(readFileSync(createRequire(import.meta.url).resolve('@jsquash/avif/codec/enc/avif_enc.wasm'))));
  const inWasm = pixmill.createPixmill({ backend: 'wasm', concurrency: 1 });
  await inWasm.ready();
  const file = path.join(folder, 'ravif.avif');
  const byRavif = (speed) => (quality) => {
    const { stdout, status, stderr } = spawnSync(program, ['ravif', String(WIDTH), String(HEIGHT), original, String(quality), String(speed), file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return { bytes: readFileSync(file), ms: Number(stdout) };
  };
  const encoders = [
    ['pixmill, native', [40, 50, 60, 70, 80], (quality) => timed(() => pixmill(png).avif({ quality }).toBuffer())],
    ['ravif 0.13 speed 4 (its default)', [60, 70, 80], byRavif(4)],
    ['ravif 0.13 speed 6', [60, 70, 80], byRavif(6)],
    ['pixmill, wasm', [40, 50, 60, 70, 80], (quality) => timed(() => inWasm(png).avif({ quality }).toBuffer())],
    ['jSquash 2.1 speed 6 (its default)', [40, 55, 70, 80], (quality) => timed(async () => Buffer.from(await jsquash({ data: new Uint8ClampedArray(data), width: info.width, height: info.height }, { quality })))],
  ];
  console.log('\n## avif beside others, the photo\n\n| encoder | quality | kB | score | ms |\n|---|--:|--:|--:|--:|');
  for (const [name, qualities, encode] of encoders) {
    for (const quality of qualities) {
      const { bytes, ms } = await encode(quality);
      console.log(`| ${name} | ${quality} | ${kb(bytes.length)} | ${(await score(originals, bytes)).toFixed(1)} | ${ms.toFixed(0)} |`);
    }
  }
  await inWasm.close();
}

const kb = (bytes) => (bytes / 1000).toFixed(1);
const images = Object.entries(await pictures());
const only = process.env.PIXMILL_FORMATS?.split(',');
for (const [format, settings] of Object.entries(LOSSY).filter(([name]) => !only || only.includes(name))) {
  console.log(`\n## ${format}\n\n| picture | options | quality | kB | score | ms | sharp kB | score | ms | gain |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|`);
  for (const [name, png] of images) {
    if (name === 'alpha' && format === 'jpeg') continue;
    const originals = await flattened(png, 'original');
    for (const [options, others = options] of settings) {
      const rows = [];
      for (const quality of QUALITIES) {
        const [ours, theirs] = [await timed(() => pixmill(png).toFormat(format, { ...options, quality }).toBuffer()), await timed(() => sharp(png).toFormat(format, { ...others, quality }).toBuffer())];
        rows.push({ quality, ours: { size: ours.bytes.length, score: await score(originals, ours.bytes), ms: ours.ms }, theirs: { size: theirs.bytes.length, score: await score(originals, theirs.bytes), ms: theirs.ms } });
      }
      const peers = rows.map((row) => row.theirs);
      for (const { quality, ours, theirs } of rows) {
        const gain = ours.score - at(peers, ours.size);
        const words = JSON.stringify(options).replace(/["{}]/g, '') || 'default';
        console.log(`| ${name} | ${words} | ${quality} | ${kb(ours.size)} | ${ours.score.toFixed(1)} | ${ours.ms.toFixed(0)} | ${kb(theirs.size)} | ${theirs.score.toFixed(1)} | ${theirs.ms.toFixed(0)} | ${Number.isNaN(gain) ? '' : gain.toFixed(1)} |`);
      }
    }
  }
}
if (!only || only.includes('avif')) await avifBesideOthers(images[0][1]);
if (!only || only.includes('lossless')) {
  console.log('\n## without loss\n\n| picture | format | options | kB | ms | sharp kB | ms |\n|---|---|---|--:|--:|--:|--:|');
  for (const [name, png] of images) {
    for (const [format, settings] of Object.entries(LOSSLESS)) {
      for (const options of settings) {
        const ours = await timed(() => pixmill(png).toFormat(format, options).toBuffer());
        const theirs = await timed(() => sharp(png).toFormat(format, { ...(format === 'png' && { adaptiveFiltering: true }), ...options }).toBuffer());
        console.log(`| ${name} | ${format} | ${JSON.stringify(options).replace(/["{}]/g, '') || 'default'} | ${kb(ours.bytes.length)} | ${ours.ms.toFixed(0)} | ${kb(theirs.bytes.length)} | ${theirs.ms.toFixed(0)} |`);
      }
    }
  }
}
rmSync(folder, { recursive: true });
