/**
 * `npm run fidelity [-- folder]`: every image of the corpus that sharp reads, read by pixmill too: how many, to the same size,
 * and within a mean difference of 2 of 255. Prints a table, and each file that is refused or differs.
 * The corpus is PIXMILL_CORPUS or ../shared/corpus.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { corpusFiles } from '../../scripts/corpus-files.js';
import { ensure } from '../../scripts/setup.js';

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '../..');
/** Milliseconds after which a file counts as lost. */
const PATIENCE = 60_000;
const CLOSE = 2;

/** Any interleaved samples as straight 8 bit RGBA. @param {Uint8Array | Uint16Array | Float32Array} samples @param {number} channels */
function rgba(samples, channels) {
  const byte = samples instanceof Uint16Array ? (value) => value / 257 : samples instanceof Float32Array ? (value) => Math.min(Math.max(value, 0), 1) * 255 : (value) => value;
  const out = new Float32Array((samples.length / channels) * 4);
  for (let from = 0, to = 0; from < samples.length; from += channels, to += 4) {
    const grey = channels < 3;
    for (let c = 0; c < 3; c += 1) out[to + c] = byte(samples[from + (grey ? 0 : c)]);
    out[to + 3] = channels % 2 === 0 ? byte(samples[from + channels - 1]) : 255;
  }
  return out;
}

/**
 * Mean difference of two images, colours weighted by their alpha. What no frame of a GIF covers is black for sharp and transparent here:
 * where sharp gives no alpha, only colours on black are compared.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {boolean} opaque
 */
function meanDifference(a, b, opaque) {
  let sum = 0;
  for (let at = 0; at < a.length; at += 4) {
    for (let c = 0; c < 3; c += 1) sum += Math.abs(a[at + c] * a[at + 3] - b[at + c] * b[at + 3]) / 255;
    if (!opaque) sum += Math.abs(a[at + 3] - b[at + 3]);
  }
  return sum / a.length;
}

/** The child: reads paths, one a line, and answers each with a line of JSON. */
async function serve() {
  const { default: pixmill } = await import('../../index.mjs');
  const sharp = createRequire(path.join(root, 'bench/peer.js'))('sharp');
  for await (const file of createInterface({ input: process.stdin })) {
    const bytes = readFileSync(file);
    const answer = { file, format: '', theirs: '', ours: '', mean: NaN };
    let peer;
    try {
      answer.format = (await sharp(bytes).metadata()).format;
      peer = await sharp(bytes).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
      answer.theirs = `${peer.info.width} × ${peer.info.height}`;
    } catch (error) {
      answer.theirs = `refused: ${String(error.message).split('\n')[0]}`;
    }
    try {
      // Of AVIF turning is a part of decoding, there and here; of other formats it is a tag, which is left alone.
      const run = pixmill(bytes, { autoOrient: answer.format === 'heif', animated: false }).raw();
      const { data, info } = await run.toBuffer({ resolveWithObject: true });
      answer.ours = `${info.width} × ${info.height}`;
      const wide = data.byteLength / (info.width * info.height * info.channels);
      const samples = wide === 2 ? new Uint16Array(data.buffer) : wide === 4 ? new Float32Array(data.buffer) : data;
      if (peer && answer.ours === answer.theirs) answer.mean = meanDifference(rgba(samples, info.channels), rgba(peer.data, peer.info.channels), peer.info.channels % 2 === 1);
      answer.format ||= info.format;
    } catch (error) {
      answer.ours = `${error.code}: ${error.message}`;
    }
    console.log(JSON.stringify(answer));
  }
  process.exit(0);
}

/** A child that dies or hangs is replaced, and costs its file. @param {string[]} files */
async function through(files) {
  const answers = [];
  while (answers.length < files.length) {
    const child = spawn(process.execPath, [here, '--serve'], { env: { ...process.env, PIXMILL_BACKEND: 'native' }, stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (;;) {
      const file = files[answers.length];
      if (file === undefined) break;
      child.stdin.write(`${file}\n`);
      let timer;
      const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve({ done: true }), PATIENCE);
      });
      const { value, done } = await Promise.race([lines.next(), late]);
      clearTimeout(timer);
      if (done) {
        answers.push({ file, format: '', theirs: 'lost', ours: 'lost', mean: NaN });
        break;
      }
      answers.push(JSON.parse(value));
    }
    child.kill('SIGKILL');
  }
  return answers;
}

async function main() {
  const { corpus, files } = corpusFiles(process.argv[2]);
  await ensure(['build', 'bench']);
  const half = Math.ceil(files.length / 2);
  const answers = (await Promise.all([through(files.slice(0, half)), through(files.slice(half))])).flat();
  const rows = new Map();
  for (const { file, format, theirs, ours, mean } of answers) {
    if (/^refused|^lost/.test(theirs)) continue;
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

await (process.argv[2] === '--serve' ? serve() : main());
