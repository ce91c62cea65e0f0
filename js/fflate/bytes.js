/** deflate, gzip and zlib as fflate calls them: whole, by callbacks, and as classes that are pushed. */
import { FORMS, bytesOf } from '../bytes.js';
import { concat, copyOf } from '../input.js';
import { Cutter, dictionaryOf, nothing, plain, requestOf } from './engine.js';
import { FlateErrorCode, asFlate, flateError } from './errors.js';

/** @param {any} cb */
function checkCallback(cb) {
  if (typeof cb !== 'function') throw flateError(FlateErrorCode.NoCallback);
}

/** What a constructor was given: options, a handler, both or neither. @param {any} options @param {any} cb */
function given(options, cb) {
  return typeof options === 'function' ? [{}, options] : [options ?? {}, cb];
}

/**
 * A call with a callback at its end, that gives what ends it.
 * @param {(data: any, options: any, signal: AbortSignal) => Promise<any>} work
 */
export function withCallback(work) {
  return (data, options, cb) => {
    if (cb === undefined) [options, cb] = [{}, options];
    checkCallback(cb);
    const controller = new AbortController();
    // Out of the promise: what the callback throws is nobody's rejection.
    const tell = (error, result) => queueMicrotask(() => controller.signal.aborted || cb(error, result));
    work(data, options ?? {}, controller.signal).then((result) => tell(null, result), (error) => tell(error, null));
    return () => controller.abort();
  };
}

/** The result in the caller's own memory, cut to fit. @param {Uint8Array} result @param {any} out */
function into(result, out) {
  if (!out) return result;
  const fitting = result.subarray(0, out.length);
  out.set(fitting);
  return out.subarray(0, fitting.length);
}

/** What fflate takes data for, by its first bytes. @param {Uint8Array} data */
function formOf(data) {
  if (data[0] === 0x1f && data[1] === 0x8b && data[2] === 8) return 'gzip';
  const isZlib = (data[0] & 15) === 8 && data[0] >> 4 <= 7 && ((data[0] << 8) | data[1]) % 31 === 0;
  return isZlib ? 'zlib' : 'raw';
}

/** Checks that fflate makes before it inflates. @param {string} form @param {Uint8Array} data @param {any} options */
function precheck(form, data, { dictionary }) {
  if (form === 'gzip' && (data.length < 18 || formOf(data) !== 'gzip')) throw flateError(FlateErrorCode.InvalidHeader, 'invalid gzip data');
  if (form === 'zlib' && dictionary && data.length > 1 && (data[1] & 0x20) === 0) {
    throw flateError(FlateErrorCode.InvalidHeader, 'invalid zlib data: unexpected dictionary');
  }
}

/** @param {ReturnType<typeof import('./engine.js').createEngine>} engine */
export function createBytes(engine) {
  const unpackSync = (form, data, /** @type {any} */ options = {}) => {
    const bytes = bytesOf(data);
    precheck(form, bytes, options);
    try {
      // fflate's empty stream.
      return into(form === 'raw' && bytes.length === 0 ? nothing() : engine.unpackSync(form, bytes, options), options.out);
    } catch (error) {
      throw asFlate(error, form);
    }
  };
  const unpack = async (form, data, options, signal) => {
    const bytes = bytesOf(data);
    try {
      precheck(form, bytes, options);
      const result = form === 'raw' && bytes.length === 0 ? nothing() : await engine.unpack(form, data, options, signal);
      return options.size === undefined ? result : result.slice(0, options.size);
    } catch (error) {
      throw asFlate(error, form);
    }
  };

  /** What compressing classes share: head, parts and tail in order. */
  class Packer {
    #request;
    #dictionary;
    #cutter;
    #sums;
    #begun = false;
    ended = false;

    constructor(form, options) {
      this.#request = requestOf(form, options);
      this.#dictionary = dictionaryOf(options);
      // Checks the options.
      this.#sums = engine.frame(this.#request, this.#dictionary, []).info;
      this.#cutter = new Cutter({ form, ...('level' in this.#request && { level: this.#request.level }) }, this.#dictionary);
      // Only the head knows what else there is.
      this.form = form;
    }

    *jobs(chunk, final) {
      if (this.ended) throw flateError(FlateErrorCode.StreamFinished);
      this.ended = final;
      yield* this.#cutter.push(chunk, final);
    }

    flush() {
      return this.#cutter.waiting > 0 ? [this.#cutter.cut(false)] : [];
    }

    /** A part's bytes as they stand in the stream. */
    wrap({ info, buffers }, last) {
      const parts = [buffers[0]];
      if (!this.#begun) parts.unshift(engine.frame(this.#request, this.#dictionary, []).buffers[0]);
      this.#begun = true;
      const { info: sums, buffers: [, tail] } = engine.frame(this.#request, this.#dictionary, [this.#sums, info]);
      this.#sums = sums;
      if (last) parts.push(tail);
      return concat(parts);
    }
  }

  const packers = ({ form }) => {
    class Pack {
      /** @type {any} */
      ondata;
      #packer;

      constructor(options, cb) {
        [options, this.ondata] = given(options, cb);
        this.#packer = new Packer(form, options);
      }

      push(chunk, final = false) {
        if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
        this.#emit(this.#packer.jobs(bytesOf(chunk), Boolean(final)));
      }

      flush() {
        if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
        if (this.#packer.ended) throw flateError(FlateErrorCode.StreamFinished);
        this.#emit(this.#packer.flush());
      }

      #emit(jobs) {
        for (const job of jobs) {
          const { last } = job.request;
          this.ondata(this.#packer.wrap(engine.partSync(job), last), last);
        }
      }
    }

    class AsyncPack extends Terminable {
      #packer;

      constructor(options, cb) {
        super();
        [options, this.ondata] = given(options, cb);
        this.#packer = new Packer(form, options);
      }

      push(chunk, final = false) {
        this.check();
        if (this.#packer.ended) return this.fail(flateError(FlateErrorCode.StreamFinished), Boolean(final));
        const { byteLength } = bytesOf(chunk);
        this.queuedSize += byteLength;
        this.#send([...this.#packer.jobs(bytesOf(chunk), Boolean(final))], byteLength);
      }

      flush() {
        this.check();
        this.#send(this.#packer.flush(), 0);
      }

      /** Starts the jobs now, and tells what they give in their order. */
      #send(jobs, byteLength) {
        const started = jobs.map((job) => [engine.part(job, this.signal), job.request.last]);
        for (const [job] of started) job.catch(() => undefined);
        this.later(async () => {
          for (const [job, last] of started) {
            const outcome = await job;
            outcome.release();
            this.tell(this.#packer.wrap(outcome, last), last);
          }
          this.drained(byteLength);
        });
      }
    }
    return { Pack, AsyncPack };
  };

  const unpackers = ({ form }) => {
    class Unpack {
      /** @type {any} */
      ondata;
      #inflater;
      #ended = false;

      constructor(options, cb) {
        [options, this.ondata] = given(options, cb);
        this.#inflater = engine.inflater(form, options);
      }

      push(chunk, final = false) {
        if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
        if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
        this.#ended = Boolean(final);
        try {
          const told = members(this);
          let held = nothing();
          for (const piece of this.#inflater.pieces(bytesOf(chunk))) {
            if (held.byteLength > 0) this.ondata(held, false);
            held = plain(piece);
            told(this.#inflater);
          }
          told(this.#inflater);
          if (final) this.#end();
          this.ondata(held, Boolean(final));
        } catch (error) {
          throw asFlate(error, form);
        }
      }

      #end() {
        this.#inflater.finish();
        this.#inflater.free();
      }
    }

    class AsyncUnpack extends Terminable {
      #inflater;
      #ended = false;

      constructor(options, cb) {
        super();
        [options, this.ondata] = given(options, cb);
        this.#inflater = engine.inflater(form, options);
      }

      push(chunk, final = false) {
        this.check();
        if (this.#ended) return this.fail(flateError(FlateErrorCode.StreamFinished), Boolean(final));
        this.#ended = Boolean(final);
        // The caller may change its bytes before their turn comes.
        const bytes = copyOf(bytesOf(chunk));
        this.queuedSize += bytes.byteLength;
        this.later(async () => {
          try {
            const told = members(this);
            let held = nothing();
            for await (const piece of this.#inflater.later(bytes)) {
              if (held.byteLength > 0) this.tell(held, false);
              held = plain(piece);
              told(this.#inflater);
            }
            told(this.#inflater);
            if (final) this.#inflater.finish();
            this.tell(held, Boolean(final));
            this.drained(bytes.byteLength);
            if (final) this.#inflater.free();
          } catch (error) {
            throw asFlate(error, form);
          }
        });
      }
    }
    return { Unpack, AsyncUnpack };
  };

  const detecting = (classes, isAsync) =>
    class {
      /** @type {any} */
      ondata;
      /** @type {any} */
      ondrain;
      /** @type {any} */
      #inner;
      #options;
      #held = nothing();

      constructor(options, cb) {
        [this.#options, this.ondata] = given(options, cb);
        this.queuedSize = 0;
        if (isAsync) this.terminate = () => this.#inner?.terminate();
      }

      push(chunk, final = false) {
        if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
        if (!this.#inner) {
          this.#held = concat([this.#held, bytesOf(chunk)]);
          if (this.#held.byteLength < 3 && !final) return;
          chunk = this.#held;
          this.#inner = new classes[formOf(chunk)](this.#options, (...args) => this.ondata(...args));
          if (isAsync) {
            this.#inner.ondrain = (size) => {
              this.queuedSize = this.#inner.queuedSize;
              this.ondrain?.(size);
            };
          }
        }
        this.#inner.push(chunk, final);
        if (isAsync) this.queuedSize = this.#inner.queuedSize;
      }
    };

  /** @type {Record<string, any>} */
  const api = {};
  const [sync, async] = [{}, {}];
  const pascal = (name) => name[0].toUpperCase() + name.slice(1);
  for (const row of FORMS) {
    const { form, pack, unpack: undo } = row;
    const { Pack, AsyncPack } = packers(row);
    const { Unpack, AsyncUnpack } = unpackers(row);
    sync[form] = Unpack;
    async[form] = AsyncUnpack;
    const calls = {
      [pack]: withCallback(async (data, options, signal) => engine.pack(form, data, options, signal)),
      [`${pack}Sync`]: (data, options = {}) => engine.packSync(form, data, options),
      [undo]: withCallback((data, options, signal) => unpack(form, data, options, signal)),
      [`${undo}Sync`]: (data, options) => unpackSync(form, data, options),
    };
    Object.assign(api, named({ ...calls, [pascal(pack)]: Pack, [`Async${pascal(pack)}`]: AsyncPack, [pascal(undo)]: Unpack, [`Async${pascal(undo)}`]: AsyncUnpack }));
  }
  const own = {
    Decompress: detecting(sync, false),
    AsyncDecompress: detecting(async, true),
    decompress: withCallback(async (data, options, signal) => unpack(formOf(bytesOf(data)), data, options, signal)),
    decompressSync: (data, options) => unpackSync(formOf(bytesOf(data)), data, options),
  };
  return Object.assign(api, named(own), { compress: api.gzip, compressSync: api.gzipSync, Compress: api.Gzip, AsyncCompress: api.AsyncGzip });
}

/**
 * Functions and classes, called as they are exported.
 * @template {Record<string, any>} T
 * @param {T} all
 * @returns {T}
 */
export function named(all) {
  for (const [name, each] of Object.entries(all)) Object.defineProperty(each, 'name', { value: name });
  return all;
}

/** Tells where members begin, if anyone listens. @param {any} stream */
function members(stream) {
  return (inflater) => {
    if (stream.onmember) for (const offset of inflater.state().members) stream.onmember(offset);
  };
}

/** Calls the user's function: what it throws is no error of the data, and nobody's rejection. @param {() => void} call */
export function outside(call) {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** What asynchronous classes share: work in order, its errors, its end. */
class Terminable {
  #work = Promise.resolve();
  #controller = new AbortController();
  #failed = false;

  constructor() {
    /** @type {any} */
    this.ondata = undefined;
    this.queuedSize = 0;
    this.terminate = () => this.#controller.abort();
  }

  get signal() {
    return this.#controller.signal;
  }

  check() {
    if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
  }

  tell(data, final) {
    if (!this.signal.aborted) outside(() => this.ondata(null, data, final));
  }

  fail(error, final) {
    if (!this.signal.aborted) outside(() => this.ondata(error, null, final));
  }

  drained(size) {
    this.queuedSize -= size;
    if (size > 0 && !this.signal.aborted) outside(() => /** @type {any} */ (this).ondrain?.(size));
  }

  /** @param {() => Promise<void>} work */
  later(work) {
    this.#work = this.#work.then(async () => {
      if (this.#failed || this.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        this.#failed = true;
        this.fail(error, false);
      }
    });
  }
}
