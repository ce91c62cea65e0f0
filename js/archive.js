/** An archive on its way to a sink: headers from core's writer, entries' data between them, in order, each write awaited. */
import { concat } from './input.js';
import { discard } from './runtime.js';

/** What is shorter than this goes out together with its header. */
const SMALL = 64 << 10;

export class ArchiveOutput {
  #machine;
  #open;
  /** @type {Promise<import('./sink.js').Sink> | undefined} */
  #opened;
  /** Why it was aborted. @type {unknown} */
  #stopped;
  /** Ends the wait for a sink. @type {(reason: unknown) => void} */
  #interrupt = () => {};
  /** @type {Uint8Array[]} */
  #parts = [];
  #small = 0;
  /** Bytes given to the sink. */
  bytes = 0;
  entries = 0;

  /**
   * @param {any} machine core's ZipWriter
   * @param {() => Promise<import('./sink.js').Sink>} open makes the sink, when the first byte is there
   */
  constructor(machine, open) {
    this.#machine = machine;
    this.#open = open;
  }

  /**
   * Writes an entry whose data is at hand.
   * @param {{name: string, mtime?: number, mode?: number, comment?: string}} about
   * @param {import('./packing.js').Sums} sums
   * @param {Uint8Array} data
   * @param {boolean} [more] whether another follows at once: small ones go out together
   */
  async entry(about, sums, data, more = false) {
    const header = this.#machine.begin(JSON.stringify({ ...about, ...sums }));
    this.#parts.push(header, data);
    this.#small += header.byteLength + data.byteLength;
    if (!more || this.#small >= SMALL) await this.#flush();
    this.entries += 1;
  }

  /**
   * Writes an entry whose data comes in pieces; `sums` stand in the header if they are final, else follow the data.
   * @param {{name: string, mtime?: number, mode?: number, comment?: string}} about
   * @param {{sums: import('./packing.js').Sums, chunks: AsyncIterable<Uint8Array>, known: boolean}} packed
   * @param {boolean} [more] whether another follows at once
   */
  async stream(about, { sums, chunks, known }, more = false) {
    const header = this.#machine.begin(JSON.stringify({ ...about, ...(known ? sums : { method: sums.method }) }));
    await this.#write(header);
    for await (const chunk of chunks) await this.#write(chunk);
    const { crc32, size, compressedSize } = sums;
    if (!known) await this.#write(this.#machine.end(JSON.stringify({ crc32, size, compressedSize })));
    if (!more) await this.#flush();
    this.entries += 1;
  }

  /** Ends the archive. @param {string} [comment] */
  async finish(comment = '') {
    await this.#write(this.#machine.finish(comment));
    await this.#flush();
    const sink = await this.#opened;
    await this.#unlessAborted(async () => sink?.close());
    this.#machine.free?.();
  }

  /**
   * Leaves nothing behind, and ends the wait for a sink that may never answer.
   * @param {unknown} reason
   */
  async abort(reason) {
    this.#stopped ??= reason;
    // One that is being opened is aborted as soon as it is there.
    const sink = await this.#opened?.catch(() => undefined);
    try {
      await sink?.abort(reason);
    } finally {
      this.#interrupt(reason);
    }
  }

  /** @param {() => Promise<void>} work @returns {Promise<void>} */
  #unlessAborted(work) {
    return new Promise((resolve, reject) => {
      this.#interrupt = reject;
      if (this.#stopped) reject(this.#stopped);
      else work().then(resolve, reject);
    });
  }

  /** @param {Uint8Array} bytes */
  async #write(bytes) {
    this.#parts.push(bytes);
    this.#small += bytes.byteLength;
    if (this.#small >= SMALL) await this.#flush();
  }

  async #flush() {
    const [parts, size] = [this.#parts, this.#small];
    this.#parts = [];
    this.#small = 0;
    if (size === 0) return;
    if (this.#stopped) throw this.#stopped;
    const sink = await (this.#opened ??= this.#open());
    // Small parts become one write; a large one goes as it is, without a copy.
    const large = parts.at(-1);
    const joined = size < 2 * SMALL || large === undefined || large.byteLength < SMALL;
    const out = joined ? [parts.length === 1 && isExact(parts[0]) ? parts[0] : concat(parts)] : [concat(parts.slice(0, -1)), large];
    for (const bytes of out) {
      if (bytes.byteLength === 0) continue;
      const exact = isExact(bytes) ? bytes : bytes.slice();
      const { byteLength, buffer } = exact;
      await this.#unlessAborted(() => sink.write(new Uint8Array(buffer)));
      this.bytes += byteLength;
      if (sink.isDone) discard(buffer);
    }
  }
}

/** Whether bytes are all of their ArrayBuffer: only such may be handed out. @param {Uint8Array} bytes */
function isExact(bytes) {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
}
