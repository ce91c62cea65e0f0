/**
 * An archive as it comes: entries in the order of their data, each read or passed over before the next. They are provisional
 * until the directory at the end says the same: core's reader then checks the headers that came by, as it checks any archive's.
 */
import { listSync } from './access.js';
import { PixmillError, fail } from './errors.js';
import { chunksOf, concat, copyOf } from './input.js';

/** The end record with its longest comment, and a ZIP64 locator: what the reader looks through. */
const TAIL = 22 + 65_535 + 20;
/** The longest data descriptor, and a signature behind it. */
const DESCRIPTOR = 24 + 4;
/** Bytes that are unpacked at once. */
const STEP = 256 << 10;
const EMPTY = new Uint8Array(0);

/** Bytes in their order, looked at before they are taken. It remembers the last ones, and what it is told to keep. */
class Cursor {
  #chunks;
  /** @type {Uint8Array[]} */
  #ahead = [];
  #size = 0;
  #ended = false;
  /** The last bytes that were taken. @type {Uint8Array[]} */
  #behind = [];
  #remembered = 0;
  /** Where the next byte stands. */
  at = 0;

  /** @param {AsyncGenerator<Uint8Array>} chunks */
  constructor(chunks) {
    this.#chunks = chunks;
  }

  async #fill(len) {
    while (this.#size < len && !this.#ended) {
      const { done, value } = await this.#chunks.next();
      this.#ended = done === true;
      if (done || value.byteLength === 0) continue;
      // A source may reuse its chunk's memory.
      this.#ahead.push(copyOf(value));
      this.#size += value.byteLength;
    }
  }

  /** At most `len` bytes, fewer at the end. @param {number} len */
  async peek(len) {
    await this.#fill(len);
    if (this.#ahead.length > 1 && this.#ahead[0].byteLength < len) this.#ahead = [concat(this.#ahead)];
    return this.#ahead[0]?.subarray(0, len) ?? EMPTY;
  }

  /** The next bytes, some of at most `most`; none at the end. @param {number} most */
  async some(most) {
    await this.#fill(1);
    const first = this.#ahead[0];
    if (!first) return EMPTY;
    const taken = first.subarray(0, most);
    if (taken.byteLength === first.byteLength) this.#ahead.shift();
    else this.#ahead[0] = first.subarray(most);
    this.#size -= taken.byteLength;
    this.at += taken.byteLength;
    this.#behind.push(taken);
    this.#remembered += taken.byteLength;
    while (this.#behind.length > 1 && this.#remembered - this.#behind[0].byteLength >= TAIL) {
      this.#remembered -= this.#behind[0].byteLength;
      this.#behind.shift();
    }
    return taken;
  }

  /** Gives back bytes that were taken last. @param {number} len */
  untake(len) {
    for (let left = len; left > 0; ) {
      const last = /** @type {Uint8Array} */ (this.#behind.pop());
      const back = last.subarray(Math.max(0, last.byteLength - left));
      if (back.byteLength < last.byteLength) this.#behind.push(last.subarray(0, last.byteLength - back.byteLength));
      this.#ahead.unshift(back);
      this.#size += back.byteLength;
      this.#remembered -= back.byteLength;
      this.at -= back.byteLength;
      left -= back.byteLength;
    }
  }

  /** Exactly `len` bytes, or those that are there. @param {number} len */
  async take(len) {
    const parts = [];
    for (let left = len; left > 0; ) {
      const part = await this.some(left);
      if (part.byteLength === 0) break;
      parts.push(part);
      left -= part.byteLength;
    }
    return concat(parts);
  }

  /** The last bytes that were taken, and where they begin. */
  last() {
    return { from: this.at - this.#remembered, bytes: concat(this.#behind) };
  }

  async cancel() {
    await this.#chunks.return(undefined);
  }
}

export class Forward {
  #backend;
  #options;
  #cursor;
  /** Local headers and descriptors by offset, for the check at the end. @type {Map<number, Uint8Array>} */
  #kept = new Map();
  /** What was handed out, by the offset of its header. @type {Map<number, any>} */
  #given = new Map();
  #total = 0;
  #most;
  /** The entry whose data comes next. @type {any} */
  #current;

  /**
   * @param {any} backend
   * @param {any} stream
   * @param {{options: any, password?: number[], most: {bytes: number, directory: number}, signal?: AbortSignal}} how
   */
  constructor(backend, stream, { options, password, most, signal }) {
    this.#backend = backend;
    this.#options = options;
    this.password = password;
    this.#most = most;
    this.#cursor = new Cursor(chunksOf(stream, signal));
  }

  /** The next entry, or undefined at the directory. What is left of the one before is passed over. */
  async next() {
    const cursor = this.#cursor;
    await this.#current?.end();
    const offset = cursor.at;
    const about = await this.#header();
    if (about.end) return undefined;
    this.#kept.set(offset, await cursor.take(about.len));
    this.#current = new Body(this, cursor, this.#backend, { ...about, offset });
    this.#given.set(offset, this.#current.about);
    return this.#current;
  }

  async #header() {
    const request = { task: 'localHeader', loose: this.#options.allow?.includes('BytesAfterData') };
    for (let len = 30; ; ) {
      const bytes = await this.#cursor.peek(len);
      const { info } = this.#backend.runSync(request, [bytes]);
      if (!info.need) return info;
      if (bytes.byteLength < len) throw fail('CorruptArchive', { reason: 'it ends within a local header' });
      len = info.need;
    }
  }

  /** Behind an entry's data: its descriptor, which says its sums. @param {any} sums */
  async descriptor(sums) {
    const cursor = this.#cursor;
    const bytes = await cursor.peek(DESCRIPTOR);
    const { crc32, size, compressedSize } = sums;
    const { len } = this.#backend.runSync({ task: 'descriptor', crc32, size, compressedSize }, [bytes]).info;
    if (len === 0 && !this.#options.allow?.includes('HeaderMismatch')) {
      throw fail('HeaderMismatch', { path: sums.name, op: 'data descriptor', expected: 'the sums of the data', found: 'others' });
    }
    this.#kept.set(cursor.at, copyOf(bytes));
    await cursor.take(len);
  }

  /** @param {number} size */
  count(size) {
    this.#total += size;
    const limit = this.#most.bytes;
    if (this.#total > limit) throw fail('ArchiveLimit', { found: this.#total, limit, op: 'bytes', option: 'limits.bytes' });
  }

  get limits() {
    return this.#options.limits;
  }

  /**
   * The directory and all that follows: whether it says what came. Gives the listed entries and the warnings.
   * @returns {Promise<{entries: any[], warnings: any[], comment: string}>}
   */
  async confirm() {
    const cursor = this.#cursor;
    const from = cursor.at;
    /** @type {Uint8Array[]} */
    const parts = [];
    const most = this.#most.directory + TAIL;
    for (let part = await cursor.some(STEP); part.byteLength > 0; part = await cursor.some(STEP)) {
      parts.push(part);
      if (cursor.at - from > most) throw fail('ArchiveLimit', { found: cursor.at - from, limit: most, op: 'bytes of directory', option: 'limits.directory' });
    }
    const tail = { from, bytes: concat(parts) };
    const machine = this.#backend.reader({ ...this.#options, size: cursor.at, verify: true });
    try {
      const { entries, warnings, comment } = listSync(machine, (need) => this.#bytesAt(need, tail));
      this.#compare(entries);
      return { entries, warnings, comment };
    } catch (error) {
      throw PixmillError.from(error);
    }
  }

  /** What the reader asks for, out of what came by. */
  #bytesAt({ offset, len }, tail) {
    for (const { from, bytes } of [tail, this.#cursor.last()]) {
      if (offset >= from) return bytes.subarray(offset - from, offset - from + len);
    }
    const kept = this.#kept.get(offset);
    if (kept) return kept.subarray(0, len);
    throw fail('AmbiguousArchive', { reason: 'the directory tells of an entry that did not come' });
  }

  #compare(entries) {
    for (const { offset, name, size, crc32, encrypted } of entries) {
      const given = this.#given.get(offset);
      if (!given || given.name !== name) throw fail('AmbiguousArchive', { reason: `${name} did not come where the directory says` });
      const same = given.size === undefined || (given.size === size && (encrypted || given.crc32 === crc32));
      if (!same && !this.#options.allow?.includes('HeaderMismatch')) {
        throw fail('HeaderMismatch', { path: name, op: 'size', expected: size, found: given.size });
      }
      this.#given.delete(offset);
    }
    for (const { name } of this.#given.values()) throw fail('AmbiguousArchive', { reason: `the directory does not know ${name}` });
  }

  async cancel() {
    await this.#cursor.cancel();
  }
}

/** One entry's data, which can be had once. */
class Body {
  #forward;
  #cursor;
  #backend;
  /** @type {'new' | 'reading' | 'passed' | 'done'} */
  #state = 'new';
  /** Bytes of its data that were taken. */
  #taken = 0;
  /** @type {any} */
  #unpacker;
  /** @type {Promise<unknown> | undefined} */
  #whole;

  constructor(forward, cursor, backend, about) {
    this.#forward = forward;
    this.#cursor = cursor;
    this.#backend = backend;
    this.about = about;
    this.known = typeof about.compressedSize === 'number';
  }

  /** All of it, at most `limit` bytes. @param {number} limit */
  content(limit) {
    const whole = this.#collect(limit);
    // The next entry waits for it.
    this.#whole = whole.catch(() => undefined);
    return whole;
  }

  async #collect(limit) {
    const parts = [];
    let size = 0;
    for await (const piece of this.chunks()) {
      parts.push(piece);
      size += piece.byteLength;
      if (size > limit) throw fail('OutputLimit', { limit, option: 'memoryBudget', path: this.about.name });
    }
    return concat(parts);
  }

  /** The content, a piece at a time, its sums checked at the end. */
  async *chunks() {
    const { about } = this;
    if (this.#state !== 'new') throw fail('Closed', { reason: `${about.name} was read or passed over: a stream gives its entries once` });
    if (about.error) throw PixmillError.from(about.error);
    this.#state = 'reading';
    this.#unpacker = this.#backend.unpacker({ ...about.unpack, password: this.#forward.password, limits: this.#forward.limits });
    for await (const piece of this.#unpacked()) {
      yield piece;
      if (this.#state !== 'reading') throw fail('Closed', { reason: `${about.name} was passed over` });
    }
  }

  async *#unpacked() {
    const { about } = this;
    const isOver = () => (this.known ? this.#taken === about.compressedSize : this.#unpacker.state().done);
    // What one that was left in its middle holds comes first.
    if (this.#taken > 0) yield* this.#unpacker.later(EMPTY);
    while (!isOver()) yield* this.#unpacker.later(await this.#next());
    const { size, crc32, unused } = this.#unpacker.finish();
    if (this.known) return this.#finished();
    this.#cursor.untake(unused);
    this.#taken -= unused;
    return this.#finished({ size, crc32, compressedSize: this.#taken });
  }

  async #next() {
    const { about } = this;
    const packed = await this.#cursor.some(this.known ? Math.min(STEP, about.compressedSize - this.#taken) : STEP);
    if (packed.byteLength === 0) throw fail('CorruptArchive', { reason: `${about.name} ends early` });
    this.#taken += packed.byteLength;
    return packed;
  }

  async #finished(sums = {}) {
    const about = Object.assign(this.about, sums);
    this.#state = 'done';
    if (about.described) await this.#forward.descriptor(about);
    this.#forward.count(about.size);
  }

  /** Passes over what is left, so that the next entry can come. */
  async end() {
    await this.#whole;
    const begun = this.#state === 'reading';
    if (this.#state === 'done') return;
    this.#state = 'passed';
    if (this.known) {
      while (this.#taken < this.about.compressedSize) await this.#next();
      await this.#finished();
      return;
    }
    // Only the data tells where it ends.
    if (!begun) this.#unpacker = this.#backend.unpacker({ ...this.about.unpack, limits: this.#forward.limits });
    for await (const piece of this.#unpacked()) void piece;
  }
}
