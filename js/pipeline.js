/** The fluent pipeline for one image, and its ends. */
import { checkInput, findFormat } from './check.js';
import { base64 } from './embedded.js';
import { PixmillError, wrongOption } from './errors.js';
import { writeWhole } from './files.js';
import { accept, acceptImage, read, share } from './input.js';
import { askFully, askFullySync, convert, convertSync, requestOf, run } from './job.js';
import { isPlain, pathOf } from './kinds.js';
import { checkRun, flag, underSignal } from './run.js';
import { toResult } from './runtime.js';
import { Steps, wrong } from './steps.js';
import { isFolderOfTiles, namedAs, writeTiles } from './tiles.js';

const RESOLVE = { resolveWithObject: flag };
/** Typed arrays by the depth of their samples; every platform that we run on is little-endian, as raw samples are. */
const SAMPLES = {
  uchar: Uint8Array,
  char: Int8Array,
  ushort: Uint16Array,
  short: Int16Array,
  uint: Uint32Array,
  int: Int32Array,
  float: Float32Array,
  double: Float64Array,
};
const FILE = { overwrite: flag, durable: flag };
const STATS = { result: flag };
/** sharp's bound. */
const MOST_SECONDS = 3600;

/** An end's options, and the callback that sharp's ends take, alone or after them. @param {any} run @param {any} callback */
function parted(run, callback) {
  const [options, listener] = typeof run === 'function' ? [undefined, run] : [run, callback];
  if (listener !== undefined && typeof listener !== 'function') throw wrongOption('callback', 'a function', listener);
  return { options, listener };
}

export class Pipeline extends Steps {
  #instance;
  #source;
  #name;

  /**
   * @param {any} instance
   * @param {import('./input.js').Source | undefined} source
   * @param {any} state
   * @param {string} [name]
   */
  constructor(instance, source, state, name) {
    super(state);
    this.#instance = instance;
    this.#source = source;
    this.#name = name;
  }

  /** @param {any} state */
  _with(state) {
    return new Pipeline(this.#instance, this.#source, state, this.#name);
  }

  /** A copy with the same input and steps. A stream that both may read is read once, and kept. */
  clone() {
    if (this.#source) share(this.#source);
    return this._with(this._state);
  }

  /** @param {any} options */
  timeout(options) {
    if (!isPlain(options)) throw wrongOption('options', 'an object with seconds', options);
    const { seconds, ...rest } = options;
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) throw wrongOption('options', 'seconds', unknown);
    const fits = Number.isFinite(seconds) && seconds >= 0 && seconds <= MOST_SECONDS;
    if (!fits) throw wrongOption('seconds', `number from 0 to ${MOST_SECONDS}`, seconds);
    return this._with({ ...this._state, timeoutMs: seconds === 0 ? undefined : seconds * 1000 });
  }

  /** Runs an end's work under its signal and time, or the time that the pipeline has. @param {any} run @param {(signal: AbortSignal | undefined) => Promise<any>} work @param {Function} end */
  #under(run, work, end) {
    return underSignal({ ...run, timeoutMs: run?.timeoutMs ?? this._state.timeoutMs }, work, end);
  }

  /**
   * What an end returns: its promise, or with a callback the pipeline itself.
   * @param {Promise<any>} promise
   * @param {Function | undefined} listener
   * @param {(result: any) => any[]} [values] what a callback is given
   */
  #answered(promise, listener, values = (result) => [result]) {
    if (!listener) return promise;
    // What it throws is its own error, no rejection of ours.
    const call = (...given) => queueMicrotask(() => listener(...given));
    promise.then((result) => call(null, ...values(result)), call);
    return this;
  }

  #given() {
    if (!this.#source) throw wrongOption('input', 'an input: pixmill(input)', undefined);
    return this.#source;
  }

  /** Runs the recipe; an error tells the image's name. */
  #run(signal, onProgress, recipe = this.toRecipe()) {
    return this.#released(() => convert(this.#instance, { source: this.#given(), recipe, signal, onProgress }));
  }

  /** Runs a task that measures instead of writing. @param {string} task */
  #measure(task, signal, onProgress, more = {}) {
    const shared = { recipe: this.toRecipe(), ...more };
    return this.#released(() => run(this.#instance, { source: this.#given(), task, shared, signal, onProgress }));
  }

  /** @template {{release: () => void}} T @param {() => Promise<T>} work */
  async #released(work) {
    try {
      const result = await work();
      result.release();
      return result;
    } catch (error) {
      const coded = PixmillError.from(error);
      const item = this.#name ?? this.#source?.name;
      throw item && coded.item === undefined && !('path' in coded) ? coded.at({ item }) : coded;
    }
  }

  async #one(signal, onProgress, recipe) {
    const { outputs, buffers } = await this.#run(signal, onProgress, recipe);
    if (buffers.length !== 1) throw wrongOption('outputs', 'one output here; toBuffers() gives several', buffers.length);
    return { bytes: buffers[0], info: outputs[0].info };
  }

  /** @param {any} [run] @param {any} [callback] */
  toBuffer(run, callback) {
    const { options, listener } = parted(run, callback);
    const promise = this.#under(options, async (signal) => {
      const { resolveWithObject, onProgress } = checkRun(options, RESOLVE);
      const { bytes, info } = await this.#one(signal, onProgress);
      const data = toResult(bytes);
      return resolveWithObject || listener ? { data, info } : data;
    }, this.toBuffer);
    return this.#answered(promise, listener, ({ data, info }) => [data, info]);
  }

  /** Every output of `outputs()`. @param {any} [run] */
  toBuffers(run) {
    return this.#under(run, async (signal) => {
      const { onProgress } = checkRun(run);
      const { outputs, buffers } = await this.#run(signal, onProgress);
      return outputs.map(({ name, info }, index) => ({ name, data: toResult(buffers[index]), info }));
    }, this.toBuffers);
  }

  toBufferSync() {
    const source = this.#given();
    if (!source.bytes) throw wrongOption('input', 'bytes: a synchronous call reads nothing', source.name ?? 'a source that is read');
    const { buffers } = convertSync(this.#instance, { source, recipe: this.toRecipe() });
    if (buffers.length !== 1) throw wrongOption('outputs', 'one output here', buffers.length);
    return toResult(buffers[0]);
  }

  /** @param {any} [run] */
  toUint8Array(run) {
    return this.#under(run, async (signal) => {
      const { onProgress } = checkRun(run);
      const { bytes, info } = await this.#one(signal, onProgress);
      return { data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), info };
    }, this.toUint8Array);
  }

  /** The pixels after the last step, as the typed array that fits. @param {any} [run] */
  toPixels(run) {
    return this.#under(run, async (signal) => {
      const { onProgress } = checkRun(run);
      const { data, info } = await this.#pixels(signal, onProgress, {});
      return { data, width: info.width, height: info.height, channels: info.channels, depth: info.depth, warnings: info.warnings };
    }, this.toPixels);
  }

  /** The pixels after the last step as a canvas takes them: 8 bit RGBA. @param {any} [run] */
  toImageData(run) {
    return this.#under(run, async (signal) => {
      const { onProgress } = checkRun(run);
      const { data, info } = await this.#pixels(signal, onProgress, { depth: 'uchar', channels: 4 });
      const { width, height } = info;
      const clamped = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
      // Servers have no such class; what it holds is the same.
      return typeof ImageData === 'function' ? new ImageData(clamped, width, height) : { data: clamped, width, height, colorSpace: 'srgb' };
    }, this.toImageData);
  }

  /** Raw samples in place of a file, with the recipe's options where it asks for them itself. */
  async #pixels(signal, onProgress, options) {
    const { output, outputs } = this._state;
    if (outputs) throw wrongOption('outputs', 'one output here', outputs.length);
    const { format, ...given } = output ?? {};
    const wanted = { ...(format === 'raw' && given), ...options };
    const { bytes, info } = await this.#one(signal, onProgress, this.toFormat('raw', wanted).toRecipe());
    const Samples = SAMPLES[info.depth];
    return { data: new Samples(bytes.buffer, bytes.byteOffset, bytes.byteLength / Samples.BYTES_PER_ELEMENT), info };
  }

  /** @param {any} [run] */
  toBlob(run) {
    return this.#under(run, async (signal) => {
      const { onProgress } = checkRun(run);
      const { bytes, info } = await this.#one(signal, onProgress);
      return new Blob([/** @type {BlobPart} */ (bytes)], { type: findFormat(info.format)?.mime });
    }, this.toBlob);
  }

  /** @param {any} [run] */
  toResponse(run) {
    return this.#under(run, async (signal) => {
      const { onProgress } = checkRun(run);
      const { bytes, info } = await this.#one(signal, onProgress);
      const headers = { 'content-type': findFormat(info.format)?.mime ?? '', 'content-length': String(bytes.byteLength) };
      return new Response(/** @type {BodyInit} */ (bytes), { headers });
    }, this.toResponse);
  }

  /**
   * Writes the file whole or not at all.
   * @param {string | URL} file
   * @param {any} [run]
   * @param {any} [callback]
   */
  toFile(file, run, callback) {
    const { options, listener } = parted(run, callback);
    const promise = this.#under(options, async (signal) => {
      const { overwrite, durable, onProgress } = checkRun(options, FILE);
      if (!(file instanceof URL) && (typeof file !== 'string' || file === '')) throw wrongOption('path', 'a path or file: URL', file);
      const path = pathOf(file);
      const recipe = namedAs(this.#recipeFor(path), path);
      const { bytes, info } = await this.#one(signal, onProgress, recipe);
      const how = { overwrite, durable, signal };
      await (isFolderOfTiles(recipe, path) ? writeTiles(this.#instance, path, bytes, how) : writeWhole(path, bytes, how));
      return info;
    }, this.toFile);
    return this.#answered(promise, listener);
  }

  /** Without a named format, the file's extension decides; a conflict is the caller's mistake. */
  #recipeFor(path) {
    const extension = /\.([^.\\/]+)$/.exec(path)?.[1];
    const row = extension === undefined ? undefined : findFormat(extension);
    const { output, outputs } = this._state;
    if (!row || outputs) return this.toRecipe();
    if (output?.format === undefined) return this.toFormat(row.name, output?.formats?.[row.name]).toRecipe();
    if (output.format !== row.name) throw wrongOption('path', `an extension of ${output.format}`, `.${extension}`);
    return this.toRecipe();
  }

  /** The result as a stream of one chunk. @param {any} [run] */
  toStream(run) {
    const { signal: given, ...options } = checkRun(run);
    const controller = new AbortController();
    const signal = given ? AbortSignal.any([given, controller.signal]) : controller.signal;
    return new ReadableStream(
      {
        pull: async (stream) => {
          const { data } = await this.toUint8Array({ ...options, signal });
          stream.enqueue(data);
          stream.close();
        },
        cancel: (reason) => controller.abort(reason),
      },
      { highWaterMark: 0 },
    );
  }

  /** A stream that takes a file's bytes and gives the result's. @param {any} [run] */
  transform(run) {
    checkRun(run);
    /** @type {TransformStream<Uint8Array, Uint8Array>} */
    const through = new TransformStream();
    const source = accept(through.readable);
    const readable = new Pipeline(this.#instance, source, this._state, this.#name).toStream(run);
    return { writable: through.writable, readable };
  }

  /** @param {any} [run] @param {any} [callback] */
  metadata(run, callback) {
    const { options, listener } = parted(run, callback);
    const promise = this.#under(options, async (signal) => {
      checkRun(options);
      const source = this.#given();
      const backend = await this.#instance.backend();
      const { bytes, header } = await read(source, { signal, limit: this.#instance.config.memoryBudget });
      const info = await this.#named(() => askFully(backend, this.#aboutRequest('probe', header), bytes, signal));
      const request = this.#aboutRequest('metadata');
      if (header) return info;
      const found = this.#named(() => backend.runSync(request, [bytes]));
      const { flavour } = found.info;
      if (flavour === undefined) return withBlocks(info, found);
      return withBlocks(info, await this.#named(() => backend.run(request, [bytes], { flavour, signal })));
    }, this.metadata);
    return this.#answered(promise, listener);
  }

  metadataSync() {
    const source = this.#given();
    const { bytes } = source;
    if (!bytes) throw wrongOption('input', 'bytes: a synchronous call reads nothing', source.name ?? 'a source that is read');
    const backend = this.#instance.backendSync();
    return this.#named(() => {
      const info = askFullySync(backend, this.#aboutRequest('probe'), bytes);
      if (source.header) return info;
      const request = this.#aboutRequest('metadata');
      const found = backend.runSync(request, [bytes]);
      const { flavour } = found.info;
      return withBlocks(info, flavour === undefined ? found : backend.runSync(request, [bytes], flavour));
    });
  }

  /**
   * Asks for the header, or for the blocks of metadata, whose answer names the flavour that would show more.
   * @param {'probe' | 'metadata'} task
   * @param {object} [header]
   */
  #aboutRequest(task, header) {
    return requestOf(this.#instance, this.#given(), { task, input: this._state.input }, header);
  }

  /** Figures of the input, or of the result. @param {any} [run] @param {any} [callback] */
  stats(run, callback) {
    const { options, listener } = parted(run, callback);
    const promise = this.#under(options, async (signal) => {
      const { result, onProgress } = checkRun(options, STATS);
      const { info } = await this.#measure('stats', signal, onProgress, { ...(result && { result }) });
      return info;
    }, this.stats);
    return this.#answered(promise, listener);
  }

  /** What stands in for the result until it is there. @param {any} [run] */
  placeholder(run) {
    return this.#under(run, async (signal) => {
      const { onProgress } = checkRun(run);
      const { info, buffers } = await this.#measure('placeholder', signal, onProgress);
      const { mime, ...rest } = info;
      const [thumbHash, picture] = buffers;
      return { thumbHash, dataUrl: `data:${mime};base64,${base64(picture)}`, ...rest };
    }, this.placeholder);
  }

  /** What a run would do and cost. @param {any} [run] */
  plan(run) {
    return this.#under(run, async (signal) => {
      checkRun(run);
      const source = this.#given();
      const backend = await this.#instance.backend();
      const { bytes, header } = await read(source, { signal, limit: this.#instance.config.memoryBudget });
      const request = requestOf(this.#instance, source, { task: 'plan', recipe: this.toRecipe() }, header);
      return this.#named(() => askFully(backend, request, bytes, signal));
    }, this.plan);
  }

  /** An error tells the image's name. @param {() => any} work */
  #named(work) {
    const named = (error) => {
      const item = this.#name ?? this.#source?.name;
      throw item ? PixmillError.from(error).at({ item }) : error;
    };
    try {
      const result = work();
      return result instanceof Promise ? result.catch(named) : result;
    } catch (error) {
      return named(error);
    }
  }
}

/**
 * `pixmill(input, options)`: bytes are copied before it returns.
 * @param {any} instance
 * @param {any} input
 * @param {any} [options]
 */
export function createPipeline(instance, input, options = {}) {
  const { name, transfer, raw, join, ...rest } = isPlain(options) ? options : wrong(options);
  if (name !== undefined && typeof name !== 'string') throw wrongOption('name', 'text', name);
  if (transfer !== undefined && !flag.fits(transfer)) throw wrongOption('transfer', flag.accepts, transfer);
  const checked = checkInput(rest, ['name', 'transfer', 'raw', 'join']);
  const how = { transfer: transfer === true };
  const source = input === undefined ? undefined : acceptImage(input, { raw, join, ...how });
  return new Pipeline(instance, source, { input: checked, steps: [], output: undefined, outputs: undefined }, name);
}

/** What the header tells, with the blocks of metadata as bytes. @param {object} info @param {{info: {blocks?: string[]}, buffers: Uint8Array[]}} found */
function withBlocks(info, { info: { blocks = [] }, buffers }) {
  return { ...info, ...Object.fromEntries(blocks.map((name, index) => [name, toResult(buffers[index])])) };
}
