/** What the runtime is and has. Node's modules are asked for when needed, so that browsers and bundlers see no import. */

const { process } = globalThis;

/**
 * A module of Node's, also in Deno and Bun; undefined in browsers.
 * @param {string} name without `node:`
 * @returns {any}
 */
export function builtin(name) {
  return process?.getBuiltinModule?.(name);
}

/** @type {'node'|'deno'|'bun'|'browser'} */
export const runtime = globalThis.Deno ? 'deno' : globalThis.Bun ? 'bun' : process?.versions?.node ? 'node' : 'browser';

/**
 * Whether Deno lets us look without asking the user; other runtimes always do.
 * @param {{name: string, variable?: string, kind?: string}} descriptor
 */
export function granted(descriptor) {
  return runtime !== 'deno' || globalThis.Deno.permissions.querySync(descriptor).state === 'granted';
}

/** Whether jobs may read files by themselves: not where Node or Deno is to be asked of each what may be read. */
export function readsFreely() {
  return builtin('fs') !== undefined && !(/** @type {any} */ (process).permission) && granted({ name: 'read' });
}

/** Processors that may be used. */
export function processors() {
  return builtin('os')?.availableParallelism?.() ?? globalThis.navigator?.hardwareConcurrency ?? 2;
}

/** Bytes of memory that this process may use, as far as anyone tells: a container's limit, else the machine's. */
export function systemMemory() {
  const os = builtin('os');
  if (!os || !granted({ name: 'sys', kind: 'systemMemoryInfo' })) return (/** @type {any} */ (globalThis.navigator)?.deviceMemory ?? 4) * 2 ** 30;
  const total = os.totalmem();
  const limit = runtime === 'node' ? process.constrainedMemory?.() : undefined;
  return limit && limit < total ? limit : total;
}

/**
 * An environment variable. In Deno it is read only if that needs no question to the user.
 * @param {string} name
 */
export function environment(name) {
  return granted({ name: 'env', variable: name }) ? process?.env?.[name] : undefined;
}

/**
 * Result bytes as users of this runtime expect them: a Buffer where there is one, over the same memory.
 * @param {Uint8Array} bytes
 */
export function toResult(bytes) {
  const Buffer = globalThis.Buffer ?? builtin('buffer')?.Buffer;
  return Buffer ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}

/** @type {MessagePort | undefined} */
let nowhere;

/**
 * Gives memory back at once instead of when the collector comes, which may be a hundred megabytes later. The buffer is empty afterwards.
 * @param {ArrayBufferLike} buffer
 */
export function discard(buffer) {
  if (!(buffer instanceof ArrayBuffer)) return;
  const { transfer } = /** @type {any} */ (buffer);
  if (transfer) {
    transfer.call(buffer, 0);
    return;
  }
  // Node 20: a message that nobody gets takes the memory with it.
  if (!nowhere) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    /** @type {any} */ (port1).unref?.();
    nowhere = port1;
  }
  nowhere.postMessage(null, [buffer]);
}

const heard = new WeakSet();

/**
 * Calls back once when a signal fires. One signal may stop any number of jobs: that is no leak to warn of.
 * @param {AbortSignal | undefined} signal
 * @param {() => void} stop
 */
export function onAbort(signal, stop) {
  if (!signal) return;
  if (!heard.has(signal)) {
    heard.add(signal);
    builtin('events')?.setMaxListeners?.(0, signal);
  }
  signal.addEventListener('abort', stop, { once: true });
}

/**
 * A warning for the developer: once per text.
 * @param {string} text
 */
export function warn(text) {
  if (warned.has(text)) return;
  warned.add(text);
  if (process?.emitWarning) process.emitWarning(text, 'PixmillWarning');
  else console.warn(`pixmill: ${text}`);
}

const warned = new Set();
