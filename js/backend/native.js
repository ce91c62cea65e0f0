/** The native backend: jobs on the addon's own pool. */
import { packed } from '../attached.js';
import { Piecewise, coded, guarded } from './piecewise.js';
import { PixmillError, fail } from '../errors.js';
import { discard, onAbort, readsFreely } from '../runtime.js';

export class NativeBackend {
  #addon;
  #token = 0;

  /**
   * @param {any} addon
   * @param {string} reason why this backend was chosen
   * @param {number} concurrency
   */
  constructor(addon, reason, concurrency) {
    this.#addon = addon;
    const { version, build, simd } = JSON.parse(addon.build());
    this.name = 'native';
    this.version = version;
    this.build = build;
    this.simd = simd;
    this.reason = reason;
    this.concurrency = concurrency;
    /** Copies of its inputs that a running job holds beside ours. */
    this.copies = 1;
    this.readsFiles = readsFreely();
    /** Whether a job starts no worker. */
    this.isWarm = true;
  }

  /** Jobs that may run at once. */
  workers() {
    return this.concurrency;
  }

  /** The addon's pool has as many threads as are asked for at once. @param {number} workers */
  widen(workers) {
    this.concurrency = Math.max(this.concurrency, workers);
  }

  /**
   * Runs a task on the pool; the inputs are copied before it returns.
   * @param {object} request
   * @param {Uint8Array[]} inputs
   * @param {{owned?: boolean, signal?: AbortSignal, files?: {paths: string[], each: number, together: number}}} [options]
   *   `owned`: the inputs are given away; `files`: they are read by the job
   */
  async run(request, inputs, { owned = false, signal, files: read } = {}) {
    this.#token = (this.#token + 1) >>> 0;
    const token = this.#token;
    const stop = () => this.#addon.cancel(token);
    onAbort(signal, stop);
    try {
      const { text, files } = packed(request);
      const work = read
        ? this.#addon.runFiles(text, read.paths, read.each, read.together, token)
        : this.#addon.run(text, [...inputs, ...files], token);
      // Copied by now: what nobody else holds is given back before the collector would.
      if (owned) for (const input of inputs) discard(input.buffer);
      return answer(await work);
    } catch (error) {
      throw PixmillError.from(error);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** @param {object} request @param {Uint8Array[]} inputs */
  runSync(request, inputs) {
    const { text, files } = packed(request);
    return answer(coded(() => this.#addon.runSync(text, [...inputs, ...files])));
  }

  /** @param {number} seed the CRC-32 of what came before @param {Uint8Array} bytes */
  crc32(seed, bytes) {
    return this.#addon.crc32(seed, bytes);
  }

  /** @param {object} options */
  writer(options) {
    return new this.#addon.ZipWriter(JSON.stringify(options));
  }

  /** @param {Uint8Array} password @param {Uint8Array} salt */
  encrypter(password, salt) {
    return new this.#addon.Encrypter(password, salt);
  }

  /** @param {object} options */
  reader(options) {
    return guarded(coded(() => new this.#addon.ZipReader(JSON.stringify(options))));
  }

  /** @param {object} options @param {Uint8Array} dictionary */
  inflater(options, dictionary) {
    return new Piecewise(coded(() => new this.#addon.Inflater(JSON.stringify(options), dictionary)));
  }

  /** What unpacks one entry of an archive, on the pool. @param {object} request */
  unpacker(request) {
    return new Piecewise(coded(() => new this.#addon.Unpacker(JSON.stringify(request))));
  }

  held() {
    return this.#addon.held();
  }

  async ready() {}

  async readyForSync() {}

  async close() {}
}

/** @param {{info: string, buffers: Uint8Array[]}} outcome */
function answer({ info, buffers }) {
  return { info: JSON.parse(info), buffers };
}

/**
 * The addon, or the error that lists every attempt.
 * @param {{addon?: any, attempts: {name: string, reason: string}[]}} found
 */
export function unavailable({ attempts }) {
  const reason = attempts.map(({ name, reason: why }) => `${name}: ${why}`).join('; ');
  return fail('BackendUnavailable', {
    reason: `${reason || 'nothing was tried'}; in a checkout run npm run build, else npm install pixmill again with optional dependencies`,
  });
}
