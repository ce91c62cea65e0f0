/** A batch on its way: items pulled lazily, converted side by side, given out in order, all within the scheduler's budget. */
import { PixmillError, aborted, fail, ioError, wrongOption } from './errors.js';
import { isEntry } from './copying.js';
import { acceptImage } from './input.js';
import { convert } from './job.js';
import { isPlain } from './kinds.js';
import { defaultName } from './names.js';
import { checkRecipe } from './steps.js';
import { isImage } from './rewriting.js';
import { underSignal } from './run.js';
import { onAbort } from './runtime.js';

/** Items that are pulled beside those that run: their inputs are read meanwhile. */
const READ_AHEAD = 2;
/** Finished items that may wait for a slow one before them, beside what the budget allows. */
const MOST_WAITING = 1024;

/** @param {any} items an Iterable or AsyncIterable @returns {AsyncIterator<any> | Iterator<any>} */
function iteratorOf(items) {
  return (items[Symbol.asyncIterator] ?? items[Symbol.iterator]).call(items);
}

/** @param {any} item @returns {{input: any, name: string | undefined, recipe: any}} */
function parse(item) {
  if (!isPlain(item) || !('input' in item)) return { input: item, name: undefined, recipe: undefined };
  const { input, name, recipe, ...rest } = item;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw wrongOption('item', 'one of input, name, recipe', unknown);
  if (name !== undefined && (typeof name !== 'string' || name === '')) throw wrongOption('item.name', 'text', name);
  return { input, name, recipe: recipe === undefined ? undefined : checkRecipe(recipe) };
}

/**
 * One settled item inside.
 * @typedef {{index: number, name: string, format: string | undefined, error?: PixmillError, outputs?: any[], buffers?: Uint8Array[],
 *   bytesIn: number, mtime?: number, entry?: any, copied?: boolean, release: () => void}} Done
 *   `entry`: of an archive that is read; `copied`: it is no image, and goes on as it is
 */

/** What becomes of an archive's entries. @typedef {{copies: boolean, isImage: (entry: any) => boolean}} Entries */

export class Line {
  #instance;
  #scheduler;
  /** @type {any} */
  #iterator;
  #recipe;
  #join;
  #archive;
  #entries;
  #ordered;
  #itemTimeout;
  #signal;
  #controller = new AbortController();
  #pulled = 0;
  #pulling = false;
  #ended = false;
  /** Indices of items that are read or converted, in the order of pulling. */
  #active = new Set();
  /** @type {Map<number, Done>} finished, not given out */
  #ready = new Map();
  /** The next index to give out. */
  #next = 0;
  /** @type {unknown} */
  #failure;
  #wake = () => {};
  #stop = () => {};

  /**
   * @param {any} instance
   * @param {{items: any, recipe: any, join?: object, archive?: (count: number) => object, entries?: Entries, ordered: boolean, itemTimeoutMs?: number, signal?: AbortSignal, scheduler: any}} options
   */
  constructor(instance, { items, recipe, join, archive, entries = { copies: false, isImage }, ordered, itemTimeoutMs, signal, scheduler }) {
    this.#instance = instance;
    this.#scheduler = scheduler;
    this.#recipe = recipe;
    this.#join = join;
    this.#archive = archive;
    this.#entries = entries;
    this.#ordered = ordered;
    this.#itemTimeout = itemTimeoutMs;
    this.#signal = signal;
    this.#stop = () => this.#fail(aborted(/** @type {AbortSignal} */ (signal)));
    if (signal?.aborted) this.#stop();
    else this.#iterator = iteratorOf(items);
    onAbort(signal, this.#stop);
  }

  /** The next settled item, or undefined at the end. @returns {Promise<Done | undefined>} */
  async next() {
    for (;;) {
      if (this.#failure) throw this.#failure;
      this.#pull();
      const index = this.#ordered ? this.#next : this.#ready.keys().next().value;
      const done = index === undefined ? undefined : this.#ready.get(index);
      if (done) {
        this.#ready.delete(done.index);
        this.#next += 1;
        // Another item may now be the one that is waited for.
        this.#scheduler.pump();
        this.#pull();
        return done;
      }
      if (this.#ended && this.#active.size === 0 && !this.#pulling) return undefined;
      await new Promise((resolve) => {
        this.#wake = () => resolve(undefined);
      });
    }
  }

  /** Cancels what runs and lets the source go. */
  async end() {
    this.#signal?.removeEventListener('abort', this.#stop);
    this.#controller.abort();
    for (const { release } of this.#ready.values()) release();
    this.#ready.clear();
    if (this.#ended) return;
    this.#ended = true;
    const left = Promise.resolve(this.#iterator?.return?.());
    // A source that is asked for its next item may never answer: it is told, not waited for.
    if (this.#pulling) left.catch(() => undefined);
    else await left;
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#failure ??= error;
    this.#controller.abort(error);
    this.#wake();
  }

  #room() {
    const most = this.#scheduler.concurrency + READ_AHEAD;
    return this.#active.size < most && this.#active.size + this.#ready.size < MOST_WAITING;
  }

  /** Takes items from the source while there is room for them. */
  async #pull() {
    if (this.#pulling || this.#ended || this.#failure) return;
    this.#pulling = true;
    try {
      while (!this.#ended && !this.#failure && this.#room()) {
        const { done, value } = await this.#iterator.next();
        if (done) this.#ended = true;
        else if (!this.#failure && this.#takes(value)) this.#begin(value);
      }
    } catch (error) {
      this.#ended = true;
      this.#fail(ioError(error));
    } finally {
      this.#pulling = false;
      this.#wake();
    }
  }

  /** Of an archive's entries those that are no images are left out, or copied. @param {any} value */
  #takes(value) {
    return this.#entries.copies || !isEntry(value) || this.#entries.isImage(value);
  }

  /** Starts an item; whatever is wrong with it costs it alone. @param {any} value */
  #begin(value) {
    const index = this.#pulled;
    this.#pulled += 1;
    const entry = isEntry(value) ? value : undefined;
    const about = { index, name: entry?.name ?? defaultName(index), format: undefined, bytesIn: 0, entry, release: () => undefined };
    if (entry && !this.#entries.isImage(entry)) {
      this.#ready.set(index, { ...about, copied: true, bytesIn: entry.compressedSize });
      return;
    }
    this.#active.add(index);
    this.#convert(value, about).then(
      (done) => this.#settle({ ...about, ...done }),
      (error) => this.#settle({ ...about, error: PixmillError.from(error).at({ index, item: about.name }) }),
    );
  }

  /** @param {any} value @param {Done} about */
  async #convert(value, about) {
    // Named even where the item is wrong; bytes are copied before anything is awaited.
    const { input, name, recipe = this.#recipe } = parse(value);
    about.name = name ?? about.name;
    const formats = recipe.outputs ?? [];
    about.format = formats.length === 1 ? formats[0].format : undefined;
    const source = acceptImage(input, { join: Array.isArray(input) ? this.#join : undefined });
    about.name = name ?? source.name ?? about.name;
    const urgent = () => this.#isUrgent(about.index);
    const options = { signal: this.#controller.signal, timeoutMs: this.#itemTimeout };
    const job = { source, recipe, urgent, scheduler: this.#scheduler, once: true, ...(this.#archive && { archive: this.#archive(Math.max(formats.length, 1)) }) };
    const { outputs, buffers, bytesIn, mtime, release } = await underSignal(
      options,
      (signal) => convert(this.#instance, { ...job, signal }),
      this.#convert,
    );
    return { outputs, buffers, bytesIn, mtime, release };
  }

  /** Whether the next result waits for this item. @param {number} index */
  #isUrgent(index) {
    if (this.#ordered) return index === this.#next;
    return this.#ready.size === 0 && index === this.#active.values().next().value;
  }

  /** @param {Done} done */
  #settle(done) {
    this.#active.delete(done.index);
    if (this.#controller.signal.aborted) done.release();
    else this.#ready.set(done.index, done);
    this.#wake();
  }
}

/** What a batch iterates over, checked at the call. @param {any} items */
export function checkItems(items) {
  const iterable = items !== null && typeof items === 'object' && (Symbol.asyncIterator in items || Symbol.iterator in items);
  // One image is a frequent slip: bytes and text are iterable too.
  if (!iterable || ArrayBuffer.isView(items)) throw wrongOption('items', 'a list or iterable of inputs', typeof items === 'object' ? items : typeof items);
  if (typeof items.getReader === 'function' || typeof items.pipe === 'function') {
    throw fail('InvalidOption', { path: 'items', expected: 'a list or iterable of inputs', found: 'one stream' });
  }
}
