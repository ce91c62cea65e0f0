/**
 * Archives written and read by pixmill's backends and by their peers, whole processes in turn in one run:
 * npm run bench -- zip [--quick] [--rounds 3] [--seconds 4] [--only name] [--write]. So many rounds at least, and more for those whose runs took less than
 * so many seconds. Prints medians; --write puts them into bench/RESULTS.md.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensure } from '../scripts/setup.js';
import { writeResults } from './results.js';
import { SETS, makeSet } from './zip/inputs.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const options = {
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '4' },
  only: { type: 'string', default: '' },
  sets: { type: 'string', default: Object.keys(SETS).join() },
  write: { type: 'boolean', default: false },
  'as-is': { type: 'boolean', default: false },
};
const { values } = parseArgs({ options: /** @type {any} */ (options) });
const scale = values.quick ? 8 : 1;
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
/** No more of a run of a tenth of a second. */
const MOST = 9;
// --as-is measures the build that lies there, whatever it was made from.
if (!values['as-is']) await ensure(['bench']);

const out = mkdtempSync(path.join(tmpdir(), 'pixmill-bench-'));
const zip = path.join(out, 'out.zip');
const node = (name, env = {}) => ({
  env,
  write: (folder, level) => [process.execPath, path.join(here, 'zip/job.js'), name, 'write', folder, zip, String(level)],
  read: (archive) => [process.execPath, path.join(here, 'zip/job.js'), name, 'read', '-', archive, '6'],
});
const [native, wasm] = ['native', 'wasm'].map((backend) => ({ PIXMILL_BACKEND: backend }));
const all = ['write', 'read'];

/** The version that a program says it has. @param {string} program @param {string[]} args @param {RegExp} pattern */
function versionOf(program, args, pattern) {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return stdout?.match(pattern)?.[1];
}

const packaged = (name) => JSON.parse(readFileSync(path.join(here, 'node_modules', name, 'package.json'), 'utf8')).version;
const infoZip = versionOf('zip', ['-v'], /This is Zip ([\d.]+)/);
const sevenZip = versionOf('7zz', [], /7-Zip[^\d]*([\d.]+)/);

/** The start of Node, which every contender has but the programs in C. */
const ALONE = 'node alone';
const PROGRAMS = /^(Info-ZIP|7z)/;

/**
 * One row a contender: what it does, on which sets, in which environment, and the command of one process.
 * @type {{name: string, does: string[], on?: (set: string) => boolean, env?: Record<string, string>, write?: (folder: string, level: number) => string[], read?: (archive: string) => string[], absent?: boolean}[]}
 */
const contenders = [
  { name: 'pixmill native, 1 thread', does: all, ...node('pixmill-1', native) },
  { name: 'pixmill native, 2 threads', does: all, ...node('pixmill-2', native) },
  { name: 'pixmill wasm, 1 worker', does: all, ...node('pixmill-1', wasm) },
  { name: 'pixmill wasm, 2 workers', does: all, ...node('pixmill-2', wasm) },
  { name: 'fflate sync', does: all, ...node('fflate-sync') },
  { name: 'fflate async', does: all, ...node('fflate-async') },
  { name: 'fflate stream', does: all, ...node('fflate-stream') },
  { name: 'yazl', does: ['write'], ...node('yazl') },
  { name: 'yauzl', does: ['read'], ...node('yauzl') },
  { name: 'archiver', does: ['write'], ...node('archiver') },
  { name: 'zip.js', does: all, ...node('zip.js') },
  { name: 'client-zip', does: ['write'], on: (set) => SETS[set].stored, ...node('client-zip') },
  { name: 'jszip', does: all, ...node('jszip') },
  { name: 'node:zlib loop', does: ['write'], ...node('node:zlib') },
  {
    name: 'Info-ZIP',
    does: all,
    absent: !infoZip,
    write: (folder, level) => ['zip', '-q', '-r', '-j', `-${level}`, zip, folder],
    read: (archive) => ['unzip', '-tqq', archive],
  },
  ...[1, 5].map((level) => ({
    name: `7z -mx${level}`,
    does: level === 1 ? all : ['write'],
    on: (set) => level === 1 || !SETS[set].stored,
    absent: !sevenZip,
    write: (folder, given) => ['7zz', 'a', '-bd', '-mmt1', '-tzip', `-mx${given === 0 ? 0 : level}`, zip, `${folder}/*`],
    read: (archive) => ['7zz', 't', '-bd', '-mmt1', archive],
  })),
  { name: ALONE, does: all, ...node('nothing') },
];

/**
 * Runs one process to its end under GNU time.
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 * @returns {Promise<{wall: number, cpu: number, rss: number}>}
 */
function measure(command, env = {}) {
  const report = path.join(out, 'time.txt');
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/time', ['-f', '%e %U %S %M', '-o', report, ...command], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status !== 0) return reject(new Error(`ended with ${status}: ${said.match(/.*Error.*/)?.[0] ?? said.slice(0, 200)}`));
      const [wall, user, system, rss] = readFileSync(report, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
      return resolve({ wall, cpu: user + system, rss: rss / 1024 });
    });
  });
}

/** @param {number[]} of */
const median = (of) => of.toSorted((a, b) => a - b)[of.length >> 1];

/** Contenders in turn, so many rounds. @returns {Promise<Map<string, any[]>>} runs by name */
async function inTurn(work, set, commandOf) {
  const asked = ({ name, does, on, absent }) => does.includes(work) && !absent && (!on || on(set)) && (!values.only || name.toLowerCase().includes(values.only.toLowerCase()));
  const chosen = contenders.filter(asked);
  const runs = new Map(chosen.map(({ name }) => [name, []]));
  const took = (name) => runs.get(name).reduce((sum, { wall }) => sum + wall, 0);
  for (let round = 0; round < Math.max(rounds, MOST); round += 1) {
    for (const contender of chosen.filter(({ name }) => round < rounds || took(name) < seconds)) {
      if (work === 'write') rmSync(zip, { force: true });
      const { name, env } = contender;
      try {
        const run = await measure(commandOf(contender), env);
        const written = work === 'write' && existsSync(zip) ? statSync(zip).size : 0;
        runs.get(name).push({ ...run, written });
      } catch (error) {
        console.error(`${name}: ${error.message}`);
      }
    }
  }
  return runs;
}

/**
 * A table of one set. What Node takes to start is in the CPU time of its contenders; `work s` is without it.
 * @param {string} title @param {Map<string, any[]>} runs @param {number} bytes @param {boolean} ratios
 */
function table(title, runs, bytes, ratios) {
  const lines = [`### ${title}`, '', `| | CPU MB/s | CPU s | work s | wall s |${ratios ? ' ratio |' : ''} peak RSS MB |`, `|---|--:|--:|--:|--:|${ratios ? '--:|' : ''}--:|`];
  const start = median((runs.get(ALONE) ?? []).map(({ cpu }) => cpu)) ?? 0;
  for (const [name, each] of runs) {
    if (each.length === 0) {
      lines.push(`| ${name} | failed | | | |${ratios ? ' |' : ''} |`);
      continue;
    }
    const of = (key) => median(each.map((run) => run[key]));
    const ratio = of('written') > 0 ? (bytes / of('written')).toFixed(3) : '';
    const speed = name === ALONE ? '' : (bytes / 1e6 / of('cpu')).toFixed(0);
    const work = name === ALONE ? '' : (of('cpu') - (PROGRAMS.test(name) ? 0 : start)).toFixed(2);
    lines.push(`| ${name} | ${speed} | ${of('cpu').toFixed(2)} | ${work} | ${of('wall').toFixed(2)} |${ratios ? ` ${ratio} |` : ''} ${of('rss').toFixed(0)} |`);
  }
  return `${lines.join('\n')}\n`;
}

const sections = [];
for (const set of values.sets.split(',')) {
  const folder = makeSet(out, set, scale);
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  const { title, stored } = SETS[set];
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  const level = stored ? 0 : 6;
  const written = table(`Written: ${title(scale)} (${size})`, await inTurn('write', set, ({ write }) => write(folder, level)), bytes, !stored);
  console.log(written);
  // Nobody reads an archive of their own.
  const neutral = path.join(out, 'neutral.zip');
  rmSync(neutral, { force: true });
  spawnSync('zip', ['-q', '-r', '-j', '-X', `-${level}`, neutral, folder]);
  const read = table(`Read, every CRC checked: the same by Info-ZIP`, await inTurn('read', set, ({ read: command }) => command(neutral)), bytes, false);
  console.log(read);
  sections.push(written, read);
  rmSync(folder, { recursive: true });
}
rmSync(out, { recursive: true, force: true });

const peers = ['fflate', 'yazl', 'yauzl', 'archiver', '@zip.js/zip.js', 'client-zip', 'jszip'].map((name) => `${name} ${packaged(name)}`);
const programs = [infoZip ? `Info-ZIP ${infoZip}` : 'Info-ZIP absent', sevenZip ? `7-Zip ${sevenZip}` : '7-Zip absent'];
const argv = process.argv.slice(2).filter((word) => word !== '--write' && word !== '--as-is');
const about = [
  `\`npm run bench -- ${['zip', ...argv].join(' ')}\`, at least ${rounds} rounds in turn, up to ${Math.max(rounds, MOST)} of what took less than ${seconds} s, medians of whole processes; ${cpus()[0].model} (${cpus().length} cores), Node ${process.version};`,
  `${[...peers, ...programs].join(', ')}. CPU MB/s is the input's size by the CPU time of all threads, the start of the process included;`,
  '"node alone" is what that start costs, and "work s" is without it. fflate, jszip and zip.js read from memory; the CRCs that fflate and yauzl do not check are checked by `zlib.crc32`.',
].join('\n');
console.log(about);

if (values.write) writeResults('zip', 'Archives', `${about}\n\n${sections.join('\n')}`);
