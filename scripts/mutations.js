/**
 * `npm run mutations [-- count [format…]]`: so many files (10,000) of each format, or of these, each a small file of the corpus with one byte changed, decoded natively and in wasm.
 * Each must end in pixels or a coded error, on both backends the same, within 2 s; what does not ends badly. The cases are the same every time.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pixmill from '../index.mjs';
import { serve, through } from './children.js';
import { corpusFiles } from './corpus-files.js';

const here = fileURLToPath(import.meta.url);
/** Bytes of the largest file that is changed: more cases a second. */
const LARGEST = 16 << 10;
/** Pixels of the largest image that is changed. */
const AREA = 512 * 512;
const HANG = 2000;
/** What a job may hold; a file of 16 KiB needs less. */
const LIMITS = { memory: 64 << 20 };

async function answer({ file, at, flip }) {
  const bytes = readFileSync(file);
  bytes[at] ^= flip;
  const start = performance.now();
  let result;
  try {
    const { data } = await pixmill(bytes, { limits: LIMITS, animated: false }).toPixels();
    result = `ok ${createHash('sha256').update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).digest('hex').slice(0, 16)}`;
  } catch (error) {
    result = error.code ?? `no code: ${error}`;
  }
  return { result, ms: performance.now() - start };
}

/** The corpus's small images that are read, by format. */
async function seeds() {
  const found = new Map();
  for (const file of corpusFiles(undefined).files) {
    if (statSync(file).size > LARGEST) continue;
    try {
      const bytes = readFileSync(file);
      const { format, width, height } = pixmill(bytes).metadataSync();
      if (width * height > AREA) continue;
      await pixmill(bytes, { animated: false }).toPixels();
      found.set(format, [...(found.get(format) ?? []), file]);
    } catch {
      // What is refused whole says nothing when it is changed.
    }
  }
  return found;
}

/** xorshift32: the same numbers on every machine. @param {number} state */
function random(state) {
  return (/** @type {number} */ below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

async function main() {
  const [given = '10000', ...named] = process.argv.slice(2);
  const count = Number(given);
  if (!(count > 0)) throw new Error(`expected a number of cases, found ${given}`);
  const lost = [];
  console.log('| format | files | cases | pixels | refused | decoder panicked | backends differ | slowest |\n|---|--:|--:|--:|--:|--:|--:|--:|');
  await pixmill.ready();
  const found = await seeds();
  const unknown = named.find((name) => !found.has(name));
  if (unknown !== undefined) throw new Error(`expected formats among ${[...found.keys()].join(', ')}, found ${unknown}`);
  for (const [format, files] of found) {
    if (named.length > 0 && !named.includes(format)) continue;
    const next = random(0x9e3779b9);
    const cases = Array.from({ length: count }, () => {
      const file = files[next(files.length)];
      return { file, at: next(statSync(file).size), flip: 1 + next(255) };
    });
    // A damaged file may take longer than an undamaged one while the other backend is at work: the child's own clock decides.
    const runs = await Promise.all(['native', 'wasm'].map((backend) => through(here, cases, { backend, patience: HANG * 10, quiet: true })));
    const [native, wasm] = runs.map((run) => run.answers.map((each) => ({ ...each, result: each.lost ?? each.result })));
    const panics = native.filter((each) => each.result === 'DecoderPanicked').length;
    const differ = cases.filter((_, index) => native[index].result !== wasm[index].result);
    const slowest = Math.max(...[...native, ...wasm].map((each) => each.ms ?? 0));
    for (const [index, { file, at, flip }] of cases.entries()) {
      for (const each of [native[index], wasm[index]]) {
        if (/^(CRASH|HANG|no code)/.test(each.result) || each.ms > HANG) lost.push(`${path.basename(file)} byte ${at} ^ ${flip}: ${each.result} ${each.ms} ms`);
      }
    }
    const shown = native.filter((each) => each.result.startsWith('ok')).length;
    console.log(`| ${format} | ${files.length} | ${count} | ${shown} | ${count - shown} | ${panics} | ${differ.length} | ${slowest.toFixed(0)} ms |`);
    for (const { file, at, flip } of differ.slice(0, 3)) console.error(`differs: ${file} byte ${at} ^ ${flip}`);
  }
  console.log(`\ncrashes, hangs and errors without a code: ${lost.length}`);
  for (const each of lost) console.log(each);
  process.exitCode = lost.length > 0 ? 1 : 0;
}

await (process.argv[2] === '--serve' ? serve(answer) : main());
