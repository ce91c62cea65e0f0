/** The suite's harness, the same in Node, Deno, Bun and a page: tests, assertions, digests that all rows must share. */

/** @typedef {{name: string, fn: () => unknown, ms: number}} Test */

/** @type {Test[]} */
const tests = [];
/** @type {Record<string, string>} */
const digests = {};
/** Milliseconds that a test may take unless it says otherwise. */
const PATIENCE = 60_000;

/** What this row runs on. @type {any} */
export let pixmill;
/** A folder that tests may fill; undefined in a page. @type {string | undefined} */
export let folder;
/** @type {string} */
export let runtime;

/** @param {any} entry @param {{runtime: string, folder?: string}} row */
export function use(entry, row) {
  pixmill = entry;
  ({ runtime, folder } = row);
}

/**
 * @param {string} name the behaviour
 * @param {() => unknown} fn
 * @param {{ms?: number}} [options]
 */
export function test(name, fn, { ms = PATIENCE } = {}) {
  tests.push({ name, fn, ms });
}

/** @param {unknown} value */
function show(value) {
  const text = value instanceof Error ? `${value.stack ?? value}` : JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return text === undefined ? String(value) : text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

/** @param {unknown} condition @param {string} words */
export function ok(condition, words) {
  if (!condition) throw new Error(words);
}

/** @param {unknown} found @param {unknown} expected @param {string} [words] */
export function equal(found, expected, words = '') {
  if (!Object.is(found, expected)) throw new Error(`${words} expected ${show(expected)}, found ${show(found)}`);
}

/** Equal as JSON. @param {unknown} found @param {unknown} expected @param {string} [words] */
export function same(found, expected, words = '') {
  equal(JSON.stringify(found), JSON.stringify(expected), words);
}

/** @param {Uint8Array} found @param {Uint8Array} expected @param {string} [words] */
export function sameBytes(found, expected, words = '') {
  equal(found.byteLength, expected.byteLength, `${words} length:`);
  for (let at = 0; at < expected.byteLength; at += 1) {
    if (found[at] !== expected[at]) throw new Error(`${words} byte ${at}: expected ${expected[at]}, found ${found[at]}`);
  }
}

/**
 * What was thrown or rejected with, checked for its code and fields.
 * @param {(() => unknown) | Promise<unknown>} work
 * @param {string} code
 * @param {Record<string, unknown>} [fields] each equal, or a RegExp that matches
 * @returns {Promise<any>}
 */
export async function fails(work, code, fields = {}) {
  let result;
  try {
    result = await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (!(error instanceof pixmill.PixmillError)) throw new Error(`expected a PixmillError with code ${code}, found ${show(error)}`);
    equal(error.code, code, `${error.message}:`);
    for (const [name, expected] of Object.entries(fields)) {
      if (expected instanceof RegExp) ok(expected.test(String(error[name])), `${name}: expected ${expected}, found ${show(error[name])}`);
      else equal(error[name], expected, `${name}:`);
    }
    return error;
  }
  throw new Error(`expected an error with code ${code}, found ${show(result)}`);
}

/** @param {Uint8Array} bytes */
export async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Records bytes that every row must give. @param {string} label @param {Uint8Array} bytes */
export async function digest(label, bytes) {
  if (digests[label]) throw new Error(`the digest ${label} was taken twice`);
  digests[label] = await sha256(bytes);
}

/** An archive as one array. @param {any} options @param {(z: any) => Promise<unknown>} adds */
export async function zipped(options, adds) {
  const z = pixmill.zip(options);
  const bytes = new Response(z.readable).arrayBuffer();
  await adds(z);
  await z.close();
  return new Uint8Array(await bytes);
}

/** @param {number} ms */
export function sleep(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** @param {Test} test */
async function runOne({ name, fn, ms }) {
  const start = performance.now();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
  });
  try {
    await Promise.race([fn(), late]);
    return { name, ok: true, ms: Math.round(performance.now() - start) };
  } catch (error) {
    return { name, ok: false, error: show(error), ms: Math.round(performance.now() - start) };
  } finally {
    clearTimeout(timer);
  }
}

/** Runs what matches, one after another; each is told first, so that one which never ends is known. @param {string} filter */
export async function runAll(filter) {
  const results = [];
  for (const each of tests.filter(({ name }) => name.includes(filter))) {
    console.log(`runs: ${each.name}`);
    results.push(await runOne(each));
  }
  return { results, digests, total: tests.length };
}
