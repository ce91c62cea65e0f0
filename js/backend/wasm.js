/** The wasm backend: a small instance on the calling thread for headers and archives, a pool of workers for the rest. */
import { packed } from '../attached.js';
import { PixmillError, fail } from '../errors.js';
import { Piecewise, coded, guarded } from './piecewise.js';
import { copyOf } from '../input.js';
import { Pool } from './pool.js';
import { discard, readsFreely } from '../runtime.js';

/** Tasks that the small instance does at once: they are as cheap as a message to a worker, as summing and framing a part of a stream is. */
const LIGHT = new Set(['probe', 'plan', 'recipe', 'crc32Combine', 'compressFrame']);
const isLight = ({ task, level }) => LIGHT.has(task) || (task === 'deflatePart' && level === 0);
/** Flavours that have codecs, small to large: a synchronous conversion takes the first that can. */
const CODECS = ['basic', 'full'];

const pieces = (object, trapped) => new Piecewise(object, trapped);

/** @param {string} flavour @param {any} error */
function unavailable(flavour, error) {
  const words = String(error?.message ?? error).split('\n')[0];
  const what = 'in a checkout run npm run build, else npm install pixmill again';
  return fail('BackendUnavailable', { reason: `the wasm module "${flavour}": ${words}; ${what}` }, error);
}

/**
 * Where the build is, as the runtime's entry tells.
 * @typedef {object} WasmSource
 * @property {(flavour: string) => Promise<WebAssembly.Module>} module
 * @property {(flavour: string) => WebAssembly.Module | undefined} [moduleSync] what can be had at once
 * @property {(flavour: string) => Promise<{instantiateLater: Function}>} glue
 * @property {(flavour: string) => {instantiate: Function} | undefined} [glueSync]
 * @property {() => any} worker a new worker that runs worker.js
 */

export class WasmBackend {
  #source;
  #pool;
  #modules = new Map();
  #instances = new Map();

  /**
   * @param {WasmSource} source
   * @param {string} reason why this backend was chosen
   * @param {number} concurrency
   */
  constructor(source, reason, concurrency) {
    this.#source = source;
    this.name = 'wasm';
    this.reason = reason;
    /** Inputs move into a worker, and from there into its instance. */
    this.copies = 1;
    this.readsFiles = readsFreely();
    this.#pool = new Pool(source.worker, (flavour) => this.#module(flavour), concurrency);
  }

  /** Compiles the small flavour: what every asynchronous call needs on this thread. */
  async ready() {
    if (this.#instances.has('bytes')) return;
    await this.#load('bytes');
    this.#describe();
  }

  /** Compiles those with codecs too: synchronous conversions may be made afterwards. */
  async readyForSync() {
    await this.ready();
    await Promise.all(CODECS.map((flavour) => this.#load(flavour)));
  }

  async #load(flavour) {
    const glue = Promise.resolve(this.#source.glue(flavour)).catch((error) => {
      throw unavailable(flavour, error);
    });
    const [module, { instantiateLater }] = await Promise.all([this.#module(flavour), glue]);
    // A browser's main thread makes no large instance at once.
    const instance = await instantiateLater(module);
    if (!this.#instances.has(flavour)) this.#instances.set(flavour, instance);
  }

  /** What a synchronous call needs: at once where files can be read at once, else what ready() made. */
  readySync() {
    this.#instance('bytes');
    this.#describe();
  }

  #describe() {
    const { version, build, simd } = JSON.parse(this.#instance('bytes').build());
    this.version = version;
    this.build = build;
    this.simd = simd;
  }

  #module(flavour) {
    let module = this.#modules.get(flavour);
    if (!module) {
      module = Promise.resolve(this.#source.module(flavour)).catch((error) => {
        this.#modules.delete(flavour);
        throw unavailable(flavour, error);
      });
      this.#modules.set(flavour, module);
    }
    return module;
  }

  /** @returns {any} an instance on this thread */
  #instance(flavour) {
    let instance = this.#instances.get(flavour);
    if (!instance) {
      const module = this.#source.moduleSync?.(flavour);
      const glue = this.#source.glueSync?.(flavour);
      if (!module || !glue) throw fail('NotReady');
      instance = glue.instantiate(module);
      this.#instances.set(flavour, instance);
    }
    return instance;
  }

  workers() {
    return this.#pool.size;
  }

  get isWarm() {
    return this.#pool.isWarm;
  }

  /** So many jobs may come at once. @param {number} workers */
  widen(workers) {
    this.#pool.widen(workers);
  }

  /**
   * Runs a task. Inputs that are not owned are copied before it returns; owned ones are given away.
   * @param {any} request
   * @param {Uint8Array[]} inputs
   * @param {{owned?: boolean, flavour?: string, signal?: AbortSignal, files?: import('./reading.js').Files}} [options]
   *   `files`: the inputs are read by the worker
   */
  async run(request, inputs, { owned = false, flavour, signal, files: read } = {}) {
    if (isLight(request) && flavour === undefined) {
      await this.ready();
      const outcome = this.#here('bytes', request, inputs);
      if (owned) for (const input of inputs) discard(input.buffer);
      return outcome;
    }
    const exact = (input) => input.byteOffset === 0 && input.byteLength === input.buffer.byteLength;
    const own = inputs.map((input) => (owned && exact(input) ? input : copyOf(input)));
    // What has no image in it runs in the module that this thread has already.
    const used = flavour === undefined || CODECS.includes(flavour) ? flavour : CODECS[0];
    const { text, files } = packed(request);
    return this.#pool.run(text, [...own, ...files.map(copyOf)], { flavour: used, signal, read });
  }

  /**
   * @param {object} request
   * @param {Uint8Array[]} inputs
   * @param {string} [flavour] that a task other than a conversion needs
   */
  runSync(request, inputs, flavour = 'bytes') {
    if (request.task !== 'convert') return this.#here(flavour, request, inputs);
    const { info } = this.#here('bytes', { ...request, task: 'plan' }, inputs);
    return this.#here(info.flavour === CODECS[1] ? CODECS[1] : CODECS[0], request, inputs);
  }

  /** Runs a task on this thread. */
  #here(flavour, request, inputs) {
    const instance = this.#instance(flavour);
    const trapped = (error) => this.#replace(flavour, instance, error);
    const { text, files } = packed(request);
    const { info, buffers } = coded(() => instance.runSync(text, [...inputs, ...files]), trapped);
    return { info: JSON.parse(info), buffers };
  }

  /** An instance that trapped is dropped; what its stage record says, as JSON. */
  #replace(flavour, instance, error) {
    if (this.#instances.get(flavour) === instance) this.#instances.delete(flavour);
    let text;
    try {
      text = instance.lost(instance.stage());
    } catch (trap) {
      text = JSON.stringify({ code: 'Panicked', reason: `${error}; then ${trap}` });
    }
    // Where nothing loads at once it is made again from the compiled module.
    if (!this.#source.moduleSync?.(flavour)) this.#load(flavour).catch(() => undefined);
    return text;
  }

  /** @param {number} seed the CRC-32 of what came before @param {Uint8Array} bytes */
  crc32(seed, bytes) {
    return this.#instance('bytes').crc32(seed, bytes);
  }

  /** @param {object} options */
  writer(options) {
    return new (this.#instance('bytes').ZipWriter)(JSON.stringify(options));
  }

  /** @param {Uint8Array} password @param {Uint8Array} salt */
  encrypter(password, salt) {
    return new (this.#instance('bytes').Encrypter)(password, salt);
  }

  /** @param {object} options */
  reader(options) {
    return this.#made((instance) => new instance.ZipReader(JSON.stringify(options)), guarded);
  }

  /** @param {object} options @param {Uint8Array} dictionary */
  inflater(options, dictionary) {
    return this.#made((instance) => new instance.Inflater(JSON.stringify(options), dictionary), pieces);
  }

  /** What unpacks one entry of an archive, a quarter of a megabyte at a time. @param {object} request */
  unpacker(request) {
    return this.#made((instance) => new instance.Unpacker(JSON.stringify(request)), pieces);
  }

  /**
   * An object of the small instance, which is replaced if it traps.
   * @template T
   * @param {(instance: any) => any} make
   * @param {(object: any, trapped: (error: any) => string) => T} around
   * @returns {T}
   */
  #made(make, around) {
    const instance = this.#instance('bytes');
    const trapped = (error) => this.#replace('bytes', instance, error);
    return around(coded(() => make(instance), trapped), trapped);
  }

  held() {
    return 0;
  }

  async close() {
    await this.#pool.close();
  }
}
