/**
 * `npm run corpus [-- folder]`: metadata() and a conversion of every file of the corpus, natively and in wasm, beside each other.
 * Prints counts, error codes, slowest files and every file where the two backends differ; a crash or a hang ends badly.
 * The corpus is PIXMILL_CORPUS or ../shared/corpus.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve, through } from './children.js';
import { corpusFiles } from './corpus-files.js';

const here = fileURLToPath(import.meta.url);
/** Milliseconds after which a file counts as a hang. */
const HANG = 60_000;

async function answer(file) {
  const { default: pixmill } = await import('../index.mjs');
  const bytes = readFileSync(file);
  const start = performance.now();
  const found = { backend: (await pixmill.backend()).name, metadata: '', result: '', format: '', ms: 0 };
  try {
    const metadata = await pixmill(bytes).metadata();
    found.format = metadata.format;
    found.metadata = JSON.stringify(metadata);
  } catch (error) {
    found.metadata = error.code ?? `no code: ${error}`;
  }
  try {
    const recipe = pixmill(bytes).resize({ width: 256, height: 256, fit: 'inside', withoutEnlargement: true });
    const { data } = await recipe.png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true });
    found.result = `ok ${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  } catch (error) {
    found.result = error.code ?? `no code: ${error}`;
  }
  found.ms = Math.round(performance.now() - start);
  return found;
}

/**
 * Runs all files through one backend.
 * @param {string} backend
 * @param {string[]} files
 */
async function all(backend, files) {
  const onAnswer = (count) => count % 500 === 0 && console.error(`${backend}: ${count} of ${files.length}`);
  const { answers, peak } = await through(here, files, { backend, patience: HANG, onAnswer });
  const other = answers.find((each) => each.backend && each.backend !== backend);
  if (other) throw new Error(`expected backend ${backend}, found ${other.backend}`);
  const named = answers.map(({ lost, ...each }, index) => ({ metadata: '', format: '', ms: HANG, ...each, ...(lost && { result: lost }), file: files[index] }));
  return { answers: named, peak };
}

/** @param {string[]} words */
function counts(words) {
  const found = new Map();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1]);
}

async function main() {
  const { corpus, files } = corpusFiles(process.argv[2]);
  const runs = { native: await all('native', files), wasm: await all('wasm', files) };
  const short = (result) => (result.startsWith('ok') ? 'ok' : result);
  const lines = [`${files.length} files`];
  for (const [name, { answers, peak }] of Object.entries(runs)) {
    lines.push('', `## ${name}: peak RSS ${peak.toFixed(0)} MB`, '', '| outcome | files |', '|---|--:|');
    lines.push(...counts(answers.map((a) => short(a.result))).map(([word, count]) => `| ${word} | ${count} |`));
    const slowest = answers.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
    lines.push('', `Slowest: ${slowest.map((a) => `${path.relative(corpus, a.file)} ${a.ms} ms`).join(', ')}`);
  }
  const formats = counts(runs.native.answers.filter((a) => a.result.startsWith('ok')).map((a) => a.format));
  lines.push('', '## decoded, by format', '', formats.map(([name, count]) => `${name} ${count}`).join(', '));
  const differing = runs.native.answers.flatMap((native, index) => {
    const wasm = runs.wasm.answers[index];
    const same = native.metadata === wasm.metadata && native.result === wasm.result;
    return same ? [] : [`| ${path.relative(corpus, native.file)} | ${native.result} | ${wasm.result} |`];
  });
  lines.push('', `## backends differ: ${differing.length}`, '', '| file | native | wasm |', '|---|---|---|', ...differing);
  const lost = Object.values(runs).flatMap((run) => run.answers.filter((a) => /^(CRASH|HANG|no code)/.test(a.result)));
  lines.push('', `crashes, hangs and errors without a code: ${lost.length}`, ...lost.map((a) => `${a.file}: ${a.result}`));
  const text = `${lines.join('\n')}\n`;
  if (process.env.PIXMILL_CORPUS_REPORT) writeFileSync(process.env.PIXMILL_CORPUS_REPORT, text);
  console.log(text);
  process.exitCode = lost.length > 0 ? 1 : 0;
}

await (process.argv[2] === '--serve' ? serve(answer) : main());
