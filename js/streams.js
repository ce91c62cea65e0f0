/** Streams that compress and inflate, for every runtime: `{ readable, writable }`, as pipeThrough, Node's pipeline and Duplex.fromWeb take them. */
import { FORMS, bytesOf, checkBytes, partJob, submit } from './bytes.js';
import { PixmillError, aborted } from './errors.js';
import { inflate as inflateFields } from './generated/table.js';
import { copyOf } from './input.js';
import { onAbort } from './runtime.js';
import { BLOCK, partJobs } from './pieces.js';
import { inOrder } from './scheduler.js';

/** Chunks from a writer to a reader: a write is done when its chunk is wanted, so that nobody runs ahead. */
class Handover {
  #chunk;
  #ended = false;
  #failed = false;
  #error;
  #wake = () => {};
  #taken = () => {};

  /** @param {Uint8Array} chunk */
  write(chunk) {
    if (this.#failed) throw this.#error;
    this.#chunk = chunk;
    this.#wake();
    return new Promise((resolve, reject) => {
      this.#taken = () => (this.#failed ? reject(this.#error) : resolve(undefined));
    });
  }

  end() {
    this.#ended = true;
    this.#wake();
  }

  /** Both sides end with this. */
  fail(error) {
    if (this.#failed) return;
    this.#failed = true;
    this.#error = error;
    this.#wake();
    this.#taken();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      if (this.#failed) throw this.#error;
      if (this.#chunk) {
        const chunk = this.#chunk;
        this.#chunk = undefined;
        this.#taken();
        yield chunk;
      } else if (this.#ended) return;
      else {
        await new Promise((resolve) => {
          this.#wake = () => resolve(undefined);
        });
      }
    }
  }
}

/**
 * A pair of streams around a generator.
 * @param {(chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>} make
 * @param {AbortSignal | undefined} signal
 */
function pair(make, signal) {
  const handover = new Handover();
  const chunks = make(handover);
  /** @type {WritableStreamDefaultController} */
  let sink;
  /** @type {ReadableStreamDefaultController} */
  let source;
  const stop = () => end(aborted(/** @type {AbortSignal} */ (signal)));
  const end = (error) => {
    signal?.removeEventListener('abort', stop);
    handover.fail(error);
    sink.error(error);
    source.error(error);
    return chunks.return(undefined).catch(() => undefined);
  };
  const writable = new WritableStream(
    {
      start: (controller) => {
        sink = controller;
      },
      // A source may reuse its chunk's memory.
      write: (chunk) => handover.write(copyOf(bytesOf(chunk))),
      close: () => handover.end(),
      abort: (reason) => void end(PixmillError.from(reason ?? 'the writer was aborted')),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BLOCK }),
  );
  const readable = new ReadableStream(
    {
      start: (controller) => {
        source = controller;
      },
      pull: async (controller) => {
        try {
          const { done, value } = await chunks.next();
          if (!done) return controller.enqueue(value);
          signal?.removeEventListener('abort', stop);
          return controller.close();
        } catch (error) {
          await end(PixmillError.from(error));
        }
      },
      cancel: async (reason) => {
        await end(reason ?? new PixmillError('Aborted'));
      },
    },
    { highWaterMark: 0 },
  );
  if (signal?.aborted) stop();
  else onAbort(signal, stop);
  return { readable, writable };
}

/**
 * @param {import('./instance.js').Instance} instance
 * @param {object} request
 * @param {Uint8Array} dictionary
 * @param {AbortSignal | undefined} signal
 */
function packer(instance, request, dictionary, signal) {
  return async function* (chunks) {
    const backend = await instance.backend();
    const frame = (parts) => backend.runSync({ ...request, task: 'compressFrame', parts }, [dictionary]);
    const { info, buffers: [head] } = frame([]);
    if (head.byteLength > 0) yield head;
    let sums = info;
    const start = (job, urgent) => submit(instance, job, { urgent, signal });
    // The same blocks as of whole bytes, so the same bytes.
    const jobs = partJobs(chunks, BLOCK, copyOf(dictionary), (block, before, last) => partJob(request, block, before, last));
    for await (const { info: sum, buffers } of inOrder(jobs, backend.workers(), start)) {
      sums = frame([sums, sum]).info;
      if (buffers[0].byteLength > 0) yield buffers[0];
    }
    const [, tail] = frame([sums]).buffers;
    if (tail.byteLength > 0) yield tail;
  };
}

/** @param {import('./instance.js').Instance} instance @param {object} request @param {Uint8Array} dictionary */
function unpacker(instance, request, dictionary) {
  return async function* (chunks) {
    const backend = await instance.backend();
    const inflater = backend.inflater(request, dictionary);
    try {
      for await (const chunk of chunks) yield* inflater.later(chunk);
      inflater.finish();
    } finally {
      inflater.free();
    }
  };
}

/**
 * The calls over one instance, by their names.
 * @param {import('./instance.js').Instance} instance
 */
export function streamCalls(instance) {
  /** @type {Record<string, Function>} */
  const calls = {};
  for (const { form, pack, unpack, fields } of FORMS) {
    calls[`${pack}Stream`] = (options) => {
      const { given, dictionary, run } = checkBytes(fields, options, ['signal']);
      return pair(packer(instance, { form, ...given }, dictionary, run.signal), run.signal);
    };
    calls[`${unpack}Stream`] = (options) => {
      const { given, dictionary, run } = checkBytes(inflateFields, options, ['signal']);
      return pair(unpacker(instance, { form, ...given }, dictionary), run.signal);
    };
  }
  return calls;
}
