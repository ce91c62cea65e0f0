/** Every kind of input: bytes are copied when they are given, everything else is read when its turn comes. */
import { checkFields } from './check.js';
import { aborted, fail, ioError, wrongOption } from './errors.js';
import { create as createFields, join as joinFields, raw as rawFields, text as textFields } from './generated/table.js';
import { isPath, isPlain, isResponse, isUrl, pathOf, viewOf } from './kinds.js';
import { orAborted } from './run.js';
import { builtin } from './runtime.js';

const KINDS =
  'bytes (Uint8Array, Buffer, ArrayBuffer, …), a path or file: URL, Blob, Response, ReadableStream, Readable, ' +
  'AsyncIterable of Uint8Array, { data, width, height, channels }, { create }, or { text }';

/**
 * A copy in an ArrayBuffer of its own.
 * @param {Uint8Array} view
 */
export function copyOf(view) {
  const copy = new Uint8Array(view.byteLength);
  copy.set(view);
  return copy;
}

/**
 * Takes the caller's memory: its views become empty. What cannot be taken is copied.
 * @param {Uint8Array} view
 */
function take(view) {
  const { buffer, byteOffset, byteLength } = view;
  try {
    const taken = structuredClone(buffer, { transfer: [/** @type {ArrayBuffer} */ (buffer)] });
    return new Uint8Array(taken, byteOffset, byteLength);
  } catch {
    // Shared memory, that of a wasm instance, Node's pool of small Buffers: they stay where they are.
    return copyOf(view);
  }
}

/**
 * Refuses an input that is larger than the budget: it could never be held.
 * @param {number} size
 * @param {number} limit
 */
function checkInputSize(size, limit) {
  if (size > limit) throw fail('InputLimit', { found: size, limit, option: 'memoryBudget' });
}

/** The last segment of a path or URL. @param {string} path */
function lastSegment(path) {
  return path.split(/[\\/]/).findLast((part) => part !== '');
}

/** The last segment of a URL as it is to be read. @param {string | URL} url */
function segmentOf(url) {
  const segment = lastSegment(new URL(url).pathname) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    // A percent sign that stands for itself.
    return segment;
  }
}

/**
 * The name that an input brings along.
 * @param {any} input
 * @returns {string | undefined}
 */
function nameOf(input) {
  if (typeof input === 'string' && !isUrl(input)) return lastSegment(input);
  if (isUrl(input)) return segmentOf(input);
  if (isResponse(input)) return input.url ? segmentOf(input.url) || undefined : undefined;
  return input?.webkitRelativePath || (typeof input?.name === 'string' && input.name ? input.name : undefined);
}

/**
 * What was given, settled as far as that must happen at the call.
 * @typedef {object} Source
 * @property {string} [name]
 * @property {Uint8Array} [bytes] a copy, ours
 * @property {object} [header] what a request says of an image whose bytes tell nothing: `raw`, `create`, `text` or `join`
 * @property {any} [later] what is read when its turn comes
 * @property {boolean} [shared] several pipelines may read it, though it gives its bytes once: they are kept
 * @property {Promise<{bytes: Uint8Array, mtime?: number}>} [reading] of a shared one
 * @property {Source[]} [parts] several images that become one, of which some are read when their turn comes
 * @property {object} [how] they do so
 */

/** What stands in place of a file, each with its fields. @type {Record<string, any[]>} */
const MADE = { create: createFields, text: textFields };

/** Fields of which none that is required may be missing. @param {any[]} fields @param {any} given @param {string} path @param {string[]} [more] */
function whole(fields, given, path, more) {
  const checked = checkFields(fields, given, path, more);
  const missing = fields.find((field) => field.required && checked[field.name] === undefined);
  if (missing) throw wrongOption(`${path}.${missing.name}`, missing.type === 'text' ? 'text' : `integer from ${missing.min} to ${missing.max}`, undefined);
  return checked;
}

/** The depth that a typed array says where sharp takes it from there; `data` may lie in any view. @param {any} data */
function depthOf(data) {
  if (data instanceof Uint16Array) return { depth: 'ushort' };
  return data instanceof Float32Array ? { depth: 'float' } : {};
}

/**
 * An input of samples that is described beside it, as sharp takes it; read when its turn comes where it is no bytes.
 * @param {any} input
 * @param {any} raw
 * @param {{transfer?: boolean}} options
 * @returns {Source}
 */
export function acceptRaw(input, raw, options) {
  return { ...accept(input, options), header: { raw: { ...depthOf(input), ...whole(rawFields, raw, 'raw') } } };
}

/**
 * Checks an input and copies its bytes, before it returns.
 * @param {any} input
 * @param {{transfer?: boolean}} [options]
 * @returns {Source}
 */
export function accept(input, { transfer = false } = {}) {
  const name = nameOf(input);
  const view = viewOf(input);
  if (view) return { bytes: transfer ? take(view) : copyOf(view) };
  if (isPlain(input) && 'data' in input) {
    const data = viewOf(input.data);
    if (!data) throw wrongOption('input.data', 'bytes', input.data);
    const raw = whole(rawFields, input, 'input', ['data']);
    return { bytes: transfer ? take(data) : copyOf(data), header: { raw } };
  }
  const made = isPlain(input) ? Object.keys(MADE).find((key) => key in input) : undefined;
  if (made) {
    const other = Object.keys(input).find((key) => key !== made);
    if (other) throw wrongOption('input', `${made} alone`, other);
    return { bytes: new Uint8Array(0), header: { [made]: structuredClone(whole(MADE[made], input[made], `input.${made}`)) } };
  }
  const readable =
    isPath(input) ||
    typeof input?.arrayBuffer === 'function' ||
    typeof input?.getReader === 'function' ||
    typeof input?.[Symbol.asyncIterator] === 'function';
  if (!readable || input === '') throw wrongOption('input', KINDS, input === '' ? '' : typeof input === 'object' ? input : typeof input);
  return { name, later: input };
}

/**
 * Checks an image, or a list of them that become one, and copies their bytes, before it returns.
 * @param {any} input
 * @param {{raw?: any, join?: any, transfer?: boolean}} [options]
 * @returns {Source}
 */
export function acceptImage(input, { raw, join, ...options } = {}) {
  if (!Array.isArray(input) || input.length === 0) {
    if (join !== undefined) throw wrongOption('input', 'a list of images to join', typeof input);
    return raw === undefined ? accept(input, options) : acceptRaw(input, raw, options);
  }
  if (raw !== undefined) throw wrongOption('raw', 'one image: of several each says it itself, { data, width, height, channels }', raw);
  const how = checkFields(joinFields, join ?? {}, 'join');
  // How many there must be, core knows.
  const parts = input.map((each) => accept(each, options));
  return parts.every((part) => part.bytes) ? together(parts, how) : { parts, how };
}

/** Several images as one input: their bytes behind each other. @param {Source[]} parts @param {object | undefined} how */
function together(parts, how) {
  const all = parts.map(({ bytes }) => /** @type {Uint8Array} */ (bytes));
  const images = parts.map(({ header }, index) => ({ size: all[index].byteLength, ...header }));
  return { bytes: concat(all), header: { join: { ...how, images } } };
}

/**
 * Bytes that a source will be, as far as that is known before it is read; else 0.
 * @param {Source} source
 * @returns {Promise<number>}
 */
export async function sizeOf({ bytes, later, parts }) {
  if (bytes) return bytes.byteLength;
  if (parts) return (await Promise.all(parts.map(sizeOf))).reduce((sum, size) => sum + size, 0);
  if (isPath(later)) {
    // What is wrong with the path is told when it is read.
    const stat = await builtin('fs')?.promises.stat(pathOf(later)).catch(() => undefined);
    return stat?.isFile() ? stat.size : 0;
  }
  return typeof later.size === 'number' ? later.size : 0;
}

/**
 * The bytes of a source, and what a request says of them. What was read here is ours and may be handed on without a copy.
 * @param {Source} source
 * @param {{signal?: AbortSignal, limit?: number}} [options]
 * @returns {Promise<{bytes: Uint8Array, header?: object, mtime?: number}>}
 */
export async function read(source, options = {}) {
  if (!source.parts) return { header: source.header, ...(await readOne(source, options)) };
  const { limit = Infinity } = options;
  const parts = [];
  let size = 0;
  for (const part of source.parts) {
    const { bytes, header } = await read(part, options);
    size += bytes.byteLength;
    checkInputSize(size, limit);
    parts.push({ bytes, header });
  }
  return together(parts, source.how);
}

/**
 * @param {Source} source
 * @param {{signal?: AbortSignal, limit?: number}} options
 * @returns {Promise<{bytes: Uint8Array, mtime?: number}>}
 */
async function readOne(source, { signal, limit = Infinity }) {
  if (source.bytes) return { bytes: source.bytes };
  const { later } = source;
  if (signal?.aborted) throw aborted(signal);
  if (source.shared) return orAborted(readShared(source, limit), signal);
  if (isPath(later)) return readFile(later, signal, limit);
  if (isResponse(later)) {
    const body = bodyOf(later);
    if (later.bodyUsed) throw wasRead();
    return { bytes: await collect(body, signal, limit, source.name) };
  }
  if (typeof later.arrayBuffer === 'function') {
    if (typeof later.size === 'number') checkInputSize(later.size, limit);
    const view = viewOf(await bufferOf(later, signal, source.name));
    if (!view) throw wrongOption('input', 'bytes from arrayBuffer()', 'something else');
    checkInputSize(view.byteLength, limit);
    // A Blob gives new memory each time; another object's may be its own still.
    return { bytes: later instanceof Blob ? view : copyOf(view), mtime: modifiedAt(later) };
  }
  return { bytes: await collect(later, signal, limit, source.name) };
}

/** A source that gives its bytes once, for several to read. @param {Source} source */
export function share(source) {
  source.parts?.forEach(share);
  const { later } = source;
  const isStream = typeof later?.getReader === 'function' || typeof later?.[Symbol.asyncIterator] === 'function';
  source.shared ??= isResponse(later) || (isStream && typeof later.arrayBuffer !== 'function');
}

/** The first that comes reads for all: no signal of one stops it for the others. @param {Source} source @param {number} limit */
function readShared(source, limit) {
  source.reading ??= read({ ...source, shared: false }, { limit }).then((found) => {
    source.bytes = found.bytes;
    return found;
  });
  return source.reading;
}

/** The stream of a Response that is good; one without a body has an empty one. @param {Response} response */
export function bodyOf(response) {
  if (!response.ok) throw fail('FetchFailed', { found: `${response.status} ${response.statusText}`.trim(), path: response.url || undefined });
  return response.body ?? new Blob([]).stream();
}

/** Whether a source is a Blob, or is cut as one. @param {any} later */
export function isBlob(later) {
  return typeof later?.slice === 'function' && typeof later.size === 'number';
}

/** A stream gives its bytes once. */
function wasRead() {
  return wrongOption('input', 'a stream that nobody has read (bytes, a Blob or a path can be used twice)', 'one that was read, or is being read');
}

/**
 * What an object's arrayBuffer() gives; an abort ends the wait.
 * @param {any} later
 * @param {AbortSignal | undefined} signal
 * @param {string | undefined} name
 */
async function bufferOf(later, signal, name) {
  try {
    return await orAborted(later.arrayBuffer(), signal);
  } catch (error) {
    throw ioError(error, name);
  }
}

/** A File's time of change. A Blob has none, though Bun gives it the present. @param {any} blob */
export function modifiedAt(blob) {
  return typeof File !== 'undefined' && blob instanceof File ? blob.lastModified : undefined;
}

/** @param {string | URL} file @param {AbortSignal | undefined} signal @param {number} limit */
async function readFile(file, signal, limit) {
  const path = pathOf(file);
  const fs = builtin('fs')?.promises;
  if (!fs) throw fail('Unavailable', { op: `reading the path ${path}` });
  try {
    const { mtimeMs, size } = await fs.stat(path);
    checkInputSize(size, limit);
    const bytes = await fs.readFile(path, { signal });
    // Small files come out of Node's shared pool: only memory of its own may be transferred.
    const own = bytes.byteLength === bytes.buffer.byteLength;
    return { bytes: own ? new Uint8Array(bytes.buffer) : copyOf(bytes), mtime: mtimeMs };
  } catch (error) {
    if (signal?.aborted) throw aborted(signal);
    throw ioError(error, path);
  }
}

/**
 * The chunks of a stream or iterable one by one. A stream's `cancel` ends even a read that is under way.
 * @param {any} stream
 * @returns {{next: () => Promise<{done?: boolean, value?: any}>, cancel: () => Promise<unknown>}}
 */
function stepsOf(stream) {
  if (typeof stream.getReader === 'function') {
    if (stream.locked) throw wasRead();
    const reader = stream.getReader();
    return { next: () => reader.read(), cancel: () => reader.cancel() };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return { next: async () => iterator.next(), cancel: async () => iterator.return?.() };
}

/**
 * The same as a generator; ending it early cancels the source, and so does an abort, even while a chunk is awaited.
 * @param {any} stream
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* chunksOf(stream, signal) {
  const steps = stepsOf(stream);
  let done = false;
  try {
    for (;;) {
      const step = await orAborted(steps.next(), signal);
      if (step.done) {
        done = true;
        return;
      }
      yield bytesOf(step.value);
    }
  } finally {
    // The source may never answer: it is told, not waited for.
    if (!done) steps.cancel().catch(() => undefined);
  }
}

/** @param {any} chunk */
function bytesOf(chunk) {
  const view = viewOf(chunk);
  if (!view) throw wrongOption('input', 'chunks of bytes', typeof chunk);
  return view;
}

/**
 * All chunks as one array of its own. An abort ends the wait for the next chunk at once.
 * @param {any} stream
 * @param {AbortSignal} [signal]
 * @param {number} [limit]
 * @param {string} [name]
 */
async function collect(stream, signal, limit = Infinity, name = undefined) {
  const steps = stepsOf(stream);
  const parts = [];
  let size = 0;
  try {
    for (;;) {
      const step = await orAborted(steps.next(), signal);
      if (step.done) break;
      // A source may reuse its chunk's memory.
      const chunk = copyOf(bytesOf(step.value));
      parts.push(chunk);
      size += chunk.byteLength;
      checkInputSize(size, limit);
    }
  } catch (error) {
    // The source may never answer: it is told, not waited for.
    steps.cancel().catch(() => undefined);
    throw ioError(error, name);
  }
  return concat(parts);
}

/**
 * Parts as one array of its own.
 * @param {Uint8Array[]} parts
 */
export function concat(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
