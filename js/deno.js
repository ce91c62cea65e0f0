/** The entry of Deno: the wasm build by source imports, which need no permission. */
import { createFront } from './front.js';
import bytes from './backend/deno/bytes.js';
import { overridden } from './backend/override.js';
import { instantiate, instantiateLater } from '../npm/wasm/pixmill_bytes.js';
import { builtin } from './runtime.js';

const modules = {
  bytes: async () => bytes,
  basic: async () => (await import('./backend/deno/basic.js')).default,
  full: async () => (await import('./backend/deno/full.js')).default,
};

const glue = {
  bytes: async () => ({ instantiateLater }),
  basic: () => import('../npm/wasm/pixmill_basic.js'),
  full: () => import('../npm/wasm/pixmill_full.js'),
};

const pixmill = createFront({
  override: overridden,
  wasm: {
    module: (flavour) => modules[flavour](),
    moduleSync: (flavour) => (flavour === 'bytes' ? bytes : undefined),
    glue: (flavour) => glue[flavour](),
    glueSync: (flavour) => (flavour === 'bytes' ? { instantiate } : undefined),
    worker: () => new (builtin('worker_threads').Worker)(new URL('./backend/worker.js', import.meta.url)),
  },
});

export default pixmill;
export const { batch, zip, zipSync, predictSize, unzip, unzipSync, unzipTo, metadata, crc32, adler32, recipe, configure, backend, counters, ready, close, createPixmill, PixmillError } =
  pixmill;
export const { fit, kernel, gravity, strategy, bool, interpolators, format, versions, cache, concurrency, simd, queue, block, unblock } = pixmill;
export const { gzip, gzipSync, gunzip, gunzipSync, deflate, deflateSync, inflate, inflateSync, zlib, zlibSync, unzlib, unzlibSync } = pixmill;
export const { gzipStream, gunzipStream, deflateStream, inflateStream, zlibStream, unzlibStream } = pixmill;
