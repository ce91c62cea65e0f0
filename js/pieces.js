/** A source as a sequence of pieces: how long it is where that can be told, and whether it can be read twice. */
import { fail, ioError, wrongOption } from './errors.js';
import { accept, bodyOf, chunksOf, concat, copyOf, isBlob, modifiedAt } from './input.js';
import { isPath, isResponse, pathOf } from './kinds.js';
import { Memory } from './memory.js';
import { orAborted } from './run.js';
import { builtin, discard } from './runtime.js';

/** Bytes that are read from a file or a Blob at once. */
const STEP = 1 << 20;
/** What is compressed as a stream goes by blocks, each with the bytes before it as dictionary (core's BLOCK and WINDOW). */
export const BLOCK = 256 << 10;
export const WINDOW = 32 << 10;
/** What is large is compressed in parts, each a job of some blocks (core's PART): the more, the less of the time goes into jobs. */
export const PART = 4 * BLOCK;
/** Files up to this many bytes are read at once; what is longer may turn out not to be wanted whole. */
const FIRST = 64 << 10;

/**
 * @typedef {object} Pieces
 * @property {number | undefined} size
 * @property {number | undefined} mtime
 * @property {boolean} again whether `chunks` may be called twice
 * @property {() => AsyncIterable<Uint8Array>} chunks
 * @property {() => Promise<Uint8Array>} [whole] all of it in memory of its own, where the size is known; at most once
 * @property {() => unknown} [close] what holds a file, done without `whole`
 */

/** Whether a source costs nothing while it waits: bytes, files and Blobs. A stream is opened when its turn is near. @param {any} given */
export function isPatient({ bytes, later }) {
  return bytes !== undefined || isPath(later) || isBlob(later);
}

/**
 * What was given to `add`, opened: a function is called, a path is looked up. An abort ends the wait for a source.
 * @param {import('./input.js').Source | (() => any)} given
 * @param {AbortSignal} signal
 * @param {Memory} [memory] what `whole` of a file lies in; to be given back
 * @returns {Promise<Pieces>}
 */
export async function openPieces(given, signal, memory = new Memory()) {
  const source = typeof given === 'function' ? accept(await called(given, signal)) : given;
  if (source.header) throw wrongOption('source', 'bytes, not pixels: give the result of pixmill()', 'raw' in source.header ? 'raw pixels' : Object.keys(source.header)[0]);
  const { bytes, later } = source;
  if (bytes) return { size: bytes.byteLength, mtime: undefined, again: true, chunks: () => ofBytes(bytes), whole: async () => bytes };
  if (isPath(later)) return ofFile(pathOf(later), memory);
  if (isBlob(later)) {
    const whole = async () => new Uint8Array(await later.slice(0, later.size).arrayBuffer());
    return { size: later.size, mtime: modifiedAt(later), again: true, chunks: () => ofBlob(later), whole };
  }
  const stream = isResponse(later) ? bodyOf(later) : later;
  return { size: undefined, mtime: undefined, again: false, chunks: () => ofStream(stream, source.name, signal) };
}

/**
 * A source that must have as many bytes as were promised.
 * @param {Pieces} pieces
 * @param {number} size
 * @param {string} name
 * @returns {Pieces}
 */
export function counted(pieces, size, name) {
  const wrong = (found) => fail('SizeMismatch', { path: name, expected: String(size), found: String(found) });
  if (pieces.size !== undefined && pieces.size !== size) {
    pieces.close?.();
    throw wrong(pieces.size);
  }
  const chunks = async function* () {
    let sent = 0;
    for await (const chunk of pieces.chunks()) {
      sent += chunk.byteLength;
      if (sent > size) throw wrong('more');
      yield chunk;
    }
    if (sent < size) throw wrong(sent);
  };
  return pieces.size === undefined ? { ...pieces, chunks } : pieces;
}

/** @param {() => any} give @param {AbortSignal} signal */
async function called(give, signal) {
  try {
    return await orAborted((async () => give())(), signal);
  } catch (error) {
    throw ioError(error);
  }
}

/** @param {Uint8Array} bytes */
async function* ofBytes(bytes) {
  for (let at = 0; at < bytes.byteLength; at += STEP) yield bytes.subarray(at, at + STEP);
}

/** @param {Blob} blob */
async function* ofBlob(blob) {
  for (let at = 0; at < blob.size; at += STEP) yield new Uint8Array(await blob.slice(at, at + STEP).arrayBuffer());
}

/** @param {any} stream @param {string | undefined} name @param {AbortSignal} signal */
async function* ofStream(stream, name, signal) {
  try {
    yield* chunksOf(stream, signal);
  } catch (error) {
    throw ioError(error, name);
  }
}

/** One of Node's functions with a callback: for many small files half the cost of its promises. */
function call(work, ...args) {
  return new Promise((resolve, reject) => {
    work(...args, (error, value) => (error ? reject(error) : resolve(value)));
  });
}

/**
 * A file, its size and its first bytes. What is known of an open file, and closing one that was only read, wait for no disk:
 * sent to Node's threads they cost ten times as much as they take.
 * @param {string} path
 * @param {Memory} memory
 * @returns {Promise<Pieces>}
 */
async function ofFile(path, memory) {
  const fs = builtin('fs');
  if (!fs) throw fail('Unavailable', { op: `reading the path ${path}` });
  let file;
  const close = () => {
    const opened = file;
    file = undefined;
    if (opened !== undefined) closeFile(fs, opened);
  };
  try {
    file = await call(fs.open, path, 'r');
    const stat = fs.fstatSync(file);
    const { size, mtimeMs: mtime } = stat;
    const whole = async () => {
      const bytes = memory.take(size);
      try {
        for (let filled = 0; filled < size; ) {
          const more = await call(fs.read, file, bytes, filled, size - filled, null);
          if (more === 0) throw fail('IoFailed', { reason: `${path} changed while it was read` });
          filled += more;
        }
      } catch (error) {
        throw ioError(error, path);
      } finally {
        close();
      }
      return bytes;
    };
    const known = { size, mtime, again: true, chunks: () => fileChunks(path) };
    if (stat.isFile() && size > FIRST) return { ...known, whole, close };
    const first = memory.take(FIRST);
    const got = await call(fs.read, file, first, 0, FIRST, null);
    if (!stat.isFile() || got !== size) {
      // The size of a pipe or a device says nothing, nor that of a file that the system makes up.
      const opened = file;
      file = undefined;
      return { size: undefined, mtime, again: false, chunks: () => fileChunks(path, opened, first.subarray(0, got)) };
    }
    close();
    return { ...known, whole: async () => first.subarray(0, size) };
  } catch (error) {
    close();
    throw ioError(error, path);
  }
}

/**
 * Every piece lies in the same memory: whoever keeps one copies it.
 * @param {string} path
 * @param {number} [opened] a file that was begun
 * @param {Uint8Array} [first] its bytes so far
 */
async function* fileChunks(path, opened, first) {
  const fs = builtin('fs');
  let file = opened;
  try {
    if (first) yield first;
    file ??= await call(fs.open, path, 'r');
    const buffer = new Uint8Array(STEP);
    for (;;) {
      const filled = await call(fs.read, file, buffer, 0, STEP, null);
      if (filled === 0) return;
      yield buffer.subarray(0, filled);
    }
  } catch (error) {
    throw ioError(error, path);
  } finally {
    if (file !== undefined) closeFile(fs, file);
  }
}

/** Nothing was written through it: that it cannot be closed says nothing. @param {any} fs @param {number} file */
function closeFile(fs, file) {
  try {
    fs.closeSync(file);
  } catch {
    // As said.
  }
}

/**
 * The same bytes in parts of exactly `size`, the last one shorter; each its own memory.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} size
 */
export async function* partsOf(chunks, size) {
  let whole = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; ) {
      const part = chunk.subarray(at, at + size - filled);
      whole.set(part, filled);
      filled += part.byteLength;
      at += part.byteLength;
      if (filled < size) continue;
      yield whole;
      whole = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield copyOf(whole.subarray(0, filled));
}

/**
 * A job for each part of so many bytes, made of it, of the window before it, and of whether it ends the stream: the last one does, and may be empty.
 * @template T
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} size whole blocks
 * @param {Uint8Array} before what may be referred to at first; given away
 * @param {(part: Uint8Array, window: Uint8Array, last: boolean) => T} make
 */
export async function* partJobs(chunks, size, before, make) {
  let window = before;
  let held;
  const job = (part, last) => {
    // A copy: the job may give its part away.
    const next = part.slice(-WINDOW);
    const made = make(part, window, last);
    window = next;
    return made;
  };
  for await (const part of partsOf(chunks, size)) {
    if (held) yield job(held, false);
    held = part;
  }
  yield job(held ?? new Uint8Array(0), true);
}

/**
 * All bytes, if there are no more than `most`; else the first `shown` of them, and a source of them all. `cancel` lets it go.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} most
 * @param {number} shown
 * @returns {Promise<{head: Uint8Array, rest: AsyncIterable<Uint8Array> | undefined, cancel: () => unknown}>}
 */
export async function beginOf(chunks, most, shown) {
  const iterator = chunks[Symbol.asyncIterator]();
  const cancel = () => iterator.return?.(undefined);
  const parts = [];
  let size = 0;
  while (size <= most) {
    const { done, value } = await iterator.next();
    if (done) return { head: concat(parts), rest: undefined, cancel };
    // A source may reuse its chunk's memory.
    parts.push(copyOf(value));
    size += value.byteLength;
  }
  // What was taken in advance is not held for as long as the whole takes.
  const head = firstOf(parts, shown);
  const rest = (async function* () {
    try {
      for (let part = parts.shift(); part; part = parts.shift()) {
        yield part;
        discard(part.buffer);
      }
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
    } finally {
      await cancel();
    }
  })();
  return { head, rest, cancel };
}

/** @param {Uint8Array[]} parts @param {number} len */
function firstOf(parts, len) {
  const first = new Uint8Array(len);
  let filled = 0;
  for (const part of parts) {
    const taken = part.subarray(0, len - filled);
    first.set(taken, filled);
    filled += taken.byteLength;
  }
  return first.subarray(0, filled);
}
