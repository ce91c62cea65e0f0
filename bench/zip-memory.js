/**
 * Archives that are too large for a test, on both backends, each in a process of its own: npm run bench -- zip-memory [--quick] [--write].
 * Entries of 4 GiB - 1, 4 GiB and 5 GiB from generated streams, as large as predicted, whole by three readers; memory while 5 GB stream in and out;
 * 25,000, 50,000 and 100,000 entries written and listed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const MB = 2 ** 20;
const [quick, write] = ['--quick', '--write'].map((flag) => process.argv.includes(flag));
const scale = quick ? 16 : 1;

/** A megabyte of text that deflate makes something of; the same one is sent again and again. */
const page = new Uint8Array(MB).map((_, at) => 97 + ((at * 7 + ((at * at) >> 11) + (at >> 5)) % 23));

/** @param {number} size */
async function* stream(size) {
  for (let sent = 0; sent < size; sent += MB) yield page.subarray(0, Math.min(MB, size - sent));
}

const rss = () => process.memoryUsage.rss() / MB;

/** Memory as time goes on, a hundred values at the most. */
function watch() {
  const curve = [];
  const timer = setInterval(() => curve.push(Math.round(rss())), 100);
  return () => {
    clearInterval(timer);
    const every = Math.ceil(curve.length / 40);
    return { peak: Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024), curve: curve.filter((_, at) => at % every === 0) };
  };
}

/** Work of a process of its own: gives what is printed of it as JSON. */
const WORK = {
  /** One long entry to a path that keeps nothing. */
  async out(pixmill, { size, level }) {
    const z = pixmill.zip('/dev/null', { level, overwrite: true });
    await z.add('long', stream(size));
    await z.close();
  },
  /** The same to a file, as large as predicted. */
  async file(pixmill, { size, file }) {
    const options = { level: 0, mtime: 0 };
    const entries = [{ name: 'long', size }, { name: 'after', size: 3 }];
    const predicted = await pixmill.predictSize(entries, options);
    const z = pixmill.zip(file, { ...options, overwrite: true });
    await z.add('long', stream(size), { size });
    await z.add('after', new Uint8Array([1, 2, 3]));
    await z.close();
    const found = statSync(file).size;
    if (found !== predicted) throw new Error(`predicted ${predicted} bytes, found ${found}`);
  },
  async in(pixmill, { file, size }) {
    let read = 0;
    for await (const chunk of (await pixmill.unzip(file, { limits: { ratio: 2000 } }).entry('long')).stream()) read += chunk.byteLength;
    if (read !== size) throw new Error(`expected ${size} bytes, found ${read}`);
  },
  async many(pixmill, { count, file }) {
    const z = pixmill.zip(file, { overwrite: true });
    const bytes = page.subarray(0, 200);
    for (let index = 0; index < count; index += 1) await z.add(`folder-${index % 100}/entry-${index}.txt`, bytes);
    await z.close();
  },
  async list(pixmill, { count, file }) {
    let seen = 0;
    for await (const { size } of pixmill.unzip(file)) seen += size > 0 ? 1 : 0;
    if (seen !== count) throw new Error(`expected ${count} entries, found ${seen}`);
  },
};

/** @param {string} backend @param {string} work @param {object} given @returns {Promise<{seconds: number, peak: number, curve: number[]}>} */
function child(backend, work, given) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PIXMILL_BACKEND: backend, PIXMILL_WORK: JSON.stringify({ work, given }) };
    const running = spawn(process.execPath, [here], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    running.stdout.on('data', (chunk) => (out += chunk));
    running.on('close', (status) => (status === 0 ? resolve(JSON.parse(out)) : reject(new Error(`${backend} ${work} ended with ${status}`))));
  });
}

/** A program that must end well. @param {string} program @param {string[]} args */
function sound(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error || status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? `${stdout}${stderr}`.slice(-500)}`);
}

async function main() {
  const out = mkdtempSync(path.join(tmpdir(), 'pixmill-memory-'));
  const file = path.join(out, 'out.zip');
  const lines = [];
  const say = (line) => {
    console.log(line);
    lines.push(line);
  };
  const row = (backend, what, { seconds, peak, curve }) => say(`| ${backend} | ${what} | ${seconds.toFixed(1)} | ${peak} | ${[0.25, 0.5, 0.75, 1].map((part) => curve[Math.ceil(curve.length * part) - 1] ?? '').join(', ')} |`);
  const size = (5 * 2 ** 30) / scale;
  say('| | | seconds | peak RSS MB | RSS MB after each quarter |\n|---|---|--:|--:|---|');
  for (const backend of ['native', 'wasm']) {
    for (const level of [0, 1]) row(backend, `5 GiB written, level ${level}`, await child(backend, 'out', { size, level }));
    for (const count of [25_000, 50_000, 100_000]) {
      const entries = Math.round(count / scale);
      row(backend, `${entries} entries written`, await child(backend, 'many', { count: entries, file }));
      row(backend, `${entries} entries listed`, await child(backend, 'list', { count: entries, file }));
    }
  }
  for (const [name, length] of Object.entries({ '4 GiB - 1': 2 ** 32 - 1, '4 GiB': 2 ** 32, '5 GiB': 5 * 2 ** 30 })) {
    const bytes = Math.ceil(length / scale);
    row('native', `an entry of ${name} to a file, as predicted`, await child('native', 'file', { size: bytes, file }));
    // Info-ZIP's unzip 6.0 takes what follows a descriptor of exactly 4 GiB - 1 for an overlap; 7-Zip and Python do not.
    if (length !== 2 ** 32 - 1) sound('unzip', ['-tqq', file]);
    sound('7zz', ['t', file]);
    sound('python3', ['-c', 'import sys,zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None', file]);
    for (const backend of ['native', 'wasm']) row(backend, `that entry read`, await child(backend, 'in', { size: bytes, file }));
  }
  rmSync(out, { recursive: true, force: true });
  const about = `\`npm run bench -- zip-memory${quick ? ' --quick' : ''}\`; ${cpus()[0].model} (${cpus().length} cores), Node ${process.version}. Each row is a process of its own. The files were whole for Info-ZIP (unzip 6.0 was not asked about 4 GiB - 1, which it takes for an overlap), 7-Zip and Python.`;
  console.log(about);
  if (!write) return;
  const results = path.join(path.dirname(here), 'RESULTS.md');
  const [from, to] = ['<!-- bench zip-memory -->', '<!-- end of bench zip-memory -->'];
  const before = existsSync(results) ? readFileSync(results, 'utf8') : '# Results\n';
  const [head, rest] = before.includes(from) ? before.split(from) : [`${before.trimEnd()}\n\n## Large archives\n\n`, `${to}\n`];
  writeFileSync(results, `${head}${from}\n${about}\n\n${lines.join('\n')}\n${to}${rest.split(to)[1]}`);
}

if (process.env.PIXMILL_WORK) {
  const { work, given } = JSON.parse(process.env.PIXMILL_WORK);
  const { default: pixmill } = await import('../index.mjs');
  const end = watch();
  const start = performance.now();
  await WORK[work](pixmill, given);
  console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, ...end() }));
  process.exit(0);
} else await main();
