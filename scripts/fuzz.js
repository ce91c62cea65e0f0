/**
 * `npm run fuzz [-- seconds [format…]]`: coverage-guided fuzzing of the reader of each format, of archives (zip), of colour tables (lut) and of words with markup (text), for so many seconds each (600).
 * The seeds are the corpus's files and what earlier runs found; prints a table, and each case that failed with where it is kept.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { corpusFiles } from './corpus-files.js';
import { formats } from '../js/generated/table.js';
import { root } from './setup.js';

/** What cargo fuzz builds with, without a sanitizer: our code is safe, and runs ten times as often. */
const FLAGS = [
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
  '-Ccodegen-units=1',
];
const TRIPLE = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] + '-unknown-linux-gnu';
const LONGEST_INPUT = 32 << 10;
/** Seconds after which a case hangs: the code is slowed by what counts. */
const HANG = 10;
/** What is read beside images and archives, of which the corpus has none: seeds to begin with. @type {Record<string, string[]>} */
const WRITTEN = {
  lut: ['LUT_1D_SIZE 2\n0 0 0\n1 1 1\n', 'TITLE "a"\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\nLUT_3D_SIZE 2\n' + '0 0.5 1\n'.repeat(8)],
  text: ['<span foreground="#f00" size="x-large" weight="bold">a &amp; b</span>\n<b>c</b><i>d</i><u>e</u>', 'שלום <sup>2</sup> العربية &#x41; a\u0301\tz'],
};
const MEGABYTES = 2048;

/** @param {string} program @param {string[]} args @param {Record<string, string>} env */
function run(program, args, env) {
  const { error, status, stderr } = spawnSync(program, args, { cwd: path.join(root, 'crates/fuzz'), env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  return { status, stderr };
}

const [seconds = '600', ...named] = process.argv.slice(2);
if (!(Number(seconds) > 0)) throw new Error(`expected seconds for each format, found ${seconds}`);
const known = [...formats.filter((format) => format.reads && format.name !== 'raw').map((format) => format.name), 'zip', ...Object.keys(WRITTEN)];
const unknown = named.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`expected formats among ${known.join(', ')}, found ${unknown}`);
const { corpus } = corpusFiles(undefined);

const target = path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'fuzz');
const built = run('cargo', ['build', '--release', '--target', TRIPLE], { RUSTFLAGS: FLAGS.join(' '), CARGO_TARGET_DIR: target });
if (built.status !== 0) throw new Error(built.stderr);

console.log('| format | cases | covered | failed |\n|---|--:|--:|--:|');
for (const format of named.length > 0 ? named : known) {
  const kept = path.join(root, 'build/fuzz', format);
  const found = path.join(kept, 'found');
  mkdirSync(found, { recursive: true });
  WRITTEN[format]?.forEach((seed, index) => writeFileSync(path.join(found, `seed-${index}`), seed));
  const { status, stderr } = run(
    path.join(target, TRIPLE, 'release/pixmill-fuzz'),
    [
      found,
      ...(format in WRITTEN ? [] : [format === 'zip' ? path.join(corpus, 'zip') : corpus]),
      `-max_total_time=${seconds}`,
      `-max_len=${LONGEST_INPUT}`,
      `-timeout=${HANG}`,
      `-rss_limit_mb=${MEGABYTES}`,
      `-artifact_prefix=${kept}/`,
      '-print_final_stats=1',
    ],
    { PIXMILL_FUZZ_FORMAT: format, RUST_BACKTRACE: '1' },
  );
  const cases = stderr.match(/number_of_executed_units: (\d+)/)?.[1] ?? '?';
  const covered = [...stderr.matchAll(/ cov: (\d+)/g)].at(-1)?.[1] ?? '?';
  const failed = readdirSync(kept).filter((name) => name !== 'found');
  console.log(`| ${format} | ${cases} | ${covered} | ${failed.length} |`);
  if (status !== 0) console.log(stderr.slice(-4000));
  for (const name of failed) console.log(path.join(kept, name));
  if (status !== 0 || failed.length > 0) process.exitCode = 1;
}
