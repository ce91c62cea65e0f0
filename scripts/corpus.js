/**
 * `npm run corpus [-- folder]`: metadata() and a conversion of every file of the corpus, natively and in wasm, beside each other.
 * Prints counts, error codes, slowest files and every file where the two backends differ; a crash or a hang ends badly.
 * The corpus is PIXMILL_CORPUS or ../shared/corpus.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { corpusFiles } from './corpus-files.js';

const here = fileURLToPath(import.meta.url);
/** Milliseconds after which a file counts as a hang. */
const HANG = 60_000;

/** The child: reads paths, one a line, and answers each with a line of JSON. */
async function serve() {
  const { default: pixmill } = await import('../index.mjs');
  console.log(JSON.stringify({ backend: (await pixmill.backend()).name }));
  for await (const file of createInterface({ input: process.stdin })) {
    const bytes = readFileSync(file);
    const start = performance.now();
    const answer = { file, metadata: '', result: '', format: '', ms: 0 };
    try {
      const metadata = await pixmill(bytes).metadata();
      answer.format = metadata.format;
      answer.metadata = JSON.stringify(metadata);
    } catch (error) {
      answer.metadata = error.code ?? `no code: ${error}`;
    }
    try {
      const recipe = pixmill(bytes).resize({ width: 256, height: 256, fit: 'inside', withoutEnlargement: true });
      const { data } = await recipe.png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true });
      answer.result = `ok ${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
    } catch (error) {
      answer.result = error.code ?? `no code: ${error}`;
    }
    answer.ms = Math.round(performance.now() - start);
    console.log(JSON.stringify(answer));
  }
  process.exit(0);
}

/**
 * Runs all files through one backend; a child that dies or hangs is replaced and costs its file.
 * @param {string} backend
 * @param {string[]} files
 */
async function through(backend, files) {
  const answers = [];
  let peak = 0;
  while (answers.length < files.length) {
    const child = spawn(process.execPath, [here, '--serve'], {
      env: { ...process.env, PIXMILL_BACKEND: backend },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = JSON.parse((await lines.next()).value ?? '{}');
    if (first.backend !== backend) throw new Error(`expected backend ${backend}, found ${first.backend}`);
    while (answers.length < files.length) {
      const file = files[answers.length];
      child.stdin.write(`${file}\n`);
      let timer;
      const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve({ hang: true }), HANG);
      });
      const line = await Promise.race([lines.next(), late]);
      clearTimeout(timer);
      if (line.hang || line.done) {
        answers.push({ file, metadata: '', result: line.hang ? 'HANG' : 'CRASH', format: '', ms: HANG });
        child.kill('SIGKILL');
        break;
      }
      answers.push(JSON.parse(line.value));
      if (answers.length % 500 === 0) console.error(`${backend}: ${answers.length} of ${files.length}`);
    }
    const status = path.join('/proc', String(child.pid), 'status');
    if (existsSync(status)) peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1024);
    child.stdin.end();
  }
  return { answers, peak };
}

/** @param {string[]} words */
function counts(words) {
  const found = new Map();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1]);
}

async function main() {
  const { corpus, files } = corpusFiles(process.argv[2]);
  const runs = { native: await through('native', files), wasm: await through('wasm', files) };
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

await (process.argv[2] === '--serve' ? serve() : main());
