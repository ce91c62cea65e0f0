/** An archive's bytes by offset: from memory, a file, a Blob, or a reader of ranges. */
import { fail, ioError, wrongOption } from './errors.js';
import { copyOf, isBlob } from './input.js';
import { isPath, isPlain, pathOf, viewOf } from './kinds.js';
import { builtin } from './runtime.js';

/** What is read at once where less is asked for: a local header and a small entry's data lie together. Of a file, where it costs little, several. */
const BLOCK = 64 << 10;
const FILE_BLOCK = 256 << 10;
/** Milliseconds after its last read in which a file stays open. */
const IDLE = 200;

/** @typedef {(offset: number, len: number, signal?: AbortSignal) => Promise<Uint8Array>} At */
/** `own` gives bytes in memory of their own. @typedef {{size: number, at: At, own: At}} Access */

/** @param {Uint8Array} bytes @returns {Access} */
export function ofBytes(bytes) {
  return {
    size: bytes.byteLength,
    at: async (offset, len) => bytes.subarray(offset, offset + len),
    own: async (offset, len) => bytes.slice(offset, offset + len),
  };
}

/**
 * Short reads come from the block that was read last.
 * @param {{size: number, at: At, isNew?: boolean, block?: number}} access `isNew`: each read is new memory; `block`: bytes of one
 * @returns {Access}
 */
function buffered({ size, at, isNew = false, block: most = BLOCK }) {
  let start = 0;
  /** @type {Uint8Array} */
  let block = new Uint8Array(0);
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve();
  /** @type {At} */
  const short = (offset, len, signal) => {
    if (len >= most) return at(offset, len, signal);
    // One after the other: the one before may have read it.
    const read = turn.then(async () => {
      if (offset < start || offset + len > start + block.byteLength) {
        block = await at(offset, Math.min(most, size - offset), signal);
        start = offset;
      }
      return block.subarray(offset - start, offset - start + len);
    });
    turn = read.catch(() => undefined);
    return read;
  };
  return { size, at: short, own: async (offset, len, signal) => (isNew && len >= most ? at(offset, len, signal) : copyOf(await short(offset, len, signal))) };
}

/** A file that is open while it is read, and shortly after: an archive has no end at which to close it. */
class OpenFile {
  #path;
  #fs;
  #stat;
  /** @type {Promise<any> | undefined} */
  #handle;
  #reading = 0;
  /** @type {any} */
  #timer;

  constructor(path, fs, stat) {
    this.#path = path;
    this.#fs = fs;
    this.#stat = stat;
  }

  async read(offset, len) {
    this.#reading += 1;
    clearTimeout(this.#timer);
    try {
      this.#handle ??= this.#open();
      const handle = await this.#handle;
      const buffer = new Uint8Array(len);
      let filled = 0;
      while (filled < len) {
        const { bytesRead } = await handle.read(buffer, filled, len - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    } catch (error) {
      throw ioError(error, this.#path);
    } finally {
      this.#reading -= 1;
      if (this.#reading === 0) this.#timer = setTimeout(() => this.#close(), IDLE);
      this.#timer?.unref?.();
    }
  }

  async #open() {
    try {
      const handle = await this.#fs.open(this.#path, 'r');
      const { size, mtimeMs } = await handle.stat();
      if (size === this.#stat.size && mtimeMs === this.#stat.mtimeMs) return handle;
      await handle.close();
      throw fail('IoFailed', { reason: `${this.#path} changed while it was read` });
    } catch (error) {
      this.#handle = undefined;
      throw error;
    }
  }

  #close() {
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.then((open) => open.close()).catch(() => undefined);
  }
}

/** @param {string} path */
async function ofFile(path) {
  const fs = builtin('fs')?.promises;
  if (!fs) throw fail('Unavailable', { op: `reading the path ${path}` });
  try {
    const stat = await fs.stat(path);
    if (stat.isDirectory()) throw fail('IsDirectory', { path });
    const file = new OpenFile(path, fs, stat);
    return { size: stat.size, at: (offset, len) => file.read(offset, len), isNew: true, block: FILE_BLOCK };
  } catch (error) {
    throw ioError(error, path);
  }
}

/** @param {{read: Function, size: number}} input */
function ofRanges(input) {
  if (!(Number.isSafeInteger(input.size) && input.size >= 0)) throw wrongOption('input.size', 'bytes', input.size);
  const at = async (offset, len) => {
    let given;
    try {
      given = await input.read(offset, len);
    } catch (error) {
      throw ioError(error);
    }
    const view = viewOf(given);
    if (!view || view.byteLength !== len) throw fail('IoFailed', { reason: `read(${offset}, ${len}) gave ${view?.byteLength ?? 'no'} bytes` });
    return view;
  };
  return { size: input.size, at };
}

/**
 * Answers a reader's needs out of what is at hand, until it tells something else.
 * @param {any} machine
 * @param {string} answer what it said first
 * @param {(need: {offset: number, len: number}) => Uint8Array} bytesAt
 */
export function askSync(machine, answer, bytesAt) {
  for (;;) {
    const told = JSON.parse(answer);
    if (!told.need) return told;
    answer = machine.step(bytesAt(told.need));
  }
}

/** All pages of a directory as one. @param {any} machine @param {(need: {offset: number, len: number}) => Uint8Array} bytesAt */
export function listSync(machine, bytesAt) {
  const entries = [];
  for (;;) {
    const page = askSync(machine, machine.step(new Uint8Array(0)), bytesAt);
    for (const entry of page.entries) entries.push(entry);
    if (!page.more) return { ...page, entries };
  }
}

/** Whether an input is read by ranges. @param {any} input */
export function isRanged(input) {
  return isPlain(input) && typeof input.read === 'function';
}

/**
 * Opens what can be read at any place; undefined for what only comes: a stream, an iterable, a Response.
 * @param {any} input as `accept` gives it, or an object with `read` and `size`
 * @returns {Promise<Access | undefined>}
 */
export async function openAccess(input) {
  if (isRanged(input)) return buffered(ofRanges(input));
  const { bytes, later } = input;
  if (bytes) return ofBytes(bytes);
  if (isPath(later)) return buffered(await ofFile(pathOf(later)));
  if (isBlob(later)) {
    return buffered({ size: later.size, at: async (offset, len) => new Uint8Array(await later.slice(offset, offset + len).arrayBuffer()), isNew: true });
  }
  return undefined;
}
