/** `unzip()`: an archive's directory by core's reader, its entries on demand, each checked as it comes out. */
import { askSync, isRanged, listSync, openAccess } from './access.js';
import { checkFields } from './check.js';
import { PixmillError, aborted, fail, wrongOption } from './errors.js';
import { Forward } from './forward.js';
import { unzip as fields } from './generated/table.js';
import { accept, bodyOf, copyOf } from './input.js';
import { encoded, isResponse, viewOf } from './kinds.js';
import { Places } from './names.js';
import { WHOLE } from './packing.js';
import { checkRun, underSignal } from './run.js';
import { toResult } from './runtime.js';

/** Bytes of an entry that are read at once when it is streamed; one that is a single job comes as a single piece. */
const STEP = 256 << 10;
/** Entries up to so many bytes are unpacked at once where they are asked for, in a fraction of a millisecond: a job's way there and back takes longer. */
const SMALL = 64 << 10;
/** Bytes that are read with a small entry's data: its local header and what may follow it, seldom longer. */
const AROUND = 512;
const EMPTY = new Uint8Array(0);

/** The limits that the front counts by, where the caller names none. */
const LIMITS = Object.fromEntries((fields.find((field) => field.name === 'limits')?.fields ?? []).map((field) => [field.name, field.default]));

/**
 * Checks the options of what reads archives; `more` are names that the caller reads itself.
 * @param {any} [options]
 * @param {string[]} [more]
 * @returns {{options: any, password?: number[], rest: any}}
 */
export function checkUnzip(options = {}, more = []) {
  const checked = checkFields(fields, options, 'options', ['password', ...more]);
  const rest = Object.fromEntries(more.map((name) => [name, options[name]]));
  if (options.password === undefined) return { options: checked, rest };
  const bytes = encoded(options.password);
  if (!bytes) throw wrongOption('password', 'text or bytes', options.password);
  return { options: checked, password: [...bytes], rest };
}

/** An entry as users see it. */
class Entry {
  #source;
  #about;

  /** @param {{content: (signal?: AbortSignal) => Promise<Uint8Array>, chunks: (signal?: AbortSignal) => AsyncGenerator<Uint8Array>, raw?: (signal: AbortSignal) => Promise<any>}} source @param {any} about */
  constructor(source, about) {
    this.#source = source;
    this.#about = about;
    this.name = about.name;
    this.mtime = new Date(about.mtime);
    this.isDirectory = about.isDirectory;
    this.encrypted = about.encrypted;
    this.unsafe = about.unsafe ?? undefined;
  }

  get size() {
    return this.#about.size ?? NaN;
  }

  get compressedSize() {
    return this.#about.compressedSize ?? NaN;
  }

  get crc32() {
    return this.#about.crc32 ?? NaN;
  }

  get mode() {
    return this.#about.mode ?? 0;
  }

  get comment() {
    return this.#about.comment ?? '';
  }

  /** @param {{signal?: AbortSignal, timeoutMs?: number}} [run] */
  bytes(run) {
    return underSignal(run ?? {}, async (signal) => {
      checkRun(run);
      return toResult(await this.#source.content(signal));
    }, this.bytes);
  }

  /** Its content piece by piece: an entry is an input like any other. For small ones a stream would cost more than their unpacking. */
  async *[Symbol.asyncIterator]() {
    try {
      yield* this.#source.chunks();
    } catch (error) {
      throw PixmillError.from(error);
    }
  }

  /** Its data as it lies there, for `ZipWriter.addRaw`. @param {AbortSignal} signal */
  async _raw(signal) {
    if (!this.#source.raw) throw fail('InvalidOption', { path: 'entry', expected: 'one of an archive that is not read as a stream', found: this.name });
    return this.#source.raw(signal);
  }

  /** @param {{signal?: AbortSignal, timeoutMs?: number}} [run] */
  stream(run) {
    const { signal: given, timeoutMs } = checkRun(run);
    const controller = new AbortController();
    const chunks = this.#source.chunks(given ? AbortSignal.any([controller.signal, given]) : controller.signal);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => controller.abort(fail('Timeout', { limit: timeoutMs })), timeoutMs);
    return new ReadableStream(
      {
        pull: async (stream) => {
          try {
            const { done, value } = await chunks.next();
            if (!done) return stream.enqueue(value);
          } catch (error) {
            clearTimeout(timer);
            throw PixmillError.from(error);
          }
          clearTimeout(timer);
          return stream.close();
        },
        cancel: async (reason) => {
          clearTimeout(timer);
          controller.abort(reason);
          await chunks.return(undefined);
        },
      },
      { highWaterMark: 0 },
    );
  }
}

/** @typedef {{backend: any, machine: any, access: import('./access.js').Access, entries: Entry[]}} Listed */

export class Archive {
  #instance;
  #input;
  #options;
  #password;
  #signal;
  /** @type {Promise<{listed?: Listed, forward?: Forward}> | undefined} */
  #opened;
  /** The reader answers one question at a time. */
  #turn = Promise.resolve();
  /** Those that were begun. */
  #asking = 0;
  /** Of a stream: what was begun. @type {AsyncGenerator<Entry> | undefined} */
  #coming;
  /** @type {{code: string, message: string}[]} */
  warnings = [];
  comment = '';

  /**
   * @param {any} instance
   * @param {any} input
   * @param {{options: any, password?: number[], signal?: AbortSignal}} how
   */
  constructor(instance, input, { options, password, signal }) {
    this.#instance = instance;
    this.#input = input;
    this.#options = options;
    this.#password = password;
    this.#signal = signal;
  }

  #open() {
    this.#opened ??= this.#begin();
    return this.#opened;
  }

  async #begin() {
    try {
      const backend = await this.#instance.backend();
      const access = await openAccess(this.#input);
      if (access) return { listed: await this.#list(backend, access) };
      const most = { ...LIMITS, ...this.#options.limits };
      return { forward: new Forward(backend, await streamOf(this.#input), { options: this.#options, password: this.#password, most, signal: this.#signal }) };
    } catch (error) {
      throw PixmillError.from(error);
    }
  }

  /** @returns {Promise<Listed>} */
  async #list(backend, access) {
    const machine = backend.reader({ ...this.#options, size: access.size });
    const entries = [];
    for (let more = true; more; ) {
      const page = await this.#ask(machine, access, machine.step(EMPTY), this.#signal);
      for (const about of page.entries) {
        const source = {
          content: (signal) => this.#content(about, signal),
          chunks: (signal) => this.#chunks(about, signal),
          raw: (signal) => this.#raw(about, signal),
        };
        entries.push(new Entry(source, about));
      }
      more = page.more ?? false;
      if (!more) this.#heard(page);
    }
    this.warnings.push(...similar(entries, this.#options));
    return { backend, machine, access, entries };
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

  /**
   * Where an entry's data lies, and the request that unpacks it; or what a copy of it must bring along.
   * @param {number} index @param {AbortSignal} [signal] @param {'open' | 'raw'} [how]
   */
  async #locate(index, signal, how = 'open') {
    const { listed } = await this.#open();
    const { machine, access, backend } = /** @type {Listed} */ (listed);
    this.#asking += 1;
    const before = this.#turn;
    let done = () => {};
    this.#turn = new Promise((resolve) => {
      done = () => resolve(undefined);
    });
    await before;
    try {
      const told = await this.#ask(machine, access, machine[how](index), signal);
      this.#heard(told);
      const { data, unpack, raw } = told;
      return { ...data, unpack: unpack?.encryption ? { ...unpack, password: this.#password } : unpack, raw, access, backend };
    } catch (error) {
      throw PixmillError.from(error);
    } finally {
      this.#asking -= 1;
      done();
    }
  }

  /**
   * An entry's data as it lies there, unchecked, and what a copy of it must bring along.
   * @param {any} about
   * @param {AbortSignal} signal
   */
  async #raw(about, signal) {
    const { offset, len, raw, access } = await this.#locate(about.index, signal, 'raw');
    const chunks = async function* () {
      for (let at = 0; at < len; at += STEP) {
        if (signal.aborted) throw aborted(signal);
        const wanted = Math.min(STEP, len - at);
        yield whole(await access.own(offset + at, wanted, signal), wanted, about.name);
      }
    };
    return { ...raw, len, chunks };
  }

  /** An entry's bytes, checked. @param {any} about @param {AbortSignal} [signal] */
  async #content(about, signal) {
    if (signal?.aborted) throw aborted(signal);
    const { scheduler } = this.#instance;
    const most = Math.max(about.size, about.compressedSize);
    if (most > scheduler.budget) throw fail('OutputLimit', { limit: scheduler.budget, option: 'memoryBudget', path: about.name });
    const quick = await this.#quickly(about, signal);
    if (quick) return quick;
    const { offset, len, unpack, access, backend } = await this.#locate(about.index, signal);
    if (isPlain(unpack)) {
      const bytes = whole(await access.own(offset, len, signal), len, about.name);
      checkCrc(about, backend.crc32(0, bytes));
      return bytes;
    }
    const prepare = async () => {
      const packed = whole(await access.at(offset, len, signal), len, about.name);
      return { request: { task: 'unpack', ...unpack }, inputs: [packed], owned: false, bytes: len, peak: len + about.size };
    };
    const { buffers, release } = await scheduler.run(prepare, { signal });
    release();
    return buffers[0];
  }

  /**
   * A small entry's bytes by one question, where that is enough.
   * @param {any} about @param {AbortSignal} [signal] @returns {Promise<Uint8Array | undefined>}
   */
  async #quickly(about, signal) {
    if (!isSmall(about)) return undefined;
    const { listed } = await this.#open();
    const { machine, access } = /** @type {Listed} */ (listed);
    const { offset, len } = around(about, access.size);
    const bytes = await access.at(offset, len, signal);
    const content = this.#asking === 0 ? machine.content(about.index, bytes) : undefined;
    const warnings = content && machine.warnings();
    if (warnings) this.warnings.push(...JSON.parse(warnings));
    return content ?? undefined;
  }

  /** The same in chunks: a large entry is read as it is taken. @param {any} about @param {AbortSignal} [signal] */
  async *#chunks(about, signal) {
    if (about.size <= WHOLE && about.compressedSize <= WHOLE) {
      const bytes = await this.#content(about, signal);
      if (bytes.byteLength > 0) yield new Uint8Array(bytes.buffer);
      return;
    }
    const { offset, len, unpack, access, backend } = await this.#locate(about.index, signal);
    const unpacker = isPlain(unpack) ? undefined : backend.unpacker(unpack);
    let crc = 0;
    for (let at = 0; at < len; at += STEP) {
      if (signal?.aborted) throw aborted(signal);
      const wanted = Math.min(STEP, len - at);
      if (!unpacker) {
        const chunk = whole(await access.own(offset + at, wanted, signal), wanted, about.name);
        crc = backend.crc32(crc, chunk);
        yield chunk;
        continue;
      }
      const bytes = whole(await access.at(offset + at, wanted, signal), wanted, about.name);
      for await (const piece of unpacker.later(bytes)) {
        yield piece;
        if (signal?.aborted) throw aborted(signal);
      }
    }
    if (unpacker) unpacker.finish();
    else checkCrc(about, crc);
  }

  /** Entries of a stream, in the order of their data; at the end the directory must say the same. */
  async *#come(forward) {
    const { budget } = this.#instance.scheduler;
    const abouts = [];
    let whole = false;
    try {
      for (let body = await forward.next(); body; body = await forward.next()) {
        abouts.push(body.about);
        const { about } = body;
        const content = async () => {
          if (about.size > budget) throw fail('OutputLimit', { limit: budget, option: 'memoryBudget', path: about.name });
          return body.content(budget);
        };
        yield new Entry({ content, chunks: () => body.chunks() }, about);
      }
      const { entries, ...told } = await forward.confirm();
      this.#heard(told);
      this.warnings.push(...similar(entries, this.#options));
      const listed = new Map(entries.map((entry) => [entry.offset, entry]));
      for (const about of abouts) Object.assign(about, listed.get(about.offset));
      whole = true;
    } catch (error) {
      throw PixmillError.from(error);
    } finally {
      if (!whole) await forward.cancel();
    }
  }

  /** A stream is gone through once, whoever asks. @param {Forward} forward */
  #once(forward) {
    this.#coming ??= this.#come(forward);
    return this.#coming;
  }

  /** Whether it is read as it comes. What is no archive fails here, if it is not. */
  async isStream() {
    const { forward } = await this.#open();
    return forward !== undefined;
  }

  async *[Symbol.asyncIterator]() {
    const { listed, forward } = await this.#open();
    if (forward) yield* this.#once(forward);
    else yield* /** @type {Listed} */ (listed).entries;
  }

  /** @param {string} name */
  entry(name) {
    return underSignal({}, async () => {
      const { listed, forward } = await this.#open();
      if (forward) return this.#find(this.#once(forward), name);
      // Where two have it, the later one is what most readers extract.
      const found = /** @type {Listed} */ (listed).entries.findLast((entry) => entry.name === name);
      if (!found) throw fail('NoSuchEntry', { found: name });
      return found;
    }, this.entry);
  }

  /** Of a stream the next one of that name. */
  async #find(coming, name) {
    for (let step = await coming.next(); !step.done; step = await coming.next()) if (step.value.name === name) return step.value;
    throw fail('NoSuchEntry', { found: name });
  }
}

/** What comes of a source that only comes. @param {any} source */
async function streamOf({ later, raw }) {
  if (raw) throw wrongOption('input', 'an archive', 'raw pixels');
  if (isResponse(later)) return bodyOf(later);
  if (typeof later.getReader === 'function' || typeof later[Symbol.asyncIterator] === 'function') return later;
  // Something else with arrayBuffer().
  return new Blob([await later.arrayBuffer()]).stream();
}

/** Stored and not encrypted: the bytes as they lie there. @param {any} unpack */
function isPlain({ method, encryption }) {
  return method === 0 && !encryption;
}

/**
 * The one rule that the front judges, by the runtime's Unicode: names that are one place where case and composition do not count,
 * or of which one is a file and the other lies in it.
 * @param {{name: string}[]} entries
 * @param {{strict?: boolean, allow?: string[]}} options
 */
function similar(entries, { strict, allow = [] }) {
  const places = new Places();
  let first;
  let more = -1;
  for (const { name } of entries) {
    const other = places.take(name);
    if (other === undefined || other === name) continue;
    const error = fail('SimilarName', { path: other, found: name });
    if (strict && !allow.includes(error.code)) throw error;
    first ??= error;
    more += 1;
  }
  if (!first) return [];
  return [{ code: first.code, message: more > 0 ? `${first.message}, and ${more} more` : first.message }];
}

/** Small, and one of those that are unpacked by one question. @param {{size: number, compressedSize: number, encrypted: boolean}} about */
function isSmall({ size, compressedSize, encrypted }) {
  return !encrypted && Math.max(size, compressedSize) <= SMALL;
}

/** Where an entry lies with its headers. @param {{offset: number, compressedSize: number}} about @param {number} size the archive's */
function around({ offset, compressedSize }, size) {
  return { offset, len: Math.min(compressedSize + AROUND, size - offset) };
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
  const { rest, ...how } = checkUnzip(options, ['signal']);
  checkRun(rest);
  return new Archive(instance, isRanged(input) ? input : accept(input), { ...how, ...rest });
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
  const { options: checked, password } = checkUnzip(options);
  const backend = instance.backendSync();
  try {
    const machine = backend.reader({ ...checked, size: bytes.byteLength });
    const bytesAt = ({ offset, len }) => bytes.subarray(offset, offset + len);
    const { entries } = listSync(machine, bytesAt);
    similar(entries, checked);
    return entries
      .filter((entry) => !entry.isDirectory)
      .map((about) => {
        const { index, name, crc32 } = about;
        const quick = isSmall(about) && machine.content(index, bytesAt(around(about, bytes.byteLength)));
        if (quick) return { name, data: toResult(quick) };
        const { data: at, unpack } = askSync(machine, machine.open(index), bytesAt);
        const data = bytesAt(at);
        if (!isPlain(unpack)) {
          const request = { task: 'unpack', ...unpack, ...(unpack.encryption && { password }) };
          return { name, data: toResult(backend.runSync(request, [data]).buffers[0]) };
        }
        const copy = copyOf(data);
        checkCrc({ name, crc32 }, backend.crc32(0, copy));
        return { name, data: toResult(copy) };
      });
  } catch (error) {
    throw PixmillError.from(error);
  }
}
