/** The fluent pipeline for one image: immutable, checked at each call, a recipe at its end. */
import { checkFormat, checkFormats, checkInput, checkMetadata, checkStep, findFormat, findOp } from './check.js';
import { asGiven, base64, embedded } from './embedded.js';
import { PixmillError, wrongOption } from './errors.js';
import { writeWhole } from './files.js';
import { formats, ops, recipeVersion } from './generated/table.js';
import { accept, acceptImage, read, share } from './input.js';
import { askFully, askFullySync, convert, convertSync, requestOf, run } from './job.js';
import { isPlain, pathOf, viewOf } from './kinds.js';
import { checkRun, flag, underSignal } from './run.js';
import { isFolderOfTiles, namedAs, tiled, writeTiles } from './tiles.js';
import { toResult } from './runtime.js';

const KEEP = { keepExif: true, keepIccProfile: true, keepXmp: true, keepIptc: true };

/** A profile as a recipe holds it. @param {any} icc */
function profile(icc) {
  if (typeof icc === 'string') return icc;
  const bytes = viewOf(icc);
  if (!bytes) throw wrongOption('outputs[0].metadata.icc', 'srgb, p3, or the bytes of an ICC profile', icc);
  return base64(bytes);
}

/** sharp's methods for metadata, and what each sets in the output's options of that name. @type {Record<string, (given?: any, options?: any) => object>} */
const METADATA = {
  keepExif: () => ({ keepExif: true }),
  keepIccProfile: () => ({ keepIccProfile: true }),
  keepXmp: () => ({ keepXmp: true }),
  keepIptc: () => ({ keepIptc: true }),
  keepMetadata: () => KEEP,
  withExif: (exif) => ({ keepExif: false, exif }),
  withExifMerge: (exif) => ({ keepExif: true, exif }),
  withIccProfile: (icc, options = {}) => {
    const { attach, ...rest } = isPlain(options) ? options : wrong(options);
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) throw wrongOption('options', 'attach', unknown);
    return { icc: profile(icc), attachIcc: attach };
  },
  withXmp: (xmp) => ({ xmp }),
  withDensity: (density) => ({ density }),
  withMetadata: ({ icc, ...options } = {}) => ({ ...KEEP, ...options, ...(icc !== undefined && { icc: profile(icc) }) }),
};

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

/**
 * Options of a call, positional or as an object: `resize(300, 200, { fit })`, `resize({ width: 300 })`.
 * @param {any} row of the table of operations
 * @param {any[]} given
 */
function named(row, given) {
  if (given.length === 0) return {};
  const first = row.fields.find((field) => field.name === row.positional[0]);
  // Channels of a colour are no options, nor is what stands in place of a file where more follows.
  const isValue = (first?.type === 'colour' && isPlain(given[0]) && 'r' in given[0]) || (first?.type === 'file' && given.length > 1);
  if (!first || (isPlain(given[0]) && !isValue)) {
    if (given.length > 1) throw wrongOption(row.name, 'one object of options', given[1]);
    return given[0] ?? {};
  }
  const options = given[row.positional.length] ?? {};
  if (!isPlain(options) || given.length > row.positional.length + 1) {
    throw wrongOption(row.name, `${row.positional.join(', ')} and an object of options`, given.at(-1));
  }
  // One file where several may stand.
  const alone = (name, value) => row.fields.some((field) => field.name === name && field.type === 'files') && !Array.isArray(value) && value !== undefined;
  const placed = row.positional.map((name, index) => [name, given[index] ?? undefined]).map(([name, value]) => [name, alone(name, value) ? [value] : value]);
  return { ...options, ...Object.fromEntries(placed.filter(([, value]) => value !== undefined)) };
}

/** A copy of plain JSON. Texts are shared, as they never change: a file in one may have megabytes. @param {any} value @returns {any} */
function ownCopy(value) {
  if (Array.isArray(value)) return value.map(ownCopy);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ownCopy(each)]));
}

/**
 * An output beside options of a format that is not asked for.
 * @param {any} output
 * @param {any} checked
 */
function unforced(output = {}, { format, ...options }) {
  if (output.format === undefined) return { formats: { ...output.formats, [format]: options } };
  return output.format === format ? { ...output, ...options } : output;
}

/** An output as a recipe holds it. @param {any} checked */
const forced = ({ force = true, ...output }) => (force ? output : unforced(undefined, output));

/**
 * What a pipeline and a batch share: steps and output. Each call returns a new one.
 * @abstract
 */
export class Steps {
  /** @type {{input: any, steps: any[], output: any, outputs: any[] | undefined, metadata?: any, timeoutMs?: number}} */
  _state;

  /** What becomes of files. */
  _files = embedded;

  /** @param {any} state */
  constructor(state) {
    this._state = state;
  }

  /**
   * The same with another state.
   * @param {any} _state
   * @returns {any}
   */
  _with(_state) {
    throw new Error('abstract');
  }

  /** @param {string} name @param {any[]} given */
  _step(name, given) {
    const row = findOp(name);
    const step = checkStep(name, named(row, given), `steps[${this._state.steps.length}]`);
    return this._with({ ...this._state, steps: [...this._state.steps, step] });
  }

  /**
   * The output's format; the last one wins. With `force: false` the options alone, for where it comes out so.
   * @param {string} format
   * @param {object} [options]
   */
  toFormat(format, options = {}) {
    const { force = true, ...checked } = checkFormat(format, options, 'outputs[0]');
    const output = force ? checked : unforced(this._state.output, checked);
    return this._with({ ...this._state, output, outputs: undefined });
  }

  /**
   * A pyramid of tiles in the format that was named before this call, or in JPEG.
   * @param {object} [options]
   */
  tile(options = {}) {
    if (!isPlain(options)) throw wrongOption('tile', 'an object of options', options);
    return this.toFormat('dz', tiled(this._state.output, options));
  }

  /**
   * Several outputs of one decode.
   * @param {any[]} outputs
   */
  outputs(outputs) {
    if (!Array.isArray(outputs) || outputs.length === 0) throw wrongOption('outputs', 'a list of outputs', outputs);
    const checked = outputs.map((output, index) => {
      const path = `outputs[${index}]`;
      if (!isPlain(output)) throw wrongOption(path, 'an object', output);
      const { name, steps = [], format, formats: each, metadata, ...options } = output;
      if (!Array.isArray(steps)) throw wrongOption(`${path}.steps`, 'a list of steps', steps);
      const own = steps.map((step, at) => checkStep(step?.op, step, `${path}.steps[${at}]`, this._files));
      const encoded = format === undefined ? { ...(each !== undefined && { formats: checkFormats(each, `${path}.formats`) }) } : forced(checkFormat(format, { ...options, ...(each !== undefined && { formats: each }) }, path));
      const about = metadata === undefined ? {} : { metadata: checkMetadata(metadata, `${path}.metadata`) };
      return { ...(name !== undefined && { name }), ...(own.length > 0 && { steps: own }), ...encoded, ...about };
    });
    return this._with({ ...this._state, output: undefined, outputs: checked });
  }

  /** @param {object} given options of every output's metadata */
  _metadata(given) {
    const checked = checkMetadata(given, 'outputs[0].metadata');
    return this._with({ ...this._state, metadata: { ...this._state.metadata, ...checked } });
  }

  /** The recipe as plain JSON; its own copy. */
  toRecipe() {
    const { input, steps, output, outputs, metadata } = this._state;
    const plain = outputs ?? (output || metadata ? [output ?? {}] : []);
    const all = metadata ? plain.map((each) => ({ ...each, metadata: { ...metadata, ...each.metadata } })) : plain;
    return ownCopy({
      version: recipeVersion,
      ...(Object.keys(input).length > 0 && { input }),
      ...(steps.length > 0 && { steps }),
      ...(all.length > 0 && { outputs: all }),
    });
  }
}

for (const row of ops) {
  for (const name of [row.name, ...row.aliases]) {
    Object.defineProperty(Steps.prototype, name, {
      value(/** @type {any[]} */ ...given) {
        return this._step(row.name, given);
      },
      configurable: true,
      writable: true,
    });
  }
}
for (const [name, options] of Object.entries(METADATA)) {
  Object.defineProperty(Steps.prototype, name, {
    value(/** @type {[any?, any?]} */ ...given) {
      return this._metadata(options(...given));
    },
    configurable: true,
    writable: true,
  });
}
for (const row of formats.filter((format) => format.writes)) {
  for (const name of [row.name, ...row.aliases]) {
    Object.defineProperty(Steps.prototype, name, {
      value(/** @type {object} */ options) {
        return this.toFormat(row.name, options);
      },
      configurable: true,
      writable: true,
    });
  }
}

/** Steps that stand alone: what recipe() checks with. */
class Detached extends Steps {
  /** @param {any} state @param {typeof embedded} files */
  constructor(state, files) {
    super(state);
    this._files = files;
  }

  _with(state) {
    return new Detached(state, this._files);
  }
}

/**
 * A checked copy of a recipe. It may come from elsewhere: its files are data: URLs, and no path in it is read, unless `files` does so.
 * @param {any} recipe
 * @param {typeof embedded} [files]
 */
export function checkRecipe(recipe, files = asGiven) {
  if (!isPlain(recipe)) throw wrongOption('recipe', 'object', recipe);
  const { version = recipeVersion, input = {}, steps = [], outputs = [], ...rest } = recipe;
  const unknown = Object.keys(rest)[0];
  if (unknown) throw wrongOption('recipe', 'one of version, input, steps, outputs', unknown);
  if (version !== recipeVersion) throw wrongOption('version', String(recipeVersion), version);
  if (!Array.isArray(steps)) throw wrongOption('steps', 'array', steps);
  const checked = steps.map((step, index) => checkStep(step?.op, step, `steps[${index}]`, files));
  const detached = new Detached({ input: checkInput(input, [], files), steps: checked, output: undefined, outputs: undefined }, files);
  return (Array.isArray(outputs) && outputs.length === 0 ? detached : detached.outputs(outputs)).toRecipe();
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

/** @param {any} options @returns {never} */
function wrong(options) {
  throw wrongOption('options', 'an object', options);
}
