/** The public API, made once for every entry: a callable with everything else as its properties. */
import { createBatch } from './batch.js';
import { bytesCalls, checksum } from './bytes.js';
import { constants } from './constants.js';
import { controls } from './controls.js';
import { PixmillError } from './errors.js';
import { unzipTo } from './extract.js';
import { Instance } from './instance.js';
import { createPipeline } from './pipeline.js';
import { predictSize } from './predict.js';
import { toResult } from './runtime.js';
import { checkRecipe } from './steps.js';
import { streamCalls } from './streams.js';
import { openArchive, unzipSync } from './unzip.js';
import { createZip, zipSync } from './zip.js';

/** @type {WeakMap<object, Instance>} */
const instances = new WeakMap();

/**
 * The instance behind an API, for what else stands on it.
 * @param {any} pixmill
 * @returns {Instance}
 */
export function instanceOf(pixmill) {
  return /** @type {Instance} */ (instances.get(pixmill));
}

/**
 * The API over one instance.
 * @param {Instance} instance
 * @returns {any}
 */
function over(instance) {
  const pixmill = (input, options) => createPipeline(instance, input, options);
  instances.set(pixmill, instance);
  return Object.assign(pixmill, {
    batch: (items, options) => createBatch(instance, items, options),
    zip: (sink, options) => createZip(instance, sink, options),
    zipSync: (entries, options) => toResult(zipSync(instance, entries, options)),
    predictSize: (entries, options) => predictSize(instance, entries, options),
    unzip: (input, options) => openArchive(instance, input, options),
    unzipTo: (input, dir, options) => unzipTo(instance, input, dir, options),
    unzipSync: (input, options) => unzipSync(instance, input, options),
    metadata: (input, run) => createPipeline(instance, input).metadata(run),
    ...constants,
    ...controls(instance),
    ...bytesCalls(instance),
    ...streamCalls(instance),
    crc32: (bytes, seed = 0) => checksum(bytes, seed, (view) => instance.backendSync().crc32(seed, view)),
    adler32: (bytes, seed = 1) => checksum(bytes, seed, (view) => instance.backendSync().runSync({ task: 'adler32', seed }, [view]).info.adler32),
    recipe: (recipe) => checkRecipe(recipe),
    configure: (config) => instance.configure(config),
    backend: async () => {
      const backend = await instance.backend();
      const { name, version, build, simd, reason } = backend;
      return { name, version, build, simd, workers: backend.workers(), reason };
    },
    ready: async () => {
      const backend = await instance.backend();
      await backend.readyForSync();
    },
    close: () => instance.close(),
    [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: () => instance.close(),
  });
}

/**
 * The front of one entry, which tells it how to find the backends.
 * @param {any} loader
 */
export function createFront(loader) {
  const pixmill = over(new Instance(loader));
  return Object.assign(pixmill, {
    createPixmill: (config) => over(new Instance(loader, config)),
    PixmillError,
  });
}
