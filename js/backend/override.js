/** configure({ wasm, worker }): the build and the worker's program from where the application keeps them. */
import { wrongOption } from '../errors.js';
import { isPlain, isResponse } from '../kinds.js';
import { builtin } from '../runtime.js';

const FLAVOURS = ['bytes', 'basic', 'full'];

/** @param {any} value */
function isUrl(value) {
  return (typeof value === 'string' && value !== '') || value instanceof URL;
}

/** Whether this says where a build is. @param {any} value */
export function isBuild(value) {
  return isUrl(value) || (isPlain(value) && Object.keys(value).every((name) => FLAVOURS.includes(name)));
}

/** A whole URL: what a page writes is relative to the page. @param {string | URL} url */
function absolute(url) {
  return new URL(url, globalThis.location?.href);
}

/**
 * @param {any} given a URL, Response, Module or bytes
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(given) {
  const value = await given;
  if (value instanceof WebAssembly.Module) return value;
  if (isUrl(value)) {
    const url = absolute(value);
    const fs = url.protocol === 'file:' ? builtin('fs') : undefined;
    // Node's fetch knows no files.
    return compile(fs ? await fs.promises.readFile(url) : await fetch(url));
  }
  if (isResponse(value)) {
    if (!value.ok) throw new Error(`${value.url}: ${value.status} ${value.statusText}`);
    return WebAssembly.compile(await value.arrayBuffer());
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return WebAssembly.compile(/** @type {any} */ (value));
  throw wrongOption('config.wasm', 'a URL, Response, Module or bytes for each flavour', value);
}

/** A worker of this runtime that runs a program. @param {string | URL} program */
function startWorker(program) {
  const Thread = builtin('worker_threads')?.Worker;
  // A path is taken as it is.
  if (Thread) return new Thread(typeof program === 'string' && /^\w{2,}:/.test(program) ? new URL(program) : program);
  return isForeign(program) ? startForeign(program) : new Worker(program, { type: 'module' });
}

/** Whether a program has another origin than the page; a Blob's or a file's is nobody's. @param {string | URL} program */
export function isForeign(program) {
  const { origin } = absolute(program);
  return origin !== 'null' && origin !== globalThis.location?.origin;
}

/** A page's worker must come from the page's own origin: from elsewhere it starts as a Blob that imports the program. @param {string | URL} program */
export function startForeign(program) {
  const text = `import ${JSON.stringify(absolute(program).href)};`;
  const own = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(own, { type: 'module' });
  worker.addEventListener('message', () => URL.revokeObjectURL(own), { once: true });
  return worker;
}

/**
 * @param {import('./wasm.js').WasmSource} source
 * @param {{wasm?: any, worker?: any}} given
 */
export function overridden(source, { wasm, worker }) {
  const own = { ...source };
  if (wasm) {
    const named = (flavour) => (isUrl(wasm) ? new URL(`pixmill_${flavour}.wasm`, absolute(String(wasm).replace(/\/?$/, '/'))) : wasm[flavour]);
    own.module = async (flavour) => {
      const given = named(flavour);
      return given === undefined ? source.module(flavour) : compile(given);
    };
    own.moduleSync = undefined;
  }
  if (typeof worker === 'function') own.worker = worker;
  else if (worker) own.worker = () => startWorker(worker);
  return own;
}
