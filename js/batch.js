/** `batch()`: many images through the same steps, and its five ends. */
import { ArchiveOutput } from './archive.js';
import { carry, held } from './copying.js';
import { checkFields, checkInput } from './check.js';
import { sealing } from './encrypting.js';
import { PixmillError, aborted, fail, wrongOption } from './errors.js';
import { writeWhole } from './files.js';
import { batchNaming, input as inputFields, join as joinFields } from './generated/table.js';
import { isPlain } from './kinds.js';
import { Line, checkItems } from './line.js';
import { Names, entryName, fillTemplate } from './names.js';
import { Steps } from './steps.js';
import { kept, rewriting } from './rewriting.js';
import { checkRun, flag, underSignal } from './run.js';
import { builtin, onAbort, toResult } from './runtime.js';
import { Scheduler } from './scheduler.js';
import { ReadableSink, checkSink, openSink, refuseExisting } from './sink.js';
import { Archive } from './unzip.js';
import { checkArchive } from './zip.js';

/** Errors that a summary keeps: a million bad items must not fill the memory. */
const MOST_ERRORS = 1000;
/** Bytes that may wait in a ZIP stream to be read. */
const STREAM = 1 << 20;

const count = { accepts: 'integer from 1 to 1024', fits: (value) => Number.isInteger(value) && value >= 1 && value <= 1024 };
const OPTIONS = {
  concurrency: count,
  memoryBudget: { accepts: 'bytes, at least 1048576', fits: (value) => Number.isFinite(value) && value >= 2 ** 20 },
  itemTimeoutMs: { accepts: 'milliseconds, over 0', fits: (value) => Number.isFinite(value) && value > 0 },
  preserveOrder: flag,
  join: { accepts: `object with ${joinFields.map((field) => field.name).join(', ')}`, fits: isPlain },
  stopOnError: flag,
};

/** @param {any} a @param {any} b */
function bothSignals(a, b) {
  if (!a || !b) return a ?? b;
  return AbortSignal.any([a, b]);
}

/** What a batch has done so far, told after each item. */
class Tally {
  items = 0;
  failed = 0;
  /** Entries of an archive that went on as they were. */
  copied = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** @type {PixmillError[]} */
  errors = [];
  #total;
  #tell;

  /** @param {number | undefined} total @param {((progress: object) => void)[]} tell */
  constructor(total, tell) {
    this.#total = total;
    this.#tell = tell;
  }

  /**
   * @param {import('./line.js').Done} done
   * @param {PixmillError} [error]
   */
  add({ index, name, bytesIn, outputs, copied }, error) {
    this.items += copied ? 0 : 1;
    this.bytesIn += bytesIn;
    if (copied) {
      this.copied += 1;
      this.bytesOut += bytesIn;
    } else if (error) {
      this.failed += 1;
      if (this.errors.length < MOST_ERRORS) this.errors.push(error);
    } else for (const { info } of outputs ?? []) this.bytesOut += info.size;
    const { items, failed, bytesOut } = this;
    const progress = { done: items + this.copied, failed, ...(this.#total !== undefined && { total: this.#total }), bytesIn: this.bytesIn, bytesOut };
    const status = error ? 'rejected' : 'fulfilled';
    for (const tell of this.#tell) tell({ ...progress, index, name, status, ...(error && { reason: error }) });
  }

  summary() {
    const { items, bytesIn, bytesOut, failed, errors, copied } = this;
    return { items, bytesIn, bytesOut, failed, errors, ...(copied > 0 && { copied }) };
  }
}

export class Batch extends Steps {
  #instance;
  #items;
  #options;
  #once;

  /**
   * @param {any} instance
   * @param {any} items
   * @param {any} options
   * @param {any} state
   * @param {{started: boolean}} once shared by all that were made from one `batch()`
   */
  constructor(instance, items, options, state, once) {
    super(state);
    this.#instance = instance;
    this.#items = items;
    this.#options = options;
    this.#once = once;
  }

  /** @param {any} state */
  _with(state) {
    return new Batch(this.#instance, this.#items, this.#options, state, this.#once);
  }

  #scheduler() {
    const { concurrency, memoryBudget } = this.#options;
    const { scheduler, config } = this.#instance;
    if (concurrency === undefined && memoryBudget === undefined) return scheduler;
    const backend = async () => {
      const found = await this.#instance.backend();
      found.widen(concurrency ?? config.concurrency);
      return found;
    };
    return new Scheduler(backend, { ...config, ...(concurrency && { concurrency }), ...(memoryBudget && { memoryBudget }) });
  }

  /**
   * Runs the batch: `take` gets each item that went well and may fail it still. Every way out lets the source go.
   * @param {any} run
   * @param {{archive?: (count: number) => object, items?: any[], entries?: import('./line.js').Entries, keepOrder?: boolean, last?: (tally: Tally) => Promise<void>, stop?: (reason: PixmillError) => unknown}} how
   *   `last`: what is done after all items; `stop`: ends a `take` that waits for somebody else, when the signal fires
   * @param {(done: import('./line.js').Done, tally: Tally) => Promise<void>} take
   * @param {Function} end
   */
  #each(run, { last, stop, ...how }, take, end) {
    const options = { signal: bothSignals(this.#options.signal, run.signal), timeoutMs: run.timeoutMs ?? this.#options.timeoutMs };
    return underSignal(options, async (signal) => {
      const tally = this.#tally(run);
      const line = this.#start(signal, how);
      const stopped = () => stop?.(aborted(/** @type {AbortSignal} */ (signal)));
      onAbort(signal, stopped);
      try {
        for (let done = await line.next(); done; done = await line.next()) {
          await this.#settle(done, tally, take);
        }
        await last?.(tally);
      } finally {
        signal?.removeEventListener('abort', stopped);
        await line.end();
      }
      return tally;
    }, end);
  }

  /** @param {{onProgress?: (progress: object) => void}} run */
  #tally({ onProgress }) {
    const items = this.#items;
    const total = Array.isArray(items) ? items.length : items.size ?? items.length;
    const tell = [this.#options.onProgress, onProgress].filter((each) => each !== undefined);
    return new Tally(Number.isInteger(total) ? total : undefined, tell);
  }

  /** @param {AbortSignal | undefined} signal @param {{archive?: (count: number) => object, items?: any, entries?: import('./line.js').Entries, keepOrder?: boolean}} how */
  #start(signal, { archive, items = this.#items, entries, keepOrder = false }) {
    if (this.#once.started) throw fail('Closed', { reason: 'a batch runs once' });
    this.#once.started = true;
    const { preserveOrder = true, itemTimeoutMs, join } = this.#options;
    return new Line(this.#instance, {
      items,
      recipe: this.toRecipe(),
      join,
      archive,
      entries,
      ordered: preserveOrder || keepOrder,
      itemTimeoutMs,
      signal,
      scheduler: this.#scheduler(),
    });
  }

  /** @param {import('./line.js').Done} done @param {Tally} tally @param {(done: any, tally: Tally) => Promise<void>} take */
  async #settle(done, tally, take) {
    let { error } = done;
    try {
      await take(done, tally);
    } catch (failure) {
      if (!(failure instanceof ItemFailure)) throw failure;
      error = failure.error;
    } finally {
      done.release();
    }
    tally.add(done, error);
    if (error && this.#options.stopOnError) throw error;
  }

  async *[Symbol.asyncIterator]() {
    const { signal: given, timeoutMs } = this.#options;
    const over = timeoutMs === undefined ? undefined : new AbortController();
    const timer = over && setTimeout(() => over.abort(fail('Timeout', { limit: timeoutMs })), timeoutMs);
    const tally = this.#tally({});
    const line = this.#start(bothSignals(given, over?.signal), {});
    try {
      for (let done = await line.next(); done; done = await line.next()) {
        let settled;
        await this.#settle(done, tally, async () => {
          settled = publicItem(done);
        });
        yield settled;
      }
    } finally {
      clearTimeout(timer);
      await line.end();
    }
  }

  /** @param {any} [options] */
  async toArray(options = {}) {
    checkRun(options);
    const all = [];
    await this.#each(options, {}, async (done) => void all.push(publicItem(done)), this.toArray);
    return all;
  }

  /**
   * Each image in its own file, written whole or not at all.
   * @param {string} template
   * @param {any} [options]
   */
  async toFiles(template, options = {}) {
    const { overwrite, durable } = checkRun(options, { overwrite: flag, durable: flag });
    if (!builtin('fs')) throw fail('Unavailable', { op: 'toFiles()' });
    const fill = fillTemplate(template);
    const names = new Names();
    const tally = await this.#each(options, { keepOrder: true }, async (done) => {
      await eachOutput(done, FILE_CODES, async (bytes, format, output) => {
        const path = names.unique(fill(done.name, format, done.index, output));
        if (!bytes) return;
        await builtin('fs').promises.mkdir(builtin('path').dirname(path), { recursive: true });
        await writeWhole(path, bytes, { overwrite, durable });
      });
    }, this.toFiles);
    return tally.summary();
  }

  /**
   * One archive, entries in input order; nothing is written if every image failed.
   * @param {any} sink
   * @param {any} [options]
   */
  async toZip(sink, options = {}) {
    checkSink(sink);
    const checked = checkArchive(options, sink, batchNaming);
    await refuseExisting(sink, checked);
    return this.#toArchive({ ...checked, append: checked.append && sink }, () => openSink(sink, checked), this.toZip);
  }

  /** @param {any} [options] */
  toZipStream(options = {}) {
    const { signal, ...checked } = checkArchive(options, undefined, batchNaming);
    const stopped = new AbortController();
    const sink = new ReadableSink(STREAM, (reason) => stopped.abort(reason));
    const work = this.#toArchive({ ...checked, signal: bothSignals(signal, stopped.signal) }, async () => sink, this.toZipStream);
    // The reader is told; nobody else awaits this.
    work.catch((error) => sink.abort(error));
    return sink.stream;
  }

  /** @param {any} checked `append`: the path of what comes first @param {() => Promise<import('./sink.js').Sink>} open @param {Function} end */
  async #toArchive({ pack, naming, mtime, comment, password, append, ...run }, open, end) {
    const backend = await this.#instance.backend();
    const output = new ArchiveOutput(backend.writer({}), open);
    const names = new Names();
    const signal = bothSignals(this.#options.signal, run.signal);
    try {
      const old = append ? await this.#first(append, names, output, signal) : undefined;
      const source = this.#items instanceof Archive ? await rewriting(this.#items, { outputs: this.toRecipe().outputs ?? [], names, output, backend, pack, naming, password, signal }) : undefined;
      const write = async (done) => {
        if (source && (await source.write(done))) return;
        const when = done.mtime ?? mtime;
        const about = done.entry ? kept(done.entry) : when === undefined ? {} : { mtime: when };
        if (password) about.encrypted = true;
        await eachOutput(done, NAME_CODES, async (bytes, format, name, sums) => {
          const entry = source?.document ? done.name : names.claim(entryName(done.name, format, name, naming.unsafeNames), naming.duplicates);
          if (bytes) await output.entry({ ...about, name: entry }, sums, bytes);
        });
      };
      const before = output.entries;
      const last = async ({ failed, errors }) => {
        if (failed > 0 && output.entries === before) throw fail('AllFailed', { found: failed, errors });
        await output.finish(comment ?? source?.comment ?? old?.comment);
      };
      const stop = (reason) => void output.abort(reason).catch(() => undefined);
      const how = { archive: sealing(pack, password), keepOrder: true, last, stop, ...(source && { items: source.entries, entries: source }) };
      const tally = await this.#each(run, how, write, end);
      return { ...tally.summary(), bytesOut: output.bytes };
    } catch (error) {
      await output.abort(error);
      throw error;
    }
  }

  /** What an archive holds already, as the beginning of the one that replaces it. @param {any} path @param {Names} names @param {ArchiveOutput} output @param {AbortSignal} [given] */
  async #first(path, names, output, given) {
    const signal = given ?? new AbortController().signal;
    const old = await held(this.#instance, path, names, signal);
    for (const entry of old.entries) await carry(entry, output, { more: true, signal });
    return old;
  }
}

/** Carries an error that costs one item alone out of what was done with it. */
class ItemFailure extends Error {
  /** @param {PixmillError} error */
  constructor(error) {
    super(error.message);
    this.error = error;
  }
}

/** Codes that tell of one output's name, or of its file: the others go on. */
const NAME_CODES = ['UnsafeName', 'DuplicateName'];
const FILE_CODES = [...NAME_CODES, 'AlreadyExists', 'IsDirectory', 'PermissionDenied', 'NotFound'];

/**
 * Hands on each output of an item. A failed item has its name still: `bytes` is undefined then.
 * @param {import('./line.js').Done} done
 * @param {string[]} codes errors that cost this item alone
 * @param {(bytes: Uint8Array | undefined, format: string | undefined, output?: string, sums?: any) => Promise<void>} write
 */
async function eachOutput({ index, name, format, error, outputs = [], buffers = [] }, codes, write) {
  try {
    if (error) await write(undefined, format);
    for (const [at, { name: output, info, archive }] of outputs.entries()) {
      await write(buffers[at], info.format, outputs.length > 1 ? output : undefined, archive);
    }
  } catch (failure) {
    const coded = PixmillError.from(failure);
    if (!codes.includes(coded.code)) throw coded;
    // What was wrong with the image itself matters more than its name.
    throw new ItemFailure(error ?? coded.at({ index, item: name }));
  }
}

/** @param {import('./line.js').Done} done */
function publicItem({ index, name, error, outputs = [], buffers = [] }) {
  if (error) return { index, name, status: 'rejected', reason: error };
  const all = outputs.map(({ name: output, info }, at) => ({ name: output, data: toResult(buffers[at]), info }));
  return { index, name, status: 'fulfilled', value: { data: all[0].data, info: all[0].info, outputs: all } };
}

/**
 * `batch(items, options)`.
 * @param {any} instance
 * @param {any} items
 * @param {any} [options]
 */
export function createBatch(instance, items, options = {}) {
  checkItems(items);
  if (!isPlain(options)) throw wrongOption('options', 'an object', options);
  const isInput = (name) => inputFields.some((field) => field.name === name);
  const own = Object.entries(options).filter(([name]) => !isInput(name));
  const checked = checkRun(Object.fromEntries(own), OPTIONS);
  if (checked.join !== undefined) checkFields(joinFields, checked.join, 'join');
  const input = checkInput(Object.fromEntries(Object.entries(options).filter(([name]) => isInput(name))));
  return new Batch(instance, items, checked, { input, steps: [], output: undefined, outputs: undefined }, { started: false });
}
