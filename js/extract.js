/**
 * `unzipTo()`: an archive's entries as files in a folder, each whole or not at all and none elsewhere. Names are judged before
 * anything is written; symbolic links are neither made nor followed.
 */
import { fail, ioError, show, wrongOption } from './errors.js';
import { WholeFile } from './files.js';
import { isPath, pathOf } from './kinds.js';
import { Places, partsOf } from './names.js';
import { WHOLE } from './packing.js';
import { checkRun, flag, underSignal } from './run.js';
import { builtin } from './runtime.js';
import { checkUnzip, openArchive } from './unzip.js';

/** Files that are written at the same time. */
const AHEAD = 4;
/** Bytes of a name between slashes that file systems take. */
const LONGEST = 255;
const OWN = ['signal', 'timeoutMs', 'onProgress', 'overwrite', 'durable'];
/** The kind of file in a mode (POSIX, S_IFMT). */
const [KIND, REGULAR, FOLDER] = [0o170_000, 0o100_000, 0o040_000];

/** Judges names as they come, and says where each goes. */
class Plan {
  #places = new Places();
  #allow;

  /** @param {{allow?: string[]}} options */
  constructor({ allow = [] }) {
    // What Windows would take for something else is refused there in any case.
    this.#allow = new Set(globalThis.process.platform === 'win32' ? allow.filter((code) => code !== 'ReservedName') : allow);
  }

  /**
   * The parts of an entry's path, none for the folder itself.
   * @param {any} entry
   * @returns {string[]}
   */
  take({ name, unsafe }) {
    if (unsafe !== undefined && !(unsafe === 'ReservedName' && this.#allow.has(unsafe))) throw fail(unsafe, { found: show(name), path: name });
    const parts = partsOf(name);
    const long = parts.some((part) => new TextEncoder().encode(part).byteLength > LONGEST);
    if (long || (parts.length === 0 && !name.endsWith('/'))) throw fail('UnsafeName', { found: show(name), path: name });
    const other = this.#places.take(name);
    const same = other === name || (other !== undefined && parts.join('/') === partsOf(other).join('/'));
    if (same) throw fail('DuplicateName', { found: show(name), path: name });
    if (other !== undefined && !this.#allow.has('SimilarName')) throw fail('SimilarName', { path: other, found: name });
    return parts;
  }
}

/** The folder that is written to, and what was made in it. */
class Target {
  #fs = builtin('fs').promises;
  #path = builtin('path');
  #options;
  /** Folders that are there and no links. */
  #known = new Set();
  /** Folders of the archive's own entries, to be stamped when everything is in them. @type {{path: string, entry: any}[]} */
  #folders = [];
  #root = '';

  /** @param {{overwrite?: boolean, durable?: boolean}} options */
  constructor(options) {
    this.#options = options;
  }

  /** @param {string} dir */
  async open(dir) {
    await this.#fs.mkdir(dir, { recursive: true });
    // Links in the path that the caller names are the caller's.
    this.#root = await this.#fs.realpath(dir);
    this.#known.add(this.#root);
  }

  /** @param {string} path */
  async #stat(path) {
    const stat = await this.#fs.lstat(path).catch((error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (stat?.isSymbolicLink()) throw fail('SymbolicLink', { path });
    return stat;
  }

  /** Makes the folders of a path, one below the other. @param {string[]} parts */
  async folder(parts) {
    let path = this.#root;
    for (const part of parts) {
      path = this.#path.join(path, part);
      if (this.#known.has(path)) continue;
      const stat = await this.#stat(path);
      if (stat && !stat.isDirectory()) throw fail('AlreadyExists', { path });
      // Another entry's turn may have made it meanwhile.
      if (!stat) await this.#fs.mkdir(path).catch((error) => (error.code === 'EEXIST' ? this.#stat(path) : Promise.reject(error)));
      this.#known.add(path);
    }
    return path;
  }

  /** @param {string[]} parts @param {any} entry */
  async stamped(parts, entry) {
    this.#folders.push({ path: await this.folder(parts), entry });
  }

  /** A file that is not there yet under its name. @param {string[]} parts */
  async file(parts) {
    const path = this.#path.join(await this.folder(parts.slice(0, -1)), /** @type {string} */ (parts.at(-1)));
    const stat = await this.#stat(path);
    if (stat && !stat.isDirectory() && !(stat.isFile() && this.#options.overwrite)) throw fail('AlreadyExists', { path });
    const file = new WholeFile(path, this.#options);
    await file.open();
    return file;
  }

  /** Times of folders, the inner ones first: what is written into them changes them. */
  async finish() {
    for (const { path, entry } of this.#folders.reverse()) await this.#fs.utimes(path, entry.mtime, entry.mtime);
  }
}

/** @param {any} entry */
function isSpecial({ mode }) {
  const kind = mode & KIND;
  return kind !== 0 && kind !== REGULAR && kind !== FOLDER;
}

/**
 * An entry's content into a file that is not published. A small one is unpacked as one job.
 * @param {any} entry
 * @param {WholeFile} file
 * @param {AbortSignal | undefined} signal
 */
async function fill(entry, file, signal) {
  try {
    if (entry.size <= WHOLE) {
      const bytes = await entry.bytes({ signal });
      if (bytes.byteLength > 0) await file.write(bytes);
      return bytes.byteLength;
    }
    const reader = entry.stream({ signal }).getReader();
    let size = 0;
    try {
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        await file.write(step.value);
        size += step.value.byteLength;
      }
    } catch (error) {
      reader.cancel(error).catch(() => undefined);
      throw error;
    }
    return size;
  } catch (error) {
    await file.abort();
    throw error;
  }
}

class Extraction {
  #archive;
  #plan;
  #target;
  #how;
  #signal;
  #warnings;
  /** @type {{files: number, folders: number, bytesOut: number, skipped: number}} */
  done = { files: 0, folders: 0, bytesOut: 0, skipped: 0 };

  constructor(archive, target, options, how, signal) {
    this.#archive = archive;
    this.#target = target;
    this.#plan = new Plan(options);
    this.#how = { ...how, strict: options.strict, allow: options.allow ?? [] };
    this.#signal = signal;
    this.#warnings = archive.warnings;
  }

  /** Whether an entry is a link or a device: passed over with a warning, or refused when strict. @param {any} entry */
  #passed(entry) {
    if (!isSpecial(entry)) return false;
    const error = fail('SpecialFile', { path: entry.name });
    if (this.#how.strict && !this.#how.allow.includes(error.code)) throw error;
    this.#warnings.push({ code: error.code, message: error.message });
    this.done.skipped += 1;
    return true;
  }

  /** @param {any} entry @param {number} size @param {number} [total] */
  #finished(entry, size, total) {
    this.done.files += 1;
    this.done.bytesOut += size;
    const { files, bytesOut } = this.done;
    this.#how.onProgress?.({ entries: files, total, bytesOut, name: entry.name });
  }

  #check() {
    if (this.#signal?.aborted) throw fail('Aborted', {}, this.#signal.reason);
  }

  /** Of an archive with a directory: all names are judged first, then several files are written at the same time. */
  async listed() {
    const entries = [];
    for await (const entry of this.#archive) {
      if (!this.#passed(entry)) entries.push({ entry, parts: this.#plan.take(entry) });
    }
    const total = entries.filter(({ entry }) => !entry.isDirectory).length;
    const next = entries[Symbol.iterator]();
    let failed = false;
    const work = async () => {
      try {
        for (const { entry, parts } of next) {
          if (failed) return;
          this.#check();
          await this.#write(entry, parts, total);
        }
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AHEAD }, work));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
  }

  async #write(entry, parts, total) {
    if (entry.isDirectory) {
      await this.#target.stamped(parts, entry);
      this.done.folders += 1;
      return;
    }
    const file = await this.#target.file(parts);
    const size = await fill(entry, file, this.#signal);
    await file.stamp(entry);
    await file.close();
    this.#finished(entry, size, total);
  }

  /** Of a stream: files get their names when the directory has said the same as what came. */
  async coming() {
    /** @type {{entry: any, file: WholeFile, size: number}[]} */
    const waiting = [];
    try {
      for await (const entry of this.#archive) {
        this.#check();
        const parts = this.#plan.take(entry);
        if (entry.isDirectory) {
          await this.#target.stamped(parts, entry);
          this.done.folders += 1;
          continue;
        }
        const file = await this.#target.file(parts);
        waiting.push({ entry, file, size: 0 });
        const size = await fill(entry, file, this.#signal);
        await file.seal();
        waiting[waiting.length - 1].size = size;
      }
      const passed = new Set(waiting.filter(({ entry }) => this.#passed(entry)));
      for (let first = waiting[0]; first; first = waiting[0]) {
        const { entry, file, size } = first;
        if (passed.has(first)) {
          await file.abort();
        } else {
          await file.stamp(entry);
          await file.close();
          this.#finished(entry, size, undefined);
        }
        waiting.shift();
      }
    } finally {
      for (const { file } of waiting) await file.abort();
    }
  }
}

/**
 * @param {any} instance
 * @param {any} input
 * @param {any} dir
 * @param {any} [options]
 */
export function unzipTo(instance, input, dir, options = {}) {
  return underSignal(options ?? {}, async (signal) => {
    const { options: checked, rest } = checkUnzip(options, OWN);
    checkRun(rest, { overwrite: flag, durable: flag });
    if (!builtin('fs')) throw fail('Unavailable', { op: 'unzipTo()' });
    const { overwrite = false, durable = false } = rest;
    if (dir === '' || !isPath(dir)) throw wrongOption('dir', 'a path or file: URL', dir);
    const given = Object.fromEntries(Object.entries(options).filter(([name]) => !OWN.includes(name)));
    const archive = openArchive(instance, input, { ...given, signal });
    const target = new Target({ overwrite, durable });
    const extraction = new Extraction(archive, target, checked, rest, signal);
    // Listed before the folder is made: what is no archive leaves nothing.
    const streamed = await archive.isStream();
    try {
      await target.open(pathOf(dir));
      await (streamed ? extraction.coming() : extraction.listed());
      await target.finish();
    } catch (error) {
      throw ioError(error, error.path);
    }
    return { ...extraction.done, warnings: archive.warnings };
  }, unzipTo);
}
