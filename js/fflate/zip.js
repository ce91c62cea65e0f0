/** Archives as fflate makes them: an object of names and folders, and a class that files are added to. */
import { bytesOf } from '../bytes.js';
import { accept, concat } from '../input.js';
import { isPlain } from '../kinds.js';
import { named, withCallback } from './bytes.js';
import { nothing } from './engine.js';
import { FlateErrorCode, asFlate, flateError } from './errors.js';
import { descriptor, directory, entryOf, localHeader } from './records.js';

/**
 * The files of a nested object with their whole names; a folder is an entry whose name ends in a slash.
 * @param {any} data
 * @param {string} path
 * @param {any} options
 * @returns {Generator<{name: string, bytes: Uint8Array, options: any}>}
 */
function* flattened(data, path, options) {
  for (const [key, value] of Object.entries(data)) {
    const [content, own] = Array.isArray(value) ? value : [value, {}];
    const name = path + key;
    const all = { ...options, ...own };
    if (ArrayBuffer.isView(content) || !isPlain(content)) yield { name, bytes: bytesOf(content), options: all };
    else {
      yield { name: `${name}/`, bytes: nothing(), options: all };
      yield* flattened(content, `${name}/`, all);
    }
  }
}

/** Whether a file is kept as it is: a folder too, whatever its level. */
function isStored({ name, bytes, options }) {
  return options.level === 0 || (bytes.length === 0 && name.endsWith('/'));
}

/** Archive of files whose data is there. @param {{file: any, packed: Uint8Array, crc: number}[]} files */
function assembled(files) {
  const parts = [];
  const listed = [];
  let offset = 0;
  for (const { file, packed, crc } of files) {
    const entry = entryOf(file.name, file.options);
    const sums = { compression: isStored(file) ? 0 : 8, crc, compressed: packed.length, size: file.bytes.length };
    const head = localHeader(entry, sums);
    listed.push({ entry, sums, offset });
    parts.push(head, packed);
    offset += head.length + packed.length;
  }
  return concat([...parts, ...directory(listed, offset)]);
}

/** @param {any} engine @param {any} bytes the calls of bytes.js */
export function createZip(engine, { Deflate, AsyncDeflate }) {
  const zipSync = (data, options = {}) => {
    const files = [...flattened(data, '', options)];
    return assembled(
      files.map((file) => ({
        file,
        packed: isStored(file) ? file.bytes : engine.packSync('raw', file.bytes, file.options),
        crc: engine.crc(0, file.bytes),
      })),
    );
  };

  const zip = withCallback(async (data, options, signal) => {
    const files = [...flattened(data, '', options)];
    // Refused before any work.
    for (const { name, options: own } of files) entryOf(name, own);
    // What is stored is copied now, for the caller may change it; jobs copy theirs.
    const jobs = files.map((file) => (isStored(file) ? file.bytes.slice() : engine.pack('raw', file.bytes, { ...file.options, consume: false }, signal)));
    const crcs = files.map((file) => engine.crc(0, file.bytes));
    const packed = await Promise.all(jobs);
    for (const { bytes, options: own } of files) if (own.consume) accept(bytes, { transfer: true });
    return assembled(files.map((file, at) => ({ file, packed: packed[at], crc: crcs[at] })));
  });

  class ZipPassThrough {
    #crc = 0;

    /** @param {string} filename */
    constructor(filename) {
      this.filename = filename;
      this.size = 0;
      this.crc = 0;
      this.compression = 0;
      /** @type {any} */
      this.ondata = undefined;
    }

    process(chunk, final) {
      this.ondata(null, chunk, final);
    }

    push(chunk, final = false) {
      if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
      const bytes = bytesOf(chunk);
      this.#crc = engine.crc(this.#crc, bytes);
      this.size += bytes.length;
      if (final) this.crc = this.#crc;
      this.process(chunk, final || false);
    }
  }

  /** The general purpose flag's two bits about the level (APPNOTE 4.4.4). */
  const flagOf = (level) => (level === 1 ? 3 : level < 6 ? 2 : level === 9 ? 1 : 0);

  class ZipDeflate extends ZipPassThrough {
    #deflate;

    constructor(filename, options = {}) {
      super(filename);
      this.#deflate = new Deflate(options, (data, final) => this.ondata(null, data, final));
      this.compression = 8;
      this.flag = flagOf(options.level ?? 6);
    }

    process(chunk, final) {
      try {
        this.#deflate.push(chunk, final);
      } catch (error) {
        this.ondata(asFlate(error, 'zip'), null, final);
      }
    }
  }

  class AsyncZipDeflate extends ZipPassThrough {
    #deflate;

    constructor(filename, options = {}) {
      super(filename);
      this.#deflate = new AsyncDeflate(options, (error, data, final) => this.ondata(error, data, final));
      this.compression = 8;
      this.flag = flagOf(options.level ?? 6);
      this.terminate = this.#deflate.terminate;
    }

    process(chunk, final) {
      this.#deflate.push(chunk, final);
    }
  }

  class Zip {
    /** Files that were added, in order; the first that is not done is written through. @type {any[]} */
    #files = [];
    #written = 0;
    #offset = 0;
    #ending = false;
    #over = false;

    constructor(cb) {
      /** @type {any} */
      this.ondata = cb;
    }

    add(file) {
      if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
      if (this.#ending || this.#over) {
        this.ondata(flateError(this.#ending ? FlateErrorCode.StreamFinishing : FlateErrorCode.StreamFinished), null, false);
        return;
      }
      let entry;
      try {
        entry = entryOf(file.filename, file);
      } catch (error) {
        this.ondata(error, null, false);
        return;
      }
      const each = /** @type {any} */ ({ file, entry, chunks: [], begun: false, done: false, compressed: 0, offset: 0 });
      this.#files.push(each);
      file.ondata = (error, chunk, final) => {
        if (this.#over || each.done) return;
        if (error) {
          this.ondata(error, chunk, final);
          this.terminate();
          return;
        }
        each.chunks.push(chunk);
        each.compressed += chunk.length;
        if (final) {
          each.done = true;
          each.sums = { ...this.#fields(each), crc: file.crc, compressed: each.compressed, size: file.size };
        }
        this.#drain();
      };
    }

    end() {
      if (this.#ending || this.#over) {
        this.ondata(flateError(this.#ending ? FlateErrorCode.StreamFinishing : FlateErrorCode.StreamFinished), null, true);
        return;
      }
      this.#ending = true;
      this.#drain();
    }

    terminate() {
      for (const { file } of this.#files.slice(this.#written)) file.terminate?.();
      this.#over = true;
      this.#ending = false;
    }

    #fields({ file }) {
      return { described: true, compression: file.compression, flag: file.flag };
    }

    #emit(bytes, final = false) {
      this.#offset += bytes.length;
      this.ondata(null, bytes, final);
    }

    /** Writes what may be written: files in their order, then the directory. */
    #drain() {
      for (; this.#written < this.#files.length; this.#written += 1) {
        const each = this.#files[this.#written];
        if (each.chunks.length > 0 && !each.begun) {
          each.begun = true;
          each.offset = this.#offset;
          this.#emit(localHeader(each.entry, { ...this.#fields(each), crc: 0, compressed: 0, size: 0 }));
        }
        for (const chunk of each.chunks.splice(0)) this.#emit(chunk);
        if (!each.done) return;
        this.#emit(descriptor(each.sums));
      }
      if (!this.#ending || this.#over) return;
      this.#over = true;
      try {
        this.ondata(null, concat(directory(this.#files, this.#offset)), true);
      } catch (error) {
        this.ondata(error, null, true);
      }
    }
  }

  return named({ zip, zipSync, Zip, ZipPassThrough, ZipDeflate, AsyncZipDeflate });
}
