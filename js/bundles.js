/** Small entries that are packed together, as one job: its way there and back costs more than their work. */
import { archive as fields } from './generated/table.js';
import { SMALL } from './packing.js';

/** What fills a bundle: half of what a processor deflates in 5 ms. */
const BUNDLE = { bytes: 128 << 10, entries: 64 };
/** Bytes that a file is taken for before any was read. */
const GUESS = 16 << 10;

/** @typedef {import('./packing.js').Pack} Pack */
/** @typedef {{sums: import('./packing.js').Sums, data: Uint8Array, release: () => void}} Whole */
/** @typedef {(job: object, first: number) => Promise<any>} Submit runs a job; `first` is the index of its first entry */

/**
 * What waits until fewer jobs run than may; what comes meanwhile is gathered.
 * @template {{index: number, pack: Pack}} E
 * @template T
 */
class Gathering {
  #most;
  #count;
  #run;
  #running = 0;
  /** @type {{entry: E, resolve: (made: T) => void, reject: (error: any) => void}[]} */
  #waiting = [];

  /**
   * @param {number} most jobs at once
   * @param {(alike: E[]) => number} count how many of those that wait, packed alike, are one job
   * @param {(entries: E[]) => Promise<T[]>} run one job's outcomes; of those that it did not come to there are none
   */
  constructor(most, count, run) {
    this.#most = most;
    this.#count = count;
    this.#run = run;
  }

  /** @param {E} entry @returns {Promise<T>} */
  gather(entry) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#next();
    });
  }

  #next() {
    while (this.#waiting.length > 0 && this.#running < this.#most) {
      this.#waiting.sort((a, b) => a.entry.index - b.entry.index);
      const { pack } = this.#waiting[0].entry;
      const first = this.#waiting.slice(0, BUNDLE.entries).map(({ entry }) => entry);
      const other = first.findIndex((entry) => fields.some(({ name }) => entry.pack[name] !== pack[name]));
      const alike = other < 0 ? first : first.slice(0, other);
      this.#running += 1;
      this.#start(this.#waiting.splice(0, Math.max(1, this.#count(alike))));
    }
  }

  /** @param {{entry: E, resolve: (made: T) => void, reject: (error: any) => void}[]} taken */
  async #start(taken) {
    try {
      const made = await this.#run(taken.map(({ entry }) => entry));
      made.forEach((each, at) => taken[at].resolve(each));
      this.#waiting.unshift(...taken.slice(made.length));
    } catch (error) {
      for (const { reject } of taken) reject(error);
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }
}

/** Gives a job's memory back when so many have given back theirs. @param {number} count @param {() => void} release */
function afterAll(count, release) {
  let open = count;
  if (open === 0) release();
  return () => {
    open -= 1;
    if (open === 0) release();
  };
}

/**
 * Entries whose bytes are at hand at the same time.
 * @param {Submit} submit
 * @param {number} most jobs at once
 * @returns {Gathering<{index: number, pack: Pack, bytes: Uint8Array}, Whole>}
 */
export function bundles(submit, most) {
  const count = (alike) => {
    let size = 0;
    const over = alike.findIndex(({ bytes }) => (size += bytes.byteLength) > BUNDLE.bytes);
    return over < 0 ? alike.length : over;
  };
  return new Gathering(most, count, async (entries) => {
    const inputs = entries.map(({ bytes }) => bytes);
    const size = inputs.reduce((sum, input) => sum + input.byteLength, 0);
    const job = { request: { task: 'deflateAll', ...entries[0].pack }, inputs, owned: false, bytes: size, peak: size };
    const { info, buffers, release } = await submit(job, entries[0].index);
    const done = afterAll(entries.length, release);
    let next = 0;
    return info.entries.map((sums, at) => ({ sums, data: sums.method === 0 ? inputs[at] : buffers[next++], release: done }));
  });
}

/** Files that the backend reads itself, where it can. */
export class SmallFiles {
  #submit;
  #gathering;
  #mean = GUESS;
  /** Whether the last file that was seen is small: of several large ones none is looked at twice. @type {boolean | undefined} */
  #isSmall;

  /** @param {Submit} submit @param {number} most jobs at once */
  constructor(submit, most) {
    this.#submit = submit;
    // As many as will fill a bundle, so that other jobs find some too.
    const count = (alike) => Math.min(alike.length, Math.ceil(BUNDLE.bytes / this.#mean));
    this.#gathering = new Gathering(most, count, (entries) => this.#run(entries));
  }

  /** Whether to try the next file: the first is tried where that starts no worker. @param {{isWarm: boolean, readsFiles: boolean}} backend */
  likely({ isWarm, readsFiles }) {
    return readsFiles && (this.#isSmall ?? isWarm);
  }

  /** Told of every file that is read otherwise. @param {number} size */
  saw(size) {
    this.#isSmall = size <= SMALL;
  }

  /**
   * What is not a small file the backend leaves: undefined.
   * @param {{index: number, pack: Pack, path: string}} entry
   * @returns {Promise<(Whole & {mtime: number}) | undefined>}
   */
  gather(entry) {
    return this.#gathering.gather(entry);
  }

  async #run(entries) {
    const files = { paths: entries.map(({ path }) => path), each: SMALL, together: BUNDLE.bytes };
    const request = { task: 'deflateAll', ...entries[0].pack, stored: true };
    const job = { request, inputs: [], files, bytes: 0, peak: 2 * (BUNDLE.bytes + SMALL) };
    const { info, buffers, release } = await this.#submit(job, entries[0].index);
    const done = afterAll(buffers.length, release);
    let next = 0;
    const made = info.files.map((mtime) => {
      if (mtime === null) return undefined;
      const at = next++;
      const sums = info.entries[at];
      this.#mean = (7 * this.#mean + sums.size) / 8 || 1;
      return { sums, data: buffers[at], mtime, release: done };
    });
    this.#isSmall = made.at(-1) !== undefined;
    return made;
  }
}
