/** How an entry's bytes become what an archive holds: stored or deflated, whole or by blocks, the same on every backend. */
import { fail } from './errors.js';
import { PART, WINDOW, partJobs } from './pieces.js';
import { inOrder } from './scheduler.js';

/** Entries up to this many bytes are one job; the sizes of larger ones are known only afterwards. */
export const WHOLE = 4 << 20;
/** As many first bytes as core looks at to see that compressing is in vain. */
export const HEAD = 64 << 10;
/** Enough of a short entry to see what kind of file it is. */
const MAGIC = 4096;
/** Entries up to this many bytes go to the backend together. */
export const SMALL = 64 << 10;

/** @typedef {{level?: number, effort?: string, store?: string}} Pack */
/** @typedef {{method: number, crc32: number, size: number, compressedSize: number}} Sums */

/** @param {any} backend @param {Uint8Array} head @param {Pack} pack */
function isStored(backend, head, { level, store }) {
  if (level === 0 || store === 'always') return true;
  if (store === 'never') return false;
  return backend.runSync({ task: 'compressed' }, [head]).info.compressed;
}

/**
 * Packs an entry of at most WHOLE bytes. `run` runs a job and gives its outcome.
 * @param {any} backend
 * @param {Uint8Array} bytes
 * @param {Pack} pack
 * @param {(job: object) => any} run
 */
export function packWhole(backend, bytes, pack, run) {
  if (isStored(backend, bytes.subarray(0, MAGIC), pack)) {
    const size = bytes.byteLength;
    return { sums: { method: 0, crc32: backend.crc32(0, bytes), size, compressedSize: size }, data: bytes };
  }
  // Not given away: what does not shrink is stored, from here.
  return run({ request: { task: 'deflate', ...pack }, inputs: [bytes], owned: false, bytes: bytes.byteLength, peak: bytes.byteLength });
}

/** Whether an entry is packed in a bundle. @param {Uint8Array} bytes @param {Pack} pack */
export function isBundled(bytes, { level, store }) {
  return bytes.byteLength <= SMALL && level !== 0 && store !== 'always';
}

/**
 * What a deflate job gave, as the entry's sums and data.
 * @param {{info: any, buffers: Uint8Array[]}} outcome
 * @param {Uint8Array} bytes
 */
export function packed({ info, buffers }, bytes) {
  return { sums: info, data: info.method === 0 ? bytes : buffers[0] };
}

/**
 * A larger entry whose bytes can be read twice and that is stored: its sums first, then its chunks as they are.
 * @param {any} backend
 * @param {import('./pieces.js').Pieces} pieces
 * @param {string} name
 */
export async function storeLarge(backend, pieces, name) {
  let [crc32, size] = [0, 0];
  for await (const chunk of pieces.chunks()) {
    crc32 = backend.crc32(crc32, chunk);
    size += chunk.byteLength;
  }
  const chunks = async function* () {
    let [again, sent] = [0, 0];
    for await (const chunk of pieces.chunks()) {
      again = backend.crc32(again, chunk);
      sent += chunk.byteLength;
      if (sent > size) break;
      yield chunk.slice();
    }
    if (again !== crc32 || sent !== size) throw fail('IoFailed', { reason: `${name} changed while it was read` });
  };
  return { sums: { method: 0, crc32, size, compressedSize: size }, chunks: chunks() };
}

/**
 * A larger entry in deflated blocks. `submit` starts a job; `ahead` jobs run beside the one whose data is awaited.
 * @param {any} backend
 * @param {AsyncIterable<Uint8Array>} chunks
 * @param {number} level
 * @param {(job: object) => Promise<any>} submit
 * @param {number} ahead
 */
export function deflateLarge(backend, chunks, level, submit, ahead) {
  const sums = { method: 8, crc32: 0, size: 0, compressedSize: 0 };
  // Nobody else holds a part.
  const job = (part, window, last) => ({ ...partJob(part, window, level, last), owned: true, bytes: part.byteLength, peak: part.byteLength });
  const data = async function* () {
    for await (const { info, buffers } of inOrder(partJobs(chunks, PART, new Uint8Array(0), job), ahead, submit)) {
      add(backend, sums, info);
      yield buffers[0];
    }
  };
  return { sums, chunks: data() };
}

/** The sums of all parts so far. */
function add(backend, sums, { crc32, size, compressedSize }) {
  sums.crc32 = backend.runSync({ task: 'crc32Combine', a: sums.crc32, b: crc32, size }, []).info.crc32;
  sums.size += size;
  sums.compressedSize += compressedSize;
}

/** @param {Uint8Array} part @param {Uint8Array} window @param {number} level @param {boolean} last */
function partJob(part, window, level, last) {
  return { request: { task: 'deflatePart', level, last }, inputs: [part, window] };
}

/**
 * Packs bytes at once, as `zip()` would. `known`: the sums may stand before the data.
 * @param {any} backend
 * @param {Uint8Array} bytes
 * @param {Pack} pack
 * @returns {{sums: Sums, data: Uint8Array[], known: boolean}}
 */
export function packSync(backend, bytes, pack) {
  if (bytes.byteLength <= WHOLE) {
    const run = ({ request, inputs }) => packed(backend.runSync(request, inputs), bytes);
    const { sums, data } = packWhole(backend, bytes, pack, run);
    return { sums, data: [data], known: true };
  }
  const { store, level } = chooseLarge(backend, bytes, pack);
  if (store) {
    const size = bytes.byteLength;
    return { sums: { method: 0, crc32: backend.crc32(0, bytes), size, compressedSize: size }, data: [bytes], known: true };
  }
  const sums = { method: 8, crc32: 0, size: 0, compressedSize: 0 };
  const data = [];
  for (let at = 0; at < bytes.byteLength; at += PART) {
    const window = bytes.subarray(Math.max(0, at - WINDOW), at);
    const { request, inputs } = partJob(bytes.subarray(at, at + PART), window, level, at + PART >= bytes.byteLength);
    const { info, buffers } = backend.runSync(request, inputs);
    add(backend, sums, info);
    data.push(buffers[0]);
  }
  return { sums, data, known: false };
}

/**
 * Chooses how a larger entry is packed, by its first bytes.
 * @param {any} backend
 * @param {Uint8Array} head
 * @param {Pack} pack
 * @returns {{store: boolean, level: number}}
 */
export function chooseLarge(backend, head, pack) {
  const store = isStored(backend, head.subarray(0, HEAD), pack);
  if (store) return { store, level: 0 };
  return { store, level: backend.runSync({ task: 'compressed', ...pack }, [head.subarray(0, MAGIC)]).info.level };
}
