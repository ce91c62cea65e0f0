/** A source as a sequence of pieces: how long it is where that can be told, and whether it can be read twice. */
import { fail, ioError, wrongOption } from './errors.js';
import { accept, chunksOf, concat, copyOf, modifiedAt, pathOf } from './input.js';
import { orAborted } from './run.js';
import { builtin } from './runtime.js';

/** Bytes that are read from a file or a Blob at once. */
const STEP = 1 << 20;

/**
 * @typedef {object} Pieces
 * @property {number | undefined} size
 * @property {number | undefined} mtime
 * @property {boolean} again whether `chunks` may be called twice
 * @property {() => AsyncIterable<Uint8Array>} chunks
 */

/**
 * What was given to `add`, opened: a function is called, a path is looked up. An abort ends the wait for a source.
 * @param {import('./input.js').Source | (() => any)} given
 * @param {AbortSignal} signal
 * @returns {Promise<Pieces>}
 */
export async function openPieces(given, signal) {
  const source = typeof given === 'function' ? accept(await called(given, signal)) : given;
  if (source.raw) throw wrongOption('source', 'bytes, not raw pixels: give the result of pixmill()', 'raw pixels');
  const { bytes, later } = source;
  if (bytes) return { size: bytes.byteLength, mtime: undefined, again: true, chunks: () => ofBytes(bytes) };
  if (typeof later === 'string' || later instanceof URL) return ofFile(pathOf(later));
  if (typeof later.slice === 'function' && typeof later.size === 'number') {
    return { size: later.size, mtime: modifiedAt(later), again: true, chunks: () => ofBlob(later) };
  }
  const response = typeof Response !== 'undefined' && later instanceof Response ? later : undefined;
  if (response && !response.ok) throw fail('FetchFailed', { found: `${response.status} ${response.statusText}`.trim() });
  const stream = response ? (response.body ?? new Blob([]).stream()) : later;
  return { size: undefined, mtime: undefined, again: false, chunks: () => ofStream(stream, source.name, signal) };
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

/** @param {string} path @returns {Promise<Pieces>} */
async function ofFile(path) {
  const fs = builtin('fs')?.promises;
  if (!fs) throw fail('Unavailable', { op: `reading the path ${path}` });
  try {
    const stat = await fs.stat(path);
    if (stat.isDirectory()) throw fail('IsDirectory', { path });
    const chunks = () => fileChunks(path, fs);
    // The size of a pipe or a device says nothing.
    return { size: stat.isFile() ? stat.size : undefined, mtime: stat.mtimeMs, again: stat.isFile(), chunks };
  } catch (error) {
    throw ioError(error, path);
  }
}

/** Every piece lies in the same memory: whoever keeps one copies it. */
async function* fileChunks(path, fs) {
  try {
    const handle = await fs.open(path, 'r');
    const buffer = new Uint8Array(STEP);
    try {
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, STEP, null);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw ioError(error, path);
  }
}

/**
 * The same bytes in blocks of exactly `size`, the last one shorter; each its own memory.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} size
 */
export async function* blocksOf(chunks, size) {
  let block = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; ) {
      const part = chunk.subarray(at, at + size - filled);
      block.set(part, filled);
      filled += part.byteLength;
      at += part.byteLength;
      if (filled < size) continue;
      yield block;
      block = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield copyOf(block.subarray(0, filled));
}

/**
 * The first `most` bytes, and what follows them if anything does; `cancel` lets the source go.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} most
 * @returns {Promise<{head: Uint8Array, rest: AsyncIterable<Uint8Array> | undefined, cancel: () => unknown}>}
 */
export async function beginOf(chunks, most) {
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
  const rest = (async function* () {
    try {
      yield* parts;
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
    } finally {
      await cancel();
    }
  })();
  return { head: concat(parts).subarray(0, most), rest, cancel };
}
