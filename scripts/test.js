/**
 * `npm test [-- row…] [--filter text]`: Rust's tests, then the suite on every row of the table below, then what only Node can test.
 * The rows' digests are compared: the same input gives the same bytes everywhere. The last line is "N passed, M failed".
 */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, ensure, root, runtimeProgram } from './setup.js';

const MAIN = path.join(root, '__test__', 'rows', 'main.js');
/** Milliseconds for one row, and for compiling Rust's tests where nothing is there yet. */
const PATIENCE = 900_000;
const BUILDING = 2_400_000;
const MIME = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * One row: how its suite is run, and what it must then say of itself.
 * @typedef {{name: string, runtime: string, backend: string, isPart?: boolean, run: (folder: string, filter: string) => Promise<any>}} Row
 */

/** @type {Row[]} */
const ROWS = [
  { name: 'node-native', runtime: 'node', backend: 'native', run: program(process.execPath, [MAIN], { PIXMILL_BACKEND: 'native' }) },
  { name: 'node-wasm', runtime: 'node', backend: 'wasm', run: program(process.execPath, [MAIN], { PIXMILL_BACKEND: 'wasm' }) },
  {
    name: 'deno',
    runtime: 'deno',
    backend: 'wasm',
    // Neither the environment nor addons are allowed; files only where the tests keep theirs.
    run: (folder, filter) => {
      const allowed = [`--allow-read=${folder},${root}`, `--allow-write=${folder},/dev/full`, '--no-prompt', '--no-lock', '--quiet'];
      return program(found('deno'), ['run', ...allowed, MAIN])(folder, filter);
    },
  },
  { name: 'bun', runtime: 'bun', backend: 'wasm', run: (folder, filter) => program(found('bun'), [MAIN])(folder, filter) },
  { name: 'chromium', runtime: 'browser', backend: 'wasm', run: (_folder, filter) => page(filter) },
  // The library from another origin than the page: workers must start all the same, and the rest does not know of it.
  { name: 'chromium-elsewhere', runtime: 'browser', backend: 'wasm', isPart: true, run: (_folder, filter) => page(filter, STARTING) },
];

/** @param {'deno' | 'bun'} name */
function found(name) {
  return /** @type {string} */ (runtimeProgram(name));
}

/**
 * Runs a program to its end, or to the end of patience. `out` is what it printed, `text` that and its errors; `end` says how it ended.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @param {number} [patience]
 * @returns {Promise<{good: boolean, end: string, out: string, text: string}>}
 */
function spawned(command, args, env = {}, patience = PATIENCE) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, text] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (more) => {
      out += more;
      text += more;
    });
    child.stderr.setEncoding('utf8').on('data', (more) => (text += more));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, patience);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const end = late ? `it was ended after ${patience / 1000} s` : `it ended with ${signal ?? status}`;
      resolve({ good: status === 0, end, out, text });
    });
  });
}

/** A row that is a program: it prints its report in one line. @param {string} command @param {string[]} args @param {Record<string, string>} [env] */
function program(command, args, env = {}) {
  return async (folder, filter) => {
    const { good, end, out, text } = await spawned(command, [...args, folder, filter], { PIXMILL_BACKEND: '', ...env });
    const line = out.split('\n').find((each) => each.startsWith('REPORT '));
    if (!line) throw new Error(`${end}, without a report:\n${text.slice(-3000)}`);
    const report = JSON.parse(line.slice('REPORT '.length));
    // A crash after the last test is one.
    return good ? report : { ...report, strays: [...report.strays, `${end} after its report:\n${text.replace(line, '').slice(-3000)}`] };
  };
}

/** Files of the suite in which workers start, work and end. */
const STARTING = ['backend', 'founding', 'batch', 'archive', 'bytes', 'unzip', 'abort', 'errors'];

/** The checkout as a page sees it. @returns {Promise<import('node:http').Server>} */
function serve() {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname);
    const file = path.join(root, path.normalize(name));
    const type = MIME[path.extname(file)];
    const allowed = type && file.startsWith(root) && statSync(file, { throwIfNoEntry: false })?.isFile();
    response.writeHead(allowed ? 200 : 404, { 'content-type': type ?? 'text/plain', 'access-control-allow-origin': '*' });
    if (allowed) createReadStream(file).pipe(response);
    else response.end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** @param {string} filter @param {string[]} [elsewhere] the part of the suite that is run with the library on an origin of its own */
async function page(filter, elsewhere) {
  const { chromium: driver } = await import('playwright-core');
  const servers = [await serve(), ...(elsewhere ? [await serve()] : [])];
  const origins = servers.map((server) => `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await driver.launchServer({ executablePath: await whole(chromium()), headless: true, args: [...sandbox, ...QUIET] });
  const said = [];
  const drive = async () => {
    const tab = await (await driver.connect(browser.wsEndpoint())).newPage();
    tab.setDefaultTimeout(PATIENCE);
    tab.on('pageerror', (error) => said.push(String(error)));
    tab.on('console', (message) => said.push(message.text()));
    await tab.goto(`${origins[0]}/__test__/rows/page.html?${new URLSearchParams({ filter, part: `${elsewhere ?? ''}`, from: /** @type {string} */ (origins.at(-1)) })}`);
    await tab.waitForFunction(() => /** @type {any} */ (globalThis).report);
    return tab.evaluate(() => /** @type {any} */ (globalThis).report);
  };
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was ended after ${PATIENCE / 1000} s, without a report`)), PATIENCE);
  });
  try {
    return await Promise.race([drive(), late]);
  } catch (error) {
    throw new Error(`${error.message}\n${said.join('\n').slice(-3000)}`);
  } finally {
    clearTimeout(timer);
    // Not closed: a page that is in an endless loop would never answer.
    await browser.kill();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

/** The path of a program that may be a bare name. @param {string | undefined} name */
async function whole(name) {
  if (name === undefined || path.isAbsolute(name)) return name;
  return (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)).find((file) => statSync(file, { throwIfNoEntry: false }));
}

let [passed, failed] = [0, 0];

/**
 * @param {string} name
 * @param {number} good
 * @param {string[]} bad what is printed of the failures
 * @param {number} start
 * @param {number} [wrong] failures, where one text tells of several
 */
function report(name, good, bad, start, wrong = bad.length) {
  passed += good;
  failed += wrong;
  console.log(`${wrong > 0 ? 'FAILED ' : 'ok     '} ${name}: ${good} passed, ${wrong} failed (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  for (const words of bad) console.log(`  ${words.replaceAll('\n', '\n  ')}`);
}

/** Rust's tests, counted from what each binary says. @param {string} filter */
async function rust(filter) {
  const start = performance.now();
  const built = await spawned('cargo', ['test', '--workspace', '--no-run'], {}, BUILDING);
  if (!built.good) return report('rust', 0, [`${built.end}\n${built.text.slice(-6000)}`], start);
  console.log(`rust's tests compiled in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const { good: ended, end, out, text } = await spawned('cargo', ['test', '--workspace', '--no-fail-fast', '--', '--nocapture', ...(filter ? [filter] : [])]);
  const counts = [...out.matchAll(/test result: \w+\. (\d+) passed; (\d+) failed/g)];
  const [good, wrong] = [1, 2].map((at) => counts.reduce((sum, count) => sum + Number(count[at]), 0));
  const fine = ended && wrong === 0 && (good > 0 || filter);
  for (const line of text.matchAll(/^\*\*\* NO CORPUS.*$/gm)) console.log(line[0]);
  report('rust', good, fine ? [] : [`${end}\n${text.slice(-6000)}`], start, fine ? 0 : Math.max(wrong, 1));
}

/** @param {Row} row @param {string} filter */
async function suite(row, filter) {
  const start = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'pixmill-test-'));
  try {
    const { runtime, backend, results, strays, digests } = await row.run(folder, filter);
    const bad = results.filter(({ ok }) => !ok).map(({ name, error }) => `${name}\n${error}`);
    bad.push(...strays.map((stray) => `beside the tests: ${stray}`));
    if (runtime !== row.runtime) bad.push(`expected runtime ${row.runtime}, found ${runtime}`);
    if (backend.name !== row.backend) bad.push(`expected backend ${row.backend}, found ${backend.name}: ${backend.reason}`);
    if (!(backend.workers >= 1)) bad.push(`expected workers, found ${backend.workers}`);
    if (results.length === 0 && !filter) bad.push('no test was run');
    report(row.name, results.filter(({ ok }) => ok).length, bad, start);
    return { name: row.name, isPart: row.isPart, digests, build: backend.build, names: results.map(({ name }) => name) };
  } catch (error) {
    report(row.name, 0, [String(error?.stack ?? error)], start);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The id that a build of core's sources has now, as its build script tells Cargo; set-up has made xtask, so nothing is compiled. */
async function buildOfSources() {
  const { good, end, out, text } = await spawned('cargo', ['build', '--package', 'xtask', '--message-format', 'json']);
  if (!good) throw new Error(`cargo build: ${end}\n${text.slice(-3000)}`);
  const variables = out.split('\n').flatMap((line) => (line.startsWith('{') ? (JSON.parse(line).env ?? []) : []));
  const found = variables.find(([name]) => name === 'PIXMILL_BUILD');
  if (!found) throw new Error('no build script told PIXMILL_BUILD');
  return found[1];
}

/** All rows ran the same list on builds of these sources, and gave the same bytes. */
async function compare(rows) {
  const start = performance.now();
  const [first] = rows;
  const build = await buildOfSources();
  const bad = [];
  const labels = [...new Set(rows.flatMap(({ digests }) => Object.keys(digests)))];
  for (const row of rows) {
    if (row.build !== build) bad.push(`${row.name} has build ${row.build}, core's sources ${build}: it is stale`);
    if (!row.isPart && row.names.join('\n') !== first.names.join('\n')) bad.push(`${row.name} ran another list of tests than ${first.name}`);
    for (const label of row.isPart ? Object.keys(row.digests) : labels) {
      const [found, expected] = [row.digests[label], first.digests[label]];
      if (found !== expected) bad.push(`${label}: ${found ? 'other bytes' : 'nothing'} from ${row.name}, ${expected ? 'bytes' : 'nothing'} from ${first.name}`);
    }
  }
  report(`one build of these sources, the same bytes on ${rows.length} rows`, labels.length, bad, start);
}

/** Test files for Node alone. @param {string} filter */
async function nodeOnly(filter) {
  const pattern = filter.replaceAll(/[^\w ]/g, '\\$&');
  for (const folder of ['node', 'cli']) {
    const start = performance.now();
    const place = path.join(root, '__test__', folder);
    const files = readdirSync(place).filter((name) => name.endsWith('.test.js')).map((name) => path.join(place, name));
    const only = filter ? [`--test-name-pattern=${pattern}`] : [];
    const { good: ended, end, text } = await spawned(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...only, ...files]);
    const count = (word) => Number(new RegExp(`^. ${word} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
    // What a filter leaves out is skipped, too.
    const [good, wrong, skipped] = [count('pass'), count('fail'), filter ? 0 : count('skipped') + count('todo')];
    const fine = ended && wrong === 0 && skipped === 0 && (good > 0 || filter);
    const words = `${end}: ${wrong} failed, ${skipped} skipped\n${text.slice(-8000)}`;
    report(`${folder} (${files.length} files)`, good, fine ? [] : [words], start, fine ? 0 : Math.max(wrong + skipped, 1));
  }
}

const args = process.argv.slice(2);
const at = args.indexOf('--filter');
const filter = at >= 0 ? (args.splice(at, 2)[1] ?? '') : '';
const parts = ['rust', ...ROWS.map(({ name }) => name), 'only-node'];
const unknown = args.find((name) => !parts.includes(name));
if (unknown !== undefined) {
  console.error(`no row ${unknown}; there are ${parts.join(', ')}`);
  process.exit(2);
}
const wanted = args.length > 0 ? args : parts;
if (args.length > 0) console.log(`only ${wanted.join(', ')}`);
await ensure(['test']);
if (wanted.includes('rust')) await rust(filter);
const ran = [];
for (const row of ROWS.filter(({ name }) => wanted.includes(name))) {
  const result = await suite(row, filter);
  if (result) ran.push(result);
}
if (ran.length > 0) await compare(ran);
if (wanted.includes('only-node')) await nodeOnly(filter);
if (passed + failed === 0) {
  failed += 1;
  console.log(`no test's name has ${JSON.stringify(filter)}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
