/** Which backend runs: what was asked for, else the addon where it loads, else wasm, never without a word. */
import { fail, wrongOption } from '../errors.js';
import { environment, runtime, warn } from '../runtime.js';
import { NativeBackend, unavailable } from './native.js';
import { WasmBackend } from './wasm.js';

/** What can be asked for. */
export const BACKENDS = ['native', 'wasm'];

/**
 * @param {{native?: () => {addon?: any, attempts: {name: string, reason: string}[]}, wasm: import('./wasm.js').WasmSource}} loader
 * @param {{backend?: string, concurrency: number}} config
 */
export function choose(loader, { backend, concurrency }) {
  const asked = backend ?? environment('PIXMILL_BACKEND') ?? '';
  const by = backend ? 'configure()' : 'PIXMILL_BACKEND';
  if (asked && !BACKENDS.includes(asked)) throw wrongOption('backend', 'native or wasm', asked);
  const wasm = (reason) => new WasmBackend(loader.wasm, reason, concurrency);
  if (asked === 'wasm') return wasm(`asked for by ${by}`);
  if (!asked && runtime !== 'node') return wasm(`the default of ${runtime}`);
  if (!loader.native) {
    if (asked) throw fail('BackendUnavailable', { reason: `there is no native backend in this ${runtime} entry; leave ${by} unset` });
    return wasm('this entry has no other');
  }
  const found = loader.native();
  if (found.addon) {
    return new NativeBackend(found.addon, asked ? `asked for by ${by}` : 'the addon was found', concurrency);
  }
  if (asked) throw unavailable(found);
  const { message } = unavailable(found);
  warn(`using the wasm backend, which is slower: ${message}. PIXMILL_BACKEND=wasm says that this is meant.`);
  return wasm(message);
}
