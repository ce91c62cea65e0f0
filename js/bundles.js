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
  #running = 0;
  /** @type {{entry: E, resolve: (made: T) => void, reject: (error: any) => void}[]} */
  #waiting = [];

  /** @param {number} most jobs at once */
  constructor(most) {
    this.#most = most;
  }

  /** @param {E} entry @returns {Promise<T>} */
  gather(entry) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#next();
    });
  }

  /** How many of those that wait, packed alike, are one job. @param {E[]} alike @returns {number} */
  count(alike) {
    return alike.length;
  }

  /** One job's outcomes; of those that it did not come to there are none. @param {E[]} entries @returns {Promise<T[]>} */
  async run(entries) {
    throw new Error(`nothing packs ${entries.length} entries`);
  }

  #next() {
    while (this.#waiting.length > 0 && this.#running < this.#most) {
      this.#waiting.sort((a, b) => a.entry.index - b.entry.index);
      const { pack } = this.#waiting[0].entry;
      const first = this.#waiting.slice(0, BUNDLE.entries).map(({ entry }) => entry);
      const other = first.findIndex((entry) => fields.some(({ name }) => entry.pack[name] !== pack[name]));
      const alike = other < 0 ? first : first.slice(0, other);
      this.#running += 1;
      this.#start(this.#waiting.splice(0, Math.max(1, this.count(alike))));
    }
  }

  /** @param {{entry: E, resolve: (made: T) => void, reject: (error: any) => void}[]} taken */
  async #start(taken) {
    try {
      const made = await this.run(taken.map(({ entry }) => entry));
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

/** Entries whose bytes are at hand at the same time. @extends {Gathering<{index: number, pack: Pack, bytes: Uint8Array}, Whole>} */
export class Bundles extends Gathering {
  #submit;

  /** @param {Submit} submit @param {number} most jobs at once */
  constructor(submit, most) {
    super(most);
    this.#submit = submit;
  }

  count(alike) {
    let size = 0;
    const over = alike.findIndex(({ bytes }) => (size += bytes.byteLength) > BUNDLE.bytes);
    return over < 0 ? alike.length : over;
  }

  async run(entries) {
    const inputs = entries.map(({ bytes }) => bytes);
    const size = inputs.reduce((sum, input) => sum + input.byteLength, 0);
    const job = { request: { task: 'deflateAll', ...entries[0].pack }, inputs, owned: false, bytes: size, peak: size };
    const { info, buffers, release } = await this.#submit(job, entries[0].index);
    const done = afterAll(entries.length, release);
    let next = 0;
    return info.entries.map((sums, at) => ({ sums, data: sums.method === 0 ? inputs[at] : buffers[next++], release: done }));
  }
}

/**
 * Files that the backend reads itself, where it can. What is not a small file it leaves: its outcome is undefined.
 * @extends {Gathering<{index: number, pack: Pack, path: string}, (Whole & {mtime: number}) | undefined>}
 */
export class SmallFiles extends Gathering {
  #submit;
  #mean = GUESS;
  /** Whether the last file that was seen is small: of several large ones none is looked at twice but the first. */
  likely = true;

  /** @param {Submit} submit @param {number} most jobs at once */
  constructor(submit, most) {
    super(most);
    this.#submit = submit;
  }

  /** Told of every file that is read otherwise. @param {number} size */
  saw(size) {
    this.likely = size <= SMALL;
  }

  /** As many as will fill a bundle, so that other jobs find some too. */
  count(alike) {
    return Math.min(alike.length, Math.ceil(BUNDLE.bytes / this.#mean));
  }

  async run(entries) {
    const files = { paths: entries.map(({ path }) => path), each: SMALL, together: BUNDLE.bytes };
    const request = { task: 'deflateAll', ...entries[0].pack, stored: true };
    const job = { request, inputs: [], files, bytes: 0, peak: 2 * (BUNDLE.bytes + SMALL) };
    const { info, buffers, release } = await this.#submit(job, entries[0].index);
    const done = afterAll(buffers.length, release);
    let next = 0;
    const made = info.files.map((mtime) => {
      if (mtime === null) return undefined;
      const at = next++;
      return { sums: info.entries[at], data: buffers[at], mtime, release: done };
    });
    for (const each of made) this.#mean = each ? (7 * this.#mean + each.sums.size) / 8 || 1 : this.#mean;
    this.likely = made.at(-1) !== undefined;
    return made;
  }
}
