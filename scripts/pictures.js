/**
 * `npm run pictures`: docs/pictures/<operation>.webp, before and after of each operation by its example in __test__/operations.js,
 * and recipes.json with the steps, from which docs/operations.md is made (`cargo xtask generate`). All of it is drawn here.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { examples } from '../__test__/operations.js';

export const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const [WIDTH, HEIGHT] = [96, 72];
/** Where a picture stands in the middle: larger than it, for what turns or grows. */
const [CELL_WIDTH, CELL_HEIGHT, GAP] = [116, 104, 8];

/** Hills, a lake and the sun. */
const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 96 72">
<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#3f7fd0"/><stop offset="1" stop-color="#ffd9a0"/></linearGradient>
<linearGradient id="lake" x2="0" y2="1"><stop stop-color="#e8b070"/><stop offset="1" stop-color="#1f4f8f"/></linearGradient></defs>
<rect width="96" height="46" fill="url(#sky)"/><circle cx="68" cy="20" r="9" fill="#fff3c0"/>
<path d="M0 46 L22 16 L38 36 L50 24 L72 46 Z" fill="#566078"/><path d="M22 16 L15 26 L21 24 L25 28 L29 25 Z M50 24 L45 29 L51 29 L56 30 Z" fill="#f4f6fa"/>
<path d="M40 46 Q66 30 96 40 V50 H40 Z" fill="#3c7a44"/><rect y="46" width="96" height="26" fill="url(#lake)"/>
<path d="M30 58 L52 58 L47 64 L35 64 Z" fill="#8c2f2f"/><path d="M40 57 V40 L52 55 Z" fill="#f6f2e8"/><path d="M39 57 V44 L31 55 Z" fill="#e0563b"/>
<path d="M6 50 h14 M60 52 h20 M66 61 h24 M4 66 h20" stroke="#fff" stroke-opacity=".5" fill="none"/></svg>`;
/** A leaf with soft edges on nothing. */
const DISC = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 96 72"><defs>
<radialGradient id="g"><stop offset=".6" stop-color="#2f9e6b"/><stop offset="1" stop-color="#2f9e6b" stop-opacity="0"/></radialGradient></defs>
<circle cx="48" cy="36" r="34" fill="url(#g)"/><path d="M48 12 Q66 34 48 60 Q30 34 48 12 Z" fill="#d8f0c8"/></svg>`;
/** The same leaf in a white frame. */
const FRAMED = DISC.replace('<circle', '<rect width="96" height="72" fill="#fff"/><rect x="14" y="10" width="68" height="52" fill="#204060"/><circle').replaceAll('r="34"', 'r="24"');
const BEFORE = { scene: SCENE, disc: DISC, framed: FRAMED };

/** RGBA of a pipeline, as it is shown: transparency on a chequered ground. @param {any} pipeline */
async function shown(pipeline) {
  const { data, width, height } = await pipeline.toImageData();
  const rgba = new Uint8Array(data);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const ground = ((x >> 2) + (y >> 2)) % 2 === 0 ? 255 : 214;
      for (let c = at; c < at + 3; c += 1) rgba[c] = Math.round((rgba[c] * rgba[at + 3] + ground * (255 - rgba[at + 3])) / 255);
      rgba[at + 3] = 255;
    }
  }
  return { rgba, width, height };
}

/** Before and after beside each other, each in the middle of its cell. @param {{rgba: Uint8Array, width: number, height: number}[]} pictures */
function beside(pictures) {
  const width = CELL_WIDTH * 2 + GAP;
  const data = new Uint8Array(width * CELL_HEIGHT * 4);
  for (const [index, { rgba, ...size }] of pictures.entries()) {
    if (size.width > CELL_WIDTH || size.height > CELL_HEIGHT) throw new Error(`${size.width} × ${size.height} is too large for a cell`);
    const left = index * (CELL_WIDTH + GAP) + ((CELL_WIDTH - size.width) >> 1);
    const top = (CELL_HEIGHT - size.height) >> 1;
    for (let y = 0; y < size.height; y += 1) data.set(rgba.subarray(y * size.width * 4, (y + 1) * size.width * 4), ((top + y) * width + left) * 4);
  }
  return { data, width, height: CELL_HEIGHT, channels: 4 };
}

/**
 * Each picture, and the step that made it as a reader writes it.
 * @param {any} pixmill
 * @returns {AsyncGenerator<{name: string, file: string, bytes: Uint8Array, step: string}>}
 */
export async function* pictures(pixmill) {
  for (const { name, example, step } of examples()) {
    const before = await pixmill(new TextEncoder().encode(BEFORE[example.on ?? 'scene'])).png().toBuffer();
    const image = example.on === 'disc' ? pixmill(before) : pixmill(await pixmill(before).flatten().png().toBuffer());
    const after = image[name](...(example.args?.(WIDTH, HEIGHT) ?? []));
    const bytes = await pixmill(beside([await shown(image), await shown(after)])).webp({ quality: 84 }).toBuffer();
    const words = JSON.stringify(step(pixmill, WIDTH, HEIGHT), (_, value) => (typeof value === 'string' && value.startsWith('data:') ? 'file.png' : value));
    yield { name, file: `${name}.webp`, bytes, step: words.replaceAll(/([{,:])(?=["\d{[tf-])/g, '$1 ').replaceAll('}', ' }') };
  }
}

/** recipes.json. @param {{name: string, step: string}[]} made */
export const recipes = (made) => `${JSON.stringify(Object.fromEntries(made.map(({ name, step }) => [name, step])), undefined, 1)}\n`;

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { default: pixmill } = await import('../index.mjs');
  mkdirSync(folder, { recursive: true });
  const made = [];
  for await (const picture of pictures(pixmill)) made.push(picture);
  for (const old of readdirSync(folder)) rmSync(path.join(folder, old));
  for (const { file, bytes } of made) writeFileSync(path.join(folder, file), bytes);
  writeFileSync(path.join(folder, 'recipes.json'), recipes(made));
  console.log(`wrote ${made.length} pictures to docs/pictures (${made.reduce((sum, { bytes }) => sum + bytes.length, 0)} bytes): run cargo xtask generate`);
}
