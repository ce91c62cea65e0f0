/**
 * `npm run fidelity [-- folder]`: every image of the corpus that sharp reads, read by pixmill too: how many, to the same size,
 * and within a mean difference of 2 of 255. Prints a table, and each file that is refused or differs.
 * The corpus is PIXMILL_CORPUS or ../shared/corpus.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve, through } from '../../scripts/children.js';
import { corpusFiles } from '../../scripts/corpus-files.js';
import { ensure } from '../../scripts/setup.js';
import { meanDifference, rgba } from './pixels.js';

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '../..');
/** Milliseconds after which a file counts as lost. */
const PATIENCE = 60_000;
const CLOSE = 2;

async function answer(file) {
  const { default: pixmill } = await import('../../index.mjs');
  const sharp = createRequire(path.join(root, 'bench/peer.js'))('sharp');
  const bytes = readFileSync(file);
  const found = { format: '', theirs: '', ours: '', mean: NaN };
  let peer;
  try {
    found.format = (await sharp(bytes).metadata()).format;
    peer = await sharp(bytes).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    found.theirs = `${peer.info.width} × ${peer.info.height}`;
  } catch (error) {
    found.theirs = `refused: ${String(error.message).split('\n')[0]}`;
  }
  try {
    // Of AVIF turning is a part of decoding, there and here; of other formats it is a tag, which is left alone.
    const { data, width, height, channels } = await pixmill(bytes, { autoOrient: found.format === 'heif', animated: false }).toPixels();
    found.ours = `${width} × ${height}`;
    if (peer && found.ours === found.theirs) found.mean = meanDifference(rgba(data, channels), rgba(peer.data, peer.info.channels), peer.info.channels % 2 === 1);
  } catch (error) {
    found.ours = `${error.code}: ${error.message}`;
  }
  return found;
}

async function main() {
  const { corpus, files } = corpusFiles(process.argv[2]);
  await ensure(['build', 'bench']);
  const half = Math.ceil(files.length / 2);
  const part = (cases) => through(here, cases, { backend: 'native', patience: PATIENCE, quiet: true });
  const answers = (await Promise.all([part(files.slice(0, half)), part(files.slice(half))])).flatMap((each) => each.answers);
  const rows = new Map();
  for (const [index, { lost, format, theirs, ours, mean }] of answers.entries()) {
    const file = files[index];
    if (lost || theirs.startsWith('refused')) continue;
    const row = rows.get(format) ?? { theirs: 0, close: 0, bad: [] };
    rows.set(format, row);
    row.theirs += 1;
    // What was not compared is null in JSON.
    if (mean !== null && mean <= CLOSE) row.close += 1;
    else row.bad.push(`${path.relative(corpus, file)}: ${theirs === ours ? `mean difference ${Number(mean).toFixed(2)}` : `${theirs}, here ${ours}`}`);
  }
  console.log(`${files.length} files\n\n| format | sharp reads | the same here | share |\n|---|--:|--:|--:|`);
  for (const [format, { theirs, close }] of rows) console.log(`| ${format} | ${theirs} | ${close} | ${((100 * close) / theirs).toFixed(1)} % |`);
  for (const [format, { bad }] of rows) if (bad.length > 0) console.log(`\n${format}\n${bad.map((each) => `- ${each}`).join('\n')}`);
}

await (process.argv[2] === '--serve' ? serve(answer) : main());
