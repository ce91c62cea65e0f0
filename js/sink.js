/** Where an archive is written to: each kind of sink as write, close and abort, with back-pressure. */
import { PixmillError, fail, ioError, wrongOption } from './errors.js';
import { WholeFile } from './files.js';
import { isPath, isPlain, pathOf } from './kinds.js';
import { builtin, warn } from './runtime.js';

const KINDS = 'a path, file: URL, WritableStream, Node Writable, or FileSystemFileHandle';

/**
 * @typedef {object} Sink
 * @property {(bytes: Uint8Array) => Promise<void>} write resolves when more may be written
 * @property {boolean} [isDone] whether bytes that were written are needed no more: nobody else has them
 * @property {() => Promise<void>} close resolves when all of it has arrived
 * @property {(reason: unknown) => Promise<void>} abort leaves nothing behind, where that can be done; a sink of the caller's is told, not waited for
 */

/** @param {any} target */
export function isSink(target) {
  if (isPath(target)) return target !== '';
  if (target === null || typeof target !== 'object') return false;
  return ['getWriter', 'createWritable', 'write'].some((name) => typeof target[name] === 'function');
}

/** Refuses what is none, at the call. @param {any} target */
export function checkSink(target) {
  if (!isSink(target)) throw wrongOption('sink', KINDS, isPlain(target) ? target : typeof target);
  if (isPath(target) && !builtin('fs')) throw fail('Unavailable', { op: 'writing to a path' });
  if (typeof target.getWriter === 'function' && target.locked) {
    throw fail('InvalidOption', { path: 'sink', expected: 'a WritableStream that nobody else writes to', found: 'a locked one' });
  }
}

/**
 * A file that exists is refused before any work is done for it.
 * @param {any} target
 * @param {{overwrite?: boolean, append?: boolean}} options
 */
export async function refuseExisting(target, { overwrite = false, append = false }) {
  if (overwrite || append || !isPath(target)) return;
  const path = pathOf(target);
  const stat = await builtin('fs').promises.stat(path).catch((error) => {
    // What is wrong with the path is told when it is opened.
    if (error.code) return undefined;
    throw error;
  });
  if (stat?.isFile()) throw fail('AlreadyExists', { path });
}

/**
 * Opens a sink: only now is a file made.
 * @param {any} target
 * @param {{overwrite?: boolean, append?: boolean}} options `append`: what is there is replaced by what begins with it
 * @returns {Promise<Sink>}
 */
export async function openSink(target, { overwrite = false, append = false } = {}) {
  if (isPath(target)) {
    const file = new WholeFile(pathOf(target), { overwrite: overwrite || append, durable: true });
    await file.open();
    return file;
  }
  if (typeof target.createWritable === 'function') return fromWriter(await told(() => target.createWritable()));
  if (typeof target.getWriter === 'function') return fromWriter(await told(() => target.getWriter()));
  return typeof target.on === 'function' ? fromNode(target) : fromObject(target);
}

/** What a sink of the caller's throws, as an error with a code. @param {() => any} work */
async function told(work) {
  try {
    return await work();
  } catch (error) {
    throw ioError(error);
  }
}

/** Tells a sink that it ends here. It may never answer, and what it says concerns nobody any more. @param {() => any} work */
async function tell(work) {
  told(work).catch(() => undefined);
}

/** A WritableStream's writer, or the stream of a file handle, which has the same methods. */
function fromWriter(writer) {
  return {
    write: (bytes) => told(() => writer.write(bytes)),
    close: () => told(() => writer.close()),
    abort: (reason) => tell(() => writer.abort(reason)),
  };
}

/** @param {any} target an object with write and end of its own */
function fromObject(target) {
  return {
    write: (bytes) => told(() => target.write(bytes)),
    close: () => told(() => target.end?.()),
    abort: (reason) => tell(() => target.destroy?.(reason)),
  };
}

/** @param {any} stream a Node Writable */
function fromNode(stream) {
  let failure;
  let wake = () => {};
  const fails = (error) => {
    failure ??= ioError(error ?? new Error('the stream was closed'));
    wake();
  };
  const closed = () => {
    if (!stream.writableFinished) fails(new Error('the stream was closed before its end'));
    else wake();
  };
  stream.on('error', fails);
  stream.on('close', closed);
  stream.on('drain', () => wake());
  stream.on('finish', () => wake());
  /** Waits until `done()`, or until the stream fails. */
  const until = async (done) => {
    while (!failure && !done()) {
      await new Promise((resolve) => {
        wake = () => resolve(undefined);
      });
    }
    if (failure) throw failure;
  };
  if (stream.destroyed) fails(stream.errored);
  return {
    async write(bytes) {
      if (failure) throw failure;
      stream.write(bytes);
      await until(() => !stream.writableNeedDrain);
    },
    async close() {
      if (failure) throw failure;
      stream.end();
      await until(() => stream.writableFinished);
    },
    async abort(reason) {
      // Its own error event is awaited by nobody here.
      stream.destroy(reason instanceof Error ? reason : undefined);
    },
  };
}

/** Milliseconds without a reader until a warning, and until an error. */
const PATIENCE = { warn: 2_000, fail: 30_000 };

/** A sink that is read: a stream whose queue holds a bounded number of bytes. */
export class ReadableSink {
  /** @type {any} */
  #controller;
  #wake = () => {};
  /** @type {PixmillError | undefined} */
  #ended;

  /**
   * @param {number} highWaterMark bytes that may wait to be read
   * @param {(reason: unknown) => void} onCancel
   */
  constructor(highWaterMark, onCancel) {
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#wake(),
        cancel: (reason) => {
          this.#ended = fail('Aborted', {}, reason);
          this.#wake();
          onCancel(reason);
        },
      },
      { highWaterMark, size: (chunk) => chunk?.byteLength ?? 1 },
    );
  }

  /** Waits for room; a stream that nobody reads is an error after a while. @param {Uint8Array} bytes */
  async write(bytes) {
    const watch = this.stream.locked ? undefined : this.#watch();
    try {
      while (!this.#ended && this.#controller.desiredSize <= 0) {
        await new Promise((resolve) => {
          this.#wake = () => resolve(undefined);
        });
      }
    } finally {
      watch?.();
    }
    if (this.#ended) throw this.#ended;
    if (bytes.byteLength > 0) this.#controller.enqueue(bytes);
  }

  #watch() {
    const soon = setTimeout(() => {
      if (!this.stream.locked) warn('an archive waits for a reader: read its stream, or give it a sink');
    }, PATIENCE.warn);
    const late = setTimeout(() => {
      if (this.stream.locked) return;
      this.#ended = fail('NotConsumed');
      this.#wake();
    }, PATIENCE.fail);
    return () => {
      clearTimeout(soon);
      clearTimeout(late);
    };
  }

  async close() {
    if (this.#ended) throw this.#ended;
    this.#controller.close();
  }

  /** @param {unknown} reason */
  async abort(reason) {
    if (this.#ended?.code !== 'Aborted') this.#controller.error(reason);
    this.#ended ??= fail('Closed', {}, reason);
    this.#wake();
  }
}
