/** configure({ wasm, worker }): the build and the worker's program from where the application keeps them. */
import { wrongOption } from '../errors.js';

/**
 * @param {any} given a URL, Response, Module or bytes
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(given) {
  const value = await given;
  if (value instanceof WebAssembly.Module) return value;
  if (typeof value === 'string' || value instanceof URL) return compile(await fetch(value));
  if (typeof Response !== 'undefined' && value instanceof Response) {
    if (!value.ok) throw new Error(`${value.url}: ${value.status} ${value.statusText}`);
    return WebAssembly.compile(await value.arrayBuffer());
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return WebAssembly.compile(/** @type {any} */ (value));
  throw wrongOption('config.wasm', 'a URL, Response, Module or bytes for each flavour', value);
}

/**
 * @param {import('./wasm.js').WasmSource} source
 * @param {{wasm?: any, worker?: any}} given
 */
export function overridden(source, { wasm, worker }) {
  const own = { ...source };
  if (wasm) {
    own.module = (flavour) => (wasm[flavour] === undefined ? source.module(flavour) : compile(wasm[flavour]));
    own.moduleSync = undefined;
  }
  if (typeof worker === 'function') own.worker = worker;
  else if (worker) own.worker = () => new Worker(worker, { type: 'module' });
  return own;
}
