/** `unzip()`: an archive's directory by core's reader, its entries on demand, each checked as it comes out. */
import { checkFields, isPlain } from './check.js';
import { PixmillError, aborted, fail, ioError, wrongOption } from './errors.js';
import { unzip as fields } from './generated/table.js';
import { accept, copyOf, pathOf, read, viewOf } from './input.js';
import { folded } from './names.js';
import { crcOf } from './packing.js';
import { checkRun, underSignal } from './run.js';
import { builtin, toResult } from './runtime.js';

/** Bytes of a stored entry that are read at once when it is streamed. */
const STEP = 1 << 20;
const EMPTY = new Uint8Array(0);

/** Bytes by offset. @typedef {{size: number, at: (offset: number, len: number, signal?: AbortSignal) => Promise<Uint8Array>}} Access */

/** @param {Uint8Array} bytes @returns {Access} */
function ofBytes(bytes) {
  return { size: bytes.byteLength, at: async (offset, len) => bytes.subarray(offset, offset + len) };
}

/** A file is opened for each read: an archive has no end at which to close it. @param {string} path @returns {Promise<Access>} */
async function ofFile(path) {
  const fs = builtin('fs')?.promises;
  if (!fs) throw fail('Unavailable', { op: `reading the path ${path}` });
  const told = async (work) => {
    try {
      return await work();
    } catch (error) {
      throw ioError(error, path);
    }
  };
  const { size, mtimeMs } = await told(async () => {
    const stat = await fs.stat(path);
    if (stat.isDirectory()) throw fail('IsDirectory', { path });
    return stat;
  });
  const at = (offset, len) =>
    told(async () => {
      const handle = await fs.open(path, 'r');
      try {
        const now = await handle.stat();
        if (now.size !== size || now.mtimeMs !== mtimeMs) throw fail('IoFailed', { reason: `${path} changed while it was read` });
        const buffer = new Uint8Array(len);
        let filled = 0;
        while (filled < len) {
          const { bytesRead } = await handle.read(buffer, filled, len - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      } finally {
        await handle.close();
      }
    });
  return { size, at };
}

/** @param {any} input @param {number} limit @param {AbortSignal} [signal] @returns {Promise<Access>} */
async function openAccess(input, limit, signal) {
  if (isPlain(input) && typeof input.read === 'function') {
    if (!(Number.isSafeInteger(input.size) && input.size >= 0)) throw wrongOption('input.size', 'bytes', input.size);
    const at = async (offset, len) => {
      const view = viewOf(await input.read(offset, len));
      if (!view || view.byteLength !== len) throw fail('IoFailed', { reason: `read(${offset}, ${len}) gave ${view?.byteLength ?? 'no'} bytes` });
      return view;
    };
    return { size: input.size, at };
  }
  const { bytes, later } = input;
  if (bytes) return ofBytes(bytes);
  if (typeof later === 'string' || later instanceof URL) return ofFile(pathOf(later));
  if (typeof later.slice === 'function' && typeof later.size === 'number') {
    return { size: later.size, at: async (offset, len) => new Uint8Array(await later.slice(offset, offset + len).arrayBuffer()) };
  }
  return ofBytes((await read(input, { signal, limit })).bytes);
}

/** An entry as users see it. */
class Entry {
  #archive;
  #index;

  /** @param {Archive} archive @param {any} about */
  constructor(archive, { index, name, size, compressedSize, crc32, mtime, mode, comment, isDirectory }) {
    this.#archive = archive;
    this.#index = index;
    this.name = name;
    this.size = size;
    this.compressedSize = compressedSize;
    this.crc32 = crc32;
    this.mtime = new Date(mtime);
    this.mode = mode;
    this.comment = comment;
    this.isDirectory = isDirectory;
  }

  /** @param {{signal?: AbortSignal, timeoutMs?: number}} [run] */
  bytes(run) {
    return underSignal(run ?? {}, async (signal) => {
      checkRun(run);
      return toResult(await this.#archive.content(this, this.#index, signal));
    }, this.bytes);
  }

  /** @param {{signal?: AbortSignal, timeoutMs?: number}} [run] */
  stream(run) {
    const { signal: given, timeoutMs } = checkRun(run);
    const controller = new AbortController();
    const signals = [controller.signal, ...(given ? [given] : [])];
    const chunks = this.#archive.chunks(this, this.#index, AbortSignal.any(signals));
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => controller.abort(fail('Timeout', { limit: timeoutMs })), timeoutMs);
    return new ReadableStream(
      {
        pull: async (stream) => {
          const { done, value } = await chunks.next();
          if (!done) return stream.enqueue(value);
          clearTimeout(timer);
          return stream.close();
        },
        cancel: async (reason) => {
          clearTimeout(timer);
          controller.abort(reason);
          await chunks.return();
        },
      },
      { highWaterMark: 0 },
    );
  }
}

export class Archive {
  #instance;
  #input;
  #options;
  #signal;
  /** @type {Promise<{backend: any, machine: any, access: Access, entries: Entry[]}> | undefined} */
  #opened;
  /** The reader answers one question at a time. */
  #turn = Promise.resolve();
  /** @type {{code: string, message: string}[]} */
  warnings = [];
  comment = '';

  /**
   * @param {any} instance
   * @param {any} input
   * @param {any} options
   */
  constructor(instance, input, { signal, ...options }) {
    this.#instance = instance;
    this.#input = input;
    this.#options = options;
    this.#signal = signal;
  }

  #open() {
    this.#opened ??= this.#list();
    return this.#opened;
  }

  async #list() {
    try {
      const backend = await this.#instance.backend();
      const access = await openAccess(this.#input, this.#instance.scheduler.budget, this.#signal);
      const machine = backend.reader({ ...this.#options, size: access.size });
      const entries = [];
      for (let more = true; more; ) {
        const page = await this.#ask(machine, access, machine.step(EMPTY), this.#signal);
        for (const about of page.entries) entries.push(new Entry(this, about));
        more = page.more ?? false;
        if (!more) this.#heard(page);
      }
      this.warnings.push(...similar(entries, this.#options));
      return { backend, machine, access, entries };
    } catch (error) {
      throw PixmillError.from(error);
    }
  }

  /** What the machine tells beside the entries. */
  #heard({ warnings, comment = this.comment }) {
    this.warnings.push(...warnings);
    this.comment = comment;
  }

  /** Answers the machine's needs until it tells something else. */
  async #ask(machine, access, answer, signal) {
    for (;;) {
      const told = JSON.parse(answer);
      if (!told.need) return told;
      if (signal?.aborted) throw aborted(signal);
      const { offset, len } = told.need;
      answer = machine.step(await access.at(offset, len, signal));
    }
  }

  /** Where an entry's data lies, and the request that unpacks it. */
  async #locate(index, signal) {
    const { machine, access, backend } = await this.#open();
    const before = this.#turn;
    let done = () => {};
    this.#turn = new Promise((resolve) => {
      done = () => resolve(undefined);
    });
    await before;
    try {
      const told = await this.#ask(machine, access, machine.open(index), signal);
      this.#heard(told);
      return { ...told.data, unpack: told.unpack, access, backend };
    } catch (error) {
      throw PixmillError.from(error);
    } finally {
      done();
    }
  }

  /**
   * An entry's bytes, checked.
   * @param {Entry} entry
   * @param {number} index
   * @param {AbortSignal} [signal]
   */
  async content(entry, index, signal) {
    if (signal?.aborted) throw aborted(signal);
    const { scheduler } = this.#instance;
    const most = Math.max(entry.size, entry.compressedSize);
    if (most > scheduler.budget) throw fail('OutputLimit', { limit: scheduler.budget, option: 'memoryBudget', path: entry.name });
    return this.#unpack(entry, await this.#locate(index, signal), signal);
  }

  /** @param {Entry} entry @param {any} located @param {AbortSignal} [signal] */
  async #unpack(entry, { offset, len, unpack, access, backend }, signal) {
    const fetch = async () => whole(await access.at(offset, len, signal), len, entry.name);
    if (unpack.method === 0) {
      const bytes = copyOf(await fetch());
      checkCrc(entry, crcOf(backend, 0, bytes));
      return bytes;
    }
    const prepare = async () => {
      const packed = await fetch();
      return { request: { task: 'inflate', ...unpack }, inputs: [packed], owned: false, bytes: len, peak: len + entry.size };
    };
    const { buffers, release } = await this.#instance.scheduler.run(prepare, { signal });
    release();
    return buffers[0];
  }

  /**
   * The same in chunks: a stored entry is read as it is taken.
   * @param {Entry} entry
   * @param {number} index
   * @param {AbortSignal} signal
   */
  async *chunks(entry, index, signal) {
    const located = await this.#locate(index, signal);
    const { offset, len, unpack, access, backend } = located;
    if (unpack.method !== 0) {
      const bytes = await this.content(entry, index, signal);
      if (bytes.byteLength <= STEP) {
        if (bytes.byteLength > 0) yield new Uint8Array(bytes.buffer);
        return;
      }
      for (let at = 0; at < bytes.byteLength; at += STEP) yield copyOf(bytes.subarray(at, at + STEP));
      return;
    }
    let crc = 0;
    for (let at = 0; at < len; at += STEP) {
      if (signal.aborted) throw aborted(signal);
      const wanted = Math.min(STEP, len - at);
      const chunk = copyOf(whole(await access.at(offset + at, wanted, signal), wanted, entry.name));
      crc = crcOf(backend, crc, chunk);
      yield chunk;
    }
    checkCrc(entry, crc);
  }

  async *[Symbol.asyncIterator]() {
    const { entries } = await this.#open();
    yield* entries;
  }

  /** @param {string} name */
  entry(name) {
    return underSignal({}, async () => {
      const { entries } = await this.#open();
      // Where two have it, the later one is what most readers extract.
      const found = entries.findLast((entry) => entry.name === name);
      if (!found) throw fail('NoSuchEntry', { found: name });
      return found;
    }, this.entry);
  }
}

/**
 * The one rule that the front judges, by the runtime's Unicode: names that are one where case and composition do not count.
 * @param {{name: string}[]} entries
 * @param {{strict?: boolean, allow?: string[]}} options
 */
function similar(entries, { strict, allow = [] }) {
  const seen = new Map();
  let first;
  let more = -1;
  for (const { name } of entries) {
    const key = folded(name.endsWith('/') ? name.slice(0, -1) : name);
    const other = seen.get(key);
    seen.set(key, name);
    if (other === undefined || other === name) continue;
    const error = fail('SimilarName', { path: other, found: name });
    if (strict && !allow.includes(error.code)) throw error;
    first ??= error;
    more += 1;
  }
  if (!first) return [];
  return [{ code: first.code, message: more > 0 ? `${first.message}, and ${more} more` : first.message }];
}

/** @param {Uint8Array} bytes @param {number} len @param {string} name */
function whole(bytes, len, name) {
  if (bytes.byteLength !== len) throw fail('CorruptArchive', { reason: `${name} ends early` });
  return bytes;
}

/** @param {{name: string, crc32: number}} entry @param {number} found */
function checkCrc({ name, crc32 }, found) {
  const hex = (value) => value.toString(16).padStart(8, '0');
  if (found !== crc32) throw fail('CrcMismatch', { path: name, expected: hex(crc32), found: hex(found) });
}

/**
 * @param {any} instance
 * @param {any} input
 * @param {any} [options]
 */
export function openArchive(instance, input, options) {
  const { signal, ...given } = options ?? {};
  checkRun({ signal });
  const checked = { signal, ...checkFields(fields, given, 'options') };
  const ranged = isPlain(input) && typeof input.read === 'function';
  return new Archive(instance, ranged ? input : accept(input), checked);
}

/**
 * All entries at once, folders left out.
 * @param {any} instance
 * @param {any} input
 * @param {any} [options]
 */
export function unzipSync(instance, input, options) {
  const bytes = viewOf(input);
  if (!bytes) throw wrongOption('input', 'bytes: a synchronous call reads nothing', typeof input);
  const backend = instance.backendSync();
  try {
    const checked = checkFields(fields, options ?? {}, 'options');
    const machine = backend.reader({ ...checked, size: bytes.byteLength });
    const ask = (answer) => {
      for (;;) {
        const told = JSON.parse(answer);
        if (!told.need) return told;
        answer = machine.step(bytes.subarray(told.need.offset, told.need.offset + told.need.len));
      }
    };
    const entries = [];
    for (let more = true; more; ) {
      const page = ask(machine.step(EMPTY));
      for (const entry of page.entries) entries.push(entry);
      more = page.more ?? false;
    }
    similar(entries, checked);
    return entries
      .filter((entry) => !entry.isDirectory)
      .map(({ index, name, crc32 }) => {
        const { data: at, unpack } = ask(machine.open(index));
        const data = bytes.subarray(at.offset, at.offset + at.len);
        if (unpack.method !== 0) return { name, data: toResult(backend.runSync({ task: 'inflate', ...unpack }, [data]).buffers[0]) };
        const copy = copyOf(data);
        checkCrc({ name, crc32 }, crcOf(backend, 0, copy));
        return { name, data: toResult(copy) };
      });
  } catch (error) {
    throw PixmillError.from(error);
  }
}
