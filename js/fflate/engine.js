/** What fflate's calls are made of: our jobs, whole and in parts, at once and beside the calling thread. */
import { bytesOf, pack, partJob, submit, unpack } from '../bytes.js';
import { accept, concat, copyOf } from '../input.js';
import { BLOCK, WINDOW } from '../pieces.js';

/** No bytes, each time anew: whoever is given them may transfer them away. */
export const nothing = () => new Uint8Array(0);

/** Plain, as fflate's results are: a Buffer's slice() and toString() do other things. @param {Uint8Array} bytes */
export function plain(bytes) {
  return new Uint8Array(/** @type {ArrayBuffer} */ (bytes.buffer), bytes.byteOffset, bytes.byteLength);
}

/** @param {any} mtime as fflate takes it: nothing is the present */
export function timeOf(mtime) {
  return new Date(mtime === undefined || mtime === null ? Date.now() : mtime);
}

/** A header's text is one byte a character. @param {string} text */
function latin1(text) {
  return Array.from({ length: text.length }, (_, at) => String.fromCharCode(text.charCodeAt(at) & 255)).join('').replaceAll('\0', '');
}

/**
 * The request for a form, of fflate's options.
 * @param {string} form
 * @param {any} options
 */
export function requestOf(form, options) {
  const { level, mtime, filename } = options;
  const request = { form, ...(level !== undefined && level !== null && { level }) };
  if (form !== 'gzip') return request;
  const time = mtime === 0 ? 0 : Math.max(0, Math.floor(timeOf(mtime).getTime()) || 0);
  return { ...request, mtime: time, ...(filename && { filename: latin1(String(filename)) }) };
}

/** A copy each time: a job's inputs are given away. @param {any} options */
export function dictionaryOf({ dictionary }) {
  return dictionary ? copyOf(bytesOf(dictionary)) : new Uint8Array(0);
}

/** @param {import('../instance.js').Instance} instance */
export function createEngine(instance) {
  const runSync = (request, inputs) => instance.backendSync().runSync(request, inputs);
  return {
    instance,
    packSync: (form, data, options) => plain(runSync({ ...requestOf(form, options), task: 'compress' }, [bytesOf(data), dictionaryOf(options)]).buffers[0]),
    unpackSync: (form, data, options, more = {}) => plain(runSync({ form, leave: true, ...more, task: 'decompress' }, [bytesOf(data), dictionaryOf(options)]).buffers[0]),
    pack: async (form, data, options, signal) => plain(await pack(instance, requestOf(form, options), taken(data, options), dictionaryOf(options), signal)),
    unpack: async (form, data, options, signal, more = {}) => plain(await unpack(instance, { form, leave: true, ...more }, taken(data, options), dictionaryOf(options), signal, Boolean(options.consume))),
    /** A CRC-32 that goes on from another's. */
    crc: (seed, bytes) => instance.backendSync().crc32(seed, bytes),
    frame: (request, dictionary, parts) => runSync({ ...request, task: 'compressFrame', parts }, [dictionary]),
    partSync: ({ request, inputs }) => runSync(request, inputs),
    part: (job, signal) => submit(instance, job, { urgent: () => true, signal }),
    inflater: (form, options) => instance.backendSync().inflater({ form, leave: form !== 'gzip', members: form === 'gzip' }, dictionaryOf(options)),
  };
}

/** The caller's bytes: with `consume` they are taken, and its arrays become empty. */
function taken(data, { consume }) {
  const view = bytesOf(data);
  return consume ? /** @type {Uint8Array} */ (accept(view, { transfer: true }).bytes) : view;
}

/** Cuts what is pushed into the jobs of a stream. */
export class Cutter {
  #request;
  #before;
  #block = new Uint8Array(BLOCK);
  #filled = 0;

  /** @param {object} request @param {Uint8Array} dictionary */
  constructor(request, dictionary) {
    this.#request = request;
    this.#before = dictionary.slice(-WINDOW);
  }

  /**
   * The jobs that more bytes fill. A full block waits for the next byte: the last one ends the stream.
   * @param {Uint8Array} chunk
   * @param {boolean} final
   */
  *push(chunk, final) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (this.#filled === BLOCK) yield this.cut(false);
      const part = chunk.subarray(at, at + BLOCK - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.byteLength;
      at += part.byteLength;
    }
    if (final) yield this.cut(true);
  }

  /** What was pushed and not cut yet, as a job. @param {boolean} last */
  cut(last) {
    const block = this.#block.slice(0, this.#filled);
    const job = partJob(this.#request, block, copyOf(this.#before), last);
    this.#before = concat([this.#before, block]).slice(-WINDOW);
    this.#filled = 0;
    return job;
  }

  /** Bytes that wait. */
  get waiting() {
    return this.#filled;
  }
}
