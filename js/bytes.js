/** Compressed bytes without an archive: gzip, zlib and raw deflate, whole. The same bytes for any number of workers. */
import { checkFields } from './check.js';
import { wrongOption } from './errors.js';
import { compress as compressFields, gzip as gzipFields, inflate as inflateFields } from './generated/table.js';
import { concat, copyOf } from './input.js';
import { isPlain, viewOf } from './kinds.js';
import { PART, WINDOW } from './pieces.js';
import { checkRun, underSignal } from './run.js';
import { toResult } from './runtime.js';
import { inOrder } from './scheduler.js';

/** What a stream of deflated bytes usually becomes, for the budget. */
const GROWTH = 4;

/** One row a form, by its name in core: what its calls are called, what they accept. */
export const FORMS = [
  { form: 'gzip', pack: 'gzip', unpack: 'gunzip', fields: gzipFields },
  { form: 'raw', pack: 'deflate', unpack: 'inflate', fields: compressFields },
  { form: 'zlib', pack: 'zlib', unpack: 'unzlib', fields: compressFields },
];

const RUN = ['signal', 'timeoutMs'];

/** @param {any} value */
export function bytesOf(value) {
  const view = viewOf(value);
  if (!view) throw wrongOption('bytes', 'bytes', value);
  return view;
}

/**
 * Splits and checks the options of a call.
 * @param {any[]} fields core's table
 * @param {any} options
 * @param {string[]} own names that the call reads itself
 * @returns {{given: Record<string, any>, dictionary: Uint8Array, run: {signal?: AbortSignal, timeoutMs?: number}}}
 */
export function checkBytes(fields, options = {}, own = []) {
  if (!isPlain(options)) throw wrongOption('options', `object with ${[...fields.map((field) => field.name), 'dictionary', ...own].join(', ')}`, options);
  const mtime = options.mtime instanceof Date && fields.some((field) => field.name === 'mtime') ? { mtime: options.mtime.getTime() } : {};
  const given = checkFields(fields, { ...options, ...mtime }, 'options', ['dictionary', ...own]);
  const { dictionary } = options;
  const view = dictionary === undefined ? new Uint8Array(0) : viewOf(dictionary);
  if (!view) throw wrongOption('options.dictionary', 'bytes', dictionary);
  return { given, dictionary: copyOf(view), run: checkRun(Object.fromEntries(own.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]))) };
}

/**
 * One job of a stream that is compressed in parts.
 * @param {object} request
 * @param {Uint8Array} part
 * @param {Uint8Array} before
 * @param {boolean} last
 */
export function partJob(request, part, before, last) {
  const bytes = part.byteLength + before.byteLength;
  return { request: { ...request, task: 'compressPart', last }, inputs: [part, before], owned: true, bytes, peak: 2 * bytes };
}

/** @param {import('./instance.js').Instance} instance @param {object} job @param {{urgent?: () => boolean, signal?: AbortSignal}} options */
export function submit(instance, job, { urgent, signal }) {
  return instance.scheduler.run(async () => /** @type {any} */ (job), { expected: /** @type {any} */ (job).bytes, urgent, signal });
}

/**
 * Compresses a copy of the bytes, made before it returns.
 * @param {import('./instance.js').Instance} instance
 * @param {object} request form and options
 * @param {Uint8Array} view
 * @param {Uint8Array} dictionary
 * @param {AbortSignal | undefined} signal
 */
export async function pack(instance, request, view, dictionary, signal) {
  if (view.byteLength <= PART) {
    const bytes = view.byteLength;
    const job = { request: { ...request, task: 'compress' }, inputs: [copyOf(view), dictionary], owned: true, bytes, peak: 2 * bytes };
    const { buffers, release } = await submit(instance, job, { signal });
    release();
    return buffers[0];
  }
  const jobs = [];
  for (let at = 0; at < view.byteLength; at += PART) {
    const before = at === 0 ? copyOf(dictionary) : copyOf(view.subarray(at - WINDOW, at));
    jobs.push(partJob(request, copyOf(view.subarray(at, at + PART)), before, at + PART >= view.byteLength));
  }
  const backend = await instance.backend();
  const parts = [];
  const sums = [];
  for await (const { info, buffers } of inOrder(jobs, 2 * backend.workers(), (job, urgent) => submit(instance, job, { urgent, signal }))) {
    sums.push(info);
    parts.push(buffers[0]);
  }
  const { buffers: [head, tail] } = backend.runSync({ ...request, task: 'compressFrame', parts: sums }, [dictionary]);
  return concat([head, ...parts, tail]);
}

/**
 * Inflates a copy of the bytes, made before it returns.
 * @param {import('./instance.js').Instance} instance
 * @param {object} request form and options
 * @param {Uint8Array} view
 * @param {Uint8Array} dictionary
 * @param {AbortSignal | undefined} signal
 * @param {boolean} [owned] the bytes are ours already
 */
export async function unpack(instance, request, view, dictionary, signal, owned = false) {
  const bytes = view.byteLength;
  const job = { request: { ...request, task: 'decompress' }, inputs: [owned ? view : copyOf(view), dictionary], owned: true, bytes, peak: GROWTH * bytes };
  const { buffers, release } = await submit(instance, job, { signal });
  release();
  return buffers[0];
}

/**
 * The calls over one instance, by their names.
 * @param {import('./instance.js').Instance} instance
 */
export function bytesCalls(instance) {
  /** @type {Record<string, Function>} */
  const calls = {};
  const both = (name, fields, form, work, task) => {
    calls[name] = (bytes, options) =>
      underSignal(options ?? {}, async (signal) => {
        const { given, dictionary } = checkBytes(fields, options, RUN);
        return toResult(await work(instance, { form, ...given }, bytesOf(bytes), dictionary, signal));
      }, calls[name]);
    calls[`${name}Sync`] = (bytes, options) => {
      const { given, dictionary } = checkBytes(fields, options);
      return toResult(instance.backendSync().runSync({ task, form, ...given }, [bytesOf(bytes), dictionary]).buffers[0]);
    };
  };
  for (const { form, pack: packs, unpack: unpacks, fields } of FORMS) {
    both(packs, fields, form, pack, 'compress');
    both(unpacks, inflateFields, form, unpack, 'decompress');
  }
  return calls;
}

/**
 * A checksum of bytes that go on from others.
 * @param {any} bytes
 * @param {any} seed
 * @param {(view: Uint8Array) => number} sum
 */
export function checksum(bytes, seed, sum) {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) throw wrongOption('seed', 'integer from 0 to 4294967295', seed);
  return sum(bytesOf(bytes));
}
