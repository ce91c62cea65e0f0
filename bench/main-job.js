/**
 * The main job, pixmill beside sharp with archiver, in turn in one run:
 * npm run bench -- <folder> [rounds]. Prints medians of wall time, CPU time and peak RSS, and their ratios.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure } from '../scripts/setup.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder, rounds = '5'] = process.argv.slice(2);
if (!folder) {
  console.error('usage: npm run bench -- <folder of images> [rounds]');
  process.exit(2);
}
await ensure(['bench']);
const files = readdirSync(folder)
  .filter((name) => /\.(jpe?g|png)$/i.test(name))
  .sort()
  .map((name) => path.join(folder, name));
const out = mkdtempSync(path.join(tmpdir(), 'pixmill-bench-'));
const cli = [path.join(root, 'bin/pixmill.js'), ...files, '-f', 'webp', '-q', '80', '-r', '1600', '--overwrite', '--quiet', '--concurrency', '2', '-o'];

/** One row a contender. */
const contenders = [
  { name: 'pixmill native', env: { PIXMILL_BACKEND: 'native' }, args: (zip) => [...cli, zip] },
  { name: 'pixmill wasm', env: { PIXMILL_BACKEND: 'wasm' }, args: (zip) => [...cli, zip] },
  { name: 'sharp + archiver', env: {}, args: (zip) => [path.join(root, 'bench/peer.js'), zip, ...files] },
];

/**
 * Runs one contender to its end under GNU time.
 * @returns {Promise<{wall: number, cpu: number, rss: number, size: number}>}
 */
function measure(contender) {
  const zip = path.join(out, `${contender.name.replaceAll(' ', '-')}.zip`);
  rmSync(zip, { force: true });
  const report = path.join(out, 'time.txt');
  const args = ['-f', '%e %U %S %M', '-o', report, process.execPath, ...contender.args(zip)];
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/time', args, { env: { ...process.env, ...contender.env }, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status !== 0) return reject(new Error(`${contender.name} ended with ${status}`));
      const [wall, user, system, rss] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
      return resolve({ wall, cpu: user + system, rss: rss / 1024, size: statSync(zip).size });
    });
  });
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const results = new Map(contenders.map((contender) => [contender.name, []]));
for (let round = 0; round < Number(rounds); round += 1) {
  for (const contender of contenders) results.get(contender.name).push(await measure(contender));
}
rmSync(out, { recursive: true, force: true });
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
console.log(`${files.length} images, ${(bytes / 1e6).toFixed(1)} MB, ${rounds} rounds in turn, ${cpus()[0].model}, Node ${process.version}`);
console.log('| | wall s | CPU s | peak RSS MB | ZIP MB |\n|---|--:|--:|--:|--:|');
const rows = [...results].map(([name, runs]) => {
  const of = (key) => median(runs.map((run) => run[key]));
  return { name, wall: of('wall'), cpu: of('cpu'), rss: of('rss'), size: of('size') / 1e6 };
});
for (const row of rows) {
  console.log(`| ${row.name} | ${row.wall.toFixed(2)} | ${row.cpu.toFixed(2)} | ${row.rss.toFixed(0)} | ${row.size.toFixed(2)} |`);
}
const peer = rows.at(-1);
for (const row of rows.slice(0, -1)) {
  console.log(`${row.name}: ${(peer.cpu / row.cpu).toFixed(2)}× the peer's speed by CPU time, ${(row.rss / peer.rss).toFixed(2)} of its RSS`);
}
