/**
 * Hostile files that others made or found: each is an image or a coded error on both backends, quickly and in little memory.
 * The corpus is PIXMILL_CORPUS or ../shared/corpus; where there is none this says so, and the suite's own hostile files remain.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { BACKENDS, entry, root, script } from './tools.js';

const corpus = process.env.PIXMILL_CORPUS ?? path.join(root, '..', 'shared', 'corpus');
const MB = 2 ** 20;
/** Milliseconds for one file on a busy machine. */
const SLOWEST = 30_000;
/** What a refusal may take: tables, a reader's buffers, garbage of the file that was read. */
const REFUSED = 64 * MB;

/**
 * Converts each file in one child process: outcome, milliseconds, and how far the peak of memory rose above what was there before.
 * @param {string} backend
 * @param {string[]} files
 * @returns {Promise<{outcome: string, ms: number, rose: number}[]>}
 */
async function through(backend, files) {
  const text = `import pixmill from ${entry}; import { readFileSync, writeFileSync } from 'node:fs';
    const status = (name) => Number(new RegExp(name + ':\\\\s+(\\\\d+)').exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;
    await pixmill({ data: new Uint8Array(12), width: 2, height: 2, channels: 3 }).resize(1).png().toBuffer();
    for (const file of ${JSON.stringify(files)}) {
      const bytes = readFileSync(file);
      writeFileSync('/proc/self/clear_refs', '5');
      const [start, before] = [performance.now(), status('VmRSS')];
      let outcome = 'ok';
      try {
        await pixmill(bytes).resize({ width: 64, height: 64, fit: 'inside', withoutEnlargement: true }).png({ compressionLevel: 1 }).toBuffer();
      } catch (error) {
        outcome = error instanceof pixmill.PixmillError ? error.kind === 'Internal' ? 'internal: ' + error.message : error.code : 'no code: ' + error;
      }
      console.log(JSON.stringify({ outcome, ms: performance.now() - start, rose: status('VmHWM') - before }));
    }`;
  const { status, out, err } = await script(text, { env: { PIXMILL_BACKEND: backend }, ms: 600_000 });
  const answers = out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.equal(status, 0, `${backend} died at ${files[answers.length]}\n${err}`);
  assert.equal(answers.length, files.length);
  return answers;
}

/** Both backends beside each other. @param {string[]} files */
async function both(files) {
  const [native, wasm] = [await through(BACKENDS[0], files), await through(BACKENDS[1], files)];
  return files.map((file, index) => ({ file, native: native[index], wasm: wasm[index] }));
}

function missing() {
  if (existsSync(corpus)) return false;
  console.log(`\n*** NO CORPUS at ${corpus}: nothing was tested ***\n`);
  return true;
}

/**
 * What is wrong with one file's outcomes.
 * @param {{file: string, native: any, wasm: any}} outcomes
 * @param {(outcome: string) => boolean} isWrong
 */
function faults({ file, native, wasm }, isWrong) {
  const name = path.basename(file);
  const told = Object.entries({ native, wasm }).flatMap(([backend, { outcome, ms, rose }]) => {
    // A worker's memory grows as a whole: only the addon's tells what one file took.
    const greedy = backend === 'native' && outcome !== 'ok' && rose > REFUSED;
    const bad = /^(internal|no code)/.test(outcome) || isWrong(outcome) || greedy || ms > SLOWEST;
    return bad ? [`${name}: ${backend} ${outcome}, ${Math.round(ms)} ms, ${(rose / MB).toFixed(0)} MB`] : [];
  });
  return native.outcome === wasm.outcome ? told : [...told, `${name}: native ${native.outcome}, wasm ${wasm.outcome}`];
}

test('files made to break decoders do what is expected of each', { timeout: 900_000 }, async () => {
  if (missing()) return;
  const gen = path.join(corpus, 'gen');
  const expected = JSON.parse(readFileSync(path.join(gen, 'EXPECT.json'), 'utf8'));
  const names = Object.keys(expected).filter((name) => name.startsWith('img/'));
  assert.equal(names.length, 46);
  const outcomes = await both(names.map((name) => path.join(gen, name)));
  const wrong = outcomes.flatMap((each) => {
    const words = expected[path.relative(gen, each.file)];
    return faults(each, (outcome) => (/^reject(?! or|\/)/.test(words) && outcome === 'ok') || (/^decode/.test(words) && outcome !== 'ok'));
  });
  // A screen over 2,048 pixels is that of its first frame, as libnsgif has it: sharp reads this one as 1 × 1 too.
  const shown = ['native', 'wasm'].map((backend) => `gif_65535x65535_1frame.gif: ${backend} ok`);
  assert.deepEqual(wrong.map((each) => each.split(',')[0]).filter((each) => !shown.includes(each)), []);
});

test('files that broke decoders elsewhere are an image or a coded error', { timeout: 900_000 }, async () => {
  if (missing()) return;
  const files = readdirSync(path.join(corpus, 'found')).sort().map((name) => path.join(corpus, 'found', name));
  assert.equal(files.length, 16);
  const outcomes = await both(files);
  assert.deepEqual(outcomes.flatMap((each) => faults(each, () => false)), []);
});
