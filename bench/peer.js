/** The main job as sharp and archiver do it: convert to WebP at 1600 px, two at once, into one ZIP. */
import { ZipArchive } from 'archiver';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const [out, ...files] = process.argv.slice(2);
const atOnce = 2;
sharp.concurrency(1);
sharp.cache(false);

const archive = new ZipArchive({ store: true });
const written = new Promise((resolve, reject) => {
  archive.on('error', reject);
  archive.pipe(createWriteStream(out)).on('close', resolve).on('error', reject);
});
const results = new Map();
let next = 0;
let appended = 0;

/** Appends what is ready, in input order. */
function drain() {
  while (results.has(appended)) {
    const data = results.get(appended);
    results.delete(appended);
    if (data) archive.append(data, { name: `${path.basename(files[appended])}.webp` });
    appended += 1;
  }
}

async function worker() {
  while (next < files.length) {
    const index = next++;
    const image = sharp(files[index]).autoOrient();
    const resized = image.resize({ width: 1600, height: 1600, fit: 'inside', withoutEnlargement: true });
    const result = await resized.webp({ quality: 80, effort: 4 }).toBuffer().catch(() => null);
    results.set(index, result);
    drain();
  }
}

await Promise.all(Array.from({ length: atOnce }, worker));
await archive.finalize();
await written;
