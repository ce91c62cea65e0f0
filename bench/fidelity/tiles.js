/**
 * `npm run fidelity -- tiles`: pyramids by pixmill and by sharp, of the same pixels, in PNG: names of files, sizes of tiles, the greatest
 * difference of a sample. Prints a line a pyramid; a difference of names or sizes, or of more than a level, is an error.
 * libvips' own list of an image's properties is left out.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pixmill from '../../index.mjs';
import { photo } from '../../__test__/fixtures.js';
import { ensure } from '../../scripts/setup.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
if (!process.argv.includes('--as-is')) await ensure(['build', 'bench']);
const sharp = createRequire(path.join(root, 'bench/peer.js'))('sharp');

/** @type {[number, number, any][]} */
const PYRAMIDS = [
  ...['dz', 'iiif', 'iiif3', 'zoomify', 'google'].flatMap((layout) => [undefined, 'one', 'onetile', 'onepixel'].map((depth) => /** @type {[number, number, any]} */ ([600, 401, { layout, ...(depth && { depth }) }]))),
  [600, 401, { size: 100, overlap: 3 }],
  [40, 40, { size: 16, overlap: 16 }],
  [600, 401, { angle: 90, size: 128 }],
  [601, 401, { layout: 'google', centre: true, background: { r: 10, g: 20, b: 30 } }],
  [333, 77, { layout: 'google', centre: true, size: 50 }],
  [333, 77, { layout: 'google', size: 100, skipBlanks: -1 }],
  [100, 80, { layout: 'iiif' }],
  [2500, 1700, { layout: 'zoomify', size: 64 }],
];

/** Pictures of a ZIP by name, and the names of what is none. @param {Uint8Array} zip */
async function content(zip) {
  const found = new Map();
  for (const { name, data } of pixmill.unzipSync(zip)) {
    if (name.endsWith('vips-properties.xml')) continue;
    found.set(name, name.endsWith('.png') ? await sharp(Buffer.from(data)).raw().toBuffer({ resolveWithObject: true }) : undefined);
  }
  return found;
}

for (const [width, height, options] of PYRAMIDS) {
  const source = photo(width, height);
  const basename = { basename: 'a' };
  const ours = await content(await pixmill(source).png().tile({ ...options, ...basename }).toBuffer());
  const theirs = await content(await sharp(source.data, { raw: { width, height, channels: source.channels } }).png().tile({ ...options, ...basename }).toBuffer());
  const missing = [...theirs.keys()].filter((name) => !ours.has(name));
  const more = [...ours.keys()].filter((name) => !theirs.has(name));
  let [greatest, sizes] = [0, 0];
  for (const [name, picture] of theirs) {
    const own = ours.get(name);
    if (!picture || !own) continue;
    if (own.info.width !== picture.info.width || own.info.height !== picture.info.height || own.info.channels !== picture.info.channels) sizes += 1;
    else for (let at = 0; at < picture.data.length; at += 1) greatest = Math.max(greatest, Math.abs(picture.data[at] - own.data[at]));
  }
  console.log(`${width} × ${height} ${JSON.stringify(options)}: ${theirs.size} files, ${missing.length} missing, ${more.length} more, ${sizes} of another size, samples within ${greatest}`);
  if (missing.length > 0 || more.length > 0) console.log(`  missing ${missing.slice(0, 5).join(' ')}; more ${more.slice(0, 5).join(' ')}`);
  if (missing.length > 0 || more.length > 0 || sizes > 0 || greatest > 1) process.exitCode = 1;
}
