/** How an entry's bytes become what an archive holds: stored or deflated, whole or by blocks, the same on every backend. */
import { fail } from './errors.js';
import { archive as fields } from './generated/table.js';
import { BLOCK, WINDOW, blockJobs } from './pieces.js';
import { inOrder } from './scheduler.js';

/** Entries up to this many bytes are one job; the sizes of larger ones are known only afterwards. */
export const WHOLE = 4 << 20;
/** As many first bytes as core looks at to see that compressing is in vain. */
export const HEAD = 64 << 10;
/** Enough of a short entry to see what kind of file it is. */
const MAGIC = 4096;
/** Entries up to SMALL go to the backend together, as many as fill a bundle: half of what a processor deflates in 5 ms. */
const SMALL = 64 << 10;
const BUNDLE = { bytes: 128 << 10, entries: 64 };

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
 * Small entries that are at hand at the same time, as one job: its way there and back costs more than their work.
 * While as many jobs run as may, those that come are gathered.
 */
export class Bundles {
  #submit;
  #most;
  #running = 0;
  /** @type {{index: number, bytes: Uint8Array, pack: Pack, resolve: (packed: any) => void, reject: (error: any) => void}[]} */
  #waiting = [];

  /**
   * @param {(job: object, first: number) => Promise<any>} submit runs a job; `first` is the index of its first entry
   * @param {number} most jobs at once
   */
  constructor(submit, most) {
    this.#submit = submit;
    this.#most = most;
  }

  /**
   * An entry's sums and data.
   * @param {number} index @param {Uint8Array} bytes @param {Pack} pack
   * @returns {Promise<{sums: Sums, data: Uint8Array, release: () => void}>}
   */
  add(index, bytes, pack) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ index, bytes, pack, resolve, reject });
      this.#next();
    });
  }

  #next() {
    while (this.#waiting.length > 0 && this.#running < this.#most) {
      this.#waiting.sort((a, b) => a.index - b.index);
      const { pack } = this.#waiting[0];
      let [count, size] = [0, 0];
      for (const entry of this.#waiting.slice(0, BUNDLE.entries)) {
        size += entry.bytes.byteLength;
        if (count > 0 && (size > BUNDLE.bytes || fields.some(({ name }) => entry.pack[name] !== pack[name]))) break;
        count += 1;
      }
      this.#running += 1;
      this.#run(this.#waiting.splice(0, count), pack);
    }
  }

  async #run(entries, pack) {
    try {
      const inputs = entries.map(({ bytes }) => bytes);
      const size = inputs.reduce((sum, input) => sum + input.byteLength, 0);
      const job = { request: { task: 'deflateAll', ...pack }, inputs, owned: false, bytes: size, peak: size };
      const { info, buffers, release } = await this.#submit(job, entries[0].index);
      let [open, next] = [entries.length, 0];
      const done = () => {
        open -= 1;
        if (open === 0) release();
      };
      for (const [at, sums] of info.entries.entries()) {
        const data = sums.method === 0 ? entries[at].bytes : buffers[next++];
        entries[at].resolve({ sums, data, release: done });
      }
    } catch (error) {
      for (const { reject } of entries) reject(error);
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }
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
  // Nobody else holds a block.
  const job = (block, window, last) => ({ ...blockJob(block, window, level, last), owned: true, bytes: block.byteLength, peak: block.byteLength });
  const data = async function* () {
    for await (const { info, buffers } of inOrder(blockJobs(chunks, new Uint8Array(0), job), ahead, submit)) {
      add(backend, sums, info);
      yield buffers[0];
    }
  };
  return { sums, chunks: data() };
}

/** The sums of all blocks so far. */
function add(backend, sums, { crc32, size, compressedSize }) {
  sums.crc32 = backend.runSync({ task: 'crc32Combine', a: sums.crc32, b: crc32, size }, []).info.crc32;
  sums.size += size;
  sums.compressedSize += compressedSize;
}

/** @param {Uint8Array} block @param {Uint8Array} window @param {number} level @param {boolean} last */
function blockJob(block, window, level, last) {
  return { request: { task: 'deflateBlock', level, last }, inputs: [block, window] };
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
  for (let at = 0; at < bytes.byteLength; at += BLOCK) {
    const window = bytes.subarray(Math.max(0, at - WINDOW), at);
    const { request, inputs } = blockJob(bytes.subarray(at, at + BLOCK), window, level, at + BLOCK >= bytes.byteLength);
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
