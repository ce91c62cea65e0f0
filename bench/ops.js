/**
 * `npm run bench -- ops [--rounds 3] [--seconds 6] [--only name] [--write] [--as-is]`: each operation of bench/operations.js on 6 megapixels, by sharp and by pixmill's backends in turn.
 * The time is the CPU time of all threads for raw samples through the operation and out, less that for the same samples without it.
 * In turn, so many rounds at least and until so many seconds went to an operation. Prints medians and ratios; --write puts them into bench/RESULTS.md.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pixmill from '../index.mjs';
import { ops } from '../js/generated/table.js';
import { photo } from '../__test__/fixtures.js';
import { ensure } from '../scripts/setup.js';
import { OPERATIONS, argsFor, callOf, worded } from './operations.js';
import { writeResults } from './results.js';

const options = { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '6' }, only: { type: 'string' }, write: { type: 'boolean' }, 'as-is': { type: 'boolean' } };
const { values } = parseArgs({ options: /** @type {any} */ (options) });
if (!values['as-is']) await ensure(['bench']);
const sharp = createRequire(import.meta.url)('sharp');
sharp.concurrency(1);
sharp.cache(false);
const { version } = JSON.parse(readFileSync(new URL('node_modules/sharp/package.json', import.meta.url), 'utf8'));
const [WIDTH, HEIGHT] = [3000, 2000];
/** What is wanted of an operation that names nothing else. */
const WANTED = 0.5;
/** Milliseconds that are too few to be told from nothing. */
const LEAST = 1;

const images = new Map();
/** @param {any} channels @param {number} [width] @param {number} [height] */
function imageOf(channels, width = WIDTH, height = HEIGHT) {
  const key = `${width} × ${height} × ${channels}`;
  if (!images.has(key)) images.set(key, photo(width, height, { channels }));
  return images.get(key);
}

const [native, wasm] = ['native', 'wasm'].map((backend) => pixmill.createPixmill({ backend, concurrency: 1 }));
const own = (instance) => (image, name, args) => {
  const pipeline = instance(image);
  return (name ? pipeline[name](...args) : pipeline).raw().toBuffer({ resolveWithObject: true });
};
/** How each makes raw samples of an image, with the operation or without one. @type {Record<string, (image: any, name?: string, args?: any[]) => Promise<any>>} */
const CONTENDERS = {
  sharp: ({ data, width, height, channels }, name, args = []) => {
    const pipeline = sharp(data, { raw: { width, height, channels } });
    return (name ? pipeline[name](...args) : pipeline).raw().toBuffer({ resolveWithObject: true });
  },
  native: own(native),
  wasm: own(wasm),
};

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** CPU milliseconds of all threads. What was made before is collected first: nobody pays for another's garbage. @param {() => Promise<any>} work */
async function spent(work) {
  gc();
  await pause(5);
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** @param {number[]} of */
const median = (of) => of.toSorted((a, b) => a - b)[of.length >> 1];

const rows = [];
for (const { name } of ops) {
  if ((values.only && name !== values.only) || OPERATIONS[name]?.none) continue;
  const row = OPERATIONS[name];
  if (!row) throw new Error(`no call of ${name}: add a row to bench/operations.js`);
  const image = imageOf(row.channels ?? 3);
  const call = row.timed ? callOf(row.timed, row) : callOf(row.calls[0], row);
  const args = argsFor(call.args, image);
  const found = Object.fromEntries(Object.keys(CONTENDERS).map((who) => [who, []]));
  let end = Infinity;
  // The first round warms up.
  for (let round = -1; round < Number(values.rounds) || performance.now() < end; round += 1) {
    if (round === 0) end = performance.now() + Number(values.seconds) * 1000;
    for (const [who, run] of Object.entries(CONTENDERS)) {
      let info;
      const whole = await spent(async () => {
        ({ info } = await run(image, name, args));
      });
      // Samples of the input's size go in, and of the result's size come out: the mean of both with nothing done.
      const result = imageOf(info.channels, info.width, info.height);
      const without = ((await spent(() => run(image))) + (result === image ? 0 : await spent(() => run(result)))) / (result === image ? 1 : 2);
      if (round >= 0) found[who].push(whole - without);
    }
  }
  const times = Object.fromEntries(Object.entries(found).map(([who, each]) => [who, Math.max(median(each), LEAST)]));
  const words = typeof call.args === 'function' ? `${name}(…)` : worded(name, call);
  rows.push({ words, times, wanted: row.wanted ?? WANTED, ratios: { native: times.sharp / times.native, wasm: times.sharp / times.wasm } });
  console.error(words, JSON.stringify(times));
}
await Promise.all([native.close(), wasm.close()]);

const ms = (value) => (value <= LEAST ? `≤ ${LEAST}` : value.toFixed(value < 100 ? 1 : 0));
const lines = rows.map(({ words, times, wanted, ratios }) => {
  const ratio = (value) => (value < wanted ? `**${value.toFixed(2)}**` : value.toFixed(2));
  return `| \`${words.replaceAll('|', '\\|')}\` | ${ms(times.sharp)} | ${ms(times.native)} | ${ms(times.wasm)} | ${wanted} | ${ratio(ratios.native)} | ${ratio(ratios.wasm)} |`;
});
const missed = (who) => rows.filter(({ ratios, wanted }) => ratios[who] < wanted).map(({ words, ratios, wanted }) => `\`${words}\` ${ratios[who].toFixed(2)} of ${wanted}`);
const told = (who) => `${who}: ${rows.length - missed(who).length} of ${rows.length} reached${missed(who).length > 0 ? `; missed: ${missed(who).join(', ')}` : ''}.`;
const argv = process.argv.slice(2).filter((word) => word !== '--write' && word !== '--as-is');
const text = `\`npm run bench -- ${['ops', ...argv].join(' ')}\`: CPU milliseconds of each operation on ${WIDTH} × ${HEIGHT} pixels of 8 bit, raw samples in and out, less what the same
costs without it (where the result has another size, the mean for both sizes: what makes a small image of a large one, resize or extractChannel, is then charged with copies of the larger input); medians of at least ${values.rounds} rounds in turn, the collector before each, of more where they take less than ${values.seconds} s; ${cpus()[0].model} (${cpus().length} cores), Node ${process.version}, sharp ${version}, one thread each.
Another image (boolean, composite, joinChannel) is a PNG that each reads in every run. Ratios are sharp's time over ours: above 1 we take less. Wanted: none below 0.5; resize, blur, sharpen, composite, modulate and rotate at least 1. What is less than ${LEAST} ms counts as ${LEAST}.

${told('native')}
${told('wasm')}

| call | sharp ms | native ms | wasm ms | wanted | native | wasm |
|---|--:|--:|--:|--:|--:|--:|
${lines.join('\n')}
`;
console.log(text);
if (values.write && !values.only) writeResults('ops', 'Operations', text);
