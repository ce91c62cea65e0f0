/** `zip()`: entries added one by one, packed side by side, written in the order of adding, never more held than the budget. */
import { ArchiveOutput } from './archive.js';
import { SmallFiles, bundles } from './bundles.js';
import { carry, checkCopy, copied, held } from './copying.js';
import { ARCHIVE, checkOptions, describeEntry, namedEntry } from './entry.js';
import { encryptJob, encryptLarge, encryptSync, encryptedWhole } from './encrypting.js';
import { PixmillError, aborted, fail, wrongOption } from './errors.js';
import { naming } from './generated/table.js';
import { accept, concat } from './input.js';
import { isPath, isPlain, pathOf, viewOf } from './kinds.js';
import { Memory } from './memory.js';
import { Names } from './names.js';
import { HEAD, WHOLE, chooseLarge, deflateLarge, isBundled, packSync, packWhole, packed, storeLarge } from './packing.js';
import { beginOf, counted, isPatient, openPieces } from './pieces.js';
import { checkRun, flag, underSignal } from './run.js';
import { ReadableSink, checkSink, isSink, openSink } from './sink.js';
import { onAbort } from './runtime.js';

/** Bytes that may wait to be written before `add` waits: a part of the budget. */
const WAITING = { most: 16 << 20, share: 4 };
/** How far before their turn entries are read and packed: so many jobs' worth, and of small ones these more. */
const AHEAD = { jobs: 2, entries: 48, bytes: 4 << 20 };
const RUN = ['signal', 'timeoutMs', 'onProgress', 'overwrite', 'append'];

/**
 * Options of an archive, checked: packing, naming with its defaults, the archive's own, and those of the run.
 * @param {any} given
 * @param {any} sink what it is written to, if that is known
 * @param {any[]} [names] the table's rows about names
 */
export function checkArchive(given = {}, sink, names = naming) {
  if (!isPlain(given)) throw wrongOption('options', 'an object', given);
  const { signal, timeoutMs, onProgress, overwrite, append } = given;
  checkRun({ signal, timeoutMs, onProgress, overwrite, append }, { overwrite: flag, append: flag });
  if (append && !isPath(sink)) throw wrongOption('append', 'a path as the sink', typeof sink);
  const checked = checkOptions(given, ARCHIVE, RUN, names);
  const defaults = Object.fromEntries(names.map((field) => [field.name, field.default]));
  return { ...checked, naming: { ...defaults, ...checked.naming }, signal, timeoutMs, onProgress, overwrite, append };
}

/** One entry on its way. @typedef {{name: string, index: number, size: number, about: any, pack: any, source: any, expected: number | undefined, copy?: any, password?: Uint8Array,
 *   accepted: boolean, work?: Promise<any>, ready: boolean, held: number, release: () => void, settle: {resolve: () => void, reject: (error: any) => void}}} Item */

export class ZipWriter {
  #instance;
  #options;
  #output;
  #readable;
  #highWater;
  #ahead;
  /** @type {Item[]} entries that were added and not written yet */
  #queue = [];
  /** Those that wait for others' bytes to be written. @type {(() => void)[]} */
  #gates = [];
  #names = new Names();
  #added = 0;
  /** Index of the entry whose turn it is, the first in the queue. */
  #turn = 0;
  /** Index of the first entry that is not packed yet, and of the first whose caller was not told that there is room; or before the turn. */
  #begun = 0;
  #answered = 0;
  #waiting = 0;
  /** Bytes that were read before their turn. */
  #read = 0;
  #bundles;
  #files;
  #memory = new Memory();
  #bytesIn = 0;
  #line = Promise.resolve();
  /** Settles when it is known what the archive to append to holds. @type {Promise<void> | undefined} */
  #old;
  /** @type {PixmillError | undefined} */
  #failure;
  #closed = false;
  #controller = new AbortController();
  /** Settles when an aborted sink has left nothing behind. */
  #aborted = Promise.resolve();
  #dispose = () => {};

  /**
   * @param {any} instance
   * @param {any} sink
   * @param {any} options
   */
  constructor(instance, sink, options) {
    this.#instance = instance;
    this.#options = options;
    const { budget, concurrency } = instance.scheduler;
    this.#highWater = Math.min(WAITING.most, budget / WAITING.share);
    this.#ahead = concurrency * AHEAD.jobs;
    const submit = (job, first) => this.#submit(job, first);
    this.#bundles = bundles(submit, concurrency);
    this.#files = new SmallFiles(submit, concurrency);
    if (sink === undefined) this.#readable = new ReadableSink(this.#highWater, (reason) => this.#fail(fail('Aborted', {}, reason)));
    const open = async () => this.#readable ?? openSink(sink, options);
    this.#output = instance.backend().then((backend) => new ArchiveOutput(backend.writer({}), open, this.#memory));
    this.#output.catch((error) => this.#fail(PixmillError.from(error)));
    if (options.append) {
      this.#old = this.#appendTo(sink);
      this.#old.catch((error) => this.#fail(PixmillError.from(error)));
    }
    this.#watch(options);
  }

  /** What the archive holds goes first into the new one, which replaces it when it is whole. @param {any} sink */
  async #appendTo(sink) {
    const { entries, comment } = await held(this.#instance, sink, this.#names, this.#controller.signal);
    this.#options = { ...this.#options, comment: this.#options.comment ?? comment };
    this.#line = this.#carry(entries);
  }

  /** @param {any[]} entries */
  async #carry(entries) {
    try {
      const output = await this.#output;
      for (const entry of entries) {
        if (this.#failure) return;
        await carry(entry, output, { more: true, signal: this.#controller.signal });
      }
    } catch (error) {
      this.#fail(PixmillError.from(error));
    }
  }

  get readable() {
    return this.#readable?.stream;
  }

  /** Ends everything when the caller's signal fires or the time is over. */
  #watch({ signal, timeoutMs }) {
    const stop = () => this.#fail(aborted(signal));
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#fail(fail('Timeout', { limit: timeoutMs })), timeoutMs);
    if (signal?.aborted) stop();
    onAbort(signal, stop);
    this.#dispose = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
  }

  /**
   * @param {string} name one that ends in a slash is a folder
   * @param {any} [source] none for a folder or a symbolic link
   * @param {any} [options]
   */
  add(name, source, options = {}) {
    return underSignal({}, () => this.#add(name, source, options), this.add);
  }

  /**
   * An entry of an archive that `unzip()` reads, copied as it is.
   * @param {any} entry
   * @param {any} [options] what of it is to be another: name, mtime, comment, mode
   */
  addRaw(entry, options = {}) {
    return underSignal({}, async () => {
      this.#check();
      const { name, duplicates, changed } = checkCopy(entry, options, this.#options);
      await this.#enqueue({ about: { name }, duplicates, copy: { entry, changed } }, 0);
    }, this.addRaw);
  }

  async #add(name, source, options) {
    this.#check();
    const { about, pack, duplicates, ...entry } = describeEntry(name, source, options, this.#options, ['transfer']);
    const size = viewOf(entry.source)?.byteLength ?? 0;
    this.#checkRoom(size);
    const given = typeof entry.source === 'function' ? entry.source : accept(entry.source, { transfer: options.transfer === true });
    await this.#enqueue({ about, pack, duplicates, source: given, expected: entry.size, password: entry.password }, size);
  }

  #check() {
    if (this.#failure) throw this.#failure;
    if (this.#closed) throw fail('Closed');
  }

  /** Refuses what nobody waits for, past the budget or the queue. @param {number} size */
  #checkRoom(size) {
    const { scheduler } = this.#instance;
    if (this.#queue.length >= scheduler.limit) throw fail('QueueFull', { found: `${this.#queue.length} entries`, limit: scheduler.limit });
    if (this.#waiting > 0 && this.#waiting + size > scheduler.budget) {
      throw fail('QueueFull', { found: `${this.#waiting + size} bytes`, limit: scheduler.budget });
    }
  }

  /** Resolves when the entry is accepted. @param {any} entry @param {number} size bytes that it holds already */
  async #enqueue({ about, pack, duplicates, source, expected, password, copy }, size) {
    if (this.#old) await this.#old;
    this.#checkRoom(size);
    about.name = this.#names.claim(about.name, duplicates);
    await new Promise((resolve, reject) => {
      /** @type {Item} */
      const item = {
        name: about.name,
        index: this.#added,
        size,
        about,
        pack,
        source,
        expected,
        password,
        copy,
        accepted: false,
        ready: false,
        held: 0,
        release: this.#instance.scheduler.hold(size),
        settle: { resolve: () => resolve(undefined), reject },
      };
      this.#added += 1;
      this.#waiting += size;
      this.#queue.push(item);
      this.#line = this.#line.then(() => this.#write(item));
      this.#start();
      this.#accept();
    });
  }

  /** Whether an entry may be opened. What costs nothing while it waits, a path or bytes, is opened earlier: that is how small ones go together. @param {Item} item */
  #isNear({ index, source, copy }) {
    return index <= this.#turn + (copy || isPatient(source) ? Math.max(this.#ahead, AHEAD.entries) : this.#ahead);
  }

  /** Entries near their turn are packed already. */
  #start() {
    this.#begun = Math.max(this.#begun, this.#turn);
    const end = Math.min(this.#added, this.#turn + Math.max(AHEAD.entries, this.#ahead) + 1);
    for (let index = this.#begun; index < end; index += 1) {
      const item = this.#queue[index - this.#turn];
      if (!item.work && this.#isNear(item)) {
        item.work = item.copy ? this.#copy(item) : this.#pack(item);
        // Awaited in its turn.
        item.work.then(() => (item.ready = true), () => undefined);
      }
      if (item.work && index === this.#begun) this.#begun += 1;
    }
  }

  /** Tells the callers of `add` that there is room. */
  #accept() {
    if (this.#waiting > this.#highWater) return;
    for (this.#answered = Math.max(this.#answered, this.#turn); this.#answered < this.#added; this.#answered += 1) {
      const item = this.#queue[this.#answered - this.#turn];
      if (!this.#isNear(item)) return;
      item.accepted = true;
      item.settle.resolve();
    }
  }

  /** Waits until an entry's bytes may be read: near its turn at once, before that while they are few. @param {Item} item @param {number} size */
  async #enter(item, size) {
    const fits = () => item.index <= this.#turn + this.#ahead || this.#read + size <= AHEAD.bytes || this.#failure !== undefined;
    while (!fits()) {
      await new Promise((resolve) => {
        this.#gates.push(() => resolve(undefined));
      });
    }
    this.#took(item, size);
  }

  /** Counts an entry's bytes until it is written. @param {Item} item @param {number} size */
  #took(item, size) {
    item.held = size;
    this.#read += size;
  }

  /** @param {object} job @param {number} index of the entry that it is for */
  #submit(job, index) {
    return this.#instance.scheduler.run(async () => job, { urgent: () => index <= this.#turn, signal: this.#controller.signal });
  }

  /** @param {Item} item */
  async #copy(item) {
    const { entry, changed } = item.copy;
    const { about, ...raw } = await copied(entry, changed, this.#controller.signal);
    Object.assign(item.about, about);
    const size = raw.sums.compressedSize;
    if (!raw.known || size > WHOLE) return { copy: raw };
    await this.#enter(item, size);
    const release = this.#instance.scheduler.hold(size);
    try {
      const parts = [];
      for await (const part of raw.chunks) parts.push(part);
      const data = parts.length === 1 ? parts[0] : concat(parts);
      return { whole: { sums: raw.sums, data }, size, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** @param {Item} item */
  async #pack(item) {
    const { name, index, source, pack, about } = item;
    const backend = await this.#instance.backend();
    const submit = (job) => this.#submit(job, index);
    if (isPath(source.later) && item.expected === undefined && this.#files.likely(backend)) {
      const packed = await this.#packFile(item, submit);
      if (packed) return packed;
    }
    const opened = await openPieces(source, this.#controller.signal, this.#memory);
    const pieces = item.expected === undefined ? opened : counted(opened, item.expected, name);
    try {
      about.mtime ??= pieces.mtime;
      if (isPath(source.later)) this.#files.saw(pieces.size ?? Infinity);
      if (pieces.size !== undefined && pieces.size > WHOLE) return { pieces, backend, submit };
      await this.#enter(item, pieces.size ?? 0);
      if (this.#failure) throw this.#failure;
      const { head, rest, cancel } = pieces.whole ? { head: await pieces.whole() } : await beginOf(pieces.chunks(), WHOLE, HEAD);
      if (rest) return { pieces: { ...pieces, size: undefined, again: false, chunks: () => rest }, head, cancel, backend, submit };
      return await this.#packWhole({ name, index, pack, password: item.password, known: source.bytes !== undefined }, head, backend, submit);
    } finally {
      pieces.close?.();
    }
  }

  /** @param {{name: string, index: number, pack: any, password?: Uint8Array, known: boolean}} item `known`: its bytes are counted already */
  async #packWhole({ name, index, pack, password, known }, head, backend, submit) {
    const held = known ? undefined : this.#instance.scheduler.hold(head.byteLength);
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      this.#memory.give(head);
      held?.();
    };
    const run = async (job) => {
      const outcome = await submit(job);
      return { ...packed(outcome, head), release: outcome.release };
    };
    try {
      const whole = isBundled(head, pack) ? await this.#bundles.gather({ index, bytes: head, pack }) : await packWhole(backend, head, pack, run);
      return await this.#sealed(name, { ...whole, release: () => (release(), whole.release?.()) }, password, submit);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** A small file that the backend reads; undefined if it is none. @param {Item} item @param {(job: object) => Promise<any>} submit */
  async #packFile(item, submit) {
    await this.#enter(item, 0);
    if (this.#failure) throw this.#failure;
    const whole = await this.#files.gather({ index: item.index, path: pathOf(item.source.later), pack: item.pack });
    if (!whole) return undefined;
    item.about.mtime ??= whole.mtime;
    this.#took(item, whole.data.byteLength);
    return this.#sealed(item.name, whole, item.password, submit);
  }

  /**
   * What is packed, ready to be written: encrypted, if there is a password.
   * @param {string} name
   * @param {{sums: import('./packing.js').Sums, data: Uint8Array, release: () => void}} whole
   * @param {Uint8Array | undefined} password
   * @param {(job: object) => Promise<any>} submit
   */
  async #sealed(name, whole, password, submit) {
    const { size } = whole.sums;
    if (!password) return { whole, name, size, release: whole.release };
    try {
      const secret = await submit(encryptJob(whole.data, password));
      return { whole: encryptedWhole(whole.sums, secret.buffers[0]), name, size, release: secret.release };
    } finally {
      whole.release();
    }
  }

  /** Writes an entry in its turn. What fails before its header costs itself alone, if its caller can still be told. */
  async #write(item) {
    let ready;
    try {
      if (this.#failure) throw this.#failure;
      ready = await item.work;
      if (this.#failure) throw this.#failure;
    } catch (error) {
      this.#done(item);
      const coded = PixmillError.from(error).at({ item: item.name });
      item.settle.reject(coded);
      if (item.accepted && !this.#failure) this.#fail(coded);
      return;
    }
    try {
      const size = await this.#emit(item, ready);
      this.#bytesIn += size;
      item.settle.resolve();
      const output = await this.#output;
      const { onProgress } = this.#options;
      onProgress?.({ entries: output.entries, bytesIn: this.#bytesIn, bytesOut: output.bytes, name: item.name });
    } catch (error) {
      const coded = PixmillError.from(error);
      item.settle.reject(coded);
      // A name that was refused left no byte behind.
      const harmless = ['DuplicateName', 'UnsafeName'].includes(coded.code);
      if (!harmless || item.accepted) this.#fail(coded);
    } finally {
      ready.release?.();
      this.#done(item);
    }
  }

  /** @param {Item} item @param {any} ready */
  async #emit(item, { whole, copy, pieces, head, backend, submit, size }) {
    const output = await this.#output;
    if (whole) {
      await output.entry(item.about, whole.sums, whole.data, this.#queue[1]?.ready === true);
      return size;
    }
    if (copy) {
      await output.stream(item.about, copy);
      return copy.sums.compressedSize;
    }
    const begin = head ?? (await peek(pieces));
    const { store, level } = chooseLarge(backend, begin, item.pack);
    const known = store && pieces.again;
    const ahead = Math.max(1, this.#instance.scheduler.concurrency);
    const large = known
      ? await storeLarge(backend, pieces, item.name)
      : deflateLarge(backend, pieces.chunks(), level, submit, ahead);
    const final = item.password ? encryptLarge(backend, large, known, item.password) : large;
    await output.stream(item.about, { ...final, known });
    return final.sums.size;
  }

  /** @param {Item} item */
  #done(item) {
    this.#queue.shift();
    this.#waiting -= item.size;
    this.#read -= item.held;
    this.#turn = item.index + 1;
    item.release();
    this.#openGates();
    this.#start();
    this.#accept();
    this.#instance.scheduler.pump();
  }

  #openGates() {
    for (const open of this.#gates.splice(0)) open();
  }

  /** Ends the archive without a directory: a reader sees that it is not whole. @param {PixmillError} error */
  #fail(error) {
    if (this.#failure) return;
    this.#failure = error;
    this.#dispose();
    this.#controller.abort(error);
    this.#openGates();
    for (const { settle, work } of this.#queue) {
      settle.reject(error);
      work?.then(({ cancel, release }) => (cancel?.(), release?.()), () => undefined);
    }
    this.#aborted = this.#output.then((output) => output.abort(error)).catch(() => undefined);
    this.#readable?.abort(error).catch(() => undefined);
  }

  close() {
    return underSignal({}, async () => {
      if (this.#failure) throw this.#failure;
      if (this.#closed) throw fail('Closed');
      this.#closed = true;
      // Its failure is the archive's.
      await this.#old?.catch(() => undefined);
      await this.#line;
      if (this.#failure) {
        await this.#aborted;
        throw this.#failure;
      }
      try {
        await (await this.#output).finish(this.#options.comment);
      } catch (error) {
        this.#fail(PixmillError.from(error));
        throw error;
      }
      this.#dispose();
    }, this.close);
  }

  /** @param {unknown} [reason] */
  async abort(reason) {
    this.#closed = true;
    this.#fail(fail('Aborted', {}, reason));
    await this.#old?.catch(() => undefined);
    await this.#line;
    await this.#aborted;
  }
}

/** The first bytes of a source that can be read again, which is let go. @param {import('./pieces.js').Pieces} pieces */
async function peek(pieces) {
  const { head, cancel } = await beginOf(pieces.chunks(), HEAD, HEAD);
  await cancel();
  return head;
}

/**
 * `zip(sink, options)`, or `zip(options)` for an archive that is read from `readable`.
 * @param {any} instance
 * @param {any} sink
 * @param {any} [options]
 */
export function createZip(instance, sink, options) {
  if (sink !== undefined && isPlain(sink) && !isSink(sink)) {
    if (options !== undefined) throw wrongOption('sink', 'a sink before the options', sink);
    const unknown = Object.keys(sink).find((name) => name !== 'password' && viewOf(sink[name]));
    if (unknown !== undefined) throw wrongOption('options', 'options; zip() of an object of files is in pixmill/fflate', unknown);
    return createZip(instance, undefined, sink);
  }
  if (sink !== undefined) checkSink(sink);
  return new ZipWriter(instance, sink, checkArchive(options, sink));
}

/**
 * A whole archive at once, the same bytes as `zip()` gives.
 * @param {any} instance
 * @param {Iterable<any>} entries
 * @param {any} [options]
 * @returns {Uint8Array}
 */
export function zipSync(instance, entries, options = {}) {
  const shared = checkOptions(options, ARCHIVE);
  if (typeof entries?.[Symbol.iterator] !== 'function') throw wrongOption('entries', 'a list of { name, data } or [name, data]', entries);
  const backend = instance.backendSync();
  const machine = backend.writer({});
  const names = new Names();
  const parts = [];
  try {
    for (const each of entries) {
      const { name, data, options: own } = namedEntry(each);
      const { about, pack, duplicates, source, password } = describeEntry(name, data, own, shared);
      const bytes = viewOf(source);
      if (!bytes) throw wrongOption('data', 'bytes', data);
      about.name = names.claim(about.name, duplicates);
      const plain = packSync(backend, bytes, pack);
      const { sums, data: pieces, known } = password ? encryptSync(backend, plain, password) : plain;
      const { method, ...after } = sums;
      parts.push(machine.begin(JSON.stringify({ ...about, ...(known ? sums : { method }) })), ...pieces);
      if (!known) parts.push(machine.end(JSON.stringify(after)));
    }
    parts.push(machine.finish(shared.comment ?? ''));
  } catch (error) {
    throw PixmillError.from(error);
  }
  machine.free?.();
  return concat(parts);
}
