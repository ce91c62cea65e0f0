/** The entry of browsers and bundlers: the front over the wasm build. */
import { createFront } from './front.js';
import { isForeign, overridden, startForeign } from './backend/override.js';

/** Literal URLs: bundlers see and ship them. */
const files = {
  bytes: () => new URL('../npm/wasm/pixmill_bytes.wasm', import.meta.url),
  basic: () => new URL('../npm/wasm/pixmill_basic.wasm', import.meta.url),
  full: () => new URL('../npm/wasm/pixmill_full.wasm', import.meta.url),
};

/** The glue of each flavour, literal for the same reason. */
const glue = {
  bytes: () => import('../npm/wasm/pixmill_bytes.js'),
  basic: () => import('../npm/wasm/pixmill_basic.js'),
  full: () => import('../npm/wasm/pixmill_full.js'),
};

function startWorker() {
  const program = new URL('./backend/worker.js', import.meta.url);
  if (isForeign(program)) return startForeign(program);
  // Literal, so that bundlers see and ship the program.
  return new Worker(new URL('./backend/worker.js', import.meta.url), { type: 'module' });
}

const pixmill = createFront({
  override: overridden,
  wasm: {
    module: async (flavour) => compile(await fetch(files[flavour]())),
    glue: (flavour) => glue[flavour](),
    worker: startWorker,
  },
});

/** @param {Response} response */
async function compile(response) {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  const { headers } = response;
  // A server that does not know the type must not make it fail.
  if (headers.get('content-type')?.startsWith('application/wasm')) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

export default pixmill;
export const { batch, zip, zipSync, predictSize, unzip, unzipSync, unzipTo, metadata, crc32, adler32, recipe, configure, backend, counters, ready, close, createPixmill, PixmillError } =
  pixmill;
export const { fit, kernel, gravity, strategy, bool, interpolators, format, versions, cache, concurrency, simd, queue, block, unblock } = pixmill;
export const { gzip, gzipSync, gunzip, gunzipSync, deflate, deflateSync, inflate, inflateSync, zlib, zlibSync, unzlib, unzlibSync } = pixmill;
export const { gzipStream, gunzipStream, deflateStream, inflateStream, zlibStream, unzlibStream } = pixmill;
